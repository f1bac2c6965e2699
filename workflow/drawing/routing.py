"""Arrows at right angles: ports on boxes, then tracks in the gaps between ranks, where no box stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workflow.drawing.ranks import Item, Way
from workflow.drawing.spreading import spread

Point = tuple[float, float]
TRACK = 9.0
ROOM = 9.0
"""Above the first and below the last track of a gap."""
HEAD = 8.0
"""Of an arrow: the last piece of a line is at least so long."""
PORTS = 18.0
CORNER = 12.0

Ports = Mapping[tuple[int, str], float]
"""Where a way leaves ("out") and arrives ("in"), by its number."""


def port_places(items: Iterable[Item], ways: Sequence[Way], narrow: Collection[str]) -> Ports:
    """Each way leaves at the bottom and arrives at the top, straight where it can."""
    found: dict[tuple[int, str], float] = {}
    for item in items:
        leaving = [
            (number, (way.points[0] if way.points else way.target).x)
            for number, way in enumerate(ways)
            if way.source is item
        ]
        coming = [
            (number, (way.points[-1] if way.points else way.source).x)
            for number, way in enumerate(ways)
            if way.target is item
        ]
        for side, ends in (("out", leaving), ("in", coming)):
            ends.sort(key=lambda end: (end[1], end[0]))
            for (number, _), x in zip(ends, _ports(item, [x for _, x in ends], item.key in narrow), strict=True):
                found[number, side] = x
    return found


def _ports(item: Item, wishes: Sequence[float], narrow: bool) -> list[float]:
    if not wishes:
        return []
    if narrow:
        return [item.x] * len(wishes)
    room = item.width / 2 - CORNER
    distance = min(PORTS, 2 * room / max(len(wishes) - 1, 1))
    return spread(wishes, [distance] * (len(wishes) - 1), [(item.x - room, item.x + room)] * len(wishes))


@dataclass
class Bend:
    """Where a way changes its x in a gap: which ends come from above, and the track it takes."""

    way: int
    start: float
    end: float
    start_above: bool
    end_above: bool
    arrives: bool
    track: int = 0

    @property
    def is_straight(self) -> bool:
        return abs(self.start - self.end) < 0.5 and self.start_above is not self.end_above

    def covers(self, other: "Bend") -> bool:
        low, high = sorted((self.start, self.end))
        least, most = sorted((other.start, other.end))
        return low - 5 < most and least - 5 < high

    def must_be_above(self, other: "Bend") -> bool:
        """Whether a line from above of this one meets a line to below of the other."""
        uppers = [x for x, above in ((self.start, self.start_above), (self.end, self.end_above)) if above]
        lowers = [x for x, above in ((other.start, other.start_above), (other.end, other.end_above)) if not above]
        return any(abs(one - two) < 5 for one in uppers for two in lowers)


def routed(
    ranks: Sequence[Sequence[Item]], ways: Sequence[Way], ports: Ports, top: float
) -> tuple[list[tuple[float, float]], list[list[Point]]]:
    """Top and height of every rank, and the points of every way."""
    gaps: list[list[Bend]] = [[] for _ in range(len(ranks) + 1)]  # gap i lies above rank i
    for number, way in enumerate(ways):
        for at, bend in _bends(number, way, ports):
            gaps[at].append(bend)
    rows: list[tuple[float, float]] = []
    tops: list[float] = []
    y = top
    for gap, rank in zip(gaps, [*ranks, []], strict=True):
        tops.append(y)
        y += _gap_height(gap)
        rows.append((y, max((item.height for item in rank), default=0)))
        y += rows[-1][1]
    lines = [_line(number, way, ports, rows, tops, gaps) for number, way in enumerate(ways)]
    return rows, lines


def _bends(number: int, way: Way, ports: Ports) -> Iterable[tuple[int, Bend]]:
    """The bends of a way, each with the number of its gap."""
    leave, arrive = ports[number, "out"], ports[number, "in"]
    xs = [leave, *(point.x for point in way.points), arrive]
    if not way.is_back:
        for step, (start, end) in enumerate(pairwise(xs)):
            last = step == len(xs) - 2
            yield way.source.rank + 1 + step, Bend(number, start, end, True, False, last)
        return
    yield way.source.rank + 1, Bend(number, leave, xs[1], True, True, False)
    for upper, lower in zip(way.points[1:], way.points, strict=False):
        yield lower.rank, Bend(number, upper.x, lower.x, True, False, False)
    yield way.target.rank, Bend(number, xs[-2], arrive, False, False, True)


def _gap_height(bends: Sequence[Bend]) -> float:
    """Gives every bend a track; the room they take together."""
    bent = [bend for bend in bends if not bend.is_straight]
    placed: list[Bend] = []
    for bend in _above_first(bent):
        least = max((other.track + 1 for other in placed if other.must_be_above(bend)), default=0)
        taken = {other.track for other in placed if other.covers(bend)}
        bend.track = next(track for track in range(least, least + len(bent) + 1) if track not in taken)
        placed.append(bend)
    tracks = max((bend.track + 1 for bend in bent), default=0)
    arrives = any(bend.arrives for bend in bends)
    return ROOM + tracks * TRACK + (HEAD if arrives else 0) + (0 if bends else -ROOM)


def _above_first(bends: Sequence[Bend]) -> list[Bend]:
    """In an order that keeps to `must_be_above`; where that goes round, short ones first."""
    left = sorted(bends, key=lambda bend: (abs(bend.start - bend.end), bend.way))
    found: list[Bend] = []
    while left:

        def free(one: Bend) -> bool:
            return not any(
                other is not one and other.must_be_above(one) and not one.must_be_above(other) for other in left
            )

        found.append(next((bend for bend in left if free(bend)), left[0]))
        left.remove(found[-1])
    return found


def _line(
    number: int,
    way: Way,
    ports: Ports,
    rows: Sequence[tuple[float, float]],
    tops: Sequence[float],
    gaps: Sequence[Sequence[Bend]],
) -> list[Point]:
    """The points of one way, from the bottom of its source to the top of its target."""
    points = [(ports[number, "out"], way.source.top(rows) + way.source.height)]
    for gap, _ in _bends(number, way, ports):
        bend = next(each for each in gaps[gap] if each.way == number)
        if bend.is_straight:
            continue
        y = tops[gap] + ROOM + bend.track * TRACK
        going_up = way.is_back and bend.start_above is not bend.end_above
        pair = [(bend.start, y), (bend.end, y)]
        points.extend(reversed(pair) if going_up else pair)
    points.append((ports[number, "in"], way.target.top(rows)))
    return points
