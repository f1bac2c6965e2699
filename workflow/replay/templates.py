"""Template dossiers: each case of a definition played once in the pure engine, moved to a week, and stamped out with other people.

A case serves when decisions and outside events alone bring it to an ending, at the moment it is moved to and with the law of
that day. What it shows is kept: answers, papers, who decides what, and what every register says.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from forms.codes import load_codes
from integrations.registers.completing import completed
from integrations.registers.contract import RECORDS, Register
from workflow.cases import Ground, Verdict, cases_in
from workflow.cases.notation import Given, Mistake, as_json, list_of, moment, plain_of
from workflow.cases.running import FACTS, Run
from workflow.definition.library import Source
from workflow.definition.reading import Node, node_of, read
from workflow.engine import commands
from workflow.replay.moving import ids_by_birthday, moved
from workflow.replay.people import another, names_in, plain
from workflow.service.checking import ground_of, workplace_of
from workflow.service.context import CODES
from workflow.service.procedures import Procedures

UNUSUAL = ("parameters", "bank", "post", "called", "duplicates", "papers")
"""Keys of a case in which the world does something that a replay does by its own rates, or cannot do."""
OLD_WARDS = ("06649", "06655", "06664", "06667", "06670", "06679")
"""Wards of Hạ Long before July 2025, whose names the code list does not keep."""


@dataclass(frozen=True)
class Act:
    """An officer's decision at a step, named by the last part of its path, or an outside event (`step` is empty)."""

    step: str
    outcome: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True)
class Stamped:
    """A dossier as its people hand it in and as it will go."""

    applicant: dict[str, Any]
    answers: dict[str, Any]
    papers: tuple[str, ...]
    acts: tuple[Act, ...]
    replies: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Template:
    """A case played at a moment; `people` is how many its list holds, one without a list."""

    procedure: str
    code: str
    case: str
    ending: str
    people: int
    text: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)

    def stamped(self, place: int) -> Stamped:
        """The same with the people of a place."""
        told = json.loads(another(self.text, place, self.names))
        return Stamped(
            told["applicant"],
            told["answers"],
            tuple(told["papers"]),
            tuple(Act(**act) for act in told["acts"]),
            tuple(told["replies"]),
        )


