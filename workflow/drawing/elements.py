"""From a plan to the elements of BPMN: tasks, events and gateways, sub-processes for graphs inside.

A step with several outcomes is followed by an exclusive gateway; an end inside another graph first notes its outcome under the
name of the step around it, which is what the gateway behind that step reads. Branches side by side stand between two gateways:
a parallel one where all are awaited, else a complex one and an end that terminates the branches still open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from workflow.definition.models import (
    OTHERWISE,
    CallStep,
    DecideStep,
    EachStep,
    EndStep,
    ParallelStep,
    ReviewStep,
    Step,
    WaitStep,
)
from workflow.drawing.names import Names
from workflow.drawing.plan import Arrow, Node, Plan, Shape


class Kind(StrEnum):
    """BPMN elements by their tags."""

    USER = "userTask"
    SERVICE = "serviceTask"
    RULE = "businessRuleTask"
    SEND = "sendTask"
    RECEIVE = "receiveTask"
    SCRIPT = "scriptTask"
    CALL = "callActivity"
    GROUP = "subProcess"
    CHOICE = "exclusiveGateway"
    BOTH = "parallelGateway"
    ENOUGH = "complexGateway"
    CATCH = "intermediateCatchEvent"
    START = "startEvent"
    END = "endEvent"

    @property
    def is_round(self) -> bool:
        return self in (Kind.CATCH, Kind.START, Kind.END)

    @property
    def is_gateway(self) -> bool:
        return self in (Kind.CHOICE, Kind.BOTH, Kind.ENOUGH)


KINDS: dict[str, Kind] = {
    "validate": Kind.RULE,
    "review": Kind.USER,
    "decide": Kind.CHOICE,
    "compute": Kind.RULE,
    "request": Kind.SERVICE,
    "parallel": Kind.GROUP,
    "each": Kind.GROUP,
    "call": Kind.GROUP,
    "produce": Kind.SERVICE,
    "pay": Kind.SERVICE,
    "return": Kind.SEND,
    "wait": Kind.CATCH,
    "notify": Kind.SEND,
    "end": Kind.END,
}


@dataclass
class Elements:
    """What became of the steps: the kind of every node, conditions and defaults of flows, scripts and terminating ends."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    conditions: dict[Arrow, str] = field(default_factory=dict)
    defaults: set[Arrow] = field(default_factory=set)
    scripts: dict[str, str] = field(default_factory=dict)
    terminating: set[str] = field(default_factory=set)


