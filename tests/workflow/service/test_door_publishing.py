"""Publishing: what is published rules new dossiers, is never changed, and never contradicts a dossier's day."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update
from walking import case, settled, submitted

from tests.conftest import TEMPLATES, TOY, Clock
from workflow.definition.places import DefinitionError, Fault, Place
from workflow.service.errors import Conflict, NotFound, Rejected
from workflow.service.kept import kept_version
from workflow.service.office import Office
from workflow.service.procedures import NotAsKept, Procedures
from workflow.service.publishing import publish
from workflow.service.versions import versions
from workflow.store.tables import PROCEDURE_VERSIONS

NEEDS = {name: frozenset[str]() for name in TEMPLATES}
NEW_LAW = date(2025, 7, 1)
Changed = Callable[..., Office]


@pytest.fixture
def changed(office: Office, tmp_path: Path) -> Changed:
    """The same office after a designer replaced some words of the toy's definition, in a new process."""

    def change(*lines: tuple[str, str]) -> Office:
        root = tmp_path / f"procedures-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(TOY, root)
        file = root / "si" / "toy" / "procedure.yaml"
        text = file.read_text(encoding="utf-8")
        for before, after in lines:
            assert before in text
            text = text.replace(before, after)
        file.write_text(text, encoding="utf-8")
        return replace(office, library=Procedures.load(root, templates=NEEDS))

    return change


def sound(office: Office, slug: str) -> list[Fault]:
    return []


def published(office: Office, from_day: date | None = None) -> list[tuple[date, int, bool]]:
    found = publish(office, "toy", "an", from_day, sound)
    return [(each.valid_from, each.number, each.is_new) for each in found]


def test_every_dated_version_is_published_once(office: Office) -> None:
    assert published(office) == [(date(2019, 5, 1), 1, True), (NEW_LAW, 2, True)]
    assert published(office) == [(date(2019, 5, 1), 1, False), (NEW_LAW, 2, False)]


def test_what_does_not_check_is_not_published(office: Office) -> None:
    fault = Fault("unreachable", Place("procedure.yaml"), "a case does not run as it says")
    with pytest.raises(DefinitionError):
        publish(office, "toy", "an", None, lambda _office, _slug: [fault])
    assert versions(office) == []
    with pytest.raises(NotFound):
        publish(office, "nothing", "an", None, sound)


def test_files_that_change_after_publishing_do_not_rule_new_dossiers(office: Office, changed: Changed) -> None:
    published(office)
    ruling = office.library.on("toy", NEW_LAW).digest
    later = changed(("time: 7 working days", "time: 9 working days"))
    code = submitted(later)
    assert case(later, code).digest == ruling
    settled(later, code)


def test_a_version_nobody_runs_by_yet_can_be_replaced_and_the_old_one_stays_kept(
    office: Office, changed: Changed
) -> None:
    published(office)
    first = office.library.on("toy", NEW_LAW).digest
    later = changed(("time: 7 working days", "time: 9 working days"))
    assert published(later) == [(date(2019, 5, 1), 1, False), (NEW_LAW, 3, True)]
    assert case(later, submitted(later)).digest == later.library.on("toy", NEW_LAW).digest
    assert kept_version(later, "toy", first[:8]).digest == first
    assert [(each.number, each.is_in_force, each.running) for each in versions(later, "toy")] == [
        (1, True, 0),
        (2, False, 0),
        (3, True, 1),
    ]


def test_a_version_in_use_is_corrected_from_a_later_day_alone(office: Office, changed: Changed, clock: Clock) -> None:
    published(office)
    old = submitted(office, "P-1")
    later = changed(("time: 7 working days", "time: 9 working days"))
    with pytest.raises(Conflict, match="--from 2025-08-05"):
        published(later)
    with pytest.raises(Conflict):
        published(later, date(2025, 8, 4))
    assert published(later, date(2025, 8, 5)) == [(date(2025, 8, 5), 3, True)]
    today = submitted(later, "P-2")
    clock.forward(days=1)
    new = submitted(later, "P-3")
    assert case(later, today).digest == case(later, old).digest != case(later, new).digest
    assert published(later) == [(date(2019, 5, 1), 1, False), (date(2025, 8, 5), 3, False)]


def test_going_back_to_a_replaced_content_must_name_its_day(office: Office, changed: Changed) -> None:
    published(office)
    published(changed(("time: 7 working days", "time: 9 working days")), date(2025, 9, 1))
    with pytest.raises(Conflict, match="since 2025-09-01"):
        published(office)
    assert published(office, date(2025, 10, 1)) == [(date(2025, 10, 1), 4, True)]


def test_dossiers_of_a_day_before_the_first_publication_are_not_taken_in(office: Office) -> None:
    published(office, date(2025, 9, 1))
    with pytest.raises(Rejected, match="nothing of toy is published"):
        submitted(office)


def test_files_rule_until_something_is_published_and_are_listed_as_such(office: Office) -> None:
    submitted(office)
    assert [(each.valid_from, each.number, each.is_in_force, each.running) for each in versions(office)] == [
        (NEW_LAW, None, True, 1)
    ]


def test_a_kept_version_that_was_changed_is_refused(office: Office, changed: Changed) -> None:
    published(office)
    with office.store.begin() as db:
        old = PROCEDURE_VERSIONS.c
        for row in db.execute(PROCEDURE_VERSIONS.select()).all():
            tampered = row.source.replace("7 working days", "70 working days")
            db.execute(update(PROCEDURE_VERSIONS).where(old.digest == row.digest).values(source=tampered))
    later = changed(("time: 7 working days", "time: 9 working days"))
    with pytest.raises(NotAsKept):
        kept_version(later, "toy", "2025-07-01")
