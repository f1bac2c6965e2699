"""A list 01B-HSB of 10,000 leaves as a workbook: read, validated and computed, in a process of its own."""

import io
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from subprocess import run
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it has no type information

import procedures
from forms import Form
from forms.lists import judge, load_lists, read_list
from integrations.registers.history import history
from integrations.registers.people import person
from procedures.rules import get
from workflow.definition.parameters import load_parameters

ROWS = 10_000
DAY = date(2025, 11, 20)
ROOT = Path(procedures.__file__).parent
FOLDER = ROOT / "si" / "settle-sickness-benefit"
SECONDS_TARGET, MEMORY_TARGET = 20, 1024


@dataclass(frozen=True)
class List:
    """CPU seconds of each part and, at its highest, the memory of the process in MiB."""

    rows: int
    kilobytes: int
    read: float
    validated: float
    computed: float
    granted: int
    peak: float

    @property
    def seconds(self) -> float:
        """All parts together."""
        return self.read + self.validated + self.computed


def measure(rows: int = ROWS) -> List:
    """In a fresh process, so that the memory is this list's alone."""
    done = run([sys.executable, "-m", "benchmarks.lists", "--child", str(rows)], capture_output=True, check=True)
    return List(**json.loads(done.stdout))


def _measure_here(rows: int) -> List:
    form = Form.load(FOLDER / "form.schema.json", FOLDER / "form.layout.yaml", ROOT / "common")
    (layout,) = load_lists(FOLDER / "form.lists.yaml", form)
    law, benefit = load_parameters(ROOT / "parameters"), get("sickness.benefit")
    content, others = _workbook([column.headings[0] for column in layout.columns], layout, rows), _others()
    histories = {seed: history(seed, DAY) for seed in range(0, 400, 2)}
    began = time.process_time()
    reading = read_list(form, layout, "01B-HSB.xlsx", content, today=DAY)
    read = time.process_time()
    verdict = judge(form, reading, others, today=DAY)
    validated = time.process_time()
    assert verdict.is_sound, verdict.problems[:3]
    splitting = get("sickness_list.split").apply({"rows": verdict.answers["rows"]}, law)
    granted = 0
    for place, row in enumerate(splitting.values["rows"]):
        held = histories[2 * (place % 200)]
        facts = {
            "leave_from": row["leave_from"],
            "leave_to": row["leave_to"],
            "contributions": held["periods"] if held else [],
            "cause": row["cause"],
            "working_condition": row["working_condition"],
            "taken": row["taken"],
            "weekly_rest_days": row["weekly_rest_days"],
            "days_declared": row["days"],
        }
        granted += benefit.apply(facts, law).outcome == "granted"
    computed = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = (read - began, validated - read, computed - validated)
    return List(rows, len(content) // 1024, *parts, granted, peak)


def _others() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "examples" / "valid.json").read_text(encoding="utf-8"))
    return {name: value for name, value in found.items() if name != "rows"}


def _workbook(headings: list[str], layout: Any, rows: int) -> bytes:
    """Leaves of different workers, as an office types them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(["STT", *headings])
    for place in range(rows):
        cells = _cells(place)
        sheet.append([place + 1, *(cells.get(column.field) for column in layout.columns)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(place: int) -> dict[str, Any]:
    who = person(10_000 + 2 * place)
    first = date(2025, 9, 8) + timedelta(days=7 * (place % 4))
    return {
        "full_name": who["full_name"].upper(),
        "si_number": who["si_number"],
        "personal_id": who["personal_id"],
        "dob": date.fromisoformat(who["dob"]),
        "gender": {"male": "Nam", "female": "Nữ"}[who["gender"]],
        "case": "Điều trị ngoại trú",
        "leave_from": first,
        "leave_to": first + timedelta(days=4),
        "days": 5,
        "weekly_rest_days": "Thứ Bảy, Chủ nhật",
        "wage_base": 9_600_000,
        "years_paid": 6,
        "working_condition": "Bình thường",
        "certificate/kind": "Giấy chứng nhận nghỉ việc hưởng BHXH",
        "certificate/serial": f"N10JU4BC{place:06}W",
        "certificate/facility_code": who["kcb_code"],
        "certificate/issued_on": first,
        "icd10": "J06.9",
        "payment_way": "Chuyển khoản",
        "account_number": who["bank"]["account_number"],
        "account_holder": who["bank"]["account_holder"],
        "bank_code": who["bank"]["bank_code"],
    }


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(asdict(_measure_here(int(sys.argv[-1])))))
    else:
        found = measure()
        print(
            f"{found}\n{found.seconds:.1f} s (target {SECONDS_TARGET}), {found.peak:.0f} MiB (target {MEMORY_TARGET})"
        )
