"""Places along a line: as near as can be to where each wants to be, in order, at a distance, within bounds."""

from collections.abc import Sequence


def spread(
    wishes: Sequence[float],
    distances: Sequence[float],
    bounds: Sequence[tuple[float, float]] = (),
    weights: Sequence[float] = (),
) -> list[float]:
    """Places in the order given, the squares of what each is off added up being least.

    `distances[i]` is the least distance between the places i and i + 1. Pool-adjacent-violators on the slack.
    """
    offsets = [0.0]
    for distance in distances:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for index, wish in enumerate(wishes):
        weight = weights[index] if weights else 1.0
        mean, count = wish - offsets[index], 1
        while pools and pools[-1][0] > mean:
            before, its_weight, many = pools.pop()
            mean = (before * its_weight + mean * weight) / (its_weight + weight)
            weight, count = weight + its_weight, count + many
        pools.append((mean, weight, count))
    places = [mean for mean, _, count in pools for _ in range(count)]
    if bounds:
        lows = _running_max([low - offset for (low, _), offset in zip(bounds, offsets, strict=True)])
        highs = _running_max(
            [offset - high for (_, high), offset in zip(reversed(bounds), reversed(offsets), strict=True)]
        )
        places = [max(low, min(place, -high)) for place, low, high in zip(places, lows, reversed(highs), strict=True)]
    return [place + offset for place, offset in zip(places, offsets, strict=True)]


def _running_max(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in values:
        found.append(max(value, found[-1]) if found else value)
    return found
