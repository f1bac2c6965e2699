"""The law as shipped, and builders of a worker's history, shared by the tests of the rules."""

from datetime import date
from pathlib import Path
from typing import Any

from procedures.rules import Entry, Parameter, Parameters
from workflow.definition.parameters import load_parameters

LAW = load_parameters(Path(__file__).parents[2] / "procedures" / "parameters")


def with_parameter(name: str, value: Any, starts_on: date) -> Parameters:
    """The law with one parameter replaced."""
    replaced = Parameter(name, "", "", "", (Entry(starts_on, value, "for this test"),))
    return Parameters.of([*LAW.by_name.values(), replaced], LAW.calendar)


def paid(first: str, last: str, wage: int, **more: Any) -> dict[str, Any]:
    """A stretch of paid months, as the register sends it."""
    return {"from": first, "to": last, "wage": wage, **more}
