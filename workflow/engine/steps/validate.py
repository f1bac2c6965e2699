"""`validate`: acts on the verdict that the door reached from schema, cross-field rules, papers and duplicates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflow.conditions import Condition, ExpressionError
from workflow.definition.models import Definition, ValidateStep

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ValidateStep) -> None:
    missing = [] if step.validate_ == "form" else missing_components(turn)
    faults = [] if step.validate_ == "papers" else [fault.model_dump() for fault in turn.case.faults]
    duplicates = list(turn.case.duplicates) if step.validate_ == "all" else []
    found = {"faults": faults, "missing": missing, "duplicates": duplicates}
    turn.leave(scope, name, "invalid" if any(found.values()) else "valid", found)


def missing_components(turn: "Turn") -> list[str]:
    """Components this dossier needs and nobody handed in."""
    handed_in = {paper.component for paper in turn.case.papers}
    return [
        component
        for component in needed_components(turn.procedure.definition, turn.names(""))
        if component not in handed_in
    ]


def needed_components(definition: Definition, names: Mapping[str, Any]) -> list[str]:
    """Components a dossier with these values needs.

    Of a form with gaps it cannot always be told: such a component is not asked for before the gap is filled. Forms without
    faults have no such gaps, which the compiler proves.
    """
    return [component for component, needed in definition.components.items() if _is_needed(needed.when, names)]


def _is_needed(when: Condition | None, names: Mapping[str, Any]) -> bool:
    try:
        return when is None or when.holds(names)
    except ExpressionError:
        return False
