"""An officer acts on a dossier: one transaction, and a trace of it in the journal also when it is refused."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from workflow.engine.events import Actor, Event
from workflow.service.carrying import Applied, Carrying
from workflow.service.errors import NotFound, Refused
from workflow.service.inbox import OnceOnly, first_answer, keep_answer
from workflow.service.office import Office
from workflow.service.people import actor
from workflow.store.tables import ACCESSES

REFUSED = "refused"
"""Kind of the journal entry that a refused act leaves."""


def act(
    office: Office,
    code: str,
    officer_id: str,
    what: str,
    event: Callable[[Actor, datetime, Carrying], Event],
    on_behalf_of: str | None = None,
    once_only: OnceOnly | None = None,
) -> Applied:
    """Let an officer do something; `what` is its name, `event` makes the fact of it once the dossier is locked.

    Raises NotFound, NotPermitted, Conflict, Invalid; a refused act changes nothing but leaves a journal entry.
    With `once_only` a repetition gets the first answer.
    """

    def events(who: Actor, at: datetime, carrying: Carrying) -> Iterator[Event]:
        yield event(who, at, carrying)

    answer = act_many(office, [Act(code, officer_id, what, events, on_behalf_of, once_only)])[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


@dataclass(frozen=True)
class Act:
    """What an officer does to a dossier; `events` makes the facts of it, one after the other, once the dossier is locked."""

    code: str
    officer: str
    what: str
    events: Callable[[Actor, datetime, Carrying], Iterator[Event]]
    on_behalf_of: str | None = None
    once_only: OnceOnly | None = None


def act_many(office: Office, acts: Sequence[Act]) -> list[Applied | Refused]:
    """Like `act` for many dossiers in one transaction; what is refused stands in the answer, in a journal, and stops no other.

    The facts of an act that came before its refused one stay. With `once_only` a repetition gets the first answer.
    """

    def once(db: Connection) -> list[Applied | Refused]:
        carrying = Carrying(office, db)
        carrying.load_many([each.code for each in acts])
        known: dict[tuple[str, str | None], Actor] = {}
        answers = [_answer(carrying, each, known) for each in acts]
        carrying.write()
        return answers

    answers = office.store.transact(once)
    for each, answer in zip(acts, answers, strict=True):
        if isinstance(answer, Refused):
            note_refusal(office, each.code, each.officer, each.what, answer)
    return answers


def _answer(carrying: Carrying, act: Act, known: dict[tuple[str, str | None], Actor]) -> Applied | Refused:
    who = (act.officer, act.on_behalf_of)
    try:
        carrying.load(act.code)
        known[who] = known.get(who) or actor(carrying.db, *who, carrying.now)
        answered = first_answer(carrying.db, act.once_only) if act.once_only is not None else None
        if answered is not None:
            return Applied(answered, late=True)
        applied = Applied(0, late=True)
        for event in act.events(known[who], carrying.now, carrying):
            applied = carrying.apply(act.code, event, act.officer)
        if act.once_only is not None:
            keep_answer(carrying.db, act.once_only, applied.sequence, carrying.now)
        return applied
    except Refused as refusal:
        return refusal


def note_refusal(office: Office, code: str, officer_id: str | None, what: str, refusal: Refused) -> None:
    """Journal that an act was refused, and why; for a dossier that does not exist, in the access log."""
    body = json.dumps({"act": what, "code": refusal.code, "text": str(refusal)}, ensure_ascii=False)

    def once(db: Connection) -> None:
        carrying = Carrying(office, db)
        try:
            carrying.note(code, REFUSED, body, officer_id)
            carrying.write()
        except NotFound:
            note_access(db, None, officer_id, carrying.now, f"{REFUSED}: {what}", code[:100])

    office.store.transact(once)


def note_access(
    db: Connection, code: str | None, officer_id: str | None, at: datetime, what: str, why: str | None,
    visit: int | None = None, sequence: int | None = None,
) -> None:  # fmt: skip
    """Write into the access log who looked at what; `sequence` is the state of the dossier that was seen."""
    row = {
        "dossier": code, "officer": officer_id, "at": at, "act": what, "why": why, "visit": visit, "sequence": sequence,
    }  # fmt: skip
    db.execute(insert(ACCESSES), row)
