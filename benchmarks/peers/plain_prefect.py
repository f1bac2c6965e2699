"""Plain Prefect: starts its flow runs and resumes them through the API, as an approval page around it would."""

import json
import subprocess
import sys
import time
from itertools import count
from uuid import UUID

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import PrefectHTTPStatusError

from benchmarks.peers.counting import DRIVER, SERVER, WORKERS, Cost, per_dossier, spent_by
from benchmarks.peers.plain_flows import FOLDER
from desk.demo.parts import Parts

PATIENCE = 400.0
LOOK_EVERY = 0.5
DECISION = {"outcome": "granted", "by": "somebody"}


class PlainPrefect:
    """One of its two ways to wait, with the process that carries it; the server is the one that Motcua uses too."""

    def __init__(self, kind: str, parts: Parts, server: psutil.Process, client: SyncPrefectClient) -> None:
        self.name = {"suspended": "Prefect, suspended", "paused": "Prefect, paused"}[kind]
        self._kind, self._server, self._client = kind, server, client
        self._folder = parts.home / f"prefect-{kind}"
        self._folder.mkdir()
        self._names = count()
        environment = {**parts.environment, FOLDER: str(self._folder), "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
        with (parts.home / f"{kind}.log").open("wb") as log:
            self._carrier = subprocess.Popen(
                (sys.executable, "-m", "benchmarks.peers.plain_flows", kind),
                env=environment, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._process = psutil.Process(self._carrier.pid)
        self._done = 0

    def run(self, number: int) -> Cost:
        """So many dossiers from the start of their flow run to the answer."""
        before, document, began = self._spent(), self._document(), time.monotonic()
        self._start(number)
        while (done := self._count(StateType.COMPLETED)) < self._done + number:
            if self._count(StateType.FAILED, StateType.CRASHED):
                raise RuntimeError(f"{self.name}: a flow run has failed; see {self._folder}.log")
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"{self.name}: {done - self._done} of {number} dossiers have ended")
            self._resume()
            time.sleep(LOOK_EVERY)
        self._done += number
        wall = time.monotonic() - began
        time.sleep(1)
        return per_dossier(number, wall, before, self._spent(), self._document() - document)

    def close(self) -> None:
        self._carrier.terminate()
        self._carrier.wait(30)

    def _start(self, number: int) -> None:
        if self._kind == "paused":
            assert self._carrier.stdin is not None
            self._carrier.stdin.write(f"{number}\n".encode())
            self._carrier.stdin.flush()
            return
        deployment = self._deployment()
        for _ in range(number):
            self._client.create_flow_run_from_deployment(
                deployment, parameters={"name": f"suspended-{next(self._names)}"}
            )

    def _deployment(self) -> UUID:
        """The deployment served, once it is there."""
        until = time.monotonic() + 60
        while True:
            try:
                return self._client.read_deployment_by_name("suspended/peer").id
            except Exception:  # not there yet; whatever else it may be is said when the time is up
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def _resume(self) -> None:
        for run in self._client.read_flow_runs(flow_filter=self._flow(), flow_run_filter=_in(StateType.PAUSED)):
            try:
                self._client.resume_flow_run(run.id, run_input=DECISION)
            except PrefectHTTPStatusError:
                continue  # paused a moment ago: what it waits for is not written yet

    def _count(self, *types: StateType) -> int:
        found = self._client.read_flow_runs(flow_filter=self._flow(), flow_run_filter=_in(*types), limit=200)
        return len(found)

    def _flow(self) -> FlowFilter:
        return FlowFilter(name=FlowFilterName(any_=[self._kind]))

    def _document(self) -> float:
        return sum(float(json.loads(file.read_text())) for file in self._folder.glob("*.json"))

    def _spent(self) -> dict[str, float]:
        return {SERVER: spent_by(self._server), WORKERS: spent_by(self._process), DRIVER: time.thread_time()}


def client_of(parts: Parts) -> SyncPrefectClient:
    """A client of the server that all use."""
    import prefect.settings

    with prefect.settings.temporary_settings({prefect.settings.PREFECT_API_URL: parts.prefect_url}):
        return get_client(sync_client=True)


def _in(*types: StateType) -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
