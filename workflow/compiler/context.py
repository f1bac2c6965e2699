"""What a definition may refer to: everything the compiler must know of the world around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.clock import Calendar
from workflow.definition.acts import LegalAct
from workflow.definition.organisation import Organisation
from workflow.engine.procedure import Computation

REGISTERS = ("population", "contributions", "certificates", "enterprise")


@dataclass(frozen=True)
class Context:
    """Known names and the shared parts that compiled procedures carry."""

    organisation: Organisation
    calendar: Calendar
    rules: Mapping[str, Computation] = field(default_factory=dict)
    rule_inputs: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """For each rule its inputs, and whether each must be given."""
    templates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each document template the values it needs from `with:`."""
    messages: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    registers: frozenset[str] = frozenset(REGISTERS)
    acts: Mapping[str, LegalAct] | None = None
    """The register of acts by number; None where none is kept, and nothing is said about the law."""
