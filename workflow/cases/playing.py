"""A case as people would play it on a running system: what is filed, what the registers say, who decides what in which order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.cases.ground import Ground
from workflow.cases.notation import Given, Mistake, list_of
from workflow.cases.running import FACTS, Run, Verdict
from workflow.definition.reading import Node
from workflow.engine import commands


@dataclass(frozen=True)
class Decision:
    """One decision of an officer; `step` is the last part of its path."""

    step: str
    outcome: str
    fields: dict[str, Any]
    reason: str | None


@dataclass(frozen=True)
class Told:
    """Something a body outside tells, after so many decisions."""

    after: int
    event: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What a register says about a key."""

    register: str
    key: str
    outcome: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Played:
    """A case from its filing to its end."""

    name: str
    answers: dict[str, Any]
    papers: tuple[str, ...]
    ending: str
    decisions: tuple[Decision, ...] = ()
    told: tuple[Told, ...] = ()
    replies: tuple[Reply, ...] = ()


def played(node: Node, ground: Ground, given: Given, submitted: datetime, channel: str) -> Played | None:
    """The case played from another moment on and through a channel, if it goes straight to an ending by decisions of officers
    and events from outside.

    None where it needs the applicant again, time to pass or another procedure, where the world does
    something unusual, or where it no longer works at that moment.
    """
    unusual = {"parameters", "bank", "post", "called", "duplicates"} & node.value.keys()
    if unusual or node.get("papers") is not None:
        return None
    name = str(node["case"].value)
    run = Run(node, ground, Verdict(name, node.place), given, submitted, channel)
    decisions: list[Decision] = []
    told = []
    try:
        run.submit()
        for act in list_of(node, "acts"):
            step = next(iter(act.value))
            if step == "expect":
                continue
            if step == "signal":
                run.act(act)
                told.append(Told(len(decisions), str(act[step].value), run.plain(act, "data")))
                continue
            if step in FACTS or act.get("refused") is not None:
                return None
            run.decide(act, step)
            reason = act.get("reason")
            decisions.append(
                Decision(
                    step.rpartition("/")[2].rpartition(".")[2],
                    str(act[step].value),
                    run.plain(act, "fields"),
                    str(reason.value) if reason is not None else None,
                )
            )
    except Mistake:
        return None
    if run.case.ending is None or any(isinstance(each.command, commands.OpenDossier) for each in run.world.asked):
        return None
    return Played(
        name=name,
        answers=run.answers,
        papers=tuple(dict.fromkeys(paper.component for paper in run.case.papers)),
        ending=run.case.ending,
        decisions=tuple(decisions),
        told=tuple(told),
        replies=tuple(_replies(run)),
    )


def _replies(run: Run) -> list[Reply]:
    found = []
    for question in run.world.asked:
        if not isinstance(question.command, commands.QueryRegister):
            continue
        answer = run.world.named(question.usual)
        outcome = answer if isinstance(answer, str) else answer.get("outcome", "found")
        data = {} if isinstance(answer, str) else answer.get("data", {})
        found.append(Reply(question.name, str(question.command.parameters.get("key", "")), outcome, data))
    return found
