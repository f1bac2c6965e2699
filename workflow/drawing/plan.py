"""A definition as nodes and arrows, nested as its graphs are, with the words that stand on them: what every picture is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.conditions import Condition
from workflow.definition.models import (
    OTHERWISE,
    CallStep,
    ComputeStep,
    DecideStep,
    EachStep,
    EndStep,
    NotifyStep,
    ParallelStep,
    PayStep,
    ProduceStep,
    RequestStep,
    ReturnStep,
    ReviewStep,
    Step,
    StepGraph,
    ValidateStep,
    WaitStep,
)
from workflow.drawing.conditions import in_words, read_in_words
from workflow.drawing.names import Names, plain


class Shape(StrEnum):
    """What a node looks like: by who acts and what comes out."""

    START = "start"
    PERSON = "person"
    AUTOMATIC = "automatic"
    REGISTER = "register"
    DECISION = "decision"
    DOCUMENT = "document"
    MONEY = "money"
    POST = "post"
    WAITING = "waiting"
    MESSAGE = "message"
    GROUP = "group"
    END = "end"


SHAPES: dict[type[Step], Shape] = {
    ValidateStep: Shape.AUTOMATIC,
    ReviewStep: Shape.PERSON,
    DecideStep: Shape.DECISION,
    ComputeStep: Shape.AUTOMATIC,
    RequestStep: Shape.REGISTER,
    ParallelStep: Shape.GROUP,
    EachStep: Shape.GROUP,
    CallStep: Shape.GROUP,
    ProduceStep: Shape.DOCUMENT,
    PayStep: Shape.MONEY,
    ReturnStep: Shape.POST,
    WaitStep: Shape.WAITING,
    NotifyStep: Shape.MESSAGE,
    EndStep: Shape.END,
}


@dataclass(frozen=True)
class Arrow:
    """A way from one node of a plan to another; `outcomes` lead there, or `when` does."""

    source: str
    target: str
    label: str = ""
    outcomes: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True)
class Node:
    """A step, with the words on it; `parts` are the graphs inside, by branch."""

    path: str
    name: str
    step: Step
    shape: Shape
    title: str
    who: str = ""
    remarks: tuple[str, ...] = ()
    parts: "tuple[tuple[str, Plan], ...]" = ()

    @property
    def role(self) -> str | None:
        """Who acts first here: a role, or None where nobody does."""
        if isinstance(self.step, ReviewStep):
            return self.step.review
        return next((role for _, part in self.parts for node in part.nodes if (role := node.role)), None)


@dataclass(frozen=True)
class Plan:
    """One graph: its nodes in file order, and the arrows between them; `start` is where it begins."""

    start: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...] = field(repr=False)

    def all_nodes(self) -> Iterator[Node]:
        """Every node, those inside others too."""
        for node in self.nodes:
            yield node
            for _, part in node.parts:
                yield from part.all_nodes()


def plan_of(graph: StepGraph, names: Names, above: str = "") -> Plan:
    """The plan of a graph and of every graph inside it; paths begin with `above`."""
    names = names.knowing({name: title_of(name, step, names) for name, step in graph.steps.items()})
    nodes = tuple(_node(name, step, names, above) for name, step in graph.steps.items())
    arrows = tuple(arrow for name in graph.steps for arrow in _arrows(graph, name, names, above))
    return Plan(above + graph.first, nodes, arrows)


def _node(name: str, step: Step, names: Names, above: str) -> Node:
    path = above + name
    parts = tuple(
        (branch, plan_of(inner, names, f"{path}.{branch}/" if branch else f"{path}/"))
        for branch, inner in step.children().items()
    )
    title = title_of(name, step, names)
    return Node(path, name, step, SHAPES[type(step)], title, _who(step, names), tuple(_remarks(step, names)), parts)


def title_of(name: str, step: Step, names: Names) -> str:
    """The title of a step, or what it does in words."""
    if step.title:
        return names.text(step.title)
    match step:
        case ValidateStep():
            return names.say("validate", names.say(f"validate.{step.validate_}"))
        case ComputeStep():
            return names.say("compute", names.of("rule", step.compute))
        case RequestStep():
            return names.say("request", names.of("register", step.request))
        case ProduceStep():
            return names.say("produce", names.of("template", step.produce))
        case ReturnStep():
            return names.say("return", names.say(f"return.{step.return_}"))
        case PayStep() | ReviewStep() | DecideStep() | ParallelStep():
            return names.say(step.kind)
        case WaitStep():
            return names.say("wait", waited_for(step, names))
        case NotifyStep():
            return names.say("notify", names.of("message", step.notify))
        case EachStep():
            return names.say("each", read_in_words(step.each, names))
        case CallStep():
            return (
                names.of("graph", step.call.removeprefix("common/"))
                if step.is_shared
                else names.say("call", names.of("procedure", step.call))
            )
        case EndStep():
            return names.outcome(step.end)
    return plain(name)


def waited_for(step: WaitStep, names: Names) -> str:
    """What a wait waits for, in words."""
    things = [
        names.say("wait.event", plain(step.event)) if step.event else "",
        names.time(step.wait) if step.wait else "",
        names.say("wait.until", read_in_words(step.until, names)) if step.until else "",
    ]
    return " / ".join(filter(None, things))


def _who(step: Step, names: Names) -> str:
    if isinstance(step, ReviewStep):
        return names.role(step.review) + (f" · {names.unit(step.unit)}" if step.unit else "")
    if isinstance(step, NotifyStep):
        return f"→ {names.role(step.to)}"
    return ""


def _remarks(step: Step, names: Names) -> Iterator[str]:
    """Times, signatures and how a group is completed."""
    if isinstance(step, ReviewStep | RequestStep) and step.within is not None:
        yield names.time(step.within)
    if isinstance(step, ProduceStep):
        signer = (step.signed_by or "").rpartition("/")[2]
        yield names.say("signed", names.titles.get(signer, plain(signer))) if signer else names.say("sealed")
    if isinstance(step, ParallelStep):
        yield until_in_words(step, names)
    if isinstance(step, NotifyStep) and step.deadline is not None:
        yield f"{names.say('deadline')}: {names.time(step.deadline)}"
    if step.clock is not None:
        yield names.say(f"clock.{step.clock}")


def until_in_words(step: ParallelStep, names: Names) -> str:
    """When side-by-side branches are done."""
    if isinstance(step.until, Condition):
        return names.say("parallel.condition", in_words(step.until, names))
    if isinstance(step.until, int):
        return names.say("parallel.some", step.until)
    return names.say(f"parallel.{step.until}")


def _arrows(graph: StepGraph, name: str, names: Names, above: str) -> Iterator[Arrow]:
    """The ways on from a step, those to one target joined where outcomes alone tell them apart."""
    step = graph.steps[name]
    if isinstance(step, DecideStep):
        for choice in step.decide:
            label = names.say("otherwise") if choice.when is None else in_words(choice.when, names)
            yield Arrow(above + name, above + choice.target, label, when=choice.when)
        return
    by_target: dict[str, list[str]] = {}
    if isinstance(step.then, dict) or (step.then is not None and not isinstance(step.then, str)):
        for outcome, target in step.then.items():
            by_target.setdefault(target, []).append(outcome)
    elif target := None if isinstance(step, EndStep) else (step.then or graph.following.get(name)):
        by_target[target] = []
    for target, outcomes in by_target.items():
        label = " / ".join(outcome_in_words(step, outcome, names) for outcome in outcomes)
        yield Arrow(above + name, above + target, label, tuple(outcomes))


def outcome_in_words(step: Step, outcome: str, names: Names) -> str:
    """What the button says, or the outcome as people say it."""
    if outcome == OTHERWISE:
        return names.say("otherwise")
    if isinstance(step, ReviewStep) and outcome in step.labels:
        return names.text(step.labels[outcome])
    return names.outcome(outcome)
