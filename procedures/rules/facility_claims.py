"""Automatic review of a facility's claims: which of them are counted at once, and which somebody must look at (procedure 21)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import ConfigDict, Field

from procedures.rules.health_levels import level_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Value, Working

FLAGS = {
    "outside_period": "Ngày ra không thuộc kỳ báo cáo",
    "sums_differ": "Tổng chi phí khác tổng quỹ thanh toán và cùng chi trả",
    "above_level": "Quỹ thanh toán cao hơn mức hưởng của thẻ",
    "overlapping": "Trùng thời gian điều trị nội trú với lượt khác",
}


class Claim(Value):
    """One visit or stay; money in đồng."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    claim_no: str
    card: str = Field(pattern=r"^[A-Z]{2}[1-5][0-9]{12}$")
    admitted_on: date = Field(alias="from")
    discharged_on: date = Field(alias="to")
    care: Literal["outpatient", "inpatient"]
    total: int = Field(ge=0)
    requested: int = Field(ge=0, description="asked of the fund")
    co_payment: int = Field(ge=0)


class Batch(Facts):
    """The claims of one period."""

    claims: tuple[Claim, ...]
    from_on: date
    to_on: date


@rule(outcomes=("unflagged", "flagged"))
def screen(facts: Batch, law: Parameters) -> Working:
    """`values`: count, requested, flagged (claim_no, card, requested, codes, text), flagged_amount, cards (to be asked about),
    sample (claim numbers for the assessors)."""
    overlapping = _overlapping(facts.claims)
    flagged = []
    for claim in facts.claims:
        codes = [*_codes(claim, facts, law), *(["overlapping"] if claim.claim_no in overlapping else [])]
        if codes:
            text = "; ".join(FLAGS[code] for code in codes)
            row = {"claim_no": claim.claim_no, "card": claim.card, "requested": claim.requested}
            flagged.append({**row, "codes": codes, "text": text})
    requested = sum(claim.requested for claim in facts.claims)
    flagged_amount = sum(int(str(row["requested"])) for row in flagged)
    return Working(
        outcome="flagged" if flagged else "unflagged",
        values={
            "count": len(facts.claims),
            "requested": requested,
            "flagged": flagged,
            "flagged_amount": flagged_amount,
            "cards": sorted({str(row["card"]) for row in flagged}),
            "sample": _sample(facts, law),
        },
        lines=(
            _line(
                f"Đề nghị thanh toán ({len(facts.claims)} lượt)", f"Requested ({len(facts.claims)} claims)", requested
            ),
            _line(f"Phải xem lại ({len(flagged)} lượt)", f"To be looked at ({len(flagged)} claims)", flagged_amount),
        ),
    )


def _codes(claim: Claim, batch: Batch, law: Parameters) -> Iterator[str]:
    if not batch.from_on <= claim.discharged_on <= batch.to_on:
        yield "outside_period"
    if claim.total != claim.requested + claim.co_payment:
        yield "sums_differ"
    small = law.number("reference_level", claim.discharged_on) * law.number("hi_small_cost_share", claim.discharged_on)
    level = 100 if claim.total < small / 100 else level_of(claim.card, claim.discharged_on, law)
    if claim.requested > Fraction(claim.total * level, 100):
        yield "above_level"


def _overlapping(claims: tuple[Claim, ...]) -> set[str]:
    """Inpatient stays of one card that share more than the day of a transfer."""
    by_card = defaultdict(list)
    for claim in claims:
        if claim.care == "inpatient":
            by_card[claim.card].append(claim)
    found = set()
    for stays in by_card.values():
        stays.sort(key=lambda stay: (stay.admitted_on, stay.discharged_on))
        latest = stays[0]
        for stay in stays[1:]:
            if stay.admitted_on < latest.discharged_on:
                found |= {latest.claim_no, stay.claim_no}
            latest = max(latest, stay, key=lambda each: each.discharged_on)
    return found


def _sample(facts: Batch, law: Parameters) -> list[str]:
    """Every so-manieth claim by number, so that the same list gives the same sample."""
    step = max(100 // int(law.at("facility_sample_rate", facts.to_on)), 1)
    return sorted(claim.claim_no for claim in facts.claims)[::step]


def _line(vi: str, en: str, value: int) -> Line:
    return Line(label_vi=vi, label_en=en, value=value, unit="đồng")
