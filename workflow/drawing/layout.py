"""Where everything stands: ranks from top to bottom, graphs inside graphs as boxes, arrows at right angles.

The pictures say how large a step is and what may be left free; the same layout serves all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from workflow.drawing.plan import Arrow, Node, Plan
from workflow.drawing.ranks import Item, Way, ranked
from workflow.drawing.routing import CORNER, Point, port_places, routed
from workflow.drawing.spreading import spread

APART = 26.0
"""Between neighbours on a rank; lines pass closer."""
LANE_PADDING = 24.0
MARGIN = 16.0
SLIM = 45.0
"""Lines meet the middle of what is no wider."""
WIDE = 1500.0
"""What a graph inside another may take of the page from side to side before it is drawn downwards."""
ROUNDS = 60


@dataclass(frozen=True)
class Size:
    """The room of a step; `head` is what its title takes above the graphs inside, `is_narrow` whether lines meet its middle."""

    width: float
    height: float
    head: float = 0
    is_narrow: bool = False


@dataclass(frozen=True)
class Box:
    """A step in its place; the start of a graph has no node."""

    node: Node | None
    x: float
    y: float
    width: float
    height: float
    head: float = 0
    parts: "tuple[Drawing, ...]" = ()

    def moved(self, dx: float, dy: float) -> "Box":
        return replace(self, x=self.x + dx, y=self.y + dy, parts=tuple(part.moved(dx, dy) for part in self.parts))


@dataclass(frozen=True)
class Route:
    """An arrow on its way; `label_at` is the middle of its words."""

    arrow: Arrow
    points: tuple[Point, ...]
    label_at: Point | None
    is_back: bool

    def moved(self, dx: float, dy: float) -> "Route":
        label = self.label_at and (self.label_at[0] + dx, self.label_at[1] + dy)
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points), label_at=label)


@dataclass(frozen=True)
class Drawing:
    """A graph laid out: `name` is that of its branch, `lanes` the columns with their left edges and widths."""

    name: str
    plan: Plan
    x: float
    y: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    lanes: tuple[tuple[str, float, float], ...] = ()

    def moved(self, dx: float, dy: float) -> "Drawing":
        return replace(
            self,
            x=self.x + dx,
            y=self.y + dy,
            boxes=tuple(box.moved(dx, dy) for box in self.boxes),
            routes=tuple(route.moved(dx, dy) for route in self.routes),
            lanes=tuple((name, x + dx, width) for name, x, width in self.lanes),
        )


@dataclass(frozen=True)
class Measures:
    """What a kind of picture says of sizes: of a start, of a step (with the room its inside takes), of an arrow's words."""

    start: Size
    step: Callable[[Node, float, float], Size]
    label: Callable[[str], tuple[float, float] | None]
    branch_head: float = 18
    may_lie: bool = True
    """Whether a graph inside another may run across the page."""


