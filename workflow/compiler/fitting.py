"""Checks of what `with:` gives: rules and papers get values of the shape they declare."""

from collections.abc import Iterator
from dataclasses import replace

from workflow.compiler.context import Context
from workflow.compiler.dataflow import Known
from workflow.compiler.expressions import Asked, needed, tree_of
from workflow.compiler.inference import inferred
from workflow.compiler.shapes import ANYTHING, NULL, Kind, Presence, Shape
from workflow.definition.models import ComputeStep, ProduceStep, Step
from workflow.definition.places import Fault
from workflow.definition.reading import Node


def fit(step: Step, name: str, each: Asked, node: Node, known: Known, context: Context) -> Iterator[Fault]:
    """type-mismatch, unfit-value, maybe-missing: the value of one entry against what is declared of it."""
    if each.keys[0] != "with":
        return
    wanted = declared(step, str(each.keys[1]), context)
    tree = tree_of(each.expression)
    if wanted == ANYTHING or tree is None:
        return
    given = inferred(tree, known.names, known.facts).shape
    if isinstance(step, ComputeStep):
        is_needed = each.keys[1] in needed(step, context)
        if is_needed and given == NULL:
            yield Fault("maybe-missing", node.place, f"step '{name}' gives '{each.keys[1]}' nothing, and it is needed")
        given = _without_null(given)
    for code, reason in _unfit(given, wanted, str(each.keys[1])):
        yield Fault(code, node.place, f"step '{name}': {reason}", f"what takes it is {_taker(step)}")


def declared(step: Step, entry: str, context: Context) -> Shape:
    """The shape a rule or a paper wants of an entry; anything where it says nothing."""
    schema = None
    if isinstance(step, ComputeStep):
        schema = context.rule_facts.get(step.compute)
    elif isinstance(step, ProduceStep):
        schema = context.papers.get(step.produce)
    if schema is None:
        return ANYTHING
    found = context.shape_of(schema).field(entry)
    return found.shape if found is not None else ANYTHING


def _unfit(given: Shape, wanted: Shape, path: str) -> Iterator[tuple[str, str]]:
    """Where a value cannot fit, or some of its values do not."""
    if given.is_anything or wanted.is_anything:
        return
    if not given.kinds & wanted.kinds:
        yield "type-mismatch", f"'{path}' gets {given}, and must be {wanted}"
        return
    if given.values is not None and wanted.values is not None:
        unknown = sorted(map(str, given.values - wanted.values))
        if unknown:
            yield "unfit-value", f"'{path}' may get '{unknown[0]}', which is not taken there"
    if given.items is not None and wanted.items is not None:
        yield from _unfit(given.items, wanted.items, f"{path}[]")
    if Kind.MAPPING not in given.kinds & wanted.kinds:
        return
    for name, each in wanted.fields.items():
        found = given.field(name)
        is_sure = found is not None and found.presence is Presence.ALWAYS
        if each.presence is Presence.ALWAYS and not is_sure:
            yield "maybe-missing", f"'{path}.{name}' is needed and may not be there"
        if found is not None and found.presence is not Presence.NEVER:
            yield from _unfit(_without_null(found.shape), each.shape, f"{path}.{name}")
    if wanted.rest is None:
        for name in sorted(given.fields.keys() - wanted.fields.keys()):
            if given.fields[name].presence is not Presence.NEVER:
                yield "unfit-value", f"'{path}.{name}' is not taken there"


def _without_null(shape: Shape) -> Shape:
    kinds = shape.kinds - NULL.kinds
    return shape if kinds == shape.kinds or not kinds or shape.is_anything else replace(shape, kinds=kinds)


def _taker(step: Step) -> str:
    return f"rule {step.compute}" if isinstance(step, ComputeStep) else f"template {getattr(step, 'produce', '')}"
