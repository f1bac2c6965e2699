"""What doctor's checks find, one by one."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from desk.doctor import clocks, data, definitions, examine, keys, machine, systems
from desk.doctor.findings import State, state_of
from outputs.health import Finding
from tests.conftest import KEY
from tests.desk.equipping import SYSTEMS, Elsewhere, equip, nobody, somebody
from tests.workflow.service.walking import submitted
from workflow.service.office import Office
from workflow.settings import Settings


@pytest.fixture(scope="module")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("good") / "home"
    equip(home)
    return home


@pytest.fixture
def home(good_home: Path, tmp_path: Path) -> Path:
    """A home to break something in."""
    return shutil.copytree(good_home, tmp_path / "home")


@pytest.fixture
def settings(home: Path) -> Settings:
    return settings_of(home)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with somebody() as server:
        yield server


def settings_of(home: Path, **changes: Any) -> Settings:
    """Settings as they are in an environment that says nothing but where home is."""
    return Settings(home=home, **changes)


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_broken_definitions_are_counted(home: Path, settings: Settings, tmp_path: Path) -> None:
    folder = shutil.copytree(settings.procedures, tmp_path / "procedures")
    definition = sorted(folder.rglob("procedure.yaml"))[0]
    definition.write_text(definition.read_text("utf-8").replace("procedure: ", "procedure: not-", 1), "utf-8")
    finding = only(definitions.compiled(settings_of(home, procedures=folder)))
    assert not finding.fine
    assert finding.seen.endswith("1 errors")
    assert finding.remedy == f"motcua check {folder}"


@pytest.mark.parametrize("text", ["steps: [", None], ids=["broken", "away"])
def test_definitions_that_cannot_be_read_are_a_finding(home: Path, tmp_path: Path, text: str | None) -> None:
    folder = tmp_path / "procedures"
    if text is not None:
        (folder / "toy").mkdir(parents=True)
        (folder / "toy" / "procedure.yaml").write_text(text)
    assert not only(definitions.compiled(settings_of(home, procedures=folder))).fine


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


def test_a_lost_or_exchanged_key_of_a_store_with_dossiers_is_found(
    home: Path, office: Office, database_url: str
) -> None:
    settings, file = settings_of(home, database_url=database_url), home / "store.key"
    submitted(office)
    assert file.read_bytes() == KEY
    assert only(keys.store_key(settings)).fine
    file.write_bytes(bytes(32))
    assert only(keys.store_key(settings)).seen == f"{file} is not the key the dossiers were sealed with"
    file.unlink()
    lost = only(keys.store_key(settings))
    assert not lost.fine
    assert "backup" in lost.remedy


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
    home: Path, elsewhere: Elsewhere, ahead: timedelta, state: State, words: str
) -> None:
    elsewhere.ahead = ahead
    silent = {f"{system}_url": nobody() for system in SYSTEMS[1:]}
    *_, agreement = systems.outside(settings_of(home, portal_url=elsewhere.address, **silent))
    assert state_of(agreement) is state
    assert words in agreement.seen


def test_what_outside_does_not_answer_is_a_warning_only(home: Path) -> None:
    *found, agreement = systems.outside(settings_of(home, **{f"{system}_url": nobody() for system in SYSTEMS}))
    assert [finding.name for finding in found] == ["Portal", "Post", "Bank", "Registers", "Notify"]
    assert {state_of(finding) for finding in found} == {State.WARNING}
    assert all("MOTCUA_…_URL" in finding.remedy for finding in found)
    assert agreement.fine


def test_a_prefect_server_that_is_not_there_is_missed(
    settings: Settings, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
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


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shaky(settings: Settings) -> Iterator[Finding]:
        raise RuntimeError("no hands")

    monkeypatch.setattr("desk.doctor.CHECKS", (("Machine", (shaky, machine.python)),))
    broken, python = examine(settings)
    assert (broken.finding.name, broken.state) == ("Shaky", State.MISSING)
    assert broken.finding.seen == "could not be checked: RuntimeError: no hands"
    assert python.state is State.FINE
