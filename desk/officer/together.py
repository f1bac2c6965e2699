"""Deciding many reviews at once: the page that lists exactly what will be decided, and the one that says what was."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.guarding import posted_form
from desk.naming import names_of
from desk.officer.findings import INDEX, findings, row_name
from desk.pages import form_values, notice, page, words_for
from desk.visitors import Office, Officer
from desk.words import Words

router = APIRouter(include_in_schema=False, prefix="/queue/decide")
Posted = Annotated[FormData, Depends(posted_form)]
ROWS, OUTCOME = "decide.", "outcome."
"""Names of the inputs of a group, followed by its number: what is decided, and how."""


@dataclass(frozen=True)
class Line:
    """One review on the page. `sums` are the amounts that were found out for it."""

    review: doors.ToDecide
    sums: list[tuple[str, int]]
    row: str
    value: str

    @property
    def address(self) -> str:
        """What is looked at before deciding: the result, or the dossier where there is none."""
        here = f"/dossiers/{self.review.code}"
        return f"{here}/visits/{self.review.visit}/preview" if self.review.how.leads_to else self.page

    @property
    def page(self) -> str:
        """The dossier."""
        return f"/dossiers/{self.review.code}?visit={self.review.visit}"


@dataclass
class Group:
    """Reviews of one step of one version, which end in the same ways."""

    title: Any
    step: Any
    outcomes: Sequence[Any]
    lines: list[Line] = field(default_factory=list)

    @property
    def has_sums(self) -> bool:
        """Whether anything was computed for one of them."""
        return any(line.sums for line in self.lines)


@router.get("")
def confirm(
    request: Request, office: Office, officer: Officer, pick: Annotated[tuple[str, ...], Query()] = ()
) -> Response:  # fmt: skip
    """What will be decided, line by line; nothing is decided yet."""
    words = words_for(request)
    picked = list(dict.fromkeys(_reviews(pick)))
    reviews = doors.to_decide(office, officer.id, picked[: doors.AT_ONCE])
    if not reviews:
        notice(request, "warning", words("together.none"))
        return RedirectResponse("/queue", 303)
    groups = _groups((each for each in reviews if each.how.outcomes), words)
    return page(
        request,
        "officer/together.html",
        section="queue",
        groups=groups,
        number_of=sum(len(group.lines) for group in groups),
        left=[(each, _why(each.how.why_not or "", words)) for each in reviews if not each.how.outcomes],
        too_many=len(picked) > doors.AT_ONCE,
        most=doors.AT_ONCE,
        key=secrets.token_urlsafe(16),
        back="/queue?" + urlencode([("ticked", f"{code}:{visit}") for code, visit in picked]),
        **names_of(request, office),
    )


@router.post("")
def decide(request: Request, posted: Posted, office: Office, officer: Officer) -> Response:
    """Decide what was listed. The same page sent twice decides once and gets the same answer, so it may be loaded again."""
    words = words_for(request)
    decisions = list(_decisions(posted, officer.id))
    answers = doors.decide_together(office, decisions, form_values(posted, "key")["key"] or None)
    reviews = doors.to_decide(office, officer.id, [(each.code, each.visit) for each in decisions])
    known = {(each.code, each.visit): each for each in reviews}
    told = list(zip(decisions, answers, strict=True))
    return page(
        request,
        "officer/decided.html",
        section="queue",
        here="/queue",
        known=known,
        done=[each for each, answer in told if not isinstance(answer, doors.Refused)],
        left=[(each, words.refusal(answer)) for each, answer in told if isinstance(answer, doors.Refused)],
    )


def _reviews(picked: Iterable[str]) -> Iterator[tuple[str, int]]:
    for each in picked:
        code, _, visit = each.rpartition(":")
        if code and visit.isdecimal():
            yield code, int(visit)


def _groups(reviews: Iterable[doors.ToDecide], words: Words) -> list[Group]:
    found: dict[Any, Group] = {}
    for each in reviews:
        step = INDEX.sub("", each.path)
        key = (each.case.digest, step, tuple(outcome.name for outcome in each.how.outcomes))
        group = found.setdefault(key, Group(each.procedure.definition.title, each.step_title, each.how.outcomes))
        sums = [(it.title, it.amount) for it in findings(each, each.path, words) if it.amount is not None]
        value = f"{each.code}:{each.visit}:{each.sequence}:{each.how.on_behalf_of or ''}"
        group.lines.append(Line(each, sums, row_name(each.path, words), value))
    return list(found.values())


def _why(code: str, words: Words) -> str:
    return words.of("refusal", code)


def _decisions(posted: FormData, officer_id: str) -> Iterator[doors.Decision]:
    for name, value in posted.multi_items():
        if not name.startswith(ROWS):
            continue
        code, visit, seen, lender = [*str(value).split(":", 3), "", "", ""][:4]
        if visit.isdecimal() and seen.isdecimal():
            outcome = str(posted.get(OUTCOME + name.removeprefix(ROWS)) or "")
            yield doors.Decision(
                code, int(visit), officer_id, outcome, on_behalf_of=lender or None, seen_sequence=int(seen)
            )  # fmt: skip
