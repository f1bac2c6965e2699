"""How grave a finding is."""

from dataclasses import dataclass
from enum import StrEnum

from outputs.health import Finding


class State(StrEnum):
    """What a finding comes to."""

    FINE = "fine"  # nothing to do
    WARNING = "warning"  # worth a look; everything works without it, for now
    MISSING = "missing"  # something needed is not there, or cannot be used


@dataclass(frozen=True)
class Caution(Finding):
    """A finding that keeps nothing from working: a warning when it is not fine."""


def state_of(finding: Finding) -> State:
    """The state of a finding."""
    if finding.fine:
        return State.FINE
    return State.WARNING if isinstance(finding, Caution) else State.MISSING
