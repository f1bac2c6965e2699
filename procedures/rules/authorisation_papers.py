"""What the confirmation of a registered authorisation says, to the agent and to whoever pays (procedure 23)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.decision_papers import applicant
from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, day_text
from procedures.rules.working import Facts, Working

BENEFITS = {
    "monthly": "Lương hưu, trợ cấp BHXH hằng tháng",
    "unemployment": "Trợ cấp thất nghiệp",
    "one_off": "Trợ cấp một lần",
    "short_term": "Ốm đau, thai sản, dưỡng sức",
}
CUT = "Thời hạn ghi trong giấy ủy quyền dài hơn thời hạn pháp luật cho phép nên được tính đến ngày nêu trên."


class Registered(Facts):
    """An authorisation that was found valid and entered."""

    grantor: dict[str, Any] = Field(description="as fragment person has it")
    agent: dict[str, Any] = Field(description="full_name, personal_id, address, phone, relation")
    benefits: tuple[str, ...]
    valid_from: date
    valid_to: date
    is_cut: bool = False
    first_month: Month | None = Field(
        None, description="first month the agent signs the list for; none for single payments"
    )
    registered_on: date


@rule(outcomes=("ready",))
def notice(facts: Registered, law: Parameters) -> Working:
    """`values`: applicant, paragraphs, facts, as template notice takes them."""
    agent = facts.agent
    month = month_text(month_number(facts.first_month)) if facts.first_month else None
    address = agent.get("address")
    shown = {
        "Người ủy quyền": facts.grantor["full_name"],
        "Mã số BHXH": facts.grantor.get("si_number"),
        "Người được ủy quyền": agent["full_name"],
        "Số định danh người được ủy quyền": agent["personal_id"],
        "Nơi cư trú": address_line(address, facts.registered_on, law) if address else None,
        "Chế độ được lĩnh thay": "; ".join(BENEFITS[kind] for kind in facts.benefits),
        "Có giá trị từ ngày": day_text(facts.valid_from.isoformat()),
        "Đến hết ngày": day_text(facts.valid_to.isoformat()),
        "Ký danh sách chi trả từ tháng": month,
    }
    paragraphs = [
        "Cơ quan Bảo hiểm xã hội đã ghi nhận việc ủy quyền lĩnh thay; người được ủy quyền xuất trình giấy tờ tùy thân và ký "
        "nhận khi lĩnh tiền.",
        "Người được ủy quyền phải báo ngay khi người ủy quyền chết, mất tích hoặc không còn đủ điều kiện hưởng và hoàn trả "
        "số tiền đã lĩnh sau thời điểm đó.",
    ]
    return Working(
        outcome="ready",
        values={
            "applicant": applicant(facts.grantor, None, facts.registered_on, law),
            "paragraphs": [*paragraphs, CUT] if facts.is_cut else paragraphs,
            "facts": [{"label": label, "value": value} for label, value in shown.items() if value],
        },
    )
