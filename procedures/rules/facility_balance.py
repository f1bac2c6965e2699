"""What is left between the agency and a facility when accepted costs meet what was paid in advance (procedures 20 and 21)."""

from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working


class Accounts(Facts):
    """One period, or the whole contract when it ends. Money in đồng."""

    accepted: int = Field(ge=0, description="accepted cost, what was deferred before and is accepted now included")
    advanced: int = Field(0, ge=0, description="paid in advance for it")
    carried: int = Field(0, ge=0, description="overpaid in earlier periods and not yet taken back")


@rule(outcomes=("agency_owes", "facility_owes", "balanced"))
def settle(facts: Accounts, law: Parameters) -> Working:
    """`agency_owes` the rest; `facility_owes`: it has had too much, which the next advance takes back (or, when
    the contract ends, is recovered). `values`: balance (negative: the facility owes), to_pay, to_carry."""
    balance = facts.accepted - facts.advanced - facts.carried
    outcome = "agency_owes" if balance > 0 else "facility_owes" if balance < 0 else "balanced"
    lines = [_line("Chi phí được chấp nhận", "Accepted cost", facts.accepted)]
    lines.append(_line("Đã tạm ứng", "Paid in advance", -facts.advanced))
    if facts.carried:
        lines.append(_line("Bù trừ kỳ trước chuyển sang", "Carried over from before", -facts.carried))
    lines.append(_line("Còn lại", "Balance", balance))
    values = {"balance": balance, "to_pay": max(balance, 0), "to_carry": max(-balance, 0)}
    return Working(outcome=outcome, amount=max(balance, 0), values=values, lines=tuple(lines))


def order(facility: dict[str, Any], account: dict[str, Any], amount: int, dossier: str) -> list[dict[str, Any]]:
    """The order to the bank for a facility; nothing where it owes."""
    if amount <= 0:
        return []
    return [
        {
            "name": facility["name"],
            "account": account["account_number"],
            "bank": account["bank_code"],
            "amount": amount,
            "text": f"BHXH chi tra ho so {dossier}",
        }
    ]


def _line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng", basis="Luật Bảo hiểm y tế, Điều 32")
