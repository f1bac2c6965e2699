"""Checks of the law, for as long as a version rules dossiers: acts it cites are in force, numbers its rules read have a value."""

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from workflow.compiler.context import Beginning, Context
from workflow.compiler.walking import Site, sites
from workflow.definition.acts import LegalAct, numbers_in
from workflow.definition.models import ComputeStep, Definition
from workflow.definition.places import Fault, Path, Place, Remark
from workflow.definition.reading import Node

Span = tuple[date, date | None]
"""First and last day on which a submitted dossier gets a version; no last day: until further notice."""


def acts_are_in_force(definition: Definition, tree: Node, span: Span, context: Context) -> Iterator[Fault]:
    """unknown-act, act-not-in-force: cited by number, known, and in force from the version's first day to its last."""
    if context.acts is None:
        return
    for path, citation in _citations(definition, tree):
        numbers = numbers_in(citation)
        place = tree.place_of(path)
        if not numbers and path[-1] != "articles":
            hint = "cite it by its number, such as 41/2024/QH15, and enter it in common/acts.yaml"
            yield Fault("unknown-act", place, f"`{citation}` names no act of the register", hint)
        for number in dict.fromkeys(numbers):
            if number not in context.acts:
                yield Fault(
                    "unknown-act", place, f"{number} is not in the register of acts", _hint(number, context.acts)
                )
            else:
                yield from _in_force(number, context.acts[number], span, place)


def parameters_are_in_force(definition: Definition, tree: Node, span: Span, context: Context) -> Iterator[Fault]:
    """parameter-not-in-force: a rule may read a number of law that has no value yet when the version begins.

    Once begun, a number holds until further notice. Days before the version, on which an event may lie, are not looked at.
    """
    for place, rule, name, begins in _begun_late(definition, tree, span, context):
        if begins.excuse is None:
            reason = (
                f"rule {rule} reads `{name}`, which has no value before {begins.day}; this version begins on {span[0]}"
            )
            hint = f"add its value from {span[0]}, or say with `before:` why none is needed until {begins.day}"
            yield Fault("parameter-not-in-force", place, reason, hint)


def remarks_on_parameters(definition: Definition, tree: Node, span: Span, context: Context) -> Iterator[Remark]:
    """begins-late: a number has no value yet when the version begins, and the law of this folder says why."""
    for place, rule, name, begins in _begun_late(definition, tree, span, context):
        if begins.excuse is not None:
            reason = f"rule {rule} reads `{name}`, which has no value before {begins.day}: {begins.excuse}"
            yield Remark("begins-late", place, reason)


def _begun_late(
    definition: Definition, tree: Node, span: Span, context: Context
) -> Iterator[tuple[Place, str, str, Beginning]]:
    for site in sites(Site(definition.graph, tree, ("steps",))):
        for name, step in site.graph.steps.items():
            if isinstance(step, ComputeStep):
                for parameter, begins in context.rule_numbers.get(step.compute, {}).items():
                    if begins.day > span[0]:
                        yield site.place(name, "compute"), step.compute, parameter, begins


def _citations(definition: Definition, tree: Node) -> Iterator[tuple[Path, str]]:
    """Every text that cites an act, with the keys that lead to it."""
    for index, act in enumerate(definition.basis):
        yield ("basis", index, "act"), act.act
        yield ("basis", index, "articles"), act.articles or ""
    cited: list[tuple[Path, str | None]] = [(("deadline", "basis"), definition.deadline.basis)]
    cited += [(("deadline", "choose", i, "basis"), limit.basis) for i, limit in enumerate(definition.deadline.choose)]
    cited.append((("supplement", "basis"), definition.supplement.basis))
    for site in sites(Site(definition.graph, tree, ("steps",))):
        cited += [((*site.path, name, "law"), step.law) for name, step in site.graph.steps.items()]
    yield from ((path, citation) for path, citation in cited if citation is not None)


def _hint(number: str, acts: Mapping[str, LegalAct]) -> str:
    near = difflib.get_close_matches(number, acts, 1)
    return f"did you mean {near[0]}, {acts[near[0]].title.vi}?" if near else "enter it in common/acts.yaml"


def _in_force(number: str, act: LegalAct, span: Span, place: Place) -> Iterator[Fault]:
    first, last = span
    if act.in_force is not None and act.in_force > first:
        reason = f"{number} is in force from {act.in_force} only, and this version begins on {first}"
        yield Fault("act-not-in-force", place, reason, f"cite it in an entry `from: {act.in_force}`")
    if act.until is not None and (last is None or act.until < last):
        ruled = f"until {last}" if last else "without end"
        reason = f"{number} was in force until {act.until}, and this version, begun on {first}, rules dossiers {ruled}"
        instead = f" citing {act.replaced_by}" if act.replaced_by else ""
        yield Fault("act-not-in-force", place, reason, f"add an entry `from: {act.until + timedelta(1)}`{instead}")
