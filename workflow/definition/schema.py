"""The published schema of the language, made from the models, so that editors complete and check as one types.

JSON Schema draft 7, because that is what editors' YAML servers know best. What pydantic says of the models is made stricter and
wider where the language is: any value may be dated, a step is of exactly one kind, a branch may be its steps alone.
"""

import json
from collections.abc import Mapping
from typing import Any

from workflow.definition.inlining import KEYS
from workflow.definition.models import STEP_KINDS, Definition, WaitStep

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
REF = "#/definitions/{model}"
DAY: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "the first day on which this holds; it holds until the next entry",
}
NOTHING: Schema = {"const": True, "description": "the value ends on this day"}
BASIS: Schema = {"type": "string", "description": "the act and article that changed it"}
IS_DATED: Schema = {"type": "array", "contains": {"type": "object", "required": ["from"]}}
PARAMETER: Schema = {"type": "string", "pattern": r"\$\{[a-z_]+\}"}
ABOUT = ("description", "default")
KEPT = (
    *("type", "enum", "const", "pattern", "examples", "required", "minItems", "maxItems"),
    *("minProperties", "minimum", "maximum", "description", "default"),
)
ONE_FORM: dict[str, Schema] = {
    "Choice": {
        "if": {"required": ["otherwise"]},
        "then": {"properties": {"when": False, "then": False}},
        "else": {"required": ["when", "then"]},
    },
    "Deadline": {
        "if": {"required": ["choose"]},
        "then": {"properties": {"time": False}},
        "else": {"required": ["time"]},
    },
    "TimeLimit": {"oneOf": [{"required": ["when"]}, {"required": ["otherwise"]}]},
}
"""What the models check by themselves: written one way or the other."""


def procedure_schema() -> Schema:
    """What `procedure.yaml` may say."""
    published = _Published(parameters=False)
    return published.document("A procedure of Motcua", published.root)


def graph_schema() -> Schema:
    """What a shared graph under `common/graphs` may say; `${name}` may stand for any value."""
    published = _Published(parameters=True)
    graph = published.definitions["Branch"]
    said = {
        "graph": {"type": "string", "description": "its name, `common/<file>`"},
        "parameters": {
            "type": "object",
            "description": "its parameters with their defaults; null: must be given",
        },
        "note": {"type": "string", "description": "a remark for whoever reads the graph"},
    }
    keys = {key: said.get(key) or graph["properties"][key] for key in KEYS}
    return published.document("A shared graph of Motcua", {**graph, "properties": keys})


