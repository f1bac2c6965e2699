"""A case being written by hand: each act is played at once on the pure engine, may be taken back, and is written in the end.

Questions to the world wait for an act `answer`. Writing puts an answer that came at once where cases usually say it.
"""

import copy
from collections.abc import Mapping
from typing import Any

from workflow.cases.ground import Ground
from workflow.cases.notation import Given, Mistake, as_json
from workflow.cases.recording import case_of
from workflow.cases.running import KEYS, Run, Verdict
from workflow.cases.world import BANK, CALLED, POST, SILENT
from workflow.definition.places import Place
from workflow.definition.reading import Node, node_of

TYPED = Place("what was typed")
OUTSIDE_THE_HEADER = ("case", "note", "acts", "expect")
Act = dict[str, Any]


class Session:
    """A dossier that was submitted, what happened to it so far (`acts`), and how it stands (`run`)."""

    def __init__(self, header: Mapping[str, Any], ground: Ground) -> None:
        """Submit; raises Mistake when that cannot be."""
        self.header = dict(header)
        self.acts: list[Act] = []
        self._ground = ground
        self._asked_in: dict[int, int] = {}
        self._answered_in: dict[int, int] = {}
        self.run = self._begun()
        self._note_questions()

    def do(self, act: Act) -> None:
        """Let something happen; raises Mistake, and then it did not happen."""
        open_before = dict(self.run.world.open)
        try:
            self.run.act(node_of(act, TYPED))
        except Mistake:
            self._replay()
            raise
        self.acts.append(act)
        self._note_questions()
        if "answer" in act:
            for visit in open_before.keys() - self.run.world.open.keys():
                self._answered_in.setdefault(visit, len(self.acts) - 1)

    def undo(self) -> Act | None:
        """Take the last act back; it, or None when there is none."""
        if not self.acts:
            return None
        undone = self.acts.pop()
        last = len(self.acts) - 1
        self._asked_in = {visit: act for visit, act in self._asked_in.items() if act <= last}
        self._answered_in = {visit: act for visit, act in self._answered_in.items() if act <= last}
        self._replay()
        return undone

    def written(self, sentence: str) -> dict[str, Any]:
        """The session as a case, with what came out as what is expected; it holds when it is run."""
        exact = case_of(sentence, self._with_silence(), self.acts, self._ground)
        header, acts = self._short()
        try:
            short = case_of(sentence, header, acts, self._ground)
        except Mistake:  # answers given in another order than asked, in branches side by side
            return exact
        return short if short["expect"] == exact["expect"] else exact

    def _begun(self) -> Run:
        run = Run(node_of(self.header, TYPED), self._ground, Verdict("", TYPED), {})
        run.world.asks = True
        run.submit()
        return run

    def _replay(self) -> None:
        self.run = self._begun()
        for act in self.acts:
            self.run.act(node_of(act, TYPED))

    def _note_questions(self) -> None:
        for question in self.run.world.asked:
            self._asked_in.setdefault(question.command.visit, len(self.acts) - 1)

    # --- where answers are written ---

    def _with_silence(self) -> dict[str, Any]:
        """The header of a case in which every answer is an act."""
        names = {question.name for question in self.run.world.asked}
        return self._header(dict.fromkeys(names, SILENT))

    def _short(self) -> tuple[dict[str, Any], list[Act]]:
        """Header and acts with every answer that came at once in the header."""
        said: dict[str, list[Any]] = {}
        in_header: dict[int, str] = {}
        for question in self.run.world.asked:
            index = self._at_once(question.command.visit)
            said.setdefault(question.name, []).append(
                SILENT if index is None else self.acts[index]["answer"][question.name]
            )
            if index is not None:
                in_header[index] = question.name
        if len(set(map(repr, said.get(CALLED, [])))) > 1:  # there is one word for all called dossiers
            said[CALLED] = [SILENT]
            in_header = {index: name for index, name in in_header.items() if name != CALLED}
        kept = [act for index, act in enumerate(self.acts) if index not in in_header]
        return self._header({name: _joined(name, answers) for name, answers in said.items()}), kept

    def _at_once(self, visit: int) -> int | None:
        """The act that answered a question, when nothing but other answers happened in between."""
        answered = self._answered_in.get(visit)
        if answered is None:
            return None
        between = self.acts[self._asked_in[visit] + 1 : answered]
        return answered if all("answer" in act for act in between) else None

    def _header(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        header = {key: value for key, value in self.header.items() if key not in ("registers", BANK, POST, CALLED)}
        registers = {name: said for name, said in answers.items() if name not in (BANK, POST, CALLED)}
        outside = {name: answers[name] for name in (BANK, POST, CALLED) if name in answers}
        return {**header, **({"registers": registers} if registers else {}), **_unusual(outside)}


def _joined(name: str, said: list[Any]) -> Any:
    """One answer for all questions where they are the same, else one after another."""
    same = all(each == said[0] for each in said)
    return said[0] if (same and (name not in (BANK, POST) or said[0] == SILENT)) else said


def _unusual(outside: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the world does anyway."""
    usual = {BANK: "paid", POST: "delivered", CALLED: "settled"}
    return {
        name: said
        for name, said in outside.items()
        if said != usual[name] and not (isinstance(said, list) and set(map(repr, said)) == {repr(usual[name])})
    }


def header_of(case: Node, given: Given) -> dict[str, Any]:
    """What a case of a file submits and how its world answers, names replaced by what the file gives."""
    found = {key: case[key].plain() for key in KEYS if key not in OUTSIDE_THE_HEADER and case.get(key) is not None}
    names = {name: as_json(node.plain()) for name, node in given.items()}
    for key in ("change", "applicant", "registers"):
        if key in found:
            found[key] = _resolved(found[key], names)
    return copy.deepcopy(found)


def _resolved(value: Any, names: Mapping[str, Any]) -> Any:
    """A value with the names in it replaced, at the places where a name may stand."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_resolved(each, names) for each in value]
    if isinstance(value, dict) and not {"data", "outcome"} & value.keys() and not any("/" in key for key in value):
        return {key: _resolved(each, names) for key, each in value.items()}
    return value
