"""A request for reimbursement as it stood when its file was found complete: what later steps are computed from (procedure 22)."""

from datetime import date

from pydantic import Field

from procedures.rules.direct_costs import Case
from procedures.rules.health_levels import Care
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Value, Working


class Invoice(Value):
    """One invoice of the visit."""

    serial: str
    number: str
    issued_on: date
    seller_tax_code: str
    amount: int = Field(ge=0)
    content: str | None = None


class Request(Facts):
    """The visit and what was paid for it."""

    case: Case
    facility_code: str
    facility_name: str
    care: Care
    admitted_on: date
    discharged_on: date
    requested_amount: int
    invoices: tuple[Invoice, ...]


@rule(outcomes=("taken",))
def take(facts: Request, law: Parameters) -> Working:
    """`values`: everything that was asked, each invoice with `key` (as the tax office knows it) and `in_stay`."""
    asked = facts.model_dump(mode="json", exclude={"invoices"})
    invoices = [
        {
            **invoice.model_dump(mode="json", exclude_none=True),
            "key": f"{invoice.serial}/{invoice.number}",
            "in_stay": facts.admitted_on <= invoice.issued_on <= facts.discharged_on,
        }
        for invoice in facts.invoices
    ]
    return Working(outcome="taken", values={**asked, "invoices": invoices})
