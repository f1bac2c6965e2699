"""The engine's state of one dossier, as an immutable value; folding the journal gives it again."""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from pydantic import Field

from workflow.clock import Duration
from workflow.engine.events import Actor, FormFault, Paper, SupplementItem, Value


class PublicStatus(IntEnum):
    """The portal's numeric status; who moves the dossier on."""

    REGISTERED = 1  # filed, not yet accepted: one-stop unit
    ACCEPTED = 2  # receipt issued, the legal clock runs: the settling unit
    REFUSED = 3  # not accepted, final
    PROCESSING = 4  # being settled: the agency
    SUPPLEMENT = 5  # incomplete: the applicant
    PAYMENT = 6  # a fee is asked for: the applicant (no procedure of the agency has one)
    WITHDRAWN = 7  # taken back, final
    STOPPED = 8  # suspended, or ended because a supplement never came: the agency
    SETTLED = 9  # decided, result ready: the return
    RETURNED = 10  # result handed over, final


class Wait(StrEnum):
    """What a token waits for."""

    PERSON = "person"
    WORK = "work"
    TIMER = "timer"  # a time, a signal, or both
    CHILDREN = "children"
    DOSSIER = "dossier"  # a called dossier
    RESUMPTION = "resumption"  # the dossier is suspended: the step begins when it is resumed


class Token(Value):
    """Where a graph stands: one step entered, with the case-wide number of that entry."""

    visit: int
    scope: str = Field(description="the graph instance: '' outermost, 'intake/', 'people[3]/', 'checks.a/'")
    step: str
    waits_for: Wait
    opened_at: datetime
    holder: Actor | None = None
    unit: str | None = None
    parked: bool = Field(False, description="the applicant is asked to complete the dossier first")
    due_at: datetime | None = Field(None, description="when the time this step allows is over; none: the dossier's own")
    stage: str | None = None
    attempt: int = Field(0, description="shipments: which parcel; `each`: how many elements are still open")

    @property
    def path(self) -> str:
        return self.scope + self.step


class Scope(Value):
    """An instance of a graph inside a step: the values its steps gave, and its end once reached."""

    parent: int | None = Field(description="visit of the step it belongs to; none for the outermost")
    variables: dict[str, Any] = Field(default_factory=dict)
    ended: str | None = None


class ClockState(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class LegalClock(Value):
    """The legal time of the dossier. `remaining` is what was left of the limit at `running_since`, or is left while it pauses."""

    state: ClockState = ClockState.NOT_STARTED
    accepted_at: datetime | None = None
    limit: Duration | None = None
    counted_from: datetime | None = Field(None, description="acceptance, or the last restart")
    remaining: Duration | None = None
    running_since: datetime | None = None
    paused_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = Field((), description="from and until, those that are over")
    original_due_at: datetime | None = None
    due_at: datetime | None = None
    appointment_at: datetime | None = Field(None, description="new date after an apology; the legal due date stays")
    stopped_at: datetime | None = None
    overdue: bool = False

    @property
    def promised_at(self) -> datetime | None:
        """The day the applicant may count on; none while the clock stands still."""
        if self.appointment_at is None or self.due_at is None:
            return self.due_at
        return max(self.appointment_at, self.due_at)

    @property
    def paused_for(self) -> timedelta:
        """How long it stood still, on the wall clock."""
        return sum((until - since for since, until in self.pauses), timedelta())


class Supplement(Value):
    """The open supplement request."""

    visit: int
    items: tuple[SupplementItem, ...]
    asked_at: datetime
    asked_by: Actor
    until: datetime


class Document(Value):
    """A document that was produced."""

    visit: int
    step: str
    template: str
    result: bool
    signer: str | None = None
    errand: bool = Field(False, description="a paper about the dossier that no step waits for")
    number: str | None = None
    sha256: str | None = None
    pages: int | None = None
    signed: bool = False
    replaces: int | None = None


class Case(Value):
    """Everything the engine knows of a dossier."""

    code: str
    procedure: str
    digest: str
    sequence: int = 0
    visits: int = 0
    reports: int = 0
    status: PublicStatus | None = None
    ending: str | None = None
    channel: str | None = None
    applicant: dict[str, Any] = Field(default_factory=dict)
    return_way: str | None = None
    submitted_at: datetime | None = None
    form: dict[str, Any] = Field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    faults: tuple[FormFault, ...] = ()
    duplicates: tuple[str, ...] = ()
    scopes: dict[str, Scope] = Field(default_factory=dict)
    tokens: dict[int, Token] = Field(default_factory=dict)
    deciders: dict[str, tuple[Actor, ...]] = Field(default_factory=dict, description="who decided which step path")
    documents: dict[int, Document] = Field(default_factory=dict)
    timers: dict[str, datetime] = Field(default_factory=dict)
    clock: LegalClock = LegalClock()
    supplement: Supplement | None = None
    supplement_rounds: int = 0
    signals: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="events that came before the step that keeps them was entered: the last of each",
    )
    suspended: bool = False
    money_ordered: bool = Field(False, description="a payment order went out, so that nothing can be taken back")
    correction: int = Field(0, description="number of corrections begun")

    @property
    def ended(self) -> bool:
        """Whether the dossier is over; the correction of its result may still be under way."""
        return self.ending is not None

    def variables(self, scope: str = "") -> dict[str, Any]:
        return self.scopes[scope].variables if scope in self.scopes else {}
