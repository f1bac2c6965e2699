"""Direct reimbursement: what a person who paid a visit in full gets back (procedure 22, rules.md 10.4)."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.health_levels import Visit, entitlement
from procedures.rules.health_wording import factor_text, money_text
from procedures.rules.law import Parameters, Used
from procedures.rules.registry import rule
from procedures.rules.working import Line, Reason, Working, whole_dong

Case = Literal[
    "a_no_contract_facility",
    "b_without_following_art_28",
    "c_emergency_no_card_shown",
    "d_card_not_yet_issued_or_error",
    "e_higher_level_gap",
    "f_bought_medicine_device_self",
    "g_employer_late_paid",
]


class DirectCost(Visit):
    """A visit whose cost the person paid, after the medical review."""

    case: Case
    invoices: tuple[int, ...] = Field(description="đồng on each invoice that stands")
    paid_by_fund: int = Field(0, ge=0, description="đồng the fund has paid the facility for this visit already")


@rule(outcomes=("granted", "denied", "unclear"))
def reimbursement(facts: DirectCost, law: Parameters) -> Working:
    """The covered cost by share and level, then the ceiling, less what the fund has paid; never more than the person paid.

    `values`: those of `health_levels.entitlement`, due (before ceiling), ceiling (đồng or null), amount.
    """
    known = entitlement(facts, law)
    if known.outcome == "unclear":
        return known
    values = known.values
    exact = Fraction(facts.covered_cost * values["level_paid"] * values["share"], 10_000)
    ceiling, excluded, used = _ceiling(facts, law)
    allowed = Fraction(0) if excluded else exact if ceiling is None else min(exact, ceiling)
    amount = max(min(whole_dong(allowed) - facts.paid_by_fund, sum(facts.invoices)), 0)
    lines = [_line("Chi phí trong phạm vi được hưởng", "Covered cost", facts.covered_cost), *known.lines]
    lines.append(_line("Chi phí × mức hưởng × tỷ lệ", "Cost × level × share", whole_dong(exact)))
    if ceiling is not None and used is not None:
        lines.append(_ceiling_line(facts, ceiling, used, law))
    if facts.paid_by_fund:
        lines.append(_line("Quỹ đã thanh toán cho cơ sở", "Paid to the facility by the fund", -facts.paid_by_fund))
    lines.append(_line("Số tiền được thanh toán", "Amount", amount))
    shown = {**values, "due": whole_dong(exact), "ceiling": None if ceiling is None else whole_dong(ceiling)}
    return Working(
        outcome="granted" if amount else "denied",
        amount=amount,
        values={**shown, "amount": amount},
        lines=tuple(lines),
        reasons=_reasons(facts, exact, ceiling, excluded=excluded, amount=amount),
    )


def _ceiling(facts: DirectCost, law: Parameters) -> tuple[Fraction | None, bool, Used | None]:
    """The ceiling in đồng, whether such a visit is left out altogether, and the parameter; no ceiling in an emergency."""
    if facts.situation == "emergency" or facts.case not in ("a_no_contract_facility", "b_without_following_art_28"):
        return None, False, None
    if facts.case == "a_no_contract_facility":
        key = f"{facts.facility_class}.{facts.care}"
        used = law.find("hi_direct_ceiling_no_contract", facts.counted_on, key)
    else:
        used = law.find("hi_direct_ceiling_wrong_procedure", facts.counted_on, facts.care)
    if used.value is None:
        return None, True, used
    return Fraction(used.value) * law.number("reference_level", facts.counted_on), False, used


def _line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng")


def _ceiling_line(facts: DirectCost, ceiling: Fraction, used: Used, law: Parameters) -> Line:
    level = law.at("reference_level", facts.counted_on)
    return Line(
        label_vi=f"Trần: {factor_text(used.value)} × mức tham chiếu {money_text(level)}",
        label_en=f"Ceiling: {used.value} × reference level {level:,}",
        value=whole_dong(ceiling),
        unit="đồng",
        basis=used.basis,
        parameter=used.parameter,
        as_of=facts.counted_on,
    )


def _reasons(
    facts: DirectCost, exact: Fraction, ceiling: Fraction | None, *, excluded: bool, amount: int
) -> tuple[Reason, ...]:
    if excluded:
        return (OUTPATIENT_WITHOUT_CONTRACT,)
    if not exact:
        return (NOTHING_COVERED if not facts.covered_cost else SHARE_IS_NOTHING,)
    if not amount:
        return (ALREADY_PAID if facts.paid_by_fund else NOTHING_PAID,)
    return (CEILING_REACHED,) if ceiling is not None and exact > ceiling else ()


OUTPATIENT_WITHOUT_CONTRACT = Reason(
    code="outpatient_without_contract",
    vi="Khám, chữa bệnh ngoại trú tại cơ sở cấp này không ký hợp đồng thì không được thanh toán trực tiếp.",
    en="Outpatient care at a facility of this class without a contract is not reimbursed.",
)
NOTHING_COVERED = Reason(
    code="nothing_covered",
    vi="Chi phí không thuộc phạm vi được hưởng bảo hiểm y tế.",
    en="The cost is not within what health insurance covers.",
)
SHARE_IS_NOTHING = Reason(
    code="share_is_nothing",
    vi="Tự đi khám, chữa bệnh không đúng quy định tại cơ sở cấp này thì quỹ không thanh toán.",
    en="For care at a facility of this class without a transfer the fund pays nothing.",
)
ALREADY_PAID = Reason(
    code="already_paid",
    vi="Quỹ bảo hiểm y tế đã thanh toán chi phí này cho cơ sở khám, chữa bệnh.",
    en="The fund has already paid this cost to the facility.",
)
NOTHING_PAID = Reason(
    code="nothing_paid",
    vi="Không có hóa đơn, chứng từ hợp lệ.",
    en="No invoice stands.",
)
CEILING_REACHED = Reason(
    code="ceiling_reached",
    vi="Số tiền được tính theo mức trần thanh toán trực tiếp.",
    en="The amount is the ceiling of direct reimbursement.",
)
