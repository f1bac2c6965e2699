"""The run of a replay: what stands on the agenda happens in simulated time, and the work it causes is done by Prefect.

Time goes in slices: everything on the agenda within the next hour happens at its own moment; then all work that is ready is
performed, and what stands open afterwards is put on the agenda. Nothing is kept but in the database: a run that was killed
finds its dossiers there, and begins anew with what the plan still has to come.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from integrations.stage import DELIVERED, RETURNED
from workflow import flows
from workflow.replay.acting import People, step_of
from workflow.replay.agenda import Act, Clock
from workflow.replay.going import Going, Review, Waking, by_dossier
from workflow.replay.plan import Planned
from workflow.replay.standing import acts_of, chunks, on_file, ready, stands
from workflow.workshop import Workshop

SLICE = timedelta(hours=1)
A_MOMENT = timedelta(minutes=1)
BEFORE_DUE = timedelta(hours=6)
"""When it becomes clear that a dossier will be late."""
CHUNK = 2000
"""Dossiers whose work is claimed together."""
TOGETHER = 64
"""Reviews decided, or timers fired, in one transaction."""
ON_FILE = "000.00.00.G22-%"
EVENTS = ("supplement_requested", "supplement_received", "signal_received")


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    moment: datetime
    filed: int
    ended: int
    of: int
    done: Counter[str]


class Replay:
    """One process's share of a plan."""

    def __init__(self, shop: Workshop, clock: Clock, people: People, tell: Callable[[Progress], None]) -> None:
        """`tell` hears of the progress after every slice."""
        self._shop, self._office, self._clock, self._people, self._tell = shop, shop.office, clock, people, tell
        self._agenda, self._times = people.agenda, people.times
        self._on_file = self._ended = self._planned = 0

    async def run(self, planned: list[Planned]) -> None:
        """Until every dossier has ended, or nothing more will ever happen. What is on file already goes on."""
        self._planned = len(planned)
        known = {int(reference[-6:]): (code, over) for code, reference, over in on_file(self._office, ON_FILE)}
        for each in planned:
            if each.place not in known:
                self._agenda.put(each.at, self._people.file(each))
        await self._take_up({each.place: each for each in planned if each.place in known}, known)
        while (next_at := self._agenda.next_at) is not None:
            day = max(next_at, self._clock.moment).date()
            sunday = day + timedelta(days=6 - day.weekday())
            await flows.in_one_run("replay", f"replay until {sunday}", partial(self._until, sunday))

    async def _until(self, day: date) -> None:
        """Everything up to the end of a day, in slices. A flow run for each week: one costs as much as many task runs."""
        while (next_at := self._agenda.next_at) is not None and next_at.date() <= day:
            until = max(next_at, self._clock.moment) + SLICE
            await self._work_off(await self._happens(until))
            filed = self._on_file + self._people.done["filed"]
            self._tell(Progress(self._clock.moment, filed, self._ended, self._planned, self._people.done))

    async def _happens(self, until: datetime) -> set[str]:
        """Everything on the agenda until then; gives the dossiers it happens to. Of one kind as many at once as come up."""
        touched: set[str | None] = set()
        reviews: list[Review] = []
        wakings: list[Waking] = []
        while (entry := self._agenda.take(until)) is not None:
            self._clock.reach(entry.at)
            if isinstance(entry.act, Review):
                reviews.append(entry.act)
            elif isinstance(entry.act, Waking):
                wakings.append(entry.act)
            else:
                touched.add(await entry.act())
                continue
            entry.act.going.coming.discard(entry.act.what)
            if max(len(reviews), len(wakings)) >= TOGETHER:
                touched |= await self._together(reviews, wakings)
        touched |= await self._together(reviews, wakings)
        return {code for code in touched if code is not None}

    async def _together(self, reviews: list[Review], wakings: list[Waking]) -> set[str]:
        touched = await self._people.decide(reviews) | self._people.wake(wakings)
        reviews.clear()
        wakings.clear()
        return touched

    async def _work_off(self, touched: set[str]) -> None:
        """All work that can be done now, and then what is to come."""
        self._clock.reach(self._clock.moment + A_MOMENT)
        todo, seen = touched, set(touched)
        while todo:
            for some in chunks(sorted(todo), CHUNK):
                await flows.work_off(some)
            todo = {code for code in ready(self._office, self._clock.moment) if code in self._people.going}
            seen |= todo
        self._look(seen)

    # --- what is to come ---

    def _look(self, codes: set[str]) -> None:
        """Put on the agenda whatever may happen next to these dossiers."""
        found = stands(self._office, codes)
        assignments, timers = by_dossier(found.assignments), by_dossier(found.timers)
        works, parcels = by_dossier(found.works), by_dossier(found.parcels)
        for row in found.dossiers:
            going = self._people.going.get(row.code)
            if going is None:
                continue
            asked = [each for each in assignments[row.code] if each.closed_at is None]
            if row.ending is not None and not asked and not works[row.code]:
                del self._people.going[row.code]
                self._ended += 1
                continue
            for each in asked:
                self._await_officer(going, each, row.due_at)
            for each in timers[row.code]:
                self._put_together(each.at, Waking(going, each.name, each.at))
            for each in works[row.code]:
                self._await_party(going, each, parcels[row.code])
            if going.next_signal() is not None and not works[row.code] and all(each.parked for each in asked):
                at = self._times.after("bank", self._people.chance(going, f"signal/{going.signalled}"))
                self._agenda.put(at, self._people.signal(going))

    def _await_officer(self, going: Going, row: Any, due_at: datetime | None) -> None:
        review = Review(going, row)
        if row.parked or review.what in going.coming:
            return
        chance = self._people.chance(going, f"decide/{row.visit}/{going.decided.total()}")
        at = self._times.within(row.due_at, chance)
        is_late = going.handed.planned.trouble == "late" and not going.late and row.role != "receiver"
        if is_late and due_at is not None:
            going.late = True
            self._agenda.put(max(self._clock.moment, due_at - BEFORE_DUE), self._people.apologise(going, due_at))
            at = self._times.after("late", chance, due_at)
        self._put_together(at, review)

    def _await_party(self, going: Going, work: Any, parcels: list[Any]) -> None:
        """Work that waits for a party outside is looked at when that party has done its part."""
        people = self._people
        if work.kind == "send":
            for parcel in parcels:
                order, comes_back = parcel.order_key, going.handed.planned.undelivered and parcel.attempt == 1
                name, status = ("undelivered", RETURNED) if comes_back else ("post", DELIVERED)
                at = self._times.after(name, people.chance(going, f"parcel/{order}"))
                self._put(going, ("parcel", order), at, people.parcel(going, order, status))
        elif work.kind == "pay":
            at = self._times.after("bank", people.chance(going, work.key))
            self._put(going, ("pay", work.key), at, people.settle(going, work.key))
        else:
            self._put(going, ("work", work.id, work.run_after), work.run_after, people.again(going))

    def _put_together(self, at: datetime, act: Review | Waking) -> None:
        if act.what not in act.going.coming:
            act.going.coming.add(act.what)
            self._agenda.put(at, act)

    def _put(self, going: Going, what: tuple[object, ...], at: datetime, act: Act) -> None:
        """Once: what stands on the agenda of a dossier is not put there again before it has happened."""
        if what in going.coming:
            return
        going.coming.add(what)

        async def once() -> str | None:
            going.coming.discard(what)
            return await act()

        self._agenda.put(at, once)

    # --- after a kill ---

    async def _take_up(self, planned: dict[int, Planned], known: dict[int, tuple[str, bool]]) -> None:
        """What is on file goes on from where the database says it stands."""
        self._on_file = len(planned)
        self._ended = sum(known[place][1] for place in planned)
        open_ = {known[place][0]: each for place, each in planned.items() if not known[place][1]}
        happened = acts_of(self._office, list(open_), EVENTS)
        for code, each in open_.items():
            going = Going(
                code, self._people.stamping.handed(each), signalled=happened.get((code, "signal_received"), 0)
            )
            await self._people.take_up(going)
            going.asked = (code, "supplement_requested") in happened
            if going.asked and (code, "supplement_received") not in happened:
                self._people.plan_supply(going)
        for row in stands(self._office, open_).assignments:
            if row.closed_at is not None and row.officer is not None:
                self._people.going[row.dossier].decided[step_of(row.step)] += 1
        if open_:
            self._clock.reach(self._clock.moment + self._shop.lease)  # what the killed process held is free then
            await flows.in_one_run(
                "replay", f"replay taken up {self._clock.moment:%Y-%m-%d}", partial(self._work_off, set(open_))
            )
