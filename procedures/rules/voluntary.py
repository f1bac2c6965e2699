"""What a person pays into voluntary social insurance, and what the State adds (procedure 2, rules.md 9.1)."""

from datetime import date
from fractions import Fraction

from procedures.rules.history import month_name, month_number, month_text, months_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.voluntary_facts import Voluntary
from procedures.rules.voluntary_grounds import last_day_to_pay, months_of_method, objections
from procedures.rules.working import Line, Working, whole_dong


@rule(outcomes=("payable", "denied"))
def contribution(facts: Voluntary, law: Parameters) -> Working:
    """The person's own payment for the months registered, when nothing stands against it.

    `values`: from_month, to_month, months, monthly, gross, state_support, supported_months (of these months), local_support,
    other_support, own, pay_by.
    """
    reasons = objections(facts, law)
    months = months_of_method(facts, law)
    first = month_number(facts.from_month)
    frame = {"from_month": facts.from_month, "to_month": month_name(first + months - 1), "months": months}
    if reasons:
        return Working(outcome="denied", amount=0, values={**frame, "own": 0}, reasons=tuple(reasons))
    day = facts.registered_on
    rate = law.number("voluntary_rate", day) / 100
    monthly = facts.income * rate
    gross = whole_dong(_gross(facts, monthly, months, law))
    supported, state = _state_support(facts, months, rate, law)
    local, other = facts.local_support * months, facts.other_support * months
    own = max(gross - state - local - other, 0)
    pay_by = last_day_to_pay(facts, law)
    return Working(
        outcome="payable",
        amount=own,
        values={
            **frame,
            "monthly": whole_dong(monthly),
            "gross": gross,
            "state_support": state,
            "supported_months": supported,
            "local_support": local,
            "other_support": other,
            "own": own,
            "pay_by": pay_by.isoformat(),
        },
        lines=tuple(_lines(facts, months, gross, supported, state, own, law)),
    )


def return_of(facts: Voluntary, law: Parameters) -> Fraction | None:
    """The fund's return a month as a share of one; None where no letter is known."""
    found = law.at("voluntary_fund_return", facts.registered_on)
    known = facts.monthly_return if found is None else found
    return None if known is None else Fraction(str(known)) / 100


def _gross(facts: Voluntary, monthly: Fraction, months: int, law: Parameters) -> Fraction:
    """Paid ahead each month is discounted, missing time bears interest for every month (art. 36; circular formula)."""
    growth = 1 + (return_of(facts, law) or 0)
    if facts.method == "years_ahead":
        return sum((monthly / growth**month for month in range(months)), Fraction(0))
    if facts.method == "missing_time":
        return sum((monthly * growth**month for month in range(1, months + 1)), Fraction(0))
    return monthly * months


def _state_support(facts: Voluntary, months: int, rate: Fraction, law: Parameters) -> tuple[int, int]:
    day = facts.registered_on
    before = sum(month.state_support > 0 for month in months_of(facts.contributions))
    left = max(law.at("voluntary_support_months", day) - before, 0)
    supported = min(months, left)
    share = law.number("voluntary_support_rate", day, facts.support_group) / 100
    return supported, whole_dong(share * rate * law.at("rural_poverty_line", day) * supported)


def _lines(
    facts: Voluntary, months: int, gross: int, supported: int, state: int, own: int, law: Parameters
) -> list[Line]:
    day = facts.registered_on
    rate = law.find("voluntary_rate", day)
    span = f"{month_text(month_number(facts.from_month))}, {months}"
    lines = [_money("Mức thu nhập đã chọn (một tháng)", "Income chosen, a month", facts.income)]
    if facts.method in ("years_ahead", "missing_time"):
        percent = f"{float((return_of(facts, law) or 0) * 100):g}"
        source = law.find("voluntary_fund_return", day)
        lines.append(
            Line(
                label_vi="Lãi suất đầu tư quỹ bình quân tháng của năm trước",
                label_en="Monthly return of the fund in the year before",
                value=percent,
                unit="%",
                basis=source.basis,
                parameter=source.parameter,
                as_of=day,
            )
        )
    label_vi = f"Phải đóng {rate.value}% từ tháng {span} tháng"
    lines.append(_money(label_vi, f"{rate.value} % from {span} months", gross, rate.basis, rate.parameter, day))
    if state:
        share = law.find("voluntary_support_rate", day, facts.support_group)
        label_vi = f"Nhà nước hỗ trợ {share.value}% mức đóng theo chuẩn nghèo, {supported} tháng"
        label_en = f"State support, {share.value} % of the contribution on the poverty line, {supported} months"
        lines.append(_money(label_vi, label_en, -state, share.basis, share.parameter, day))
    for amount, vi, en in (
        (facts.local_support, "Ngân sách địa phương hỗ trợ", "Support of the province"),
        (facts.other_support, "Tổ chức, cá nhân khác hỗ trợ", "Support of others"),
    ):
        if amount:
            lines.append(_money(vi, en, -amount * months))
    return [*lines, _money("Người tham gia đóng", "The person's own payment", own)]


def _money(
    vi: str, en: str, value: int, basis: str = "", parameter: str | None = None, day: date | None = None
) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng", basis=basis, parameter=parameter, as_of=day)
