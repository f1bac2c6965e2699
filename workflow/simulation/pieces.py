"""The pieces a dossier's way is cut into: each waits for somebody (an officer, a machine, a party outside) and then is done."""

from dataclasses import dataclass, field
from enum import StrEnum

from workflow.clock import Duration
from workflow.definition.models import OnSupplement
from workflow.definition.reading import Node
from workflow.engine.events import Event


class Party(StrEnum):
    """Who a piece waits for; all but officers are there at once, any number of them."""

    OFFICER = "officer"
    PAPERS = "papers"  # a document is laid out
    SIGNING = "signing"  # and signed and sealed
    REGISTER = "register"
    BANK = "bank"
    POST = "post"
    PORTAL = "portal"  # electronic delivery
    CALLED = "called"  # the dossier of another procedure
    SUPPLEMENT = "supplement"  # the applicant completes the dossier
    WITHDRAWAL = "withdrawal"  # the applicant takes it back
    EVENT = "event"  # somebody outside tells what a step waits for
    TIMER = "timer"  # nobody: a time passes


@dataclass(slots=True, eq=False)
class Piece:
    """One piece; `number` counts them within a dossier. `unit`, `role` and `within` are an officer's."""

    number: int
    party: Party
    step: str
    """The step's path, elements of lists as `[]`."""
    key: int
    """The same for the same piece of every dossier of a kind: what its chance is drawn by."""
    unit: str = ""
    role: str = ""
    within: Duration | None = None
    lasts: Duration | float | None = None
    """Timers: how long, as the definition says, or the seconds it was in the case. Supplements: how long at most."""
    visit: int = 0
    kept_for: str | None = None
    act: Node | None = field(default=None, repr=False)
    answers: tuple[Event, ...] = field(default=(), repr=False)
    timer: str = ""
    # What a trace adds: pieces by number, moments by place.
    kept_by: int | None = None
    """Whoever did that piece does this one, too."""
    not_by: tuple[int, ...] = ()
    """Whoever did one of these may not do this one."""
    feeds: tuple[int, ...] = ()
    """The moments that need it done."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a moment does to the legal clock: `start` and `limit` carry a duration, `resume` the law of the supplement."""

    what: str
    limit: Duration | None = None
    how: OnSupplement = OnSupplement.PAUSE


@dataclass(slots=True)
class Moment:
    """Something that happens once everything it needs is done: pieces open, the clock changes, the dossier ends."""

    needs: frozenset[int]
    opens: tuple[Piece, ...] = ()
    clock: tuple[ClockChange, ...] = ()
    ends: str | None = None


@dataclass(slots=True)
class Trace:
    """The way of one case through the engine. `moments[0]` is the submission."""

    procedure: str
    case: str
    channel: str
    moments: list[Moment]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for moment in self.moments for piece in moment.opens]

    @property
    def ending(self) -> str | None:
        return next((moment.ends for moment in self.moments if moment.ends), None)
