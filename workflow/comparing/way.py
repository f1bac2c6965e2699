"""Changes of the steps: which there are, where their outcomes lead, who decides and how, in graphs and the graphs inside."""

import difflib
from collections.abc import Iterator

from workflow.comparing.words import Change, Heading, come_and_gone, renamed, replaced, said
from workflow.definition.models import OTHERWISE, Choice, DecideStep, EndStep, Step, StepGraph

KEYS: dict[str, tuple[Heading, str]] = {
    "clock": (Heading.APPLICANT, "legal clock"),
    "deadline": (Heading.APPLICANT, "announced time limit"),
    "review": (Heading.WAY, "who decides"),
    "unit": (Heading.WAY, "unit"),
    "within": (Heading.WAY, "time allowed"),
    "not_by": (Heading.WAY, "not by whoever decided"),
    "fields": (Heading.WAY, "fields the officer fills in"),
    "required": (Heading.WAY, "fields the officer must fill in"),
    "reason_for": (Heading.WAY, "outcomes that need a written reason"),
    "checklist": (Heading.WAY, "checklist"),
    "validate_": (Heading.WAY, "what is validated"),
    "request": (Heading.WAY, "register asked"),
    "until": (Heading.WAY, "until"),
    "each": (Heading.WAY, "for every element of"),
    "wait": (Heading.WAY, "how long it waits"),
    "event": (Heading.WAY, "event it waits for"),
    "events": (Heading.WAY, "events it waits for"),
    "kept": (Heading.WAY, "keeps an event that comes before"),
    "once": (Heading.WAY, "goes on once"),
    "more": (Heading.WAY, "event that adds an element"),
    "exclusive": (Heading.WAY, "one dossier at a time for"),
    "end": (Heading.WAY, "how it ends"),
    "compute": (Heading.MONEY, "rule of law"),
    "pay": (Heading.MONEY, "what is paid"),
    "produce": (Heading.RESULTS, "template"),
    "series": (Heading.RESULTS, "number series"),
    "signed_by": (Heading.RESULTS, "signed by whoever decided"),
    "result": (Heading.RESULTS, "is a result"),
    "return_": (Heading.RESULTS, "how results go back"),
    "documents": (Heading.RESULTS, "documents handed over"),
    "notify": (Heading.RESULTS, "message"),
    "to": (Heading.RESULTS, "message goes to"),
    "call": (Heading.WORDING, "what it calls"),
    "labels": (Heading.WORDING, "what the buttons say"),
    "title": (Heading.WORDING, "title"),
    "law": (Heading.WORDING, "article"),
    "note": (Heading.WORDING, "note"),
}
"""Keys of steps: what they are about and what they are called."""

GIVEN = {
    "compute": Heading.MONEY,
    "request": Heading.WAY,
    "call": Heading.WAY,
    "produce": Heading.RESULTS,
    "notify": Heading.RESULTS,
}
"""What the values of `with:` are about, by the kind of step."""
GRAPHS = frozenset({"then", "decide", "parallel", "steps", "graph", "with_"})
"""Keys compared apart."""


def changes_of_way(before: StepGraph, after: StepGraph, inside: str = "") -> Iterator[Change]:
    """Every change of a graph and of the graphs inside its steps."""
    alike = {"then": None}
    bare = [{name: step.model_copy(update=alike) for name, step in graph.steps.items()} for graph in (before, after)]
    yield from come_and_gone(Heading.WAY, _step(inside, ""), *bare)
    names = {**renamed(*bare), **{name: name for name in before.steps if name in after.steps}}
    if names.get(before.first, before.first) != after.first:
        yield Change(Heading.WAY, f"{_place(inside)}begins at '{after.first}' instead of '{before.first}'")
    led = list(_ways(before, after, names, inside))
    yield from led
    yield from _order(before, after, names, inside, Heading.WAY if led else Heading.WORDING)
    for name, new in names.items():
        yield from _changes_of_step(before.steps[name], after.steps[new], inside + new)


