"""The monthly payment list: when that of a month closes, and the first month a change still reaches (procedures 17, 23, 24)."""

from datetime import date, timedelta

from pydantic import Field

from procedures.rules.history import Month, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Working


class Change(Facts):
    """A change of a payee's record that is about to be entered."""

    entered_on: date = Field(description="day the change is entered; it picks the list it still reaches")
    wanted_from: Month | None = Field(None, description="first month asked for; by default as soon as possible")


@rule(outcomes=("in_time", "too_late"))
def first_payment(facts: Change, law: Parameters) -> Working:
    """The first month that is paid in the new way; `too_late` when the list being drawn up now is closed already.

    `values`: first_month, last_month (the last one paid in the old way), closes_on.
    """
    earliest, closes_on, is_late = reached(facts.entered_on, law)
    wanted = month_number(facts.wanted_from) if facts.wanted_from else earliest
    first = max(earliest, wanted)
    closing = law.find("payment_list_closing", facts.entered_on)
    line = Line(
        label_vi=f"Danh sách chi trả tháng {month_text(earliest)} khóa ngày {closes_on:%d/%m/%Y}; áp dụng từ tháng",
        label_en=f"The list of {month_name(earliest)} closes on {closes_on}; in force from",
        value=month_text(first),
        basis=closing.basis,
        parameter=closing.parameter,
        as_of=facts.entered_on,
    )
    return Working(
        outcome="too_late" if is_late else "in_time",
        values={
            "first_month": month_name(first),
            "last_month": month_name(first - 1),
            "closes_on": closes_on.isoformat(),
        },
        lines=(line,),
    )


def reached(day: date, law: Parameters) -> tuple[int, date, bool]:
    """The earliest month whose list is open on a day, when that closes, and whether a list closed earlier this month."""
    plan = law.at("payment_list_closing", day)
    month = day.year * 12 + day.month - 1 + plan["months_before"]
    closes_on = _closing(month - plan["months_before"], plan["day"], law)
    if day <= closes_on:
        return month, closes_on, False
    return month + 1, _closing(month + 1 - plan["months_before"], plan["day"], law), True


def _closing(month: int, day: int, law: Parameters) -> date:
    """That day of the month, or the last working day before it."""
    closes_on = date(month // 12, month % 12 + 1, day)
    while not law.calendar.is_working_day(closes_on):
        closes_on -= timedelta(days=1)
    return closes_on
