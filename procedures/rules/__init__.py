"""Rules of law: pure functions of facts and dated parameters. A definition names one as `compute: module.function`."""

from importlib import import_module
from pkgutil import iter_modules

from procedures.rules.law import Entry, NotInForce, Parameter, Parameters, Used
from procedures.rules.registry import Rule, UnknownRule, get, names, rule
from procedures.rules.working import Facts, Line, Reason, Source, Working

for _module in iter_modules(__path__):  # a rule enters the list when its module is read
    import_module(f"{__name__}.{_module.name}")

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
    "get",
    "names",
    "rule",
]
