"""What registers and officers found about a death, put together for the rules of survivorship (procedure 11)."""

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from procedures.rules.history import Month, month_number
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.survivors_facts import Receives
from procedures.rules.working import Facts, Value, Working

RECEIVES: dict[str, Receives] = {
    "pension": "pension",
    "commune_cadre": "pension",
    "incapacity": "incapacity",
    "decision_613": "incapacity",
    "work_accident": "accident",
}  # the first of them that ran counts


class Drawn(Value):
    """A monthly benefit as the register of benefits has it."""

    model_config = ConfigDict(populate_by_name=True, frozen=True, extra="ignore")

    kind: str
    status: Literal["waiting", "paying", "suspended", "ended"]
    monthly: int = Field(ge=0)
    from_month: Month = Field(alias="from")
    percent: int | None = None


class Established(Value):
    """What an accountant established where the register does not tell."""

    receives: Receives
    monthly: int = Field(ge=0)
    months: int = Field(ge=0, description="months drawn; of the allowance of article 23 the months not drawn")
    percent: int = Field(0, ge=0, le=100)


class Found(Facts):
    """Everything that was found."""

    died_on: date
    benefits: tuple[Drawn, ...] = ()
    established: Established | None = None
    people: tuple[dict[str, Any], ...] = Field((), description="as an `each` step gathers them: row, right, outcome")


@rule(outcomes=("gathered",))
def gather(facts: Found, law: Parameters) -> Working:
    """`values`: relatives, receives, monthly_amount, months_drawn, months_left and accident_percent, as rule
    survivors.benefit takes them; refused: who was left out, with the reason."""
    relatives = [
        _judged(person) | {"index": index, "is_entitled": person["outcome"] == "entitled"}
        for index, person in enumerate(facts.people)
        if person.get("right")
    ]
    refused = [
        {"name": person["row"]["full_name"], "reason": _reason(person)}
        for person in facts.people
        if person["outcome"] != "entitled"
    ]
    return Working(outcome="gathered", values={**_drawn(facts), "relatives": relatives, "refused": refused})


def _judged(person: dict[str, Any]) -> dict[str, Any]:
    row, right = person["row"], person["right"]
    kept = ("born_on", "is_incapacitated", "rate", "times", "from_month", "until_month")
    named = {"name": row["full_name"], "relation": row["relation"], "asks_monthly": row["asks_monthly"]}
    return {**named, **{key: right[key] for key in kept}}


def _reason(person: dict[str, Any]) -> str:
    """What the rule said against it, else what an officer wrote."""
    if person.get("right"):
        return " ".join(reason["vi"] for reason in person["right"]["reasons"])
    looked = person.get("inspect") or person.get("examine") or {}
    return str(looked.get("reason", ""))


def _drawn(facts: Found) -> dict[str, Any]:
    """The benefit that counts: what was established, else the first that ran at the death."""
    found = facts.established
    if found:
        is_rest = found.receives == "article_23"
        return {
            "receives": found.receives,
            "monthly_amount": found.monthly,
            "months_drawn": 0 if is_rest else found.months,
            "months_left": found.months if is_rest else 0,
            "accident_percent": found.percent,
        }
    running = [b for b in facts.benefits if b.kind in RECEIVES and b.status in ("paying", "suspended")]
    running.sort(key=lambda benefit: list(RECEIVES).index(benefit.kind))
    if not running:
        nothing = dict.fromkeys(("monthly_amount", "months_drawn", "months_left", "accident_percent"), 0)
        return {"receives": "none", **nothing}
    first = running[0]
    months = month_number(facts.died_on) - month_number(first.from_month) + 1
    return {
        "receives": RECEIVES[first.kind],
        "monthly_amount": first.monthly,
        "months_drawn": max(months, 0),
        "months_left": 0,
        "accident_percent": first.percent or 0,
    }
