"""What becomes of a list of voluntary participants: sums, books to issue, what the confirmation says (procedure 2)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.participants import number_of, why_not
from procedures.rules.registry import rule
from procedures.rules.wording import dong, name_of
from procedures.rules.working import Facts, Working


class Judged(Facts):
    """Every participant as an `each` step gathers them: row, participant, amount, examine, outcome."""

    people: tuple[dict[str, Any], ...]
    collector: dict[str, Any] | None = Field(
        None, description="the service organisation, with the slip of what it collected"
    )
    settled_on: date


@rule(outcomes=("some_payable", "none_payable"))
def settle(facts: Judged, law: Parameters) -> Working:
    """`values`: total (own payments), gross, state_support, local_support, amounts and facts (for template notice), books
    (applicant and book, for template insurance-book-cover), refused, letter (reasons for it), applicant, collected_differs."""
    payable = [person for person in facts.people if person["outcome"] == "payable"]
    refused = [person for person in facts.people if person["outcome"] != "payable"]
    sums = {
        key: sum(each["amount"][key] for each in payable) for key in ("own", "gross", "state_support", "local_support")
    }
    total = sums.pop("own")
    return Working(
        outcome="some_payable" if payable else "none_payable",
        amount=total,
        values={
            **sums,
            "total": total,
            "amounts": [_confirmed(person) for person in payable],
            "facts": _facts(payable, refused, sums),
            "books": [
                _book(each, facts.settled_on, law) for each in payable if each["participant"]["outcome"] == "new"
            ],
            "refused": len(refused),
            "letter": [{"text": f"{each['row']['full_name']}: {why_not(each)}"} for each in refused],
            "applicant": _applicant(facts),
            "collected_differs": facts.collector is not None and facts.collector["slip"]["collected"] != total,
        },
    )


def _applicant(facts: Judged) -> dict[str, Any]:
    if facts.collector:
        return {"name": facts.collector["name"]}
    row = facts.people[0]["row"]
    return {"name": row["full_name"], "birth": row["dob"], "gender": row["gender"]}


def _confirmed(person: dict[str, Any]) -> dict[str, Any]:
    amount, row = person["amount"], person["row"]
    first, last = (f"{month[5:]}/{month[:4]}" for month in (amount["from_month"], amount["to_month"]))
    span = first if first == last else f"{first} – {last}"
    note = f"Thu nhập {dong(row['income'])}/tháng, {amount['months']} tháng; Nhà nước hỗ trợ {dong(amount['state_support'])}"
    return {"label": f"{row['full_name']} ({number_of(person)}), {span}", "amount": amount["own"], "note": note}


def _facts(payable: list[dict[str, Any]], refused: list[dict[str, Any]], sums: dict[str, int]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = [
        {"label": "Số người được ghi nhận", "value": len(payable)},
        {"label": "Tổng mức đóng", "value": dong(sums["gross"])},
        {"label": "Nhà nước hỗ trợ", "value": dong(sums["state_support"])},
    ]
    if refused:
        left_out = "; ".join(f"{person['row']['full_name']}: {why_not(person)}" for person in refused)
        shown.append({"label": "Không ghi nhận", "value": left_out})
    return shown


def _book(person: dict[str, Any], day: date, law: Parameters) -> dict[str, Any]:
    row = person["row"]
    holder = {
        "name": row["full_name"],
        "insurance_number": number_of(person),
        "birth": row["dob"],
        "gender": row["gender"],
        "personal_id": row.get("personal_id"),
    }
    nationality = row.get("nationality")
    book = {"issue": 1, "nationality": name_of("countries", nationality, day, law) if nationality else None}
    return {
        "applicant": {key: value for key, value in holder.items() if value is not None},
        "book": {key: value for key, value in book.items() if value is not None},
    }
