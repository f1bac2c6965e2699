"""From real dossiers to the settings of a simulation: arrivals, times and shares of outcomes as they were. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, pstdev
from typing import Any

from workflow.clock import Calendar
from workflow.simulation.observing import Observed, Seen
from workflow.simulation.pieces import Party
from workflow.simulation.scenario import WEEKDAYS

FEWEST = 10
"""What was seen less often says nothing about how long it takes or how it ends."""
WEEKS = 8
"""Fewer weeks say nothing about weekdays."""
IN_WORKING_TIME = frozenset({Party.OFFICER, Party.BANK, Party.CALLED})
YEAR = 365.25
HOUR, DAY = 3600.0, 86_400.0
WORKING_DAY = 8 * HOUR


@dataclass(frozen=True)
class Calibration:
    """A scenario as its file says it, and remarks on what was seen, one a line."""

    scenario: dict[str, Any]
    remarks: tuple[str, ...]


def calibrated(observed: Sequence[Observed], calendar: Calendar, title: str) -> Calibration:
    """The settings under which a simulation is like these dossiers, for the year after the last of them.

    Raises ValueError when there are none.
    """
    if not observed:
        raise ValueError("there are no dossiers to learn from")
    days = [each.submitted_at.date() for each in observed]
    first, last = min(days), max(days)
    span = (last - first).days + 1
    by_procedure: dict[str, list[Observed]] = {}
    for each in observed:
        by_procedure.setdefault(each.procedure, []).append(each)
    seen = [(each.procedure, piece) for each in observed for piece in each.seen]

    def lasted(piece: Seen, since: datetime) -> float:
        if piece.party in IN_WORKING_TIME:
            return calendar.working_minutes(since, piece.done_at) * 60.0
        return (piece.done_at - since) / timedelta(seconds=1)

    begin = last + timedelta(days=1)
    scenario = {
        "simulation": title,
        "from": begin,
        "until": begin + timedelta(days=364),
        "replications": 3,
        **_seasons(days, first, span),
        "procedures": {
            slug: {
                "a_year": round(len(each) / span * YEAR, 1),
                **({"outcomes": found} if (found := _outcomes(each)) else {}),
            }
            for slug, each in sorted(by_procedure.items())
        },
        **_handling(seen, lasted),
        **_times(seen, lasted),
    }
    remarks = [
        f"{len(observed)} dossiers filed from {first} to {last}; staffing is left open: as many officers as the load needs",
        "handling runs from taking a step up to deciding it, in working time: what else an officer did meanwhile is in it",
        *(line for slug, each in sorted(by_procedure.items()) for line in _told(slug, each, calendar)),
    ]
    return Calibration(scenario, tuple(remarks))


# --- arrivals ---


def _seasons(days: Sequence[date], first: date, span: int) -> dict[str, Any]:
    """How much comes in on each weekday, against an ordinary working day."""
    if span < WEEKS * 7:
        return {}
    there = Counter((first + timedelta(days=day)).weekday() for day in range(span))
    came = Counter(day.weekday() for day in days)
    rates = [came[weekday] / there[weekday] for weekday in range(7)]
    ordinary = fmean(rates[:5])
    if not ordinary:
        return {}
    return {
        "seasons": {"weekdays": {name: round(rate / ordinary, 2) for name, rate in zip(WEEKDAYS, rates, strict=True)}}
    }


# --- outcomes ---


def _outcomes(observed: Iterable[Observed]) -> dict[str, dict[str, float]]:
    """Percent of each outcome, of steps that ended often enough."""
    counts: dict[str, Counter[str]] = {}
    for each in observed:
        for piece in each.seen:
            if piece.party is Party.OFFICER:
                counts.setdefault(piece.step, Counter())[piece.outcome] += 1
    return {
        step: {outcome: round(100 * number / count.total(), 1) for outcome, number in sorted(count.items())}
        for step, count in sorted(counts.items())
        if count.total() >= FEWEST
    }


# --- times ---

Lasted = Callable[[Seen, datetime], float]


def _handling(seen: Sequence[tuple[str, Seen]], lasted: Lasted) -> dict[str, Any]:
    """Officers' own time: by step where it was seen often enough, else by role."""
    steps: dict[str, list[float]] = {}
    roles: dict[str, list[float]] = {}
    for procedure, piece in seen:
        if piece.party is Party.OFFICER and piece.taken_at is not None:
            seconds = lasted(piece, piece.taken_at)
            steps.setdefault(f"{procedure}/{piece.step}", []).append(seconds)
            roles.setdefault(piece.role, []).append(seconds)
    everything = [seconds for each in roles.values() for seconds in each]
    found = {
        **({"usual": _spread(everything, "minutes", 60)} if len(everything) >= FEWEST else {}),
        **_spreads("roles", roles),
        **_spreads("steps", steps),
    }
    return {"handling": found} if found else {}


