"""A contribution history as form 04-HSB shows it, for any procedure that hands one out."""

from collections.abc import Sequence
from typing import Any

from procedures.rules.history import COUNTED, ContributionPeriod, CountedMonth, months_of

REMARKS = {
    "maternity": "Nghỉ thai sản",
    "voluntary": "Tự nguyện",
    "unpaid": "Không đóng, không tính thời gian",
}


def history_paper(contributions: tuple[ContributionPeriod, ...]) -> dict[str, Any]:
    """Groups periods, months and scheme of template contribution-history."""
    months = [month for month in months_of(contributions) if month.regime in COUNTED]
    rows = [_row(period) for period in sorted(contributions, key=lambda period: period.from_month)]
    return {"periods": rows, "months": len(months), "scheme": scheme_of(months)}


def scheme_of(months: Sequence[CountedMonth]) -> str:
    """`compulsory`, `voluntary` or `both`."""
    regimes = {"voluntary" if month.regime == "voluntary" else "compulsory" for month in months}
    return "both" if len(regimes) > 1 else regimes.pop()


def _row(period: ContributionPeriod) -> dict[str, Any]:
    shown = {
        "from": period.from_month,
        "to": period.to_month,
        "months": len(period.months),
        "wage": period.wage,
        "workplace": period.employer_code,
        "note": REMARKS.get(period.regime),
    }
    return {key: value for key, value in shown.items() if value is not None}
