"""One transaction over one or more dossiers: load, advance, journal, and write everything back once at the end.

Doors say what happens; `Carrying` is the only place where an event meets the engine and the database.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from workflow.conditions import ExpressionError
from workflow.engine import advance
from workflow.engine.case import Case, Wait
from workflow.engine.commands import Command
from workflow.engine.events import Event, ShipmentReported, WorkCompleted
from workflow.service import documents, shipments, tallying
from workflow.service.cases import Known
from workflow.service.errors import Invalid, NotFound, Refused
from workflow.service.office import Office
from workflow.service.outcomes import Changes, changes_of, work_row
from workflow.service.procedures import Version
from workflow.service.writing import write_changes, write_rows
from workflow.store import dossiers, journal, works
from workflow.store.dossiers import AnyRow
from workflow.store.tables import PROCEDURE_VERSIONS, WorkState

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
TELL_PARENT = "tell_parent"
"""`command` of the work that tells a calling dossier how the called one ended."""


@dataclass
class Loaded:
    """A dossier in this transaction: as it was read, and as it stands by now."""

    row: AnyRow
    version: Version
    case: Case
    entries: int
    head: str
    had_ended: bool
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Applied:
    """What became of an event: the sequence of the case after it; `late` when it changed nothing."""

    sequence: int
    late: bool


class Carrying:
    """The dossiers of one transaction. Call `write` at its end."""

    def __init__(self, office: Office, db: Connection) -> None:
        self.office = office
        self.db = db
        self._loaded: dict[str, Loaded] = {}
        self._journal: list[dict[str, Any]] = []
        self._works: list[dict[str, Any]] = []
        self._tallies: list[dict[str, Any]] = []

    @cached_property
    def now(self) -> datetime:
        """When this transaction acts: asked for after the lock is there, so that journals do not run backwards."""
        return self.office.now()

    def load(self, code: str) -> Loaded:
        """A dossier, locked; raises NotFound."""
        if code not in self._loaded:
            known = self.office.cases.known([code])
            row = dossiers.lock(self.db, code, known)
            if row is None:
                raise no_such_dossier(code)
            self._take(row, known)
        return self._loaded[code]

    def load_many(self, codes: list[str]) -> None:
        """Lock several at once, before anything else is locked; those that do not exist are passed over."""
        known = self.office.cases.known(codes)
        for row in dossiers.lock_many(self.db, codes, known).values():
            self._take(row, known)

    def _take(self, row: AnyRow, known: Known) -> None:
        version = version_of(self.office, self.db, row.digest)
        case = self.office.cases.of(row, known)
        self._loaded[row.code] = Loaded(row, version, case, row.entries, row.head, had_ended=case.ended)

    def apply(self, code: str, event: Event, actor: str | None = None) -> Applied:
        """Let the engine take an event. Raises what the engine raises, and then nothing has changed."""
        dossier = self.load(code)
        body = EVENTS.dump_json(event).decode()
        event = EVENTS.validate_json(body)  # what is applied is what is journalled, to the last digit
        before = dossier.case
        case, commands = advanced(dossier.version, before, event)
        if case is before:
            return Applied(before.sequence, late=True)
        changes_of(before, commands, event.at, dossier.changes)
        dossier.case = case
        self._note(dossier, event.event, body, actor, event.at, case.sequence)
        if isinstance(event, ShipmentReported):
            shipments.note(self.db, code, event)
            token = before.tokens.get(event.visit)
            if token is not None and token.waits_for is Wait.WORK and event.visit not in case.tokens:
                works.close_visit(self.db, code, event.visit, WorkState.DONE, self.now)
        elif isinstance(event, WorkCompleted) and event.visit in case.documents:
            documents.complete(self.db, code, event)
        self._tallies += tallying.paid(code, event)
        return Applied(case.sequence, late=False)

    def change_version(self, code: str, version: Version, event: Event, actor: str) -> Applied:
        """Like `apply`, for an event by which the dossier goes on by another version."""
        dossier = self.load(code)
        before, dossier.version = dossier.version, version
        try:
            return self.apply(code, event, actor)
        except Refused:
            dossier.version = before
            raise

    def note(self, code: str, kind: str, body: str, actor: str | None) -> None:
        """Journal an act beside the engine, such as a refused or an administrative one; `body` is JSON."""
        self._note(self.load(code), kind, body, actor, self.now, None)

    def add_work(self, row: dict[str, Any]) -> None:
        """Work for any dossier, caused by this transaction."""
        self._works.append(row)

    def begin(self, case: Case, version: Version, row: dict[str, Any], event: Event) -> bool:
        """Put a new dossier on file; False when its source handed it in before, and then nothing is written."""
        body = EVENTS.dump_json(event).decode()
        event = EVENTS.validate_json(body)
        after, commands = advanced(version, case, event)
        changes = Changes()
        changes_of(case, commands, event.at, changes)
        entry = journal.next_row(
            case.code, 1, journal.beginning(case.code), sequence=after.sequence, at=event.at, kind=event.event, actor=None, body=body,
        )  # fmt: skip
        state = _state(after, changes, None, event.at, entries=1, head=entry["hash"])
        if not dossiers.insert(self.db, {**row, **state}):
            return False
        self._journal.append(entry)
        self._tally(version, after, changes, None)
        self._add_works(changes)
        write_changes(self.db, {case.code: changes}, self.now)
        self._tell_parent(after, row.get("parent"), row.get("parent_visit"))
        self._flush()
        return True

    def write(self) -> None:
        """Everything that changed, each thing once."""
        rows = []
        changed = {code: each for code, each in self._loaded.items() if each.entries != each.row.entries}
        for code, dossier in changed.items():
            self._tally(dossier.version, dossier.case, dossier.changes, dossier.row)
            self._add_works(dossier.changes)
            if not dossier.had_ended and not dossier.case.correction:
                self._tell_parent(dossier.case, dossier.row.parent, dossier.row.parent_visit)
            state = _state(
                dossier.case, dossier.changes, dossier.row, self.now, entries=dossier.entries, head=dossier.head
            )
            rows.append({**state, "of": code, "entries_before": dossier.row.entries})
        write_changes(self.db, {code: each.changes for code, each in changed.items()}, self.now)
        self._flush()
        dossiers.update_all(self.db, rows)

    def _note(
        self, dossier: Loaded, kind: str, body: str, actor: str | None, at: datetime, sequence: int | None
    ) -> None:
        dossier.entries += 1
        entry = journal.next_row(
            dossier.case.code, dossier.entries, dossier.head, sequence=sequence, at=at, kind=kind, actor=actor, body=body,
        )  # fmt: skip
        dossier.head = entry["hash"]
        self._journal.append(entry)

    def _add_works(self, changes: Changes) -> None:
        for work in changes.works:
            # The key of a critical section may be somebody's number: the column must not show it.
            lane = self.office.store.vault.blind("lock", work["lane"]) if work["kind"] == "lock" else work["lane"]
            self._works.append({**work, "lane": lane, "run_after": self.now, "created_at": self.now})

    def _tally(self, version: Version, case: Case, changes: Changes, row: AnyRow | None) -> None:
        """What the dossier adds to the figures when it is settled, and when its result is handed over: once each."""
        if changes.settled_at is not None and (row is None or row.settled_at is None):
            figures = self.office.library.figures
            self._tallies += tallying.measured(figures, version.procedure, case, changes.settled_at)
        if changes.returned_at is not None and (row is None or row.returned_at is None):
            self._tallies += tallying.returned(case, changes.returned_at)

    def _tell_parent(self, child: Case, parent: str | None, visit: int | None) -> None:
        """The end of a called dossier reaches its caller in a transaction of its own: never two dossiers in one lock."""
        if parent is not None and visit is not None and child.ending is not None:
            told = {"command": TELL_PARENT, "visit": visit, "dossier": child.code, "ending": child.ending}
            self._works.append(work_row(parent, visit, "open", ":ended", json.dumps(told), self.now))

    def _flush(self) -> None:
        write_rows(self.db, self._journal, self._works, self._tallies)
        self._journal, self._works, self._tallies = [], [], []


def advanced(version: Version, case: Case, event: Event) -> tuple[Case, list[Command]]:
    """Like the engine's `advance`; a condition that fails on this dossier's data is one more reason to refuse."""
    try:
        return advance(version.procedure, case, event)
    except ExpressionError as error:
        raise Invalid("expression", str(error)) from error


def no_such_dossier(code: str) -> NotFound:
    return NotFound("no-such-dossier", f"there is no dossier {code}")


def version_of(office: Office, db: Connection, digest: str) -> Version:
    """The version of the procedure a dossier runs by."""
    return office.library.by_digest(digest, partial(_stored, db, digest))


def _stored(db: Connection, digest: str) -> tuple[date, str]:
    kept = PROCEDURE_VERSIONS.c
    row = db.execute(select(kept.valid_from, kept.source).where(kept.digest == digest)).one()
    return row.valid_from, row.source


def _state(
    case: Case, changes: Changes, row: AnyRow | None, at: datetime, *, entries: int, head: str
) -> dict[str, Any]:
    """The columns of a dossier that follow from its case."""
    units = (token.unit for token in case.tokens.values() if token.waits_for is Wait.PERSON)
    return {
        "digest": case.digest,
        "status": case.status,
        "ending": case.ending,
        "unit": next(units, row.unit if row is not None else None),
        "accepted_at": case.clock.accepted_at,
        "due_at": case.clock.promised_at,
        "settled_at": (row.settled_at if row is not None else None) or changes.settled_at,
        "returned_at": (row.returned_at if row is not None else None) or changes.returned_at,
        "ended_at": ((row.ended_at if row is not None else None) or at) if case.ended else None,
        "overdue": case.clock.overdue,
        "sequence": case.sequence,
        "entries": entries,
        "head": head,
        "snapshot": case.model_dump_json(),
    }
