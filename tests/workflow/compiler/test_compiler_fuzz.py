"""The compiler never falls over: however a good definition is damaged, it is found sound or its faults are told with their places."""

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.toy import INTAKE, PLAIN, context_of, head, library_of
from workflow.compiler import Context, check
from workflow.conditions import Expression
from workflow.definition.library import Source
from workflow.definition.places import DefinitionError, Fault, Place
from workflow.definition.reading import LINE_BREAK, Node, parse

NAME = "procedures/toy/procedure.yaml"
SHARED = "procedures/common/graphs/intake.yaml"
RICH = (
    head()
    + PLAIN.lstrip("\n")
    + """
  people:
    each: form.people
    steps:
      kind: { decide: [{ when: row.simple, then: fine }, { otherwise: see }] }
      see: { review: specialist, fields: { amount: { type: integer } }, required: [amount], then: { grant: fine, refuse: out } }
      fine: { end: granted }
      out: { end: refused }
  side:
    parallel:
      ask: { register: { request: population, within: 2 working days }, done: { end: done } }
      rest: { pause: { wait: 1 working days, event: answered }, done: { end: done } }
    until: any
  money: { pay: form.payments, then: { paid: tell, rejected: check } }
  tell: { notify: hello, to: head, with: { name: form.name }, deadline: 10 working days, then: add }
  add: { compute: sums.total, with: { numbers: form.numbers }, then: other }
  other: { call: toy, with: { name: form.name }, then: back }
"""
).replace("then: { grant: approve,", "then: { more: people, grant: approve,")

SNIPPETS = (
    "", " ", "\n", "\t", ":", ": ", "- ", "{", "}", "[", "]", ",", "'", '"', "#", "&a ", "*a", "!t ", "<<: ", "? ", "|", ">",
    "null", "true", "0101", "1.0", "2025-02-30", "2025-07-01", "from: 2021-01-01, ", "on: x", "${unit}", "…", "\ufeff", "\x00",
    "\ud7ff", "common/intake", "common/../x", "form.a =", "steps:", "steps: {}", "then: ", "nowhere",
)  # fmt: skip
VALUES: list[Any] = [
    None, True, 0, -1, 3, 1.5, float("nan"), "", "x", "then", "common/intake", "common/x", "form.name", "5 working days",
    [], {}, [None], [[]], {"": None}, {"from": 1}, [{"from": "x"}], [{"from": None}], {"end": "settled"}, {"steps": {}},
    {"steps": {"a": {"end": "a"}}}, {"vi": "a"}, "${unit}", "a.all(x, x", "\x00", 10**30,
]  # fmt: skip


@given(st.data())
def test_text_cut_doubled_swapped_or_written_into_is_told_apart(data: st.DataObject) -> None:
    text = RICH
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        end = min(end, start + 40)
        kind = data.draw(st.sampled_from(["cut", "write", "double", "swap"]))
        piece = text[start:end]
        new = {"cut": "", "double": piece * 2, "swap": piece[::-1]}.get(kind)
        text = text[:start] + (data.draw(st.sampled_from(SNIPPETS)) if new is None else new) + text[end:]
    sound_or_told(text, INTAKE)


@given(st.data())
def test_values_exchanged_for_others_anywhere_are_told(data: st.DataObject) -> None:
    """In the definition or in the shared graph it calls; also keys renamed, left out or moved."""
    trees = [plain(RICH), plain(INTAKE)]
    for _ in range(data.draw(st.integers(1, 3))):
        which = data.draw(st.integers(0, 1))
        holders = [holder for holder in walk(trees[which]) if holder]
        holder = holders[data.draw(st.integers(0, 200)) % len(holders)]
        key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else list(range(len(holder)))))
        kind = data.draw(st.sampled_from(["value", "drop", "rename", "steal"]))
        if kind == "drop":
            del holder[key]
        elif kind == "rename" and isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["then", "end", "x", "start", "from", "graph", "parallel", "Ä b"]))] = (
                holder.pop(key)
            )
        elif kind == "steal":
            holder[key] = deepcopy(walk(trees[which])[data.draw(st.integers(0, 60)) % len(walk(trees[which]))])
        else:
            holder[key] = data.draw(st.sampled_from(VALUES))
    sound_or_told(*(re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(tree, ensure_ascii=False)) for tree in trees))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    node, faults = parse(text, NAME)
    assert node is not None or faults
    for fault in faults:
        has_a_place_in(fault, {NAME: text})


@given(st.text(alphabet="form.ab()[]{}<>=!&|?:'\"+-*/%, 0123456789xin\\…", max_size=40))
def test_any_condition_is_parsed_or_refused_with_words(source: str) -> None:
    complaint = complaint_about(source)
    assert complaint is None or complaint.startswith(f"`{source}` is not an expression: ")


def complaint_about(source: str) -> str | None:
    try:
        Expression(source)
    except ValueError as error:
        return str(error)
    return None


def sound_or_told(definition: str, shared: str) -> None:
    """Check a definition; every fault must lie in one of its files, with a reason."""
    texts = {NAME: definition, SHARED: shared}
    tree, faults = parse(definition, NAME)
    if tree is not None:
        source = Source("toy", Path("toy"), NAME, tree, shared_from(shared), tuple(faults))
        faults = check(source, the_context())
    for fault in faults:
        has_a_place_in(fault, texts)


def has_a_place_in(fault: Fault, texts: dict[str, str]) -> None:
    lines = LINE_BREAK.split(texts[fault.place.file])
    assert 1 <= fault.place.line <= len(lines) + 1
    line = lines[fault.place.line - 1] if fault.place.line <= len(lines) else ""
    assert 1 <= fault.place.column <= len(line) + 1
    assert fault.code
    assert fault.reason


def shared_from(text: str) -> Any:
    def read_shared(name: str) -> Node:
        if name != "common/intake":
            raise DefinitionError([Fault("missing-file", Place(SHARED), "the file is not there")])
        node, faults = parse(text, SHARED)
        if node is None or faults:
            raise DefinitionError(faults)
        return node

    return read_shared


def plain(text: str) -> Any:
    node, _ = parse(text, NAME)
    assert node is not None
    return json.loads(json.dumps(node.plain(), default=str))


def walk(value: Any) -> list[Any]:
    """Every mapping and list of a tree."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [] if children is None else [value, *(found for child in children for found in walk(child))]


@cache
def the_context() -> Context:
    with TemporaryDirectory() as folder:
        return context_of(library_of(Path(folder), {"toy": head()}))


def test_the_definition_that_is_damaged_here_is_a_good_one() -> None:
    tree, faults = parse(RICH, NAME)
    assert tree is not None
    assert [*faults, *check(Source("toy", Path("toy"), NAME, tree, shared_from(INTAKE)), the_context())] == []
