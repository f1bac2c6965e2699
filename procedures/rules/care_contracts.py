"""Care contracts with facilities: until when the facility signs, and what stands in the contract, its annex and the minutes of
liquidation (procedure 20)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.health_wording import money_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.windows import last_day
from procedures.rules.wording import address_line, day_text, name_of
from procedures.rules.working import Facts, Line, Working
from workflow.clock import Duration

Paper = Literal["contract", "renewal", "annex", "minutes"]


class Offer(Facts):
    """A paper handed to the facility for its signature."""

    paper: Paper
    offered_on: date


@rule(outcomes=("offered",))
def offer(facts: Offer, law: Parameters) -> Working:
    """`values`: sign_by, the moment until which the facility may sign, and sign_day, the same day in words."""
    window = law.find("care_contract_facility_signs_within", facts.offered_on, facts.paper)
    until = last_day(facts.offered_on, Duration.parse(window.value), law)
    line = Line(
        label_vi=f"Hạn cơ sở ký ({Duration.parse(window.value).text('vi')})",
        label_en=f"Facility signs by ({window.value})",
        value=until.isoformat(),
        basis=window.basis,
        parameter=window.parameter,
        as_of=facts.offered_on,
    )
    return Working(
        outcome="offered", values={"sign_by": f"{until}T17:00", "sign_day": f"{until:%d/%m/%Y}"}, lines=(line,)
    )


class Terms(Facts):
    """What both parties agreed."""

    paper: Paper
    facility: dict[str, Any] = Field(description="as the form has it")
    signatory: dict[str, Any]
    account: dict[str, Any]
    scope: str
    card_quota: int | None = Field(None, ge=0, description="cards that may be registered there")
    price_list: str | None = Field(None, description="decision or agreement on prices")
    valid_from: date
    valid_to: date
    contract_no: str | None = Field(None, description="the contract an annex belongs to")
    signature: dict[str, Any] = Field({}, description="what came with the facility's signature: name, title, signed_on")
    decided_on: date


@rule(outcomes=("ready",))
def text(facts: Terms, law: Parameters) -> Working:
    """`values`: heading, about, party (facts of the facility), party_signer and articles, as template care-contract takes them."""
    is_annex = facts.paper == "annex"
    name = facts.facility["name"]
    return Working(
        outcome="ready",
        values={
            "heading": "Phụ lục hợp đồng" if is_annex else "Hợp đồng",
            "about": f"Sửa đổi, bổ sung Hợp đồng khám, chữa bệnh BHYT số {facts.contract_no}"
            if is_annex
            else f"Khám, chữa bệnh bảo hiểm y tế với {name}",
            "party": party(facts.facility, facts.account, facts.decided_on, law),
            "party_signer": party_signer(facts.signatory, facts.signature, facts.decided_on),
            "articles": _annex(facts) if is_annex else _contract(facts),
        },
    )


def party(facility: dict[str, Any], account: dict[str, Any] | None, day: date, law: Parameters) -> list[dict[str, str]]:
    """Who the facility is, label by label."""
    licence = facility["licence"]
    shown = {
        "Mã cơ sở": facility["code"],
        "Địa chỉ": address_line(facility["address"], day, law) if facility.get("address") else None,
        "Giấy phép hoạt động": f"số {licence['number']} ngày {day_text(licence['issued_on'])}, {licence['issuer']}",
        "Tài khoản": f"{account['account_number']}, {name_of('banks', account['bank_code'], day, law)}"
        if account
        else None,
    }
    return [{"label": label, "value": value} for label, value in shown.items() if value]


def party_signer(signatory: dict[str, Any], signature: dict[str, Any], day: date) -> dict[str, str]:
    """Who signed for the facility: as the signature says, otherwise whom the form named."""
    return {
        "name": signature.get("name") or signatory["name"],
        "title": signature.get("title") or signatory["title"],
        "signed_on": signature.get("signed_on") or day.isoformat(),
    }


def _contract(facts: Terms) -> list[str]:
    quota = f" Số thẻ đăng ký ban đầu tối đa: {money_text(facts.card_quota)} thẻ." if facts.card_quota else ""
    price = f" theo {facts.price_list}" if facts.price_list else " theo quy định của cấp có thẩm quyền"
    return [
        f"Bên B khám, chữa bệnh cho người tham gia bảo hiểm y tế trong phạm vi: {facts.scope}.{quota}",
        f"Giá dịch vụ, thuốc, thiết bị y tế{price}; danh mục được ánh xạ trên Cổng tiếp nhận dữ liệu giám định.",
        "Bên A tạm ứng, giám định, quyết toán và thanh toán chi phí theo Điều 32 Luật Bảo hiểm y tế. "
        "Bên B gửi dữ liệu điện tử của từng lượt khám và báo cáo tháng, quý đúng hạn.",
        "Hai bên phối hợp kiểm tra thẻ, giải quyết vướng mắc và bảo vệ dữ liệu cá nhân của người bệnh. "
        "Tranh chấp không thương lượng được thì giải quyết theo pháp luật.",
        f"Hợp đồng có hiệu lực từ ngày {facts.valid_from:%d/%m/%Y} đến hết ngày {facts.valid_to:%d/%m/%Y}.",
    ]


def _annex(facts: Terms) -> list[str]:
    return [
        f"Nội dung sửa đổi, bổ sung: {facts.scope}.",
        f"Phụ lục là bộ phận không tách rời của Hợp đồng số {facts.contract_no}; các nội dung khác của Hợp đồng giữ nguyên.",
        f"Phụ lục có hiệu lực từ ngày {facts.valid_from:%d/%m/%Y} đến hết ngày {facts.valid_to:%d/%m/%Y}.",
    ]
