"""The page of one dossier: everything an officer needs to decide, and what was typed when a decision did not go through."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk import doors, showing
from desk.dossier_clock import Times, face
from desk.files import file_response
from desk.forms_shown import read_only
from desk.labels import asked, enum_label, plain
from desk.naming import names_of
from desk.officer.findings import findings, row_name, row_shown
from desk.officer.review_fields import label_of
from desk.pages import page, words_for
from desk.problems import Problem
from desk.visitors import Office, Officer
from desk.words import Words

router = APIRouter(include_in_schema=False)

REFUSED = "refused"
"""Kind of the entry that an act leaves which was not done."""
TONES = {2: "busy", 3: "grave", 4: "busy", 5: "asked", 6: "asked", 7: "grave", 8: "grave", 9: "good", 10: "good"}


@dataclass(frozen=True)
class Typed:
    """What an officer typed for a visit, and why it was not recorded."""

    visit: int
    values: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    moved_on: bool = False


@router.get("/dossiers/{code}")
def show(request: Request, code: str, office: Office, officer: Officer, visit: int | None = None) -> Response:
    """The dossier page, with one of its open reviews in full; the door journals that this officer looked."""
    return dossier_page(request, office, officer, doors.dossier(office, code, officer.id), visit=visit)


@router.get("/dossiers/{code}/documents/{visit}")
def document(code: str, visit: int, office: Office, officer: Officer) -> Response:
    """A produced document, shown in the browser."""
    return file_response(*doors.document(office, code, visit, officer.id))


@router.get("/dossiers/{code}/visits/{visit}/preview")
def preview(request: Request, code: str, visit: int, office: Office, officer: Officer) -> Response:
    """The document a decision would produce, before it is signed; for whoever may see the dossier."""
    return previewed(request, code, visit, office, officer)


@router.get("/dossiers/{code}/visits/{visit}/labels/{attempt}")
def label(request: Request, code: str, visit: int, attempt: int, office: Office, officer: Officer) -> Response:
    """The postal label of a booked parcel, for the printer of whoever may see the dossier."""
    doors.dossier(office, code, officer.id)
    made = request.app.state.settings.label
    if made is None:
        raise Problem(404, "not-found")
    return file_response(*made(code, visit, attempt))


@router.get("/dossiers/{code}/papers/{sha256}")
def paper(code: str, sha256: str, office: Office, officer: Officer) -> Response:
    """A paper the applicant handed in."""
    return file_response(*doors.paper(office, code, sha256, officer.id))


def previewed(
    request: Request, code: str, visit: int, office: doors.Office, officer: doors.OfficerView
) -> Response:  # fmt: skip
    """The document as a PDF; that this officer was shown it is logged."""
    made = request.app.state.settings.preview
    if made is None:
        raise Problem(404, "not-found")
    with doors.previewing(office, code, visit, officer.id):
        found = made(code, visit, officer.id)
    return file_response(*found)


def dossier_page(
    request: Request,
    office: doors.Office,
    officer: doors.OfficerView,
    view: doors.DossierView,
    status: int = 200,
    typed: Typed | None = None,
    visit: int | None = None,
) -> Response:
    """The dossier page of `view`; `typed` is shown again where it belongs."""
    words = words_for(request)
    components = view.procedure.definition.components
    review = _in_front(view, officer, typed.visit if typed else visit)
    orphan = typed is not None and all(each.visit != typed.visit or not each.may_decide for each in view.assignments)
    return page(
        request,
        "officer/dossier.html",
        status,
        section="queue",
        view=view,
        review=review,
        others=[each for each in view.assignments if each is not review],
        row=row_shown(view, review.path, words, office.now().date()) if review else None,
        findings=findings(view, review.path, words) if review else [],
        row_name=lambda path: row_name(path, words),
        number=lambda value: showing.number(value, words.language),
        money=lambda value: showing.money(value, words.language),
        clock=face(_times(view), office.now(), words),
        tone=TONES.get(int(view.status or 0), ""),
        asked=asked(view.supplement, view.form, components, words),
        form_html=read_only(view.form, view.answers, words.language, office.now().date()),
        preview=_preview_address(view, review) if request.app.state.settings.preview else None,
        choosable=review is not None and review.may_decide and bool(_plain(view, review)),
        labels=request.app.state.settings.label is not None,
        typed=_shown_again(typed, orphan, view, words) if typed else None,
        meanwhile=_meanwhile(view, officer, words) if typed and typed.moved_on else None,
        plain=lambda value: plain(value, words),
        why_not=lambda assignment: words(
            f"refusal.{assignment.why_not}" if words.knows(f"refusal.{assignment.why_not}") else "decide.not_yours"
        ),
        written=lambda value: plain(value, words),
        enum_label=lambda said, value: enum_label(said, value, words),
        all_units=list(office.organisation.units),
        colleagues=lambda assignment: _colleagues(office, assignment),
        may_apologise=view.case.clock.appointment_at is None and view.due_at is not None,
        **names_of(request, office),
    )


def _plain(view: doors.DossierView, review: doors.AssignmentView) -> Any:
    """How the review may be decided together with others."""
    return doors.plain_outcomes(view.procedure.step_at(review.path))


def _colleagues(office: doors.Office, assignment: doors.AssignmentView) -> list[doors.OfficerView]:
    """Who may be given a review: those who hold its role in its unit, but for the one who has it."""
    found = doors.colleagues(office, assignment.unit, assignment.role)
    return [each for each in found if each.id != assignment.holder]


def _in_front(view: doors.DossierView, officer: doors.OfficerView, visit: int | None) -> doors.AssignmentView | None:
    """The review that is shown in full: the one asked for, else one this officer holds, may decide, or the first."""
    return next(
        (
            each
            for wanted in (
                lambda each: each.visit == visit,
                lambda each: each.holder == officer.id,
                lambda each: each.may_decide,
                lambda each: True,
            )
            for each in view.assignments
            if wanted(each)
        ),
        None,
    )


def _times(view: doors.DossierView) -> Times:
    clock = view.case.clock
    return Times(
        state=clock.state.value,
        accepted_at=clock.accepted_at,
        due_at=clock.promised_at,
        suspended=view.suspended,
        stopped_at=clock.stopped_at,
        late=clock.overdue if clock.stopped_at else None,
        ended=view.ending is not None,
    )


def _preview_address(view: doors.DossierView, review: doors.AssignmentView | None) -> str | None:
    if review is None or not review.leads_to or not (review.may_decide or review.may_claim):
        return None
    return f"/dossiers/{view.code}/visits/{review.visit}/preview"


def _shown_again(typed: Typed, orphan: bool, view: doors.DossierView, words: Words) -> dict[str, Any]:
    return {
        "visit": typed.visit,
        "given": typed.values,
        "problem": typed.problem,
        "errors": typed.errors,
        "orphan": orphan,
        "lines": _lines(typed, view, words) if orphan else [],
    }


def _lines(typed: Typed, view: doors.DossierView, words: Words) -> list[tuple[str, str]]:
    """What was typed, in words: the step may be gone, but not what the officer wrote."""
    properties = next((each.fields for each in view.assignments if each.visit == typed.visit), {})
    lines = [
        (label_of(properties, name, words.language), str(value))
        for name, value in typed.values.get("fields", {}).items()
    ]
    if outcome := typed.values.get("outcome"):
        lines.insert(0, (words("decide.outcome"), words.of("outcome", outcome)))
    if reason := typed.values.get("reason"):
        lines.append((words("decide.reason"), reason))
    return lines


def _meanwhile(view: doors.DossierView, officer: doors.OfficerView, words: Words) -> dict[str, str]:
    """What somebody else did last, said kindly."""
    others = [each for each in view.history if each.who and each.who != officer.name and each.kind != REFUSED]
    title = words("decide.meanwhile")
    if not others:
        return {"title": title, "text": words("decide.meanwhile_text")}
    last = others[-1]
    text = words(
        "decide.meanwhile_by", who=last.who, at=showing.moment(last.at, words.language), what=words.pick(last.text)
    )
    return {"title": title, "text": text}