def _spreads(name: str, samples: Mapping[str, list[float]]) -> dict[str, Any]:
    found = {key: _spread(each, "minutes", 60) for key, each in sorted(samples.items()) if key and len(each) >= FEWEST}
    return {name: found} if found else {}


def _times(seen: Sequence[tuple[str, Seen]], lasted: Lasted) -> dict[str, Any]:
    """How long parties outside took."""
    samples: dict[Party, list[float]] = {}
    for _, piece in seen:
        if piece.party is not Party.OFFICER:
            samples.setdefault(piece.party, []).append(lasted(piece, piece.opened_at))
    found = {
        party.value: _spread(each, *_unit(each, party in IN_WORKING_TIME))
        for party, each in sorted(samples.items())
        if len(each) >= FEWEST
    }
    return {"times": found} if found else {}


def _unit(sample: Sequence[float], working: bool) -> tuple[str, float]:
    mean = fmean(sample)
    if working:
        return ("working days", WORKING_DAY) if mean >= 2 * WORKING_DAY else ("working hours", HOUR)
    return ("days", DAY) if mean >= DAY else ("hours", HOUR) if mean >= 2 * HOUR else ("minutes", 60)


def _spread(sample: Sequence[float], unit: str, length: float) -> dict[str, Any]:
    """The lognormal spread with the mean and deviation of what was seen; a fixed time where it was always the same."""
    mean, deviation = _rounded(fmean(sample) / length), _rounded(pstdev(sample) / length)
    shape: dict[str, Any] = (
        {"lognormal": {"mean": mean, "deviation": deviation}} if mean and deviation else {"fixed": mean}
    )
    return shape if unit == "minutes" else {**shape, "in": unit}


def _rounded(value: float) -> float:
    return round(value, 2) if value < 10 else round(value, 1)


# --- remarks: what a simulation gives and is not told, to compare it with ---


def _told(slug: str, observed: Sequence[Observed], calendar: Calendar) -> Iterable[str]:
    ended = Counter(each.ending or "open" for each in observed)
    late = sum(each.late for each in observed) / len(observed)
    yield f"{slug}: {', '.join(f'{ending} {number}' for ending, number in sorted(ended.items()))}; late {late:.1%}"
    waits: dict[str, list[float]] = {}
    for each in observed:
        for piece in each.seen:
            if piece.party is Party.OFFICER and piece.taken_at is not None:
                waits.setdefault(piece.step, []).append(calendar.working_minutes(piece.opened_at, piece.taken_at) / 60)
    for step, hours in sorted(waits.items()):
        if len(hours) >= FEWEST:
            ordered = sorted(hours)
            p50, p90 = (ordered[min(int(share * len(hours)), len(hours) - 1)] for share in (0.5, 0.9))
            yield f"{slug}: {step} waited {fmean(hours):.1f} working hours, half {p50:.1f} at most, 90 % {p90:.1f} ({len(hours)} times)"
