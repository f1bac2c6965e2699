"""The list of rules: `@rule` enters a function under `module.function`, `get` finds it for a definition's `compute:`."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from procedures.rules.law import Parameters, Used
from procedures.rules.working import Facts, Source, Working

F = TypeVar("F", bound=Facts)

_RULES: dict[str, "Rule"] = {}
_SOURCE = tuple(field.name for field in fields(Used))


class UnknownRule(LookupError):
    """No rule has this name; the message lists those there are."""


@dataclass(frozen=True)
class Rule:
    """A rule of law: a pure function of facts and parameters."""

    name: str
    function: Callable[[Any, Parameters], Working]
    facts_model: type[Facts]
    outcomes: tuple[str, ...]

    def apply(self, facts: Facts | Mapping[str, Any], law: Parameters) -> Working:
        """Run the rule on facts, or on plain values that are checked against the facts model first.

        The working names every parameter entry that was used. Raises pydantic's ValidationError when the values do not
        fit, `NotInForce` when the law has no number for that day.
        """
        known = self.facts_model.model_validate(facts)
        recording = law.recording()
        working = self.function(known, recording)
        if working.outcome not in self.outcomes:
            raise ValueError(
                f"rule '{self.name}' ended with '{working.outcome}', not one of {', '.join(self.outcomes)}"
            )
        sources = tuple(Source(**{name: getattr(used, name) for name in _SOURCE}) for used in recording.used or ())
        return working.model_copy(update={"sources": sources})


def rule(
    outcomes: tuple[str, ...],
) -> Callable[[Callable[[F, Parameters], Working]], Callable[[F, Parameters], Working]]:
    """Enter a function `(facts, law) -> Working` into the list; its first parameter's type is the facts model."""

    def enter(function: Callable[[F, Parameters], Working]) -> Callable[[F, Parameters], Working]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        first = next(iter(inspect.signature(function).parameters))
        facts_model = typing.get_type_hints(function)[first]
        _RULES[name] = Rule(name, function, facts_model, outcomes)
        return function

    return enter


def get(name: str) -> Rule:
    """The rule of that name. Raises `UnknownRule`."""
    try:
        return _RULES[name]
    except KeyError:
        raise UnknownRule(f"there is no rule '{name}'; there are {', '.join(names())}") from None


def names() -> list[str]:
    """The names of all rules, in order."""
    return sorted(_RULES)
