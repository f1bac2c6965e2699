"""Lays answers out as a page: sections, groups and rows, each with its problems and what may be edited."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from forms.conditions import Condition, conditions
from forms.explaining import Tokens, pattern
from forms.form import Form
from forms.items import Item, Page, identifier
from forms.layout import Entry, Section
from forms.leaves import code_options, hints, kind_of_input, options_of
from forms.pointers import ABSENT, covers, get, join
from forms.problems import Problem
from forms.schemas import Node, all_of, holding
from forms.showing import shown, typed

_MAX_COLUMNS = 7
_MAX_OPEN = 3


class PageBuilder:
    """Builds one page. `blank_rows` adds an empty row at the end of each list that may grow.

    Of longer lists only the first `max_rows` rows and those with problems are laid out.
    """

    def __init__(
        self,
        form: Form,
        answers: Any,
        problems: Iterable[Problem],
        *,
        lang: str,
        editable: Collection[str] | None,
        today: date,
        blank_rows: bool,
        max_rows: int | None = None,
    ) -> None:
        self._form, self._answers, self._lang, self._today = form, answers, lang, today
        self._editable, self._blank_rows, self._max_rows = editable, blank_rows, max_rows
        self._list = list(problems)
        self._problems: dict[str, list[str]] = {}
        for each in self._list:
            self._problems.setdefault(each.pointer, []).append(each.message(lang))
        self._conditions = conditions(form.schema)
        self._troubled = {start for each in self._list for start in _starts(each.pointer)}
        self._suggestions: set[str] = set()

    def page(self) -> Page:
        """The whole page."""
        sections = tuple((section, self._section(section)) for section in self._form.layout.sections)
        links = tuple((identifier(each.pointer), each.message(self._lang)) for each in self._list)
        codes = {n: code_options(self._form.codes[n], self._lang, self._today) for n in sorted(self._suggestions)}
        return Page(self._lang, sections, links, codes)

    def _section(self, section: Section) -> Item:
        items = tuple(self._placed(entry) for entry in section.fields)
        return Item(
            "section", "", section.title[self._lang], items=items, is_empty=all(each.is_empty for each in items)
        )

    def _placed(self, entry: Entry) -> Item:
        tokens: Tokens = tuple(entry.field.split("/")[1:])
        said, _ = self._form.said(self._answers, tokens)
        around, group = self._form.said(self._answers, tokens[:-1])
        required = tokens[-1] in holding(around, group, self._form.holds).required()
        return self._item(tokens, said, get(self._answers, [str(token) for token in tokens]), required)

    def _item(self, tokens: Tokens, said: list[Any], value: Any, required: bool) -> Item:
        allowed = [each for each in said if each is not False]
        node = holding(allowed, {} if value is ABSENT else value, self._form.holds)
        common = self._common(tokens, node, value, required, applies=len(allowed) == len(said))
        if properties := node.properties():
            return self._group(tokens, node.required(), properties, value, common)
        rows = node.items()
        if rows and all_of(rows).properties():
            return self._rows(tokens, rows, value, common)
        return self._leaf(tokens, node, rows, value, common)

    def _common(self, tokens: Tokens, node: Node, value: Any, required: bool, applies: bool) -> dict[str, Any]:
        pointer, place = join(*tokens), pattern(tokens)
        entry = self._form.layout.entries.get(place)
        condition = self._conditions.get(place)
        return {
            "pointer": pointer,
            "label": self._said(node, "title", "x-title-en") or str(tokens[-1]),
            "help": self._said(node, "description", "x-description-en"),
            "problems": tuple(self._problems.get(pointer, ())),
            "required": required and applies,
            "editable": self._editable is None or covers(self._editable, pointer),
            "width": (entry.width or "") if entry else "",
            "when": json.dumps(_in_this_row(condition, tokens), ensure_ascii=False) if condition else "",
            "when_text": self._in_words(condition) if condition and not applies else "",
            "applies": applies,
            "is_empty": value is ABSENT and not self._problems.get(pointer),
        }

    def _group(
        self,
        tokens: Tokens,
        asked: frozenset[str],
        properties: dict[str, list[Any]],
        value: Any,
        common: dict[str, Any],
    ) -> Item:
        given = value if isinstance(value, dict) else {}
        # A group that may be left out asks for nothing until something is in it.
        wanted = asked if common["required"] or given else frozenset()
        items = tuple(
            self._item((*tokens, name), said, given.get(name, ABSENT), name in wanted)
            for name, said in properties.items()
        )
        common["is_empty"] = not common["problems"] and all(item.is_empty for item in items)
        common["editable"] = any(item.editable for item in items)
        entry = self._form.layout.entries.get(pattern(tokens))
        return Item("group", items=items, text=_joined(entry, items), **common)

    def _rows(self, tokens: Tokens, said: list[Any], value: Any, common: dict[str, Any]) -> Item:
        given = value if isinstance(value, list) else []
        shown_rows = [n for n in range(len(given)) if self._is_shown(join(*tokens, n), n)]
        rows = [self._item((*tokens, place), said, given[place], required=True) for place in shown_rows]
        rows = [
            replace(row, opens=len(given) <= _MAX_OPEN or row.is_troubled or not common["editable"]) for row in rows
        ]
        may_grow = bool(common["editable"])
        if self._blank_rows and may_grow:
            blank = self._item((*tokens, len(given)), said, ABSENT, required=False)
            rows.append(replace(blank, opens=common["required"] and not given))
        common["editable"] = may_grow or any(row.editable for row in rows)
        common["is_empty"] = not given and not common["problems"]
        entry = self._form.layout.entries.get(pattern(tokens))
        plain = [n for n, each in all_of(said).properties().items() if not all_of(each).properties()]
        columns = entry.columns if entry and entry.columns else tuple(plain[:_MAX_COLUMNS])
        kept = sum(not row.editable for row in rows)
        hidden = len(given) - len(shown_rows)
        return Item("list", rows=tuple(rows), columns=columns, kept_rows=kept, hidden_rows=hidden, **common)

    def _is_shown(self, pointer: str, place: int) -> bool:
        return self._max_rows is None or place < self._max_rows or pointer in self._troubled

    def _leaf(self, tokens: Tokens, node: Node, rows: list[Any], value: Any, common: dict[str, Any]) -> Item:
        inner = holding(rows, {}, self._form.holds) if rows else node
        given = None if value is ABSENT else value
        codes = self._form.codes
        options = options_of(inner, given, codes, self._lang, self._today)
        entry = self._form.layout.entries.get(pattern(tokens))
        kind = kind_of_input(node, bool(rows), options, entry, common["required"])
        if kind == "codes":
            self._suggestions.add(inner.get("x-code-list"))
        return Item(
            kind,
            value=typed(given, inner),
            text="" if given is None else shown(given, inner, codes, self._lang, self._today),
            options=tuple(options),
            code_list=inner.get("x-code-list", ""),
            **hints(inner, self._lang),
            **common,
        )

    def _said(self, node: Node, keyword: str, keyword_en: str) -> str:
        vi = str(node.get(keyword, ""))
        return str(node.get(keyword_en, vi)) if self._lang == "en" else vi

    def _in_words(self, condition: Condition) -> str:
        parts = []
        for pointer, values in condition.items():
            field = self._form.field(pointer)
            label = pointer if field is None else field.label_en if self._lang == "en" else field.label
            node = all_of([self._form.schema])
            for token in pointer.split("/")[1:]:
                node = all_of(node.items() if token == "*" else node.properties().get(token, []))
            names = [self._in_word(value, node) for value in values]
            parts.append(f"“{label}”: {' / '.join(names)}")
        return "; ".join(parts)

    def _in_word(self, value: Any, node: Node) -> str:
        if value is None:
            return {"vi": "chưa khai", "en": "not answered"}[self._lang]
        return shown(value, node, self._form.codes, self._lang, self._today)


def _starts(pointer: str) -> list[str]:
    """The pointer and every pointer around it."""
    tokens = pointer.split("/")
    return ["/".join(tokens[:end]) for end in range(2, len(tokens) + 1)]


def _joined(entry: Entry | None, items: tuple[Item, ...]) -> str:
    """The group as one line, if the layout wants it so and nothing in it needs its own place."""
    if entry is None or not entry.joined or any(item.problems for item in items):
        return ""
    texts = {item.pointer.rsplit("/", 1)[1]: item.text for item in items}
    return ", ".join(texts[name] for name in entry.joined if texts.get(name))


def _in_this_row(condition: Condition, tokens: Tokens) -> Condition:
    """The condition with this row's number instead of each `*`."""
    placed: Condition = {}
    for pointer, values in condition.items():
        numbers = (str(token) for token in tokens if isinstance(token, int))
        placed["/".join(next(numbers) if token == "*" else token for token in pointer.split("/"))] = values
    return placed
