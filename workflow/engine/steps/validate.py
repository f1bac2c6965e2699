"""`validate`: acts on the verdict that the door reached from schema, cross-field rules, papers and duplicates."""

from typing import TYPE_CHECKING

from workflow.definition.models import ValidateStep

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ValidateStep) -> None:
    missing = [] if step.validate_ == "form" else missing_components(turn)
    faults = [] if step.validate_ == "papers" else [fault.model_dump() for fault in turn.faults]
    duplicates = list(turn.duplicates) if step.validate_ == "all" else []
    found = {"faults": faults, "missing": missing, "duplicates": duplicates}
    turn.leave(scope, name, "invalid" if any(found.values()) else "valid", found)


def missing_components(turn: "Turn") -> list[str]:
    """Components this dossier needs and nobody handed in."""
    names = turn.names("")
    handed_in = {paper.component for paper in turn.papers}
    return [
        component
        for component, needed in turn.procedure.definition.components.items()
        if component not in handed_in and (needed.when is None or needed.when.holds(names))
    ]
