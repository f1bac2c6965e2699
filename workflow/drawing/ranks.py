"""Which step stands how far down, and in which order side by side: the first half of the layout.

Real steps stand on even ranks. An arrow passes every rank between its ends through a point of its own, one of which is as
wide as the arrow's label, so that neither lines nor words meet a box. A loop back climbs beside what it repeats.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

SWEEPS = 12


@dataclass
class Item:
    """Something that takes room on a rank: a step, or a point on an arrow's way."""

    key: str
    width: float
    height: float
    rank: int = 0
    lane: int = 0
    x: float = 0  # of its middle
    above: "list[Item]" = field(default_factory=list, repr=False)
    below: "list[Item]" = field(default_factory=list, repr=False)
    beside: "list[Item]" = field(default_factory=list, repr=False)
    is_point: bool = False
    is_top: bool = False
    """Whether it stands at the top of its rank rather than in the middle."""

    def top(self, rows: "Sequence[tuple[float, float]]") -> float:
        """Where its upper edge lies, rows being given by top and height."""
        top, height = rows[self.rank]
        return top if self.is_top else top + (height - self.height) / 2


@dataclass
class Way:
    """An arrow from one item to another, by the points in between; a loop back goes up."""

    source: Item
    target: Item
    label: tuple[float, float] | None  # width and height of its words
    is_back: bool = False
    points: list[Item] = field(default_factory=list)
    labelled: Item | None = None


def ranked(items: Mapping[str, Item], ways: Sequence[Way], start: str) -> list[list[Item]]:
    """The ranks, each in order; sets ranks of items and the points of ways."""
    _find_loops(items, ways, start)
    _set_ranks(items, ways, start)
    ranks: list[list[Item]] = [[] for _ in range(max(item.rank for item in items.values()) + 1)]
    for item in items.values():
        ranks[item.rank].append(item)
    for number, way in enumerate(ways):
        _lead(way, number, ranks)
    _order(ranks)
    return ranks


def _find_loops(items: Mapping[str, Item], ways: Sequence[Way], start: str) -> None:
    """A way to a step that is being visited goes back; steps are visited depth first, in file order."""
    outgoing: dict[str, list[Way]] = {key: [] for key in items}
    for way in ways:
        outgoing[way.source.key].append(way)
    state: dict[str, int] = {}

    def visit(key: str) -> None:
        state[key] = 1
        for way in outgoing[key]:
            way.is_back = state.get(way.target.key) == 1
            if way.target.key not in state:
                visit(way.target.key)
        state[key] = 2

    for key in (start, *items):
        if key not in state:
            visit(key)


def _set_ranks(items: Mapping[str, Item], ways: Sequence[Way], start: str) -> None:
    """As far down as the longest way leads, in steps of two."""
    forward = [way for way in ways if not way.is_back]
    waiting = {key: sum(way.target.key == key for way in forward) for key in items}
    ready = [key for key, count in waiting.items() if not count]
    while ready:
        key = ready.pop(0)
        for way in (way for way in forward if way.source.key == key):
            way.target.rank = max(way.target.rank, way.source.rank + 2)
            waiting[way.target.key] -= 1
            if not waiting[way.target.key]:
                ready.append(way.target.key)


def _lead(way: Way, number: int, ranks: list[list[Item]]) -> None:
    """Give a way its points, from its source to its target."""
    if way.is_back:
        passed = list(range(way.source.rank, way.target.rank - 1, -1))
        labelled = way.source.rank - 1 if len(passed) > 1 else way.source.rank
    else:
        passed = list(range(way.source.rank + 1, way.target.rank))
        labelled = way.source.rank + 1
    for rank in passed:
        point = Item(f"{number}@{rank}", 8, 0, rank, (way.source if way.is_back else way.target).lane, is_point=True)
        if way.label is not None and rank == labelled:
            point.width, point.height = way.label
            point.lane = way.source.lane
            way.labelled = point
        ranks[rank].append(point)
        way.points.append(point)
    chain = [*([] if way.is_back else [way.source]), *way.points, *([] if way.is_back else [way.target])]
    for one, other in pairwise(chain):
        upper, lower = (other, one) if way.is_back else (one, other)
        upper.below.append(lower)
        lower.above.append(upper)
    if way.is_back:
        way.points[0].beside.append(way.source)
        way.points[-1].beside.append(way.target)


def _order(ranks: list[list[Item]]) -> None:
    """Put neighbours of the ranks above and below one under the other, as far as that goes; keep the best order seen."""
    best, fewest = [list(rank) for rank in ranks], _crossings(ranks)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for rank in ranks if down else reversed(ranks):
            at = {id(item): index for each in ranks for index, item in enumerate(each)}
            rank.sort(key=lambda item, at=at, down=down: (item.lane, _wish(item, at, down)))  # type: ignore[misc]
        crossings = _crossings(ranks)
        if crossings < fewest:
            best, fewest = [list(rank) for rank in ranks], crossings
    for rank, order in zip(ranks, best, strict=True):
        rank[:] = sorted(order, key=lambda item: item.lane)


def _wish(item: Item, at: Mapping[int, int], down: bool) -> float:
    neighbours = (item.above if down else item.below) or [item]
    return fmean([*(at[id(each)] for each in neighbours), *(at[id(each)] + 0.6 for each in item.beside)])


def _crossings(ranks: Sequence[Sequence[Item]]) -> int:
    return sum(_crossings_between(upper, lower) for upper, lower in pairwise(ranks))


def _crossings_between(upper: Iterable[Item], lower: Iterable[Item]) -> int:
    at = {id(item): index for index, item in enumerate(lower)}
    ends = [at[id(below)] for item in upper for below in sorted(item.below, key=lambda each: at[id(each)])]
    return sum(one > other for index, one in enumerate(ends) for other in ends[index + 1 :])
