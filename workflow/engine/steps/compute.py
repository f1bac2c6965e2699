"""`compute`: a rule of law, applied inside the core, because rules are pure. It remembers when: some amounts age with the year."""

from typing import TYPE_CHECKING

from workflow.definition.models import ComputeStep

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ComputeStep) -> None:
    outcome, values = turn.procedure.rules[step.compute](turn.values(step.with_, scope))
    when = {"computed_on": turn.at.date().isoformat(), "computed_in": turn.at.year}
    turn.leave(scope, name, outcome, {**values, **when})
