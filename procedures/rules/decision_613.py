"""The monthly allowance of former incapacity receivers, and what is left of it at a death (procedure 12, Decision 613/QĐ-TTg).

No text of the decision was found: conditions and amounts are unverified parameters.
"""

from datetime import date
from typing import Any

from procedures.rules.dates import add_months, birthday
from procedures.rules.decision_613_facts import FormerReceiver
from procedures.rules.history import month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.survivors_relatives import first_day
from procedures.rules.working import Line, Reason, Working


@rule(outcomes=("granted", "denied"))
def allowance(facts: FormerReceiver, law: Parameters) -> Working:
    """Whether the allowance is due, and from when; after a death with the funeral allowance and the one-off.

    `values`: from_month, from_text, through (month it is reckoned up to), next_month, months (paid at once), and in đồng monthly,
    arrears, funeral, one_off, amount (all paid now).
    """
    starts_on, reasons = _start(facts, law)
    values: dict[str, Any] = {"from_month": None, "from_text": "", "through": f"{facts.decided_on:%Y-%m}"}
    values["next_month"] = month_name(month_number(facts.decided_on) + 1)
    values |= {"monthly": 0, "months": 0, "arrears": 0, "funeral": 0, "one_off": 0}
    if reasons or starts_on is None:
        return Working(outcome="denied", amount=0, values={**values, "amount": 0}, reasons=tuple(reasons))
    last = min(facts.died_on or facts.decided_on, facts.decided_on)
    months = [m for m in _months(starts_on, last) if not _is_away(facts, m)]
    arrears = sum(law.at("allowance_613", _first(month)) for month in months)
    current = law.find("allowance_613", last)
    values |= {"from_month": f"{starts_on:%Y-%m}", "from_text": f"{starts_on:%m/%Y}"}
    values |= {"monthly": current.value, "months": len(months), "arrears": arrears}
    lines = [
        Line(
            label_vi="Mức trợ cấp hằng tháng",
            label_en="Monthly allowance",
            value=current.value,
            unit="đồng/tháng",
            basis=current.basis,
            parameter=current.parameter,
            as_of=last,
        ),
        Line(
            label_vi=f"Truy lĩnh {len(months)} tháng từ {starts_on:%m/%Y} theo mức của từng tháng",
            label_en=f"{len(months)} months from {starts_on:%m/%Y} at the amount of each",
            value=arrears,
            unit="đồng",
        ),
    ]
    if facts.died_on:
        funeral = law.find("allowance_613_funeral", facts.died_on)
        one_off = law.find("allowance_613_one_off", facts.died_on)
        values["funeral"] = funeral.value * law.at("reference_level", facts.died_on)
        values["one_off"] = one_off.value * current.value
        lines += [
            Line(
                label_vi=f"Mai táng phí: {funeral.value} lần mức tham chiếu",
                label_en=f"Funeral allowance: {funeral.value} reference levels",
                value=values["funeral"],
                unit="đồng",
                basis=funeral.basis,
                parameter="reference_level",
                as_of=facts.died_on,
            ),
            Line(
                label_vi=f"Tuất một lần: {one_off.value} tháng trợ cấp",
                label_en=f"One-off: {one_off.value} months of the allowance",
                value=values["one_off"],
                unit="đồng",
                basis=one_off.basis,
                parameter=one_off.parameter,
                as_of=facts.died_on,
            ),
        ]
    amount = arrears + values["funeral"] + values["one_off"]
    return Working(outcome="granted", amount=amount, values={**values, "amount": amount}, lines=tuple(lines))


def _start(facts: FormerReceiver, law: Parameters) -> tuple[date | None, list[Reason]]:
    """The first day of the first month, or what stands against it."""
    day = facts.decided_on
    years = law.at("allowance_613_years", day)
    reasons = []
    if not 12 * years["from"] <= facts.file.months < 12 * years["below"]:
        reasons.append(wrong_years(years["from"], years["below"]))
    if facts.file.ended_on is None or facts.file.ended_on > day:
        reasons.append(STILL_RUNNING)
    of_age_on = birthday(first_day(facts.born_on), law.at("allowance_613_age", day, facts.gender))
    ready_on = of_age_on
    if facts.loss >= law.at("allowance_613_incapacity", day) and facts.assessed_on:
        ready_on = min(of_age_on, facts.assessed_on)
    last = facts.died_on or day
    if ready_on > last:
        reasons.append(not_old_enough(of_age_on))
    if reasons or facts.file.ended_on is None:
        return None, reasons
    first = date.fromisoformat(law.at("allowance_613_first_month", day) + "-01")
    after = add_months(max(ready_on, facts.file.ended_on).replace(day=1), 1)
    return max(first, after), []


def _months(first: date, last: date) -> list[int]:
    return list(range(month_number(first), month_number(last) + 1))


def _first(month: int) -> date:
    return date.fromisoformat(month_name(month) + "-01")


def _is_away(facts: FormerReceiver, month: int) -> bool:
    """Whole months in between: neither the month one went away nor that of the return is left out."""
    if facts.away_from is None:
        return False
    until = facts.away_until or facts.decided_on
    return month_number(facts.away_from) < month < month_number(until)


STILL_RUNNING = Reason(
    code="still_running",
    vi="Trợ cấp mất sức lao động chưa hết thời hạn hưởng.",
    en="The incapacity benefit has not ended.",
)


def wrong_years(first: int, below: int) -> Reason:
    """The years really worked are too few or too many."""
    return Reason(
        code="wrong_years",
        vi=f"Thời gian công tác thực tế không từ đủ {first} năm đến dưới {below} năm.",
        en=f"The years really worked are not from {first} to below {below}.",
    )


def not_old_enough(of_age_on: date) -> Reason:
    """The working age had not ended, and no incapacity stands in for it."""
    return Reason(
        code="not_old_enough",
        vi=f"Chưa hết tuổi lao động (đến ngày {of_age_on:%d/%m/%Y}) và không suy giảm khả năng lao động từ 61%.",
        en=f"The working age ends on {of_age_on:%d %B %Y}, and there is no incapacity of 61 % or more.",
    )
