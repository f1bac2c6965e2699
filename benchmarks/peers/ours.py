"""Motcua: dossiers in by the counter's door, decided through the doors of the desk, the answer made and signed by a worker."""

import json
import sys
import time
from itertools import count

import psutil
from sqlalchemy import func, select

from benchmarks.booking import PDF, SIGNING
from benchmarks.peers.counting import DRIVER, SERVER, WORKERS, Cost, per_dossier, spent_by
from benchmarks.peers.procedure import OUTCOMES, SLUG
from desk.demo.parts import Parts, start
from desk.demo.people import appoint_all, with_post
from workflow.service.assignments import claim
from workflow.service.deciding import decide
from workflow.service.queueing import queue
from workflow.service.submitting import Submission, submit
from workflow.service.viewing import dossier
from workflow.store.tables import DOCUMENTS, DOSSIERS
from workflow.wiring import open_office

OFFICERS = tuple(
    with_post(unit, role).id
    for unit, role in (("ONE_STOP", "receiver"), ("BEN", "specialist"), ("BEN", "head"), ("LEAD", "director"))
)
PATIENCE = 240.0
LEDGER = 1.0
"""Seconds until the worker has written down what it spent."""


class Ours:
    """An office with one worker, kept running for all rounds."""

    name = "Motcua"

    def __init__(self, parts: Parts, server: psutil.Process) -> None:
        self._server = server
        appoint_all(parts)
        self._report = parts.home / "worker.json"
        command = (sys.executable, "-m", "benchmarks.worker", str(self._report))
        worker = start(parts, "worker", *command)
        parts.workers.append(worker)
        self._worker = psutil.Process(worker.pid)
        self._office = open_office(parts.settings)
        self._references = count(1)
        self._ended = 0

    def run(self, number: int) -> Cost:
        """So many dossiers from the counter to the signed answer."""
        before, document, began = self._spent(), self._document(), time.monotonic()
        for _ in range(number):
            self._submit()
        while (ended := self._count_ended()) < self._ended + number:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"Motcua: {ended - self._ended} of {number} dossiers have ended")
            if not sum(self._work_of(officer) for officer in OFFICERS):
                time.sleep(0.1)
        self._ended += number
        if (signed := self._signed()) != self._ended:
            raise RuntimeError(f"Motcua: {signed} answers are signed of {self._ended}")
        wall = time.monotonic() - began
        time.sleep(LEDGER)
        return per_dossier(number, wall, before, self._spent(), self._document() - document)

    def _signed(self) -> int:
        with self._office.store.read() as db:
            return db.scalar(select(func.count()).where(DOCUMENTS.c.signed_at.is_not(None))) or 0

    def close(self) -> None:
        self._office.store.close()

    def _submit(self) -> None:
        answers = {"name": "Nguyễn Thị Hường", "wish": "Đề nghị giải quyết bảo hiểm xã hội một lần"}
        applicant = {"kind": "individual", "name": "Nguyễn Thị Hường", "id_number": "022185004321"}
        reference = f"peer-{next(self._references)}"
        submit(self._office, Submission("counter", reference, SLUG, "counter", applicant, "counter", answers))

    def _work_of(self, officer: str) -> int:
        done = 0
        for row in queue(self._office, officer):
            seen = dossier(self._office, row.code, officer)
            mine = next(each for each in seen.assignments if each.visit == row.visit)
            claim(self._office, row.code, row.visit, officer)
            outcome, checked = OUTCOMES[mine.path], range(len(mine.checklist))
            decide(self._office, row.code, row.visit, officer, outcome, reason="Theo quy định", checked=checked)
            done += 1
        return done

    def _count_ended(self) -> int:
        with self._office.store.read() as db:
            return db.scalar(select(func.count()).where(DOSSIERS.c.ended_at.is_not(None))) or 0

    def _document(self) -> float:
        """CPU seconds of layout and signatures so far."""
        booked = json.loads(self._report.read_text(encoding="utf-8")) if self._report.exists() else {}
        return float(booked.get(PDF, 0.0) + booked.get(SIGNING, 0.0))

    def _spent(self) -> dict[str, float]:
        # The sandboxes are other threads of this process.
        return {SERVER: spent_by(self._server), WORKERS: spent_by(self._worker), DRIVER: time.thread_time()}
