"""Every expression of a definition, with what is asked of it and the place of each character."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflow.compiler.context import Context
from workflow.compiler.shapes import ANYTHING, BOOLEAN, TEXT, Kind, Shape
from workflow.compiler.syntax import Syntax, syntax_of
from workflow.conditions import Condition, Expression
from workflow.definition.models import (
    CallStep,
    ComputeStep,
    DecideStep,
    Definition,
    EachStep,
    ParallelStep,
    PayStep,
    ProduceStep,
    RequestStep,
    Step,
    WaitStep,
)
from workflow.definition.places import Path, Place
from workflow.definition.reading import Node

LIST = Shape(frozenset({Kind.LIST}))


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression, where it stands, what its value must be, and whether there must be one."""

    keys: Path
    expression: Expression
    wanted: Shape = ANYTHING
    must_be_there: bool = True
    of_step: bool = False
    """Whether only a step's value must be there, and a field of the form may be left empty."""


def asked(step: Step, context: Context) -> Iterator[Asked]:
    """Every expression of a step."""
    match step:
        case DecideStep():
            for index, choice in enumerate(step.decide):
                if choice.when is not None:
                    yield Asked(("decide", index, "when"), choice.when, BOOLEAN)
        case EachStep():
            yield Asked(("each",), step.each, LIST, of_step=True)
        case PayStep():
            yield Asked(("pay",), step.pay, LIST)
        case WaitStep():
            if step.until is not None:
                yield Asked(("until",), step.until, TEXT)
            if step.once is not None:
                yield Asked(("once",), step.once, BOOLEAN, must_be_there=False)
        case ParallelStep():
            for branch, graph in step.parallel.items():
                if graph.when is not None:
                    yield Asked(("parallel", branch, "when"), graph.when, BOOLEAN)
    if isinstance(step, ParallelStep | EachStep) and isinstance(step.until, Condition):
        yield Asked(("until",), step.until, BOOLEAN, must_be_there=False)
    if isinstance(step, ParallelStep | CallStep) and step.exclusive is not None:
        yield Asked(("exclusive",), step.exclusive, must_be_there=False)
    given = step.answers if isinstance(step, CallStep) else getattr(step, "with_", {})
    for key, expression in given.items():
        yield Asked(("with", key), expression, must_be_there=key in needed(step, context))


def asked_above(definition: Definition) -> Iterator[Asked]:
    """The expressions that stand above the steps."""
    if definition.subject is not None:
        yield Asked(("subject",), definition.subject, must_be_there=False)
    for name, paper in definition.components.items():
        if paper.when is not None:
            yield Asked(("components", name, "when"), paper.when, BOOLEAN)
    for index, limit in enumerate(definition.deadline.choose):
        if limit.when is not None:
            yield Asked(("deadline", "choose", index, "when"), limit.when, BOOLEAN)


def needed(step: Step, context: Context) -> frozenset[str]:
    """The entries of `with:` that may not be left out."""
    match step:
        case ComputeStep():
            inputs = context.rule_inputs.get(step.compute, {})
            return frozenset(name for name, required in inputs.items() if required)
        case ProduceStep():
            return context.templates.get(step.produce, frozenset())
        case RequestStep():
            return frozenset({"key"})
    return frozenset()


def tree_of(expression: Expression) -> Syntax | None:
    """The tree of an expression; None for the few the evaluator takes and the parser does not."""
    try:
        return syntax_of(expression.source)
    except (ValueError, SyntaxError, RecursionError):
        return None


def place_in(node: Node, expression: Expression, column: int) -> Place:
    """Where a character of an expression stands; the expression's own place when it is folded or filled in."""
    if node.text is None or node.value != expression.source:
        return node.place
    return replace(node.text, column=node.text.column + column - 1)
