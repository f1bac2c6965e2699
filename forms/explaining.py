"""Turns what the validator found into problems: a code for each keyword, the labels of the fields, the numbers of rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from forms.dates import as_written
from forms.fields import Field
from forms.keywords import KEYWORDS
from forms.pointers import join
from forms.problems import LANGUAGES, Problem, problem

Tokens = tuple[str | int, ...]

_LIMITS = {
    "minLength": "too_short",
    "maxLength": "too_long",
    "minimum": "too_small",
    "maximum": "too_large",
    "exclusiveMinimum": "not_above",
    "exclusiveMaximum": "not_below",
    "multipleOf": "not_in_steps",
    "minItems": "too_few_rows",
    "maxItems": "too_many_rows",
}
_TYPES = {
    "string": "not_text",
    "number": "not_a_number",
    "integer": "not_a_whole_number",
    "boolean": "not_yes_or_no",
    "array": "not_a_list",
    "object": "not_a_group",
}
_OTHERS = {"enum": "not_in_list", "const": "not_in_list", "uniqueItems": "repeated_value", "pattern": "wrong_pattern"}
_DAYS = ("today", "earliest")
_FORBIDDING = ("false", "None", None)
"""How errors of the schema `false` name it: a condition forbids the field here."""


class Explainer:
    """Words for errors of one form; `missing` validates an absent group as if it were there and empty."""

    def __init__(self, fields: Mapping[str, Field], missing: Callable[[Tokens], list[ValidationError]]) -> None:
        self._fields = fields
        self._missing = missing

    def explain(self, errors: Iterable[ValidationError], start: Tokens = ()) -> Iterator[Problem]:
        """Every problem behind these errors; one error may hide several missing fields."""
        for error in errors:
            yield from self._one(error, (*start, *error.absolute_path))

    def field(self, tokens: Sequence[str | int]) -> Field | None:
        """The field at a place; row numbers stand for any row."""
        return self._fields.get(pattern(tokens))

    def label(self, tokens: Sequence[str | int], lang: str) -> str:
        """What the field is called: its title, or the nearest one around it, or its name."""
        for end in range(len(tokens), 0, -1):
            if field := self.field(tokens[:end]):
                return field.label_en if lang == "en" else field.label
        return str(tokens[-1]) if tokens else {"vi": "Tờ khai", "en": "The form"}[lang]

    def _one(self, error: Any, place: Tokens) -> Iterator[Problem]:
        rule, value = error.validator, error.validator_value
        if rule == "required":
            for name in value:
                if name not in error.instance:
                    yield from self._required((*place, name))
        elif rule == "dependentRequired":
            for name in {n for given, names in value.items() if given in error.instance for n in names}:
                if name not in error.instance:
                    yield from self._required((*place, name))
        elif rule == "additionalProperties" and value is False:
            for name in sorted(error.instance.keys() - error.schema.get("properties", {}).keys()):
                yield self._problem((*place, name), "unknown_field", {"name": name})
        elif rule in KEYWORDS or rule == "x-code-within":
            yield self._cross_field(error, place)
        elif rule == "anyOf" and all(isinstance(each, dict) and set(each) == {"required"} for each in value):
            names = [each["required"][0] for each in value]
            yield self._problem(place, "at_least_one", {}, others=[(*place, name) for name in names])
        else:
            yield self._problem(place, *_plain(error))

    def _required(self, place: Tokens) -> Iterator[Problem]:
        """The missing field, or, for a group, each field of it that is missed: people fill in fields, not groups."""
        field = self.field(place)
        errors = self._missing(place) if field and field.type == "object" else []
        # A group that another answer still rules out is missed as a whole: nobody has filled in what does not apply.
        if errors and not any(error.validator in _FORBIDDING for error in errors):
            yield from self.explain(errors, place)
        else:
            yield self._problem(place, "required", {})

    def _cross_field(self, error: Any, place: Tokens) -> Problem:
        params = dict(error.validator_value)
        around = place[:-1]
        if "others" in params:
            others = [(*place, *name.split("/")) for name in params.pop("others")]
            return self._problem(place, error.message, params, others=others, name_in_list="others")
        if "other" in params:
            name = params.pop("other")
            other = tuple(name.split("/")[1:]) if name.startswith("/") else (*around, *name.split("/"))
            return self._problem(place, error.message, params, others=[other], name_in_list="other")
        return self._problem(place, error.message, params)

    def _problem(
        self,
        place: Tokens,
        code: str,
        params: dict[str, Any],
        others: Sequence[Tokens] = (),
        name_in_list: str = "labels",
    ) -> Problem:
        words: dict[str, dict[str, str]] = {}
        for lang in LANGUAGES:
            words[lang] = {"label": self.label(place, lang)}
            words[lang] |= {day: as_written(params[day]) for day in _DAYS if day in params}
            if others:
                words[lang][name_in_list] = ", ".join(self.label(other, lang) for other in others)
        rows = tuple(token + 1 for token in place if isinstance(token, int))
        return problem(join(*place), code, params, words, rows)


def pattern(tokens: Sequence[str | int]) -> str:
    """The pointer with `*` for each row number."""
    return join(*("*" if isinstance(token, int) else token for token in tokens))


def _plain(error: ValidationError) -> tuple[str, dict[str, Any]]:
    rule, value = str(error.validator), error.validator_value
    if rule in _FORBIDDING:
        return "not_applicable", {}
    if rule in _LIMITS:
        if rule == "minLength" and error.instance == "":
            return "required", {}
        return _LIMITS[rule], {"limit": value}
    if rule == "type":
        return _TYPES.get(value, "invalid") if isinstance(value, str) else "invalid", {}
    if rule == "format":
        return f"wrong_{value}", {}
    if rule == "const" and value is True:
        return "must_be_confirmed", {}
    return _OTHERS.get(rule, "invalid"), {}
