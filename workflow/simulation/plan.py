"""What a simulation runs on: the scenario, the kinds of dossier with their ways, the calendar, and who is there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from math import ceil

from workflow.clock import HANOI, Calendar
from workflow.simulation.chance import Chance, number_of
from workflow.simulation.measuring import Post
from workflow.simulation.office_hours import DAY, OfficeHours, Session, sessions_of, shortened
from workflow.simulation.pieces import Party, Trace
from workflow.simulation.playing import Player
from workflow.simulation.resources import Officer, Pool
from workflow.simulation.scenario import TARGET_LOAD, Scenario, Staff

LOOKAHEAD = 400
"""Days beyond the period for which office hours are laid out: deadlines and half-done work reach over its end."""
AWAY = number_of("away")


@dataclass(frozen=True)
class Kind:
    """Dossiers like one case: how many of a procedure's are like it, and its way; `play` begins it in the engine."""

    trace: Trace
    weight: float
    play: Callable[[datetime], Player] | None = None


@dataclass(frozen=True)
class Plan:
    """All of it; `assumed` says what was not given, in words."""

    scenario: Scenario
    kinds: Mapping[str, tuple[Kind, ...]]
    calendar: Calendar
    assumed: tuple[str, ...] = ()

    @cached_property
    def begin(self) -> datetime:
        return datetime.combine(self.scenario.from_, time(), HANOI)

    @cached_property
    def horizon(self) -> float:
        return self.scenario.days * DAY

    @cached_property
    def days(self) -> tuple[tuple[int, tuple[Session, ...]], ...]:
        return tuple(sessions_of(self.calendar, self.begin, self.scenario.days + LOOKAHEAD))

    @cached_property
    def office(self) -> OfficeHours:
        return OfficeHours(session for _, sessions in self.days for session in sessions)

    @cached_property
    def staff(self) -> dict[Post, Staff]:
        """Who is there at every post some dossier comes to; where the scenario is silent, as many as the load needs."""
        given = {(unit, role): staff for unit, roles in self.scenario.staffing.items() for role, staff in roles.items()}
        return {
            post: given.get(post) or Staff(officers=max(1, ceil(seconds / (TARGET_LOAD * self._worked))))
            for post, seconds in sorted(self.load.items())
        }

    @property
    def unstaffed(self) -> list[Post]:
        """Posts the scenario does not speak of."""
        staffing = self.scenario.staffing
        return [(unit, role) for unit, role in self.staff if role not in staffing.get(unit, {})]

    @cached_property
    def load(self) -> dict[Post, float]:
        """Seconds of officers' work the period brings to each post, on average."""
        found: dict[Post, float] = {}
        for slug, kinds in self.kinds.items():
            number = self.scenario.procedures[slug].a_year * self.scenario.days / 365.25
            total = sum(kind.weight for kind in kinds)
            for kind in kinds:
                for piece in kind.trace.pieces:
                    if piece.party is Party.OFFICER:
                        spread = self.scenario.handling.of(slug, piece.step, piece.role)
                        share = number * kind.weight / total * spread.mean_seconds
                        post = (piece.unit, piece.role)
                        found[post] = found.get(post, 0.0) + share
        return found

    @property
    def _worked(self) -> float:
        return self.office.worked(self.horizon)

    def pools(self, chance: Chance) -> dict[Post, Pool]:
        """Fresh officers for one replication, with the days they are away."""
        return {post: Pool(post, list(self._officers(post, staff, chance))) for post, staff in self.staff.items()}

    def _officers(self, post: Post, staff: Staff, chance: Chance) -> Iterator[Officer]:
        shares = [*[1.0] * staff.officers, *staff.part_time]
        for number, share in enumerate(shares, start=1):
            name = f"{post[0]} {post[1]} {number}"
            yield Officer(name, post, OfficeHours(self._presence(number_of(name), share, staff.absence, chance)))

    def _presence(self, key: int, share: float, absence: float, chance: Chance) -> Iterator[Session]:
        for day, sessions in self.days:
            if not absence or chance.of(key ^ AWAY, day) >= absence:
                yield from sessions if share == 1.0 else shortened(sessions, share)
