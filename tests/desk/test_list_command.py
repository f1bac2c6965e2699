"""`motcua list` as an employer's accountant or a designer runs it, and what `motcua check` says of a list's layout."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.command_line import app

PROCEDURES = Path(__file__).parents[2] / "procedures"
SICKNESS = PROCEDURES / "si" / "settle-sickness-benefit"
HEADINGS = {
    "full_name": "Họ và tên", "si_number": "Mã số BHXH", "personal_id": "Số CCCD", "dob": "Ngày sinh", "gender": "Giới tính",
    "case": "Trường hợp", "leave_from": "Từ ngày", "leave_to": "Đến ngày", "days": "Tổng số ngày nghỉ",
    "weekly_rest_days": "Ngày nghỉ hằng tuần", "wage_base": "Tiền lương đóng BHXH", "years_paid": "Số năm đóng BHXH",
    "working_condition": "Điều kiện làm việc", "kind": "Loại giấy tờ", "serial": "Số seri",
    "facility_code": "Mã cơ sở KCB", "issued_on": "Ngày cấp", "icd10": "Mã bệnh", "diagnosis": "Chẩn đoán", "payment_way": "Hình thức nhận",
    "account_number": "Số tài khoản", "account_holder": "Tên chủ tài khoản", "bank_code": "Mã ngân hàng",
}  # fmt: skip


def row(**changes: str) -> dict[str, Any]:
    """A sound row of 01B-HSB as cells hold it."""
    first = json.loads((SICKNESS / "examples" / "valid.json").read_text(encoding="utf-8"))["rows"][0]
    cells = {**first, **first.get("certificate", {}), **changes}
    return {name: ", ".join(cell) if isinstance(cell := cells.get(name), list) else cell for name in HEADINGS}


def table(file: Path, *rows: dict[str, Any]) -> str:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADINGS.values())
        lines.writerows(each.values() for each in rows)
    return str(file)


def run(*arguments: str) -> tuple[int, str]:
    beside = ("--with", str(SICKNESS / "examples" / "valid.json"), "--on", "2025-11-20", "--folder", str(PROCEDURES))
    result = CliRunner().invoke(app, ["list", *arguments, "--procedure", "1.001667", *beside])
    return result.exit_code, result.output


def test_a_sound_list_is_counted(tmp_path: Path) -> None:
    assert run(table(tmp_path / "list.csv", row())) == (0, "01B-HSB: 1 row, all sound\n")


def test_faults_are_told_with_their_cells_and_the_sound_rows_written(tmp_path: Path) -> None:
    sound = tmp_path / "sound.json"
    file = table(tmp_path / "list.csv", row(si_number="12"), row())
    code, said = run(file, "--language", "en", "--sound-only", str(sound))
    assert code == 1
    assert said.startswith("Cell B2: ")
    assert "01B-HSB: 2 rows, 1 of them faulty, 1 fault" in said
    assert "The sound rows may be taken alone" in said
    assert len(json.loads(sound.read_text(encoding="utf-8"))) == 1
    assert run(str(sound)) == (0, "01B-HSB: 1 row, all sound\n"), "what was written can be read again"


def test_programs_get_the_same_as_json(tmp_path: Path) -> None:
    code, said = run(table(tmp_path / "list.csv", row(leave_to="2020-01-01")), "--json")
    found = json.loads(said)
    assert (code, found["rows"], found["sound"], found["faulty_rows"]) == (1, 1, False, 1)
    assert {"cell", "row", "pointer", "code", "vi", "en"} == set(found["problems"][0])


@pytest.mark.parametrize("arguments", [("no-such-file.xlsx",), (str(SICKNESS / "procedure.yaml"), "--field", "papers")])
def test_what_is_not_there_is_said(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_check_tells_a_slip_in_a_layout_of_a_list_with_its_line(tmp_path: Path) -> None:
    root = tmp_path / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=shutil.ignore_patterns("cases", "__pycache__"))
    file = root / "si" / SICKNESS.name / "form.lists.yaml"
    file.write_text(file.read_text("utf-8").replace("field: /rows\n", "field: /lines\n"), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(file.parent)])
    assert result.exit_code == 1
    assert "settle-sickness-benefit/form.lists.yaml:4:" in result.output
    assert "the form has no list '/lines'" in result.output
