"""What stands in a decision to adjust, cancel or end a benefit, in the notice of recovery before it, and the money (procedure 18)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.decision_papers import Amount, Granted, Labelled, benefit
from procedures.rules.history import Month, month_number, month_text
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import money
from procedures.rules.registry import rule
from procedures.rules.wording import day_text, name_of
from procedures.rules.working import Facts, Line, Working

Kind = Literal["a_adjust", "b_cancel", "c_terminate"]

# about, sentence of article 1, number of the form
DECISIONS: dict[str, tuple[str, str, str]] = {
    "a_adjust": ("Về việc điều chỉnh chế độ bảo hiểm xã hội", "Điều chỉnh chế độ bảo hiểm xã hội đối với", "6A-HSB"),
    "b_cancel": ("Về việc hủy quyết định hưởng bảo hiểm xã hội", "Hủy quyết định hưởng chế độ đối với", "6B-HSB"),
    "c_terminate": ("Về việc chấm dứt hưởng bảo hiểm xã hội", "Chấm dứt hưởng chế độ đối với", "6C-HSB"),
}
GROUNDS = {
    "inspection": "Kết luận thanh tra, kiểm tra",
    "court": "Bản án, quyết định của Tòa án",
    "book_data": "Dữ liệu quá trình đóng thay đổi",
    "identity_data": "Thông tin nhân thân thay đổi",
    "death": "Người hưởng chết",
    "not_entitled": "Không đủ hoặc không còn đủ điều kiện hưởng",
    "own_request": "Người hưởng đề nghị",
}


class Corrected(Facts):
    """A correction whose effect in money is known."""

    dossier: str
    kind: Kind
    person: dict[str, Any] = Field(description="as fragment person has it")
    payee: dict[str, Any] | None = Field(None, description="as fragment payee has it, for arrears")
    benefit: str | None = Field(None, description="kind, code list monthly_benefits; none for what was paid once")
    concerned: dict[str, Any] = Field(description="the decision concerned: number, issued_on")
    ground: str
    reason: str | None = None
    effect_month: Month
    right_now: int = Field(0, description="đồng a month paid on from here")
    arrears: int = 0
    recovery: int = 0
    lines: tuple[Line, ...] = ()
    instalments: tuple[dict[str, Any], ...] = ()
    decided_on: date


@rule(outcomes=("ready",))
def decision(facts: Corrected, law: Parameters) -> Working:
    """`values`: those of decision_papers.benefit, and about, grants, form_no, articles and paragraphs (the notice of
    recovery). Arrears are paid with the decision; what is to be recovered is named by instalment."""
    about, grants, form_no = DECISIONS[facts.kind]
    sums = (Amount(label="Truy lĩnh", amount=facts.arrears), Amount(label="Phải thu hồi", amount=-facts.recovery))
    base = benefit(
        Granted(
            dossier=facts.dossier,
            person=facts.person,
            payee=facts.payee,
            facts=_facts(facts, law),
            amounts=tuple(each for each in sums if each.amount),
            lines=facts.lines,
            paid_now=facts.arrears,
            decided_on=facts.decided_on,
        ),
        law,
    )
    return Working(
        outcome="ready",
        amount=facts.arrears - facts.recovery,
        values={
            **base.values,
            "about": about,
            "grants": grants,
            "form_no": form_no,
            "articles": list(_articles(facts, base.values["payment"])),
            "paragraphs": _announcement(facts),
        },
    )


def _facts(facts: Corrected, law: Parameters) -> tuple[Labelled, ...]:
    kind = name_of("monthly_benefits", facts.benefit, facts.decided_on, law) if facts.benefit else "Trợ cấp một lần"
    number, issued_on = facts.concerned["number"], day_text(facts.concerned["issued_on"])
    shown = {
        "Chế độ": kind,
        "Quyết định liên quan": f"số {number} ngày {issued_on}",
        "Căn cứ": GROUNDS[facts.ground],
        "Lý do": facts.reason,
        "Áp dụng từ tháng": month_text(month_number(facts.effect_month)),
        "Mức hưởng sau điều chỉnh": f"{money(facts.right_now)} đồng"
        if facts.kind == "a_adjust" and facts.benefit
        else None,
    }
    return tuple(Labelled(label=label, value=value) for label, value in shown.items() if value)


def _articles(facts: Corrected, payment: str) -> list[str]:
    found = []
    if facts.arrears:
        found.append(f"Truy lĩnh {money(facts.arrears)} đồng. {payment}".strip())
    if facts.recovery:
        found.append(f"Thu hồi {money(facts.recovery)} đồng: {_plan(facts)}.")
    if not found:
        found.append("Không phát sinh truy lĩnh, thu hồi.")
    return found


def _plan(facts: Corrected) -> str:
    parts = facts.instalments
    if len(parts) <= 1:
        return "nộp một lần vào quỹ bảo hiểm xã hội"
    first, last = (month_text(month_number(part["month"])) for part in (parts[0], parts[-1]))
    return f"{len(parts)} kỳ từ tháng {first} đến tháng {last}, mỗi kỳ {money(parts[0]['amount'])} đồng, kỳ cuối số còn lại"


def _announcement(facts: Corrected) -> list[str]:
    return [
        f"Cơ quan Bảo hiểm xã hội xác định số tiền đã chi trả không đúng phải thu hồi là {money(facts.recovery)} đồng, "
        f"lý do: {GROUNDS[facts.ground].lower()}.",
        f"Dự kiến thu hồi: {_plan(facts)}.",
        "Ông (bà) có quyền nêu ý kiến, cung cấp tài liệu hoặc đề nghị trả dần trong thời hạn ghi trong thông báo này.",
    ]
