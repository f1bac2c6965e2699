"""Dated values: a list whose every item has `from` is one value, holding from each day until the next entry."""

from dataclasses import replace
from datetime import date
from typing import Any

from workflow.definition.places import Fault
from workflow.definition.reading import Node


def is_dated(node: Node) -> bool:
    """Whether this node is a dated value."""
    return (
        isinstance(node.value, list) and bool(node.value) and all(item.get("from") is not None for item in node.value)
    )


def days_of_change(node: Node) -> set[date]:
    """Every `from` day that stands anywhere below: the days on which a new version of the definition begins."""
    return {
        day
        for _, found in node.walk()
        if is_dated(found)
        for item in found.value
        if isinstance(day := item["from"].value, date)
    }


def in_force(node: Node, on: date) -> Node | None:
    """The tree as it holds on a day: each dated value replaced by its entry in force, or left out before its first.

    An entry is either `{from, value}` (plus `basis`) or `{from, …}` with the value's own keys;
    `{from, nothing: true}` ends a value.
    """
    if is_dated(node):
        current = max((item for item in node.value if _day(item) <= on), key=_day, default=None)
        if current is None or current.get("nothing"):
            return None
        if "value" in current.value:
            return in_force(current["value"], on)
        rest = {key: child for key, child in current.value.items() if key != "from"}
        return in_force(Node(rest, current.place), on)
    if isinstance(node.value, dict):
        pairs = ((key, in_force(child, on)) for key, child in node.value.items())
        return replace(node, value={key: child for key, child in pairs if child is not None})
    if isinstance(node.value, list):
        return replace(node, value=[child for item in node.value if (child := in_force(item, on)) is not None])
    return node


def faults_of_dating(node: Node) -> list[Fault]:
    """Entries out of order, repeated days, days that are not dates, and lists dated only in part."""
    faults: list[Fault] = []
    for _, found in node.walk():
        if not isinstance(found.value, list):
            continue
        dated = [item for item in found.value if item.get("from") is not None]
        if not dated:
            continue
        if len(dated) != len(found.value):
            bare = next(item for item in found.value if item.get("from") is None)
            faults.append(
                Fault(
                    "undated-entry",
                    bare.place,
                    "this entry has no `from` while its neighbours have",
                    "give it the day it holds from",
                )
            )
            continue
        previous: Any = None
        for item in dated:
            day = item["from"].value
            if not isinstance(day, date):
                faults.append(
                    Fault("not-a-date", item["from"].place, f"`from: {day}` is not a date", "write it as 2025-07-01")
                )
                break
            if previous is not None and day <= previous:
                faults.append(
                    Fault(
                        "dates-out-of-order",
                        item["from"].place,
                        f"{day} does not come after {previous}",
                        "put the entries in order of their day",
                    )
                )
            previous = day
    return faults


def _day(item: Node) -> date:
    day: date = item["from"].value
    return day
