"""When dossiers come in: a Poisson stream whose rate follows weekdays and months."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from workflow.simulation.office_hours import DAY
from workflow.simulation.scenario import Seasons

AWAKE = (7 * 3600.0, 21 * 3600.0)
"""Online, dossiers come in between 7 and 21 o'clock (model); at the counter, when the office is open."""
YEAR = 365.25


def arrivals(a_year: float, seasons: Seasons, begin: date, days: int, chance: Random) -> Iterator[float]:
    """The moments of a year's stream that lie in the period, in seconds since it began.

    Time runs evenly in expected dossiers; a day takes as much of it as its season says. The average over a whole
    year is as asked for, so that January alone has January's share.
    """
    sums = [0.0, *accumulate(_expected_by_day(a_year, seasons, begin, days))]
    so_far = chance.expovariate(1.0)
    while so_far < sums[-1]:
        day = bisect_left(sums, so_far) - 1
        part = (so_far - sums[day]) / (sums[day + 1] - sums[day])
        yield day * DAY + AWAKE[0] + part * (AWAKE[1] - AWAKE[0])
        so_far += chance.expovariate(1.0)


def _expected_by_day(a_year: float, seasons: Seasons, begin: date, days: int) -> list[float]:
    usual = sum(seasons.factor(begin + timedelta(days=day)) for day in range(366)) / 366
    if usual == 0:
        return [0.0] * days
    return [a_year / YEAR * seasons.factor(begin + timedelta(days=day)) / usual for day in range(days)]
