"""The employer's list 01B-HSB of convalescence: split before it is judged, then put together as list C70a-HD (procedure 7)."""

from collections import defaultdict
from typing import Any

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.settled_list import CORRECTION, Judged, Rows, settle_list
from procedures.rules.working import Working

AFTER = {"a_after_sickness": "sickness", "b_after_maternity": "maternity", "c_after_accident_disease": "accident"}
GROUPS = {
    "a_after_sickness": "Dưỡng sức sau ốm đau",
    "b_after_maternity": "Dưỡng sức sau thai sản",
    "c_after_accident_disease": "Dưỡng sức sau TNLĐ, BNN",
}


@rule(outcomes=("split",))
def split(facts: Rows, law: Parameters) -> Working:
    """`values`: rows, each with `after` and with `taken_here`: rests of the same kind earlier in this list."""
    taken: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    found: dict[int, dict[str, Any]] = {}
    for index, row in sorted(enumerate(facts.rows), key=lambda numbered: numbered[1]["leave_from"]):
        key = (row["si_number"], row["case"])
        found[index] = {**row, "after": AFTER[row["case"]], "taken_here": list(taken[key])}
        if "correction" not in row:
            taken[key].append({"rest_from": row["leave_from"], "days": row["days"]})
    return Working(outcome="split", values={"rows": [found[index] for index in range(len(facts.rows))]})


@rule(outcomes=("some_granted", "none_granted"))
def settle(facts: Judged, law: Parameters) -> Working:
    """The list as template settled-list takes it, and the money; see `settled_list.settle_list` for its values."""
    return settle_list(facts, _describe, law)


def _describe(person: dict[str, Any]) -> dict[str, Any]:
    row, benefit = person["row"], person["benefit"]
    pieces = benefit["pieces"]
    several = "; ".join(f"{piece['days']} ngày × {piece['level']:,} đồng".replace(",", ".") for piece in pieces)
    return {
        "group": CORRECTION if "correction" in row else GROUPS[row["case"]],
        "days": benefit["days_paid"],
        "days_in_year": benefit["days_taken"] + benefit["days_paid"],
        "wage": benefit["level"],
        "rate": benefit["rate"],
        "amount": benefit["amount"],
        "notes": [several] if len(pieces) > 1 else [],
    }
