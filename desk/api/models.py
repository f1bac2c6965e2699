"""What goes over the wire of the API, both ways. Times are ISO 8601 with offset; texts are pairs in Vietnamese and English."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from desk import doors


class Sent(BaseModel):
    """Base of what callers send: unknown members are refused, so that a typing error is never silent."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Given(BaseModel):
    """Base of what the API answers; read straight from the values the doors give."""

    model_config = ConfigDict(from_attributes=True)


Reason = Annotated[str, Field(max_length=4000)]


class Credentials(Sent):
    """User name and password of a local account."""

    name: str
    password: str = Field(repr=False)


class OnBehalf(Sent):
    """An act for somebody who delegated the post."""

    on_behalf_of: str | None = None


class Decision(OnBehalf):
    """The decision of a review. `seen_sequence` is the `sequence` of the dossier as the officer saw it."""

    outcome: str
    fields: dict[str, Any] = {}
    reason: Reason | None = None
    checked: list[int] = Field([], description="numbers of checklist lines ticked, from 0")
    seen_sequence: int | None = None


class OneOfMany(OnBehalf):
    """How one review ends. `seen_sequence` is the `sequence` of the dossier as the officer saw it."""

    code: str
    visit: int
    outcome: str
    seen_sequence: int


class Decisions(Sent):
    """Reviews to be decided together."""

    decisions: list[OneOfMany] = Field(min_length=1, max_length=doors.AT_ONCE)


class Item(Sent):
    """One thing to be mended: a field (JSON Pointer) or a component, with the reason."""

    field: str | None = None
    component: str | None = None
    reason: Reason


class SupplementRequest(OnBehalf):
    """Everything the applicant must complete, at once."""

    items: list[Item]
    note: Reason | None = None


class Draft(Sent):
    """What is filled in so far."""

    values: dict[str, Any]


class HandOver(Sent):
    """To whom a review goes."""

    to: str
    reason: Reason


class Move(Sent):
    """To which unit a review goes."""

    unit: str
    reason: Reason


class Because(Sent):
    """An act that needs only a reason."""

    reason: Reason


class Apology(Because):
    """The one new appointment."""

    due_at: datetime


class Correction(Because):
    """Template values that replace the wrong ones of an issued result."""

    values: dict[str, Any]


class Skip(Because):
    """How the step ends by hand; left out where no step waits for the work."""

    outcome: str | None = None


class NewDelegation(Sent):
    """A post lent for some days, both included."""

    to: str
    unit: str
    role: str
    since: date
    until: date


class Text(Given):
    """A text in both languages."""

    vi: str
    en: str


class OfficerOut(Given):
    """An officer."""

    id: str
    name: str
    posts: list[tuple[str, str]] = Field(description="(unit, role)")


class Me(Given):
    """The officer of this session or token; `form_token` goes into X-CSRF-Token when a session changes something."""

    officer: OfficerOut
    form_token: str | None = None


class Token(Given):
    """A bearer token; send it as `Authorization: Bearer …`."""

    token: str
    expires_in: int = Field(description="seconds")
    officer: OfficerOut


class QueueLine(Given):
    """One open review."""

    code: str
    visit: int
    procedure: str
    procedure_title: Text
    subject: str | None
    applicant: str
    step: str
    step_title: Text
    role: str
    unit: str | None
    holder: str | None
    on_behalf_of: str | None
    parked: bool
    opened_at: datetime
    step_due_at: datetime | None
    due_at: datetime | None
    urgency: doors.Urgency


class Outcome(Given):
    """A way to decide."""

    name: str
    label: Text
    needs_reason: bool


class Assignment(Given):
    """An open review and what the caller may do with it."""

    visit: int
    path: str
    title: Text
    role: str
    unit: str | None
    holder: str | None
    parked: bool
    due_at: datetime | None
    outcomes: list[Outcome]
    fields: dict[str, Any]
    required: list[str]
    checklist: list[Text]
    may_claim: bool
    may_release: bool
    may_decide: bool
    may_ask_supplement: bool
    may_reassign: bool
    on_behalf_of: str | None
    why_not: str | None


class Fault(Given):
    """A fault of the form."""

    pointer: str
    code: str
    vi: str
    en: str


class PaperOut(Given):
    """A component of the dossier."""

    component: str
    title: Text
    name: str | None
    sha256: str | None
    size: int | None
    media_type: str | None


class DocumentOut(Given):
    """A document of the dossier; `visit` is its id."""

    visit: int
    template: str
    number: str | None
    result: bool
    signed: bool
    sha256: str | None
    pages: int | None
    issued_at: datetime
    replaced_by: int | None


class Parcel(Given):
    """A shipment."""

    visit: int
    attempt: int
    item_code: str | None
    state: str
    detail: str | None
    updated_at: datetime


class Entry(Given):
    """One line of the history."""

    at: datetime
    kind: str
    who: str | None
    text: Text
    reason: str | None


class AskedItem(Given):
    """One thing the applicant is asked for."""

    field: str | None
    component: str | None
    reason: str


class Asked(Given):
    """The open supplement request."""

    items: list[AskedItem]
    asked_at: datetime
    until: datetime


class Dossier(Given):
    """A dossier for an officer. `sequence` is also its ETag."""

    code: str
    source: str = Field(description="where it came in: portal, counter, call, …")
    reference: str = Field(description="what the source calls it")
    procedure: str
    title: Text
    subject: str | None
    sequence: int
    status: int | None
    ending: str | None
    suspended: bool
    applicant: dict[str, Any]
    answers: dict[str, Any]
    faults: list[Fault]
    papers: list[PaperOut]
    duplicates: list[str]
    assignments: list[Assignment]
    documents: list[DocumentOut]
    shipments: list[Parcel]
    history: list[Entry]
    clock_state: str
    submitted_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    supplement: Asked | None
    supplement_rounds_left: int
    may_supervise: bool


class Found(Given):
    """A dossier found."""

    code: str
    procedure: str
    procedure_title: Text
    subject: str | None
    applicant: str
    status: int | None
    ending: str | None
    unit: str | None
    submitted_at: datetime
    due_at: datetime | None


class Incident(Given):
    """Automatic work that waits for a person."""

    work_id: int
    code: str
    visit: int
    kind: str
    step: str | None
    error: str
    attempts: int
    since: datetime
    outcomes: list[str]


class Done(Given):
    """An act was recorded; `sequence` is the dossier's new state."""

    code: str
    sequence: int


class ProblemOut(BaseModel):
    """RFC 9457 problem details; `code` is stable, `problems` lists single faults where there are several."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    problems: list[dict[str, Any]] | None = None


class OneOfManyDone(BaseModel):
    """What became of one of the reviews: the dossier's new state, or the `problem` for which it was not decided."""

    code: str
    visit: int
    sequence: int | None = None
    problem: ProblemOut | None = None


def dossier_out(view: doors.DossierView) -> Dossier:
    """The dossier as the API gives it; the door's view holds the form and the procedure as objects, which stay inside."""
    shown: Mapping[str, Any] = {name: getattr(view, name) for name in Dossier.model_fields if name != "procedure"}
    return Dossier.model_validate({**shown, "procedure": view.procedure.slug, "clock_state": view.clock_state.value})
