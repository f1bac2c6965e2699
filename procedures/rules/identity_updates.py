"""A receiver's identity after the changes asked for: what the registers are asked with, and form 29-HSB (procedure 18, case d)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.decision_papers import GENDERS, applicant
from procedures.rules.law import Parameters
from procedures.rules.payees import ATTRIBUTES
from procedures.rules.registry import rule
from procedures.rules.wording import day_text, name_of
from procedures.rules.working import Facts, Working

# What the registers compare; ethnicity and nationality they only tell.
COMPARED = ("full_name", "dob", "gender")
LISTS = {"ethnicity": "ethnicities", "nationality": "countries"}


class Update(Facts):
    """A receiver as recorded, and what is to be changed."""

    person: dict[str, Any] = Field(description="as fragment person has it")
    changes: tuple[dict[str, Any], ...] = Field((), description="as fragment attribute_change has them")
    is_deceased: bool = False
    updated_on: date


@rule(outcomes=("living", "deceased", "no_number"))
def updated(facts: Update, law: Parameters) -> Working:
    """The person as changed. `values`: personal_id, full_name, dob, gender as changed; applicant, paragraphs and facts,
    as template notice takes them. Without a citizen number no register can be asked."""
    person = {**facts.person, **{each["attribute"]: each["new"] for each in facts.changes}}
    shown = [
        {
            "label": ATTRIBUTES[each["attribute"]],
            "value": f"{_text(each['attribute'], each['new'], facts.updated_on, law)}"
            + (f" (đã ghi: {_text(each['attribute'], each['old'], facts.updated_on, law)})" if each.get("old") else ""),
        }
        for each in facts.changes
    ]
    whom = "người hưởng đã chết" if facts.is_deceased else "người hưởng"
    outcome = "no_number" if not person.get("personal_id") else "deceased" if facts.is_deceased else "living"
    return Working(
        outcome=outcome,
        values={
            **{name: person[name] for name in (*COMPARED, "personal_id") if person.get(name)},
            "applicant": applicant(person, None, facts.updated_on, law),
            "paragraphs": [f"Thông tin nhân thân của {whom} trong dữ liệu chi trả được cập nhật như sau."],
            "facts": shown,
        },
    )


def _text(attribute: str, value: str, day: date, law: Parameters) -> str:
    """A value as papers show it."""
    if attribute == "dob":
        return day_text(value)
    if attribute == "gender":
        return GENDERS.get(value, value)
    return name_of(LISTS[attribute], value, day, law) if attribute in LISTS else value
