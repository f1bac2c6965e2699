"""Who there is: the agency, its units, roles and officers' posts, and its number series; read from organisation.yaml."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from workflow.clock import Duration
from workflow.definition.faults import faults_of
from workflow.definition.models import Model, Text
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read


class Agency(Model):
    """The agency as it appears on its papers; `code` is its part of every dossier code (Circular 01/2018 art. 19)."""

    code: str
    name: str
    parent: str
    place: str
    address: str
    phone: str
    email: str
    province_code: str


class Unit(Model):
    """A department."""

    title: Text
    symbol: str


class Series(Model):
    """A gap-free number series: one a kind of document, unit and year (Decree 30/2020 art. 15)."""

    title: Text
    symbol: str = Field(description="what follows the number, as in 123/QĐ-BHXH")


class Staff(Model):
    """People who hold the same posts: how many, not who; accounts are opened with `motcua appoint`."""

    posts: tuple[str, ...] = Field(min_length=1, description="UNIT:role")
    count: int = Field(ge=0)

    def may_decide(self, role: str, unit: str | None) -> bool:
        """Whether they hold this role, in this unit when one is named."""
        return any(post == f"{unit}:{role}" if unit else post.endswith(f":{role}") for post in self.posts)


class Organisation(Model):
    """The whole of organisation.yaml."""

    agency: Agency
    units: Mapping[str, Unit]
    roles: Mapping[str, Text]
    series: Mapping[str, Series]
    early_warning: Duration
    staff: tuple[Staff, ...] = Field((), description="who there is; left out, nothing is proved of people")

    @model_validator(mode="after")
    def _posts_exist(self) -> "Organisation":
        for post in (post for group in self.staff for post in group.posts):
            unit, _, role = post.partition(":")
            if unit not in self.units or role not in self.roles:
                raise ValueError(f"there is no post '{post}'; a post is UNIT:role, as both are named here")
        return self


def load_organisation(file: Path) -> Organisation:
    """Read organisation.yaml; raises DefinitionError with every fault and its place."""
    tree = read(file, file.name)
    try:
        return Organisation.model_validate(tree.plain())
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None