def variable(path: str) -> str:
    """The name under which an outcome is kept: the path as an identifier."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in path)


def expanded(plan: Plan, names: Names, elements: Elements, around: str = "") -> Plan:
    """The plan with gateways and scripts as nodes; `around` is the step whose outcome its ends decide."""
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    for node in plan.nodes:
        inner = _inside(node, names, elements)
        elements.kinds[node.path] = _kind(node.step)
        nodes.append(inner)
        arrows.extend(
            _ways_on(inner, [arrow for arrow in plan.arrows if arrow.source == node.path], names, elements, nodes)
        )
    if not around:
        return Plan(plan.start, tuple(nodes), tuple(arrows))
    ends = [node for node in nodes if isinstance(node.step, EndStep)]
    noted = {node.path: _noted(node, around, names, elements, nodes) for node in ends}
    before_notes = [_led_to(arrow, noted.get(arrow.target, arrow.target), elements) for arrow in arrows]
    to_ends = [Arrow(note, end) for end, note in noted.items()]
    return Plan(noted.get(plan.start, plan.start), tuple(nodes), (*before_notes, *to_ends))


def _led_to(arrow: Arrow, target: str, elements: Elements) -> Arrow:
    """The arrow with another target, its condition going with it."""
    led = replace(arrow, target=target)
    if arrow in elements.conditions:
        elements.conditions[led] = elements.conditions.pop(arrow)
    if arrow in elements.defaults:
        elements.defaults = elements.defaults - {arrow} | {led}
    return led


def _kind(step: Step) -> Kind:
    if isinstance(step, CallStep) and step.graph is None:
        return Kind.CALL
    if isinstance(step, WaitStep) and step.event and (step.wait or step.until):
        return Kind.RECEIVE
    return KINDS[step.kind]


def _inside(node: Node, names: Names, elements: Elements) -> Node:
    if isinstance(node.step, ParallelStep):
        return replace(node, parts=(("", _side_by_side(node, names, elements)),))
    return replace(
        node, parts=tuple((branch, expanded(part, names, elements, node.path)) for branch, part in node.parts)
    )


def _side_by_side(node: Node, names: Names, elements: Elements) -> Plan:
    """Split, branches, join and end of a parallel step."""
    assert isinstance(node.step, ParallelStep)
    split, join, end = f"{node.path}/(split)", f"{node.path}/(join)", f"{node.path}/(end)"
    branches = []
    for branch, part in node.parts:
        path = f"{node.path}.{branch}"
        elements.kinds[path] = Kind.GROUP
        inner = expanded(part, names, elements, path)
        branches.append(Node(path, branch, node.step, Shape.GROUP, branch.replace("_", " "), parts=(("", inner),)))
    waits_for_all = node.step.until == "all"
    elements.kinds |= {split: Kind.BOTH, join: Kind.BOTH if waits_for_all else Kind.ENOUGH, end: Kind.END}
    if not waits_for_all:
        elements.terminating.add(end)
    own = [
        Node(split, "", node.step, Shape.DECISION, ""),
        *branches,
        Node(join, "", node.step, Shape.DECISION, "" if waits_for_all else node.remarks[0]),
        Node(end, "", node.step, Shape.END, ""),
    ]
    arrows = [arrow for each in branches for arrow in (Arrow(split, each.path), Arrow(each.path, join))]
    return Plan(split, tuple(own), (*arrows, Arrow(join, end)))


def _ways_on(node: Node, arrows: list[Arrow], names: Names, elements: Elements, nodes: list[Node]) -> list[Arrow]:
    """The arrows out of a step, through a gateway where there are several."""
    if isinstance(node.step, DecideStep):
        source = node.path
    elif len(arrows) < 2:
        return [replace(arrow, label=arrow.label if isinstance(node.step, ReviewStep) else "") for arrow in arrows]
    else:
        source = f"{node.path}/(choice)"
        elements.kinds[source] = Kind.CHOICE
        nodes.append(Node(source, "", node.step, Shape.DECISION, ""))
    found = []
    for arrow in arrows:
        leaving = replace(arrow, source=source)
        if OTHERWISE in arrow.outcomes or (isinstance(node.step, DecideStep) and arrow.when is None):
            elements.defaults.add(leaving)
        else:
            wanted = arrow.outcomes or (arrow.target.rpartition("/")[2],)
            elements.conditions[leaving] = " or ".join(f"{variable(node.path)} == '{each}'" for each in wanted)
        found.append(leaving)
    if source != node.path:
        found.insert(0, Arrow(node.path, source))
    return found


def _noted(node: Node, around: str, names: Names, elements: Elements, nodes: list[Node]) -> str:
    assert isinstance(node.step, EndStep)
    path = f"{node.path}/(outcome)"
    elements.kinds[path] = Kind.SCRIPT
    elements.scripts[path] = f"{variable(around)} = '{node.step.end}'"
    nodes.append(Node(path, "", node.step, Shape.AUTOMATIC, names.say("note_outcome", node.title)))
    return path


def lanes(plan: Plan, names: Names) -> Mapping[str, str]:
    """The lane of every outermost node: the role that acts first there, or the system."""
    roles = {node.path: node.role for node in plan.nodes}
    found = {}
    for path in roles:
        role = roles[path] or (roles.get(path.removesuffix("/(choice)")) if path.endswith("/(choice)") else None)
        found[path] = names.role(role) if role else names.say("system")
    return found


def repeats(node: Node, elements: Elements) -> bool:
    """Whether a sub-process runs once for every element of a list."""
    return isinstance(node.step, EachStep) and elements.kinds[node.path] is Kind.GROUP
