"""`motcua replay`: what is on file at the end is what was planned, and a run that is killed goes on and doubles nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.workflow.flows.prefect_server import environment, prefect_server
from workflow.clock import HANOI
from workflow.definition.library import read_library
from workflow.replay.mix import Mix, load_mix
from workflow.replay.moving import ids_by_birthday, moved
from workflow.replay.people import another, names_in, plain
from workflow.replay.plan import Planned, kinds_of, plan, quotas, share
from workflow.replay.templates import Templates
from workflow.service.simulating import open_procedures
from workflow.settings import Settings
from workflow.store.tables import DOSSIERS, SHIPMENTS, WORKS
from workflow.wiring import open_office

DOSSIERS_HERE = 6
SEED = "3"


@pytest.fixture(scope="module")
def mix() -> Mix:
    return load_mix()


@pytest.fixture(scope="module")
def planned(mix: Mix) -> list[Planned]:
    return plan(mix, read_library(Settings().procedures).calendar, int(SEED), DOSSIERS_HERE)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prefect_server(tmp_path_factory.mktemp("prefect")) as address:
        yield address


def started(home: Path, api: str, *options: str) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "desk",
        "replay",
        "--dossiers",
        str(DOSSIERS_HERE),
        "--seed",
        SEED,
        "--no-pdf",
        "--json",
    ]
    return subprocess.Popen(
        [*command, "--home", str(home), *options],
        env=dict(environment(home, api)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


# --- the plan ---


def test_the_mix_gives_every_dossier_and_person_of_the_half_year(mix: Mix) -> None:
    whole = plan(mix, read_library(Settings().procedures).calendar, 8)
    assert len(whole) == mix.dossiers == 121_804
    assert kinds_of(whole) == {slug: share.dossiers for slug, share in mix.procedures.items()}
    people = Counter[str]()
    for each in whole:
        people[each.procedure] += each.people
    assert people["settle-sickness-benefit"] == mix.published["sickness_people"]
    assert people["settle-maternity-benefit"] == mix.published["maternity_people"]
    assert people["settle-convalescence-allowance"] == mix.published["convalescence_people"]
    assert round(sum(each.channel == "online" for each in whole) / len(whole) * 100, 1) == 88.2
    assert {each.at.date() for each in whole} <= {
        date.fromordinal(n) for n in range(mix.from_.toordinal(), mix.until.toordinal() + 1)
    }


def test_the_same_seed_gives_the_same_plan(mix: Mix, planned: list[Planned]) -> None:
    calendar = read_library(Settings().procedures).calendar
    assert plan(mix, calendar, int(SEED), DOSSIERS_HERE) == planned
    assert plan(mix, calendar, int(SEED) + 1, DOSSIERS_HERE) != planned


def test_quotas_are_whole_and_add_up() -> None:
    assert quotas({"a": 1, "b": 1, "c": 1}, 100) == {"a": 34, "b": 33, "c": 33}


# --- other days, other people ---


def test_days_and_months_move_and_birthdays_stay() -> None:
    told = {"dob": "1980-03-01", "leave_from": "2025-08-04", "periods": [{"from": "2025-01", "wage": 2025}]}
    assert moved(told, -31, birthdays=False) == {
        "dob": "1980-03-01", "leave_from": "2025-07-04", "periods": [{"from": "2024-12", "wage": 2025}],
    }  # fmt: skip


def test_a_month_that_ends_something_moves_as_its_last_day() -> None:
    told = {"from": "2025-08", "to": "2025-08", "leave_from": "2025-09-22"}
    assert moved(told, -238, birthdays=False) == {"from": "2024-12", "to": "2025-01", "leave_from": "2025-01-27"}


def test_a_personal_id_follows_its_birthday() -> None:
    told = {"person": {"dob": "1979-12-30", "personal_id": "022080001234"}}
    assert ids_by_birthday(told) == {"022080001234": "022079001234"}


def test_another_place_has_other_people_with_ids_of_the_same_kind() -> None:
    told = {"person": {"full_name": "TRẦN THỊ HOA", "personal_id": "022185000123"}, "account_holder": "TRAN THI HOA"}
    one, other = (json.loads(another(plain(told), place, names_in(told))) for place in (1, 2))
    assert one["person"]["personal_id"] != other["person"]["personal_id"]
    assert one["person"]["personal_id"].startswith("022185")
    assert one["person"]["full_name"] != "TRẦN THỊ HOA"
    assert len(one["account_holder"].split()) == len(one["person"]["full_name"].split())


# --- the run ---


@pytest.mark.xdist_group("prefect")
def test_every_case_that_the_mix_names_is_played_and_lists_grow_with_what_registers_say(mix: Mix) -> None:
    templates = Templates(open_procedures(Settings().procedures).procedures)
    monday = datetime(2025, 2, 17, 8, tzinfo=HANOI)
    for slug, asked in mix.procedures.items():
        rows = asked.people.list_ if asked.people else None
        for begin in asked.cases:
            [case] = [each for each in templates.cases(slug) if each.startswith(begin)]
            template = templates.played(slug, case, monday, rows, 12 if rows else 0)
            assert template is not None, f"{slug}: {case}"
            assert template.ending == "settled", f"{slug}: {case}"
            assert template.people == (12 if rows else 1)


def test_a_killed_replay_goes_on_and_what_is_on_file_is_what_was_planned(
    tmp_path: Path, api: str, planned: list[Planned]
) -> None:
    home = tmp_path / "replay"
    first = started(home, api)
    moment = home / "moment-0.txt"
    deadline = time.monotonic() + 280
    while not moment.exists() and first.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    os.kill(first.pid, signal.SIGKILL)  # in the middle of everything, after the first slice
    first.communicate()
    second = started(home, api, "--resume")
    out, err = second.communicate(timeout=600)
    assert second.returncode == 0, err[-3000:]
    told = json.loads(out)
    assert told["dossiers"] == told["ended"] == len(planned)
    assert told["procedures"] == kinds_of(planned)
    assert told["channels"] == Counter(each.channel for each in planned)
    assert told["incidents"] == []

    office = open_office(Settings(home=home))
    with office.store.read() as db:
        references = db.scalars(select(DOSSIERS.c.reference)).all()
        parcels = db.execute(
            select(SHIPMENTS.c.dossier, func.count().label("number"))
            .where(SHIPMENTS.c.attempt == 1)
            .group_by(SHIPMENTS.c.dossier)
        )
        doubled = [row for row in parcels if row.number > 1]
        left = db.scalar(select(func.count()).select_from(WORKS).where(WORKS.c.state.not_in(("done", "cancelled"))))
    office.store.close()
    assert sorted(references) == sorted(each.reference for each in planned)
    assert (doubled, left) == ([], 0)


def test_processes_share_the_days_that_are_played_and_nothing_is_played_twice(mix: Mix) -> None:
    whole = plan(mix, read_library(Settings().procedures).calendar, int(SEED), 600)
    parts = [share(whole, part, 3, "2025-03-03", "2025-03-09") for part in range(3)]
    played = sorted((each for part in parts for each in part), key=lambda each: each.place)
    assert played == [each for each in whole if date(2025, 3, 3) <= each.at.date() <= date(2025, 3, 9)]
    assert all(parts)
    assert share(whole, 0, 1) == whole
