"""What share of a visit health insurance pays: the level of the card, what lifts it to the whole, and where care was sought
(rules.md 10.1 to 10.3; Law on Health Insurance art. 22)."""

from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from procedures.rules.health_wording import money_text
from procedures.rules.law import NotInForce, Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working, plain_number

Care = Literal["outpatient", "inpatient"]
Situation = Literal["in_order", "emergency", "listed_disease", "own_initiative"]
FacilityClass = Literal[
    "commune",
    "district",
    "province",
    "central",
    "basic_under_50",
    "basic_50_to_70",
    "basic_formerly_higher",
    "specialised_formerly_province",
    "specialised_formerly_central",
]


class Visit(Facts):
    """One visit or stay of an insured person."""

    counted_on: date = Field(description="day of the visit; for a stay the day of discharge")
    card_code: str | None = Field(
        None, pattern=r"^[A-Z]{2}[1-5][0-9]{12}$", description="card of that day, 15 characters; none: it is not known"
    )
    care: Care
    facility_class: FacilityClass = Field(description="level before 2025, technical class since")
    situation: Situation = Field(description="how the person came to this facility")
    covered_cost: int = Field(ge=0, description="đồng within what health insurance covers")
    is_over_year_cap: bool = Field(False, description="five years in a row, and the year's co-payments above the cap")


@rule(outcomes=("known", "unclear"))
def entitlement(facts: Visit, law: Parameters) -> Working:
    """The share of the covered cost that is paid; `unclear` without a card, or when the law of that day knows no such class
    of facility.

    `values`: level (% by the card), level_paid (% after what lifts it), ground (code, when something does), share (% of the
    level), percent (of the covered cost).
    """
    day = facts.counted_on
    if facts.card_code is None:
        return Working(outcome="unclear", reasons=(CARD_UNKNOWN,))
    try:
        share = _share(facts, law)
    except NotInForce:
        return Working(outcome="unclear", reasons=(class_unknown(day),))
    level, level_line = _level(facts.card_code, day, law)
    ground, small = _ground(facts, share, law)
    paid = 100 if ground else level
    percent = Fraction(paid * share, 100)
    lines = [level_line]
    if ground and paid > level:
        lines.append(_ground_line(ground, small, facts))
    lines.append(_share_line(facts, share, law))
    values = {"level": level, "level_paid": paid, "ground": ground, "share": share, "percent": plain_number(percent)}
    return Working(outcome="known", values=values, lines=tuple(lines))


def level_of(card_code: str, day: date, law: Parameters) -> int:
    """The level of a card in per cent on a day, which may be another one than its printed digit says."""
    digit = law.at("hi_level_of_group", day).get(card_code[:2], card_code[2])
    return int(law.at("hi_level", day, digit))


def _level(card_code: str, day: date, law: Parameters) -> tuple[int, Line]:
    level = level_of(card_code, day, law)
    source = law.find("hi_level", day)
    line = Line(
        label_vi=f"Mức hưởng của thẻ {card_code[:3]}",
        label_en=f"Level of card {card_code[:3]}",
        value=level,
        unit="%",
        basis=source.basis,
        parameter=source.parameter,
        as_of=day,
    )
    return level, line


def _ground(facts: Visit, share: int, law: Parameters) -> tuple[str | None, Fraction]:
    """What makes the level 100 % whatever the card says, and the cost below which a visit is small."""
    day = facts.counted_on
    small = law.number("reference_level", day) * law.number("hi_small_cost_share", day) / 100
    if facts.facility_class == "commune":
        return "commune", small
    if facts.covered_cost < small:
        return "small_cost", small
    # Care sought out of order does not share in the exemption of the year (Decree 188/2025 art. 18).
    if facts.is_over_year_cap and share == 100 and facts.situation != "own_initiative":
        return "over_year_cap", small
    return None, small


def _share(facts: Visit, law: Parameters) -> int:
    key = f"{facts.facility_class}.{facts.care}"
    own = int(law.at("hi_own_initiative_share", facts.counted_on, key))
    return own if facts.situation == "own_initiative" else 100


def _ground_line(ground: str, small: Fraction, facts: Visit) -> Line:
    vi, en = {
        "commune": ("Khám, chữa bệnh tại tuyến xã: hưởng 100%", "Care at commune level: 100 %"),
        "small_cost": (
            f"Chi phí dưới {money_text(int(small))} đồng: hưởng 100%",
            f"Cost below {int(small):,} đồng: 100 %",
        ),
        "over_year_cap": (
            "Đủ 5 năm liên tục, đã vượt trần cùng chi trả trong năm: hưởng 100%",
            "Five years in a row and above the year's cap: 100 %",
        ),
    }[ground]
    basis = "Luật Bảo hiểm y tế, Điều 22"
    return Line(label_vi=vi, label_en=en, value=100, unit="%", basis=basis, as_of=facts.counted_on)


def _share_line(facts: Visit, share: int, law: Parameters) -> Line:
    source = law.find("hi_own_initiative_share", facts.counted_on)
    own = facts.situation == "own_initiative"
    return Line(
        label_vi="Tỷ lệ của mức hưởng (tự đi khám)" if own else "Tỷ lệ của mức hưởng (đúng quy định)",
        label_en="Share of the level (own initiative)" if own else "Share of the level (in order)",
        value=share,
        unit="%",
        basis=source.basis,
        parameter=source.parameter if own else None,
        as_of=facts.counted_on,
    )


CARD_UNKNOWN = Reason(
    code="card_unknown",
    vi="Chưa xác định được thẻ bảo hiểm y tế của ngày khám, chữa bệnh.",
    en="The health card of the day of the visit is not known.",
)


def class_unknown(day: date) -> Reason:
    """The class of the facility is not one of that day's."""
    return Reason(
        code="class_unknown",
        vi=f"Cấp chuyên môn của cơ sở không thuộc phân loại có hiệu lực ngày {day:%d/%m/%Y}.",
        en=f"The class of the facility is not one that the law knew on {day:%d %B %Y}.",
    )
