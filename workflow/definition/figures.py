"""What the agency counts, from procedures/figures.yaml: measures, and where a settled dossier of each procedure says them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from workflow.conditions import Expression
from workflow.definition.faults import faults_of
from workflow.definition.models import Model, Text
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read


class Measure(Model):
    """Something that is counted."""

    title: Text
    kind: Literal["issued", "benefit", "cash"] = Field(description="papers, people with money, or money paid in cash")


class Counted(Model):
    """Where a dossier says a measure; the expressions read what conditions read, and `documents`: signed papers by template."""

    measure: str
    number: Expression = Field(description="how many: a number, or a list of which each element counts")
    amount: tuple[Expression, ...] = Field((), description="đồng: numbers, or lists of payments, all added up")

    @field_validator("amount", mode="before")
    @classmethod
    def _one_or_more(cls, raw: object) -> object:
        return raw if isinstance(raw, list | tuple) else (raw,)


class Figures(Model):
    """The whole file."""

    measures: Mapping[str, Measure] = Field(default_factory=dict)
    procedures: Mapping[str, tuple[Counted, ...]] = Field(default_factory=dict)
    left_out: tuple[Text, ...] = Field((), description="what the report cannot know, in sentences for its reader")

    @model_validator(mode="after")
    def _measures_are_known(self) -> "Figures":
        for slug, counted in self.procedures.items():
            for each in counted:
                if each.measure not in self.measures:
                    raise ValueError(f"{slug} counts {each.measure}, which is no measure of this file")
        return self


def load_figures(file: Path, name: str | None = None) -> Figures:
    """The figures of a folder of procedures, none where it has no such file; raises DefinitionError with every fault."""
    if not file.exists():
        return Figures()
    tree = read(file, name or file.name)
    try:
        return Figures.model_validate(tree.plain())
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None
