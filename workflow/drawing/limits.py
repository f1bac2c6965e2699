"""The legal time of a procedure in words, case by case."""

from collections.abc import Iterator

from workflow.definition.models import Definition
from workflow.drawing.conditions import in_words
from workflow.drawing.names import Names
from workflow.drawing.plan import title_of


def limits_in_words(definition: Definition, names: Names) -> Iterator[tuple[str, str]]:
    """For each case its condition, empty where there is but one, and the time with its basis."""
    deadline = definition.deadline
    if deadline.time is not None:
        yield "", _with_basis(names.time(deadline.time), deadline.basis)
    known = names.knowing({name: title_of(name, step, names) for name, step in definition.steps.items()})
    for limit in deadline.choose:
        case = names.say("otherwise") if limit.when is None else in_words(limit.when, known)
        yield case, _with_basis(names.time(limit.time), limit.basis)


def _with_basis(time: str, basis: str | None) -> str:
    return f"{time} ({basis})" if basis else time
