"""`motcua doctor`: each lack is found, named and comes with a remedy; what is well is left as it was."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from desk.doctor import State, clocks, data, keys, machine, state_of, systems
from outputs.health import Finding
from outputs.signing import Signer
from tests.desk.motcua import motcua
from workflow.settings import Settings
from workflow.store.unit_of_work import Store

SYSTEMS = ("portal", "post", "bank", "registers", "notify")
MACHINE_OF_THE_TESTS = {"Free disk", "Packages for the tests"}
"""Where the tests run, these may be as they are."""


@pytest.fixture(scope="module")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with everything in it: keys, and a database with its tables."""
    home = tmp_path_factory.mktemp("good") / "home"
    Signer.create_demo(home / "keys", agency="Bảo hiểm xã hội khu vực VIII", officers={"dir": "Bùi Văn Giám"})
    (home / "blobs").mkdir()
    key = home / "store.key"
    key.touch(0o600)
    key.write_bytes(bytes(range(32)))
    store = Store.open(f"sqlite:///{home / 'motcua.sqlite'}", key.read_bytes())
    store.migrate()
    store.close()
    return home


@pytest.fixture
def home(good_home: Path, tmp_path: Path) -> Path:
    """A copy to break something in."""
    return shutil.copytree(good_home, tmp_path / "home")


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_of(home)


def settings_of(home: Path, **changes: Any) -> Settings:
    """Settings as they are in an environment that says nothing but where home is."""
    return Settings(home=home, **changes)


@pytest.fixture
def elsewhere() -> Iterator["Elsewhere"]:
    """Another machine, whose clock can be set."""
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        Elsewhere.address = f"http://127.0.0.1:{server.server_port}"
        Elsewhere.ahead = timedelta()
        yield Elsewhere  # type: ignore[misc] # the class itself: the server makes an object a request
        server.shutdown()
        thread.join()


class Elsewhere(BaseHTTPRequestHandler):
    address = ""
    ahead = timedelta()

    def do_GET(self) -> None:
        self.send_response(404)  # no system promises anything at its root; that it speaks is what counts
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Not into the output of the tests."""


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def examined(home: Path, **environment: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Exit code and findings by name, as `motcua doctor --json` gives them; asks no outside system."""
    silent = {f"MOTCUA_{system.upper()}_URL": nobody() for system in SYSTEMS}
    done = motcua(home, "doctor", "--json", **{**silent, **environment})
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["fine"] == (done.returncode == 0)
    return done.returncode, {finding["name"]: finding for finding in report["findings"]}


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_a_machine_with_everything_is_fine(home: Path, elsewhere: type[Elsewhere]) -> None:
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    addresses = {f"MOTCUA_{system.upper()}_URL": elsewhere.address for system in SYSTEMS}
    code, found = examined(home, **addresses)
    assert code == 0
    assert {name: each for name, each in found.items() if each["state"] != "fine"}.keys() <= MACHINE_OF_THE_TESTS
    assert found["Tables"]["seen"] == "up to date"
    assert found["Procedures"]["seen"].endswith("procedures, 0 errors")
    assert "days" in found["The agency's seal"]["seen"]
    after = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    assert {file for file, content in before.items() if after[file] != content} == set()


def test_what_outside_does_not_answer_is_a_warning_only(home: Path) -> None:
    code, found = examined(home)
    assert code == 0
    assert {found[system.capitalize()]["state"] for system in SYSTEMS} == {"warning"}
    assert "MOTCUA_…_URL" in found["Post"]["remedy"]


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


def test_broken_definitions_are_counted(home: Path, settings: Settings, tmp_path: Path) -> None:
    folder = shutil.copytree(settings.procedures, tmp_path / "procedures")
    definition = sorted(folder.rglob("procedure.yaml"))[0]
    definition.write_text(definition.read_text("utf-8").replace("procedure: ", "procedure: not-", 1), "utf-8")
    code, found = examined(home, MOTCUA_PROCEDURES=str(folder))
    assert code == 1
    assert found["Procedures"]["state"] == "missing"
    assert found["Procedures"]["remedy"] == f"motcua check {folder}"


@pytest.mark.parametrize(
    ("today", "state"),
    [  # the certificates of demonstrations hold from 1 January 2025 for 3653 days, to 1 January 2035
        (datetime(2024, 12, 31, tzinfo=UTC), State.MISSING),
        (datetime(2026, 3, 9, tzinfo=UTC), State.FINE),
        (datetime(2034, 12, 20, tzinfo=UTC), State.WARNING),
        (datetime(2035, 1, 3, tzinfo=UTC), State.MISSING),
    ],
    ids=lambda value: f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value,
)
def test_a_seal_is_judged_by_the_office_clock(home: Path, today: datetime, state: State) -> None:
    (home / "clock").write_text(str((today - datetime.now(UTC)).total_seconds()))
    assert state_of(next(keys.seal(settings_of(home, clock=home / "clock")))) is state


