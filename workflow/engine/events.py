"""Events: what has happened to a dossier. Facts with their own time, journalled for ever; never change a field's meaning."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from workflow.clock import HANOI

_set = object.__setattr__


class Value(BaseModel):
    """Base of events, commands and their parts: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **changes: Any) -> Self:
        """A copy with these fields changed; they are not checked again, so this is for values of our own making.

        What `model_copy` does, without the copying of bookkeeping that no value of the engine has: three times as fast.
        """
        made = object.__new__(type(self))
        _set(made, "__dict__", {**self.__dict__, **changes})
        _set(made, "__pydantic_fields_set__", self.__pydantic_fields_set__)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made


def _in_hanoi(moment: datetime) -> datetime:
    return moment if moment.tzinfo is HANOI else moment.astimezone(HANOI)


Moment = Annotated[AwareDatetime, AfterValidator(_in_hanoi)]
"""A moment in Hanoi time, whatever zone it came in: the day of an event is the day here."""


class Actor(Value):
    """Who acts: an officer (for somebody else, when delegated) with the posts held at that moment."""

    id: str
    name: str
    posts: tuple[tuple[str, str], ...] = Field((), description="(unit, role) pairs")
    on_behalf_of: str | None = Field(None, description="id of the officer who delegated")

    @property
    def persons(self) -> frozenset[str]:
        """Everybody this act counts for in four-eyes rules: the one who acts and the one acted for."""
        return frozenset({self.id} | ({self.on_behalf_of} if self.on_behalf_of else set()))

    def holds(self, role: str, unit: str | None) -> bool:
        return any(post_role == role and unit in (None, post_unit) for post_unit, post_role in self.posts)


class SupplementItem(Value):
    """One thing the applicant must mend: a field (JSON Pointer) or a paper, and why."""

    field: str | None = None
    component: str | None = None
    reason: str


class FormFault(Value):
    """A fault found by validation at the door."""

    pointer: str
    code: str
    vi: str
    en: str


class Paper(Value):
    """A paper handed in: which component, and the stored file."""

    component: str
    name: str
    sha256: str
    size: int
    media_type: str


class EventBase(Value):
    """What all events share: when it happened."""

    at: Moment


class DossierSubmitted(EventBase):
    """The applicant filed; validation and duplicate search were done at the door."""

    event: Literal["dossier_submitted"] = "dossier_submitted"
    channel: str
    applicant: dict[str, Any] = Field(description="{kind, name, id_number, phone, email, address}")
    return_way: Literal["post", "counter", "electronic"]
    answers: dict[str, Any]
    papers: tuple[Paper, ...] = ()
    faults: tuple[FormFault, ...] = ()
    duplicates: tuple[str, ...] = ()


class AssignmentClaimed(EventBase):
    """An officer takes a review upon themselves."""

    event: Literal["assignment_claimed"] = "assignment_claimed"
    visit: int
    by: Actor


class AssignmentReleased(EventBase):
    """The officer gives it back to the unit's queue."""

    event: Literal["assignment_released"] = "assignment_released"
    visit: int
    by: Actor


class AssignmentReassigned(EventBase):
    """A supervisor hands an assignment to another officer, with a reason."""

    event: Literal["assignment_reassigned"] = "assignment_reassigned"
    visit: int
    by: Actor
    to: Actor
    reason: str


class DecisionMade(EventBase):
    """An officer decided a review."""

    event: Literal["decision_made"] = "decision_made"
    visit: int
    by: Actor
    outcome: str
    fields: dict[str, Any] = Field(default_factory=dict)
    reason: str | None = None
    checked: tuple[int, ...] = Field((), description="numbers of checklist lines ticked")


class WorkCompleted(EventBase):
    """Automatic work for a step is done; `outcome` is a way out of the step or a stage of it."""

    event: Literal["work_completed"] = "work_completed"
    visit: int
    kind: str
    outcome: str
    output: dict[str, Any] = Field(default_factory=dict)


class StepSkipped(EventBase):
    """A supervisor settled an incident by hand: the step ends with this outcome, for this reason."""

    event: Literal["step_skipped"] = "step_skipped"
    visit: int
    by: Actor
    outcome: str
    reason: str
    output: dict[str, Any] = Field(default_factory=dict)


