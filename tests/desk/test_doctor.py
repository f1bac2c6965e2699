"""`motcua doctor`: each lack is found, named and comes with a remedy; what is well is left as it was."""

import json
import shutil
from pathlib import Path

import pytest

from tests.desk.equipping import SYSTEMS, equip, nobody, somebody
from tests.desk.motcua import motcua

MACHINE_OF_THE_TESTS = {"Free disk", "Packages for the tests"}
"""Where the tests run, these may be as they are."""


@pytest.fixture(scope="module")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("good") / "home"
    equip(home)
    return home


@pytest.fixture
def home(good_home: Path, tmp_path: Path) -> Path:
    """A home to break something in."""
    return shutil.copytree(good_home, tmp_path / "home")


def examined(home: Path, **environment: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Exit code and findings by name, as `motcua doctor --json` gives them; asks no outside system."""
    silent = {f"MOTCUA_{system.upper()}_URL": nobody() for system in SYSTEMS}
    done = motcua(home, "doctor", "--json", **{**silent, **environment})
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["fine"] == (done.returncode == 0)
    return done.returncode, {finding["name"]: finding for finding in report["findings"]}


def test_a_machine_with_everything_is_fine(home: Path) -> None:
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    with somebody() as elsewhere:
        code, found = examined(home, **{f"MOTCUA_{system.upper()}_URL": elsewhere.address for system in SYSTEMS})
    assert code == 0
    assert {name: each for name, each in found.items() if each["state"] != "fine"}.keys() <= MACHINE_OF_THE_TESTS
    assert found["Tables"]["seen"] == "up to date"
    assert found["Procedures"]["seen"].endswith("procedures, 0 errors")
    assert "days" in found["The agency's seal"]["seen"]
    after = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    assert {file for file, content in before.items() if after[file] != content} == set()


def test_a_missing_seal_is_missed_with_the_files_to_put_there(home: Path) -> None:
    (home / "keys" / "agency.key").unlink()
    code, found = examined(home)
    seal = found["The agency's seal"]
    assert code == 1
    assert seal["state"] == "missing"
    assert "agency.key" in seal["seen"]
    assert str(home / "keys") in seal["remedy"]


def test_a_key_that_others_may_read_comes_with_the_command_that_closes_it(home: Path) -> None:
    open_ones = [home / "store.key", home / "keys" / "agency.key"]
    for file in open_ones:
        file.chmod(0o644)
    code, found = examined(home)
    assert code == 1
    assert found["Key files"]["seen"] == "others may read store.key (0644), keys/agency.key (0644)"
    assert found["Key files"]["remedy"] == f"chmod 600 {open_ones[0]} {open_ones[1]}"


def test_an_unreachable_database_is_named_without_its_password(home: Path) -> None:
    port = nobody().rpartition(":")[2]
    code, found = examined(home, MOTCUA_DATABASE_URL=f"postgresql://motcua:geheim@127.0.0.1:{port}/motcua")
    assert code == 1
    assert found["Database"]["state"] == "missing"
    assert f"127.0.0.1:{port}/motcua" in found["Database"]["seen"]
    assert "geheim" not in json.dumps(found)
    assert "MOTCUA_DATABASE_URL" in found["Database"]["remedy"]


def test_a_setting_that_makes_no_sense_is_a_finding_and_not_a_crash(home: Path) -> None:
    code, found = examined(home, MOTCUA_WORK_AT_ONCE="many")
    assert code == 1
    assert found["MOTCUA_WORK_AT_ONCE"]["remedy"] == "mend or unset MOTCUA_WORK_AT_ONCE"


def test_people_read_it_in_80_columns_and_without_colours_when_it_is_kept(home: Path) -> None:
    (home / "keys" / "agency.key").unlink()
    done = motcua(home, "doctor", **{f"MOTCUA_{system.upper()}_URL": nobody() for system in SYSTEMS})
    assert done.returncode == 1
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert "\x1b" not in done.stdout
    assert " ✗ The agency's seal" in done.stdout
    assert "    → put agency.pem, agency.key" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("1 missing")


def test_a_new_home_only_lacks_what_nobody_can_make_for_it(tmp_path: Path) -> None:
    code, found = examined(tmp_path / "new", MOTCUA_DEMO_KEYS="true")
    assert code == 0
    assert not (tmp_path / "new").exists()
    assert "made when" in found["Database"]["seen"]
    assert "MOTCUA_DEMO_KEYS" in found["The agency's seal"]["seen"]
