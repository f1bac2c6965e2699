"""Shares of outcomes: how often officers decide which way, and weights of kinds of dossiers under which they come out so. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from workflow.simulation.pieces import Party, Piece, Trace

SUPPLEMENT = "supplement"
"""What the asking for a supplement counts as among the outcomes of a step."""
ROUNDS = 400
NEAR = 0.005
Taken = Counter[tuple[str, str]]
"""How often a dossier takes which outcome of which step."""
Shares = Mapping[str, Mapping[str, float]]
"""Outcome and weight, by step: its path, or the end of it."""


class CannotBe(Exception):
    """Why no weights give the shares; `step` and perhaps `outcome` say which."""

    def __init__(self, step: str, outcome: str | None, reason: str) -> None:
        super().__init__(reason)
        self.step = step
        self.outcome = outcome


def taken(trace: Trace) -> Taken:
    """What officers decide on the way of a case."""
    return Counter(
        (piece.step, outcome_of(piece)) for piece in trace.pieces if piece.party is Party.OFFICER and piece.act
    )


def outcome_of(piece: Piece) -> str:
    """The outcome an officer's piece has in its case."""
    assert piece.act is not None
    word = next(iter(piece.act.value))
    return SUPPLEMENT if word == "ask_supplement" else str(piece.act[word].value)


def shares(weights: Sequence[float], ways: Sequence[Taken]) -> dict[str, dict[str, float]]:
    """How often each step that can end in several ways ends in which, as shares of 1."""
    found: dict[str, dict[str, float]] = {}
    for weight, way in zip(weights, ways, strict=True):
        for (step, outcome), number in way.items():
            of_step = found.setdefault(step, {})
            of_step[outcome] = of_step.get(outcome, 0.0) + weight * number
    return {step: _evened(each) for step, each in found.items() if len(each) > 1}


def fitted(weights: Sequence[float], ways: Sequence[Taken], wanted: Shares) -> list[float]:
    """The weights nearest to those given under which each named step ends as wanted; what is not named never happens.

    By iterative scaling. Raises CannotBe when a step or outcome occurs in no case, or none is left.
    """
    targets = {step: _evened(dict(each)) for step, each in wanted.items()}
    counts = {step: [_of_step(way, step) for way in ways] for step in targets}
    for step, target in targets.items():
        _possible(step, target, counts[step])
    found = list(weights)
    for _ in range(ROUNDS):
        farthest = max((_scale(found, counts[step], target) for step, target in targets.items()), default=0.0)
        if not any(found):
            step = next(iter(targets))
            raise CannotBe(step, None, "no case is left in which every step ends as wanted")
        if farthest < NEAR / 10:
            break
    return found


def missed(weights: Sequence[float], ways: Sequence[Taken], wanted: Shares) -> dict[str, dict[str, float]]:
    """Steps whose shares the cases do not allow beside the others, with the shares that come nearest."""
    found: dict[str, dict[str, float]] = {}
    for step, each in wanted.items():
        target, counts = _evened(dict(each)), [_of_step(way, step) for way in ways]
        now = _now(weights, counts)
        if any(abs(now.get(outcome, 0.0) - target.get(outcome, 0.0)) > NEAR for outcome in {*now, *target}):
            found[step] = now
    return found


def _scale(weights: list[float], counts: Sequence[Counter[str]], target: Mapping[str, float]) -> float:
    """Bring one step nearer to its target; how far it was from it."""
    now = _now(weights, counts)
    most = max((count.total() for count in counts), default=0) or 1
    ratios = {outcome: target.get(outcome, 0.0) / share for outcome, share in now.items() if share}
    for kind, count in enumerate(counts):
        for outcome, number in count.items():
            if outcome in ratios:
                weights[kind] *= ratios[outcome] ** (number / most)
    return max((abs(target.get(outcome, 0.0) - share) for outcome, share in now.items()), default=0.0)


def _now(weights: Sequence[float], counts: Sequence[Counter[str]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for weight, count in zip(weights, counts, strict=True):
        for outcome, number in count.items():
            sums[outcome] = sums.get(outcome, 0.0) + weight * number
    return _evened(sums)


def _evened(given: dict[str, float]) -> dict[str, float]:
    whole = sum(given.values())
    return {name: value / whole for name, value in given.items()} if whole else given


def _of_step(way: Taken, step: str) -> Counter[str]:
    return Counter(
        {outcome: number for (path, outcome), number in way.items() if path == step or path.endswith(f"/{step}")}
    )


def _possible(step: str, target: Mapping[str, float], counts: Sequence[Counter[str]]) -> None:
    known = set().union(*counts)
    if not known:
        raise CannotBe(step, None, f"no case comes to a decision at '{step}'")
    for outcome, share in target.items():
        if share and outcome not in known:
            there = ", ".join(sorted(known))
            raise CannotBe(step, outcome, f"no case decides '{outcome}' at '{step}'; there are: {there}")