def _changes_of_step(before: Step, after: Step, path: str) -> Iterator[Change]:
    called = f"step '{path}'"
    if before.kind != after.kind:
        yield Change(Heading.WAY, f"{called} is something else now", before.kind, after.kind)
        return
    for key in type(after).model_fields:
        if key not in GRAPHS:
            heading, what = KEYS[key]
            if key == "call" and not getattr(before, "is_shared", False):
                heading = Heading.WAY
            yield from replaced(heading, f"{called}: {what}", getattr(before, key), getattr(after, key))
    given = getattr(before, "with_", {}), getattr(after, "with_", {})
    for name in [*given[0], *(name for name in given[1] if name not in given[0])]:
        heading = Heading.WORDING if getattr(after, "is_shared", False) else GIVEN[after.kind]
        yield from replaced(heading, f"{called}: {name}", *(each.get(name) for each in given))
    old, new = before.children(), after.children()
    yield from come_and_gone(Heading.WAY, f"{called}: branch", old, new)
    for branch in old:
        if branch in new:
            begins = (getattr(graph[branch], "when", None) for graph in (old, new))
            yield from replaced(Heading.WAY, f"{called}: branch '{branch}' is begun when", *begins)
            yield from changes_of_way(old[branch], new[branch], f"{path}.{branch}/" if branch else f"{path}/")


def _ways(before: StepGraph, after: StepGraph, names: dict[str, str], inside: str) -> Iterator[Change]:
    """Where outcomes lead, with steps that are only called otherwise taken for the same."""
    for name, new in names.items():
        old_step, new_step = before.steps[name], after.steps[new]
        called = _step(inside, new)
        if old_step.kind != new_step.kind or isinstance(old_step, EndStep):
            continue
        if isinstance(old_step, DecideStep) and isinstance(new_step, DecideStep):
            choices = [_choices(old_step.decide, names), _choices(new_step.decide, {})]
            yield from replaced(Heading.WAY, f"{called} chooses", *choices)
            continue
        old = {way: names.get(target or "", target) for way, target in _targets(before, name).items()}
        yield from _led(called, old, _targets(after, new))


def _led(called: str, before: dict[str, str | None], after: dict[str, str | None]) -> Iterator[Change]:
    for way in [*before, *(way for way in after if way not in before)]:
        words = f"'{way}'" if way else "its end"
        if way not in after:
            yield Change(Heading.WAY, f"{called} no longer has the outcome {words}")
        elif way not in before:
            yield Change(Heading.WAY, f"{called} may also end as {words}, which leads to '{after[way]}'")
        elif before[way] != after[way]:
            yield Change(Heading.WAY, f"{called}: {words} leads to '{after[way]}' instead of '{before[way]}'")
    if list(before) != list(after) and set(before) == set(after):
        yield Change(Heading.WORDING, f"{called} offers its outcomes in another order")


def _targets(graph: StepGraph, name: str) -> dict[str, str | None]:
    """The step each outcome leads to; '' stands for the only one."""
    step = graph.steps[name]
    ways = step.then if isinstance(step.then, dict) else step.outcomes() or ("",)
    found = {way: graph.target(name, way) for way in ways}
    return {"": next(iter(found.values()))} if len(set(found.values())) == 1 and OTHERWISE in found else found


def _choices(choices: tuple[Choice, ...], names: dict[str, str]) -> str:
    return "; ".join(
        f"{said(choice.when) or 'otherwise'} leads to '{names.get(choice.target, choice.target)}'" for choice in choices
    )


def _order(
    before: StepGraph, after: StepGraph, names: dict[str, str], inside: str, heading: Heading
) -> Iterator[Change]:
    old, new = [names[name] for name in before.steps if name in names], [n for n in after.steps if n in names.values()]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    kept = {old[place] for block in matcher.get_matching_blocks() for place in range(block.a, block.a + block.size)}
    for place, name in enumerate(new):
        if name not in kept:
            where = f"after '{new[place - 1]}'" if place else "first"
            yield Change(heading, f"{_step(inside, name)} now stands {where}")


def _step(inside: str, name: str) -> str:
    return f"step '{inside}{name}'" if name else f"{_place(inside)}step"


def _place(inside: str) -> str:
    return f"in '{inside[:-1]}', " if inside else ""
