"""Under which number a person takes part: the one already issued, the personal id, or one still to be issued (procedures 1–3)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Identity(Facts):
    """What a form says about one person."""

    si_number: str | None = Field(None, description="social insurance number, where one was issued")
    personal_id: str | None = Field(None, description="citizen number of 12 digits")
    submitted_on: date


@rule(outcomes=("known", "by_personal_id", "to_issue", "no_identity"))
def number(facts: Identity, law: Parameters) -> Working:
    """Since August 2025 the personal id is the number; before, the agency issues one. `values`: number, personal_id."""
    if facts.si_number:
        return Working(outcome="known", values={"number": facts.si_number})
    if facts.personal_id is None:
        return Working(outcome="no_identity")
    if law.at("personal_id_is_number", facts.submitted_on):
        values = {"number": facts.personal_id, "personal_id": facts.personal_id}
        return Working(outcome="by_personal_id", values=values)
    return Working(outcome="to_issue", values={"personal_id": facts.personal_id})


def number_of(person: dict[str, Any]) -> str:
    """The number a person takes part under: issued by an officer, known, or the personal id."""
    participant = person["participant"]
    issued = (participant.get("issue") or {}).get("si_number")
    return str(issued or participant["number"]["number"])


def in_sentences(parts: Iterable[str | None]) -> str:
    """Reasons one after another, each ending as a sentence does; what is missing is passed over."""
    return " ".join(part if part.endswith((".", ";")) else f"{part}." for part in parts if part)


def why_not(person: dict[str, Any]) -> str:
    """The reasons a row was refused, in Vietnamese: what the officer wrote, or what the rule found."""
    said = (person.get("examine") or {}).get("reason") or ((person.get("participant") or {}).get("unclear") or {}).get(
        "reason"
    )
    found = " ".join(reason["vi"] for reason in (person.get("amount") or {}).get("reasons", ()))
    return found or said or "Không đủ điều kiện tham gia."
