"""The maternity grant of voluntary social insurance, paid by the State budget (procedure 6, Law 41/2024 arts. 94 to 97)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules import maternity_reasons as because
from procedures.rules.decision_papers import applicant
from procedures.rules.history import ContributionPeriod, months_of
from procedures.rules.law import Parameters
from procedures.rules.ledger import Settled
from procedures.rules.maternity_months import paid_within, window_end
from procedures.rules.registry import rule
from procedures.rules.wording import day_text
from procedures.rules.working import Facts, Line, Reason, Working


class Grant(Facts):
    """One birth, and who asks for the grant: the mother or the father, once."""

    child_birth_on: date = Field(description="day of the birth, or of the death of the fetus; it picks the law")
    contributions: tuple[ContributionPeriod, ...]
    children: int = Field(0, ge=0, description="children born")
    stillborn: int = Field(0, ge=0, description="fetuses that died")
    gestational_weeks: int | None = Field(None, ge=0, le=45)
    is_correction: bool = False
    settled: tuple[Settled, ...] = Field((), description="this person's ledger")
    other_parent: tuple[Settled, ...] = Field((), description="the ledger of the other parent")
    other_parent_is_voluntary: bool = Field(True, description="the other parent is not in compulsory insurance")


@rule(outcomes=("granted", "denied"))
def grant(facts: Grant, law: Parameters) -> Working:
    """The grant for each child, and for each fetus that died from the 22nd week on.

    `values`: event_on, months_paid_before, children (that count), each, amount.
    """
    day = facts.child_birth_on
    condition = law.at("maternity_grant_condition", day)
    months = months_of(facts.contributions)
    last = window_end(day, months, law)
    found = paid_within(months, last, condition["within"], also_voluntary=True)
    compulsory = paid_within(months, last, condition["within"])
    each = law.find("maternity_grant", day)
    lost = facts.stillborn if (facts.gestational_weeks or 0) >= condition["weeks"] else 0
    children = facts.children + lost
    checks = {
        because.NOT_IN_FORCE: not each.value,
        because.months_short(found, condition["months"], condition["within"]): found < condition["months"],
        because.COMPULSORY_ENTITLED: compulsory >= condition["months"],
        because.NO_CHILD: not children,
        because.ALREADY_PAID: not facts.is_correction and _had_it(facts.settled, day),
        because.OTHER_PARENT_PAID: facts.other_parent_is_voluntary and _had_it(facts.other_parent, day),
    }
    reasons: list[Reason] = [reason for reason, applies in checks.items() if applies]
    if reasons:
        return Working(outcome="denied", amount=0, values={"amount": 0}, reasons=tuple(reasons[:1]))
    amount = children * each.value
    values = {
        "event_on": day.isoformat(),
        "months_paid_before": found,
        "children": children,
        "each": each.value,
        "amount": amount,
    }
    return Working(outcome="granted", amount=amount, values=values, lines=_lines(facts, values, condition, law))


def _had_it(ledger: tuple[Settled, ...], day: date) -> bool:
    return any(each.is_for("maternity", day) for each in ledger)


def _lines(facts: Grant, values: dict[str, Any], condition: dict[str, int], law: Parameters) -> tuple[Line, ...]:
    day = facts.child_birth_on
    needed, each = law.find("maternity_grant_condition", day), law.find("maternity_grant", day)
    return (
        Line(
            label_vi=f"Số tháng đã đóng trong {condition['within']} tháng trước, cần {condition['months']}",
            label_en=f"Months paid in the {condition['within']} months before, {condition['months']} needed",
            value=values["months_paid_before"], unit="tháng", basis=needed.basis, parameter=needed.parameter, as_of=day,
        ),
        Line(
            label_vi="Trợ cấp cho mỗi con", label_en="Grant for each child",
            value=each.value, unit="đồng", basis=each.basis, parameter=each.parameter, as_of=day,
        ),
        Line(label_vi="Số con", label_en="Children", value=values["children"], unit="con"),
        Line(label_vi="Số tiền được hưởng", label_en="Amount", value=values["amount"], unit="đồng"),
    )  # fmt: skip


class GrantDecided(Facts):
    """A grant about to be decided: its row of the form and the working of `grant`."""

    row: dict[str, Any]
    address: dict[str, Any] | None = None
    benefit: dict[str, Any]
    decided_on: date


@rule(outcomes=("ready",))
def decision(facts: GrantDecided, law: Parameters) -> Working:
    """`values`: applicant, facts, amounts, total, working and articles, as template decision takes them."""
    row, benefit = facts.row, facts.benefit
    shown = {
        "Họ và tên": row["full_name"],
        "Mã số BHXH": row["si_number"],
        "Ngày sinh con": day_text(benefit["event_on"]),
        "Số con được hưởng": benefit["children"],
        "Số tháng đã đóng trong 12 tháng trước khi sinh": benefit["months_paid_before"],
    }
    working = [
        {"label": line["label_vi"], **{key: line[key] for key in ("value", "unit", "basis") if line[key] != ""}}
        for line in benefit["lines"]
    ]
    return Working(
        outcome="ready",
        amount=benefit["amount"],
        values={
            "applicant": applicant(row, facts.address, facts.decided_on, law),
            "facts": [{"label": label, "value": value} for label, value in shown.items()],
            "amounts": [{"label": f"Trợ cấp thai sản cho {benefit['children']} con", "amount": benefit["amount"]}],
            "total": benefit["amount"],
            "working": working,
            "articles": ["Trợ cấp thai sản do ngân sách nhà nước bảo đảm và được chi trả một lần."],
        },
    )
