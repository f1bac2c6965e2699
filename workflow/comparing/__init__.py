"""What changes between two versions of a procedure, in words, ordered by what it means for an applicant. Pure."""

from collections.abc import Iterator
from typing import Protocol

from forms import Form
from workflow.comparing.forms import changes_of_form
from workflow.comparing.head import changes_of_head
from workflow.comparing.way import changes_of_way
from workflow.comparing.words import Change, Heading
from workflow.definition.models import Definition

__all__ = ["Change", "Edition", "Heading", "compare"]


class Edition(Protocol):
    """A version as it is compared: its definition and its form."""

    @property
    def definition(self) -> Definition: ...

    @property
    def form(self) -> Form: ...


def compare(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Every change from one version to the other, the weightiest for the applicant first; none when they say the same."""
    return tuple(sorted(_found(before, after), key=lambda change: change.heading))


def _found(before: Edition, after: Edition) -> Iterator[Change]:
    yield from changes_of_head(before.definition, after.definition)
    yield from changes_of_form(before.form, after.form)
    yield from changes_of_way(before.definition.graph, after.definition.graph)
