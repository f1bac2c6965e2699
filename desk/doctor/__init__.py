"""What a machine needs to run Motcua: every check, in the order a person mends things.

Checks look and change nothing. What they look with is imported inside them, so that a machine on which something
cannot even be imported still gets all other findings.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from desk.doctor import clocks, data, definitions, keys, machine, systems
from desk.doctor.findings import Caution, State, state_of
from outputs.health import Finding, check
from workflow.settings import Settings

__all__ = ["Caution", "Diagnosis", "State", "examine", "is_well"]

Check = Callable[[Settings], Iterable[Finding]]


@dataclass(frozen=True)
class Diagnosis:
    """A finding, and which part of the machine it is about."""

    part: str
    finding: Finding

    @property
    def state(self) -> State:
        return state_of(self.finding)

    @property
    def remedy(self) -> str:
        """How to mend it; empty when there is nothing to mend."""
        return "" if self.finding.fine else self.finding.remedy


def papers(settings: Settings) -> list[Finding]:
    """Fonts, and what cuts them down."""
    return check()


CHECKS: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("Machine", (machine.python, machine.system_packages, papers)),
    ("Time", (clocks.zone, clocks.office_clock)),
    ("Data", (data.database, data.blobs, data.free_disk)),
    ("Keys", (keys.store_key, keys.seal, keys.officers, keys.closed_to_others)),
    ("Definitions", (definitions.compiled,)),
    ("Other systems", (systems.prefect, systems.outside)),
)


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Every finding, as it is made. A check that breaks is a finding too."""
    for part, checks in CHECKS:
        for look in checks:
            try:
                yield from (Diagnosis(part, finding) for finding in look(settings))
            except Exception as error:  # a doctor who dies of what the patient has is of no use
                name = look.__name__.replace("_", " ").capitalize()
                yield Diagnosis(part, Finding(name, False, f"could not be checked: {type(error).__name__}: {error}"))


def is_well(diagnoses: Iterable[Diagnosis]) -> bool:
    """Whether nothing that is needed is missing."""
    return all(diagnosis.state is not State.MISSING for diagnosis in diagnoses)
