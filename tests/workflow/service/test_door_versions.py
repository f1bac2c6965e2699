"""A dossier keeps the procedure it was submitted under, also when the files change or go."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from walking import case, decided, perform_all, settled, submitted

from tests.conftest import TEMPLATES, TOY
from workflow.definition.places import DefinitionError
from workflow.service.audit import verify
from workflow.service.deciding import decide
from workflow.service.errors import Conflict, Rejected
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Procedures
from workflow.service.viewing import dossier
from workflow.store.tables import PROCEDURE_VERSIONS

NEEDS = {name: frozenset[str]() for name in TEMPLATES}


def changed(office: Office, folder: Path, file: str, before: str, after: str) -> Office:
    """The same office after a designer changed one line, in a new process."""
    root = folder / "procedures"
    shutil.copytree(TOY, root)
    text = (root / file).read_text(encoding="utf-8")
    assert before in text
    (root / file).write_text(text.replace(before, after), encoding="utf-8")
    return replace(office, library=Procedures.load(root, templates=NEEDS))


def test_a_running_dossier_keeps_its_steps_and_its_form_when_the_files_change(office: Office, tmp_path: Path) -> None:
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    later = changed(office, tmp_path, "si/toy/procedure.yaml", "  assess:\n", "  examine:\n")
    with pytest.raises(DefinitionError):
        later.library.on("toy", date(2025, 8, 4))  # the change was not even sound
    settled_path = [token.path for token in case(later, code).tokens.values()]
    assert settled_path == ["assess"]
    assert dossier(later, code, "spec").form.field("/amount") is not None
    decided(later, code, "assess", "spec", "grant", fields={"granted": 5})
    decided(later, code, "sign", "dir", "sign")
    perform_all(later)
    assert case(later, code).ending == "settled"
    assert verify(later, code).faults == ()


def test_a_changed_form_rules_new_dossiers_alone(office: Office, tmp_path: Path) -> None:
    old = submitted(office, "P-1", answers={"reason": "dài hơn mười"})
    limit = ('"minLength": 1, "maxLength": 200', '"minLength": 1, "maxLength": 10')
    later = changed(office, tmp_path, "si/toy/form.schema.json", *limit)
    new = submitted(later, "P-2", answers={"reason": "dài hơn mười"})
    assert [fault.pointer for fault in case(later, new).faults] == ["/reason"]
    assert case(later, old).digest != case(later, new).digest
    schema = dossier(later, old, "rec").form.schema
    assert schema["properties"]["reason"]["maxLength"] == 200
    with later.store.read() as db:
        assert len(db.execute(select(PROCEDURE_VERSIONS.c.digest)).all()) == 2


def test_a_version_is_kept_once_however_many_dossiers_run_by_it(office: Office) -> None:
    for number in range(3):
        submitted(office, f"P-{number}")
    with office.store.read() as db:
        rows = db.execute(select(PROCEDURE_VERSIONS)).all()
    assert [(row.slug, row.valid_from) for row in rows] == [("toy", date(2025, 7, 1))]


def test_a_procedure_that_is_gone_still_runs_what_it_began(office: Office, tmp_path: Path) -> None:
    code = submitted(office)
    root = tmp_path / "procedures"
    shutil.copytree(TOY, root)
    shutil.rmtree(root / "si" / "toy")
    later = replace(office, library=Procedures.load(root, templates=NEEDS))
    settled(later, code)
    assert case(later, code).ending == "settled"
    with pytest.raises(Rejected):
        submitted(later, "P-2")
    with pytest.raises(Conflict):
        decide(later, code, 1, "rec", "accept")


def test_versions_are_found_by_day(office: Office) -> None:
    old, new = (office.library.on("toy", day) for day in (date(2025, 6, 30), date(2026, 1, 1)))
    assert (old.procedure.valid_from, new.procedure.valid_from) == (date(2019, 5, 1), date(2025, 7, 1))
    with pytest.raises(NotInForce):
        office.library.on("toy", date(2019, 4, 30))
    assert office.library.slug_of("nothing") is None
    assert "toy-wait" in office.library.slugs
