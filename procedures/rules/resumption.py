"""Taking up a suspended pension or monthly allowance again: from when, how much, and what is owed (procedure 16)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from procedures.rules.history import Month, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.monthly_payments import Stretch, stretches
from procedures.rules.pension_lines import line, plain_line
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working

Case = Literal[
    "a_prison_1995_2015",
    "b_illegal_exit_returned",
    "c_missing_cancelled",
    "d_declared_dead_cancelled",
    "e_identity_verified_again",
    "f_refused_then_asks_again",
]
Kind = Literal["pension", "commune_cadre", "incapacity", "decision_613", "work_accident", "survivor"]
STOPPED_FOR: dict[str, str] = {
    "a_prison_1995_2015": "prison",
    "b_illegal_exit_returned": "illegal_exit",
    "c_missing_cancelled": "missing",
    "d_declared_dead_cancelled": "declared_dead",
    "e_identity_verified_again": "identity",
    "f_refused_then_asks_again": "refused",
}
WORDS = {
    "suspension": ("từ tháng tạm dừng", "from the month of the suspension"),
    "return": ("từ tháng liền kề sau khi trở về", "from the month after the return"),
    "request": ("từ tháng nhận văn bản đề nghị", "from the month of the request"),
}


class Resumption(Facts):
    """A benefit that was stopped, and why it may run again."""

    case: Case
    kind: Kind = "pension"
    requested_on: date = Field(description="day the request was received; it picks the law")
    ground_on: date | None = Field(
        None, description="end of the sentence, return, court decision or new proof of identity; needed but for case f"
    )
    decided_on: date
    began_on: date = Field(description="first day of the benefit; before 1995 raises are higher")
    monthly: int = Field(ge=0, description="đồng in the last month paid")
    paid_to: Month = Field(description="last month that was paid")
    overpaid: int = Field(0, ge=0, description="đồng to be taken off: paid for months without a right")

    @model_validator(mode="after")
    def _complete(self) -> "Resumption":
        if self.case != "f_refused_then_asks_again" and self.ground_on is None:
            raise ValueError(f"case {self.case} needs ground_on")
        return self


class Ledger(Facts):
    """What the agency's ledger holds of a person, and the benefit that is to run again."""

    case: Case
    kind: Kind
    monthly: tuple[dict[str, Any], ...] = Field(description="`monthly` of the register of benefits")


@rule(outcomes=("stopped", "differs", "none"))
def file(facts: Ledger, law: Parameters) -> Working:
    """The stopped benefit of that kind; `differs` when it runs, or was stopped for another reason than the case says.

    `values`: decision_no, began_on, monthly, paid_to, status, stopped_for.
    """
    kept = [each for each in facts.monthly if each["kind"] == facts.kind]
    if not kept:
        return Working(outcome="none")
    last = kept[-1]
    is_stopped = last["status"] in ("suspended", "ended") and last.get("suspended_for") == STOPPED_FOR[facts.case]
    values = {
        "decision_no": last["decision_no"],
        "began_on": f"{last['from']}-01",
        "monthly": last["monthly"],
        "paid_to": last.get("paid_until") or last["from"],
        "status": last["status"],
        "stopped_for": last.get("suspended_for"),
    }
    return Working(outcome="stopped" if is_stopped else "differs", values=values)


@rule(outcomes=("granted", "denied"))
def benefit(facts: Resumption, law: Parameters) -> Working:
    """The months owed up to the month of the decision, each at the amount raises had brought it to.

    `values`: resumes_from (first month paid for), months, arrears, overpaid, still_owed (what the arrears do not cover),
    listed_from (first month of the running list), monthly_now. `amount` is what is paid at once.
    """
    cases = law.find("resumption_pays_from", facts.requested_on)
    reasons = _objections(facts, cases.value)
    if reasons:
        return Working(outcome="denied", amount=0, values={"months": 0, "arrears": 0}, reasons=reasons)
    pays_from = cases.value[facts.case]
    first = max(_first_month(facts, pays_from), month_number(facts.paid_to) + 1)
    last = max(month_number(facts.decided_on), first - 1)
    year, month = divmod(month_number(facts.paid_to), 12)
    stood_on = date(year, month + 1, 1)
    parts = list(stretches(facts.monthly, stood_on, facts.began_on, first, last, law, facts.kind))
    arrears = sum(part.amount for part in parts)
    amount = max(arrears - facts.overpaid, 0)
    nothing_due = Stretch(first, first, facts.monthly)
    from_vi, from_en = WORDS[pays_from]
    return Working(
        outcome="granted",
        amount=amount,
        values={
            "resumes_from": month_name(first),
            "months": last - first + 1,
            "arrears": arrears,
            "overpaid": facts.overpaid,
            "still_owed": max(facts.overpaid - arrears, 0),
            "listed_from": month_name(last + 1),
            "decided_in": f"{facts.decided_on:%Y-%m}",
            "monthly_now": (parts[-1] if parts else nothing_due).monthly,
        },
        lines=(
            line(f"Được trả {from_vi}", f"Paid {from_en}", month_text(first), "", cases),
            *(each for part in parts for each in part.lines),
            *_closing(arrears, facts.overpaid, amount),
        ),
    )


def _first_month(facts: Resumption, pays_from: str) -> int:
    if pays_from == "request":
        return month_number(facts.requested_on)
    if pays_from == "return" and facts.ground_on:
        return month_number(facts.ground_on) + 1
    return month_number(facts.paid_to) + 1


def _objections(facts: Resumption, cases: dict[str, str]) -> tuple[Reason, ...]:
    if facts.case not in cases:
        return (CASE_NOT_IN_FORCE,)
    return (GROUND_LATER,) if facts.ground_on and facts.ground_on > facts.requested_on else ()


def _closing(arrears: int, overpaid: int, amount: int) -> list[Line]:
    owed = plain_line("Số tiền chưa nhận", "Owed", arrears)
    if not overpaid:
        return [owed]
    off = plain_line("Trừ số tiền đã chi thừa", "Overpayment taken off", -overpaid)
    return [owed, off, plain_line("Số tiền chi trả", "Paid at once", amount)]


CASE_NOT_IN_FORCE = Reason(
    code="case_not_in_force",
    vi="Pháp luật tại ngày đề nghị không quy định trường hợp hưởng tiếp này.",
    en="The law on the day of the request does not know this case of resumption.",
)
GROUND_LATER = Reason(
    code="ground_later",
    vi="Căn cứ hưởng tiếp có sau ngày đề nghị.",
    en="The ground for resuming is later than the request.",
)
