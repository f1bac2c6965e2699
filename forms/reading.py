"""Reads JSON and YAML strictly: an unreadable file or a key given twice is a `FormError`, not a guess."""

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from forms.errors import FormError


def read_json(file: Path) -> Any:
    """The JSON value in `file`; raises FormError if it is missing, not UTF-8, malformed or has a key twice."""
    try:
        return json.loads(_text(file), object_pairs_hook=_without_repeats)
    except ValueError as error:
        raise FormError(file, "", f"is not readable JSON: {error}") from error


def read_yaml(file: Path) -> Any:
    """The YAML 1.2 value in `file` (days become dates); raises FormError as read_json does."""
    # The pure reader speaks YAML 1.2; the C one speaks 1.1, where `no` is false and `0101` is 65.
    try:
        return YAML(typ="safe", pure=True).load(_text(file))
    except YAMLError as error:
        raise FormError(file, "", f"is not readable YAML: {error}") from error


def _text(file: Path) -> str:
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
