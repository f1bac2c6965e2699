"""The notices people get, from procedures/common/messages.yaml: subject and text in both languages, with {placeholders}."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from pydantic import RootModel, ValidationError, field_validator

from workflow.definition.faults import faults_of
from workflow.definition.models import Model, Text
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read


class Notice(Model):
    """One kind of message."""

    subject: Text
    text: Text

    @field_validator("subject", "text")
    @classmethod
    def _same_values(cls, words: Text) -> Text:
        """Braces close, and both languages tell the same values."""
        vi, en = _placeholders(words.vi), _placeholders(words.en)
        if vi != en:
            raise ValueError(f"only one of the two languages has {{{'}, {'.join(sorted(vi ^ en))}}}")
        return words


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


class _Notices(RootModel[Mapping[str, Notice]]):
    pass


def load_messages(file: Path) -> Mapping[str, Notice]:
    """All notices by id; raises DefinitionError with every fault and its place."""
    tree = read(file, file.name)
    try:
        return _Notices.model_validate(tree.plain()).root
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None
