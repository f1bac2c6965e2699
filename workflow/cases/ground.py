"""What a case stands on: the procedure of a day, its form, and the contracts its commands must keep; given by whoever runs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from workflow.definition.models import ReviewStep
from workflow.definition.reading import Node
from workflow.engine.case import Case
from workflow.engine.commands import Command
from workflow.engine.events import FormFault
from workflow.engine.procedure import Procedure


class Door(Protocol):
    """What stands between people and the engine."""

    def check_form(self, procedure: Procedure, answers: dict[str, Any], today: date) -> list[FormFault]:
        """Every fault of the answers."""
        ...

    def fill_in(
        self, step: ReviewStep, outcome: str, fields: Mapping[str, Any], today: date
    ) -> tuple[dict[str, Any], list[FormFault]]:
        """What an officer filled in, normalised, with every fault of it."""
        ...

    def complaint(self, procedure: Procedure, case: Case, command: Command) -> str | None:
        """What a paper, a bank, a register or another procedure would not take about a command."""
        ...


@dataclass(frozen=True)
class Ground:
    """`procedure_on` gives the version of a day, with parameters of law replaced; `answers_of` what `form:` names."""

    procedure_on: Callable[[date, Mapping[str, Any]], Procedure]
    answers_of: Callable[[Node], dict[str, Any]]
    door: Door
