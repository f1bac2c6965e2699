"""What is known already of who files: asked of registers, and taken from earlier dossiers of the same person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from forms import Form
from forms.prefilling import LookUp, Prefilled, from_earlier, from_record, look_ups
from workflow.engine.case import Case
from workflow.service.acting import note_access
from workflow.service.carrying import version_of
from workflow.service.office import Office
from workflow.service.submitting import blind_number
from workflow.service.viewing import who_looks
from workflow.store.tables import DOSSIERS

ASKED, TAKEN = "asked-register", "taken-over"
MOST = 5
"""Earlier dossiers that are looked into, the newest."""


@dataclass(frozen=True)
class Found:
    """What a register said to one question; no record: it knows nothing. `silent`: it did not answer."""

    record: Mapping[str, Any] | None = field(default=None, repr=False)
    silent: bool = False


Ask = Callable[[Sequence[tuple[str, str]]], Sequence[Found]]
"""Asks registers about keys, all at once, within seconds; never raises."""


@dataclass(frozen=True)
class Known:
    """The answers with what was empty filled in; pointers filled and differing; who was asked, who kept silent or knew nothing."""

    answers: dict[str, Any] = field(repr=False)
    filled: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def from_registers(office: Office, officer_id: str, form: Form, answers: dict[str, Any], ask: Ask) -> Known:
    """Fill in what registers know. What was asked is logged; a register that is away is named and stops nobody."""
    today = office.now().date()
    questions = look_ups(form, answers, today=today)
    with office.store.begin() as db:
        who_looks(db, officer_id, office.now())
        for each in questions:
            note_access(db, None, officer_id, office.now(), ASKED, f"{each.register} {each.key}")
    found = ask([(each.register, each.key) for each in questions]) if questions else ()
    known = Known(answers, sources=_names(questions))
    for question, answer in zip(questions, found, strict=True):
        if answer.record is not None:
            known = _with(known, from_record(form, known.answers, question, answer.record, today=today))
    silent = _names(q for q, answer in zip(questions, found, strict=True) if answer.silent)
    unknown = _names(
        q for q, answer in zip(questions, found, strict=True) if answer.record is None and not answer.silent
    )
    return Known(known.answers, known.filled, known.differing, known.sources, silent, unknown)


def from_earlier_dossiers(
    office: Office, officer_id: str, form: Form, answers: dict[str, Any], id_number: str
) -> Known:
    """Fill in what the newest dossiers of the same applicant say. Each that is looked into is logged."""
    index, c = blind_number(office.store, "id", id_number), DOSSIERS.c
    with office.store.begin() as db:
        who_looks(db, officer_id, office.now())
        newest = select(DOSSIERS).where(c.id_index == index).order_by(c.submitted_at.desc(), c.code.desc()).limit(MOST)
        rows = db.execute(newest).all() if index is not None else []
        for row in rows:
            note_access(db, row.code, officer_id, office.now(), TAKEN, None)
        earlier = [(version_of(office, db, row.digest).form, Case.model_validate_json(row.snapshot)) for row in rows]
    known = Known(answers, sources=tuple(row.code for row in rows))
    for other_form, case in earlier:
        if isinstance(case.form, dict):
            today = office.now().date()
            known = _with(known, from_earlier(form, known.answers, other_form, case.form, today=today))
    return known


def _with(known: Known, more: Prefilled) -> Known:
    filled = (*known.filled, *more.filled)
    # What an earlier source filled in is not said to differ from what was written.
    differing = (*known.differing, *(each for each in more.differing if each not in filled))
    return Known(more.answers, filled, tuple(dict.fromkeys(differing)), known.sources)


def _names(questions: Any) -> tuple[str, ...]:
    found: list[LookUp] = list(questions)
    return tuple(dict.fromkeys(each.register for each in found))