def test_a_key_that_does_not_fit_its_certificate_is_found(home: Path, settings: Settings) -> None:
    shutil.copyfile(home / "keys" / "dir.key", home / "keys" / "agency.key")
    seal = next(keys.seal(settings))
    assert not seal.fine
    assert seal.seen == "agency.key is not the key of agency.pem"


def test_a_file_that_is_no_certificate_is_found(home: Path, settings: Settings) -> None:
    (home / "keys" / "agency.pem").write_text("nothing")
    assert "cannot be read" in next(keys.seal(settings)).seen


def test_an_officer_without_a_key_is_named(home: Path, settings: Settings) -> None:
    (home / "keys" / "dir.key").unlink()
    finding = only(keys.officers(settings))
    assert state_of(finding) is State.WARNING
    assert finding.seen.endswith(": dir")


@pytest.mark.parametrize(
    ("secret", "words"),
    [("zz", "MOTCUA_SECRET is not hexadecimal"), ("00ff", "MOTCUA_SECRET has 2 bytes; 32 are needed")],
)
def test_a_secret_that_is_no_key_is_found(home: Path, secret: str, words: str) -> None:
    assert only(keys.store_key(settings_of(home, secret=secret))).seen == words


def test_tables_of_a_newer_program_are_not_touched(home: Path, settings: Settings) -> None:
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    _, tables = data.database(settings)
    assert not tables.fine
    assert "newer" in tables.seen


def test_a_database_address_that_is_none_is_found(home: Path) -> None:
    assert only(data.database(settings_of(home, database_url="postgresql"))).seen == "MOTCUA_DATABASE_URL is no address"


@pytest.mark.parametrize("blobs_url", ["file:///dev/null/blobs", "nosuchkind://bucket/motcua"])
def test_a_place_for_files_that_cannot_be_written_is_found(home: Path, blobs_url: str) -> None:
    finding = only(data.blobs(settings_of(home, blobs_url=blobs_url)))
    assert not finding.fine
    assert "MOTCUA" in finding.remedy


def test_free_disk_is_told_in_documents(settings: Settings) -> None:
    assert "documents" in next(data.free_disk(settings)).seen


def test_a_moved_clock_is_shown_and_warned_of(home: Path) -> None:
    shift = home / "clock"
    shift.write_text("-93600")
    finding = only(clocks.office_clock(settings_of(home, clock=shift)))
    assert state_of(finding) is State.WARNING
    assert "-1 day, 2:00:00" in finding.seen
    shift.write_text("tomorrow")
    assert state_of(only(clocks.office_clock(settings_of(home, clock=shift)))) is State.MISSING


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (timedelta(), State.FINE, "within 2 seconds"),
        (timedelta(minutes=6), State.WARNING, "s ahead of us"),
        (timedelta(hours=-1), State.WARNING, "s behind us"),
    ],
    ids=["together", "ahead", "behind"],
)
def test_clocks_that_disagree_are_noticed(
    home: Path, elsewhere: type[Elsewhere], ahead: timedelta, state: State, words: str
) -> None:
    elsewhere.ahead = ahead
    silent = {f"{system}_url": nobody() for system in SYSTEMS[1:]}
    *_, agreement = systems.outside(settings_of(home, portal_url=elsewhere.address, **silent))
    assert state_of(agreement) is state
    assert words in agreement.seen


def test_a_prefect_server_that_is_not_there_is_missed(
    settings: Settings, elsewhere: type[Elsewhere], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert "a server of its own" in only(systems.prefect(settings)).seen
    for address in (nobody(), elsewhere.address):  # nobody, or somebody else
        monkeypatch.setenv("PREFECT_API_URL", f"{address}/api")
        finding = only(systems.prefect(settings))
        assert state_of(finding) is State.MISSING
        assert f"{address}/api" in finding.seen


def test_what_only_tests_need_is_on_the_list_of_packages() -> None:
    listed = machine.packages_of(machine.LIST.read_text("utf-8"))
    assert set(listed) > machine.ONLY_FOR_TESTS
    assert len(listed) == len(set(listed))


def test_a_machine_without_debian_packages_is_told_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = only(machine.system_packages(settings))
    assert state_of(finding) is State.WARNING
    assert "fonts-croscore" in finding.remedy
