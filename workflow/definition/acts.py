"""The register of acts, from procedures/common/acts.yaml: what each is called and from when until when it is in force."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel, ValidationError, model_validator

from workflow.definition.faults import faults_of
from workflow.definition.models import Model, Text
from workflow.definition.places import DefinitionError, Fault
from workflow.definition.reading import read

NUMBER = re.compile(r"\d+/(?:\d{4}/)?[^\W\d_][\w-]*|\b\d\.\d{6}\b")
"""How an act is numbered: 41/2024/QH15, 595/QĐ-BHXH; a published procedure, 1.002759, counts as one."""


class LegalAct(Model):
    """One act. A day that is not known is left out and not checked."""

    title: Text
    issued_by: Text
    in_force: date | None = Field(None, description="first day in force")
    until: date | None = Field(None, description="last day in force")
    replaced_by: str | None = Field(None, description="number of the act that took its place")
    status: Literal["official", "unverified"] = "official"
    note: str | None = None

    @model_validator(mode="after")
    def _doubts_are_told(self) -> "LegalAct":
        if self.status == "unverified" and self.note is None:
            raise ValueError("say in a `note` what of it is unverified")
        return self


class _Acts(RootModel[Mapping[str, LegalAct]]):
    pass


def load_acts(file: Path, name: str | None = None) -> Mapping[str, LegalAct]:
    """Every act by its number; raises DefinitionError with every fault and its place."""
    tree = read(file, name or file.name)
    try:
        acts = _Acts.model_validate(tree.plain()).root
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None
    faults = [
        Fault(
            "unknown-act", tree.place_of((number, "replaced_by")), f"{act.replaced_by} is not in the register", "add it"
        )
        for number, act in acts.items()
        if act.replaced_by is not None and act.replaced_by not in acts
    ]
    if faults:
        raise DefinitionError(faults)
    return acts


def numbers_in(citation: str) -> list[str]:
    """The numbers of the acts a text cites."""
    return NUMBER.findall(citation)