def laid_out(
    plan: Plan,
    measures: Measures,
    lane_of: Callable[[Node | None], str] | None = None,
    name: str = "",
    *,
    across: bool = False,
) -> Drawing:
    """The whole graph from top to bottom, or `across` the page; with `lane_of` its own steps stand in columns by who acts."""
    insides = {node.path: _parts(node, measures) for node in plan.nodes}
    sizes = {node.path: _size(node, insides[node.path], measures) for node in plan.nodes}
    start = start_of(plan)
    sizes[start] = measures.start
    nodes: dict[str, Node | None] = {start: None, **{node.path: node for node in plan.nodes}}
    lanes = list(dict.fromkeys(map(lane_of, nodes.values()))) if lane_of else []
    items = {key: _item(key, sizes[key], across, bool(insides.get(key))) for key in nodes}
    for key, item in items.items():
        item.lane = lanes.index(lane_of(nodes[key])) if lane_of else 0
    arrows = (Arrow(start, plan.start), *plan.arrows)
    ways = [
        Way(items[arrow.source], items[arrow.target], _turned(measures.label(arrow.label), across)) for arrow in arrows
    ]
    ranks = ranked(items, ways, start)
    columns = _place(ranks, len(lanes))
    _straighten(ranks, ways)
    places = port_places(items.values(), ways, {key for key, size in sizes.items() if size.is_narrow})
    rows, lines = routed(ranks, ways, places, MARGIN)
    every = [item for rank in ranks for item in rank]
    edge = 0 if columns else MARGIN
    left = min([item.x - item.width / 2 for item in every] + [x for x, _ in columns]) - edge
    right = max([item.x + item.width / 2 for item in every] + [x + width for x, width in columns]) + edge
    turn = _Turn(left, across)
    size = turn.point((right, sum(rows[-1]) + MARGIN))
    return Drawing(
        name,
        plan,
        0,
        0,
        *size,
        tuple(_box(nodes[key], item, sizes[key], insides.get(key, ()), rows, turn) for key, item in items.items()),
        tuple(
            Route(arrow, tuple(map(turn.point, points)), turn.maybe(_label_place(way, rows)), way.is_back)
            for arrow, way, points in zip(arrows, ways, lines, strict=True)
        ),
        tuple((lane, x - left, width) for lane, (x, width) in zip(lanes, columns, strict=True)),
    )


@dataclass(frozen=True)
class _Turn:
    """From the places of the layout, which runs downwards, to those of the page."""

    left: float
    across: bool

    def point(self, point: Point) -> Point:
        x, y = point[0] - self.left, point[1]
        return (y, x) if self.across else (x, y)

    def maybe(self, point: Point | None) -> Point | None:
        return point and self.point(point)


def _item(key: str, size: Size, across: bool, is_top: bool) -> Item:
    width, height = (size.height, size.width) if across else (size.width, size.height)
    return Item(key, width, height, is_top=is_top)


def _turned(room: tuple[float, float] | None, across: bool) -> tuple[float, float] | None:
    return (room[1], room[0]) if room and across else room


def start_of(plan: Plan) -> str:
    """What the beginning of a graph is called: no step has such a name."""
    return f"{plan.start.rpartition('/')[0]}/(start)"


def _parts(node: Node, measures: Measures) -> tuple[Drawing, ...]:
    """The graphs inside a step, each the way that takes less height, side by side or one below the other."""
    drawings = [_flatter(part, measures, name) for name, part in node.parts]
    head = measures.branch_head
    beside = sum(drawing.width for drawing in drawings) <= WIDE
    found: list[Drawing] = []
    x, y = 0.0, 0.0
    for drawing in drawings:
        found.append(drawing.moved(x, y + (head if drawing.name else 0)))
        if beside:
            x += drawing.width + MARGIN / 2
        else:
            y += drawing.height + head + MARGIN / 2
    return tuple(found)


def _flatter(plan: Plan, measures: Measures, name: str) -> Drawing:
    ways = [laid_out(plan, measures, name=name, across=across) for across in (False, True)[: 1 + measures.may_lie]]
    return min(ways, key=lambda drawing: drawing.height + max(drawing.width - WIDE, 0))


def _size(node: Node, inside: Sequence[Drawing], measures: Measures) -> Size:
    width = max((part.x + part.width for part in inside), default=0)
    height = max((part.y + part.height for part in inside), default=0)
    return measures.step(node, width, height)


def _box(
    node: Node | None,
    item: Item,
    size: Size,
    inside: Sequence[Drawing],
    rows: Sequence[tuple[float, float]],
    turn: _Turn,
) -> Box:
    x, y = turn.point((item.x - item.width / 2, item.top(rows)))
    room = max((part.x + part.width for part in inside), default=0)
    parts = tuple(part.moved(x + (size.width - room) / 2, y + size.head) for part in inside)
    return Box(node, x, y, size.width, size.height, size.head, parts)


def _label_place(way: Way, rows: Sequence[tuple[float, float]]) -> Point | None:
    if way.labelled is None:
        return None
    top, height = rows[way.labelled.rank]
    return way.labelled.x, top + height / 2


# --- From left to right ----------------------------------------------------------------------------------------------


