"""What a definition may refer to: everything the compiler must know of the world around it."""

from collections.abc import Callable, Mapping, MutableSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.clock import Calendar
from workflow.compiler.schemas import shape_of
from workflow.compiler.shapes import Shape
from workflow.definition.acts import LegalAct
from workflow.definition.models import StepGraph
from workflow.definition.organisation import Organisation
from workflow.engine.procedure import Computation

Schema = Mapping[str, Any]


def _no_form(slug: str, file: str) -> Schema | None:
    return None


@dataclass(frozen=True)
class Beginning:
    """The day from which a parameter of the law has a value, and why none is needed before, where that is said."""

    day: date
    excuse: str | None = None


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
    registers: frozenset[str] = frozenset()
    rule_numbers: Mapping[str, Mapping[str, Beginning]] = field(default_factory=dict)
    """For each rule the parameters of the law that it may read, and from when they have a value."""
    acts: Mapping[str, LegalAct] | None = None
    """The register of acts by number; None where none is kept, and nothing is said about the law."""
    form_of: Callable[[str, str], Schema | None] = _no_form
    """The schema of a form, references resolved, by slug and file name; None where it cannot be read."""
    rule_facts: Mapping[str, Schema] = field(default_factory=dict)
    """JSON Schema of what a rule takes, where it is declared."""
    rule_values: Mapping[str, Schema] = field(default_factory=dict)
    """JSON Schema of what every rule gives beside its own values."""
    rule_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names that a rule's own values can have, where they can be told: what they are is taken on trust."""
    records: Mapping[str, Schema] = field(default_factory=dict)
    """JSON Schema of a register's record."""
    papers: Mapping[str, Schema] = field(default_factory=dict)
    """JSON Schema of a template's data, by template; and of what these refer to, by `$id`."""
    proved: MutableSet[str] | None = None
    """Where it is remembered which versions were found without fault in exactly this context; None: nowhere."""
    _shapes: dict[int, tuple[Schema, Shape]] = field(default_factory=dict, repr=False, compare=False)
    _values: dict[int, tuple[StepGraph, dict[str, Shape]]] = field(default_factory=dict, repr=False, compare=False)

    def once(self, graph: StepGraph, values: "Callable[[StepGraph, Context], dict[str, Shape]]") -> Mapping[str, Shape]:
        """What the steps of a graph hold, worked out once."""
        known = self._values.get(id(graph))
        if known is None:
            known = self._values[id(graph)] = graph, values(graph, self)
        return known[1]

    def shape_of(self, schema: Schema) -> Shape:
        """The shape of one of these schemas, worked out once."""
        known = self._shapes.get(id(schema))
        if known is None:
            known = self._shapes[id(schema)] = schema, shape_of(schema, self.papers)
        return known[1]
