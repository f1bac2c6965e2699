"""The journal for process mining: what happened to each dossier, in order, without anything about anybody.

A few hundred dossiers at a time are read, so that an export of a whole region needs no more memory than that. Of an event
there are left its moment, the step, the outcome, and role and unit of who acted; codes are replaced by fingerprints that only
the key of the store leads back from.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from workflow.clock import HANOI
from workflow.engine import events
from workflow.engine.procedure import INDEX
from workflow.service.carrying import EVENTS
from workflow.service.office import Office
from workflow.store.dossiers import AnyRow
from workflow.store.tables import ASSIGNMENTS, DOCUMENTS, DOSSIERS, JOURNAL, SHIPMENTS

AT_ONCE = 300
DOSSIER, DOCUMENT, SHIPMENT, PAYMENT = "dossier", "document", "shipment", "payment"
TRANSITIONS = {
    events.AssignmentClaimed: "assign",
    events.AssignmentReleased: "reassign",
    events.AssignmentReassigned: "reassign",
    events.DossierTransferred: "reassign",
    events.DossierSuspended: "suspend",
    events.DossierResumed: "resume",
    events.StepSkipped: "manualskip",
    events.DossierWithdrawn: "pi_abort",
}
"""Lifecycle transitions of the XES standard; everything else is `complete`."""

_D, _J = DOSSIERS.c, JOURNAL.c


@dataclass(frozen=True)
class Thing:
    """An object that takes part: the dossier, a document, a shipment, a payment. Its attributes do not change."""

    kind: str
    id: str
    attributes: dict[str, str | int | bool]


@dataclass(frozen=True)
class Happening:
    """One event; `things` are ids of what it is about, the dossier first."""

    id: str
    at: datetime
    activity: str
    transition: str
    things: tuple[str, ...]
    attributes: dict[str, str] = field(default_factory=dict)  # outcome, role, unit: those known


@dataclass(frozen=True)
class Trace:
    """A dossier: itself, what belongs to it, and what happened in order."""

    dossier: Thing
    things: tuple[Thing, ...]
    happenings: tuple[Happening, ...]


def traces(
    office: Office, first: date | None = None, last: date | None = None, procedure: str | None = None
) -> Iterator[Trace]:
    """Every dossier received between two days, both included, in the order of their codes; all where nothing is said."""
    wanted = select(_D.code, _D.procedure, _D.channel, _D.ending).order_by(_D.code).limit(AT_ONCE)
    if first is not None:
        wanted = wanted.where(_D.submitted_at >= datetime.combine(first, time(), HANOI))
    if last is not None:
        wanted = wanted.where(_D.submitted_at < datetime.combine(last + timedelta(days=1), time(), HANOI))
    if procedure is not None:
        wanted = wanted.where(_D.procedure == procedure)
    after = ""
    while found := _page(office, wanted.where(_D.code > after)):
        yield from (trace for _, trace in found)
        after = found[-1][0]


def _page(office: Office, wanted: Select[Any]) -> list[tuple[str, Trace]]:
    with office.store.read() as db:
        dossiers = db.execute(wanted).all()
        codes = [row.code for row in dossiers]
        around = [_of(db, table, codes) for table in (JOURNAL, ASSIGNMENTS, DOCUMENTS, SHIPMENTS)]
    blind = office.store.vault.blind
    return [
        (row.code, _trace(row, blind("export", row.code)[:16], *(each[row.code] for each in around)))
        for row in dossiers
    ]


def _of(db: Connection, table: Table, codes: Sequence[str]) -> dict[str, list[AnyRow]]:
    """The rows of some dossiers, in order of their keys."""
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for row in db.execute(select(table).where(table.c.dossier.in_(codes)).order_by(*table.primary_key.columns)):
        found[row.dossier].append(row)
    return found


def _trace(
    row: AnyRow, own: str, entries: list[AnyRow], reviews: list[AnyRow], papers: list[AnyRow], parcels: list[AnyRow]
) -> Trace:
    attributes: dict[str, str | int | bool] = {"procedure": row.procedure, "channel": row.channel}
    if row.ending is not None:
        attributes["ending"] = row.ending
    things = [
        *(_document(own, paper) for paper in papers),
        *(Thing(SHIPMENT, _id(own, SHIPMENT, each.visit, each.attempt), {"state": each.state}) for each in parcels),
    ]
    teller = _Teller(own, {each.visit: each for each in reviews}, {each.visit: each for each in papers})
    happenings = [
        teller.told(entry.entry, EVENTS.validate_json(entry.body)) for entry in entries if entry.sequence is not None
    ]
    return Trace(Thing(DOSSIER, own, attributes), (*things, *teller.payments.values()), tuple(happenings))


def _document(own: str, paper: AnyRow) -> Thing:
    attributes = {"template": paper.template, "result": paper.result}
    return Thing(DOCUMENT, _id(own, DOCUMENT, paper.visit), attributes)


def _id(own: str, kind: str, *numbers: int) -> str:
    return "-".join((own, kind, *map(str, numbers)))


@dataclass
class _Teller:
    """Turns the events of one dossier into happenings, and finds the payments among them."""

    own: str
    reviews: dict[int, AnyRow]
    papers: dict[int, AnyRow]
    payments: dict[int, Thing] = field(default_factory=dict)

    def told(self, entry: int, event: events.Event) -> Happening:
        visit = getattr(event, "visit", None)
        review = self.reviews.get(visit) if visit is not None else None
        attributes = {"outcome": event.outcome} if hasattr(event, "outcome") else {}
        if review is not None:
            attributes |= {"role": review.role, **({"unit": review.unit} if review.unit else {})}
        return Happening(
            id=f"{self.own}-{entry}",
            at=event.at,
            activity=self._activity(event, review),
            transition=TRANSITIONS.get(type(event), "complete"),
            things=(self.own, *self._about(event)),
            attributes=attributes,
        )

    def _activity(self, event: events.Event, review: AnyRow | None) -> str:
        if isinstance(event, events.WorkCompleted):
            paper = self.papers.get(event.visit)
            return f"{event.kind} {paper.template}" if paper is not None else event.kind
        if isinstance(event, events.ShipmentReported):
            return f"shipment {event.state}"
        if review is not None and not isinstance(event, events.SupplementRequested):
            return INDEX.sub("[]", review.step)
        return event.event

    def _about(self, event: events.Event) -> Iterator[str]:
        if isinstance(event, events.ShipmentReported):
            yield _id(self.own, SHIPMENT, event.visit, event.attempt)
        elif isinstance(event, events.ResultCorrected):
            yield _id(self.own, DOCUMENT, event.document)
        elif isinstance(event, events.WorkCompleted) and event.kind == "pay":
            payment = _id(self.own, PAYMENT, event.visit)
            self.payments[event.visit] = Thing(PAYMENT, payment, {"lines": len(event.output.get("lines") or ())})
            yield payment
        elif isinstance(event, events.WorkCompleted) and event.visit in self.papers:
            yield _id(self.own, DOCUMENT, event.visit)
