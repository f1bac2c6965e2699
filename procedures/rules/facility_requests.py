"""What a facility asks for beside a settlement, and the notices it gets: advances and special costs (procedure 21)."""

from datetime import date
from typing import Any, Literal

from procedures.rules.facility_balance import order
from procedures.rules.health_wording import money_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working

SUBJECTS = {
    "d_transferred_medicine_or_device": "chi phí thuốc, thiết bị y tế nhận điều chuyển",
    "e_referred_tests": "chi phí dịch vụ cận lâm sàng chuyển đến cơ sở khác",
    "f_technique_transfer": "chi phí kỹ thuật nhận chuyển giao",
    "g_out_of_hours": "việc khám, chữa bệnh BHYT ngoài giờ",
}


class Advance(Facts):
    """An advance as it was asked for."""

    year: int
    quarter: Literal[1, 2, 3, 4] | None = None
    reported: int
    is_new: bool


@rule(outcomes=("taken",))
def advance(facts: Advance, law: Parameters) -> Working:
    """`values`: name (of the quarter), reported, is_new."""
    name = f"quý {facts.quarter} năm {facts.year}" if facts.quarter else f"năm {facts.year}"
    return Working(outcome="taken", values={"name": name, "reported": facts.reported, "is_new": facts.is_new})


class Told(Facts):
    """An advance about to be told. Money in đồng."""

    name: str
    facility: dict[str, Any]
    account: dict[str, Any]
    contract_no: str
    gross: int
    amount: int
    to_carry: int
    dossier: str


@rule(outcomes=("ready",))
def advance_notice(facts: Told, law: Parameters) -> Working:
    """`values`: about, paragraphs, amounts, as template notice takes them; payments."""
    amounts = [{"label": "Tạm ứng theo tỷ lệ", "amount": facts.gross}]
    if facts.amount != facts.gross:
        amounts.append({"label": "Bù trừ số đã nhận vượt", "amount": facts.amount - facts.gross})
    amounts.append({"label": "Số tiền chuyển", "amount": facts.amount})
    rest = f" Số còn phải bù trừ: {money_text(facts.to_carry)} đồng." if facts.to_carry else ""
    return Working(
        outcome="ready",
        values={
            "about": f"Về việc tạm ứng kinh phí khám, chữa bệnh BHYT {facts.name}",
            "paragraphs": [
                f"Theo Hợp đồng số {facts.contract_no}, {facts.facility['name']} được tạm ứng kinh phí {facts.name} như sau.{rest}"
            ],
            "amounts": amounts,
            "payments": order(facts.facility, facts.account, facts.amount, facts.dossier),
        },
    )


class Special(Facts):
    """A special cost or activity that was agreed to."""

    case: str
    facility: dict[str, Any]
    partner: str | None = None
    starts_on: date | None = None
    hours: str | None = None
    accepted: int | None = None
    remark: str | None = None


@rule(outcomes=("ready",))
def special_notice(facts: Special, law: Parameters) -> Working:
    """`values`: about, paragraphs, amounts (empty where no money is named), as template notice takes them."""
    subject = SUBJECTS[facts.case]
    partner = f" ({facts.partner})" if facts.partner else ""
    when = f", từ ngày {facts.starts_on:%d/%m/%Y} ({facts.hours})" if facts.starts_on else ""
    agreed = f"Cơ quan BHXH thống nhất {subject}{partner} của {facts.facility['name']}{when}."
    later = "Chi phí được tổng hợp vào báo cáo tháng, quý và quyết toán theo hợp đồng."
    amounts = [] if facts.accepted is None else [{"label": "Chi phí được chấp nhận", "amount": facts.accepted}]
    return Working(
        outcome="ready",
        values={
            "about": f"Về {subject}",
            "paragraphs": [agreed, later, *([facts.remark] if facts.remark else [])],
            "amounts": amounts,
        },
    )
