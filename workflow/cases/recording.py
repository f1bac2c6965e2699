"""Writes what was played as a case: its header, its acts, and what came out as what is expected."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflow.cases.ground import Ground
from workflow.cases.running import Run, Verdict
from workflow.definition.places import Place
from workflow.definition.reading import node_of
from workflow.engine.case import ClockState, Wait

RECORDED = Place("the recorded case")
ORDER = (
    *("form", "change", "submitted", "channel", "return", "applicant", "papers", "duplicates", "parameters"),
    *("registers", "bank", "post", "called"),
)
"""The order in which a case says what it submits and how its world answers."""


def case_of(
    sentence: str, header: Mapping[str, Any], acts: Sequence[Mapping[str, Any]], ground: Ground
) -> dict[str, Any]:
    """The case, played once more to see what comes out; raises Mistake when it cannot be played like this."""
    run = Run(node_of(dict(header), RECORDED), ground, Verdict(sentence, RECORDED), {})
    run.submit()
    for act in acts:
        run.act(node_of(dict(act), RECORDED))
    ordered = {key: header[key] for key in ORDER if key in header}
    return {
        "case": sentence,
        **ordered,
        **({"acts": [dict(act) for act in acts]} if acts else {}),
        "expect": standing(run),
    }


def standing(run: Run) -> dict[str, Any]:
    """How things stand, in the words of `expect:`."""
    case = run.case
    waiting = sorted(token.step for token in case.tokens.values() if token.waits_for is not Wait.CHILDREN)
    paid: dict[str, int] = {}
    for line in run.world.orders:
        paid[line["account"]] = paid.get(line["account"], 0) + line["amount"]
    running = case.clock.state is ClockState.RUNNING and case.clock.due_at is not None
    return {
        **({"ends": case.ending} if case.ending else {}),
        **({"waits_at": waiting} if waiting else {}),
        "statuses": list(run.world.statuses),
        **({"due": written_moment(case.clock.due_at)} if running and case.clock.due_at else {}),
        "late": case.clock.overdue,
        "documents": [document.template for document in case.documents.values() if document.signed],
        **({"pays": paid} if paid else {}),
        **({"notices": list(run.world.notices)} if run.world.notices else {}),
        "passes": list(run.verdict.passed),
        **({"values": outcomes} if (outcomes := _outcomes(run)) else {}),
    }


def _outcomes(run: Run) -> dict[str, Any]:
    """How each step of the outermost graph came out."""
    return {
        f"{name}.outcome": value["outcome"]
        for name, value in run.case.variables().items()
        if isinstance(value, Mapping) and isinstance(value.get("outcome"), str)
    }


def written_moment(moment: datetime) -> str:
    """A moment as cases write it, as exact as it is."""
    plain = moment.replace(tzinfo=None)
    exact = plain.second or plain.microsecond
    return plain.isoformat(" ") if exact else f"{plain:%Y-%m-%d %H:%M}"
