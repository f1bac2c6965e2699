"""The plan of a replay: every dossier with its moment, channel and fate; the same seed gives the same plan."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import TypeVar

from workflow.clock import HANOI, Calendar
from workflow.replay.mix import Mix, People

Key = TypeVar("Key")
BEGINS, ENDS = time(7, 30), time(16, 45)
NIGHT = 0.18
"""Of dossiers filed at the portal, those outside office hours."""
UNEVENTFUL = "settled"


@dataclass(frozen=True, slots=True)
class Planned:
    """A dossier to come. `place` is its number from 1 in the order of coming, and says whose it is."""

    place: int
    procedure: str
    at: datetime
    channel: str
    return_way: str
    ending: str
    """`settled`, `declined` or `refused`: which kind of case it follows."""
    people: int
    list_: str | None
    trouble: str
    """`errors`, `supplement`, `silent`, `withdrawn`, `late`, or nothing."""
    undelivered: bool

    @property
    def reference(self) -> str:
        """What its source calls it; the last six digits are its place."""
        return f"000.00.00.G22-{self.at:%y%m%d}-{self.place:06}"


def plan(mix: Mix, calendar: Calendar, seed: int, dossiers: int | None = None) -> list[Planned]:
    """So many dossiers (all of the mix unless said otherwise) in the order of their coming."""
    total = dossiers or mix.dossiers
    chance = Random(f"plan/{seed}")
    drawn = [
        (slug, people, share.people.list_ if share.people else None)
        for slug, number in quotas({slug: share.dossiers for slug, share in mix.procedures.items()}, total).items()
        for share in [mix.procedures[slug]]
        for people in _lists(share.people, number, share.dossiers, chance)
    ]
    chance.shuffle(drawn)
    moments = sorted(_moments(mix, calendar, total, chance))
    channels = spread_out(mix.channels, total, chance)
    returns = spread_out(mix.returns, total, chance)
    endings = spread_out(_with_rest(UNEVENTFUL, declined=mix.rates.declined, refused=mix.rates.refused), total, chance)
    troubles = spread_out(_troubles(mix), total, chance)
    parcels = spread_out(_with_rest("", undelivered=mix.rates.undelivered), total, chance)
    return [
        Planned(
            place=place + 1, procedure=slug, channel=channels[place], return_way=returns[place],
            at=moments[place] if channels[place] == "online" else _in_office_hours(moments[place], calendar),
            ending=endings[place], people=people, list_=list_,
            trouble=troubles[place] if endings[place] != "refused" else "", undelivered=bool(parcels[place]),
        )
        for place, (slug, people, list_) in enumerate(drawn)
    ]  # fmt: skip


def share(planned: list[Planned], part: int, of: int, since: str = "", until: str = "9999") -> list[Planned]:
    """What one of so many processes plays, of what comes between two days (ISO dates), both included."""
    days = (each for each in planned if since <= each.at.date().isoformat() <= until)
    return [each for each in days if each.place % of == part]


def quotas(weights: Mapping[Key, float], total: int) -> dict[Key, int]:
    """`total` divided by weight: whole numbers that add up, the largest remainders first."""
    whole = sum(weights.values())
    exact = {key: weight * total / whole for key, weight in weights.items()}
    given = {key: int(number) for key, number in exact.items()}
    rest = sorted(exact, key=lambda key: given[key] - exact[key])[: total - sum(given.values())]
    return {key: number + (key in rest) for key, number in given.items()}


def spread_out(weights: Mapping[str, float], total: int, chance: Random) -> list[str]:
    """Words in their proportions, well mixed."""
    words = [word for word, number in quotas(weights, total).items() for _ in range(number)]
    chance.shuffle(words)
    return words


def kinds_of(planned: list[Planned]) -> Counter[str]:
    """How many dossiers of each procedure."""
    return Counter(each.procedure for each in planned)


def _lists(people: People | None, number: int, of: int, chance: Random) -> Iterator[int]:
    """Sizes of so many lists, that together hold their share of the people."""
    if people is None:
        yield from (1 for _ in range(number))
        return
    sizes = [size for size, many in quotas(people.sizes, number).items() for _ in range(many)]
    chance.shuffle(sizes)
    missing = round(people.count * number / of) - sum(sizes)
    place = 0
    while missing and sizes:
        step = 1 if missing > 0 else -1
        if sizes[place % number] + step >= 1:
            sizes[place % number] += step
            missing -= step
        elif all(size == 1 for size in sizes):
            break
        place += 1
    yield from sizes


def _troubles(mix: Mix) -> dict[str, float]:
    rates = mix.rates
    asked = rates.supplement * (1 - rates.silent / 100)
    silent = rates.supplement * rates.silent / 100
    return _with_rest(
        "", errors=rates.errors, supplement=asked, silent=silent, withdrawn=rates.withdrawn, late=rates.late
    )


def _with_rest(rest: str, **rates: float) -> dict[str, float]:
    return {**rates, rest: 100 - sum(rates.values())}


def _moments(mix: Mix, calendar: Calendar, total: int, chance: Random) -> Iterator[datetime]:
    """When dossiers come: by the day's weight, most of them in office hours."""
    days = [mix.from_ + timedelta(days=number) for number in range((mix.until - mix.from_).days + 1)]
    weights = {day: mix.seasons.weight(day, calendar.is_public_holiday(day)) for day in days}
    for day in chance.choices(list(weights), list(weights.values()), k=total):
        if chance.random() < NIGHT:
            seconds = chance.uniform(6 * 3600, 23 * 3600)
        else:
            seconds = chance.triangular(_seconds(BEGINS), _seconds(ENDS), 9.25 * 3600)
        yield datetime.combine(day, time(), HANOI) + timedelta(seconds=int(seconds))


def _in_office_hours(moment: datetime, calendar: Calendar) -> datetime:
    """At the counter, or by the morning's mail: on the day if the office is open, else when it next opens."""
    day = moment.date()
    while not calendar.is_working_day(day):
        day -= timedelta(days=1) if moment.month == 6 and day.day > 27 else timedelta(days=-1)
    at = min(max(moment.timetz().replace(tzinfo=None), time(8, 0)), time(16, 30))
    return datetime.combine(day, at, HANOI)


def _seconds(clock: time) -> float:
    return clock.hour * 3600.0 + clock.minute * 60
