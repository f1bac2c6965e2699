"""What goes with a decision on a work-accident benefit: the contribution history and the notice to another province."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from procedures.rules.history import ContributionPeriod
from procedures.rules.law import Parameters
from procedures.rules.wording import day_text, name_of

REGIMES = {
    "maternity": "Nghỉ thai sản",
    "voluntary": "Tự nguyện",
    "unpaid": "Không đóng, không tính thời gian",
}


def history(contributions: Sequence[ContributionPeriod]) -> dict[str, Any]:
    """`periods` and `months` of form 04-HSB; months of contracts side by side count once, unpaid ones not at all."""
    paid = {number for period in contributions if period.regime != "unpaid" for number in period.months}
    rows = [_row(period) for period in sorted(contributions, key=lambda period: period.from_month)]
    return {"periods": rows, "months": len(paid)}


def move_notice(benefit: dict[str, Any], receives_in: str, decided_on: date, law: Parameters) -> dict[str, Any]:
    """The data of notice 23-HSB: the allowance goes on in another province."""
    place = name_of("provinces", receives_in, decided_on, law)
    since = day_text(benefit["list_from"])
    said = "Theo đề nghị của ông (bà), trợ cấp hằng tháng được chuyển đến cơ quan bảo hiểm xã hội nơi hưởng mới để chi trả."
    amounts = [{"label": "Trợ cấp hằng tháng", "amount": benefit["monthly"]}]
    if benefit["carer_monthly"]:
        amounts.append({"label": "Trợ cấp phục vụ hằng tháng", "amount": benefit["carer_monthly"]})
    return {
        "paragraphs": [said],
        "facts": [
            {"label": "Nơi hưởng mới", "value": place},
            {"label": "Chi trả tại nơi mới từ tháng", "value": since},
        ],
        "amounts": amounts,
    }


def _row(period: ContributionPeriod) -> dict[str, Any]:
    shown = {
        "from": period.from_month,
        "to": period.to_month,
        "months": len(period.months),
        "wage": period.wage,
        "workplace": period.employer_code,
        "note": REGIMES.get(period.regime),
    }
    return {key: value for key, value in shown.items() if value is not None}
