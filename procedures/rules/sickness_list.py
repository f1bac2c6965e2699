"""The employer's list 01B-HSB of sick leaves: split before they are judged, then put together as list C70a-HD (procedure 5)."""

from collections import defaultdict
from datetime import date
from typing import Any

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.settled_list import CORRECTION as CORRECTED
from procedures.rules.settled_list import Judged, Rows, length_text, settle_list
from procedures.rules.wording import number_text
from procedures.rules.working import Working

CHILD, LONG_TERM, CORRECTION = "d_child_under_7", "f_long_term_disease", "g_correction"
GROUPS = {CHILD: "Con ốm", LONG_TERM: "Ốm dài ngày", CORRECTION: CORRECTED}
ORDINARY = "Ốm đau thông thường"


@rule(outcomes=("split",))
def split(facts: Rows, law: Parameters) -> Working:
    """`values`: rows, each with `cause` and with `taken`: days of the same kind asked for earlier in this list.

    A leave counts in the year it begins in. Corrections neither use up days here nor are cut by others.
    """
    taken: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    found: dict[int, dict[str, Any]] = {}
    for index, row in sorted(enumerate(facts.rows), key=lambda numbered: numbered[1]["leave_from"]):
        is_child = row["case"] == CHILD
        cause = "sick_child" if is_child else "illness"
        key = (row["si_number"], row.get("child_dob"), row.get("child_name")) if is_child else (row["si_number"],)
        is_counted = row["case"] != CORRECTION
        found[index] = {**row, "cause": cause, "taken": list(taken[key]) if is_counted else []}
        if is_counted:
            taken[key].append({"year": date.fromisoformat(row["leave_from"]).year, "days": row["days"]})
    return Working(outcome="split", values={"rows": [found[index] for index in range(len(facts.rows))]})


@rule(outcomes=("some_granted", "none_granted"))
def settle(facts: Judged, law: Parameters) -> Working:
    """The list as template settled-list takes it, and the money; see `settled_list.settle_list` for its values."""
    return settle_list(facts, _describe, law)


def _describe(person: dict[str, Any]) -> dict[str, Any]:
    benefit = person["benefit"]
    pieces, years = benefit["pieces"], list(benefit["quota"].values())
    several = "; ".join(f"{length_text(piece['months'], piece['days'])} × {piece['rate']}%" for piece in pieces)
    return {
        "group": GROUPS.get(person["row"]["case"], ORDINARY),
        "days": number_text(benefit["days_paid"]),
        "days_in_year": number_text(years[0]["taken_before"] + benefit["days_paid"]) if len(years) == 1 else None,
        "wage": benefit["base_wage"],
        "rate": pieces[0]["rate"],
        "amount": benefit["amount"],
        "notes": [several] if len(pieces) > 1 else [],
    }
