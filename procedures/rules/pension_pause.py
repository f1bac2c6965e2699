"""Pausing contributions to the pension fund: who may, and for how long (procedure 1, case f)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.history import Month, month_name, month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working


class Pause(Facts):
    """An employer's request, with what the competent authority found."""

    ground: Literal["idle_staff", "asset_loss"]
    share: int = Field(ge=0, le=100, description="per cent of the staff idle, or of the assets lost, by the finding")
    from_month: Month
    months: int = Field(ge=1, le=60)
    requested_on: date
    employer: dict[str, Any] = Field(description="as fragment employer has it")
    workers: int = Field(ge=1, description="for whom contributions are to be paused")


@rule(outcomes=("allowed", "refused"))
def assess(facts: Pause, law: Parameters) -> Working:
    """`values`: from_month, to_month, needed (per cent); applicant, facts, articles and working, as template decision takes them."""
    limits = law.find("pension_pause", facts.requested_on)
    needed, most = limits.value[facts.ground], limits.value["months"]
    reasons = []
    if facts.share < needed:
        reasons.append(_too_little(facts.share, needed))
    if facts.months > most:
        reasons.append(_too_long(most))
    if facts.from_month < f"{facts.requested_on:%Y-%m}":
        reasons.append(IN_THE_PAST)
    line = Line(
        label_vi="Tỷ lệ theo xác nhận của cơ quan có thẩm quyền",
        label_en="Share by the authority's finding",
        value=facts.share,
        unit="%",
        basis=limits.basis,
        parameter=limits.parameter,
        as_of=facts.requested_on,
    )
    to_month = month_name(month_number(facts.from_month) + facts.months - 1)
    return Working(
        outcome="refused" if reasons else "allowed",
        values={
            "from_month": facts.from_month,
            "to_month": to_month,
            "needed": needed,
            **_paper(facts, to_month, line),
        },
        lines=(line,),
        reasons=tuple(reasons),
    )


def _paper(facts: Pause, to_month: str, line: Line) -> dict[str, Any]:
    span = " đến ".join(f"{month[5:]}/{month[:4]}" for month in (facts.from_month, to_month))
    return {
        "applicant": {"name": facts.employer["name"]},
        "facts": [
            {"label": "Tên đơn vị", "value": facts.employer["name"]},
            {"label": "Mã đơn vị", "value": facts.employer["employer_code"]},
            {"label": "Số lao động tạm dừng đóng", "value": facts.workers},
            {"label": "Thời gian tạm dừng", "value": f"{facts.months} tháng, từ {span}"},
        ],
        "articles": [
            "Hết thời hạn tạm dừng, đơn vị tiếp tục đóng và đóng bù cho thời gian tạm dừng theo quy định.",
            "Trong thời gian tạm dừng, đơn vị vẫn đóng vào các quỹ khác.",
        ],
        "working": [{"label": line.label_vi, "value": line.value, "unit": line.unit, "basis": line.basis}],
    }


IN_THE_PAST = Reason(
    code="in_the_past",
    vi="Chỉ được tạm dừng đóng từ tháng đề nghị trở đi.",
    en="Contributions may be paused from the month of the request on.",
)


def _too_little(share: int, needed: int) -> Reason:
    vi = f"Tỷ lệ {share}% chưa đến {needed}% theo quy định."
    return Reason(code="too_little", vi=vi, en=f"{share} % is less than the {needed} % the rule asks for.")


def _too_long(most: int) -> Reason:
    vi = f"Thời gian tạm dừng không quá {most} tháng."
    return Reason(code="too_long", vi=vi, en=f"A pause lasts {most} months at most.")
