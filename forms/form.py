"""A form: loaded once from its files, then asked to validate, normalise and compare answers."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jsonschema.exceptions import ValidationError

from forms.applying import applicable
from forms.changing import changed, merge
from forms.codes import CodeList, load_codes
from forms.compiled import compiled
from forms.conditions import conditions
from forms.context import Context, within
from forms.explaining import Explainer, Tokens, pattern
from forms.fields import Field, fields_of
from forms.fragments import Fragments
from forms.layout import Layout, load_layout
from forms.neighbours import check_neighbours
from forms.normalising import normalise
from forms.pointers import ABSENT, covers, get, split
from forms.problems import Problem
from forms.schemas import Node, Schema, holding, inside
from forms.vocabulary import validator

Answers = dict[str, Any]


class Form:
    """One version of a form. Safe to share between threads: nothing changes after loading."""

    def __init__(self, schema: Schema, codes: dict[str, CodeList], files: tuple[Path, ...], layout_path: Path) -> None:
        self.schema = schema
        self.codes = codes
        self._fields = fields_of(schema)
        self.layout: Layout = load_layout(layout_path, self._fields)
        self.files = (*files, layout_path)
        self._order = self.layout.order(self._fields)
        self._validator = validator(schema)
        conditions = (each["if"] for _, each in inside(schema) if "if" in each)
        self._quick = {id(each): compiled(each, self._validator) for each in conditions}
        self._is_sound = compiled(schema, self._validator)
        self._by_pointer = {field.pointer: field for field in self._fields}

    @classmethod
    def load(cls, schema_path: Path, layout_path: Path, common_dir: Path) -> "Form":
        """Read a form; `common_dir` holds `forms/*.schema.json` and `codes/*.yaml`.

        Raises FormError, naming file and JSON Pointer, for anything in these files that cannot work.
        """
        fragments = Fragments(common_dir / "forms")
        schema = fragments.whole(schema_path)
        names = sorted({each["x-code-list"] for _, each in inside(schema) if "x-code-list" in each})
        fragments.check_code_lists(common_dir / "codes", names)
        codes = {name: load_codes(common_dir / "codes", name) for name in names}
        check_neighbours(schema, schema_path)
        code_files = tuple(common_dir / "codes" / f"{name}.yaml" for name in names)
        return cls(schema, codes, (*fragments.files, *code_files), layout_path)

    def validate(self, answers: Any, *, today: date, only: Iterable[str] | None = None) -> list[Problem]:
        """Every problem of normalised answers at once, in the order of the page; `today` is the day of filing.

        With `only` (pointers, `*` for any row), just the problems of those fields and of what lies in them.
        """
        explainer = Explainer(self._by_pointer, partial(self._missing, answers))
        with within(Context(answers, today, self.codes)):
            if self._is_sound is not None and self._is_sound(answers):
                return []
            errors = list(self._validator.iter_errors(answers))
            found = {(each.pointer, each.code): each for each in explainer.explain(errors)}
        for repeated in [pointer for pointer, code in found if code == "duplicate_row"]:
            found.pop((repeated, "overlapping_row"), None)  # that the same row twice is at the same time goes unsaid
        # What does not belong here at all needs no further fault-finding.
        out_of_place = {pointer for pointer, code in found if code == "not_applicable"}
        kept = [e for e in found.values() if e.code == "not_applicable" or not covers(out_of_place, e.pointer)]
        problems = sorted(kept, key=lambda each: self.place_on_page(each.pointer))
        return problems if only is None else _concerning(problems, tuple(only))

    def normalise(self, raw: Any) -> Answers:
        """What people type, or other systems send, as answers; what cannot be understood stays for `validate` to name."""
        answers: Answers = normalise(self.schema, raw, self.holds)
        return answers

    def applicable(self, answers: Answers) -> Answers:
        """The answers without the fields that the case chosen in them rules out."""
        kept: Answers = applicable(self.schema, answers, self.holds)
        return kept

    def changed(self, before: Answers, after: Answers) -> set[str]:
        """The pointers of the leaf fields that differ between two sets of answers."""
        return changed(before, after)

    def merge(self, before: Answers, after: Answers, editable: Iterable[str]) -> Answers:
        """`before` with only the fields that `editable` covers taken from `after`."""
        merged: Answers = merge(before, after, editable)
        return merged

    def fields(self) -> list[Field]:
        """Every field, group and list; row numbers are `*`."""
        return list(self._fields)

    def steering(self) -> set[str]:
        """The pointers of fields on which it depends whether others are asked for."""
        return {pointer for condition in conditions(self.schema).values() for pointer in condition}

    def field(self, pointer: str) -> Field | None:
        """The field at a pointer into answers, or at a pattern."""
        return self._by_pointer.get(pattern(_tokens(pointer)))

    def holds(self, condition: Any, value: Any) -> bool:
        """Whether a condition of the schema is met by `value`."""
        check = self._quick.get(id(condition))
        if check is not None:
            return check(value)
        return bool(self._validator.evolve(schema=condition).is_valid(value))

    def node(self, answers: Answers, pointer: str) -> Node:
        """What the schema says about one place, given these answers."""
        said, value = self.said(answers, _tokens(pointer))
        return holding(said, value, self.holds)

    def place_on_page(self, pointer: str) -> tuple[int, ...]:
        """A key that sorts pointers as the page shows them."""
        tokens = _tokens(pointer)
        starts = (tokens[: end + 1] for end in range(len(tokens)))
        return tuple(
            start[-1] if isinstance(start[-1], int) else self._order.get(pattern(start), len(self._order))
            for start in starts
        )

    def said(self, answers: Any, tokens: Tokens) -> tuple[list[Any], Any]:
        said, value = [self.schema], answers
        for token in tokens:
            node = holding(said, value, self.holds)
            said = node.items() if isinstance(token, int) else node.properties().get(token, [])
            found = get(value, [str(token)])
            value = {} if found is ABSENT else found
        return said, value

    def _missing(self, answers: Any, place: Tokens) -> list[ValidationError]:
        """What is wrong with an empty group at `place`."""
        said, _ = self.said(answers, place)
        return list(self._validator.evolve(schema={"allOf": said}).iter_errors({}))


def _tokens(pointer: str) -> Tokens:
    return tuple(int(token) if token.isdecimal() else token for token in split(pointer))


def _concerning(problems: list[Problem], wanted: tuple[str, ...]) -> list[Problem]:
    """Those at or inside a wanted place, and a whole group or list missing around it."""
    return [each for each in problems if covers(wanted, each.pointer) or _misses(each, wanted)]


def _misses(problem: Problem, wanted: tuple[str, ...]) -> bool:
    return problem.code == "required" and any(covers([problem.pointer], each) for each in wanted)
