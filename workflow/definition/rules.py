"""Rules of law tied to the numbers they use: what a `compute` step runs, refusing values that do not fit in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from procedures import rules
from procedures.rules import NotInForce, Parameters, Rule
from workflow.engine.errors import Invalid


@dataclass(frozen=True)
class BoundRule:
    """A rule with the law of this library; the engine's `Computation`."""

    rule: Rule
    law: Parameters

    @property
    def outcomes(self) -> tuple[str, ...]:
        return self.rule.outcomes

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


def _complaints(error: ValidationError) -> str:
    """Each fact that does not fit, never its value: complaints end up in logs."""
    found = (
        (".".join(map(str, problem["loc"])) or "the facts together", problem["msg"].removeprefix("Value error, "))
        for problem in error.errors(include_url=False, include_input=False)
    )
    return "; ".join(f"{place}: {message}" for place, message in found)
