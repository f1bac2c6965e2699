"""The settlement of a quarter with a facility: what is accepted, refused and deferred, and the minutes both sign (procedure 21)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.care_contracts import party_signer
from procedures.rules.facility_balance import order
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working

UNKNOWN_CARD = "THE"
"""Refusal code of a card the register does not know: our own, the sector's list was not found."""


class Review(Facts):
    """What the reviews of one period found. Money in đồng."""

    requested: int = Field(ge=0, description="of all claims")
    refused: tuple[dict[str, Any], ...] = Field((), description="claim_no, amount, code: what the assessors refuse")
    unknown_cards: tuple[str, ...] = Field(
        (), description="cards the register does not know or that are another person's"
    )
    flagged: tuple[dict[str, Any], ...] = Field(
        (), description="of facility_claims.screen; those of unknown cards are refused"
    )
    restored: int = Field(0, ge=0, description="accepted after all, on the facility's explanation")
    deferred: int = Field(0, ge=0, description="still open, moved to the next period")
    fund: int | None = Field(None, ge=0, description="the facility's fund of the quarter; none: no ceiling")
    is_capped: bool = Field(False, description="the centre does not pay above the fund")


@rule(outcomes=("within_fund", "above_fund"))
def result(facts: Review, law: Parameters) -> Working:
    """Accepted = requested − refused + restored − deferred, and with a cap not above the fund; what the cap takes is deferred.

    `values`: refused (claim by claim), excluded (their sum), restored, deferred, over_fund, accepted.
    """
    refused = _refused(facts)
    excluded = sum(row["amount"] for row in refused)
    accepted = max(facts.requested - excluded + facts.restored - facts.deferred, 0)
    over = max(accepted - facts.fund, 0) if facts.fund is not None else 0
    cut = over if facts.is_capped else 0
    lines = [
        _line("Chi phí cơ sở đề nghị", "Requested", facts.requested),
        _line("Không được chấp nhận", "Refused", -excluded),
    ]
    if facts.restored:
        lines.append(_line("Chấp nhận lại sau giải trình", "Restored after explanation", facts.restored))
    if facts.deferred or cut:
        lines.append(_line("Chuyển kỳ sau", "Deferred", -(facts.deferred + cut)))
    lines.append(_line("Chi phí được chấp nhận", "Accepted", accepted - cut))
    return Working(
        outcome="above_fund" if over and not facts.is_capped else "within_fund",
        amount=accepted - cut,
        values={
            "refused": refused,
            "excluded": excluded,
            "restored": facts.restored,
            "deferred": facts.deferred + cut,
            "over_fund": over,
            "accepted": accepted - cut,
        },
        lines=tuple(lines),
        reasons=(ABOVE_FUND,) if over else (),
    )


def _refused(facts: Review) -> list[dict[str, Any]]:
    """One row a claim: a claim of an unknown card is refused whole, whatever else was found."""
    rows = {row["claim_no"]: dict(row) for row in facts.refused}
    for row in facts.flagged:
        if row["card"] in facts.unknown_cards:
            rows[row["claim_no"]] = {"claim_no": row["claim_no"], "amount": row["requested"], "code": UNKNOWN_CARD}
    return [rows[claim_no] for claim_no in sorted(rows)]


class Round(Facts):
    """A round of explanations between agency and facility."""

    done: int = Field(0, ge=0, description="rounds before this one")
    decided_on: date


@rule(outcomes=("another", "used_up"))
def explanation(facts: Round, law: Parameters) -> Working:
    """Whether one more round is had, or what is open is deferred. `values`: number (of this round)."""
    number = facts.done + 1
    limit = law.at("facility_objection_rounds", facts.decided_on)
    return Working(outcome="another" if number <= limit else "used_up", values={"number": number})


class Minutes(Facts):
    """A settlement both have signed, or a notice of one."""

    period: str = Field(description="its name: quý 3 năm 2025")
    requested: int
    excluded: int
    restored: int = 0
    deferred: int
    accepted: int
    advanced: int | None = Field(None, description="with the balance; left out in a month, which is not settled")
    carried: int = 0
    balance: int = 0
    facility: dict[str, Any]
    signatory: dict[str, Any]
    account: dict[str, Any]
    signature: dict[str, Any] = Field({}, description="what came with the facility's signature")
    dossier: str = Field(description="dossier code, for the text of the payment")
    decided_on: date


@rule(outcomes=("ready",))
def text(facts: Minutes, law: Parameters) -> Working:
    """`values`: about, party, party_signer, paragraphs, amounts, closing, as template joint-minutes takes them; payments."""
    shown = [
        ("Chi phí cơ sở đề nghị thanh toán", facts.requested),
        ("Chi phí không được chấp nhận", -facts.excluded),
        ("Chấp nhận lại sau giải trình", facts.restored),
        ("Chuyển kỳ sau", -facts.deferred),
        ("Chi phí được chấp nhận", facts.accepted),
        ("Đã tạm ứng", -(facts.advanced or 0)),
        ("Bù trừ kỳ trước chuyển sang", -facts.carried),
    ]
    always = {"Chi phí cơ sở đề nghị thanh toán", "Chi phí được chấp nhận"}
    pay = "Bên A thanh toán số còn lại trong 10 ngày kể từ ngày thông báo số quyết toán."
    offset = "Số Bên B đã nhận vượt được trừ vào kỳ tạm ứng sau."
    return Working(
        outcome="ready",
        values={
            "about": f"Quyết toán chi phí khám, chữa bệnh BHYT {facts.period}",
            "party": [{"label": "Mã cơ sở", "value": facts.facility["code"]}],
            "party_signer": party_signer(facts.signatory, facts.signature, facts.decided_on),
            "paragraphs": [
                f"Hai bên thống nhất số liệu quyết toán chi phí khám, chữa bệnh BHYT {facts.period} như sau:"
            ],
            "amounts": [{"label": label, "amount": amount} for label, amount in shown if amount or label in always],
            "closing": [pay] if facts.balance > 0 else [offset] if facts.balance < 0 else [],
            "payments": order(facts.facility, facts.account, facts.balance, facts.dossier),
        },
    )


def _line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng")


ABOVE_FUND = Reason(
    code="above_fund",
    vi="Chi phí được chấp nhận vượt dự toán quý của cơ sở.",
    en="The accepted cost is above the facility's fund of the quarter.",
)
