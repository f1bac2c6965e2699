"""What stands in the decisions on a work-accident benefit, in the history that goes with them, and in the payment order."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.decision_papers import Amount, Granted, Labelled
from procedures.rules.decision_papers import benefit as decision_data
from procedures.rules.history import ContributionPeriod
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import day_text
from procedures.rules.work_accident_notices import history, move_notice
from procedures.rules.working import Facts, Line, Working

Occurrence = Literal["first", "relapse", "combined"]
INJURIES = {
    "accident": "tai nạn lao động",
    "disease": "bệnh nghề nghiệp",
    "hiv": "nhiễm HIV do tai nạn rủi ro nghề nghiệp",
}
OCCURRENCES = {
    "first": "",
    "relapse": " do thương tật, bệnh tật tái phát",
    "combined": " theo kết luận giám định tổng hợp",
}
FORMS = {  # only the numbers of relapse decisions and of money for aids are sourced (procedures.md 1.5)
    ("relapse", "accident", "monthly"): "03E-HSB",
    ("relapse", "accident", "one_off"): "03G-HSB",
    ("relapse", "disease", "monthly"): "03H-HSB",
    ("relapse", "disease", "one_off"): "03K-HSB",
}


class Award(Facts):
    """A benefit that is granted, with the aids and the assessment fee that go with it."""

    dossier: str = Field(description="dossier code, for the text of the payment")
    occurrence: Occurrence
    kind: Literal["accident", "disease", "hiv"]
    event_on: date
    person: dict[str, Any]
    address: dict[str, Any] | None = None
    payee: dict[str, Any]
    benefit: dict[str, Any] = Field(description="what a rule work_accident….benefit gave")
    aids: dict[str, Any] | None = Field(None, description="what work_accident_aids.schedule gave")
    fee_claimed: int = Field(0, ge=0, description="assessment fee the invoice register confirmed, đồng")
    fee_accepted: int | None = Field(None, ge=0, description="assessment fee an officer accepted instead")
    contributions: tuple[ContributionPeriod, ...] = ()
    receives_in: str | None = Field(None, description="code of the province the allowance is to be paid in")
    decided_on: date


@rule(outcomes=("ready",))
def award(facts: Award, law: Parameters) -> Working:
    """`values`: about, grants, articles, form_no where it is known, and those of decision_papers.benefit, for the decision;
    aids (about, grants, facts, amounts, total, articles, working; empty without any), for the decision on aids; move
    (paragraphs, facts, amounts; empty when nobody moves), for notice 23-HSB; periods and months, for the history; payments
    and cash (đồng) for everything together."""
    name = f"{INJURIES[facts.kind]}{OCCURRENCES[facts.occurrence]}"
    how = "hằng tháng" if facts.benefit["form"] == "monthly" else "một lần"
    aids = (facts.aids or {}).get("amount", 0)
    amounts = _amounts(facts)
    shown = _shown(facts, _facts(facts), amounts, sum(each.amount for each in amounts) + aids, facts.benefit, law)
    form_no = FORMS.get((facts.occurrence, facts.kind, facts.benefit["form"]))
    return Working(
        outcome="ready",
        amount=shown.amount,
        values=shown.values
        | {
            "about": f"Về việc hưởng trợ cấp {name} {how}",
            "grants": f"Giải quyết hưởng trợ cấp {name} {how} đối với",
            "articles": [*_goes_on(facts), shown.values["payment"]],
            "aids": _aids_decision(facts, law) if aids else {},
            "move": _move(facts, law),
            **({"form_no": form_no} if form_no else {}),
            **history(facts.contributions),
        },
    )


def _shown(
    facts: Award, said: list[Labelled], amounts: list[Amount], paid: int, working: dict[str, Any], law: Parameters
) -> Working:
    granted = Granted(
        dossier=facts.dossier,
        person=facts.person,
        address=facts.address,
        payee=facts.payee,
        facts=tuple(said),
        amounts=tuple(amounts),
        lines=tuple(Line.model_validate(line) for line in working["lines"]),
        paid_now=paid,
        decided_on=facts.decided_on,
    )
    return decision_data(granted, law)


def _facts(facts: Award) -> list[Labelled]:
    benefit = facts.benefit
    day = "Ngày phát hiện bệnh" if facts.kind == "disease" else "Ngày bị tai nạn"
    said: dict[str, int | str | None] = {
        day: day_text(facts.event_on.isoformat()),
        "Mức suy giảm khả năng lao động": f"{benefit['percent']}%",
        "Hưởng từ tháng": day_text(benefit["starts_in"]),
        "Tiền lương làm căn cứ (đồng)": benefit.get("wage"),
        "Số năm đóng vào quỹ": benefit.get("years"),
        "Mức lương cơ sở (đồng)": benefit["base_level"],
    }
    if benefit["form"] == "monthly":
        said["Trợ cấp hằng tháng (đồng)"] = benefit["monthly"]
        said["Trợ cấp phục vụ hằng tháng (đồng)"] = benefit["carer_monthly"] or None
    return [Labelled(label=label, value=value) for label, value in said.items() if value is not None]


def _amounts(facts: Award) -> list[Amount]:
    benefit = facts.benefit
    amounts = [Amount(label="Trợ cấp một lần", amount=benefit["one_off"])] if benefit["form"] == "one_off" else []
    amounts += [
        Amount(
            label=f"Truy lĩnh {day_text(row['from'])} – {day_text(row['to'])}",
            amount=row["amount"],
            note=f"{row['months']} tháng",
        )
        for row in benefit["due"]
    ]
    fee = facts.fee_claimed if facts.fee_accepted is None else facts.fee_accepted
    return amounts + ([Amount(label="Phí giám định y khoa", amount=fee)] if fee else [])


def _goes_on(facts: Award) -> list[str]:
    benefit = facts.benefit
    if benefit["form"] == "one_off":
        return []
    since, carer = day_text(benefit["list_from"]), benefit["carer_monthly"]
    said = [f"Từ tháng {since}, trợ cấp hằng tháng được chi trả theo danh sách chi trả của cơ quan bảo hiểm xã hội."]
    if carer:
        said.append("Trợ cấp phục vụ được chi trả cùng trợ cấp hằng tháng, bằng mức lương cơ sở của từng tháng.")
    return said


def _aids_decision(facts: Award, law: Parameters) -> dict[str, Any]:
    """The data of decision 03P-HSB; its money goes out with the benefit's."""
    aids = facts.aids or {}
    rows = aids["rows"]
    said = [Labelled(label=f"Lần cấp sau: {row['name']}", value=f"từ {day_text(row['next_on'])}") for row in rows]
    amounts = [Amount(label=row["name"], amount=row["amount"], note=f"số lượng {row['quantity']}") for row in rows]
    shown = _shown(facts, said, amounts, aids["amount"], aids, law).values
    return {
        "about": "Về việc cấp tiền mua phương tiện trợ giúp sinh hoạt, dụng cụ chỉnh hình",
        "grants": "Cấp tiền mua phương tiện trợ giúp sinh hoạt, dụng cụ chỉnh hình đối với",
        "articles": [shown["payment"]],
        **{key: shown[key] for key in ("facts", "amounts", "total", "working")},
    }


def _move(facts: Award, law: Parameters) -> dict[str, Any]:
    if facts.receives_in is None or facts.benefit["form"] == "one_off":
        return {}
    return move_notice(facts.benefit, facts.receives_in, facts.decided_on, law)
