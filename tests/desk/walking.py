"""Dossiers brought to where a test of the desk begins."""

from typing import Any

from tests.workflow.service.walking import decided, perform_all, submitted, visit_of
from workflow.engine.events import SupplementItem
from workflow.service.assignments import claim
from workflow.service.deciding import ask_supplement
from workflow.service.office import Office

ASSESS = "assess"
SIGN = "sign"
PHONE = "0912345678"
LAST_FOUR = "5678"


def accepted(office: Office, **changes: Any) -> str:
    """A dossier that waits for the specialist."""
    code = submitted(office, **changes)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    return code


def proposed(office: Office, reference: str = "P-1", specialist: str = "spec", **changes: Any) -> str:
    """A dossier that waits for the director."""
    code = accepted(office, reference=reference, **changes)
    decided(office, code, ASSESS, specialist, "grant", fields={"granted": 400})
    return code


def asked(office: Office, **changes: Any) -> str:
    """A dossier whose applicant is asked for another amount and another application."""
    code = accepted(office, **changes)
    visit = visit_of(office, code, ASSESS)
    claim(office, code, visit, "spec")
    items = [
        SupplementItem(field="/amount", reason="Số tiền không khớp với giấy xác nhận."),
        SupplementItem(component="application", reason="Bản chụp mờ."),
    ]
    ask_supplement(office, code, visit, "spec", items)
    perform_all(office)
    return code


def at(office: Office, code: str, path: str) -> str:
    """The address of the review that waits at a step."""
    return f"/dossiers/{code}/visits/{visit_of(office, code, path)}"
