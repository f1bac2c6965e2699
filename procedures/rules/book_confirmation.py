"""Books confirmed up to the last paid month, and which months other provinces must confirm first (procedure 1, case h)."""

from typing import Any

from pydantic import Field

from procedures.rules.history import ContributionPeriod, month_name
from procedures.rules.history_papers import history_paper
from procedures.rules.law import Parameters
from procedures.rules.participants import why_not
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working


class Histories(Facts):
    """Every worker as an `each` step gathers them: row, history, clarify, outcome."""

    people: tuple[dict[str, Any], ...]
    home_province: str = Field(pattern=r"^\d{2}$")


@rule(outcomes=("here", "elsewhere", "none"))
def gather(facts: Histories, law: Parameters) -> Working:
    """`values`: papers (for template contribution-history), to_ask (worker and province), letter (reasons), refused."""
    known = [person for person in facts.people if person["outcome"] == "found" and person["history"]["periods"]]
    unknown = [person for person in facts.people if person not in known]
    to_ask = [
        {"full_name": person["row"]["full_name"], "si_number": person["row"]["si_number"], "province": province}
        for person in known
        for province in sorted(
            {each.get("province") for each in person["history"]["periods"]} - {facts.home_province, None}
        )
    ]
    return Working(
        outcome="none" if not known else "elsewhere" if to_ask else "here",
        values={
            "papers": [_paper(person) for person in known],
            "to_ask": to_ask,
            "letter": [{"text": f"{person['row']['full_name']}: {_why(person)}"} for person in unknown],
            "refused": len(unknown),
        },
    )


def _paper(person: dict[str, Any]) -> dict[str, Any]:
    row = person["row"]
    periods = tuple(ContributionPeriod.model_validate(each) for each in person["history"]["periods"])
    last = month_name(max(period.months[-1] for period in periods))
    holder = {
        "name": row["full_name"],
        "insurance_number": row["si_number"],
        "birth": row["dob"],
        "gender": row["gender"],
        "personal_id": row.get("personal_id"),
    }
    return {
        "applicant": {key: value for key, value in holder.items() if value is not None},
        **history_paper(periods),
        "note": f"Xác nhận đến hết tháng {last[5:]}/{last[:4]}.",
    }


def _why(person: dict[str, Any]) -> str:
    return (person.get("clarify") or {}).get("reason") or why_not(person)
