"""What can go wrong while a paper is made; each error names the template and the place."""

from collections.abc import Sequence
from dataclasses import dataclass


class OutputError(Exception):
    """A document could not be made."""


class UnknownTemplate(OutputError):
    """There is no template of this id."""

    def __init__(self, template_id: str, known: Sequence[str]) -> None:
        self.template_id = template_id
        super().__init__(f"there is no template {template_id!r}; known: {', '.join(known)}")


@dataclass(frozen=True)
class Fault:
    """One place where the data do not fit the template; `field` is written like `components[0].name`."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


class DataInvalid(OutputError):
    """The data do not fit the template's `data.schema.json`; `faults` holds every place, not only the first."""

    def __init__(self, template_id: str, faults: Sequence[Fault]) -> None:
        self.template_id = template_id
        self.faults = tuple(faults)
        super().__init__(f"{template_id}: " + "; ".join(str(fault) for fault in faults))


class TemplateBroken(OutputError):
    """The template itself is at fault: bad syntax, or it uses a value its schema does not promise."""

    def __init__(self, template_id: str, reason: str) -> None:
        self.template_id = template_id
        super().__init__(f"template {template_id}: {reason}")


class ForbiddenAddress(OutputError):
    """A template asked for something outside its folder, or from the network."""

    def __init__(self, template_id: str, reason: str) -> None:
        self.template_id = template_id
        super().__init__(f"template {template_id} may only use files of its own folder: {reason}")
