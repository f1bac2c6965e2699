"""What is paid for people who take part in health insurance only, and by whom (procedure 3, rules.md 9.2)."""

from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import Field

from procedures.rules.law import NotInForce, Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working, whole_dong


class Participation(Facts):
    """One person and the months to be paid for."""

    registered_on: date = Field(description="day of submission; it picks base salary, rates and supports")
    group: str = Field(pattern="^[A-Z]{2}$", description="first two letters of the card")
    months: int = Field(12, ge=1, le=60)
    order: int = Field(1, ge=1, description="place in the household, among members who joined in the same year")
    in_poor_commune: bool = Field(False, description="near-poor and living in a poor commune")
    base: int | None = Field(
        None, ge=0, description="pension or allowance a month, where a fund pays; by default base salary"
    )
    support_percent: int | None = Field(
        None, ge=0, le=100, description="State support of a group the table does not know"
    )
    local_support: int = Field(0, ge=0, description="further support of the province, đồng a month")
    other_support: int = Field(0, ge=0, description="support of others, đồng a month")


@rule(outcomes=("payable", "denied"))
def contribution(facts: Participation, law: Parameters) -> Working:
    """Who pays what. `values`: months, gross, fund, state, local, other, own (đồng)."""
    reasons = _against(facts, law)
    if reasons:
        return Working(outcome="denied", amount=0, values={"months": facts.months, "own": 0}, reasons=tuple(reasons))
    day = facts.registered_on
    rate = law.find("hi_rate", day)
    by_fund = facts.group in law.at("hi_fund_groups", day)
    base = facts.base if by_fund and facts.base is not None else law.at("reference_level", day)
    share = _household_share(facts, law)
    gross = whole_dong(base * law.number("hi_rate", day) / 100 * share * facts.months)
    lines = [
        _line("Mức làm căn cứ đóng", "Base of the contribution", base, "", "reference_level", day),
        _line(
            f"Phải đóng {rate.value}% × {_percent(share)}% × {facts.months} tháng",
            f"{rate.value} % × {_percent(share)} % × {facts.months} months",
            gross,
            rate.basis,
            rate.parameter,
            day,
        ),
    ]
    if by_fund:
        paid: dict[str, Any] = {"fund": gross, "state": 0, "local": 0, "other": 0, "own": 0}
        lines.append(_line("Quỹ bảo hiểm đóng", "Paid by the fund", -gross))
    else:
        paid = _shares(facts, gross, law)
        source = law.entry("hi_state_support", day)
        for key, vi, en in (
            ("state", f"Ngân sách nhà nước {_support(facts, law)}%", f"State budget {_support(facts, law)} %"),
            ("local", "Ngân sách địa phương hỗ trợ thêm", "Further support of the province"),
            ("other", "Tổ chức, cá nhân khác hỗ trợ", "Support of others"),
        ):
            if paid[key]:
                is_state = key == "state"
                basis, parameter = (source.basis, "hi_state_support") if is_state else ("", None)
                lines.append(_line(vi, en, -paid[key], basis, parameter, day if is_state else None))
    lines.append(_line("Người tham gia đóng", "The person's own payment", paid["own"]))
    return Working(
        outcome="payable",
        amount=paid["own"],
        values={"months": facts.months, "gross": gross, **paid},
        lines=tuple(lines),
    )


def _shares(facts: Participation, gross: int, law: Parameters) -> dict[str, int]:
    """The State first, then the province and others, as far as something is left."""
    state = whole_dong(Fraction(gross * _support(facts, law), 100))
    local = min(facts.local_support * facts.months, gross - state)
    other = min(facts.other_support * facts.months, gross - state - local)
    return {"fund": 0, "state": state, "local": local, "other": other, "own": gross - state - local - other}


def _support(facts: Participation, law: Parameters) -> int:
    """State support in per cent: of the table, or as the specialist found it."""
    if facts.support_percent is not None:
        return facts.support_percent
    key = f"{facts.group}_poor_commune" if facts.in_poor_commune and facts.group == "CN" else facts.group
    return int(law.at("hi_state_support", facts.registered_on, key))


def _household_share(facts: Participation, law: Parameters) -> Fraction:
    if facts.group != "GD":
        return Fraction(1)
    return law.number("hi_household_share", facts.registered_on, str(min(facts.order, 5))) / 100


def _against(facts: Participation, law: Parameters) -> list[Reason]:
    day, reasons = facts.registered_on, []
    terms = law.at("hi_terms", day).get(facts.group)
    if terms is not None and facts.months not in terms:
        reasons.append(_term(terms))
    if facts.group not in law.at("hi_fund_groups", day):
        try:
            _support(facts, law)
        except NotInForce:
            reasons.append(SUPPORT_UNKNOWN)
    return reasons


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}"


def _line(vi: str, en: str, value: int, basis: str = "", parameter: str | None = None, day: date | None = None) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng", basis=basis, parameter=parameter, as_of=day)


SUPPORT_UNKNOWN = Reason(
    code="support_unknown",
    vi="Chưa xác định mức Nhà nước hỗ trợ của nhóm này; chuyên viên nhập theo văn bản của địa phương.",
    en="The State's support of this group is not in the table: enter it.",
)


def _term(terms: list[int]) -> Reason:
    allowed = ", ".join(map(str, terms))
    vi = f"Nhóm này đóng mỗi lần {allowed} tháng."
    return Reason(code="term_not_allowed", vi=vi, en=f"This group pays for {allowed} months at a time.")
