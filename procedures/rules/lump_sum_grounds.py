"""Who may have a one-time withdrawal: one check a case, each answering with the reasons against it."""

from datetime import date, timedelta

from procedures.rules.dates import add_months
from procedures.rules.history import COUNTED, CountedMonth, month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.lump_sum_facts import LumpSum
from procedures.rules.pension_age import lower_age_on, normal_age_on
from procedures.rules.working import Reason


def objections(facts: LumpSum, months: list[CountedMonth], law: Parameters) -> list[Reason]:
    """Why the request must be denied; nothing when it may be granted (Law 41/2024 arts. 70.1, 70.2, 102.1)."""
    day = facts.requested_on
    counted = [month for month in months if month.regime in COUNTED]
    if not counted:
        return [NOTHING_PAID]
    if facts.case not in law.at("lump_sum_cases", day):
        return [CASE_NOT_IN_FORCE]
    if counted[-1].number >= month_number(day):
        return [STILL_INSURED]
    ground = facts.foreign_ground if facts.case == "g_foreign_worker" else facts.case
    match ground:
        case "a_retirement_age_under_15_years" | "retirement_age":
            return _retirement_age(facts, len(counted), law)
        case "c_serious_illness" | "illness":
            return [] if facts.illness in law.at("lump_sum_illnesses", day) else [ILLNESS_NOT_LISTED]
        case "d_incapacity_81_or_special_severe_disability" | "incapacity":
            enough = (facts.incapacity_percent or 0) >= law.at("lump_sum_incapacity", day)
            return [] if enough or facts.is_severely_disabled else [INCAPACITY_TOO_LOW]
        case "e_12_months_out_and_under_20_years":
            return _outside(facts, months, counted, law)
    return []


def months_outside(months: list[CountedMonth], requested_on: date) -> int:
    """Months without contribution up to the month before the request; months that owed none neither count nor break."""
    last = max(month.number for month in months if month.regime in COUNTED)
    between = range(last + 1, month_number(requested_on))
    owed_none = {month.number for month in months if month.regime == "unpaid"}
    return sum(number not in owed_none for number in between)


def _retirement_age(facts: LumpSum, paid: int, law: Parameters) -> list[Reason]:
    assert facts.birth_on is not None
    assert facts.gender is not None
    day = facts.requested_on
    needed = law.at("pension_minimum_years", day)
    earlier = facts.retirement_years_earlier
    if earlier:  # counted from the age of the year it falls in (Labour Code art. 169.3)
        reached_on = lower_age_on(facts.birth_on, facts.gender, earlier, law)
    else:
        reached_on = normal_age_on(facts.birth_on, facts.gender, day, law)
    reasons = [] if reached_on <= day else [below_retirement_age(reached_on)]
    return reasons + ([enough_for_pension(needed)] if paid >= 12 * needed else [])


def _outside(facts: LumpSum, months: list[CountedMonth], counted: list[CountedMonth], law: Parameters) -> list[Reason]:
    day = facts.requested_on
    reasons = []
    before = date.fromisoformat(law.at("lump_sum_paid_before", day))
    if counted[0].number >= month_number(before):
        reasons.append(began_too_late(before))
    needed = law.at("lump_sum_months_outside", day)
    if law.at("lump_sum_outside_counted_by", day) == "unpaid_months":
        is_long_enough = months_outside(months, day) >= needed
    else:
        last_month = month_name(counted[-1].number)
        left_on = facts.left_work_on or add_months(date.fromisoformat(f"{last_month}-01"), 1) - timedelta(days=1)
        is_long_enough = add_months(left_on, needed) <= day
    if not is_long_enough:
        reasons.append(not_long_enough_outside(needed))
    years = law.at("lump_sum_years_below", day)
    if len(counted) >= 12 * years:
        reasons.append(too_many_years(years))
    return reasons


NOTHING_PAID = Reason(
    code="nothing_paid",
    vi="Không có thời gian đóng bảo hiểm xã hội chưa hưởng.",
    en="There are no paid months left to withdraw.",
)
CASE_NOT_IN_FORCE = Reason(
    code="case_not_in_force",
    vi="Pháp luật tại ngày yêu cầu không quy định trường hợp này.",
    en="The law on the day of the request does not know this case.",
)
STILL_INSURED = Reason(
    code="still_insured",
    vi="Người yêu cầu vẫn đang tham gia bảo hiểm xã hội.",
    en="The person is still in social insurance.",
)
ILLNESS_NOT_LISTED = Reason(
    code="illness_not_listed",
    vi="Bệnh không thuộc danh mục được hưởng bảo hiểm xã hội một lần.",
    en="The illness is not one of those that allow a one-time withdrawal.",
)
INCAPACITY_TOO_LOW = Reason(
    code="incapacity_too_low",
    vi="Mức suy giảm khả năng lao động chưa đạt và không phải người khuyết tật đặc biệt nặng.",
    en="The loss of working capacity is too low, and there is no extremely severe disability.",
)


def below_retirement_age(reached_on: date) -> Reason:
    """The retirement age is reached on a later day."""
    return Reason(
        code="below_retirement_age",
        vi=f"Chưa đủ tuổi nghỉ hưu; đủ tuổi vào ngày {reached_on:%d/%m/%Y}.",
        en=f"Retirement age is reached on {reached_on:%d %B %Y}.",
    )


def enough_for_pension(years: int) -> Reason:
    """The years are enough for a pension instead."""
    return Reason(
        code="enough_for_pension",
        vi=f"Đã đóng đủ {years} năm, đủ điều kiện về thời gian để hưởng lương hưu.",
        en=f"{years} years are paid: enough for a pension.",
    )


def began_too_late(before: date) -> Reason:
    """No month was paid before the new law."""
    return Reason(
        code="began_too_late",
        vi=f"Không có thời gian đóng trước ngày {before:%d/%m/%Y}.",
        en=f"No month was paid before {before:%d %B %Y}.",
    )


def not_long_enough_outside(months: int) -> Reason:
    """The months outside insurance are not over."""
    return Reason(
        code="not_long_enough_outside",
        vi=f"Chưa đủ {months} tháng không tham gia bảo hiểm xã hội.",
        en=f"Not yet {months} months outside social insurance.",
    )


def too_many_years(years: int) -> Reason:
    """So many years are paid that the money must stay for a pension."""
    return Reason(
        code="too_many_years",
        vi=f"Đã đóng từ đủ {years} năm trở lên.",
        en=f"{years} years or more are paid.",
    )
