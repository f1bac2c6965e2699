"""Books and health cards of workers who are registered (procedure 1)."""

from datetime import date
from typing import Any

from procedures.rules.law import Parameters
from procedures.rules.participants import number_of


def is_new(person: dict[str, Any]) -> bool:
    """Whether the person had no number before."""
    return bool((person.get("participant") or {}).get("outcome") == "new")


def book_of(person: dict[str, Any]) -> dict[str, Any]:
    """Groups applicant and book of template insurance-book-cover, for a newcomer."""
    row = person["row"]
    holder = {
        "name": row["full_name"],
        "insurance_number": number_of(person),
        "birth": row["dob"],
        "gender": row["gender"],
        "personal_id": row.get("personal_id"),
    }
    return {"applicant": {key: value for key, value in holder.items() if value is not None}, "book": {"issue": 1}}


def card_of(person: dict[str, Any], group: str, province: str, day: date, law: Parameters) -> dict[str, Any]:
    """A health card that holds from the first day of the first month of work."""
    row, number, facility = person["row"], number_of(person), person["facility"]
    level = law.at("hi_group_level", day).get(group, 4)
    shown = {
        "number": number,
        "code": f"{group}{level}{province}{number[-10:]}",
        "name": row["full_name"],
        "birth": row["dob"],
        "gender": row["gender"],
        "facility": facility["name"],
        "facility_code": facility["code"],
        "valid_from": f"{person['change']['from_month']}-01",
        "living_area": row.get("living_area"),
    }
    return {key: value for key, value in shown.items() if value is not None}
