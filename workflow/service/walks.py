"""Doors of the web bench: a designer's walk through a procedure, drafts included, one for each designer and procedure.

What is kept of a walk is what was submitted and what happened since; it is played again whenever somebody looks. So a walk
goes on when the draft has changed meanwhile, as far as it still can.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from forms import Form
from workflow.cases.notation import Mistake
from workflow.cases.session import Act, Session
from workflow.cases.typed import Unclear, act_of, short_name, waiting_for_people
from workflow.conditions import ExpressionError
from workflow.service.errors import Conflict, NotFound, Rejected
from workflow.service.office import Office
from workflow.service.procedures import NotInForce
from workflow.service.trying import FIRST_FORM, Bench, NotTried, cases_of, paper, with_case
from workflow.service.workbench import Workbench, drafts_of, keep, opened, text_of

KEPT = ".tried"


@dataclass(frozen=True)
class Beginning:
    """What a walk may begin with: a case (by number from 1) or a file of answers, with the day it would be filed on."""

    key: str
    sentence: str
    submitted: str | None
    form: str | None


@dataclass(frozen=True)
class Walk:
    """A walk as it now stands. `lost` are acts that the procedure, changed since, no longer takes, and `why`."""

    bench: Bench
    session: Session
    lost: tuple[Act, ...] = ()
    why: str = ""

    @property
    def form(self) -> Form:
        """The form of the version that is walked."""
        procedure = self.session.run.procedure
        return self.bench.workplace.procedures.on(procedure.slug, procedure.valid_from).form


def beginnings(office: Office, bench: Workbench, officer_id: str, slug: str) -> list[Beginning]:
    """Every case that can be read, then every example. Raises NotFound and NotTried."""
    found = opened(office, bench, officer_id, slug)
    cases = [
        Beginning(str(number), sentence, header.get("submitted") and str(header["submitted"]), None)
        for number, (sentence, header) in enumerate(cases_of(found), start=1)
    ]
    examples = [
        Beginning(name, name, None, name)
        for name in sorted(f"examples/{file.name}" for file in found.source.folder.glob("examples/*.json"))
    ]
    return [*cases, *examples]


def form_to_fill(
    office: Office, bench: Workbench, officer_id: str, slug: str, key: str, on: str | None
) -> tuple[Form, dict[str, Any], datetime]:
    """The form of the version of a moment, with the answers of a beginning in it. Raises NotFound and NotTried."""
    found = opened(office, bench, officer_id, slug)
    session = _begun(found, {**_header(found, key), **_moment_of(office, found, key, on)})
    return Walk(found, session).form, session.run.answers, session.run.now


def begin_walk(
    office: Office, bench: Workbench, officer_id: str, slug: str, key: str, on: str | None,
    answers: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Submit as a beginning does, on another moment and with other answers where they are given; ends the walk before.

    Raises NotFound and NotTried.
    """
    found = opened(office, bench, officer_id, slug)
    header = {**_header(found, key), **_moment_of(office, found, key, on)}
    if answers is not None:
        header = {name: value for name, value in header.items() if name != "change"} | {"form": dict(answers)}
    _begun(found, header)
    _keep(_file(office, bench, officer_id, slug), header, [])


def walk(office: Office, bench: Workbench, officer_id: str, slug: str) -> Walk | None:
    """The walk of this designer, played again; None when there is none. Raises NotFound and NotTried."""
    found = opened(office, bench, officer_id, slug)
    file = _file(office, bench, officer_id, slug)
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    session = _begun(found, kept["header"])
    for place, act in enumerate(kept["acts"]):
        try:
            session.do(act)
        except Mistake as mistake:
            return Walk(found, session, tuple(kept["acts"][place:]), mistake.fault.reason)
    return Walk(found, session)


def go_on(office: Office, bench: Workbench, officer_id: str, slug: str, act: Act | str, seen: int) -> None:
    """Let something happen, also a line as it is typed at a terminal; `seen` is the number of acts whoever asks has seen.

    Raises NotFound, Conflict, Rejected for fields that cannot be taken, and NotTried with the reason.
    """
    walked = _seen(office, bench, officer_id, slug, seen)
    session = walked.session
    try:
        session.do(_normalised(act_of(act, session) if isinstance(act, str) else act, session))
    except Mistake as mistake:
        raise _not_tried(mistake) from mistake
    except (Unclear, ExpressionError) as error:
        raise NotTried(str(error)) from error
    _keep(_file(office, bench, officer_id, slug), session.header, session.acts)


def take_back(office: Office, bench: Workbench, officer_id: str, slug: str, seen: int) -> None:
    """Take the last act back, also one that no longer plays. Raises NotFound, Conflict and NotTried."""
    walked = _seen(office, bench, officer_id, slug, seen)
    if not walked.lost and walked.session.undo() is None:
        raise NotTried("nothing happened yet that could be taken back", code="nothing-to-undo")
    _keep(_file(office, bench, officer_id, slug), walked.session.header, walked.session.acts)


