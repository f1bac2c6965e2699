"""Who may pay voluntary contributions for which months: every reason against a registration (procedure 2)."""

from datetime import date, timedelta

from procedures.rules.dates import add_months, completed_years
from procedures.rules.history import COMPULSORY, COUNTED, month_name, month_number, month_text, months_of
from procedures.rules.law import Parameters
from procedures.rules.pension_age import normal_age_on
from procedures.rules.voluntary_facts import Voluntary
from procedures.rules.working import Reason


def months_of_method(facts: Voluntary, law: Parameters) -> int:
    """The months paid for: those of the method, or those asked for."""
    fewest, _ = law.at("voluntary_method_months", facts.registered_on)[facts.method]
    return facts.months or fewest


def last_day_to_pay(facts: Voluntary, law: Parameters) -> date:
    """The last day of the months the law leaves for payment; the day of registration where it leaves none (art. 36.3)."""
    window = law.at("voluntary_window_months", facts.registered_on, facts.method)
    first = date.fromisoformat(f"{facts.from_month}-01")
    return add_months(first, window) - timedelta(days=1) if window else facts.registered_on


def objections(facts: Voluntary, law: Parameters) -> list[Reason]:
    """Why these months cannot be paid for; nothing when they can."""
    return [
        *_person(facts, law),
        *_income(facts, law),
        *_months(facts, law),
        *_taken(facts, law),
        *(_missing_time(facts, law) if facts.method == "missing_time" else []),
    ]


def _person(facts: Voluntary, law: Parameters) -> list[Reason]:
    age = law.at("voluntary_age_from", facts.registered_on)
    too_young = facts.birth_on is not None and completed_years(facts.birth_on, facts.registered_on) < age
    return ([_too_young(age)] if too_young else []) + ([HAS_PENSION] if facts.has_pension else [])


def _income(facts: Voluntary, law: Parameters) -> list[Reason]:
    day = facts.registered_on
    lowest = law.at("rural_poverty_line", day)
    highest = law.at("contribution_ceiling", day) * law.at("reference_level", day)
    return [] if lowest <= facts.income <= highest else [_income_out_of_range(lowest, highest)]


def _months(facts: Voluntary, law: Parameters) -> list[Reason]:
    day, reasons = facts.registered_on, []
    fewest, most = law.at("voluntary_method_months", day)[facts.method]
    if not fewest <= months_of_method(facts, law) <= most:
        reasons.append(_months_of_method(fewest, most))
    if facts.method == "years_ahead" and facts.from_month < f"{day:%Y-%m}":
        reasons.append(AHEAD_FROM_NOW)
    pay_by = last_day_to_pay(facts, law)
    if pay_by < day:
        reasons.append(_window_over(pay_by))
    by_return = facts.method in ("years_ahead", "missing_time")
    if by_return and facts.monthly_return is None and law.at("voluntary_fund_return", day) is None:
        reasons.append(RETURN_UNKNOWN)
    return reasons


def _taken(facts: Voluntary, law: Parameters) -> list[Reason]:
    """Months in which the person is insured already. Missing time has no months of its own: it only adds to the years."""
    if facts.method == "missing_time":
        return []
    first = month_number(facts.from_month)
    asked = range(first, first + months_of_method(facts, law))
    months = months_of(facts.contributions)
    compulsory = [month.number for month in months if month.number in asked and month.regime in COMPULSORY]
    voluntary = [month.number for month in months if month.number in asked and month.regime == "voluntary"]
    return [
        *([_compulsory(compulsory)] if compulsory else []),
        *([_paid_already(voluntary)] if voluntary else []),
    ]


