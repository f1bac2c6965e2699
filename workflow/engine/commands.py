"""Commands: what must now be done. Each is safe to repeat; `visit` (with `attempt`) makes its idempotency key."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from workflow.engine.events import SupplementItem, Value


class AcquireLock(Value):
    """Report when no other dossier or branch is inside a critical section with this key: first come, first served."""

    command: Literal["acquire_lock"] = "acquire_lock"
    visit: int
    key: str


class ReleaseLock(Value):
    """The critical section that this visit was in, or asked for, is left."""

    command: Literal["release_lock"] = "release_lock"
    visit: int


class OpenAssignment(Value):
    """Put a review into the queue of a unit; `officer` names whom it is kept for.

    `due_at` is there when the step allows a time of its own; otherwise the dossier's promised day counts.
    """

    command: Literal["open_assignment"] = "open_assignment"
    visit: int
    step: str
    role: str
    unit: str | None
    officer: str | None = None
    due_at: datetime | None = None


class UpdateAssignment(Value):
    """The assignment as it now stands: other hands, another unit, parked while the applicant completes the dossier, more time."""

    command: Literal["update_assignment"] = "update_assignment"
    visit: int
    officer: str | None
    unit: str | None
    parked: bool = False
    due_at: datetime | None = None


class MoveAssignment(Value):
    """The same assignment stands at a step that is called otherwise in the version the dossier now runs by."""

    command: Literal["move_assignment"] = "move_assignment"
    visit: int
    step: str


class CancelVisit(Value):
    """Whatever is still open for this visit is void: its assignment is closed, its waiting work cancelled."""

    command: Literal["cancel_visit"] = "cancel_visit"
    visit: int


class SetTimer(Value):
    """Wake the case at this moment; a timer of the same name is replaced."""

    command: Literal["set_timer"] = "set_timer"
    timer: str
    at: datetime


class CancelTimer(Value):
    """Let this moment pass."""

    command: Literal["cancel_timer"] = "cancel_timer"
    timer: str


class ProduceDocument(Value):
    """Render and number a document."""

    command: Literal["produce_document"] = "produce_document"
    visit: int
    step: str
    template: str
    values: dict[str, Any]
    series: str | None
    signer: str | None = Field(description="officer who signs; none: the agency's seal alone")
    result: bool
    issued_at: datetime
    replaces: int | None = None


class SignDocument(Value):
    """Sign and seal the document of this visit."""

    command: Literal["sign_document"] = "sign_document"
    visit: int
    signer: str | None


class BookShipment(Value):
    """Give the results to the post; attempt 1, 2, … each a parcel of its own."""

    command: Literal["book_shipment"] = "book_shipment"
    visit: int
    attempt: int
    documents: tuple[int, ...]


class DeliverElectronically(Value):
    """Put the results into the applicant's account on the portal."""

    command: Literal["deliver_electronically"] = "deliver_electronically"
    visit: int
    documents: tuple[int, ...]


class OrderPayment(Value):
    """Have the bank pay each line."""

    command: Literal["order_payment"] = "order_payment"
    visit: int
    payments: tuple[dict[str, Any], ...]


class QueryRegister(Value):
    """Ask an outside register."""

    command: Literal["query_register"] = "query_register"
    visit: int
    source: str = Field(description="which register is asked")
    parameters: dict[str, Any]


class SendNotice(Value):
    """Send a message; nobody waits for it."""

    command: Literal["send_notice"] = "send_notice"
    visit: int
    template: str
    to: str = Field(description="applicant, a role, or officer:<id>")
    values: dict[str, Any]


class ReportStatus(Value):
    """Tell the portal; `number` gives the order."""

    command: Literal["report_status"] = "report_status"
    visit: int
    number: int
    status: int
    changed: bool = Field(description="the status is a new one; else only the note is news")
    note: str | None = None
    by: str | None = None
    at: datetime
    due_at: datetime | None = None
    items: tuple[SupplementItem, ...] = ()


class OpenDossier(Value):
    """Open a dossier of another procedure whose end this one waits for."""

    command: Literal["open_dossier"] = "open_dossier"
    visit: int
    procedure: str
    answers: dict[str, Any]


Command = Annotated[
    OpenAssignment
    | UpdateAssignment
    | MoveAssignment
    | CancelVisit
    | SetTimer
    | CancelTimer
    | ProduceDocument
    | SignDocument
    | BookShipment
    | DeliverElectronically
    | OrderPayment
    | QueryRegister
    | SendNotice
    | ReportStatus
    | OpenDossier
    | AcquireLock
    | ReleaseLock,
    Field(discriminator="command"),
]
