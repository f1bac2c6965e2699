"""Which benefit of the ledger a request is about, and how it stands (procedures 15, 17, 18, 23, 24)."""

from typing import Any, Literal

from pydantic import Field

from procedures.rules.history import month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Reason, Working

Status = Literal["waiting", "paying", "suspended", "ended"]

ORDER: tuple[Status, ...] = ("paying", "suspended", "waiting", "ended")  # the liveliest of several counts

NONE = Reason(
    code="no_benefit",
    vi="Không có chế độ hằng tháng này trong dữ liệu chi trả của cơ quan BHXH.",
    en="The agency's ledger holds no such monthly benefit.",
)
ENDED = Reason(code="ended", vi="Chế độ này đã chấm dứt hưởng.", en="This benefit has ended.")


class Asked(Facts):
    """The benefit a request names, and the person's ledger."""

    kind: str = Field(description="kind of benefit, code list monthly_benefits")
    monthly: tuple[dict[str, Any], ...] = Field(
        (), description="the ledger's monthly benefits, as register benefits has them"
    )
    decision_no: str | None = Field(None, description="number of its decision, where the person has several of a kind")


@rule(outcomes=("paying", "suspended", "waiting", "ended", "none"))
def pick(facts: Asked, law: Parameters) -> Working:
    """The benefit of that kind, the liveliest where there are several.

    `values`: kind, decision_no, decided_on, began, monthly, way, paid_until, months_paid, province; account_number,
    bank_code, years, years_before and years_after (2014) where the ledger has them.
    """
    found = [
        held
        for held in facts.monthly
        if held["kind"] == facts.kind and facts.decision_no in (None, held["decision_no"])
    ]
    if not found:
        return Working(outcome="none", reasons=(NONE,))
    held = min(found, key=lambda each: ORDER.index(each["status"]))
    values = {
        "kind": held["kind"],
        "decision_no": held["decision_no"],
        "decided_on": held["decided_on"],
        "began": held["from"],
        "monthly": held["monthly"],
        "way": held["way"],
        "province": held["province"],
        "paid_until": held.get("paid_until"),
        "months_paid": _months_paid(held),
        "account_number": held.get("account_number"),
        "bank_code": held.get("bank_code"),
        **_years(held),
    }
    shown = {name: value for name, value in values.items() if value is not None}
    return Working(outcome=held["status"], values=shown, reasons=(ENDED,) if held["status"] == "ended" else ())


def _months_paid(held: dict[str, Any]) -> int:
    """Months handed out so far."""
    if not held.get("paid_until"):
        return 0
    months = month_number(held["paid_until"]) - month_number(held["from"]) + 1
    return max(months - len(held.get("unpaid_months") or ()), 0)


def _years(held: dict[str, Any]) -> dict[str, str]:
    """Years contributed before and from 2014, as text that is exact."""
    if held.get("years") is None:
        return {}
    years, before = float(held["years"]), float(held.get("years_before_2014") or 0)
    return {"years": f"{years:g}", "years_before": f"{before:g}", "years_after": f"{years - before:g}"}
