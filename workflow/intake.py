"""What outside systems tell us, taken to the doors: new dossiers, supplements and withdrawals from the portal, events that
bodies outside report, callbacks of post and bank. A callback is never believed by itself: it only hastens the next look of
the work that waits for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from integrations import events
from integrations.bank import client as bank
from integrations.errors import Forged, Malformed
from integrations.portal import inbound as portal
from integrations.portal.values import (
    ApplicantKind,
    Inbound,
    InboundDossier,
    InboundSupplement,
    InboundWithdrawal,
    ReturnMode,
)
from integrations.post import webhook as post
from workflow.performing.sync import PORTAL
from workflow.service.applicant import supplement, withdraw
from workflow.service.applying import hasten
from workflow.service.attachments import Attachment
from workflow.service.errors import NotFound, Refused, Rejected
from workflow.service.office import Office
from workflow.service.shipments import hasten_shipment
from workflow.service.signals import signal
from workflow.service.submitting import Submission, code_of, submit

Answer = tuple[int, dict[str, Any]]
Receiver = Callable[[str, Mapping[str, str], bytes], Answer]

KINDS = {
    ApplicantKind.CITIZEN: "citizen",
    ApplicantKind.BUSINESS: "business",
    ApplicantKind.STATE_AGENCY: "agency",
    ApplicantKind.ORGANISATION: "organisation",
}


@dataclass(frozen=True)
class Secrets:
    """What proves that a message comes from whom it says; None: such messages are not taken."""

    portal: str | None
    bank: str | None
    post: RSAPublicKey | None
    events: str | None = None


def receivers(office: Office, secrets: Secrets) -> dict[str, Receiver]:
    """The receivers by system, as the desk's inbound addresses call them."""

    def from_portal(path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if secrets.portal is None:
            return _closed()
        return _taken(lambda: take_in(office, portal.receive(headers, body, secrets.portal or "")))

    def from_post(path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        key = secrets.post
        if key is None:
            return _closed()
        return _taken(lambda: _parcel_news(office, post.parse_webhook(headers, body, key)))

    def from_bank(path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if secrets.bank is None:
            return _closed()
        return _taken(lambda: _payment_news(office, bank.parse_webhook(headers, body, secrets.bank or "")))

    def from_outside(path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if secrets.events is None:
            return _closed()
        return _taken(lambda: _event(office, events.parse_event(headers, body, secrets.events or "")))

    return {"portal": from_portal, "post": from_post, "bank": from_bank, "events": from_outside}


def take_in(office: Office, message: Inbound) -> Answer:
    """A genuine message of the portal: 0 taken, 1 was here before, -1 not taken and why."""
    match message:
        case InboundDossier():
            receipt = submit(office, submission_of(message))
            return 200, {**portal.reply("1" if receipt.duplicate else "0"), "MaHoSoDonVi": receipt.code}
        case InboundSupplement():
            files = [Attachment(each.component_code, each.declared_name, each.content) for each in message.attachments]
            done = supplement(
                office, message.dossier_code, message.answers, files, message.sent_at, (PORTAL, message.reference)
            )
        case InboundWithdrawal():
            done = withdraw(
                office, _code(office, message), message.reason, message.sent_at, (PORTAL, message.reference)
            )
    return 200, portal.reply("0" if done else "1")


def submission_of(message: InboundDossier) -> Submission:
    """A portal dossier as the door takes it."""
    to, address = message.return_choice, message.return_choice.address
    receiver = {
        "name": to.receiver_name or message.owner_name,
        "phone": to.receiver_phone or message.phone,
        "address": address.detail,
        "province_code": address.province_code,
    }
    return Submission(
        source=PORTAL,
        reference=message.portal_code,
        procedure=message.procedure_code,
        channel="online",
        applicant={
            "kind": KINDS[message.applicant_kind],
            "name": message.owner_name,
            "id_number": message.owner_id_number or None,
            "phone": message.phone or None,
            "email": message.email or None,
            "address": message.address.detail or None,
            "receiver": receiver if to.mode is ReturnMode.POST else None,
        },
        return_way=_return_way(message),
        answers=dict(message.answers),
        attachments=[Attachment(each.component_code, each.declared_name, each.content) for each in message.attachments],
        at=message.filed_at,
    )


def _return_way(message: InboundDossier) -> str:
    """The portal knows by post or not; what the form itself says goes further."""
    if message.return_choice.mode is ReturnMode.POST:
        return "post"
    wish = message.answers.get("return_to")
    return "electronic" if isinstance(wish, Mapping) and wish.get("way") == "electronic" else "counter"


def _code(office: Office, message: InboundWithdrawal) -> str:
    code = message.dossier_code or code_of(office, PORTAL, message.portal_code)
    if code is None:
        raise NotFound("no-such-dossier", f"the portal's dossier {message.portal_code} is not here")
    return code


def _parcel_news(office: Office, event: Any) -> Answer:
    hastened = hasten_shipment(office, event.order_number)
    return 200, {"hastened": hastened}


def _payment_news(office: Office, notice: bank.Notice) -> Answer:
    hastened = hasten(office, notice.status.key)
    return 200, {"hastened": hastened}


def _event(office: Office, event: events.Event) -> Answer:
    """Taken once, however often it is sent; late when the dossier no longer waits for it."""
    applied = signal(office, event.told.dossier, event.told.event, event.told.data, (events.SYSTEM, event.message))
    return 200, {"taken": applied is not None, "late": applied is not None and applied.late}


def _taken(act: Callable[[], Answer]) -> Answer:
    """The act's answer, or what was wrong in the words of HTTP and, for the portal, of its contract."""
    try:
        return act()
    except Forged as error:
        return 401, _not_taken("forged", error.detail)
    except Malformed as error:
        return 400, _not_taken("malformed", error.detail)
    except NotFound as error:
        return 404, _not_taken(error.code, str(error))
    except Rejected as error:
        reasons = "; ".join(f"{problem.pointer}: {problem.vi}" for problem in error.problems)
        return 422, _not_taken(error.code, reasons or str(error))
    except Refused as error:
        return 409, _not_taken(error.code, str(error))


def _not_taken(code: str, detail: str) -> dict[str, Any]:
    return {**portal.reply("-1", detail), "code": code, "detail": detail}


def _closed() -> Answer:
    return 503, _not_taken("not-configured", "this office has no key to check such messages with")