class ShipmentReported(EventBase):
    """The post says what became of a shipment."""

    event: Literal["shipment_reported"] = "shipment_reported"
    visit: int
    attempt: int
    state: Literal["booked", "on_the_way", "delivered", "undelivered"]
    item_code: str | None = None
    detail: str | None = None


class TimerFired(EventBase):
    """The moment of a timer has come; fire it again later when it came before that moment."""

    event: Literal["timer_fired"] = "timer_fired"
    timer: str


class SignalReceived(EventBase):
    """A named event a `wait` step may be waiting for."""

    event: Literal["signal_received"] = "signal_received"
    name: str
    data: dict[str, Any] = Field(default_factory=dict)


class CalledDossierEnded(EventBase):
    """The dossier opened by a `call` step reached its end."""

    event: Literal["called_dossier_ended"] = "called_dossier_ended"
    visit: int
    dossier: str
    ending: str


class SupplementRequested(EventBase):
    """An officer asks for everything missing, once, with reasons (Decree 61/2018 art. 17)."""

    event: Literal["supplement_requested"] = "supplement_requested"
    visit: int
    by: Actor
    items: tuple[SupplementItem, ...]
    note: str | None = None


class SupplementReceived(EventBase):
    """The applicant completed the dossier; the door let only the named fields and papers change."""

    event: Literal["supplement_received"] = "supplement_received"
    answers: dict[str, Any]
    papers: tuple[Paper, ...] = ()
    faults: tuple[FormFault, ...] = ()


class DossierWithdrawn(EventBase):
    """The applicant takes the dossier back."""

    event: Literal["dossier_withdrawn"] = "dossier_withdrawn"
    reason: str | None = None


class DossierSuspended(EventBase):
    """A supervisor stops the dossier for a lawful reason: nothing new begins until it is resumed."""

    event: Literal["dossier_suspended"] = "dossier_suspended"
    by: Actor
    reason: str


class DossierResumed(EventBase):
    """What a suspension held back goes on."""

    event: Literal["dossier_resumed"] = "dossier_resumed"
    by: Actor
    reason: str


class DossierTransferred(EventBase):
    """An open review moves to another unit."""

    event: Literal["dossier_transferred"] = "dossier_transferred"
    visit: int
    by: Actor
    unit: str
    reason: str


class AppointmentExtended(EventBase):
    """The agency apologises for being late and proposes one new date (Decree 61/2018 art. 19.9)."""

    event: Literal["appointment_extended"] = "appointment_extended"
    by: Actor
    due_at: Moment
    reason: str


class ResultCorrected(EventBase):
    """An issued result was wrong: a corrected document replaces it at the agency's cost (Decree 61/2018 art. 21)."""

    event: Literal["result_corrected"] = "result_corrected"
    document: int = Field(description="visit of the produce step whose document is replaced")
    by: Actor
    reason: str
    values: dict[str, Any] = Field(default_factory=dict, description="template values that replace the wrong ones")


class VersionChanged(EventBase):
    """The dossier goes on by another version of its procedure; its journal up to here was made by the one replaced."""

    event: Literal["version_changed"] = "version_changed"
    run: str
    by: str
    replaces: str = Field(description="digest of the version until now")
    digest: str
    renames: dict[str, str] = Field(default_factory=dict, description="new paths by the old paths of steps")
    reason: str
    undoes: bool = Field(False, description="whether this takes the same run back")


Event = Annotated[
    DossierSubmitted
    | AssignmentClaimed
    | AssignmentReleased
    | AssignmentReassigned
    | DecisionMade
    | WorkCompleted
    | StepSkipped
    | ShipmentReported
    | TimerFired
    | SignalReceived
    | CalledDossierEnded
    | SupplementRequested
    | SupplementReceived
    | DossierWithdrawn
    | DossierSuspended
    | DossierResumed
    | DossierTransferred
    | AppointmentExtended
    | ResultCorrected
    | VersionChanged,
    Field(discriminator="event"),
]
