"""Moving running dossiers to a corrected version: how long the plan, the move and the way back take on SQLite.

`python -m benchmarks.migrating --dossiers 10000`. Dossiers are those of the sickness benefit as they wait at intake; one
is submitted through the door and its row multiplied, because taking ten thousand in is another measurement.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import insert, select

from workflow.clock import HANOI
from workflow.definition.library import read_library
from workflow.engine.case import Case
from workflow.service.audit import verify
from workflow.service.context import build_context
from workflow.service.migrating import Move, Planned, Verdict, apply, plan, undo
from workflow.service.office import Office
from workflow.service.procedures import Procedures, Version
from workflow.service.submitting import Submission, submit
from workflow.store import journal
from workflow.store.blobs import Blobs
from workflow.store.tables import ASSIGNMENTS, DOSSIERS, JOURNAL
from workflow.store.unit_of_work import Store
from workflow.store.vault import KEY_BYTES

PROCEDURES = Path(__file__).parents[1] / "procedures"
SLUG = "settle-sickness-benefit"
DAY = datetime(2026, 3, 2, 9, tzinfo=HANOI)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--form", action="store_true", help="another form too, so that all answers are checked anew")
    given = parser.parse_args()
    wanted = given.dossiers
    with tempfile.TemporaryDirectory() as folder:
        office = _office(Path(folder))
        codes = _dossiers(office, wanted)
        move = Move(SLUG, _corrected(Path(folder), with_form=given.form), reason="measured")
        _measure("plan", plan(office, move), Verdict.MOVE, wanted)
        run, moving = apply(office, move, "benchmark")
        _measure("move", moving, Verdict.MOVED, wanted)
        assert verify(office, codes[-1]).faults == ()
        _measure("undo", undo(office, run, "benchmark"), Verdict.UNDONE, wanted)


def _measure(what: str, found: Iterable[Planned], expected: Verdict, wanted: int) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    verdicts = [one.verdict for one in found]
    seconds = time.perf_counter() - begun
    worked = time.process_time() - worked
    assert verdicts == [expected] * wanted, set(verdicts)
    print(
        f"{what}: {wanted:,} dossiers in {seconds:.1f} s ({worked:.1f} s of one core), {1000 * seconds / wanted:.2f} ms each"
    )


def _office(folder: Path) -> Office:
    store = Store.open(f"sqlite:///{folder / 'motcua.sqlite'}", bytes(KEY_BYTES))
    store.migrate()
    library = read_library(PROCEDURES)
    return Office(store, Procedures(library, build_context(library)), Blobs(f"file://{folder / 'blobs'}"), lambda: DAY)


def _corrected(folder: Path, *, with_form: bool) -> Version:
    """The version after somebody let applicants upload one file more, and changed nothing else."""
    root = folder / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("__pycache__", "*.py", "cases"))
    file = next(root.rglob(f"{SLUG}/procedure.yaml"))
    _replace(file, "attachments: { count: 100,", "attachments: { count: 101,")
    if with_form:
        _replace(file.with_name("form.schema.json"), '"type": "object"', '"type": "object", "minProperties": 1')
    library = read_library(root)
    return Procedures(library, build_context(library)).on(SLUG, date(2026, 3, 2))


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def _dossiers(office: Office, wanted: int) -> list[str]:
    """One dossier through the door, and its rows again under other codes."""
    answers = (next(PROCEDURES.rglob(f"{SLUG}/examples/valid.json"))).read_text("utf-8")
    applicant = {"kind": "employer", "name": "CÔNG TY THAN HẠ LONG"}
    submission = Submission("portal", "P-0", SLUG, "online", applicant, "electronic", json.loads(answers), at=DAY)
    first = submit(office, submission).code
    with office.store.begin() as db:
        row = db.execute(select(DOSSIERS).where(DOSSIERS.c.code == first)).one()._asdict()
        entry = db.execute(select(JOURNAL).where(JOURNAL.c.dossier == first)).one()
        asked = db.execute(select(ASSIGNMENTS).where(ASSIGNMENTS.c.dossier == first)).one()._asdict()
        case = Case.model_validate_json(row["snapshot"])
        rows, entries, assignments = [], [], []
        for number in range(1, wanted):
            code = f"{first}-{number:06}"
            made = journal.next_row(
                code, 1, journal.beginning(code), sequence=1, at=entry.at, kind=entry.kind, actor=None, body=entry.body
            )
            snapshot = case.but(code=code).model_dump_json()
            rows.append({**row, "code": code, "reference": f"P-{number}", "head": made["hash"], "snapshot": snapshot})
            entries.append(made)
            assignments.append({**asked, "dossier": code})
        for table, each in ((DOSSIERS, rows), (JOURNAL, entries), (ASSIGNMENTS, assignments)):
            db.execute(insert(table), each)
    return [first, *(each["code"] for each in rows)]


if __name__ == "__main__":
    main()
