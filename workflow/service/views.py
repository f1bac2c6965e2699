"""What readers give: frozen values ready to be shown. Texts are pairs in Vietnamese and English; times are Hanoi time."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from forms import Form
from workflow.definition.models import Text
from workflow.engine.case import Case, ClockState, PublicStatus, Supplement
from workflow.engine.events import FormFault
from workflow.engine.procedure import Procedure


class Urgency(StrEnum):
    """How pressing a dossier is, most pressing first."""

    OVERDUE = "overdue"  # its promised day has passed
    TODAY = "today"  # promised for today, or the time of this step has passed
    SOON = "soon"  # promised within the early-warning time
    NORMAL = "normal"
    WAITING = "waiting"  # nothing to do here until the applicant or a supervisor acts


@dataclass(frozen=True)
class QueueRow:
    """One open assignment that this officer may take or already holds."""

    code: str
    visit: int
    procedure: str
    digest: str  # of the procedure's version
    procedure_title: Text
    subject: str | None
    applicant: str
    step: str
    step_title: Text
    role: str
    unit: str | None
    holder: str | None  # id of the officer who holds it
    holder_name: str | None
    kept_for: str | None  # id of the officer it is kept for, who had it before
    on_behalf_of: str | None  # set when only a delegation of that officer lets this one act
    parked: bool
    opened_at: datetime
    step_due_at: datetime | None
    due_at: datetime | None  # what the applicant was promised
    urgency: Urgency


@dataclass(frozen=True)
class OutcomeView:
    """A way to decide."""

    name: str
    label: Text
    needs_reason: bool


@dataclass(frozen=True)
class AssignmentView:
    """An open review and what the officer who looks may do with it; `why_not` says what stands in the way."""

    visit: int
    path: str
    title: Text
    role: str
    unit: str | None
    holder: str | None
    holder_name: str | None
    kept_for: str | None
    parked: bool
    opened_at: datetime
    due_at: datetime | None
    outcomes: tuple[OutcomeView, ...]
    fields: dict[str, Any]  # JSON-Schema properties the officer fills in
    required: tuple[str, ...]
    checklist: tuple[Text, ...]
    leads_to: str | None  # template of the result that comes of the decision, which may be seen before
    may_claim: bool
    may_release: bool
    may_decide: bool
    may_ask_supplement: bool
    may_reassign: bool  # and transfer
    on_behalf_of: str | None
    why_not: str | None
    draft: dict[str, Any]


@dataclass(frozen=True)
class PaperView:
    """A component of the dossier: handed in, or still missing (`sha256` is None)."""

    component: str
    title: Text
    name: str | None = None
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None


@dataclass(frozen=True)
class DocumentView:
    """A document of the dossier; `number` as printed, `visit` is its id within the dossier."""

    visit: int
    template: str
    step: str
    number: str | None
    result: bool
    signed: bool
    sha256: str | None
    pages: int | None
    issued_at: datetime
    replaces: int | None
    replaced_by: int | None
    token: str  # of the public verification page


@dataclass(frozen=True)
class ShipmentView:
    """A parcel."""

    visit: int
    attempt: int
    item_code: str | None
    state: str
    detail: str | None
    updated_at: datetime


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the dossier's life, in words."""

    at: datetime
    kind: str  # the event or act
    who: str | None
    text: Text
    reason: str | None = None


@dataclass(frozen=True)
class DossierView:
    """The page of a dossier for an officer. `case` and `procedure` are there for what the other fields do not say."""

    code: str
    procedure: Procedure = field(repr=False)
    case: Case = field(repr=False)
    form: Form = field(repr=False)
    sequence: int  # give it back to `decide` as `seen_sequence`
    title: Text
    subject: str | None
    source: str
    reference: str
    status: PublicStatus | None
    ending: str | None
    suspended: bool
    applicant: dict[str, Any] = field(repr=False)
    answers: dict[str, Any] = field(repr=False)
    faults: tuple[FormFault, ...]
    papers: tuple[PaperView, ...]
    duplicates: tuple[str, ...]
    assignments: tuple[AssignmentView, ...]
    documents: tuple[DocumentView, ...]
    shipments: tuple[ShipmentView, ...]
    history: tuple[HistoryEntry, ...]
    clock_state: ClockState
    submitted_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    supplement: Supplement | None
    supplement_rounds_left: int
    may_supervise: bool  # suspend, resume, apologise, correct
    incidents: tuple["IncidentView", ...]


@dataclass(frozen=True)
class SearchRow:
    """A dossier found."""

    code: str
    procedure: str
    procedure_title: Text
    subject: str | None
    applicant: str
    status: PublicStatus | None
    ending: str | None
    unit: str | None
    submitted_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class PublicView:
    """What the applicant sees with the code and the last four digits of phone or id number: no names, no data."""

    code: str
    procedure: Procedure  # titles of papers, limits of files
    procedure_title: Text
    status: PublicStatus | None
    ending: str | None
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    settled_at: datetime | None
    returned_at: datetime | None
    unit: Text | None
    supplement: Supplement | None
    answers: dict[str, Any]  # only those fields the open supplement request names
    form: Form
    history: tuple[HistoryEntry, ...]
    documents: tuple[DocumentView, ...]  # signed results and slips that may be fetched here
    shipments: tuple[ShipmentView, ...]


@dataclass(frozen=True)
class PublicDocument:
    """What the verification page tells of a document: enough to compare with the paper in hand."""

    number: str | None
    template: str
    issued_on: date
    agency: str
    sha256: str
    signed: bool
    replaced: bool
    dossier: str
    applicant_initials: str


@dataclass(frozen=True)
class IncidentView:
    """Work that used up its tries or was refused, waiting for a supervisor."""

    work_id: int
    code: str
    visit: int
    kind: str
    step: str | None
    error: str
    attempts: int
    since: datetime
    outcomes: tuple[str, ...]  # how its step may be ended by hand; empty when no step waits for it


@dataclass(frozen=True)
class Overview:
    """Today's load."""

    open: int
    submitted_today: int
    ended_today: int
    overdue: int
    due_today: int
    waiting_for_applicant: int
    incidents: int
    work_ready: int
    by_unit: dict[str, int] = field(default_factory=dict)
    by_procedure: dict[str, int] = field(default_factory=dict)
    by_status: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficerView:
    """An officer as the desk shows one."""

    id: str
    name: str
    email: str | None
    language: str
    posts: tuple[tuple[str, str], ...]
    delegated: tuple[tuple[str, str, str], ...] = ()  # (from officer, unit, role) in force today


@dataclass(frozen=True)
class DelegationView:
    """A delegation in force or to come."""

    id: int
    by: str
    by_name: str
    to: str
    to_name: str
    unit: str
    role: str
    since: date
    until: date
