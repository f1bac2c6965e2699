"""Moving a pension or allowance, or the file of somebody who waits for one, to another place (procedure 17)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.decision_papers import applicant
from procedures.rules.history import Month, month_name, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.monthly_list import reached
from procedures.rules.payees import WAYS
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, name_of
from procedures.rules.working import Facts, Line, Working

Case = Literal["a_receiving", "b_waiting"]


class Move(Facts):
    """A move about to be carried out."""

    case: Case
    entered_on: date = Field(description="day the payment is closed here; it picks the last list of this place")
    from_province: str
    to_province: str
    wanted_from: Month | None = Field(None, description="first month asked for at the new place")


@rule(outcomes=("same_province", "other_province"))
def plan(facts: Move, law: Parameters) -> Working:
    """Where the file goes and which month is the first there: payment here ends with a whole month (procedures.md 17).

    `values` for somebody who is paid: last_month (here), first_month (there), closes_on (the list here).
    """
    outcome = "same_province" if facts.from_province == facts.to_province else "other_province"
    if facts.case == "b_waiting":
        return Working(outcome=outcome)
    earliest, closes_on, _ = reached(facts.entered_on, law)
    first = max(earliest, month_number(facts.wanted_from)) if facts.wanted_from else earliest
    closing = law.find("payment_list_closing", facts.entered_on)
    line = Line(
        label_vi="Tháng cuối cùng chi trả tại nơi đi",
        label_en="Last month paid here",
        value=month_text(first - 1),
        basis=closing.basis,
        parameter=closing.parameter,
        as_of=facts.entered_on,
    )
    return Working(
        outcome=outcome,
        values={
            "last_month": month_name(first - 1),
            "first_month": month_name(first),
            "closes_on": closes_on.isoformat(),
        },
        lines=(line,),
    )


class Moved(Facts):
    """A move that both places have agreed on."""

    case: Case
    person: dict[str, Any] = Field(description="as fragment person has it")
    benefit: str = Field(description="kind, code list monthly_benefits")
    decision_no: str
    monthly: int = 0
    new_address: dict[str, Any]
    payee: dict[str, Any] | None = None
    last_month: Month | None = None
    first_month: Month | None = None
    facility: str | None = Field(None, description="first-contact facility there, when the card could be changed")
    moved_on: date


@rule(outcomes=("ready",))
def notice(facts: Moved, law: Parameters) -> Working:
    """`values`: applicant, about, paragraphs, facts, as template notice takes them (form 23-HSB)."""
    payee, day = facts.payee, facts.moved_on
    is_paid = facts.case == "a_receiving" and facts.first_month and facts.last_month
    last = month_text(month_number(facts.last_month)) if facts.last_month else ""
    first = month_text(month_number(facts.first_month)) if facts.first_month else ""
    shown = {
        "Chế độ": name_of("monthly_benefits", facts.benefit, day, law),
        "Quyết định hưởng": facts.decision_no,
        "Mức hưởng hằng tháng": f"{facts.monthly:,} đồng".replace(",", ".") if is_paid else None,
        "Nơi cư trú mới": address_line(facts.new_address, day, law),
        "Chi trả tại nơi đi đến hết tháng": last or None,
        "Chi trả tại nơi đến từ tháng": first or None,
        "Hình thức nhận tiền": WAYS[payee["way"]] if payee and is_paid else None,
        "Số tài khoản": payee.get("account_number") if payee and is_paid else None,
        "Nơi đăng ký khám chữa bệnh ban đầu": facts.facility,
    }
    province = name_of("provinces", facts.new_address["province"], day, law)
    paragraphs = (
        [
            f"Chế độ của ông (bà) được chi trả tại nơi cư trú cũ đến hết tháng {last} và tại {province} từ tháng {first}.",
            "Mức hưởng không thay đổi do chuyển nơi hưởng.",
        ]
        if is_paid
        else [f"Hồ sơ chờ hưởng của ông (bà) được chuyển đến và lưu giữ tại cơ quan Bảo hiểm xã hội {province}."]
    )
    about = (
        "chuyển nơi hưởng lương hưu, trợ cấp BHXH hằng tháng"
        if is_paid
        else "chuyển hồ sơ chờ hưởng lương hưu, trợ cấp"
    )
    return Working(
        outcome="ready",
        values={
            "applicant": applicant(facts.person, facts.new_address, day, law),
            "about": f"Về việc {about}",
            "paragraphs": paragraphs,
            "facts": [{"label": label, "value": value} for label, value in shown.items() if value],
        },
    )
