"""Numbers of law from YAML: what is in force on a day, and faults told with file, line and hint."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from procedures.rules import NotInForce
from workflow.definition.calendar import load_calendar
from workflow.definition.parameters import load_parameters
from workflow.definition.places import DefinitionError

PROCEDURES = Path(__file__).parents[2] / "procedures"
CALENDAR = load_calendar(PROCEDURES / "calendar.yaml")
LAW = load_parameters(PROCEDURES / "parameters")


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (date(2020, 7, 15), 1_490_000),  # the rise announced for July 2020 was cancelled
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
        (date(2099, 1, 1), 2_530_000),
    ],
)
def test_a_value_holds_from_its_day_until_the_next(day: date, level: int) -> None:
    assert LAW.at("reference_level", day) == level


def test_a_table_is_asked_by_key() -> None:
    assert LAW.at("regional_minimum_wage", date(2026, 3, 2), "II") == 4_730_000
    assert LAW.number("si_wage_index", date(2026, 3, 2), "2013") == Fraction(142, 100)


def test_what_is_not_in_force_is_an_error_with_the_day() -> None:
    with pytest.raises(
        NotInForce, match="'reference_level' has no value in force on 2012-04-30; the first holds from 2012-05-01"
    ):
        LAW.at("reference_level", date(2012, 4, 30))
    with pytest.raises(NotInForce, match="'regional_minimum_wage' from 2026-01-01 has no value for 'V'"):
        LAW.at("regional_minimum_wage", date(2026, 3, 2), "V")
    with pytest.raises(KeyError, match="no parameter 'reference_levle'"):
        LAW.at("reference_levle", date(2026, 3, 2))


def test_every_shipped_value_names_its_source() -> None:
    for parameter in LAW.by_name.values():
        assert parameter.vi
        assert parameter.en
        assert all(entry.basis for entry in parameter.entries)


def test_a_recording_notes_what_was_looked_up_and_the_law_itself_does_not() -> None:
    recording = LAW.recording()
    recording.at("reference_level", date(2026, 7, 1))
    recording.at("reference_level", date(2026, 7, 1))
    assert [(used.parameter, used.starts_on, used.value) for used in recording.used or []] == [
        ("reference_level", date(2026, 7, 1), 2_530_000)
    ]
    assert LAW.used is None


def write(folder: Path, text: str, name: str = "amounts.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


GOOD = """\
fee:
  what: {vi: Lệ phí, en: Fee}
  unit: đồng
  values:
    - {from: 2025-01-01, value: 10000, basis: Circular A}
    - {from: 2026-01-01, value: 12000, basis: Circular B, status: assumed}
"""


def test_the_digest_changes_with_any_value(tmp_path: Path) -> None:
    before = load_parameters(write(tmp_path, GOOD), CALENDAR)
    same = load_parameters(write(tmp_path, "# a remark\n" + GOOD), CALENDAR)
    after = load_parameters(write(tmp_path, GOOD.replace("12000", "13000")), CALENDAR)
    assert before.digest == same.digest != after.digest
    assert hash(before) == hash(same)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("12000", "1.2"), 6, 'put it in quotes: "1.2"'),
        (("2026-01-01", "2025-01-01"), 6, "does not come after"),
        (("2026-01-01", '"2026-01-01"'), 6, "is not a date"),
        ((", basis: Circular B", ""), 6, "`basis` is missing in `values.1`"),
        (("status: assumed", "status: guessed"), 6, "'official', 'assumed' or 'unverified'"),
        (("unit: đồng", "unti: đồng"), 3, "remove it, or check its spelling"),
        (("vi: Lệ phí, ", ""), 2, "`vi` is missing in `what`"),
        (("  unit: đồng\n", "  unit: đồng\n  unit: VND\n"), 4, "a second time"),
        (("values:\n", "values: [\n"), 5, "not YAML"),
    ],
)
def test_a_fault_is_told_with_file_line_and_hint(
    tmp_path: Path, change: tuple[str, str], line: int, message: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_parameters(write(tmp_path, GOOD.replace(*change)), CALENDAR)
    assert f"amounts.yaml:{line}:" in str(caught.value)
    assert message in str(caught.value)


def test_a_parameter_stands_in_one_file_only(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    with pytest.raises(DefinitionError, match=r"b\.yaml:1:1.*'fee' already stands at .*a\.yaml:1:1"):
        load_parameters(write(tmp_path, GOOD, "b.yaml"), CALENDAR)


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("12000", "1.2"), "a.yaml")
    write(tmp_path, "- just a list\n", "b.yaml")
    with pytest.raises(DefinitionError) as caught:
        load_parameters(write(tmp_path, "", "c.yaml"), CALENDAR)
    assert [Path(fault.place.file).name for fault in caught.value.faults] == ["a.yaml", "b.yaml", "c.yaml"]


OFFICE = """\
sessions:
  - from: 2020-01-01
    monday_to_friday: ["07:30-11:30", "13:30-17:30"]
    basis: house rules
announced:
  - announced_on: 2025-12-25
    what: {vi: Hoán đổi, en: Swap}
    kind: swap
    off: [2026-01-02]
    worked: [2026-01-10]
    basis: notice
"""


def test_an_office_calendar_is_read(tmp_path: Path) -> None:
    calendar = load_calendar(write(tmp_path, OFFICE) / "amounts.yaml")
    assert calendar.is_working_day(date(2026, 1, 10))
    assert not calendar.is_working_day(date(2026, 1, 2))


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (('"13:30-17:30"', '"11:00-17:30"'), 2, "start after the session before"),
        (("2026-01-10", "2026-01-02"), 6, "announced both off and worked"),
        (("kind: swap", "kind: holyday"), 8, "'holiday' or 'swap'"),
        (("off: [2026-01-02]", "off: [2 January]"), 9, "write it as 2025-07-01"),
        (("  - announced_on: 2025-12-25\n    what", "  - what"), 6, "`announced_on` is missing in `announced.0`"),
    ],
)
def test_a_faulty_calendar_is_told_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, message: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_calendar(write(tmp_path, OFFICE.replace(*change)) / "amounts.yaml")
    assert f"amounts.yaml:{line}:" in str(caught.value)
    assert message in str(caught.value)
