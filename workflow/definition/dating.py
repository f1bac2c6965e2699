"""Dated values: a list whose every item has `from` is one value, holding from each day until the next entry."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from workflow.definition.places import Fault
from workflow.definition.reading import Node


def is_dated(node: Node) -> bool:
    """Whether this node is a dated value; that every entry then has a day is checked apart."""
    return isinstance(node.value, list) and any(item.get("from") is not None for item in node.value)


def is_day(value: Any) -> bool:
    """Whether this is a day, and not a moment."""
    return isinstance(value, date) and not isinstance(value, datetime)


def days_of_change(node: Node) -> set[date]:
    """Every `from` day that stands anywhere below: the days on which a new version of the definition begins."""
    days = {_begins(item) for _, found in node.walk() if is_dated(found) for item in found.value}
    return days - {date.min}


def in_force(node: Node, on: date) -> Node | None:
    """The tree as it holds on a day: each dated value replaced by its entry in force, or left out before its first.

    An entry is either `{from, value}` (plus `basis`) or `{from, …}` with the value's own keys;
    `{from, nothing: true}` ends a value. An entry without a proper day holds as if from ever, so that it is checked too.
    """
    if is_dated(node):
        begun = [item for item in node.value if _begins(item) <= on]
        if not begun:
            return None
        current: Node = max(begun, key=_begins)
        nothing, value = current.get("nothing"), current.get("value")
        if nothing is not None and nothing.value is True:
            return None
        if value is not None:
            return in_force(value, on)
        if not isinstance(current.value, dict):
            return current
        rest = {key: child for key, child in current.value.items() if key != "from"}
        return in_force(replace(current, value=rest, key=node.key), on)
    if isinstance(node.value, dict):
        pairs = ((key, in_force(child, on)) for key, child in node.value.items())
        return replace(node, value={key: child for key, child in pairs if child is not None})
    if isinstance(node.value, list):
        return replace(node, value=[child for item in node.value if (child := in_force(item, on)) is not None])
    return node


def _begins(item: Node) -> date:
    day = item.get("from")
    return day.value if day is not None and is_day(day.value) else date.min


def faults_of_dating(node: Node) -> list[Fault]:
    """Entries out of order, repeated days, days that are not dates, and lists dated only in part."""
    return [fault for _, found in node.walk() if isinstance(found.value, list) for fault in _faults_of_list(found)]


def _faults_of_list(node: Node) -> Iterator[Fault]:
    dated = [item["from"] for item in node.value if item.get("from") is not None]
    if not dated:
        return
    for item in node.value:
        if item.get("from") is None:
            reason = "this entry has no `from` while its neighbours have"
            yield Fault("undated-entry", item.place, reason, "give it the day it holds from")
    previous: date | None = None
    for day in dated:
        if not is_day(day.value):
            yield Fault(
                "not-a-date", day.place, f"`from: {day.value}` is not a date", "write it as 2025-07-01, without quotes"
            )
            continue
        if previous is not None and day.value <= previous:
            reason = f"{day.value} does not come after {previous}"
            yield Fault("dates-out-of-order", day.place, reason, "put the entries in order of their day")
        previous = day.value
