"""The workers' side: take work, tell what came of it. Each outcome is applied exactly once, with the work's end, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.errors import Refused
from workflow.engine.events import Event
from workflow.service.carrying import Applied, Carrying, no_such_dossier, version_of
from workflow.service.errors import Conflict
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.store import dossiers, works
from workflow.store.works import Work

LEASE = timedelta(minutes=2)


class LeaseLost(Conflict):
    """The work is no longer in this worker's hands; what it did outside counts by its idempotency key, and nothing is lost."""

    def __init__(self, work: Work) -> None:
        super().__init__("lease-lost", f"work {work.key} is no longer held by {work.worker}")


def take(
    office: Office,
    kinds: Iterable[str],
    limit: int,
    worker: str,
    lease: timedelta = LEASE,
    dossiers: Sequence[str] | None = None,
) -> list[Work]:
    """Up to `limit` pieces of work of these kinds (of these dossiers alone), held for `lease` under the worker's name."""
    asked = tuple(kinds)
    return office.store.transact(
        lambda db: works.claim(db, asked, limit, lease, worker, office.now(), dossiers) if asked else []
    )


@dataclass(frozen=True)
class Result:
    """What came of a piece of work: news for its dossier, if any; with `look_again_at` it goes on waiting until then."""

    work: Work
    event: Event | None = None
    look_again_at: datetime | None = None


def apply(office: Office, work: Work, event: Event | None = None, *, look_again_at: datetime | None = None) -> Applied:
    """Apply an outcome and end the work; with `look_again_at` the work goes on waiting until then.

    An outcome that comes too late for the engine still ends the work. Raises LeaseLost, and what the engine raises.
    """
    answer = apply_many(office, [Result(work, event, look_again_at)])[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


def apply_many(office: Office, results: Sequence[Result]) -> list[Applied | Refused]:
    """Like `apply` for many in one transaction.

    What the engine refuses, and leases that were lost, stand in the answer and leave their work as it is.
    """

    def once(db: Connection) -> list[Applied | Refused]:
        carrying = Carrying(office, db)
        carrying.load_many([each.work.dossier for each in results if each.event is not None])
        # The work is given back before its event is applied: cancelling the visit must not find it in the queue.
        held = _let_go(carrying, results)
        answers = [_answer(carrying, each) if each.work.id in held else LeaseLost(each.work) for each in results]
        carrying.write()
        return answers

    return office.store.transact(once)


def _answer(carrying: Carrying, result: Result) -> Applied | Refused:
    if result.event is None:
        return Applied(0, late=False)
    try:
        return carrying.apply(result.work.dossier, result.event)
    except Refused as refusal:
        works.take_back(carrying.db, result.work)
        return refusal


def _let_go(carrying: Carrying, results: Sequence[Result]) -> set[int]:
    """Ids of those that were still held."""
    done = [each.work for each in results if each.look_again_at is None]
    waiting = [(each.work, each.look_again_at) for each in results if each.look_again_at is not None]
    held = works.finish_many(carrying.db, done, carrying.now) if done else set()
    return held | {work.id for work, until in waiting if works.wait(carrying.db, work, until)}


def fail(office: Office, work: Work, error: str, run_after: datetime) -> None:
    """It did not work; let it be tried again at `run_after`. Raises LeaseLost."""
    _still_held(office, work, lambda db: works.fail(db, work, error, run_after))


def park(office: Office, work: Work, error: str) -> None:
    """Tries are used up, or it was refused for good: make it an incident. Raises LeaseLost."""
    _still_held(office, work, lambda db: works.park(db, work, error, office.now()))


def extend(office: Office, work: Work, lease: timedelta = LEASE) -> None:
    """Hold it longer. Raises LeaseLost."""
    _still_held(office, work, lambda db: works.extend(db, work, office.now() + lease))


def extend_many(office: Office, held: Sequence[Work], lease: timedelta = LEASE) -> None:
    """Hold all of these longer; those that were lost meanwhile stay lost."""
    until = office.now() + lease
    if held:
        office.store.transact(lambda db: works.extend_many(db, held, until))


def hasten(office: Office, key: str) -> bool:
    """A callback says there is news: look now. False when nothing waits under this key."""
    return office.store.transact(lambda db: works.hasten(db, key, office.now()))


def case_of(office: Office, code: str) -> tuple[Case, Version]:
    """The case as it stands and the version of the procedure it runs by; raises NotFound. For workers, unlogged."""
    with office.store.read() as db:
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        return Case.model_validate_json(row.snapshot), version_of(office, db, row.digest)


def _still_held(office: Office, work: Work, change: Callable[[Connection], bool]) -> None:
    if not office.store.transact(change):
        raise LeaseLost(work)
