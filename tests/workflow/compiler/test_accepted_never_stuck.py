"""What the compiler accepts never gets stuck: good definitions damaged at random, and those still accepted walked to every end.

Small ones are walked exhaustively, larger ones as far as a bound, nearest states first.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.patterns.reading import patterns
from tests.workflow.compiler.test_compiler_fuzz import INTAKE, RICH
from tests.workflow.compiler.wandering import explore
from tests.workflow.engine.graphs import as_node, drawn_by, the_context
from tests.workflow.toy import head
from workflow.compiler import check, compile_procedure
from workflow.definition.library import Source, digest_of
from workflow.definition.reading import read_text
from workflow.engine import Procedure

BOUND = 150
"""States of one definition that are looked at."""
LISTS = {name: [{"simple": True}, {"simple": False}] for name in ("people", "workers", "heirs", "members", "experts")}
ANSWERS = {
    **LISTS, "go": True, "numbers": [60], "name": "Hoa", "days": 31, "age": 19, "disabled": True, "day": "2026-04-01",
    "payments": [{"amount": 1}],
}  # fmt: skip
OTHERS = {**ANSWERS, "go": False, "numbers": [60, 60], "days": 3, "age": 7, "disabled": False, "payments": []}
GOOD = {pattern.file.stem: head(time="60 working days") + pattern.steps for pattern in patterns()} | {"rich": RICH}


def compiled(tree: dict[str, Any]) -> Procedure | None:
    """The procedure, where the compiler accepts it."""
    shared = {"common/intake": read_text(INTAKE, "intake.yaml")}
    source = Source("toy", Path("toy"), "toy.yaml", as_node(tree), shared.__getitem__)
    context = replace(the_context(), procedures=frozenset({"toy", "other"}))
    if check(source, context):
        return None
    return compile_procedure(source, date(2026, 1, 5), context, digest_of)


def never_stuck(procedure: Procedure, *answers: dict[str, Any]) -> bool:
    """Every state goes on to an end; gives whether all of them were seen."""
    ways = explore(procedure, answers, BOUND)
    for what, cases in {"stuck": ways.stuck(), "without a way to an end": ways.endless()}.items():
        for case in cases:
            shown = [f"{token.path} ({token.waits_for})" for token in case.tokens.values()]
            pytest.fail(f"{what} at {shown}: {procedure.definition.steps}")
    return ways.whole


def tree_of(text: str) -> dict[str, Any]:
    return dict(read_text(text, "toy.yaml").plain())


@pytest.mark.parametrize("name", GOOD)
def test_a_good_definition_goes_every_way_to_an_end(name: str) -> None:
    procedure = compiled(tree_of(GOOD[name]))
    assert procedure is not None
    whole = never_stuck(procedure, ANSWERS, OTHERS)
    assert whole or name == "rich"


@pytest.mark.parametrize("seed", range(25))
def test_a_random_definition_goes_every_way_to_an_end(seed: int) -> None:
    random = Random(seed)
    drawn, answers = drawn_by(lambda *choices: random.choice(choices))
    never_stuck(drawn.procedure, answers, {**answers, "go": not answers["go"]})


def test_a_damaged_definition_that_is_still_accepted_goes_every_way_to_an_end() -> None:
    accepted = 0
    for seed in range(150):
        random = Random(seed)
        tree = tree_of(GOOD[random.choice(list(GOOD))])
        for _ in range(random.randint(1, 3)):
            damage(tree, random)
        procedure = compiled(tree)
        if procedure is not None:
            accepted += 1
            never_stuck(procedure, ANSWERS, OTHERS)
    assert accepted > 30


# --- Damage that the language may well allow ---


def damage(tree: dict[str, Any], random: Random) -> None:
    """Change what one step does or where it leads."""
    graph = random.choice(list(graphs_of(tree["steps"])))
    name = random.choice(list(graph))
    step = graph[name]
    if not isinstance(step, dict):
        return
    kind = random.choice(["lead", "lead", "lead", "join", "drop", "copy", "forget", "branch", "wait"])
    if kind == "lead":
        lead_elsewhere(step, random.choice(list(graph)), random)
    elif kind == "join" and ("parallel" in step or "each" in step):
        step["until"] = random.choice(["any", "all", 1, 2, 3, "count >= 1", "count > 5"])
    elif kind == "drop" and len(graph) > 1:
        del graph[name]
    elif kind == "copy":
        other = deepcopy(random.choice(list(graph.values())))
        graph[name] = {**other, **({"then": step["then"]} if "then" in step and "then" in other else {})}
    elif kind == "forget":
        step.pop(random.choice(list(step)))
    elif kind == "branch" and "parallel" in step:
        branch = random.choice(list(step["parallel"]))
        steps = step["parallel"][branch]
        step["parallel"][branch] = {"when": random.choice(["form.go", "!form.go"]), "steps": steps.get("steps", steps)}
    elif kind == "wait":
        then = {"then": step["then"]} if isinstance(step.get("then"), str) else {}
        graph[name] = {
            **random.choice(
                [
                    {"event": "said"}, {"event": "said", "kept": True}, {"events": ["said", "unsaid"]},
                    {"once": "!form.go", "wait": "1 working days"}, {"once": "form.go", "wait": "1 working days"},
                ]
            ),
            **then,
        }  # fmt: skip


def lead_elsewhere(step: dict[str, Any], target: str, random: Random) -> None:
    if "decide" in step:
        choice = random.choice(step["decide"])
        choice["otherwise" if "otherwise" in choice else "then"] = target
    elif isinstance(step.get("then"), dict):
        step["then"][random.choice(list(step["then"]))] = target
    elif "end" not in step:
        step["then"] = target


def graphs_of(steps: dict[str, Any]) -> Any:
    """The steps of every graph."""
    yield steps
    for step in steps.values():
        if isinstance(step, dict):
            for branch in step.get("parallel", {}).values():
                yield from graphs_of(branch.get("steps", branch))
            if "each" in step:
                yield from graphs_of(step.get("steps", {}))
