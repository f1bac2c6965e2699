"""The applicant completes a dossier: only what was asked for can be changed, by fields of the form and by files."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.forms_shown import answers_posted, editable_part
from desk.guarding import posted_form
from desk.labels import asked
from desk.pages import notice, page, words_for
from desk.problems import status_of
from desk.public.tracking import tracked
from desk.visitors import Office
from desk.words import Words

router = APIRouter(include_in_schema=False, prefix="/track/{code}/supplement")
PAPER = "paper:"


async def posted_with_files(request: Request, posted: Annotated[FormData, Depends(posted_form)]) -> dict[str, Any]:
    """The posted form and, read into memory, its files."""
    files = [
        doors.Attachment(name.removeprefix(PAPER), value.filename, await value.read())
        for name, value in posted.multi_items()
        if name.startswith(PAPER) and isinstance(value, UploadFile) and value.filename
    ]
    return {"form": posted, "files": files}


Posted = Annotated[dict[str, Any], Depends(posted_with_files)]


@router.get("")
def show(request: Request, code: str, office: Office) -> Response:
    """What is asked for, as a form."""
    view = tracked(request, office, code)
    if view.supplement is None:
        return RedirectResponse(f"/track/{code}", 303)
    return _page(request, office, view, view.answers)


@router.post("")
def supplement(request: Request, code: str, posted: Posted, office: Office) -> Response:
    """Send it; whatever does not fit is said beside it, and what was typed stays."""
    view = tracked(request, office, code)
    words = words_for(request)
    if view.supplement is None:
        notice(request, "warning", words("refusal.no-supplement"))
        return RedirectResponse(f"/track/{code}", 303)
    fields = _fields(view)
    answers = answers_posted(view.form, posted["form"], view.answers, fields)
    if "_remove" in posted["form"]:  # a row was taken away; nothing is sent yet
        return _page(request, office, view, answers)
    if answers == view.answers and not posted["files"]:
        return _page(request, office, view, answers, [words("supplement.empty")], 422)
    problems = view.form.validate(answers, today=office.now().date(), only=fields) if fields else []
    if problems:
        return _page(request, office, view, answers, problems, 422)
    try:
        doors.supplement(office, view.code, answers, posted["files"])
    except (doors.Conflict, doors.Invalid) as refusal:
        return _page(request, office, view, answers, _reasons(refusal, words), status_of(refusal))
    notice(request, "done", words("supplement.done"))
    return RedirectResponse(f"/track/{code}", 303)


def _page(
    request: Request,
    office: doors.Office,
    view: doors.PublicView,
    answers: dict[str, Any],
    problems: list[Any] | None = None,
    status: int = 200,
) -> Response:
    words = words_for(request)
    definition = view.procedure.definition
    items = asked(view.supplement, view.form, definition.components, words)
    fields = _fields(view)
    of_form = [each for each in problems or () if not isinstance(each, str)]
    html = editable_part(view.form, answers, of_form, fields, words.language, office.now().date()) if fields else ""
    return page(
        request,
        "public/supplement.html",
        status,
        section="track",
        view=view,
        asked=items,
        form_html=html,
        problems=[each if isinstance(each, str) else each.message(words.language) for each in problems or ()],
        papers=[_paper(definition, item, words) for item in items if item["component"]],
    )


def _fields(view: doors.PublicView) -> list[str]:
    return [item.field for item in view.supplement.items if item.field] if view.supplement else []


def _paper(definition: Any, item: dict[str, str | None], words: Words) -> dict[str, Any]:
    component = definition.components.get(item["component"])
    accepts = component.accepts if component else ("pdf",)
    limits = definition.attachments
    return {
        **item,
        "accept": ",".join(f".{each}" for each in accepts),
        "limits": words(
            "supplement.limits", accepts=", ".join(accepts), count=limits.count, megabytes=limits.megabytes
        ),
    }


def _reasons(refusal: Exception, words: Words) -> list[str]:
    if isinstance(refusal, doors.Rejected) and refusal.problems:
        return [words.pick(problem) for problem in refusal.problems]
    return [words.refusal(refusal)]
