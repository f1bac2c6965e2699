"""Lists that come as files: read in the layout of the official form, every problem with its cell, sound rows taken alone."""

import csv
import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from form_samples import COMMON, FOLDERS, TODAY, example, load, make_form

from forms import FormError
from forms.lists import judge, load_lists, read_list
from forms.lists.sheets import MAX_LINES
from forms.problems import catalogue

FORM = load(FOLDERS["sickness"])
(LAYOUT,) = load_lists(FOLDERS["sickness"] / "form.lists.yaml", FORM)
HEADINGS = ["STT", *(column.headings[0] for column in LAYOUT.columns)]
ROWS = example("sickness")["rows"]


def cell_of(row: dict[str, Any], name: str) -> Any:
    """What a sheet holds of a field of a row."""
    value: Any = row
    for token in name.split("/"):
        value = value.get(token) if isinstance(value, dict) else None
    return ", ".join(value) if isinstance(value, list) else value


def line(row: dict[str, Any], number: int = 1, **changes: Any) -> list[Any]:
    """A row of the form as a line of the sheet, in the order of HEADINGS; a change None empties a cell."""
    values = {column.field: cell_of(row, column.field) for column in LAYOUT.columns} | changes
    return [number, *(values[column.field] for column in LAYOUT.columns)]