class Templates:
    """The cases of a folder of procedures, played when first wanted; `people` of a list may be multiplied."""

    def __init__(self, procedures: Procedures) -> None:
        self._workplace = workplace_of(procedures)
        self._cases: dict[str, list[tuple[Given, Node]]] = {}
        self._grounds: dict[str, Ground] = {}
        self._played: dict[tuple[str, str, date, int], Template | None] = {}
        wards = load_codes(self._workplace.library.root / CODES, "wards")
        self._wards = {code: entries[0].start for code, entries in wards.entries.items()}

    @property
    def slugs(self) -> Sequence[str]:
        return tuple(self._workplace.library.sources)

    def cases(self, slug: str) -> list[str]:
        """The sentences of the cases of a procedure."""
        return [str(case["case"].value) for _, case in self._of(slug)]

    def played(self, slug: str, sentence: str, at: datetime, rows: str | None, people: int) -> Template | None:
        """The case moved to a moment, with its list of that length; None when it does not go straight there."""
        key = (slug, sentence, at.date(), people)
        if key not in self._played:
            given, case = next(each for each in self._of(slug) if str(each[1]["case"].value) == sentence)
            self._played[key] = self._play(slug, given, case, at, rows, people)
        return self._played[key]

    def _of(self, slug: str) -> list[tuple[Given, Node]]:
        if slug not in self._cases:
            source = self._source(slug)
            files = (cases_in(read(file, file.name)) for file in source.case_files())
            self._cases[slug] = [(given, case) for given, cases in files for case in cases]
            self._grounds[slug] = ground_of(source, self._workplace)
        return self._cases[slug]

    def _source(self, slug: str) -> Source:
        return self._workplace.library.sources[slug]

    def _play(
        self, slug: str, given: Given, case: Node, at: datetime, rows: str | None, people: int
    ) -> Template | None:
        if any(key in case.value for key in UNUSUAL):
            return None
        ground = self._grounds[slug]
        try:
            told = {
                "case": {**as_json(case.plain()), "form": ground.answers_of(case["form"]), "change": None},
                "given": {name: as_json(node.plain()) for name, node in given.items()},
            }
            told["case"]["form"] = Run(case, ground, Verdict("", case.place), given).answers
            told["case"] = {**told["case"], "change": {}, "return": "post"}
            _by_post(told["case"]["form"])
            days = (at.date() - moment(case["submitted"]).date()).days // 7 * 7  # what was a Monday stays one
        except Mistake:
            return None
        for birthdays in (False, True):
            template = self._straight(slug, _fitted(moved(told, days, birthdays=birthdays)), at, rows, people)
            if template is not None:
                return template
        return None

    def _straight(
        self, slug: str, told: dict[str, Any], at: datetime, rows: str | None, people: int
    ) -> Template | None:
        told = self._with_wards(told, at.date())
        if rows is not None:
            _multiply(told, rows, people)
        node = node_of(told["case"])
        given = {name: node_of(each) for name, each in told["given"].items()}
        verdict = Verdict(str(node["case"].value), node.place)
        try:
            run = Run(
                node,
                self._grounds[slug],
                verdict,
                given,
                at,
                self._channel(slug, plain_of(node, "channel", "online"), at),
            )
            run.submit()
            acts = list(_acts(run, node))
        except Mistake:
            return None
        if run.case.ending is None or any(isinstance(each.command, commands.OpenDossier) for each in run.world.asked):
            return None
        whole = {
            "applicant": dict(run.case.applicant),
            "answers": run.answers,
            "papers": list(dict.fromkeys(paper.component for paper in run.case.papers)),
            "acts": [act.__dict__ for act in acts],
            "replies": list(_replies(run)),
        }
        definition = run.procedure.definition
        listed = run.answers.get(rows, ()) if rows is not None else ()
        return Template(
            procedure=slug, code=definition.code, case=verdict.name, ending=run.case.ending, people=max(1, len(listed)),
            text=plain(whole), names=names_in([run.answers, {"applicant_name": run.case.applicant["name"]}]),
        )  # fmt: skip

    def _channel(self, slug: str, channel: str, at: datetime) -> str:
        offered = self.channels(slug, at.date())
        return channel if channel in offered else offered[0]

    def channels(self, slug: str, day: date) -> Sequence[str]:
        """The channels a procedure takes dossiers by."""
        return tuple(self._workplace.procedures.on(slug, day).procedure.definition.channels)

    def _with_wards(self, value: Any, day: date) -> Any:
        """Wards that were made later replaced by some of before."""
        if isinstance(value, list):
            return [self._with_wards(child, day) for child in value]
        if not isinstance(value, dict):
            return value
        return {
            key: self._ward(child, day) if key == "ward" else self._with_wards(child, day)
            for key, child in value.items()
        }

    def _ward(self, code: Any, day: date) -> Any:
        if self._wards.get(code, day) <= day:
            return code
        return OLD_WARDS[int(code) % len(OLD_WARDS)]


def _by_post(form: dict[str, Any]) -> None:
    """Nearly everybody has the result sent home; the others say so when they are stamped out."""
    wish = form.get("return_to")
    if isinstance(wish, dict) and wish.get("way") != "post" and (address := _address(form)) is not None:
        form["return_to"] = {"way": "post", "address": address}


def _address(value: Any) -> dict[str, Any] | None:
    """The first address of a form."""
    if not isinstance(value, dict):
        return None
    if {"province", "ward"} <= value.keys():
        return {key: value[key] for key in ("province", "ward", "street") if key in value}
    return next((found for child in value.values() if (found := _address(child)) is not None), None)


def _fitted(told: dict[str, Any]) -> dict[str, Any]:
    """Personal ids that fit the birthdays again."""
    ids = ids_by_birthday(told)
    text = plain(told) if ids else ""
    for old, new in ids.items():
        text = text.replace(old, new)
    return json.loads(text) if ids else told


