"""A list of people insured only for health: order in households, sums by payer, and the data of their cards (procedure 3)."""

from collections import defaultdict
from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.card_validity import CHILD, Cardholder, validity
from procedures.rules.law import Parameters
from procedures.rules.participants import in_sentences, number_of, why_not
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, dong
from procedures.rules.working import Facts, Working

PAYERS = ("gross", "fund", "state", "local", "other", "own")
FULL_DAY = len("2020-01-31")


class CardList(Facts):
    """The rows of the form."""

    rows: tuple[dict[str, Any], ...]


@rule(outcomes=("split",))
def split(facts: CardList, law: Parameters) -> Working:
    """`values`: rows, each with its `order` in the household: after the members insured before, in the order of the list."""
    seen: dict[str, int] = defaultdict(int)
    rows = []
    for row in facts.rows:
        household = row.get("household_code", "")
        seen[household] += 1
        rows.append({**row, "order": int(row.get("members_before", 0)) + seen[household] if household else 1})
    return Working(outcome="split", values={"rows": rows})


class Judged(Facts):
    """Every person as an `each` step gathers them: row, participant, card, facility, amount, standing, examine, outcome."""

    people: tuple[dict[str, Any], ...]
    collector: dict[str, Any] | None = Field(
        None, description="who filed the list, with the slip of what was collected"
    )


@rule(outcomes=("some_insured", "none_insured"))
def settle(facts: Judged, law: Parameters) -> Working:
    """`values`: gross, fund, state, local, other, own (đồng), insured and refused (people), amounts and facts (for template
    notice), letter (reasons for it), applicant, collected_differs."""
    insured = [person for person in facts.people if person["outcome"] == "ready"]
    refused = [person for person in facts.people if person["outcome"] != "ready"]
    sums = {payer: sum(person["amount"][payer] for person in insured) for payer in PAYERS}
    slip = (facts.collector or {}).get("slip")
    return Working(
        outcome="some_insured" if insured else "none_insured",
        amount=sums["own"],
        values={
            **sums,
            "insured": len(insured),
            "refused": len(refused),
            "amounts": [_amount(person) for person in insured],
            "facts": _facts(insured, refused, sums),
            "letter": [{"text": f"{person['row']['full_name']}: {_why_not(person)}"} for person in refused],
            "applicant": {"name": facts.collector["name"] if facts.collector else facts.people[0]["row"]["full_name"]},
            "collected_differs": slip is not None and slip["collected"] != sums["own"],
        },
    )


class Issued(Facts):
    """The people to get a card, once everything is paid."""

    people: tuple[dict[str, Any], ...]
    group: str = Field(pattern="^[A-Z]{2}$")
    paid_on: date = Field(description="the day of issue; a receipt of the collector may be earlier")
    home_province: str = Field(pattern=r"^\d{2}$", description="province of the agency, a part of the card's number")


@rule(outcomes=("ready",))
def cards(facts: Issued, law: Parameters) -> Working:
    """`values`: cards, as templates health-card and health-card-sheet take them; waiting (people whose card begins later)."""
    insured = [person for person in facts.people if person["outcome"] == "ready"]
    made = [_card(person, facts, law) for person in insured]
    return Working(
        outcome="ready",
        values={"cards": [card for card, _ in made], "waiting": sum(is_waiting for _, is_waiting in made)},
    )


def _card(person: dict[str, Any], facts: Issued, law: Parameters) -> tuple[dict[str, Any], bool]:
    row, register = person["row"], person.get("card") or {}
    receipt = row.get("receipt") or {}
    is_child = facts.group == CHILD and len(row["dob"]) == FULL_DAY
    holder = Cardholder(
        group=facts.group,
        paid_on=receipt.get("issued_on") or facts.paid_on,
        months=row.get("months", 12),
        entitled_on=row.get("entitled_on"),
        birth_on=row["dob"] if is_child else None,
        earlier=tuple(register.get("periods", ())),
        five_years_from=register.get("five_years_from"),
    )
    valid = validity(holder, law).values
    number = number_of(person)
    level = law.at("hi_group_level", facts.paid_on).get(facts.group, 4)
    facility = person["facility"]
    shown = {
        "number": number,
        "code": f"{facts.group}{level}{facts.home_province}{number[-10:]}",
        "name": row["full_name"],
        "birth": row["dob"],
        "gender": row["gender"],
        "address": address_line(row["address"], facts.paid_on, law) if row.get("address") else None,
        "facility": facility["name"],
        "facility_code": facility["code"],
        "valid_from": valid["valid_from"],
        "valid_until": valid["valid_to"],
        "five_years_from": valid["five_years_from"],
        "living_area": row.get("living_area"),
    }
    return {key: value for key, value in shown.items() if value is not None}, valid["is_waiting"]


def _amount(person: dict[str, Any]) -> dict[str, Any]:
    amount = person["amount"]
    paid = {"fund": "quỹ đóng", "state": "ngân sách nhà nước", "local": "địa phương", "other": "khác"}
    note = [f"{amount['months']} tháng", *(f"{name} {dong(amount[key])}" for key, name in paid.items() if amount[key])]
    label = f"{person['row']['full_name']} ({number_of(person)})"
    return {"label": label, "amount": amount["own"], "note": "; ".join(note)}


def _facts(insured: list[Any], refused: list[Any], sums: dict[str, int]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = [
        {"label": "Số người được cấp thẻ", "value": len(insured)},
        {"label": "Tổng mức đóng", "value": dong(sums["gross"])},
    ]
    for key, label in (
        ("fund", "Quỹ bảo hiểm đóng"),
        ("state", "Ngân sách nhà nước"),
        ("local", "Ngân sách địa phương"),
    ):
        if sums[key]:
            shown.append({"label": label, "value": dong(sums[key])})
    if refused:
        names = "; ".join(f"{person['row']['full_name']}: {_why_not(person)}" for person in refused)
        shown.append({"label": "Không cấp thẻ", "value": names})
    return shown


def _why_not(person: dict[str, Any]) -> str:
    """A card of another group, or what else the officer or the rule found."""
    covered = [reason["vi"] for reason in (person.get("standing") or {}).get("reasons", ())]
    said = (person.get("examine") or {}).get("reason")
    return in_sentences([*covered, said]) if covered else why_not(person)
