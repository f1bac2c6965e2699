"""Conditions in words, as far as they are simple: comparisons, presence and membership, joined by one kind of and-or.

What is not simple is shown as it stands. Words of fields and values come from the form, by way of `Names`.
"""

import json
import re
from collections.abc import Mapping

from workflow.conditions import Expression
from workflow.drawing.names import Names

PATH = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
VALUE = r"\"[^\"]*\"|'[^']*'|-?\d+(?:\.\d+)?|true|false"
WORDS = {
    "and": (" và ", " and "),
    "or": (" hoặc ", " or "),
    "has": ("có {0}", "there is {0}"),
    "has_not": ("không có {0}", "there is no {0}"),
    "yes": ("{0}: có", "{0}: yes"),
    "no": ("{0}: không", "{0}: no"),
    "==": ("{0} là {1}", "{0} is {1}"),
    "!=": ("{0} không phải là {1}", "{0} is not {1}"),
    ">": ("{0} lớn hơn {1}", "{0} is more than {1}"),
    ">=": ("{0} từ {1} trở lên", "{0} is {1} or more"),
    "<": ("{0} nhỏ hơn {1}", "{0} is less than {1}"),
    "<=": ("{0} không quá {1}", "{0} is at most {1}"),
    "in": ("{0} là {1}", "{0} is {1}"),
    "exists": ("trong {0} có mục mà {1}", "some entry of {0} where {1}"),
    "all": ("mọi mục của {0} đều có {1}", "every entry of {0} has {1}"),
    "outcome": ("kết quả “{0}”", "the outcome of “{0}”"),
}
ATOMS = {
    "has": re.compile(rf"has\(\s*({PATH})\s*\)"),
    "has_not": re.compile(rf"!\s*has\(\s*({PATH})\s*\)"),
    "yes": re.compile(rf"({PATH})"),
    "no": re.compile(rf"!\s*({PATH})"),
    "compare": re.compile(rf"({PATH})\s*(==|!=|>=|<=|>|<)\s*({VALUE}|{PATH})"),
    "in": re.compile(rf"({PATH})\s+in\s+\[([^\]]*)\]"),
    "each": re.compile(rf"({PATH})\.(exists|all)\(\s*(\w+)\s*,(.*)\)", re.DOTALL),
}


def in_words(expression: Expression, names: Names) -> str:
    """The expression as a person would say it, or as it stands."""
    return _said(expression.source.strip(), names, {}) or expression.source


def read_in_words(expression: Expression, names: Names) -> str:
    """What an expression that gives a value reads: the field's name, or the expression as it stands."""
    source = expression.source.strip()
    return _field(source, names, {}) if ATOMS["yes"].fullmatch(source) else source


def _said(source: str, names: Names, bound: Mapping[str, str]) -> str | None:
    for joiner, word in (("||", "or"), ("&&", "and")):
        parts = _split(source, joiner)
        if len(parts) > 1:
            said = [_said(part, names, bound) for part in _without_guards(parts)]
            return None if None in said else _word(word, names).join(str(each) for each in said)
    return _atom(source.strip(), names, bound)


def _without_guards(parts: list[str]) -> list[str]:
    """`has(x) && x == …` says the same as `x == …` to a person: presence goes without saying."""
    return [
        part
        for index, part in enumerate(parts)
        if not (found := ATOMS["has"].fullmatch(part.strip())) or not _read_later(found[1], parts[index + 1 :])
    ]


def _read_later(path: str, parts: list[str]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(path)}\b", part) for part in parts)


def _split(source: str, joiner: str) -> list[str]:
    """The parts between joiners that stand in no brackets and no quotes."""
    parts, depth, quote, start, at = [], 0, "", 0, 0
    while at < len(source):
        letter = source[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif not depth and source.startswith(joiner, at):
            parts.append(source[start:at])
            start = at = at + len(joiner)
            continue
        at += 1
    return [*parts, source[start:]]


def _atom(source: str, names: Names, bound: Mapping[str, str]) -> str | None:
    if found := ATOMS["each"].fullmatch(source):
        inner = _said(found[4], names, {**bound, found[3]: f"{_real(found[1], bound)}.*"})
        return inner and _word(found[2], names, _field(found[1], names, bound), inner)
    if found := ATOMS["compare"].fullmatch(source):
        return _word(found[2], names, _field(found[1], names, bound), _value(found[1], found[3], names, bound))
    if found := ATOMS["in"].fullmatch(source):
        values = [_value(found[1], value, names, bound) for value in re.findall(VALUE, found[2])]
        return _word("in", names, _field(found[1], names, bound), _word("or", names).join(values))
    for key in ("has", "has_not", "no", "yes"):
        if found := ATOMS[key].fullmatch(source):
            return _word(key, names, _field(found[1], names, bound)) if found[1] not in ("true", "false") else None
    return None


def _word(key: str, names: Names, *values: str) -> str:
    return WORDS[key][names.language == "en"].format(*values)


def _real(path: str, bound: Mapping[str, str]) -> str:
    """The path with the names of an enclosing `exists` replaced by what they stand for."""
    first, _, rest = path.partition(".")
    return ".".join(filter(None, (bound.get(first, first), rest)))


def _field(path: str, names: Names, bound: Mapping[str, str]) -> str:
    return names.reads(_real(path, bound))


def _value(path: str, literal: str, names: Names, bound: Mapping[str, str]) -> str:
    """A literal as the form labels it; the name of a field where two are compared."""
    if re.fullmatch(VALUE, literal):
        plain = literal[1:-1] if literal[0] in "\"'" else json.loads(literal)
        return names.value(_real(path, bound), plain)
    return _field(literal, names, bound)
