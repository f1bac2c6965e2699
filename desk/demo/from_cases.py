"""Scripts made of the cases of definitions: each procedure that has no story of its own is shown by a case that goes straight.

The people of a case are nobody's in the sandbox registers. They get numbers of their own here, and the registers are told
beforehand what the case has them answer.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from desk.demo.scripts import Decide, Script
from integrations.registers.completing import completed
from integrations.registers.contract import RECORDS, Register
from workflow.cases import cases_in
from workflow.cases.playing import Played, Reply, Told, played
from workflow.definition.library import Source
from workflow.definition.reading import read
from workflow.service.checking import Workplace, ground_of, open_workplace

PERSONAL_ID = re.compile(r"\b(0\d{5})(\d{6})\b")
SI_NUMBER = re.compile(r"((?:\b[A-Z]{2}[1-5]\d{2}|(?<!\d))22)(\d{8})\b")
"""Alone, or at the end of the number of a health card."""


def scripts_of_cases(procedures: Path, known: set[str], at: datetime) -> list[Script]:
    """One dossier of every procedure whose national code is not `known`, as if filed at a moment."""
    workplace = open_workplace(procedures.resolve(), [])
    if workplace is None:
        return []
    found = []
    for source in workplace.library.sources.values():
        procedure = workplace.procedures.on(source.slug, at.date()).procedure
        code = procedure.definition.code
        shown = next(_straight(source, workplace, at), None) if code not in known else None
        if shown is not None:
            title = procedure.definition.title.vi
            found.append(_script(shown, title, code, len(found) + 1))
    return found


def _straight(source: Source, workplace: Workplace, at: datetime) -> Iterator[Played]:
    """The cases that end as settled when filed online at that moment."""
    ground = ground_of(source, workplace)
    for file in source.case_files():
        given, cases = cases_in(read(file, file.name))
        for case in cases:
            shown = played(case, ground, given, at, "online")
            if shown is not None and shown.ending == "settled":
                yield shown


def _script(shown: Played, title: str, code: str, place: int) -> Script:
    own = partial(_renumbered, place=place)
    answers = own(shown.answers)
    who = _who(answers)
    acts: dict[str, tuple[Decide, ...]] = {}
    for decision in shown.decisions:
        act = Decide(decision.outcome, own(decision.fields), decision.reason or "Theo quy định")
        acts[decision.step] = (*acts.get(decision.step, ()), act)
    replies = tuple(
        Reply(
            reply.register,
            own(reply.key),
            reply.outcome,
            completed(RECORDS[Register(reply.register)], own(reply.data), who)
            if reply.outcome == "found"
            else own(reply.data),
        )
        for reply in shown.replies
    )
    told = tuple(Told(each.after, each.event, own(each.data)) for each in shown.told)
    return Script(title, code, answers, shown.papers, "settled", acts, replies=replies, told=told)


def _renumbered(value: Any, place: int) -> Any:
    """The same with people of other numbers: personal ids keep sex and year, insurance numbers their province."""
    text = json.dumps(value, ensure_ascii=False)
    text = PERSONAL_ID.sub(lambda found: f"{found[1]}{(int(found[2]) + place * 7919) % 10**6:06}", text)
    text = SI_NUMBER.sub(lambda found: f"{found[1]}{(int(found[2]) + place * 79193) % 10**8:08}", text)
    return json.loads(text)


def _who(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The person a dossier is about, as far as its form says."""
    person = next((each for each in answers.values() if isinstance(each, Mapping) and "full_name" in each), {})
    return {key: person[key] for key in ("full_name", "dob", "si_number", "personal_id", "gender") if key in person}
