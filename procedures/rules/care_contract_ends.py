"""The end of a care contract: what is asked for, as it stood when the dossier was accepted, and the minutes of liquidation
(procedure 20)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.care_contracts import party, party_signer
from procedures.rules.facility_balance import order
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Ending(Facts):
    """A contract to be wound up."""

    contract_no: str
    ends_on: date
    reason: str


@rule(outcomes=("taken",))
def take(facts: Ending, law: Parameters) -> Working:
    """`values`: contract_no, ends_on, reason."""
    return Working(outcome="taken", values=facts.model_dump(mode="json"))


class Liquidation(Facts):
    """The end of a contract, its accounts settled and both signatures there."""

    facility: dict[str, Any]
    signatory: dict[str, Any]
    account: dict[str, Any]
    contract_no: str
    ends_on: date
    reason: str
    accepted: int
    advanced: int
    carried: int = 0
    balance: int
    signature: dict[str, Any] = Field({}, description="what came with the facility's signature")
    dossier: str = Field(description="dossier code, for the text of the payment")
    decided_on: date


@rule(outcomes=("ready",))
def liquidation(facts: Liquidation, law: Parameters) -> Working:
    """`values`: about, party, party_signer, paragraphs, amounts and closing, as template joint-minutes takes them; payments."""
    amounts = [
        {"label": "Chi phí được chấp nhận chưa quyết toán", "amount": facts.accepted},
        {"label": "Đã tạm ứng", "amount": -facts.advanced},
    ]
    if facts.carried:
        amounts.append({"label": "Bù trừ kỳ trước chuyển sang", "amount": -facts.carried})
    return Working(
        outcome="ready",
        values={
            "about": f"Thanh lý Hợp đồng khám, chữa bệnh BHYT số {facts.contract_no}",
            "party": party(facts.facility, facts.account, facts.decided_on, law),
            "party_signer": party_signer(facts.signatory, facts.signature, facts.decided_on),
            "paragraphs": [
                f"Hai bên thống nhất chấm dứt Hợp đồng số {facts.contract_no} từ ngày {facts.ends_on:%d/%m/%Y}. "
                f"Lý do: {facts.reason}.",
                "Số liệu đối chiếu giữa hai bên:",
            ],
            "amounts": amounts,
            "closing": ["Sau khi thanh toán số còn lại, hai bên không còn quyền và nghĩa vụ theo Hợp đồng."],
            "payments": order(facts.facility, facts.account, facts.balance, facts.dossier),
        },
    )
