"""What the journal of a real dossier says about time: who waited for what how long, and how steps ended. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflow.engine import Case, advance, commands, events
from workflow.engine.case import Wait
from workflow.engine.procedure import INDEX, Procedure
from workflow.simulation.outcomes import SUPPLEMENT
from workflow.simulation.pieces import Party
from workflow.simulation.playing import PARTIES

WORKS = {
    "produce": Party.PAPERS,
    "sign": Party.SIGNING,
    "request": Party.REGISTER,
    "pay": Party.BANK,
    "sync": Party.PORTAL,
}
"""Whose piece a work of this kind was."""
ARRIVED = ("delivered", "undelivered")


@dataclass(frozen=True)
class Seen:
    """A piece that was done. `taken_at` is when an officer took it up; `outcome` how an officer's step ended."""

    party: Party
    step: str
    opened_at: datetime
    done_at: datetime
    role: str = ""
    outcome: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True)
class Observed:
    """One dossier: when it came in, how it ended, whether too late, and everything that was done for it."""

    procedure: str
    submitted_at: datetime
    ending: str | None
    late: bool
    seen: tuple[Seen, ...]


@dataclass
class _Open:
    """A piece that is not done yet."""

    party: Party
    step: str
    opened_at: datetime
    role: str = ""
    taken_at: datetime | None = None


@dataclass
class _Watch:
    case: Case
    open: dict[tuple[int, Party], _Open] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)


def observe(
    code: str, digest: str, procedure_of: Callable[[str], Procedure], journalled: Sequence[events.Event]
) -> Observed:
    """The dossier as its journal tells it, followed through the engine; `digest` is the version it ran by first."""
    procedure = procedure_of(digest)
    watch = _Watch(Case(code=code, procedure=procedure.slug, digest=digest))
    submitted_at = journalled[0].at
    for event in journalled:
        if isinstance(event, events.VersionChanged):
            procedure = procedure_of(event.digest)
        before = watch.case
        watch.case, caused = advance(procedure, before, event)
        _close(watch, before, event)
        _opened(watch, caused, event.at)
        if isinstance(event, events.DossierWithdrawn):
            watch.seen.append(Seen(Party.WITHDRAWAL, "", submitted_at, event.at))
    return Observed(procedure.slug, submitted_at, watch.case.ending, watch.case.clock.overdue, tuple(watch.seen))


def first_digest(digest: str, journalled: Iterable[events.Event]) -> str:
    """The version a dossier began with, whose present one is given."""
    return next((event.replaces for event in journalled if isinstance(event, events.VersionChanged)), digest)


def _opened(watch: _Watch, caused: Iterable[commands.Command], at: datetime) -> None:
    for command in caused:
        visit = getattr(command, "visit", 0)
        token = watch.case.tokens.get(visit)
        party = Party.OFFICER if isinstance(command, commands.OpenAssignment) else PARTIES.get(type(command))
        if token is None or party is None:
            continue
        role = command.role if isinstance(command, commands.OpenAssignment) else ""
        watch.open[visit, party] = _Open(party, INDEX.sub("[]", token.path), at, role)


def _close(watch: _Watch, before: Case, event: events.Event) -> None:
    """Note what this event ends; what it makes void is forgotten."""
    match event:
        case events.AssignmentClaimed() | events.AssignmentReassigned():
            if (piece := watch.open.get((event.visit, Party.OFFICER))) is not None:
                piece.taken_at = event.at
        case events.AssignmentReleased():
            if (piece := watch.open.get((event.visit, Party.OFFICER))) is not None:
                piece.taken_at = None
        case events.DecisionMade():
            _done(watch, event.visit, Party.OFFICER, event.at, event.outcome)
        case events.SupplementRequested():
            _done(watch, event.visit, Party.OFFICER, event.at, SUPPLEMENT)
        case events.SupplementReceived() if before.supplement is not None:
            watch.seen.append(Seen(Party.SUPPLEMENT, "", before.supplement.asked_at, event.at))
            _asked_again(watch, before.supplement.visit, event.at)
        case events.WorkCompleted() if event.kind in WORKS:
            _done(watch, event.visit, WORKS[event.kind], event.at)
        case events.ShipmentReported() if event.state in ARRIVED:
            _done(watch, event.visit, Party.POST, event.at)
        case events.CalledDossierEnded():
            _done(watch, event.visit, Party.CALLED, event.at)
    for visit, party in list(watch.open):
        if visit not in watch.case.tokens:
            del watch.open[visit, party]


def _done(watch: _Watch, visit: int, party: Party, at: datetime, outcome: str = "") -> None:
    piece = watch.open.pop((visit, party), None)
    if piece is not None:
        watch.seen.append(Seen(party, piece.step, piece.opened_at, at, piece.role, outcome, piece.taken_at))


def _asked_again(watch: _Watch, visit: int, at: datetime) -> None:
    """The step that asked for the supplement waits for its officer once more; who held it holds it."""
    token = watch.case.tokens.get(visit)
    if token is None or token.waits_for is not Wait.PERSON:
        return
    last = next((seen for seen in reversed(watch.seen) if seen.outcome == SUPPLEMENT), None)
    role = last.role if last is not None else ""
    watch.open[visit, Party.OFFICER] = _Open(Party.OFFICER, INDEX.sub("[]", token.path), at, role)
