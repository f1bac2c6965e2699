"""What automatic steps have found out before a review: answers of registers, workings of rules, and the row it is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from desk import doors
from desk.forms_shown import laid_out
from desk.words import Words
from forms.items import Item
from forms.pointers import get, split

INDEX = re.compile(r"\[(\d+)\]")
RESULTS = {"compute": "rule", "request": "register", "pay": "work"}
"""Kinds of steps whose values are findings, and where the catalogue names them; decisions are told in the history."""
KNOWN = frozenset({"outcome", "amount", "lines", "reasons", "sources"})


class Standing(Protocol):
    """A dossier as it stands."""

    @property
    def procedure(self) -> Any: ...

    @property
    def case(self) -> Any: ...


@dataclass(frozen=True)
class Finding:
    """What one step gave. `lines` and `reasons` are the working of a rule, `rest` whatever else there is, as plain JSON."""

    title: str
    outcome: str
    amount: int | None
    lines: Sequence[Mapping[str, Any]]
    reasons: Sequence[Mapping[str, str]]
    rest: Mapping[str, Any]


def row_name(path: str, words: Words) -> str:
    """The row of a list a step is about, counted from 1; empty for a step about the whole dossier."""
    numbers = [str(int(index) + 1) for index in INDEX.findall(path)]
    return words("ask.row", number=".".join(numbers)) if numbers else ""


def row_shown(view: doors.DossierView, path: str, words: Words, today: date) -> Item | None:
    """The row of the form a step is about, ready to read; None when it is about no row that was handed in."""
    row = _row(view, path)
    if row is None:
        return None
    for _, section in laid_out(view.form, view.answers, words.language, today).sections:
        for item in section.items:
            for each in item.rows:
                if _same(get(view.answers, split(each.pointer)), row):
                    return each
    return None


def findings(view: Standing, path: str, words: Words) -> list[Finding]:
    """What was found out in the graphs around a step, nearest first."""
    return [found for scope in _scopes(path) for found in _in_scope(view, scope, view.case.variables(scope), words)]


def _row(view: doors.DossierView, path: str) -> Mapping[str, Any] | None:
    rows = (view.case.variables(scope).get("row") for scope in _scopes(path))
    return next((row for row in rows if isinstance(row, Mapping)), None)


def _same(given: Any, row: Mapping[str, Any]) -> bool:
    """Whether a row in hand was made of the row that was given: what both have is the same."""
    return isinstance(given, dict) and bool(given) and all(row.get(key) == value for key, value in given.items())


def _in_scope(view: Standing, scope: str, variables: Mapping[str, Any], words: Words) -> Iterator[Finding]:
    for name, given in variables.items():
        step = _step(view, scope + name)
        if step is None or not isinstance(given, Mapping):
            continue
        if step.kind in RESULTS:
            yield _finding(step, given, words)
        elif step.kind == "parallel":
            for branch, inner in (given.get("branches") or {}).items():
                yield from _in_scope(view, f"{scope}{name}.{branch}/", inner, words)


def _finding(step: Any, given: Mapping[str, Any], words: Words) -> Finding:
    subject = {"compute": lambda: step.compute, "request": lambda: step.request}.get(step.kind, lambda: step.kind)()
    return Finding(
        title=words.pick(step.title) or words.of(RESULTS[step.kind], subject),
        outcome=words.of("outcome", given.get("outcome", "")),
        amount=given.get("amount"),
        lines=given.get("lines") or (),
        reasons=given.get("reasons") or (),
        rest={key: value for key, value in given.items() if key not in KNOWN and value not in (None, [], {})},
    )


def _step(view: Standing, path: str) -> Any:
    try:
        return view.procedure.step_at(path)
    except KeyError:  # `row` and `index` are names beside the steps
        return None


def _scopes(path: str) -> Iterator[str]:
    """The graphs around a step, innermost first: 'people[3]/', ''."""
    scope = path.rpartition("/")[0]
    while scope:
        yield scope + "/"
        scope = scope.rpartition("/")[0]
    yield ""
