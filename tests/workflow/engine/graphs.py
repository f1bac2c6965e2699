"""Random well-formed definitions: every step kind, graphs in graphs, ways back; each must pass the compiler as it is."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from tests.workflow.toy import context_of, library_of
from workflow.compiler import Context, compile_procedure
from workflow.definition.library import Source, digest_of
from workflow.definition.places import Place
from workflow.definition.reading import Node

Pick = Callable[..., Any]
"""Chooses one of its arguments."""

POSTS = (("BEN", "specialist"), ("BEN", "head"), ("FIN", "specialist"), ("LEAD", "director"))
TIMES = ("10 working minutes", "2 working seconds", "5 minutes")
"""So short that all of them together fit the shortest limit drawn, as the compiler wants it."""
SIMPLE = (
    "review",
    "review",
    "review",
    "validate",
    "decide",
    "compute",
    "request",
    "wait",
    "wait",
    "notify",
    "produce",
    "other",
)
COMPOUND = ("parallel", "each", "call")


class Graphs:
    """Draws the graphs of one definition; `shared` collects what its calls name."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.count = 0
        self.shared: dict[str, dict[str, Any]] = {}
        self.in_branch = False

    def name(self) -> str:
        self.count += 1
        return f"s{self.count}"

    def outermost(self) -> dict[str, Any]:
        """Steps before acceptance, acceptance, steps after it, perhaps a return, an end."""
        after = self.chain(2, "back", "declined", least=2, most=6, may_pay=True)
        before = self.chain(1, "receive", "refused", most=1, may_pay=False)
        first = next(iter(after), "back")
        steps = {
            **before,
            "receive": {"review": "receiver", "unit": "ONE_STOP", "then": {"accept": "receipt", "refuse": "refused"}},
            "receipt": {
                "produce": "receipt", "series": "receipt", "result": False, "clock": "start", "then": first,
            },
            **after,
            "back": {"return": self.pick("chosen", "post", "counter", "electronic"), "then": "settled"},
            "settled": {"end": "settled"},
            "refused": {"end": "refused"},
        }  # fmt: skip
        if "declined" in _targets(after):
            steps["declined"] = {"end": self.pick("declined", "settled")}
        return steps

    def inner(self, depth: int, **how: Any) -> dict[str, Any]:
        """A graph that ends as `a` or `b`."""
        steps = self.chain(depth, "end_a", "end_b", least=1, most=3, **how)
        ends = {"end_a": {"end": "a"}}
        if "end_b" in _targets(steps):
            ends["end_b"] = {"end": "b"}
        return {**steps, **ends}

    def chain(
        self, depth: int, on: str, aside: str, *, least: int = 0, most: int, may_pay: bool, lists: str = "form.people"
    ) -> dict[str, Any]:
        """Steps one after another; some may also go aside, some reviews lead back."""
        names = [self.name() for _ in range(self.pick(*range(least, most + 1)))]
        steps: dict[str, Any] = {}
        for number, name in enumerate(names):
            following = names[number + 1] if number + 1 < len(names) else on
            kinds = SIMPLE + (("pay",) if may_pay else ()) + (COMPOUND * 3 if depth else ())
            kind = self.pick(*kinds)
            other = self.pick(following, following, following, aside)
            back = self.pick(following, following, aside, *names[: number + 1])
            reviews = [earlier for earlier, step in steps.items() if "review" in step]
            if kind in COMPOUND:
                steps[name] = self.compound(kind, depth - 1, following, other, may_pay=may_pay, lists=lists)
            else:
                steps[name] = self.simple(kind, following, other, back, reviews)
        return steps

    def simple(self, kind: str, on: str, other: str, back: str, reviews: list[str]) -> Any:
        match kind:
            case "review":
                unit, role = self.pick(*POSTS)
                step = {"review": role, "then": {"agree": on, "object": back}, "reason_for": self.pick([], ["object"])}
                step |= self.pick({}, {"unit": unit})
                step |= self.pick({}, {"within": self.pick(*TIMES)})
                return step | (self.pick({}, {"not_by": reviews}) if reviews else {})
            case "validate":
                return {"validate": self.pick("form", "papers", "all"), "then": {"valid": on, "invalid": other}}
            case "decide":
                return {"decide": [{"when": "form.go", "then": on}, {"otherwise": other}]}
            case "compute":
                step = {"compute": "sums.total", "with": {"numbers": "form.numbers"}}
                return step | {"then": {"fine": on, "too_much": other}}
            case "request":
                step = {"request": "population", "with": {"who": "applicant.name", "gone": "form.nothing"}}
                return step | self.pick({}, {"within": self.pick(*TIMES)}) | {"then": {"found": on, "otherwise": other}}
            case "wait":
                what = self.pick({"wait": self.pick(*TIMES)}, {"event": "ping"}, {"until": "form.day"})
                what = what | self.pick({}, {"event": "ping"}, {"event": "ping", "kept": True})
                return self.pick(what, what, self.unusual_wait()) | {"then": on}
            case "notify":
                return {"notify": "longer", "then": on} | self.pick(
                    {}, {"deadline": self.pick("1 working days", "45 calendar days")}
                )
            case "produce":
                step = {"produce": "decision", "result": self.pick(True, False), "then": on}
                step |= self.pick({}, {"series": "decision"}, {"clock": "stop"})
                return step | (self.pick({}, {"signed_by": reviews[-1]}) if reviews else {})
            case "pay":
                return {"pay": "form.payments", "then": {"paid": on, "rejected": other}}
            case _:
                return {"call": "other", "with": {"go": "form.go"}, "then": {"settled": on, "otherwise": other}}

    def exclusive(self, steps: dict[str, Any]) -> dict[str, Any]:
        """Perhaps a critical section, where nothing inside asks for one or calls a dossier that might."""
        inside = json.dumps({"steps": steps, "shared": self.shared}, default=str)
        may = '"exclusive"' not in inside and '"call": "other"' not in inside
        return self.pick({}, {"exclusive": "applicant.name"}) if may else {}

    def unusual_wait(self) -> dict[str, Any]:
        """For one of several events, perhaps kept, or for a condition; only forwards, so that no loop passes at once."""
        several = {"events": ["ping", "pong"], **self.pick({}, {"kept": True}), **self.pick({}, {"until": "form.day"})}
        conditions = ["form.go", "size(form.numbers) > 1"]
        if self.in_branch:
            conditions += ["has(beside.left.outcome)", "beside.right.outcome == 'a'"]
        return self.pick(several, {"once": self.pick(*conditions), "wait": self.pick(*TIMES)})

    def compound(self, kind: str, depth: int, on: str, other: str, *, may_pay: bool, lists: str) -> dict[str, Any]:
        if kind == "parallel":
            until = self.pick("all", "all", "any", 1, "count >= 1", "branches.left.outcome == 'a'")
            how = {"may_pay": may_pay and until == "all", "lists": lists}
            outside, self.in_branch = self.in_branch, True
            branches: dict[str, Any] = {branch: self.inner(depth, **how) for branch in ("left", "right")}
            self.in_branch = outside
            for branch, steps in branches.items():
                when = self.pick(None, None, "form.go", "!form.go")
                branches[branch] = {"when": when, "steps": steps} if when else steps
            exclusive = self.exclusive(branches)
            return {"parallel": branches, "until": until, "then": on, **exclusive}
        if kind == "each":
            until = self.pick("all", "all", "all", "any", 2, "rows.exists(r, r.outcome == 'a')", "count >= 2")
            steps = self.inner(depth, may_pay=may_pay and until == "all", lists="row.children")
            more = self.pick({}, {"more": "ping"})
            return {"each": lists, "steps": steps, "until": until, "then": on} | more
        graph = f"common/{self.name()}"
        steps = self.inner(depth, may_pay=may_pay, lists=lists)
        self.shared[graph] = {"graph": graph, "steps": steps}
        ends = {step["end"] for step in steps.values() if "end" in step}
        return {"call": graph, **self.exclusive(steps), "then": {"a": on} | ({"b": other} if "b" in ends else {})}


