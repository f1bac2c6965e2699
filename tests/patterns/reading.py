"""The control flow patterns of this folder: one file each, with what it says, an example, the steps and their cases."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.workflow.toy import head, library_of
from workflow.definition.library import Library
from workflow.definition.models import ReviewStep
from workflow.definition.reading import Node, read
from workflow.engine import Case, Procedure
from workflow.engine.commands import Command
from workflow.engine.events import FormFault

FOLDER = Path(__file__).parent
STEPS = re.compile(r"^steps:\n.*?(?=^cases:)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """One file."""

    file: Path

    @cached_property
    def tree(self) -> Node:
        return read(self.file)

    @property
    def number(self) -> int:
        return int(self.file.stem.partition("-")[0])

    def text(self, key: str) -> str:
        """What the file says under a key, on one line."""
        return " ".join(str(self.tree[key].value).split())

    @property
    def steps(self) -> str:
        """The steps, as they are written."""
        found = STEPS.search(self.file.read_text(encoding="utf-8"))
        assert found, f"{self.file.name} has no steps above its cases"
        return found[0]

    @property
    def cases(self) -> list[Node]:
        return list(self.tree["cases"].value)

    def library(self, root: Path) -> Library:
        """The procedure `toy` with these steps, in an office written into a folder."""
        return library_of(root, {"toy": head(time="60 working days") + self.steps})


def patterns() -> list[Pattern]:
    """All of them, in their order."""
    return [Pattern(file) for file in sorted(FOLDER.glob("*.yaml"))]


class OpenDoor:
    """Lets every form and every command through: the patterns are about the way."""

    def check_form(self, procedure: Procedure, answers: dict[str, Any], today: date) -> list[FormFault]:
        return []

    def fill_in(
        self, step: ReviewStep, outcome: str, fields: Mapping[str, Any], today: date
    ) -> tuple[dict[str, Any], list[FormFault]]:
        return dict(fields), []

    def complaint(self, procedure: Procedure, case: Case, command: Command) -> str | None:
        return None
