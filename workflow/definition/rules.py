"""Rules of law tied to the numbers they use: what a `compute` step runs, refusing values that do not fit in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from procedures import rules
from procedures.rules import Entry, NotInForce, Parameter, Parameters, Rule
from procedures.rules.reading import names_given, read_by
from workflow.engine.errors import Invalid
from workflow.engine.procedure import Computation


@dataclass(frozen=True)
class BoundRule:
    """A rule with the law of this library; the engine's `Computation`."""

    rule: Rule
    law: Parameters

    @property
    def outcomes(self) -> tuple[str, ...]:
        return self.rule.outcomes

    @cached_property
    def numbers(self) -> tuple[Parameter, ...]:
        """The parameters it may read."""
        return tuple(self.law.by_name[name] for name in sorted(read_by(self.rule, self.law)))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names its own values can have, and many more."""
        return names_given(self.rule)

    @property
    def inputs(self) -> dict[str, bool]:
        """The names of its facts, and whether each must be given."""
        return {name: field.is_required() for name, field in self.rule.facts_model.model_fields.items()}

    def __call__(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Outcome and plain values of the working.

        Raises Invalid: `rule-input` names rule and fact that does not fit, `rule-law` a day the law has no number for,
        `rule-facts` facts that contradict each other.
        """
        name = self.rule.name
        try:
            working = self.rule.apply(dict(values), self.law)
        except ValidationError as error:
            raise Invalid("rule-input", f"rule {name}: {_complaints(error)}") from None
        except NotInForce as error:
            raise Invalid("rule-law", f"rule {name}: {error}") from None
        except ValueError as error:
            raise Invalid("rule-facts", f"rule {name}: {error}") from None
        return working.outcome, working.plain()


def bound_rules(law: Parameters) -> dict[str, BoundRule]:
    """Every rule there is, by name."""
    return {name: BoundRule(rules.get(name), law) for name in rules.names()}


def with_parameters(computations: Mapping[str, Computation], changes: Mapping[str, Any]) -> dict[str, Computation]:
    """The same rules under a law in which some parameters have one value for all days."""
    others = [
        Parameter(name, name, name, "", (Entry(date.min, value, "set for this run", "assumed"),))
        for name, value in changes.items()
    ]
    changed: dict[str, Computation] = {}
    for name, computation in computations.items():
        if isinstance(computation, BoundRule):
            law = Parameters.of([*computation.law.by_name.values(), *others], computation.law.calendar)
            changed[name] = BoundRule(computation.rule, law)
        else:
            changed[name] = computation
    return changed


def _complaints(error: ValidationError) -> str:
    """Each fact that does not fit, never its value: complaints end up in logs."""
    found = (
        (".".join(map(str, problem["loc"])) or "the facts together", problem["msg"].removeprefix("Value error, "))
        for problem in error.errors(include_url=False, include_input=False)
    )
    return "; ".join(f"{place}: {message}" for place, message in found)
