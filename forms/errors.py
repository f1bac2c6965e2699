"""The one error of this package: a form's own files are wrong. Wrong answers are `Problem`s, never exceptions."""

from pathlib import Path


class FormError(Exception):
    """A file of a form cannot be used: `<file>#<JSON pointer>: <reason>`. `code` tells kinds of them apart."""

    def __init__(self, file: Path, pointer: str, reason: str, code: str = "form") -> None:
        super().__init__(f"{file}#{pointer}: {reason}")
        self.file = file
        self.pointer = pointer
        self.reason = reason
        self.code = code
