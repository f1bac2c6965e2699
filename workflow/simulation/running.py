"""One replication: dossiers come in, pieces wait for their party and are done, in the order of simulated time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from heapq import heappop, heappush, merge
from itertools import count
from math import inf
from random import Random

from workflow.clock import Duration
from workflow.engine.case import ClockState
from workflow.simulation.arrivals import arrivals
from workflow.simulation.chance import Chance, drawn, number_of
from workflow.simulation.lives import Life, PlayedLife, TracedLife
from workflow.simulation.measuring import Counted, PostCount, ProcedureCount, StepCount, StepKey
from workflow.simulation.office_hours import DAY
from workflow.simulation.pieces import Party, Piece
from workflow.simulation.plan import Kind, Plan
from workflow.simulation.resources import Job, Officer, Pool
from workflow.simulation.scenario import Order
from workflow.simulation.spreads import Time

CASE = number_of("case")
ARRIVAL, DONE, WAKE, QUEUE = 0, 1, 2, 3
FILED = "filed"
"""Marks an arrival that the next one follows; who only waited for the counter to open was counted before."""


def simulate(plan: Plan, replication: int = 0, *, played: bool = False) -> Counted:
    """One replication; with `played` every dossier goes through the engine itself instead of following a trace."""
    running = _Running(plan, replication, played)
    running.run()
    return running.counted()


class _About:
    """What there is to know of a piece, worked out once for all dossiers that follow one trace."""

    __slots__ = ("in_working_time", "limit", "pool", "post", "step", "time")

    def __init__(self, step: StepCount, time: Time | None, in_working_time: bool, limit: "Limit | None") -> None:
        self.step = step
        self.time = time
        """What it takes, for a number between 0 and 1; None: until the limit."""
        self.in_working_time = in_working_time
        self.limit = limit
        """Officers: when the step is due. Others: when it is over at the latest."""
        self.pool: Pool | None = None
        self.post: PostCount | None = None


Limit = Callable[[float], float]
"""The moment a limit is reached that begins at one."""


class _Running:
    def __init__(self, plan: Plan, replication: int, played: bool) -> None:
        self.plan = plan
        self.scenario = plan.scenario
        self.office = plan.office
        self.replication = replication
        self.played = played
        self.chance = Chance(plan.scenario.seed, replication)
        self.pools = plan.pools(self.chance)
        self.events: list[tuple[float, int, int, object, object, object]] = []
        self.order, self.numbers = count(), count()
        self.open: dict[int, tuple[Life, float]] = {}
        self.steps: dict[StepKey, StepCount] = {}
        self.procedures = {slug: ProcedureCount() for slug in plan.kinds}
        self.posts = {post: self._post_count(pool) for post, pool in self.pools.items()}
        for counts in self.procedures.values():
            counts.arrived_by_day, counts.ended_by_day = self._days(), self._days()
        self._abouts: dict[Piece, _About] = {}
        self._handling: dict[tuple[str, str, str], Time] = {}
        self._outside: dict[Party, tuple[Time, bool]] = {
            party: (spread.time, spread.in_.is_working_time)
            for party in Party
            if party not in (Party.OFFICER, Party.TIMER)
            for spread in (plan.scenario.time_of(party),)
        }

    def _days(self) -> list[int]:
        return [0] * self.scenario.days

    def _post_count(self, pool: Pool) -> PostCount:
        there = sum(officer.hours.worked(self.plan.horizon) for officer in pool.officers)
        return PostCount(len(pool.officers), there, arrived_by_day=self._days(), begun_by_day=self._days())

    # --- time ---

    def run(self) -> None:
        coming = self._coming()
        self._schedule_next(coming)
        horizon = self.plan.horizon
        events = self.events
        while events and events[0][0] < horizon:
            now, _, what, first, second, third = heappop(events)
            if what == DONE:
                self._done(now, first, second, third)  # type: ignore[arg-type]
            elif what == ARRIVAL:
                if third is FILED:
                    self._schedule_next(coming)
                self._arrive(now, first, second)  # type: ignore[arg-type]
            elif what == QUEUE:
                self._queue(first, second, third, now)  # type: ignore[arg-type]
            else:
                assert isinstance(first, Pool)
                first.wakes_at, first.asleep = inf, False
                self._hand_out(first, now)

    def _schedule(self, at: float, what: int, first: object, second: object = None, third: object = None) -> None:
        if at < self.plan.horizon:
            heappush(self.events, (at, next(self.order), what, first, second, third))

    def _coming(self) -> Iterator[tuple[float, str]]:
        """Every arrival of the period in order; the same under every staffing plan."""
        return merge(*(self._stream(slug) for slug in self.plan.kinds))

    def _stream(self, slug: str) -> Iterator[tuple[float, str]]:
        asked = self.scenario.procedures[slug]
        chance = Random(f"{self.scenario.seed}/{self.replication}/{slug}")
        seasons = asked.seasons or self.scenario.seasons
        for at in arrivals(asked.a_year, seasons, self.scenario.from_, self.scenario.days, chance):
            yield at, slug

    def _schedule_next(self, coming: Iterator[tuple[float, str]]) -> None:
        found = next(coming, None)
        if found is None:
            return
        at, slug = found
        heappush(self.events, (at, next(self.order), ARRIVAL, next(self.numbers), slug, FILED))

    # --- dossiers ---

    def _arrive(self, now: float, number: int, slug: str) -> None:
        """Somebody files; who comes to the counter comes when it is open."""
        kind = self._kind(slug, self.chance.of(number, CASE))
        if kind.trace.channel == "counter" and (opening := self.office.opening(now)) > now:
            self._schedule(opening, ARRIVAL, number, slug)
            return
        counts = self.procedures[slug]
        counts.arrived += 1
        counts.arrived_by_day[int(now // DAY)] += 1
        life = self._life(number, kind, now)
        self.open[number] = (life, now)
        self._take_up(life, life.begin(now), now)

    def _kind(self, slug: str, chance: float) -> Kind:
        kinds = self.plan.kinds[slug]
        left = chance * sum(kind.weight for kind in kinds)
        for kind in kinds:
            left -= kind.weight
            if left < 0:
                return kind
        return kinds[-1]

    def _life(self, number: int, kind: Kind, at: float) -> Life:
        seed = self.chance.seed_of(number)
        if not self.played:
            return TracedLife(number, seed, kind.trace, self.plan.calendar, self.plan.begin)
        assert kind.play is not None
        return PlayedLife(number, seed, kind.play(self.plan.begin + timedelta(seconds=at)), self.plan.begin)

    def _done(self, now: float, life: Life, piece: Piece, officer: Officer | None) -> None:
        if officer is not None:
            pool = self.pools[officer.post]
            pool.idle.append(officer)
            pool.asleep = False
        if life.ending is None:
            life.pending -= 1
            self._about(life, piece).step.finished += 1
            opened = life.complete(piece, now)
            if life.ending is not None:
                self._end(life, now)
            else:
                self._take_up(life, opened, now)
        if officer is not None:
            self._hand_out(pool, now)

    def _end(self, life: Life, now: float) -> None:
        _, came = self.open.pop(life.number)
        counts = self.procedures[life.procedure]
        ending = life.ending or ""
        counts.endings[ending] = counts.endings.get(ending, 0) + 1
        counts.ended_by_day[int(now // DAY)] += 1
        counts.durations.append(now - came)
        self._judge(life, counts)

    def _judge(self, life: Life, counts: ProcedureCount) -> None:
        """Late or in time, when either is certain: settled, or past the day."""
        clock = life.clock
        if clock.state is ClockState.STOPPED and clock.accepted_at is not None:
            late = clock.overdue
        elif clock.due_at is not None and (clock.due_at - self.plan.begin).total_seconds() < self.plan.horizon:
            late = True
        else:
            return
        counts.due += 1
        counts.late += late
        counts.lateness.append(float(late))

    # --- pieces ---

    def _about(self, life: Life, piece: Piece) -> _About:
        found = self._abouts.get(piece)
        if found is None:
            found = self._abouts[piece] = self._found_out(life, piece)
        return found

    def _found_out(self, life: Life, piece: Piece) -> _About:
        post = (piece.unit, piece.role) if piece.party is Party.OFFICER else None
        step = self.steps.setdefault((life.procedure, piece.step, piece.party), StepCount(post))
        if post is not None:
            limit = self._limit(piece.within) if piece.within is not None else None
            about = _About(step, self._handling_of(life, piece), True, limit)
            about.pool, about.post = self.pools[post], self.posts[post]
            return about
        if piece.party is Party.TIMER:
            lasts = piece.lasts
            assert lasts is not None
            if isinstance(lasts, Duration):
                return _About(step, None, False, self._limit(lasts))
            return _About(step, lambda chance: lasts, False, None)
        time, in_working_time = self._outside[piece.party]
        until = self._limit(piece.lasts) if isinstance(piece.lasts, Duration) else None
        return _About(step, time, in_working_time, until)

    def _limit(self, limit: Duration) -> Limit:
        if limit.is_working_time:
            seconds, after = float(limit.seconds), self.office.after
            return lambda now: after(now, seconds)
        begin, calendar = self.plan.begin, self.plan.calendar
        return lambda now: (calendar.due(begin + timedelta(seconds=now), limit) - begin).total_seconds()

    def _take_up(self, life: Life, opened: Sequence[Piece], now: float) -> None:
        """Let pieces wait for their party.

        While a dossier waits for one party outside and for nothing else, its way is followed at once: nobody else has a part
        in it, so it needs no place among the events.
        """
        follows, horizon = False, self.plan.horizon
        while len(opened) == 1 and not life.pending:
            piece = opened[0]
            about = self._about(life, piece)
            if about.pool is not None:
                break
            at = self._given(life, piece, about, now)
            if at >= horizon:
                return
            about.step.finished += 1
            opened = life.complete(piece, at)
            if life.ending is not None:
                self._end(life, at)
                return
            now, follows = at, True
        life.pending += len(opened)
        for piece in opened:
            about = self._about(life, piece)
            if about.pool is None:
                self._schedule(self._given(life, piece, about, now), DONE, life, piece)
            elif follows:
                self._schedule(now, QUEUE, life, piece, about)
            else:
                self._queue(life, piece, about, now)

    def _given(self, life: Life, piece: Piece, about: _About, now: float) -> float:
        """A party outside gets a piece: when it will have done it."""
        at = self._done_at(life, piece, about, now)
        about.step.arrived += 1
        about.step.handlings.append(at - now)
        return at

    def _done_at(self, life: Life, piece: Piece, about: _About, now: float) -> float:
        """When a party outside will have done its part."""
        if about.time is None:
            assert about.limit is not None
            return about.limit(now)
        seconds = about.time(drawn(life.seed, piece.key))
        at = self.office.after(now, seconds) if about.in_working_time else now + seconds
        if about.limit is not None:
            at = min(at, about.limit(now) - 1)  # who answers at all answers in time
        return at

    # --- officers ---

    def _queue(self, life: Life, piece: Piece, about: _About, now: float) -> None:
        pool = about.pool
        assert pool is not None
        assert about.post is not None
        about.step.arrived += 1
        about.post.arrived_by_day[int(now // DAY)] += 1
        officer = life.kept_for(piece)
        assert officer is None or isinstance(officer, Officer)
        pool.put((self._urgency(life, about, now), next(self.order), now, life, piece), officer)
        if pool.idle and not pool.asleep:
            self._hand_out(pool, now)

    def _urgency(self, life: Life, about: _About, now: float) -> float:
        """When it must be done, as the desk orders its queue: the step's time, else the dossier's."""
        if self.scenario.queue is Order.ARRIVAL:
            return now
        if about.limit is not None:
            return about.limit(now)
        clock = life.clock
        due = clock.due_at
        return (due - self.plan.begin).total_seconds() if due is not None and not clock.stopped_at else now

    def _hand_out(self, pool: Pool, now: float) -> None:
        """Every officer who is there and idle takes the most urgent dossier they may do."""
        if not pool.size:
            return
        next_opening, somebody = inf, False
        for officer in tuple(pool.idle):
            if not pool.queue and not officer.kept:
                somebody = True
                continue
            opening = officer.hours.opening(now)
            if opening > now:
                next_opening = min(next_opening, opening)
                continue
            job = pool.next_for(officer)
            if job is None:
                somebody = True
                continue
            pool.idle.remove(officer)
            self._begin(officer, job, now)
            if not pool.size:
                return
        pool.asleep = not somebody
        if next_opening < pool.wakes_at:
            pool.wakes_at = next_opening
            self._schedule(next_opening, WAKE, pool)

    def _begin(self, officer: Officer, job: Job, now: float) -> None:
        _, _, came, life, piece = job
        about = self._about(life, piece)
        step, post, hours = about.step, about.post, officer.hours
        assert post is not None
        assert about.time is not None
        waited = self.office.worked(now) - self.office.worked(came) if came < now else 0.0
        seconds = about.time(drawn(life.seed, piece.key))
        step.waits.append(waited)
        step.handlings.append(seconds)
        post.waited += waited
        post.begun_by_day[int(now // DAY)] += 1
        done_at = hours.after(now, seconds)
        horizon = self.plan.horizon
        post.busy += seconds if done_at < horizon else hours.worked(horizon) - hours.worked(now)
        self._schedule(done_at, DONE, life, piece, officer)

    def _handling_of(self, life: Life, piece: Piece) -> Time:
        key = (life.procedure, piece.step, piece.role)
        found = self._handling.get(key)
        if found is None:
            found = self._handling[key] = self.scenario.handling.of(*key).time
        return found

    # --- the end ---

    def counted(self) -> Counted:
        """What was found, with what is still open at the end of the period."""
        worked = self.office.worked(self.plan.horizon)
        for post, pool in self.pools.items():
            for _, _, came, life, piece in pool.waiting():
                step = self._about(life, piece).step
                waited = worked - self.office.worked(came)
                step.left += waited
                step.still_waiting += 1
                self.posts[post].waited += waited
        for life, _ in self.open.values():
            counts = self.procedures[life.procedure]
            counts.still_open += 1
            self._judge(life, counts)
        return Counted(self.steps, self.procedures, self.posts)