def workbook(*lines: list[Any], title: str = "Sheet1", before: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for _ in range(before):
        sheet.append(["Đơn vị: Công ty An Phát"])
    for each in lines:
        sheet.append(each)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def table(*lines: list[Any], mark: str = ",", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(lines)
    return text.getvalue().encode(encoding)


def verdict_on(content: bytes, name: str = "01B-HSB.xlsx"):
    return judge(FORM, read_list(FORM, LAYOUT, name, content, today=TODAY), example("sickness"), today=TODAY)


def told(content: bytes, **more: Any) -> list[tuple[str, str]]:
    """(cell, code) of every problem."""
    return [(each.cell, each.problem.code) for each in verdict_on(content, **more).problems]


LINES = [line(row, number) for number, row in enumerate(ROWS, 1)]


@pytest.mark.parametrize(
    "content",
    [
        workbook(HEADINGS, *LINES),
        workbook(HEADINGS, *LINES, before=7),
        table(HEADINGS, *LINES),
        table(HEADINGS, *LINES, mark=";"),
        table(HEADINGS, *LINES, mark="\t", encoding="utf-16"),
        json.dumps(ROWS).encode(),
        json.dumps({"rows": ROWS, "note": "x"}).encode(),
    ],
    ids=["xlsx", "xlsx below a letterhead", "csv", "csv with ;", "csv in utf-16", "json", "json in an object"],
)
def test_what_a_file_holds_is_what_the_form_would_hold(content):
    verdict = verdict_on(content)
    assert verdict.is_sound
    assert verdict.answers == verdict.accepted() == FORM.normalise(example("sickness"))


def test_cells_hold_what_spreadsheets_make_of_days_numbers_and_names():
    cells = {
        "si_number": 210100312,  # 0210100312: the leading zero is lost
        "personal_id": 22190100312.0,
        "dob": datetime.fromisoformat("1990-12-21"),
        "gender": "Nữ",
        "case": "điều trị  NGOẠI TRÚ",
        "leave_from": date(2025, 9, 8),
        "leave_to": 45912,  # 12 September 2025 as a bare number
        "days": 5.0,
        "weekly_rest_days": "Thứ Bảy; Chủ nhật",
        "wage_base": "9.600.000 đ",
        "working_condition": "BT",
        "certificate/kind": "GCN",
        "certificate/facility_code": 22003,
        "payment_way": "Tài khoản",
        "account_number": 102626300991,
        "bank_code": "1204001",
    }
    row = ROWS[0]
    read = verdict_on(workbook(HEADINGS, line(row, **cells))).answers["rows"][0]
    assert read == row | {"si_number": "0210100312", "bank_code": "1204001"}  # what is typed as text stays


def test_a_name_of_a_bank_is_its_code():
    bank = next(each for each in FORM.codes["banks"].in_force(TODAY) if each.code == ROWS[0]["bank_code"])
    assert verdict_on(workbook(HEADINGS, line(ROWS[0], bank_code=bank.vi.upper()))).is_sound


def test_every_problem_names_its_cell_in_both_languages():
    broken = line(ROWS[0], si_number="12", days=5.5, wage_base=None)
    verdict = verdict_on(workbook(HEADINGS, LINES[1], broken, before=2))
    column = {name: HEADINGS.index(LAYOUT.heading(name)) for name in ("si_number", "days", "wage_base")}
    assert [(each.cell, each.problem.code) for each in verdict.problems] == [
        (f"Sheet1!{openpyxl.utils.get_column_letter(column[name] + 1)}5", code)
        for name, code in (("si_number", "wrong_si_number"), ("days", "too_many_days"), ("wage_base", "required"))
    ]
    first = verdict.problems[0]
    assert (
        first.message_vi
        == "Ô Sheet1!C5: “Mã số BHXH” phải là mã số BHXH 10 chữ số hoặc số định danh cá nhân 12 chữ số."
    )
    assert first.message("en").startswith("Cell Sheet1!C5: “Social insurance number” must be")


def test_cells_of_a_table_without_sheets_and_of_json_are_named_too():
    broken = line(ROWS[0], si_number="12")
    assert told(table(HEADINGS, LINES[1], broken)) == [("C3", "wrong_si_number")]
    assert told(json.dumps([ROWS[1], ROWS[0] | {"si_number": "12"}]).encode()) == [("/1/si_number", "wrong_si_number")]


def test_the_same_leave_twice_and_leaves_that_meet_are_found_with_the_line_of_the_other():
    meets = line(
        ROWS[0], leave_from="2025-09-10", leave_to="2025-09-16", case="a_inpatient", **{"certificate/kind": "discharge"}
    )
    verdict = verdict_on(workbook(HEADINGS, LINES[0], LINES[0], LINES[1], meets, before=1))
    assert [(each.cell, each.problem.code) for each in verdict.problems] == [
        ("Sheet1!4", "duplicate_row"),
        ("Sheet1!6", "overlapping_row"),
    ]
    assert verdict.problems[0].message_vi == "Ô Sheet1!4: trùng với dòng 3 (Mã số BHXH, Nghỉ từ ngày, Trường hợp)."
    assert verdict.problems[1].message_en == "Cell Sheet1!6: is at the same time as row 3 (Leave from, Leave to)."


def test_sound_rows_are_taken_alone_where_the_law_takes_them_one_by_one():
    verdict = verdict_on(workbook(HEADINGS, LINES[0], line(ROWS[1], days=0), LINES[2]))
    assert (verdict.is_sound, verdict.may_be_taken_in_part, verdict.faulty) == (False, True, {1})
    names = [row["full_name"] for row in verdict.accepted()["rows"]]
    assert names == [ROWS[0]["full_name"], ROWS[2]["full_name"]]
    assert FORM.validate(verdict.accepted(), today=TODAY) == []


def test_a_list_is_taken_whole_where_nothing_says_otherwise_or_no_row_is_sound():
    whole = LAYOUT.model_copy(update={"partial": None})
    content = workbook(HEADINGS, LINES[0], line(ROWS[1], days=0))
    for layout, file in ((whole, content), (LAYOUT, workbook(HEADINGS, line(ROWS[1], days=0)))):
        verdict = judge(FORM, read_list(FORM, layout, "x", file, today=TODAY), {}, today=TODAY)
        with pytest.raises(ValueError, match="whole or not at all"):
            verdict.accepted()


def test_lines_of_groups_columns_and_totals_are_no_rows():
    without_case = [name for name in HEADINGS if name != LAYOUT.heading("case")]
    drop = HEADINGS.index(LAYOUT.heading("case"))
    rows = [each[:drop] + each[drop + 1 :] for each in (LINES[0], LINES[2])]
    lines = [
        without_case,
        ["(1)", "(2)", "(3)"],
        ["I", "Bản thân ốm ngắn ngày"],
        rows[0],
        [],
        ["II", "Con ốm"],
        rows[1],
        [None, "Cộng", None, None, 12],
        [None, "Người lập biểu"],
    ]
    verdict = verdict_on(workbook(*lines))
    assert [row["case"] for row in verdict.answers["rows"]] == ["b_outpatient", "d_child_under_7"]
    assert verdict.reading.lines == [4, 7]


def test_headings_may_stand_on_two_lines():
    names = {"leave_from": "Từ ngày", "leave_to": "Đến ngày", "days": "Tổng số"}
    upper = [
        "STT",
        *(
            "Số ngày nghỉ thực tế" if c.field == "leave_from" else None if c.field in names else c.headings[0]
            for c in LAYOUT.columns
        ),
    ]
    lower = [None, *(names.get(column.field) for column in LAYOUT.columns)]
    assert verdict_on(workbook(upper, lower, *LINES)).is_sound


def test_columns_may_stand_in_any_order_and_others_are_left_aside():
    turned = [["Ghi chú khác", *reversed(each)] for each in (HEADINGS, *LINES)]
    assert verdict_on(workbook(*turned)).is_sound


def test_the_first_visible_sheet_with_the_headings_is_taken():
    book = openpyxl.Workbook()
    book.active.append(["Hướng dẫn"])
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Danh sách")
    for sheet in (hidden, shown):
        sheet.append(HEADINGS)
        sheet.append(line(ROWS[0], days=0) if sheet is shown else LINES[0])
    assert [cell for cell, _ in told(saved(book))] == ["'Danh sách'!J2"]


TROUBLE = [
    (b"PK\x03\x04 no archive", "attachment_broken"),
    (workbook(HEADINGS, *LINES)[:900], "attachment_broken"),
    (b"\xd0\xcf\x11\xe0 an old workbook", "list_unreadable"),
    ("Họ và tên".encode("cp1258", "replace") + b"\xff", "list_unreadable"),
    (b"[1, 2]", "list_unreadable"),
    (b"[" * 100_000, "list_unreadable"),
    (b"[]", "list_empty"),
    (table(HEADINGS), "list_empty"),
    (table(["a", "b"], ["1", "2"]), "list_without_headings"),
    (b"", "list_without_headings"),
    (table(["Họ và tên", "Mã số BHXH"], ["AN", "1"]), "list_without_columns"),
    (table(HEADINGS, *[["x"]] * (MAX_LINES + 1)), "list_too_long"),
]


@pytest.mark.parametrize(("content", "code"), TROUBLE, ids=[f"{n}-{code}" for n, (_, code) in enumerate(TROUBLE)])
def test_a_file_that_is_no_list_is_refused_in_words(content, code):
    verdict = verdict_on(content, name="tệp.xlsx")
    (one,) = verdict.problems
    assert (one.problem.code, one.row, verdict.may_be_taken_in_part) == (code, None, False)
    assert one.message_vi != one.message_en
    assert "{" not in one.message_vi + one.message_en


def with_sheet(xml: str) -> bytes:
    """A workbook whose sheet is replaced by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(HEADINGS, *LINES))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return made.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
REAL = zipfile.ZipFile(io.BytesIO(workbook(HEADINGS, *LINES))).read("xl/worksheets/sheet1.xml").decode()
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 30}">' for n in range(1, 7))


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (
            REAL.replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'),
            "list_too_long",
        ),
        (SHEET.format('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "list_without_headings"),
        (SHEET.format("<row"), "list_unreadable"),
        (
            f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + SHEET.format('<row r="1"><c t="str"><v>&l6;</v></c></row>'),
            "list_unreadable",
        ),
    ],
    ids=["a row far down", "a cell far out", "broken", "entities"],
)
def test_a_workbook_made_to_harm_is_refused_before_it_does(xml, code):
    (one,) = verdict_on(with_sheet(xml)).problems
    assert one.problem.code == code


def test_every_word_for_a_file_that_is_no_list_is_used():
    assert {code for code in catalogue() if code.startswith("list_")} == {
        c for _, c in TROUBLE if c.startswith("list_")
    }


def test_missing_columns_are_named_by_their_headings():
    (one,) = verdict_on(table(["Họ và tên", "Mã số BHXH", "Từ ngày"], ["AN", "1", "2"])).problems
    assert "Đến ngày, Tổng số ngày nghỉ" in one.message_vi


def test_nothing_a_file_holds_is_repeated_in_a_message():
    secret = "0912345678 bí mật"
    broken = line(ROWS[0], **{column.field: secret for column in LAYOUT.columns})
    assert not [each for each in verdict_on(workbook(HEADINGS, broken)).problems if "bí mật" in each.message_vi]


WRONG = [
    ({"field": "/none", "form_no": "X", "columns": [{"field": "a", "headings": ["A"]}]}, "has no list '/none'"),
    ({"field": "/rows", "form_no": "X", "columns": [{"field": "b", "headings": ["A"]}]}, "has no field 'b'"),
    ({"field": "/rows", "form_no": "X", "columns": [{"field": "a", "headings": ["A"]}] * 2}, "has two columns"),
    ({"field": "/rows", "form_no": "X", "columns": []}, "at least 1"),
    (
        {"field": "/rows", "form_no": "X", "columns": [{"field": n, "headings": ["Họ tên"]} for n in "ac"]},
        "belongs to two fields",
    ),
    ({"field": "/rows", "columns": [{"field": "a", "headings": ["A"]}]}, "Field required"),
]


@pytest.mark.parametrize(("layout", "reason"), WRONG)
def test_a_wrong_layout_is_told_with_its_place(tmp_path, layout, reason):
    row = {"type": "object", "properties": {"a": {"type": "string"}, "c": {"type": "string"}}}
    form = make_form(tmp_path, {"rows": {"type": "array", "items": row}})
    file = tmp_path / "form.lists.yaml"
    file.write_text(json.dumps({"lists": [layout]}), encoding="utf-8")
    with pytest.raises(FormError, match=reason):
        load_lists(file, form)


LISTS = [pytest.param(file, id=file.parent.name) for file in sorted(COMMON.parent.glob("*/*/form.lists.yaml"))]


@pytest.mark.parametrize("file", LISTS)
def test_every_field_of_a_row_has_its_column_in_the_official_layout(file):
    form = load(file.parent)
    for layout in load_lists(file, form):
        named = {f"{layout.field}/*/{column.field}" for column in layout.columns}
        inside = [
            each.pointer for each in form.fields() if each.is_leaf and each.pointer.startswith(f"{layout.field}/*/")
        ]
        assert {pointer.removesuffix("/*") for pointer in inside} == named


@pytest.mark.parametrize("file", LISTS)
def test_the_rows_of_the_examples_come_back_from_the_official_layout(file):
    form, carried = load(file.parent), 0
    for path in sorted((file.parent / "examples").glob("*.json")):
        answers = form.normalise(json.loads(path.read_text(encoding="utf-8")))
        for layout in load_lists(file, form):
            rows = answers.get(layout.field.removeprefix("/"), [])
            if not rows:
                continue
            lines = [[column.headings[0] for column in layout.columns]]
            lines += [[cell_of(row, column.field) for column in layout.columns] for row in rows]
            verdict = judge(
                form, read_list(form, layout, "x.xlsx", workbook(*lines), today=TODAY), answers, today=TODAY
            )
            assert verdict.answers == answers
            carried += len(rows)
    assert carried
