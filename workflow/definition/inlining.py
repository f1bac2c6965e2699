"""Shared graphs put in place: `call: common/…` gets the steps of the graph it names, with its parameters filled in."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import Node

PARAMETER = re.compile(r"\$\{([a-z_]+)\}")
COMMON = "common/"


def inlined(node: Node, shared: Callable[[str], Node], faults: list[Fault], inside: tuple[str, ...] = ()) -> Node:
    """The tree with every call of a shared graph carrying that graph; `shared` reads one by its name.

    Adds faults for graphs that are missing, call themselves, or are given the wrong parameters.
    """
    if isinstance(node.value, list):
        return replace(node, value=[inlined(child, shared, faults, inside) for child in node.value])
    if not isinstance(node.value, dict):
        return node
    children = {key: inlined(child, shared, faults, inside) for key, child in node.value.items()}
    call = children.get("call")
    if call is not None and isinstance(call.value, str) and call.value.startswith(COMMON):
        graph = _graph(call, children.get("with"), shared, faults, inside)
        if graph is not None:
            children["graph"] = graph
    return replace(node, value=children)


def _graph(
    call: Node, given: Node | None, shared: Callable[[str], Node], faults: list[Fault], inside: tuple[str, ...]
) -> Node | None:
    name: str = call.value
    if name in inside:
        faults.append(
            Fault("calls-itself", call.place, f"the shared graph {name} calls itself", "a graph cannot contain itself")
        )
        return None
    try:
        graph = shared(name)
    except DefinitionError as error:
        missing = any(fault.code == "missing-file" for fault in error.faults)
        if missing:
            faults.append(
                Fault(
                    "unknown-graph", call.place, f"there is no shared graph {name}", f"expected procedures/{name}.yaml"
                )
            )
        else:
            faults.extend(error.faults)
        return None
    values = _parameters(call, graph, given, faults)
    body = {key: child for key, child in graph.value.items() if key in ("start", "steps")}
    filled = _filled(Node(body, call.place), values, name, faults)
    return inlined(filled, shared, faults, (*inside, name))


def _parameters(call: Node, graph: Node, given: Node | None, faults: list[Fault]) -> dict[str, Node]:
    """Values for the graph's parameters: given here, or its defaults (`parameters: {unit: null}` has none)."""
    declared: dict[str, Node] = graph["parameters"].value if graph.get("parameters") else {}
    values = dict(given.value) if given is not None and isinstance(given.value, dict) else {}
    for name, node in values.items():
        if name not in declared:
            known = ", ".join(declared) or "none"
            faults.append(
                Fault("unknown-parameter", node.place, f"{call.value} has no parameter '{name}'", f"it has: {known}")
            )
    for name, default in declared.items():
        if name not in values:
            if default.value is None:
                faults.append(
                    Fault(
                        "missing-parameter",
                        call.place,
                        f"{call.value} needs the parameter '{name}'",
                        "add it under `with:`",
                    )
                )
            values[name] = default
    return values


def _filled(node: Node, values: dict[str, Node], graph: str, faults: list[Fault]) -> Node:
    if isinstance(node.value, dict):
        return replace(node, value={key: _filled(child, values, graph, faults) for key, child in node.value.items()})
    if isinstance(node.value, list):
        return replace(node, value=[_filled(child, values, graph, faults) for child in node.value])
    if not isinstance(node.value, str) or "${" not in node.value:
        return node
    for name in PARAMETER.findall(node.value):
        if name not in values:
            faults.append(
                Fault("unknown-parameter", node.place, f"{graph} uses '${{{name}}}' but declares no such parameter")
            )
            return node
    whole = PARAMETER.fullmatch(node.value)
    if whole:
        return replace(node, value=values[whole[1]].value)
    text = PARAMETER.sub(lambda match: str(_scalar(values[match[1]])), node.value)
    return replace(node, value=text)


def _scalar(node: Node) -> Any:
    return node.plain()
