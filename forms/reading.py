"""Reads JSON and YAML strictly: an unreadable file or a key given twice is a `FormError`, not a guess."""

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from forms.errors import FormError


def read_json(file: Path) -> Any:
    """The JSON value in `file`; raises FormError if it is missing, not UTF-8, malformed or has a key twice."""
    return json_in(read_text(file), file)


def json_in(text: str, file: Path) -> Any:
    """Like `read_json`, from the text of the file in hand."""
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except ValueError as error:
        raise FormError(file, "", f"is not readable JSON: {error}") from error


def read_yaml(file: Path) -> Any:
    """The YAML 1.2 value in `file` (days become dates); raises FormError as read_json does."""
    return yaml_in(read_text(file), file)


def yaml_in(text: str, file: Path) -> Any:
    """Like `read_yaml`, from the text of the file in hand."""
    try:
        return YAML(typ="safe").load(text)  # by libyaml where it is there: several times as fast
    except YAMLError:
        pass  # it refuses some of YAML 1.2, and says less about what is wrong
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise FormError(file, "", f"is not readable YAML: {error}") from error


def read_text(file: Path) -> str:
    """What stands in a file; raises FormError when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(file, "", f"cannot be read: {error}") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key '{key}' is given twice")
        found[key] = value
    return found
