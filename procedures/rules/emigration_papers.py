"""What stands in the decision on the allowance of somebody who leaves, and the money that goes with it (procedure 15)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.decision_papers import Amount, Granted, Labelled, benefit
from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import comma
from procedures.rules.registry import rule
from procedures.rules.wording import day_text, name_of
from procedures.rules.working import Facts, Line, Working

PAPERS = {
    "renounced_nationality": "Giấy tờ về thôi quốc tịch Việt Nam",
    "foreign_passport": "Hộ chiếu do nước ngoài cấp",
    "settlement_visa": "Thị thực, giấy tờ về việc nhập quốc tịch hoặc định cư",
    "residence_card": "Thẻ thường trú, cư trú dài hạn",
    "other": "Giấy tờ hợp pháp khác",
}


class Left(Facts):
    """An allowance that was computed and approved."""

    dossier: str
    case: Literal["a_vietnamese_emigrating", "b_foreign_citizen_leaving"]
    person: dict[str, Any] = Field(description="as fragment person has it")
    payee: dict[str, Any] = Field(description="as fragment payee has it")
    benefit: str = Field(description="kind, code list monthly_benefits")
    decision_no: str
    country: str
    paper: str | None = Field(None, description="kind of the paper that proves the emigration")
    proof: dict[str, Any] | None = Field(None, description="that paper: number, issued_on, issuer")
    last_month: Month
    months_received: int
    years: str | None = Field(None, description="years contributed, as the decision counts them")
    gross: int
    overpaid: int
    lines: tuple[Line, ...] = ()
    decided_on: date


@rule(outcomes=("ready",))
def decision(facts: Left, law: Parameters) -> Working:
    """`values`: those of decision_papers.benefit, and about, grants and articles."""
    sums = (
        Amount(label="Trợ cấp một lần", amount=facts.gross),
        Amount(label="Trừ tiền đã chi sau khi dừng hưởng", amount=-facts.overpaid),
    )
    base = benefit(
        Granted(
            dossier=facts.dossier,
            person=facts.person,
            payee=facts.payee,
            facts=_facts(facts, law),
            amounts=tuple(each for each in sums if each.amount),
            lines=facts.lines,
            paid_now=max(facts.gross - facts.overpaid, 0),
            decided_on=facts.decided_on,
        ),
        law,
    )
    last = month_text(month_number(facts.last_month))
    kind = name_of("monthly_benefits", facts.benefit, facts.decided_on, law)
    return Working(
        outcome="ready",
        amount=base.amount,
        values={
            **base.values,
            "about": "Về việc hưởng trợ cấp một lần khi không còn cư trú tại Việt Nam",
            "grants": "Giải quyết hưởng trợ cấp một lần đối với",
            "articles": [
                f"Dừng chi trả {kind.lower()} theo Quyết định số {facts.decision_no} từ sau tháng {last}.",
                base.values["payment"],
                "Thẻ bảo hiểm y tế do quỹ bảo hiểm xã hội đóng hết giá trị sử dụng từ khi dừng hưởng.",
            ],
        },
    )


def _facts(facts: Left, law: Parameters) -> tuple[Labelled, ...]:
    proof = facts.proof
    shown = {
        "Nước đến": name_of("countries", facts.country, facts.decided_on, law),
        "Giấy tờ chứng minh": (
            f"{PAPERS[facts.paper]} số {proof['number']} ngày {day_text(proof['issued_on'])}"
            if facts.paper and proof
            else None
        ),
        "Chế độ đang hưởng": name_of("monthly_benefits", facts.benefit, facts.decided_on, law),
        "Thời gian đóng": f"{comma(facts.years)} năm" if facts.years else None,
        "Số tháng đã hưởng": f"{facts.months_received} tháng" if facts.benefit == "pension" else None,
    }
    return tuple(Labelled(label=label, value=value) for label, value in shown.items() if value)
