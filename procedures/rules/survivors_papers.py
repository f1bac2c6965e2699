"""The decisions on survivorship and the money that goes with them, to each who receives some (procedure 11)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.decision_papers import applicant, order, payment_sentence, shown
from procedures.rules.history import ContributionPeriod
from procedures.rules.history_papers import history_paper
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import day_text, dong
from procedures.rules.working import Facts, Line, Working


class Decided(Facts):
    """A death that was judged, with everybody who receives money."""

    dossier: str = Field(description="dossier code, for the text of the payments")
    claimant: dict[str, Any]
    address: dict[str, Any] | None = None
    deceased: dict[str, Any]
    funeral: dict[str, Any] | None = Field(None, description="who arranged the funeral, with payee; else the claimant")
    payee: dict[str, Any] | None = Field(None, description="for the one-off")
    people: tuple[dict[str, Any], ...] = Field((), description="the relatives of the form")
    benefit: dict[str, Any] = Field(description="what rule survivors.benefit gave")
    refused: tuple[dict[str, Any], ...] = ()
    contributions: tuple[ContributionPeriod, ...] = ()
    to_recover: int = Field(0, ge=0, description="đồng paid after the death, to be set off; never from the funeral")
    decided_on: date


@rule(outcomes=("ready",))
def decisions(facts: Decided, law: Parameters) -> Working:
    """`values`: applicant, facts, funeral_working and working; of each decision (funeral, monthly, one_off) its amounts and
    articles; payments and cash (đồng); set_off and left_to_recover (đồng); and where months were paid deceased, periods, months and
    scheme, as template contribution-history takes them."""
    benefit = facts.benefit
    funeral_payee = (facts.funeral or {}).get("payee") or facts.payee
    monthly = [(row, facts.people[row["index"]]) for row in benefit["monthly"]]
    shares = [(funeral_payee, benefit["funeral"], False), (facts.payee, benefit["one_off"], True)]
    shares += [(_payee(person), row["arrears"], True) for row, person in monthly]
    payments: list[dict[str, Any]] = []
    cash, left = 0, facts.to_recover
    for payee, amount, may_be_set_off in shares:
        taken = min(left, amount) if may_be_set_off else 0
        left -= taken
        if payee is None or amount == taken:
            continue
        lines = order(payee, amount - taken, facts.dossier)
        payments += lines
        cash += 0 if lines else amount - taken
    set_off = facts.to_recover - left
    working = [shown(Line(**line)) for line in benefit["lines"]]
    funeral_lines = 1 if benefit["funeral"] else 0  # the first of the working
    return Working(
        outcome="ready",
        values={
            "applicant": applicant(facts.claimant, facts.address, facts.decided_on, law),
            "facts": _facts(facts),
            "funeral_working": working[:funeral_lines],
            "working": working[funeral_lines:],
            "funeral_amounts": [{"label": "Trợ cấp mai táng", "amount": benefit["funeral"]}],
            "funeral_articles": [_received(funeral_payee, facts, law)],
            "one_off_amounts": _amounts([("Trợ cấp tuất một lần", benefit["one_off"])], set_off),
            "one_off_articles": [_received(facts.payee, facts, law), *_remarks(facts)],
            "monthly_facts": [_receiver(row, person) for row, person in monthly],
            "monthly_amounts": _amounts([(f"Truy lĩnh: {row['name']}", row["arrears"]) for row, _ in monthly], set_off),
            "monthly_articles": [
                "Trợ cấp tuất hằng tháng được chi trả từ tháng sau; mức hưởng thay đổi theo mức tham chiếu.",
                *_remarks(facts),
            ],
            "payments": payments,
            "cash": cash,
            "set_off": set_off,
            "left_to_recover": left,
            **_history(facts),
        },
    )


def _payee(person: dict[str, Any]) -> dict[str, Any]:
    """How a relative of the form is paid, as fragment payee has it."""
    return {
        "way": person["payment_way"],
        **{key: person.get(key) for key in ("account_number", "account_holder", "bank_code")},
    }


def _history(facts: Decided) -> dict[str, Any]:
    """Form 04-HSB of the deceased; nothing where nothing was paid."""
    if not facts.benefit["months"]:
        return {"deceased": {}, "periods": [], "months": 0, "scheme": "compulsory"}
    dead = facts.deceased
    holder = {
        "name": dead["full_name"],
        "insurance_number": dead["si_number"],
        "birth": dead["dob"],
        "gender": dead["gender"],
    }
    return {"deceased": holder, **history_paper(facts.contributions)}


def _facts(facts: Decided) -> list[dict[str, str]]:
    dead = facts.deceased
    return [
        {"label": "Người chết", "value": dead["full_name"]},
        {"label": "Mã số BHXH", "value": dead["si_number"]},
        {"label": "Chết ngày", "value": day_text(dead["died_on"])},
        {"label": "Người khai", "value": facts.claimant["full_name"]},
    ]


def _receiver(row: dict[str, Any], person: dict[str, Any]) -> dict[str, str]:
    """A relative who receives monthly, with whoever receives for him or her."""
    first = "/".join(reversed(row["from"].split("-")))
    told = f"{row['rate']}% mức tham chiếu, {dong(row['amount'])} một tháng, từ tháng {first}"
    if row["until"]:
        told += f" đến tháng {'/'.join(reversed(row['until'].split('-')))}"
    if person.get("guardian"):
        told += f"; người nhận thay: {person['guardian']}"
    return {"label": row["name"], "value": told}


def _amounts(lines: list[tuple[str, int]], set_off: int) -> list[dict[str, Any]]:
    shown = [{"label": label, "amount": amount} for label, amount in lines]
    if set_off:
        shown.append({"label": "Trừ số đã chi sau khi chết", "amount": -set_off})
    return shown


def _received(payee: dict[str, Any] | None, facts: Decided, law: Parameters) -> str:
    return payment_sentence(payee, facts.decided_on, law) if payee else "Không có khoản chi trả kèm theo."


def _remarks(facts: Decided) -> list[str]:
    """Why the decision is not what was asked for, and who was left out."""
    remarks = [reason["vi"] for reason in facts.benefit["reasons"]]
    return remarks + [f"{person['name']} không hưởng hằng tháng: {person['reason']}" for person in facts.refused]