def _multiply(told: dict[str, Any], rows: str, people: int) -> None:
    """The list filled up with others like the last of it, of whom registers say the same, or cut short."""
    listed = told["case"]["form"][rows]
    row = plain(listed[-1])
    for place in range(len(listed), people):
        other, names = 1_000_003 * place, names_in(json.loads(row))
        listed.append(_own_account(json.loads(another(row, other, names)), place))
        for by_key in _by_key(told):
            by_key |= {
                another(key, other, ()): json.loads(another(plain(said), other, names))
                for key, said in by_key.items()
                if f'"{key}"' in row
            }
    del listed[max(people, 1) :]


def _by_key(value: Any) -> Iterator[dict[str, Any]]:
    """What registers say of one person and another, wherever a case tells it."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from _by_key(child)
    if isinstance(value, dict) and isinstance(found := value.get("by_key"), dict):
        yield found


def _own_account(value: Any, place: int) -> Any:
    """An account of one's own; the last digit stays, for it says how the bank takes it."""
    if isinstance(value, list):
        return [_own_account(child, place) for child in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{int(child[:-4]) + place}{child[-4:]}"
        if key in ("account_number", "account", "number")
        and isinstance(child, str)
        and child.isdigit()
        and len(child) > 7
        else _own_account(child, place)
        for key, child in value.items()
    }


def _acts(run: Run, node: Node) -> Iterator[Act]:
    """What officers decide and what comes from outside, until the dossier has ended: how it is returned a replay says itself."""
    for act in list_of(node, "acts"):
        step = next(iter(act.value))
        if step == "expect":
            continue
        if run.case.ending is not None:
            return
        if step == "signal":
            run.signal(act, act[step])
            yield Act("", str(act[step].value), run.plain(act, "data"))
            continue
        if step in FACTS or act.get("refused") is not None:
            raise Mistake(act, "this needs the applicant or time to pass")
        run.decide(act, step)
        reason = act.get("reason")
        name = step.rpartition("/")[2].rpartition(".")[2]
        yield Act(name, str(act[step].value), run.plain(act, "fields"), str(reason.value) if reason else None)


def _replies(run: Run) -> Iterator[dict[str, Any]]:
    """What each register says of each key; where it says another thing the next time, one answer after the other."""
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for register, key, answer in _answers(run):
        told.setdefault((register, key), []).append(answer)
    for (register, key), answers in told.items():
        then = answers[1:] if any(answer != answers[0] for answer in answers) else []
        yield {"register": register, "key": key, "scripted": {**answers[0], "then": then}}


def _answers(run: Run) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for question in run.world.asked:
        if not isinstance(question.command, commands.QueryRegister):
            continue
        answer = run.world.named(question.usual)
        outcome = answer if isinstance(answer, str) else answer.get("outcome", "found")
        data = {} if isinstance(answer, str) else answer.get("data", {})
        key = str(question.command.parameters.get("key", ""))
        if outcome == "found":
            data = completed(RECORDS[Register(question.name)], data, _about(run.answers, key))
        elif outcome == "mismatch" and not data:
            data = {"differing": ["full_name"]}
        yield question.name, key, {"outcome": outcome, "data": data}


def _about(answers: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What the form says of whom or what a register is asked about: the row of a list that names the key, or the person."""
    rows = [row for each in answers.values() if isinstance(each, list) for row in each if isinstance(row, Mapping)]
    groups = [each for each in answers.values() if isinstance(each, Mapping)]
    about = next((each for each in (*rows, *groups) if key and key in _leaves(each).values()), None)
    if about is None:
        about = next((each for each in groups if "full_name" in each), {})
    known = _leaves(about)
    return known | {name.rpartition("_")[2]: value for name, value in known.items() if name.endswith(("_from", "_to"))}


def _leaves(value: Mapping[str, Any]) -> dict[str, Any]:
    """Everything said in a group, what stands nearer to its top before what lies deeper."""
    inner = [_leaves(child) for child in value.values() if isinstance(child, Mapping)]
    found: dict[str, Any] = {}
    for each in inner:
        found |= each
    return found | {name: child for name, child in value.items() if isinstance(child, str | int | float)}
