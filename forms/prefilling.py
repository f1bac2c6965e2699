"""What is known already and need not be typed: from registers, and from an earlier dossier of the same person.

Only empty fields are filled, never what somebody wrote; where that differs from what is known, the place is named. The
asking itself belongs to the caller: this package knows no register.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.fields import Field
from forms.form import Answers, Form
from forms.keywords import bare_name
from forms.pointers import ABSENT, get, split


@dataclass(frozen=True)
class LookUp:
    """A question to a register that these answers make possible; `group` is the pointer of what the record is about."""

    register: str
    key: str
    group: str
    fields: Mapping[str, str]
    """Field of the group -> place in the record."""


@dataclass(frozen=True)
class Prefilled:
    """The answers with what was empty filled in, and the pointers of what was filled and of what says otherwise."""

    answers: Answers
    filled: tuple[str, ...]
    differing: tuple[str, ...]


def look_ups(form: Form, answers: Answers, *, today: date) -> list[LookUp]:
    """What may be asked now: of every group that applies and whose key is given and sound."""
    troubled = {problem.pointer for problem in form.validate(answers, today=today)}
    found = []
    for pointer, said in _groups(form, "x-prefill"):
        for each in said:
            place = f"{pointer}/{each['key']}"
            key = get(answers, split(place))
            if isinstance(key, str) and key and place not in troubled and pointer not in troubled:
                found.append(LookUp(each["register"], key, pointer, each["fields"]))
    return found


def from_record(form: Form, answers: Answers, look_up: LookUp, record: Mapping[str, Any], *, today: date) -> Prefilled:
    """Take over what a register found for a look-up."""
    known = {f"{look_up.group}/{name}": get(record, place.split("/")) for name, place in look_up.fields.items()}
    return _filled(form, answers, known, today)


def from_earlier(form: Form, answers: Answers, earlier_form: Form, earlier: Answers, *, today: date) -> Prefilled:
    """Take over groups that both forms call by one `x-earlier` name; nothing that no longer holds on `today`."""
    before = {name: pointer for pointer, name in _groups(earlier_form, "x-earlier")}
    known = {}
    for pointer, name in _groups(form, "x-earlier"):
        for field in form.fields() if name in before else ():
            inside = field.pointer.removeprefix(f"{pointer}/")
            if field.is_leaf and "*" not in field.pointer and inside != field.pointer:
                known[field.pointer] = get(earlier, split(f"{before[name]}/{inside}"))
    return _filled(form, answers, known, today)


def _groups(form: Form, keyword: str) -> Iterator[tuple[str, Any]]:
    """(pointer, what the keyword says) of each group outside lists that has the keyword."""
    for field in form.fields():
        if field.type == "object" and "*" not in field.pointer:
            said = form.node({}, field.pointer).get(keyword)
            if said:
                yield field.pointer, said


def _filled(form: Form, answers: Answers, known: Mapping[str, Any], today: date) -> Prefilled:
    """Fill in what is empty and holds; a value the form would not take is left for the person to give."""
    offered = {pointer: value for pointer, value in known.items() if value is not ABSENT and value is not None}
    empty = [pointer for pointer in offered if get(answers, split(pointer)) is ABSENT]
    whole = form.applicable(form.normalise(_with(answers, {pointer: offered[pointer] for pointer in empty})))
    refused = {problem.pointer for problem in form.validate(whole, today=today)} & set(empty)
    taken = {p: value for p in empty if p not in refused and (value := get(whole, split(p))) is not ABSENT}
    theirs = form.normalise(_with({}, offered))
    differing = tuple(
        pointer
        for pointer in offered
        if pointer not in empty
        and not _same(form.field(pointer), get(answers, split(pointer)), get(theirs, split(pointer)))
    )
    return Prefilled(_with(answers, taken), tuple(taken), differing)


def _with(answers: Answers, values: Mapping[str, Any]) -> Answers:
    made = copy.deepcopy(answers)
    for pointer, value in values.items():
        *around, last = split(pointer)
        group = made
        for name in around:
            group = group.setdefault(name, {})
        group[last] = value
    return made


def _same(field: Field | None, mine: Any, theirs: Any) -> bool:
    if field and field.format == "person_name" and isinstance(mine, str) and isinstance(theirs, str):
        return bare_name(mine) == bare_name(theirs)
    return bool(mine == theirs)
