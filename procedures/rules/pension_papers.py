"""What the decision on a pension or a commune cadre's allowance says, with its whole working, and the first payment (procedure 14)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.decision_papers import Amount, Granted, Labelled
from procedures.rules.decision_papers import benefit as papers_of
from procedures.rules.history import ContributionPeriod
from procedures.rules.history_papers import history_paper
from procedures.rules.law import Parameters
from procedures.rules.pension_lines import comma, money
from procedures.rules.registry import rule
from procedures.rules.wording import day_text
from procedures.rules.working import Facts, Line, Working

WORDS = {"pension": "lương hưu hằng tháng", "commune_cadre": "trợ cấp hằng tháng đối với cán bộ xã"}
GROUNDS = {
    "normal": "Đủ tuổi nghỉ hưu",
    "incapacity": "Suy giảm khả năng lao động",
    "occupational_hiv": "Nhiễm HIV do tai nạn rủi ro nghề nghiệp",
}


class Decided(Facts):
    """A monthly benefit that is granted, with the workings it rests on."""

    dossier: str = Field(description="dossier code, for the text of the payment")
    kind: Literal["pension", "commune_cadre"]
    ground: Literal["normal", "incapacity", "occupational_hiv"] = "normal"
    person: dict[str, Any]
    address: dict[str, Any] | None = None
    payee: dict[str, Any]
    benefit: dict[str, Any] = Field(description="the values of rule pension.benefit or commune_cadre.allowance")
    jobs: dict[str, Any] = Field(default_factory=dict, description="the values of rule pension_jobs.months")
    first: dict[str, Any] = Field(description="the values of rule pension_first.payment")
    contributions: tuple[ContributionPeriod, ...] = ()
    is_split: bool = Field(False, description="months are still owed by the employer and not counted yet")
    decided_on: date


@rule(outcomes=("with_history", "without_history"))
def decision(facts: Decided, law: Parameters) -> Working:
    """`values`: as decision_papers.benefit, with kind_text and articles; with a history its periods, months and scheme."""
    benefit, first = facts.benefit, facts.first
    workings = (facts.jobs, benefit, first)
    granted = Granted(
        dossier=facts.dossier,
        person=facts.person,
        address=facts.address,
        payee=facts.payee,
        facts=tuple(Labelled(label=label, value=value) for label, value in _facts(facts).items()),
        amounts=tuple(_amounts(facts)),
        lines=tuple(Line.model_validate(line) for working in workings for line in working.get("lines", ())),
        paid_now=first["amount"],
        decided_on=facts.decided_on,
    )
    papers = papers_of(granted, law)
    values = {
        **papers.values,
        "kind_text": WORDS[facts.kind],
        "articles": [str(papers.values["payment"]), *_articles(facts)],
    }
    if not facts.contributions:
        return papers.model_copy(update={"outcome": "without_history", "values": values})
    history = history_paper(facts.contributions)
    return papers.model_copy(update={"outcome": "with_history", "values": {**values, **history}})


def _facts(facts: Decided) -> dict[str, int | str]:
    benefit = facts.benefit
    shown: dict[str, int | str] = {
        "Thời gian đóng": f"{benefit['months'] // 12} năm {benefit['months'] % 12} tháng",
        "Tỷ lệ hưởng": f"{comma(benefit['rate'])} %",
        "Hưởng từ ngày": day_text(benefit["starts_on"]),
    }
    if facts.kind == "pension":
        shown["Điều kiện hưởng"] = GROUNDS[facts.ground]
        shown["Mức bình quân"] = f"{money(benefit['average_wage'])} đồng"
    return shown


def _amounts(facts: Decided) -> list[Amount]:
    """What is paid with the decision: the months up to now, the one-off, the fee."""
    first = facts.first
    label = "Lương hưu" if facts.kind == "pension" else "Trợ cấp hằng tháng"
    amounts = [Amount(label=label, amount=first["months_amount"], note=f"{first['months']} tháng")]
    if first["one_off"]:
        amounts.append(Amount(label="Trợ cấp một lần khi nghỉ hưu", amount=first["one_off"]))
    if first["fee"]:
        amounts.append(Amount(label="Phí giám định y khoa", amount=first["fee"]))
    return amounts


def _articles(facts: Decided) -> list[str]:
    year, month = facts.first["listed_from"].split("-")
    now = money(facts.first["monthly_now"])
    articles = [
        f"Mức {WORDS[facts.kind]} là {money(facts.benefit['pension'])} đồng. "
        f"Từ tháng {int(month)} năm {year}, chi trả hằng tháng với mức {now} đồng.",
        "Người hưởng được cấp thẻ bảo hiểm y tế trong thời gian hưởng.",
    ]
    remarks = [reason["vi"] for reason in facts.benefit.get("reasons", ())]
    if facts.is_split:
        remarks.append("Thời gian đơn vị còn nợ đóng chưa tính; sẽ tính bổ sung khi đơn vị đóng đủ.")
    return articles + remarks