def _place(ranks: Sequence[Sequence[Item]], lanes: int) -> list[tuple[float, float]]:
    """Set x of every item; the lanes' left edges and widths."""
    widths = [max((_needed(rank, lane) for rank in ranks), default=0) + 2 * LANE_PADDING for lane in range(lanes)]
    columns = [(sum(widths[:lane]), width) for lane, width in enumerate(widths)]
    for rank in ranks if columns else ():
        for item in rank:
            item.x = columns[item.lane][0] + columns[item.lane][1] / 2
    for number in range(ROUNDS):
        for rank in ranks if number % 2 == 0 else reversed(ranks):
            _settle(rank, columns)
    return columns


def _settle(rank: Sequence[Item], columns: Sequence[tuple[float, float]]) -> None:
    if not rank:
        return
    wishes, weights = zip(*map(_wished, rank), strict=True)
    apart = [_apart(one, other) for one, other in pairwise(rank)]
    bounds = [
        (columns[item.lane][0] + LANE_PADDING + item.width / 2, sum(columns[item.lane]) - LANE_PADDING - item.width / 2)
        for item in (rank if columns else ())
    ]
    for item, x in zip(rank, spread(wishes, apart, bounds, weights), strict=True):
        item.x = x


def _straighten(ranks: Sequence[Sequence[Item]], ways: Sequence[Way]) -> None:
    """Points of one way that could stand in a line do: as many after one another as the room beside them allows."""
    beside = {
        id(item): (rank[at - 1] if at else None, rank[at + 1] if at + 1 < len(rank) else None)
        for rank in ranks
        for at, item in enumerate(rank)
    }
    for way in ways:
        run: list[Item] = []
        low, high = float("-inf"), float("inf")
        for point in (*way.points, None):
            least, most = _room(point, *beside[id(point)]) if point else (float("inf"), float("-inf"))
            if run and max(low, least) > min(high, most):
                x = max(low, min(_wish_of_run(way, run), high))
                for each in run:
                    each.x = x
                run, low, high = [], float("-inf"), float("inf")
            if point:
                # What stood beside it may have moved since: look again, now that the run begins here.
                least, most = _room(point, *beside[id(point)])
                run, low, high = [*run, point], max(low, least), min(high, most)


def _wish_of_run(way: Way, run: Sequence[Item]) -> float:
    """Where these points would best stand: under or over the step at their end of the way."""
    middle = fmean(each.x for each in run)
    for end, point in ((way.source, way.points[0]), (way.target, way.points[-1])):
        if run[0] is point or run[-1] is point:
            slack = max(end.width / 2 - CORNER, 0) if end.width > SLIM else 0
            middle = max(end.x - slack, min(middle, end.x + slack))
    return middle


def _room(item: Item, before: Item | None, after: Item | None) -> tuple[float, float]:
    """How far an item may go to either side, its neighbours staying."""
    low = before.x + _apart(before, item) if before else float("-inf")
    high = after.x - _apart(item, after) if after else float("inf")
    return min(low, item.x), max(high, item.x)


def _wished(item: Item) -> tuple[float, float]:
    """Where an item would best stand, under and over what it is joined with; arrows want to be straight."""
    near = [(each.x, 24.0 if each.is_point and item.is_point else 1.0) for each in (*item.above, *item.below)]
    near += [(each.x + each.width / 2 + item.width / 2 + APART, 0.5) for each in item.beside]
    if not near:
        return item.x, 1.0
    weight = sum(weight for _, weight in near)
    return sum(x * weight for x, weight in near) / weight, weight


def _apart(one: Item, other: Item) -> float:
    gap = 6 if one.is_point and other.is_point else APART / 2 if one.is_point or other.is_point else APART
    return (one.width + other.width) / 2 + gap


def _needed(rank: Sequence[Item], lane: int) -> float:
    mine = [item for item in rank if item.lane == lane]
    if not mine:
        return 0
    return mine[0].width / 2 + mine[-1].width / 2 + sum(_apart(a, b) for a, b in pairwise(mine))