class Drawn:
    """A compiled procedure that shows itself by the definition it was drawn as."""

    def __init__(self, tree: dict[str, Any], shared: dict[str, Any]) -> None:
        self._shown = {key: tree[key] for key in ("deadline", "supplement", "steps")} | shared
        read = {name: as_node(graph) for name, graph in shared.items()}
        source = Source("random", Path("random"), "random.yaml", as_node(tree), read.__getitem__)
        self.procedure = compile_procedure(source, date(2026, 1, 5), the_context(), digest_of)

    def __repr__(self) -> str:
        return json.dumps(self._shown, default=str)


@st.composite
def procedures(draw: Any) -> Drawn:
    """A compiled procedure of random shape."""
    return _procedure(lambda *choices: draw(st.sampled_from(choices)))


@st.composite
def forms(draw: Any) -> dict[str, Any]:
    """Answers that every expression of these graphs can read."""
    return _form(lambda *choices: draw(st.sampled_from(choices)))


def drawn_by(pick: Pick) -> tuple[Drawn, dict[str, Any]]:
    """A procedure and answers for it, of somebody else's choice."""
    return _procedure(pick), _form(pick)


def _procedure(pick: Pick) -> Drawn:
    graphs = Graphs(pick)
    steps = graphs.outermost()
    deadline = {"from": date(2020, 1, 1), "time": pick("5 working days", "15 calendar days", "same day")}
    tree = {
        "procedure": "random", "code": "1.000001", "sector": "toy", "title": {"vi": "Thử", "en": "Random"},
        "applicants": ["individual"], "basis": [{"act": "41/2024/QH15"}],
        "components": {"proof": {"title": {"vi": "Minh chứng", "en": "Proof"}, "when": "form.go"}},
        "deadline": [deadline],
        "supplement": {"clock": pick("pause", "restart"), "window": "10 calendar days", "rounds": pick(1, 2)},
        "steps": steps,
    }  # fmt: skip
    return Drawn(tree, graphs.shared)


def _form(pick: Pick) -> dict[str, Any]:
    return {
        "go": pick(True, False),
        "numbers": pick([], [60], [60, 60]),
        "people": [{"children": [{}] * pick(0, 1, 2)} for _ in range(pick(0, 1, 3))],
        "children": [],
        "payments": pick([], [{"amount": 1}]),
        "day": pick("2026-02-01", "2026-03-04"),
    }


@cache
def the_context() -> Context:
    with TemporaryDirectory() as folder:
        return context_of(library_of(Path(folder), {}), procedures=frozenset({"other"}))


def as_node(value: Any) -> Node:
    """A tree as if it had been read from a file."""
    place = Place("random.yaml")
    if isinstance(value, dict):
        return Node({key: as_node(child) for key, child in value.items()}, place)
    if isinstance(value, list):
        return Node([as_node(child) for child in value], place)
    return Node(value, place)


def _targets(steps: dict[str, Any]) -> set[str]:
    """Every step these steps lead to."""
    found: set[str] = set()
    for step in steps.values():
        then = step.get("then", {})
        found |= {then} if isinstance(then, str) else set(then.values())
        found |= {choice.get("then") or choice["otherwise"] for choice in step.get("decide", ())}
    return found
