"""What a dossier adds to the agency's figures, kept beside it in the moment it happens: see decision 26.

Money, people and papers stand in sealed snapshots; a report over a hundred thousand dossiers must not open them. So
numbers without names go into the table `tally`, in the transaction of the event that made them true.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.conditions import MISSING, Expression
from workflow.definition.figures import Counted, Figures
from workflow.engine.case import Case
from workflow.engine.events import Event, StepSkipped, WorkCompleted
from workflow.engine.names import names_in
from workflow.engine.procedure import Procedure

MEASURED, PAID, RETURNED = "measured", "paid", "returned"
"""Kinds of tallies."""
ACCOUNT = "account"
NOTHING = "nothing"
"""Way of return where no paper was there to hand over."""
DECLINE = "decline-letter"
"""The result that grants nothing."""

Row = dict[str, Any]


def measured(figures: Figures, procedure: Procedure, case: Case, at: datetime) -> list[Row]:
    """What a dossier comes to when it is settled: nothing for one that was declined."""
    papers = _papers(case)
    if not papers or DECLINE in papers:
        return []
    names = {**names_in(procedure, case, "", at), **_called(case), "documents": dict(papers)}
    found: dict[str, Row] = {}
    for counted in figures.procedures.get(procedure.slug, ()):
        number, amount = _counted(counted, names)
        if number == 0 and amount == 0:
            continue
        row = found.setdefault(counted.measure, _row(case.code, MEASURED, counted.measure, at, 0))
        row["number"] = None if number is None or row["number"] is None else row["number"] + number
        row["amount"] += amount
    return list(found.values())


def paid(code: str, event: Event) -> list[Row]:
    """The lines of a payment order that the bank has paid; an event that tells of none gives nothing."""
    if not (isinstance(event, WorkCompleted) and event.kind == "pay") and not isinstance(event, StepSkipped):
        return []
    lines = [line for line in event.output.get("lines") or () if isinstance(line, Mapping) and _is_paid(line)]
    if not lines:
        return []
    return [
        _row(code, PAID, ACCOUNT, event.at, len(lines), sum(int(line["amount"]) for line in lines), visit=event.visit)
    ]


def returned(case: Case, at: datetime) -> list[Row]:
    """How the result reached the applicant: post, counter or electronic."""
    ways = [
        value["way"]
        for scope in case.scopes.values()
        for value in scope.variables.values()
        if isinstance(value, Mapping) and value.get("outcome") == RETURNED and "way" in value
    ]
    return [_row(case.code, RETURNED, (ways[-1] if ways else None) or NOTHING, at, 1)]


def _is_paid(line: Mapping[str, Any]) -> bool:
    return bool(line.get("paid")) and {"account", "amount"} <= line.keys()


def _row(code: str, kind: str, part: str, at: datetime, number: int, amount: int = 0, visit: int = 0) -> Row:
    return {
        "dossier": code,
        "kind": kind,
        "part": part,
        "visit": visit,
        "at": at,
        "number": number,
        "amount": amount,
    }


def _called(case: Case) -> dict[str, Any]:
    """The values of shared graphs under way: a result is often handed over before the graph that made it has ended."""
    return {
        scope[:-1]: each.variables
        for scope, each in case.scopes.items()
        if scope.count("/") == 1 and each.ended is None and scope[:-1].isidentifier()
    }


def _papers(case: Case) -> Counter[str]:
    """Signed results by template."""
    return Counter(paper.template for paper in case.documents.values() if paper.result and paper.signed)


def _counted(counted: Counted, names: Mapping[str, Any]) -> tuple[int | None, int]:
    """Number and đồng; no number where the dossier's data do not fit the expression: figures never stop a dossier."""
    try:
        return sum(_numbers(counted.number, names, lists_count=True)), sum(
            number for each in counted.amount for number in _numbers(each, names, lists_count=False)
        )
    except (ValueError, TypeError, KeyError):  # an expression that cannot be evaluated is a ValueError, too
        return None, 0


def _numbers(expression: Expression, names: Mapping[str, Any], *, lists_count: bool) -> Iterator[int]:
    value = expression.value(names)
    if value is MISSING or value is None:
        return
    if isinstance(value, list):
        for each in value:
            yield 1 if lists_count else int(each["amount"] if isinstance(each, Mapping) else each)
    else:
        yield int(value)
