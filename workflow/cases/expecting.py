"""What a case may expect, each kind one comparison: None when it is so, else what it is instead."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workflow.cases.notation import Mistake, moment
from workflow.definition.places import Fault
from workflow.definition.reading import Node
from workflow.engine.case import Wait

if TYPE_CHECKING:
    from workflow.cases.running import Run


def compare(run: "Run", expected: Node) -> list[Fault]:
    """A fault for every line of `expect:` that is not so."""
    faults = []
    for key, wanted in expected.value.items():
        comparison = EXPECTATIONS.get(key)
        if comparison is None:
            raise Mistake(wanted, f"`{key}` cannot be expected", f"known are: {', '.join(EXPECTATIONS)}")
        found = comparison(run, wanted)
        if found is not None:
            reason = f"{run.verdict.name}: expected {key} {wanted.plain()}, but it is {found}"
            faults.append(Fault("case", wanted.place, reason))
    return faults


def _same(found: Any, wanted: Node) -> Any:
    return None if found == wanted.plain() else (found if found is not None else "nothing")


def _moment_is(found: Any, wanted: Node) -> Any:
    if wanted.value is None:
        return found
    if found == moment(wanted, time_needed=True):
        return None
    return f"{found:%Y-%m-%d %H:%M}" if found else "nothing"


def _ends(run: "Run", wanted: Node) -> Any:
    return _same(run.case.ending, wanted)


def _status(run: "Run", wanted: Node) -> Any:
    return _same(int(run.case.status) if run.case.status else None, wanted)


def _statuses(run: "Run", wanted: Node) -> Any:
    return _same(run.world.statuses, wanted)


def _due(run: "Run", wanted: Node) -> Any:
    """The legal due date; `null` while the clock stands still."""
    return _moment_is(run.case.clock.due_at, wanted)


def _appointment(run: "Run", wanted: Node) -> Any:
    return _moment_is(run.case.clock.promised_at, wanted)


def _late(run: "Run", wanted: Node) -> Any:
    return _same(run.case.clock.overdue, wanted)


def _documents(run: "Run", wanted: Node) -> Any:
    return _same([document.template for document in run.case.documents.values() if document.signed], wanted)


def _version(run: "Run", wanted: Node) -> Any:
    found = run.procedure.valid_from
    return None if found == wanted.value else found


def _passes(run: "Run", wanted: Node) -> Any:
    """Steps in this order, others may stand between; a name, or a path such as closing.money/payment/order."""
    remaining = iter(run.verdict.passed)
    missing = [
        step
        for step in wanted.plain()
        if not any(path == step or path.rpartition("/")[2] == step for path in remaining)
    ]
    return f"without {missing[0]}: {', '.join(run.verdict.passed)}" if missing else None


def _does_not_pass(run: "Run", wanted: Node) -> Any:
    unwanted = set(wanted.plain())
    return [path for path in run.verdict.passed if path in unwanted or path.rpartition("/")[2] in unwanted] or None


def _waits_at(run: "Run", wanted: Node) -> Any:
    found = sorted(token.step for token in run.case.tokens.values() if token.waits_for is not Wait.CHILDREN)
    return None if found == sorted(wanted.plain()) else found


def _values(run: "Run", wanted: Node) -> Any:
    """Values by path, as conditions write them: `amount.amount: 125000000`, `people.rows.0.outcome: granted`."""
    different = {}
    for path, node in wanted.value.items():
        found = value_at(run.case.variables(), path)
        if found != node.plain():
            different[path] = found
    return different or None


def _pays(run: "Run", wanted: Node) -> Any:
    """Money that reached an account: account number and đồng."""
    paid: dict[str, int] = {}
    for line in run.world.orders:
        paid[line["account"]] = paid.get(line["account"], 0) + line["amount"]
    return _same(paid, wanted)


def _notices(run: "Run", wanted: Node) -> Any:
    return _same(run.world.notices, wanted)


def value_at(value: Any, path: str) -> Any:
    """The value at a dotted path through mappings and lists; None where there is none."""
    for part in path.split("."):
        if isinstance(value, list) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


EXPECTATIONS: dict[str, Callable[["Run", Node], Any]] = {
    "ends": _ends,
    "version": _version,
    "status": _status,
    "statuses": _statuses,
    "due": _due,
    "appointment": _appointment,
    "late": _late,
    "documents": _documents,
    "passes": _passes,
    "does_not_pass": _does_not_pass,
    "waits_at": _waits_at,
    "values": _values,
    "pays": _pays,
    "notices": _notices,
}
