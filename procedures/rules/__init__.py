"""Rules of law: pure functions of facts and dated parameters. A definition names one as `compute: module.function`."""

from procedures.rules import (
    book_papers,
    books,
    lump_sum,
    lump_sum_papers,
    payments,
    reviews,
    sickness,
    sickness_list,
    windows,
)
from procedures.rules.law import Entry, NotInForce, Parameter, Parameters, Used
from procedures.rules.registry import Rule, UnknownRule, get, names, rule
from procedures.rules.working import Facts, Line, Reason, Source, Working

__all__ = [
    "Entry",
    "Facts",
    "Line",
    "NotInForce",
    "Parameter",
    "Parameters",
    "Reason",
    "Rule",
    "Source",
    "UnknownRule",
    "Used",
    "Working",
    "book_papers",
    "books",
    "get",
    "lump_sum",
    "lump_sum_papers",
    "names",
    "payments",
    "reviews",
    "rule",
    "sickness",
    "sickness_list",
    "windows",
]