def end_walk(office: Office, bench: Workbench, officer_id: str, slug: str) -> None:
    """Forget the walk."""
    _file(office, bench, officer_id, slug).unlink(missing_ok=True)


def walked_paper(office: Office, bench: Workbench, officer_id: str, slug: str, number: int) -> tuple[str, bytes]:
    """Template and PDF of the nth document of the walk. Raises NotFound and NotTried."""
    return paper(_walking(office, bench, officer_id, slug).session, number)


def save_walk(office: Office, bench: Workbench, officer_id: str, slug: str, name: str, sentence: str) -> str:
    """Add the walk as a case to a file among the designer's drafts; the file's name. Raises NotFound, Invalid, NotTried."""
    walked = _walking(office, bench, officer_id, slug)
    file = f"cases/{Path(name).name}"
    file = file if file.endswith(".yaml") else f"{file}.yaml"
    try:
        case = walked.session.written(sentence)
    except Mistake as mistake:
        raise _not_tried(mistake) from mistake
    before = ""
    with suppress(NotFound):
        before = text_of(office, bench, officer_id, slug, file)
    keep(office, bench, officer_id, slug, file, with_case(before, file, case))
    return file


# --- how a walk begins ---


def _header(bench: Bench, key: str) -> dict[str, Any]:
    """What a beginning submits, and how its world would answer."""
    known = cases_of(bench)
    if key.isdecimal() and 1 <= int(key) <= len(known):
        return known[int(key) - 1][1]
    if key.startswith("examples/") and (bench.source.folder / key).resolve().is_relative_to(bench.source.folder):
        return {"form": key}
    return {"form": FIRST_FORM}


def _moment_of(office: Office, bench: Bench, key: str, on: str | None) -> dict[str, str]:
    submitted = on or _header(bench, key).get("submitted") or office.now().strftime("%Y-%m-%d %H:%M")
    return {"submitted": str(submitted)}


def _begun(bench: Bench, header: Mapping[str, Any]) -> Session:
    try:
        return Session(header, bench.ground)
    except Mistake as mistake:
        raise _not_tried(mistake) from mistake
    except ExpressionError as error:  # a form with gaps, on which it depends which papers are needed
        raise NotTried(str(error)) from error
    except NotInForce as error:
        raise NotTried(f"{bench.slug} is not in force on {header['submitted']}", code="not-in-force") from error


def _not_tried(mistake: Mistake) -> NotTried:
    hint = f" ({mistake.fault.hint})" if mistake.fault.hint else ""
    return NotTried(f"{mistake.fault.reason}{hint}", code=getattr(mistake.__cause__, "code", None))


# --- how it goes on ---


def _normalised(act: Act, session: Session) -> Act:
    """A decision with what was typed into its fields as values, its step named as shortly as cases name it."""
    step = next(iter(act))
    token = next((each for each in waiting_for_people(session) if each.path == step), None)
    if token is None:
        return act
    rest = {name: value for name, value in act.items() if name not in (step, "fields")}
    review = session.run.review_of(token)
    fields = act.get("fields") or {}
    if review is not None and act[step] in review.outcomes():
        fields, faults = session.run.ground.door.fill_in(review, act[step], fields, session.run.now.date())
        if faults:
            raise Rejected("fields", "some of what was filled in cannot be taken", tuple(faults))
    return {short_name(session, token): act[step], **({"fields": fields} if fields else {}), **rest}


def _walking(office: Office, bench: Workbench, officer_id: str, slug: str) -> Walk:
    found = walk(office, bench, officer_id, slug)
    if found is None:
        raise NotFound("no-walk", f"nothing is tried of {slug}")
    return found


def _seen(office: Office, bench: Workbench, officer_id: str, slug: str, seen: int) -> Walk:
    """The walk, if it stands as whoever asks has seen it: a page may lie open behind another."""
    found = _walking(office, bench, officer_id, slug)
    if len(found.session.acts) != seen:
        raise Conflict("changed-meanwhile", "the walk went on meanwhile")
    return found


# --- what is kept ---


def _file(office: Office, bench: Workbench, officer_id: str, slug: str) -> Path:
    return drafts_of(office, bench, officer_id) / KEPT / f"{slug}.json"


def _keep(file: Path, header: Mapping[str, Any], acts: list[Act]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_name(f".{file.name}.new")
    written.write_text(json.dumps({"header": header, "acts": acts}, ensure_ascii=False, default=str), encoding="utf-8")
    written.replace(file)  # a process that dies on the way leaves the walk as it was
