"""Simulating a procedure on the web: a form whose address holds the settings, and the result with its charts."""

from datetime import date

from fastapi import APIRouter
from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from desk import doors
from desk.designer.bench import Bench
from desk.naming import names_of
from desk.pages import page, words_for
from desk.visitors import Office, Officer
from desk.words import Words

router = APIRouter(include_in_schema=False)
HOUR, DAY = 3600, 86_400
LONGEST, MOST_RUNS = 366, 5


@router.get("/procedures/{slug}/simulate")
def show(request: Request, slug: str, office: Office, officer: Officer, bench: Bench) -> Response:
    """The settings, and what comes of them once they were sent."""
    words, asked = words_for(request), request.query_params
    problem, found = None, None
    try:
        settings = _settings(asked, words)
        found = doors.rehearse(office, bench, officer.id, slug, settings, words.language, go="go" in asked)
    except doors.NotTried as error:
        problem = words.refusal(error)
        if not error.faults:  # of what was asked, not of the procedure: the form stays
            found = _plan(office, bench, officer, slug, words)
    return page(
        request,
        "designer/simulate.html",
        422 if problem else 200,
        section="procedures",
        slug=slug,
        title=doors.title_of(office, slug, office.now().date()) or slug,
        asked=asked,
        found=found,
        problem=problem,
        charts=[Markup(svg) for svg in found.charts.values()] if found else [],
        percent=lambda value: f"{value:.0%}",
        figure=_figure,
        outcome_name=lambda step, code: _outcome(found, step, code, words),
        hour=HOUR,
        day_long=DAY,
        **names_of(request, office),
    )


def _plan(
    office: doors.Office, bench: doors.Workbench, officer: doors.OfficerView, slug: str, words: Words
) -> doors.Rehearsal | None:
    try:
        return doors.rehearse(office, bench, officer.id, slug, doors.Settings(), words.language, go=False)
    except doors.NotTried:
        return None


def _settings(asked: QueryParams, words: Words) -> doors.Settings:
    """What the address says; raises NotTried for what is no number."""

    def number(name: str, otherwise: float, low: float, high: float) -> float:
        text = asked.get(name, "").strip()
        return min(max(_number(text, words), low), high) if text else otherwise

    staff: dict[tuple[str, str], int] = {}
    minutes: dict[str, float] = {}
    outcomes: dict[str, dict[str, float]] = {}
    for key, text in asked.items():
        kind, _, rest = key.partition(":")
        first, _, second = rest.rpartition(":")
        if not text.strip():
            continue
        if kind == "staff" and second:
            staff[first, second] = max(1, round(_number(text, words)))
        elif kind == "minutes" and rest:
            minutes[rest] = max(0.1, _number(text, words))
        elif kind == "outcome" and second:
            outcomes.setdefault(first, {})[second] = max(0.0, _number(text, words))
    return doors.Settings(
        a_year=number("a_year", 2000, 1, 1_000_000),
        begin=_day(asked.get("begin", "")),
        days=round(number("days", 90, 2, LONGEST)),
        replications=round(number("replications", 3, 1, MOST_RUNS)),
        seed=round(number("seed", 1, 0, 1_000_000)),
        staff=staff,
        absence=number("absence", 0, 0, 90) / 100,
        minutes=minutes,
        outcomes={step: each for step, each in outcomes.items() if any(each.values())},
    )


def _number(text: str, words: Words) -> float:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = float("nan")
    if not abs(found) < 1e9:
        raise doors.NotTried(words("simulate.not_a_number", text=text))
    return int(found) if found.is_integer() else found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _outcome(found: doors.Rehearsal | None, step: str, code: str, words: Words) -> str:
    if code == "supplement":
        return words("simulate.supplement")
    label = found.labels.get((step, code)) if found else None
    return words.pick(label) if label else words.of("outcome", code)


def _figure(figure: "object", factor: float = 1, digits: int = 0) -> str:
    """A number of the report, with half its interval where there is one."""
    value, half = getattr(figure, "value", None), getattr(figure, "half", None)
    if value is None:
        return "—"
    return f"{value * factor:,.{digits}f}" + (f" ±{half * factor:,.{digits}f}" if half is not None else "")
