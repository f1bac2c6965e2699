"""Reads the numbers of law (`procedures/parameters/*.yaml`): strict, dated, each with its source."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from procedures.rules.law import Entry, Parameter, Parameters, Status
from workflow.clock import Calendar
from workflow.definition.calendar import load_calendar
from workflow.definition.dating import faults_of_dating
from workflow.definition.faults import faults_of
from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import Node, read

__all__ = ["Parameters", "load_parameters"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Words(_Strict):
    vi: str
    en: str


class _Entry(_Strict):
    starts_on: date = Field(alias="from")
    value: Any
    basis: str
    status: Status = "official"


class _Parameter(_Strict):
    what: _Words
    unit: str
    before: str | None = None
    values: list[_Entry] = Field(min_length=1)


def load_parameters(folder: Path | str, calendar: Calendar | None = None) -> Parameters:
    """All parameters of a folder; the calendar is by default `calendar.yaml` beside it.

    Raises DefinitionError with every fault of every file: file, line, reason, hint.
    """
    folder = Path(folder)
    faults: list[Fault] = []
    found: dict[str, tuple[Parameter, Node]] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            node = read(file)
        except DefinitionError as error:
            faults.extend(error.faults)
            continue
        for name, child in _children(node, faults):
            if name in found:
                first = found[name][1].place
                faults.append(
                    Fault("duplicate-parameter", child.place, f"'{name}' already stands at {first}", "keep one")
                )
            elif (parameter := _parameter(name, child, faults)) is not None:
                found[name] = (parameter, child)
    if faults:
        raise DefinitionError(faults)
    calendar = calendar or load_calendar(folder.parent / "calendar.yaml")
    return Parameters.of((parameter for parameter, _ in found.values()), calendar)


def _children(node: Node, faults: list[Fault]) -> list[tuple[str, Node]]:
    if isinstance(node.value, dict):
        return list(node.value.items())
    faults.append(
        Fault("not-a-mapping", node.place, "the file must map parameter names to their values", "see the other files")
    )
    return []


def _parameter(name: str, node: Node, faults: list[Fault]) -> Parameter | None:
    wrong = [*_inexact(node), *faults_of_dating(node)]
    try:
        read_as = _Parameter.model_validate(node.plain())
    except ValidationError as error:
        wrong.extend(faults_of(error, node))
    faults.extend(wrong)
    if wrong:
        return None
    entries = tuple(Entry(e.starts_on, _plain(e.value), e.basis, e.status) for e in read_as.values)
    return Parameter(name, read_as.what.vi, read_as.what.en, read_as.unit, entries, read_as.before)


def _inexact(node: Node) -> list[Fault]:
    """Numbers that YAML would turn into binary fractions."""
    hint = 'put it in quotes: "{}"'
    return [
        Fault("inexact-number", child.place, f"{child.value} would lose exactness", hint.format(child.value))
        for _, child in node.walk()
        if isinstance(child.value, float)
    ]


def _plain(value: Any) -> Any:
    """Dates as text, so that a value is JSON wherever it travels."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    return value
