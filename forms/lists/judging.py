"""Judges a list that came as a file: every problem with its cell, and which rows may be taken though others are not."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.form import Answers, Form
from forms.lists.reading import Reading
from forms.pointers import split
from forms.problems import LANGUAGES, Problem, catalogue


@dataclass(frozen=True)
class CellProblem:
    """A problem and the cell (`Sheet1!C17`) it is at; `row` counts the rows of the list from 0, None: the list itself."""

    cell: str
    row: int | None
    problem: Problem
    message_vi: str
    message_en: str

    def message(self, lang: str) -> str:
        """The message in `lang` (`vi` or `en`)."""
        return self.message_en if lang == "en" else self.message_vi


@dataclass(frozen=True)
class Verdict:
    """What became of a list: the answers with all its rows, the problems in the order of the file, the faulty rows."""

    reading: Reading
    answers: Answers
    problems: tuple[CellProblem, ...]
    faulty: frozenset[int]

    @property
    def is_sound(self) -> bool:
        """Whether the whole list can be taken."""
        return not self.problems

    @property
    def may_be_taken_in_part(self) -> bool:
        """Whether the sound rows can be taken alone: the law takes rows one by one, and only rows are wrong."""
        some_left = len(self.faulty) < len(self.reading.rows)
        only_rows = all(each.row is not None for each in self.problems)
        return self.reading.layout.partial is not None and some_left and only_rows

    def accepted(self) -> Answers:
        """The answers with the sound rows; raises ValueError where the list has to be taken whole."""
        if not self.is_sound and not self.may_be_taken_in_part:
            raise ValueError("this list is taken whole or not at all")
        *around, last = split(self.reading.layout.field)
        kept = group = dict(self.answers)
        for name in around:
            group[name] = group = dict(group[name])
        group[last] = [row for place, row in enumerate(group[last]) if place not in self.faulty]
        return kept


def judge(form: Form, reading: Reading, answers: Answers, *, today: date) -> Verdict:
    """Validate the rows of a file in the place of the list in `answers`; what is wrong elsewhere in them is not said here."""
    field = reading.layout.field
    if reading.problems:
        problems = tuple(CellProblem("", None, p, p.message_vi, p.message_en) for p in reading.problems)
        return Verdict(reading, answers, problems, frozenset())
    whole = form.normalise(_with_rows(answers, split(field), reading.rows))
    depth = len(split(field))
    found = [_at_cell(reading, each, depth) for each in form.validate(whole, today=today, only=[field])]
    found.sort(key=lambda each: -1 if each.row is None else each.row)
    return Verdict(reading, whole, tuple(found), frozenset(each.row for each in found if each.row is not None))


def _with_rows(answers: Any, tokens: list[str], rows: list[Any]) -> Any:
    if not tokens:
        return rows
    given = answers if isinstance(answers, dict) else {}
    return {**given, tokens[0]: _with_rows(given.get(tokens[0]), tokens[1:], rows)}


def _at_cell(reading: Reading, problem: Problem, depth: int) -> CellProblem:
    tokens = split(problem.pointer)[depth:]
    if not tokens:
        return CellProblem("", None, problem, problem.message_vi, problem.message_en)
    row, name = int(tokens[0]), "/".join(tokens[1:])
    cell = reading.cell(row, _column(reading, name))
    vi, en = (_in_words(reading, problem, cell, lang) for lang in LANGUAGES)
    return CellProblem(cell, row, problem, vi, en)


def _column(reading: Reading, name: str) -> str:
    """The field whose cell to point at: itself, or the nearest around it that has a column (a value of several)."""
    while name and name not in reading.columns and "/" in name:
        name = name.rpartition("/")[0]
    return name


def _in_words(reading: Reading, problem: Problem, cell: str, lang: str) -> str:
    """The message with the cell instead of the number of the row, and other rows by their lines."""
    rows = ".".join(map(str, problem.params.get("rows", ())))
    text = problem.message(lang).removeprefix(catalogue()["row"][lang].format(rows=rows, text=""))
    if "earlier" in problem.params:
        earlier = problem.params["earlier"]
        text = text.replace(f" {earlier} ", f" {reading.line(earlier - 1)} ", 1)
    return catalogue()["cell"][lang].format(cell=cell, text=text)
