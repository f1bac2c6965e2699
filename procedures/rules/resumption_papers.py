"""What the decision to resume a benefit says, and the money that goes with it (procedure 16)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.decision_papers import Amount, Granted, Labelled
from procedures.rules.decision_papers import benefit as papers_of
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.resumption import Case, Kind
from procedures.rules.working import Facts, Line, Working

KINDS: dict[str, str] = {
    "pension": "Lương hưu",
    "commune_cadre": "Trợ cấp hằng tháng đối với cán bộ xã",
    "incapacity": "Trợ cấp mất sức lao động hằng tháng",
    "decision_613": "Trợ cấp hằng tháng theo Quyết định số 613/QĐ-TTg",
    "work_accident": "Trợ cấp tai nạn lao động, bệnh nghề nghiệp hằng tháng",
    "survivor": "Trợ cấp tuất hằng tháng",
}
CASES: dict[str, str] = {
    "a_prison_1995_2015": "Chấp hành xong hình phạt tù",
    "b_illegal_exit_returned": "Xuất cảnh trái phép đã trở về",
    "c_missing_cancelled": "Tòa án hủy quyết định tuyên bố mất tích",
    "d_declared_dead_cancelled": "Tòa án hủy quyết định tuyên bố là đã chết",
    "e_identity_verified_again": "Đã xác minh được thông tin người hưởng",
    "f_refused_then_asks_again": "Đề nghị hưởng lại sau khi từ chối hưởng",
}


class Resumed(Facts):
    """A benefit that runs again, with what rule resumption.benefit gave."""

    dossier: str = Field(description="dossier code, for the text of the payment")
    case: Case
    kind: Kind
    person: dict[str, Any]
    address: dict[str, Any] | None = None
    payee: dict[str, Any]
    file: dict[str, Any] = Field(description="the values of rule resumption.file")
    benefit: dict[str, Any] = Field(description="the values of rule resumption.benefit")
    decided_on: date


@rule(outcomes=("ready",))
def decision(facts: Resumed, law: Parameters) -> Working:
    """`values`: as decision_papers.benefit, with kind_text and articles."""
    benefit, kind = facts.benefit, KINDS[facts.kind]
    amounts = [Amount(label=f"{kind} chưa nhận", amount=benefit["arrears"], note=f"{benefit['months']} tháng")]
    if benefit["overpaid"]:
        amounts.append(Amount(label="Trừ số tiền đã chi thừa", amount=benefit["amount"] - benefit["arrears"]))
    granted = Granted(
        dossier=facts.dossier,
        person=facts.person,
        address=facts.address,
        payee=facts.payee,
        facts=(
            Labelled(label="Loại chế độ", value=kind),
            Labelled(label="Quyết định hưởng", value=facts.file["decision_no"]),
            Labelled(label="Đã chi trả đến hết", value=_month(facts.file["paid_to"])),
            Labelled(label="Lý do hưởng tiếp", value=CASES[facts.case]),
            Labelled(label="Được trả từ", value=_month(benefit["resumes_from"])),
        ),
        amounts=tuple(amounts),
        lines=tuple(Line.model_validate(line) for line in benefit["lines"]),
        paid_now=benefit["amount"],
        decided_on=facts.decided_on,
    )
    papers = papers_of(granted, law)
    monthly = f"{benefit['monthly_now']:,}".replace(",", ".")
    articles = [
        str(papers.values["payment"]),
        f"Từ {_month(benefit['listed_from'])}, chế độ này được chi trả hằng tháng với mức {monthly} đồng.",
    ]
    in_a_sentence = kind[0].lower() + kind[1:]
    return papers.model_copy(update={"values": {**papers.values, "kind_text": in_a_sentence, "articles": articles}})


def _month(month: str) -> str:
    """`2025-09` as tháng 9 năm 2025."""
    year, number = month.split("-")
    return f"tháng {int(number)} năm {year}"
