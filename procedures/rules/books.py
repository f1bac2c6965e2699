"""Insurance book and health-insurance card: which lane a request takes, and what must be asked elsewhere (procedure 4)."""

from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field

from procedures.rules.dates import add_months
from procedures.rules.history import ContributionPeriod
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working

Case = Literal[
    "a_book_lost_or_damaged",
    "b_merge_books",
    "c_book_identity_change",
    "d_book_workplace_change",
    "e_book_pre1995_service",
    "f_book_hazardous_work",
    "g_book_ui_balance",
    "h_card_lost_or_damaged",
    "i_card_higher_entitlement",
    "j_card_identity_change",
    "k_card_first_contact_facility",
    "l_card_5_year_date",
]

_CONTENT = frozenset({"d_book_workplace_change", "g_book_ui_balance"})


class Request(Facts):
    """One request for a book or card."""

    case: Case
    is_in_treatment: bool = Field(False, description="the card holder is being treated at a facility now")


@rule(outcomes=("card_same_day", "card_change", "book_content", "book_reissue"))
def lane(facts: Request, law: Parameters) -> Working:
    """The lane, on which the time allowed depends: a card without change of data or for someone in treatment at once;
    a card with changed data; a correction of the book's content; a book issued again (national procedure 1.002759)."""
    if "_card_" in facts.case:
        at_once = facts.case == "h_card_lost_or_damaged" or facts.is_in_treatment
        outcome = "card_same_day" if at_once else "card_change"
    else:
        outcome = "book_content" if facts.case in _CONTENT else "book_reissue"
    return Working(outcome=outcome, values={"is_book": outcome.startswith("book")})


class FacilityChange(Facts):
    """A wish for another first-contact facility."""

    requested_on: date


@rule(outcomes=("allowed", "too_early"))
def facility_change(facts: FacilityChange, law: Parameters) -> Working:
    """Whether the facility may be changed now: only in the first days of a quarter.

    `values`: window_ends_on (of this quarter), next_window_from.
    """
    days = law.find("facility_change_days", facts.requested_on)
    quarter = date(facts.requested_on.year, (facts.requested_on.month - 1) // 3 * 3 + 1, 1)
    ends_on, following = quarter + timedelta(days=days.value - 1), add_months(quarter, 3)
    is_allowed = facts.requested_on <= ends_on
    reason = Reason(
        code="outside_facility_window",
        vi=f"Chỉ được đổi nơi khám chữa bệnh ban đầu trong {days.value} ngày đầu quý; kỳ tới từ ngày {following:%d/%m/%Y}.",
        en=f"The facility may be changed in the first {days.value} days of a quarter; next from {following:%d %B %Y}.",
    )
    line = Line(
        label_vi="Số ngày đầu quý được đổi nơi khám chữa bệnh ban đầu",
        label_en="Days from the start of a quarter for a change of facility",
        value=days.value,
        unit="ngày",
        basis=days.basis,
        parameter=days.parameter,
        as_of=facts.requested_on,
    )
    return Working(
        outcome="allowed" if is_allowed else "too_early",
        values={"window_ends_on": ends_on.isoformat(), "next_window_from": following.isoformat()},
        lines=(line,),
        reasons=() if is_allowed else (reason,),
    )


class History(Facts):
    """Whose months must be confirmed before a book is issued again."""

    case: Case
    home_province: str = Field(description="province of the deciding agency, two digits")
    contributions: tuple[ContributionPeriod, ...]


@rule(outcomes=("here", "elsewhere"))
def verification(facts: History, law: Parameters) -> Working:
    """Whether the history lies in another province or with several employers, which extends the limit to 45 days.

    Cards and corrections of content need none. `values`: to_ask, one entry for each holder of months to be asked:
    province, employer_code, from, to.
    """
    periods = sorted(facts.contributions, key=lambda period: period.from_month)
    employers = {period.employer_code for period in periods if period.employer_code}
    away = {period.province for period in periods if period.province and period.province != facts.home_province}
    is_book = "_book" in facts.case and facts.case not in _CONTENT
    is_elsewhere = is_book and bool(away or len(employers) > 1)
    to_ask = _holders(periods, away, facts.home_province, several=len(employers) > 1) if is_elsewhere else []
    reason = Reason(
        code="history_elsewhere",
        vi="Quá trình đóng có ở tỉnh khác hoặc nhiều đơn vị, phải xác minh; thời hạn giải quyết được kéo dài.",
        en="Months are held in another province or by several employers and must be confirmed; the limit is longer.",
    )
    return Working(
        outcome="elsewhere" if is_elsewhere else "here",
        values={"to_ask": to_ask},
        reasons=(reason,) if is_elsewhere else (),
    )


def _holders(periods: list[ContributionPeriod], away: set[str], home: str, *, several: bool) -> list[dict[str, Any]]:
    """Each province and employer to ask once, with the months from its first to its last period."""
    holders: dict[tuple[str, str | None], dict[str, Any]] = {}
    for period in periods:
        province = period.province or home
        if province not in away and not (several and period.employer_code):
            continue
        entry = {
            "province": province,
            "employer_code": period.employer_code,
            "from": period.from_month,
            "to": period.to_month,
        }
        known = holders.setdefault((province, period.employer_code), entry)
        known["to"] = max(known["to"], period.to_month)
    return list(holders.values())
