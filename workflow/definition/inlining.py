"""Shared graphs put in place: `call: common/…` gets the steps of the graph it names, with its parameters filled in."""

import re
from collections.abc import Callable
from dataclasses import replace

from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import Node

PARAMETER = re.compile(r"\$\{([a-z_]+)\}")
COMMON = "common/"
NAME = re.compile(r"common/[a-z0-9]+(-[a-z0-9]+)*")
KEYS = ("graph", "parameters", "start", "steps", "note")
"""What may stand in the file of a shared graph."""

Shared = Callable[[str], Node]


def inlined(node: Node, shared: Shared, faults: list[Fault], inside: tuple[str, ...] = ()) -> Node:
    """The tree with every call of a shared graph carrying that graph; `shared` reads one by its name.

    Adds faults for graphs that are missing, no graphs, call themselves, or are given the wrong parameters.
    """
    if isinstance(node.value, list):
        return replace(node, value=[inlined(child, shared, faults, inside) for child in node.value])
    if not isinstance(node.value, dict):
        return node
    children = {key: inlined(child, shared, faults, inside) for key, child in node.value.items()}
    call = children.get("call")
    if call is not None:
        written = children.pop("graph", None)
        if written is not None:
            reason = "a call names its graph and does not contain one"
            faults.append(
                Fault("unknown-key", written.key or written.place, reason, "move the steps to a shared graph")
            )
        if isinstance(call.value, str) and call.value.startswith(COMMON):
            graph = _graph(call, children.get("with"), shared, faults, inside)
            if graph is not None:
                children["graph"] = graph
    return replace(node, value=children)


def _graph(call: Node, given: Node | None, shared: Shared, faults: list[Fault], inside: tuple[str, ...]) -> Node | None:
    name: str = call.value
    if name in inside:
        reason = f"the shared graph {name} calls itself"
        faults.append(Fault("calls-itself", call.place, reason, "a graph cannot contain itself"))
        return None
    graph = _read(call, name, shared, faults)
    if graph is None:
        return None
    values = _parameters(call, graph, given, faults)
    body = {key: child for key, child in graph.value.items() if key in ("start", "steps")}
    filled = _filled(Node(body, call.place), values, name, faults)
    return inlined(filled, shared, faults, (*inside, name))


def _read(call: Node, name: str, shared: Shared, faults: list[Fault]) -> Node | None:
    """The tree of the graph, or None and the faults that keep it from being used."""
    unknown = Fault(
        "unknown-graph", call.place, f"there is no shared graph {name}", f"expected {name}.yaml in common/graphs"
    )
    if not NAME.fullmatch(name):
        faults.append(unknown)
        return None
    try:
        graph = shared(name)
    except DefinitionError as error:
        missing = any(fault.code == "missing-file" for fault in error.faults)
        faults.extend([unknown] if missing else error.faults)
        return None
    if not isinstance(graph.value, dict):
        reason = "the file of a shared graph maps `graph`, `parameters` and `steps`"
        faults.append(Fault("not-a-graph", graph.place, reason, "see the other shared graphs"))
        return None
    for key, child in graph.value.items():
        if key not in KEYS:
            reason = f"`{key}` is not a key of a shared graph"
            faults.append(Fault("unknown-key", child.key or child.place, reason, f"its keys are: {', '.join(KEYS)}"))
    if graph.get("steps") is None:
        faults.append(Fault("missing-key", graph.place, f"`steps` is missing in {name}", "add it"))
        return None
    own_name = graph.get("graph")
    if own_name is not None and own_name.value != name:
        reason = f"the shared graph {name} calls itself '{own_name.value}'"
        faults.append(Fault("wrong-file", own_name.place, reason, "give file and graph the same name"))
    return graph


def _parameters(call: Node, graph: Node, given: Node | None, faults: list[Fault]) -> dict[str, Node]:
    """Values for the graph's parameters: given here, or its defaults (`parameters: {unit: null}` has none)."""
    declared = _mapping(graph.get("parameters"))
    values = _mapping(given)
    for name, node in values.items():
        if name not in declared:
            known = ", ".join(declared) or "none"
            reason = f"{call.value} has no parameter '{name}'"
            faults.append(Fault("unknown-parameter", node.key or node.place, reason, f"it has: {known}"))
    for name, default in declared.items():
        if name not in values:
            if default.value is None:
                reason = f"{call.value} needs the parameter '{name}'"
                faults.append(Fault("missing-parameter", call.place, reason, "add it under `with:`"))
            values[name] = default
    return values


def _mapping(node: Node | None) -> dict[str, Node]:
    return dict(node.value) if node is not None and isinstance(node.value, dict) else {}


def _filled(node: Node, values: dict[str, Node], graph: str, faults: list[Fault]) -> Node:
    if isinstance(node.value, dict):
        return replace(node, value={key: _filled(child, values, graph, faults) for key, child in node.value.items()})
    if isinstance(node.value, list):
        return replace(node, value=[_filled(child, values, graph, faults) for child in node.value])
    if not isinstance(node.value, str) or "${" not in node.value:
        return node
    for name in PARAMETER.findall(node.value):
        if name not in values:
            reason = f"{graph} uses '${{{name}}}' but declares no such parameter"
            faults.append(Fault("unknown-parameter", node.place, reason, "declare it under `parameters:`"))
            return node
    whole = PARAMETER.fullmatch(node.value)
    if whole:  # a fault of the value is shown where it is given
        return replace(values[whole[1]], key=node.key)
    text = PARAMETER.sub(lambda match: str(values[match[1]].plain()), node.value)
    return replace(node, value=text, text=None)