def _missing_time(facts: Voluntary, law: Parameters) -> list[Reason]:
    """At the earliest in the month before the retirement age, and for exactly the months a pension still lacks."""
    if facts.birth_on is None or facts.gender is None:
        return [BIRTH_UNKNOWN]
    day, reasons = facts.registered_on, []
    reached_on = normal_age_on(facts.birth_on, facts.gender, day, law)
    earliest = add_months(reached_on.replace(day=1), -1)
    if day < earliest:
        reasons.append(_too_early(earliest))
    needed = 12 * law.at("pension_minimum_years", day)
    paid = sum(month.regime in COUNTED for month in months_of(facts.contributions))
    if paid + months_of_method(facts, law) != needed:
        reasons.append(_not_what_is_missing(max(needed - paid, 0)))
    return reasons


HAS_PENSION = Reason(
    code="has_pension",
    vi="Người đang hưởng lương hưu không tham gia bảo hiểm xã hội tự nguyện.",
    en="Whoever draws a pension does not take part in voluntary insurance.",
)
BIRTH_UNKNOWN = Reason(
    code="birth_unknown",
    vi="Chưa xác định được ngày sinh để tính tuổi nghỉ hưu.",
    en="The day of birth is not known, so the retirement age cannot be told.",
)
AHEAD_FROM_NOW = Reason(
    code="ahead_from_now",
    vi="Đóng cho những năm về sau tính từ tháng đăng ký trở đi.",
    en="Years ahead begin in the month of registration or later.",
)
RETURN_UNKNOWN = Reason(
    code="return_unknown",
    vi="Chưa có lãi suất đầu tư quỹ của năm trước để tính; chuyên viên nhập theo văn bản công bố của năm.",
    en="The fund's return of the year before is not in the table: enter it from that year's letter.",
)


def _too_young(age: int) -> Reason:
    vi = f"Người tham gia phải từ đủ {age} tuổi trở lên."
    return Reason(code="too_young", vi=vi, en=f"Voluntary insurance is open from the age of {age}.")


def _income_out_of_range(lowest: int, highest: int) -> Reason:
    between = f"{lowest:,} – {highest:,}".replace(",", ".")
    vi = f"Mức thu nhập phải trong khoảng {between} đồng."
    return Reason(code="income_out_of_range", vi=vi, en=f"The income must lie within {between} đồng.")


def _months_of_method(fewest: int, most: int) -> Reason:
    vi = f"Phương thức này đóng từ {fewest} đến {most} tháng."
    return Reason(code="months_of_method", vi=vi, en=f"This method is for {fewest} to {most} months.")


def _window_over(pay_by: date) -> Reason:
    vi = f"Đã quá hạn đóng cho kỳ này (ngày {pay_by:%d/%m/%Y}); chọn tháng bắt đầu sau."
    return Reason(
        code="window_over", vi=vi, en=f"The time to pay ended on {pay_by:%d %B %Y}; choose a later first month."
    )


def _compulsory(months: list[int]) -> Reason:
    vi = f"Đang tham gia bảo hiểm xã hội bắt buộc trong {_span(months)}."
    return Reason(code="compulsory_in_month", vi=vi, en=f"Insured compulsorily in {_names(months)}.")


def _paid_already(months: list[int]) -> Reason:
    vi = f"Đã đóng bảo hiểm xã hội tự nguyện cho {_span(months)}."
    return Reason(code="paid_already", vi=vi, en=f"Voluntary contributions are paid for {_names(months)}.")


def _too_early(earliest: date) -> Reason:
    vi = f"Đóng cho thời gian còn thiếu sớm nhất từ tháng {earliest:%m/%Y}."
    return Reason(
        code="too_early_for_missing_time", vi=vi, en=f"Missing time may be paid for from {earliest:%B %Y} on."
    )


def _not_what_is_missing(missing: int) -> Reason:
    vi = f"Số tháng còn thiếu để đủ điều kiện hưởng lương hưu là {missing}."
    return Reason(code="not_what_is_missing", vi=vi, en=f"A pension lacks {missing} months.")


def _span(months: list[int]) -> str:
    return f"{len(months)} tháng từ {month_text(months[0])} đến {month_text(months[-1])}"


def _names(months: list[int]) -> str:
    return f"{len(months)} months from {month_name(months[0])} to {month_name(months[-1])}"
