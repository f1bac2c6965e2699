"""SpiffWorkflow runs our BPMN export: the state is read back before each step and saved, whole, in SQLite after it."""

import sqlite3
import time
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import ManualTask

from benchmarks.peers.counting import DRIVER, Cost, per_dossier
from benchmarks.peers.procedure import OUTCOMES, TEMPLATE, page_data
from outputs.rendering import Renderer
from workflow.drawing.bpmn import MODEL, identifier
from workflow.drawing.elements import variable

STEPS = {identifier(path): {variable(path): outcome} for path, outcome in OUTCOMES.items()}
ANSWER = identifier("answer")


class Parser(BpmnParser):
    """Services are left to the user of SpiffWorkflow; here they are done by hand."""

    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {full_tag("serviceTask"): (TaskParser, ManualTask)}


class Spiff:
    """One process, one table; the parsed process and the renderer are kept warm."""

    name = "SpiffWorkflow"

    def __init__(self, bpmn: str, folder: Path) -> None:
        root = ElementTree.fromstring(bpmn)
        process = root.find(f"{{{MODEL}}}process")
        assert process is not None
        parser = Parser()
        parser.add_bpmn_xml(etree.fromstring(bpmn.encode()))
        self._spec = parser.get_spec(process.get("id"))
        self._parts = parser.get_subprocess_specs(process.get("id"))
        # ISO times stand in the file as BPMN writes them; SpiffWorkflow takes them for expressions.
        times = {timer.text: timer.text for timer in root.iter(f"{{{MODEL}}}timeDuration")}
        self._engine = PythonScriptEngine(environment=TaskDataEnvironment(times))
        self._serializer = BpmnWorkflowSerializer()
        self._database = sqlite3.connect(folder / "spiff.sqlite")
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("CREATE TABLE dossier (id INTEGER PRIMARY KEY, state TEXT, ended INTEGER)")
        self._ids = count(1)
        self._renderer = Renderer()
        self._folder = folder / "spiff"
        self._folder.mkdir()
        self._document = 0.0

    def run(self, number: int) -> Cost:
        """So many dossiers, one step of each in turn."""
        before, document, began = self._spent(), self._document, time.monotonic()
        ids = [next(self._ids) for _ in range(number)]
        for dossier in ids:
            workflow = BpmnWorkflow(self._spec, self._parts, script_engine=self._engine)
            workflow.do_engine_steps()
            self._save(dossier, workflow)
        while open_ones := self._open():
            for dossier in open_ones:
                self._step(dossier)
        wall = time.monotonic() - began
        return per_dossier(number, wall, before, self._spent(), self._document - document)

    def close(self) -> None:
        self._database.close()

    def state_size(self) -> int:
        """Bytes of a dossier's state."""
        return int(self._database.execute("SELECT max(length(state)) FROM dossier").fetchone()[0])

    def _step(self, dossier: int) -> None:
        (state,) = self._database.execute("SELECT state FROM dossier WHERE id = ?", (dossier,)).fetchone()
        workflow = self._serializer.deserialize_json(state)
        workflow.script_engine = self._engine
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        if task.task_spec.bpmn_id == ANSWER:
            self._answer(dossier)
        else:
            task.data.update(STEPS[task.task_spec.bpmn_id])
        task.run()
        workflow.do_engine_steps()
        self._save(dossier, workflow)

    def _save(self, dossier: int, workflow: BpmnWorkflow) -> None:
        state = self._serializer.serialize_json(workflow)
        with self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO dossier VALUES (?, ?, ?)", (dossier, state, workflow.is_completed())
            )

    def _open(self) -> list[int]:
        return [row[0] for row in self._database.execute("SELECT id FROM dossier WHERE NOT ended ORDER BY id")]

    def _answer(self, dossier: int) -> None:
        began = time.thread_time()
        pdf = self._renderer.render(TEMPLATE, page_data(), issued_on=date(2025, 10, 8)).pdf
        (self._folder / f"{dossier}.pdf").write_bytes(pdf)
        self._document += time.thread_time() - began

    def _spent(self) -> dict[str, float]:
        return {DRIVER: time.thread_time()}
