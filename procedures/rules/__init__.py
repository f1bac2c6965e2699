"""Rules of law: pure functions of facts and dated parameters. A definition names one as `compute: module.function`."""

from procedures.rules import books, lump_sum, sickness, windows
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
    "books",
    "get",
    "lump_sum",
    "names",
    "rule",
    "sickness",
    "windows",
]
