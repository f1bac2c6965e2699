"""The templates on disk: one folder each, with the schema of the data it needs and a digest of all that shapes it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from forms.compiled import Check, compiled
from outputs.codes import is_s10, looks_like_s10
from outputs.errors import DataInvalid, Fault, UnknownTemplate

TEMPLATES = Path(__file__).parent / "templates"
BASE = TEMPLATES / "_base"

# Groups the workflow offers to every template; a template that does not name one does not get it (and so does not
# attach it), while any other name its schema does not know is refused.
COMMON_GROUPS = ("agency", "document", "dossier", "applicant", "signer", "verify_url")

# What shapes the bytes beside the template's own folder.
LIBRARIES = ("weasyprint", "pydyf", "jinja2", "segno", "python-barcode")
MODULES = ("wording.py", "lists.py", "codes.py", "rendering.py", "shortcuts.py")

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_web_address(value: object) -> bool:
    return not isinstance(value, str) or value.startswith(("https://", "http://"))


@FORMATS.checks("item-number", raises=ValueError)
def _is_item_number(value: object) -> bool:
    return not isinstance(value, str) or not looks_like_s10(value) or is_s10(value)


@dataclass(frozen=True)
class Template:
    """One kind of paper."""

    id: str
    folder: Path
    schema: Mapping[str, Any]
    registry: Registry[Any] = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the template's folder and of everything else that decides how it looks."""
        sha = hashlib.sha256()
        own_modules = [Path(__file__).parent / name for name in MODULES]
        for path in [*_files(self.folder), *_files(BASE), *own_modules]:
            sha.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
        for library in LIBRARIES:
            sha.update(f"{library} {version(library)}\0".encode())
        return sha.hexdigest()

    @cached_property
    def stylesheets(self) -> tuple[Path, ...]:
        """The common stylesheets first, then the template's own ones."""
        return *sorted(BASE.glob("*.css")), *sorted(self.folder.glob("*.css"))

    @property
    def accepts(self) -> frozenset[str]:
        """The fields of its own this paper can show: what a `produce` step may fill by `with:`."""
        return frozenset(self.schema["properties"]) - frozenset(COMMON_GROUPS)

    @property
    def needs(self) -> frozenset[str]:
        """Those of them it cannot do without."""
        return frozenset(self.schema.get("required", ())) - frozenset(COMMON_GROUPS)

    @cached_property
    def sample(self) -> dict[str, Any]:
        """The data of `sample.json`: a complete, invented case."""
        sample: dict[str, Any] = json.loads((self.folder / "sample.json").read_text("utf-8"))
        return sample

    def fitting(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The part of the data this paper may show, as plain JSON values. Raises DataInvalid."""
        plain = json.loads(json.dumps(data, default=_plain))
        fit = {
            name: self._named(name, value)
            for name, value in plain.items()
            if name not in COMMON_GROUPS or name in self.schema["properties"]
        }
        if self._is_sound is not None and self._is_sound(fit):
            return fit
        if errors := list(self._validator.iter_errors(fit)):
            raise DataInvalid(self.id, sorted({fault for error in errors for fault in _faults(error)}, key=str))
        return fit

    def _named(self, group: str, value: Any) -> Any:
        """A common group without what this template's schema does not name."""
        names = self._names_of_groups.get(group)
        if names is None or not isinstance(value, dict):
            return value
        return {name: inner for name, inner in value.items() if name in names}

    @cached_property
    def _validator(self) -> Draft202012Validator:
        # References are put in place once: following them again for every value took most of the time.
        return Draft202012Validator(
            _whole(self.schema, self.registry.resolver(self.schema["$id"])), format_checker=FORMATS
        )

    @cached_property
    def _is_sound(self) -> Check | None:
        """Nearly all data fit: what the validator would spend on explaining is saved."""
        return compiled(self._validator.schema, self._validator)

    @cached_property
    def _names_of_groups(self) -> dict[str, frozenset[str]]:
        groups = {}
        for group in COMMON_GROUPS:
            names = frozenset(self._declared(self.schema["properties"].get(group, {})))
            if names:
                groups[group] = names
        return groups

    def _declared(self, schema: Mapping[str, Any]) -> Iterator[str]:
        yield from schema.get("properties", {})
        if reference := schema.get("$ref"):
            yield from self._declared(self.registry.resolver().lookup(reference).contents)


class Catalogue:
    """All templates of a folder; the shared schema comes from the package when the folder has no `_base`."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        schemas = {
            path.parent.name: json.loads(path.read_text("utf-8"))
            for path in [BASE / "data.schema.json", *sorted(folder.glob("*/data.schema.json"))]
        }
        self.folder = folder
        self.schemas: dict[str, Mapping[str, Any]] = {schema["$id"]: schema for schema in schemas.values()} | schemas
        """The schema of every template's data, by its id and by the `$id` others refer to it with."""
        registry: Registry[Any] = Registry().with_resources(
            (schema["$id"], DRAFT202012.create_resource(schema)) for schema in schemas.values()
        )
        self._templates = {
            name: Template(name, folder / name, schema, registry)
            for name, schema in schemas.items()
            if not name.startswith("_")
        }

    def __iter__(self) -> Iterator[Template]:
        return iter(self._templates.values())

    def __getitem__(self, template_id: str) -> Template:
        """The template of this id. Raises UnknownTemplate."""
        if template_id not in self._templates:
            raise UnknownTemplate(template_id, list(self._templates))
        return self._templates[template_id]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name != "sample.json")


def _whole(schema: Any, resolver: Any) -> Any:
    """The schema with what it refers to in the place of every reference."""
    if isinstance(schema, list):
        return [_whole(each, resolver) for each in schema]
    if not isinstance(schema, dict):
        return schema
    here = {key: _whole(value, resolver) for key, value in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return here
    found = resolver.lookup(schema["$ref"])
    target = _whole(found.contents, found.resolver)
    return {**here, "allOf": [target, *here.get("allOf", [])]} if here else target


def _plain(value: object) -> str:
    """Dates become ISO 8601 text; anything else (decimals, enumerations) its own text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _faults(error: ValidationError) -> Iterator[Fault]:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    schema: Any = error.schema
    if error.validator == "required" and isinstance(error.instance, dict):
        for name in schema["required"]:
            if name not in error.instance:
                yield Fault(f"{place}.{name}".lstrip("."), "is missing")
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        for name in error.instance.keys() - schema["properties"].keys():
            yield Fault(f"{place}.{name}".lstrip("."), "is not a field of this template")
    else:
        yield Fault(place or "data", f"does not fit: {error.message}")
