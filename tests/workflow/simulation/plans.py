"""Small plans for tests: ways written by hand, an office that never closes, and scenarios of one line."""

from datetime import date
from typing import Any

from workflow.clock import Calendar, Duration, Sessions, week
from workflow.simulation.pieces import ClockChange, Moment, Party, Piece, Trace
from workflow.simulation.plan import Kind, Plan
from workflow.simulation.scenario import Scenario

FIRST = date(1995, 1, 1)
LIMIT = Duration.parse("2 calendar days")


def office(session: str) -> Calendar:
    """An office open at these hours every day of the week."""
    hours = week(session, saturday=[session], sunday=[session])
    return Calendar(sessions=(Sessions(starts_on=FIRST, week=hours, announced_on=FIRST),))


NEVER_CLOSED = office("00:00-24:00")


def way(*posts: tuple[str, str], procedure: str = "toy") -> Trace:
    """A dossier that goes through these hands one after another; the clock starts when it comes in."""
    pieces = [
        Piece(number, Party.OFFICER, f"step{number}", number, unit=unit, role=role, feeds=(number + 1,))
        for number, (unit, role) in enumerate(posts)
    ]
    moments = [Moment(frozenset(), (pieces[0],), (ClockChange("start", LIMIT),))]
    moments += [Moment(frozenset({piece.number - 1}), (piece,)) for piece in pieces[1:]]
    moments.append(Moment(frozenset({len(posts) - 1}), (), (ClockChange("stop"),), "settled"))
    return Trace(procedure, "a case", "online", moments)


def plan(traces: list[Trace], calendar: Calendar = NEVER_CLOSED, **scenario: Any) -> Plan:
    """A plan of one procedure whose dossiers are like these traces, evenly."""
    said = {
        "simulation": "a test", "from": "2026-01-05", "until": "2026-02-01", "seed": 1,
        "seasons": {"weekdays": {"saturday": 1, "sunday": 1}},
        "procedures": {"toy": {"a_year": 1}},
        **scenario,
    }  # fmt: skip
    return Plan(Scenario.model_validate(said), {"toy": tuple(Kind(trace, 1.0) for trace in traces)}, calendar)
