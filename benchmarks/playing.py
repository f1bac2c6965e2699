"""Plays dossiers through `workflow.replay` in this process, on one database after the other, and says what they cost.

Prefect's settings must stand in the environment before this is imported.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path

from benchmarks.installation import RunFailed
from benchmarks.machine import Tell
from benchmarks.processes import cpu_seconds
from benchmarks.statements import Explained, explained, heard
from desk.demo.citizens import blank_page
from integrations.stage import open_stage
from workflow import flows
from workflow.clock import HANOI
from workflow.performing import KINDS
from workflow.replay.acting import People
from workflow.replay.agenda import Clock
from workflow.replay.mix import load_mix
from workflow.replay.opening import open_people, settings_of, workshop_in
from workflow.replay.plan import Planned, plan
from workflow.replay.running import Progress, Replay
from workflow.replay.staff import appoint_all, staff_of
from workflow.replay.stamping import NoTemplate, Stamping
from workflow.replay.templates import Templates
from workflow.service.applying import take
from workflow.service.cases import Cases
from workflow.service.office import Office
from workflow.service.queueing import queue
from workflow.service.reporting import report
from workflow.service.searching import search
from workflow.service.timers import fire_timers
from workflow.service.viewing import dossier
from workflow.settings import Settings
from workflow.store.unit_of_work import Store
from workflow.wiring import open_office, store_key
from workflow.workshop import Workshop

SEED = 8
SHARES = ORIGINALS, LOAD, OPEN = range(3)
"""Of the plan: the dossiers that are copied, those whose cost is measured, those that stand open when queries are asked."""
OWN, PARTS = "doors, engine, work", ("PostgreSQL", "Prefect server")
"""This process, with the sandboxes called in it and without documents; and the others."""


@dataclass(frozen=True)
class Cost:
    """What a dossier cost: CPU seconds by part, and seconds by the wall."""

    cpu: Mapping[str, float]
    wall: float

    @property
    def all(self) -> float:
        """CPU seconds of all parts."""
        return sum(self.cpu.values())


@dataclass(frozen=True)
class Scene:
    """An office on one of the databases, with its people, clock and sandboxes."""

    shop: Workshop
    clock: Clock
    people: People

    @property
    def office(self) -> Office:
        return self.shop.office


class Player:
    """An office whose definitions are compiled, and whose template dossiers are played, once for all databases."""

    def __init__(self, home: Path, url: str, dossiers: int, tell: Tell) -> None:
        """Puts tables and officers into a database, which is to be copied."""
        self._settings = settings_of(Settings(home=home, database_url=url, public_url="https://motcua.example.vn"))
        self._mix, self._office = load_mix(), open_office(self._settings)
        self._begin = datetime.combine(self._mix.from_, clock_time(), HANOI)
        appoint_all(self._office, self._mix.from_)
        self._office.store.close()
        calendar = self._office.library.calendar
        self._stamping = Stamping(self._mix, Templates(self._office.library), calendar, SEED)
        planned = plan(self._mix, calendar, SEED, len(SHARES) * dossiers)
        tell(f"playing the templates of {len(planned)} dossiers …")
        self._planned = [each for each in planned if self._can_be_made(each)]
        self._paper = blank_page("giấy tờ")

    def play(self, url: str, share: int) -> tuple[Cost, list[Explained]]:
        """One share from filing to the end, and the plans of all that was said to the database meanwhile.

        Raises RunFailed when a dossier does not end.
        """
        planned, told = self._share(share), list[Progress]()
        with self._scene(url) as scene, heard(scene.office.store.engine) as statements:
            before, began = _spent(), time.monotonic()
            asyncio.run(Replay(scene.shop, scene.clock, scene.people, told.append).run(planned))
            wall, after = time.monotonic() - began, _spent()
            plans = explained(scene.office.store.engine, statements, carried_out=False)
        if told[-1].ended != len(planned):
            raise RunFailed(f"{told[-1].ended} of {len(planned)} dossiers have ended: {dict(told[-1].done)}")
        return Cost({part: (after[part] - before[part]) / len(planned) for part in after}, wall / len(planned)), plans

    def ask(self, url: str) -> dict[str, list[Explained]]:
        """The hot queries while some dossiers stand open, by what they are for, carried out by the database."""
        with self._scene(url) as scene:
            codes = asyncio.run(self._filed(scene))
            office, staff = scene.office, staff_of(scene.office)
            receiver = staff["ONE_STOP", "receiver"][0]
            name = dossier(office, codes[0], receiver).applicant
            hot: dict[str, Callable[[], object]] = {
                "claim of work": lambda: take(office, KINDS, 16, "measured"),
                "timers that are due": lambda: fire_timers(office),
                "queue of an officer": lambda: queue(office, receiver),
                "page of a dossier": lambda: dossier(office, codes[0], receiver),
                "search by code": lambda: search(office, receiver, codes[0]),
                "search by beginning of a code": lambda: search(office, receiver, codes[0][:-2]),
                "search by name": lambda: search(office, receiver, str(name)),
                "report of the half-year": lambda: report(office, self._mix.from_, self._mix.until),
            }
            return {what: self._plans(scene, act) for what, act in hot.items()}

    def _plans(self, scene: Scene, act: Callable[[], object]) -> list[Explained]:
        engine = scene.office.store.engine
        with heard(engine) as statements:
            act()
        return explained(engine, statements, carried_out=True)

    async def _filed(self, scene: Scene) -> list[str]:
        filed = []
        for each in self._share(OPEN):
            scene.clock.reach(each.at)
            filed.append(await scene.people.file(each)())
        return [code for code in filed if code is not None]

    @contextmanager
    def _scene(self, url: str) -> Iterator[Scene]:
        """Sandboxes that remember nothing, and a clock at the beginning of the half-year."""
        clock, store = Clock(self._begin), Store.open(url, store_key(self._settings))
        office = replace(self._office, store=store, now=clock, cases=Cases())
        with tempfile.TemporaryDirectory(prefix="motcua-stage-") as state, open_stage(Path(state), clock) as stage:
            shop = workshop_in(office, self._settings, stage, with_documents=False)
            flows.use(shop)
            yield Scene(shop, clock, open_people(shop, clock, stage, self._mix, self._stamping, SEED, self._paper))
        store.close()

    def _share(self, share: int) -> list[Planned]:
        return [each for each in self._planned if each.place % len(SHARES) == share]

    def _can_be_made(self, planned: Planned) -> bool:
        try:
            self._stamping.handed(planned)
        except NoTemplate:
            return False
        return True


def _spent() -> dict[str, float]:
    parts = cpu_seconds()
    return {OWN: time.process_time(), **{part: parts[part] for part in PARTS}}
