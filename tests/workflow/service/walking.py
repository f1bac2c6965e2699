"""Builders and steps for tests of the doors: a valid submission, and work performed as the outside would."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pikepdf

from workflow.engine.case import Case
from workflow.engine.commands import OrderPayment, ProduceDocument
from workflow.engine.events import Event, ShipmentReported, WorkCompleted
from workflow.service.applying import apply, case_of, take
from workflow.service.assignments import claim
from workflow.service.attachments import Attachment
from workflow.service.deciding import decide
from workflow.service.documents import record_documents
from workflow.service.office import Office
from workflow.service.outcomes import KINDS
from workflow.service.shipments import Parcel, record_shipments
from workflow.service.submitting import Submission, submit
from workflow.store.works import Work

PAYMENT = {"name": "Đặng Thị Ánh Nguyệt", "account": "0011223344", "bank": "970436", "amount": 500}


def a_submission(reference: str = "P-1", **changes: Any) -> Submission:
    """A dossier of the toy procedure with nothing wrong; `answers` and `applicant` replace single values."""
    answers = {
        "person_id": "001000000001",
        "amount": 500,
        "reason": "thử nghiệm",
        "payments": [PAYMENT],
        **changes.pop("answers", {}),
    }
    applicant = {
        "kind": "individual", "name": "Đặng Thị Ánh Nguyệt", "id_number": "001000000001", "phone": "0912345678",
        "email": None, "address": "Hồng Gai", **changes.pop("applicant", {}),
    }  # fmt: skip
    plain = Submission(
        source="portal", reference=reference, procedure="toy", channel="online", applicant=applicant,
        return_way="post", answers=answers, attachments=[Attachment("application", "don.pdf", a_pdf())],
    )  # fmt: skip
    return replace(plain, **changes)


def a_pdf(pages: int = 1) -> bytes:
    """A small sound PDF."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    into = io.BytesIO()
    pdf.save(into)
    return into.getvalue()


def submitted(office: Office, reference: str = "P-1", **changes: Any) -> str:
    """The code of a new dossier."""
    return submit(office, a_submission(reference, **changes)).code


def case(office: Office, code: str) -> Case:
    return case_of(office, code)[0]


def visit_of(office: Office, code: str, path: str) -> int:
    """The visit at which a token stands on this step."""
    return next(token.visit for token in case(office, code).tokens.values() if token.path == path)


def decided(office: Office, code: str, path: str, officer: str, outcome: str, **more: Any) -> None:
    """An officer claims and decides."""
    visit = visit_of(office, code, path)
    claim(office, code, visit, officer)
    decide(office, code, visit, officer, outcome, **more)


def perform_all(office: Office, kinds: Sequence[str] = KINDS, *, parcel: str = "delivered") -> list[str]:
    """Perform all work there is, as a worker would; gives the keys in the order done."""
    done = []
    while found := take(office, kinds, 100, "tests", timedelta(minutes=1)):
        for work in found:
            apply(office, work, outcome_of(office, work, parcel))
            done.append(work.key)
    return done


def outcome_of(office: Office, work: Work, parcel: str = "delivered") -> Event | None:
    """What performing this work would give; None where the engine is not told."""
    at: datetime = office.now()
    if work.kind == "produce":
        recorded = record_documents(office, [(work.dossier, ProduceDocument.model_validate_json(work.payload))])[0]
        digest = office.blobs.put(f"{work.key} {recorded.number}".encode())
        output = {"number": recorded.number, "sha256": digest, "pages": 1, "size": 10}
        return WorkCompleted(at=at, visit=work.visit, kind="produce", outcome="produced", output=output)
    if work.kind == "sign":
        digest = office.blobs.put(f"signed {work.key}".encode())
        return WorkCompleted(at=at, visit=work.visit, kind="sign", outcome="signed", output={"sha256": digest})
    if work.kind == "pay":
        payments = OrderPayment.model_validate_json(work.payload).payments
        lines = [{**payment, "paid": True, "reason": None} for payment in payments]
        return WorkCompleted(at=at, visit=work.visit, kind="pay", outcome="paid", output={"lines": lines})
    if work.kind == "request":
        return WorkCompleted(at=at, visit=work.visit, kind="request", outcome="found")
    if work.kind == "send":
        attempt = int(work.key.rpartition(":")[2])
        order_key = f"{work.dossier}-{work.visit}-{attempt}"
        record_shipments(office, [Parcel(work.dossier, work.visit, attempt, order_key)])
        return ShipmentReported(at=at, visit=work.visit, attempt=attempt, state=parcel, item_code=f"VN{work.id}")
    return None


def settled(office: Office, code: str) -> None:
    """Take a toy dossier all the way to its end."""
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    decided(office, code, "assess", "spec", "grant", fields={"granted": 400})
    decided(office, code, "sign", "dir", "sign")
    perform_all(office)