def text_of(schema: Schema) -> str:
    """The schema as its file holds it: a line for each definition, so that a change shows where it is."""
    *before, (last, definitions) = schema.items()
    assert last == "definitions"
    lines = [f"  {_packed(name)}: {_packed(each)}" for name, each in definitions.items()]
    above = "".join(f" {_packed(key)}: {_packed(value)},\n" for key, value in before)
    return "{\n" + above + ' "definitions": {\n' + ",\n".join(lines) + "\n }\n}\n"


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Published:
    """One schema in the making: the definitions made so far, each value dated."""

    def __init__(self, *, parameters: bool) -> None:
        self._parameters = parameters
        self._entries: dict[str, str] = {}
        raw = Definition.model_json_schema(ref_template=REF)
        self._raw: dict[str, Schema] = raw["$defs"]
        self.definitions: dict[str, Schema] = {"Dated": IS_DATED, "Parameter": PARAMETER}
        steps: Schema = {"type": "object", "minProperties": 1, "additionalProperties": _ref("Step")}
        self.definitions["BranchOrSteps"] = _branch(_ref("Branch"), steps)
        for name, model in self._raw.items():
            self.definitions[name] = self._one_form(name, self._cleaned(model))
        self.definitions["Step"] = self._step("{}")
        self.root = self._cleaned({key: value for key, value in raw.items() if key != "$defs"})

    def document(self, title: str, root: Schema) -> Schema:
        """A whole schema with the definitions it needs, however deep."""
        used: dict[str, Schema] = {}
        frontier = _referred(root)
        while frontier:
            name = frontier.pop()
            if name not in used:
                used[name] = self.definitions[name]
                frontier |= _referred(used[name])
        return {"$schema": DRAFT, "title": title, **root, "definitions": dict(sorted(used.items()))}

    def _cleaned(self, raw: Schema) -> Schema:
        """A schema of pydantic's in our words: no made-up titles, no null, the values in it dated."""
        if "oneOf" in raw:
            return _ref("Step")
        if "$ref" in raw:
            return {"$ref": raw["$ref"], **{key: raw[key] for key in ABOUT if raw.get(key) is not None}}
        said = {key: value for key, value in raw.items() if key in KEPT and value is not None}
        if "anyOf" in raw:
            options = [self._cleaned(each) for each in raw["anyOf"] if each != {"type": "null"}]
            return {**(options[0] if len(options) == 1 else {"anyOf": options}), **said}
        if "properties" in raw:
            said["properties"] = {key: self._dated(each) for key, each in raw["properties"].items()}
        for key in ("items", "additionalProperties"):
            if key in raw:
                said[key] = self._dated(raw[key]) if isinstance(raw[key], dict) else raw[key]
        return said

    def _dated(self, raw: Schema) -> Schema:
        """A value, or a list of what it is from day to day."""
        said = self._cleaned(raw)
        if said == _ref("Branch"):
            said = _ref("BranchOrSteps")
        about = {key: said.pop(key) for key in ABOUT if key in said}
        otherwise = said
        if self._parameters and said != {"type": "string"}:
            otherwise = {"if": _ref("Parameter"), "then": True, "else": said}
        return {**about, "if": _ref("Dated"), "then": {"items": self._entry(said)}, "else": otherwise}

    def _entry(self, said: Schema) -> Schema:
        """One entry of a dated value: the day, and the value or the value's own keys; each kind is defined once."""
        key = json.dumps(said, sort_keys=True)
        if key not in self._entries:
            name = self._entries[key] = f"Entry{len(self._entries) + 1}"
            with_value: Schema = {
                "properties": {"from": DAY, "value": said, "basis": BASIS},
                "additionalProperties": False,
            }
            self.definitions[name] = {
                "type": "object",
                "required": ["from"],
                "if": {"required": ["nothing"]},
                "then": {"properties": {"from": DAY, "nothing": NOTHING}, "additionalProperties": False},
                "else": {
                    "if": {"required": ["value"]},
                    "then": with_value,
                    "else": self._beginning(said) or {**with_value, "required": ["value"]},
                },
            }
        return _ref(self._entries[key])

    def _beginning(self, said: Schema) -> Schema | None:
        """The value with `from` among its own keys; None for a value that has no keys."""
        if "anyOf" in said:
            return next((found for each in said["anyOf"] if (found := self._beginning(each))), None)
        if "$ref" in said:
            return self._beginning_of(said["$ref"].rpartition("/")[2])
        if said.get("type") != "object":
            return None
        return {**said, "properties": {"from": DAY, **said.get("properties", {})}}

    def _beginning_of(self, name: str) -> Schema | None:
        """The same for a definition: a second one beside it."""
        other = f"{name}From"
        if name == "Step":
            if other not in self.definitions:
                self.definitions[other] = self._step("{}From")
                for kind in STEP_KINDS.values():
                    self._beginning_of(kind.__name__)
            return _ref(other)
        if name == "BranchOrSteps":
            graph, steps = self._beginning_of("Branch"), self._beginning(self.definitions[name]["else"])
            return _branch(graph or {}, steps or {})
        if other not in self.definitions:
            self.definitions[other] = {}  # it may contain itself
            made = self._beginning(self._cleaned(self._raw[name]))
            self.definitions[other] = self._one_form(name, made) if made else {}
        return _ref(other) if self.definitions[other] or self._raw[name].get("type") == "object" else None

    def _one_form(self, name: str, said: Schema) -> Schema:
        return {**said, **ONE_FORM.get(name, {})}

    def _step(self, named: str) -> Schema:
        """A step: exactly one key names its kind, and that kind says which other keys there are."""
        others = {"anyOf": [{"required": [kind]} for kind in STEP_KINDS if kind != "wait"]}
        waits = {
            "anyOf": [
                {"required": ["wait"]},
                {"anyOf": [{"required": [key]} for key in ("event", "events", "once", "until")], "not": others},
            ]
        }
        tests: Mapping[str, Schema] = {
            kind: waits if kind == WaitStep.kind else {"required": [kind]} for kind in STEP_KINDS
        }
        return {
            "type": "object",
            "properties": {kind: {"description": _sentence(model)} for kind, model in STEP_KINDS.items()},
            "oneOf": list(tests.values()),
            "allOf": [
                {"if": tests[kind], "then": _ref(named.format(model.__name__))} for kind, model in STEP_KINDS.items()
            ],
        }


def _ref(name: str) -> Schema:
    return {"$ref": REF.format(model=name)}


def _branch(graph: Schema, steps: Schema) -> Schema:
    return {"if": {"type": "object", "required": ["steps"]}, "then": graph, "else": steps}


def _referred(schema: Any) -> set[str]:
    """The definitions named anywhere in a schema."""
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*map(_referred, schema.values()))
    return set().union(*map(_referred, schema)) if isinstance(schema, list) else set()


def _sentence(model: type) -> str:
    return " ".join((model.__doc__ or "").split())
