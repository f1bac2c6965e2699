"""Why the engine does not accept an event; the case stays as it was."""


class Refused(Exception):
    """Base: `code` is stable for programs, the text is for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class NotPermitted(Refused):
    """This person may not do this: role, unit, four eyes, or the law's limit on how often."""


class Conflict(Refused):
    """The dossier is no longer (or not yet) where this would make sense: already decided, held by somebody else, ended."""


class Invalid(Refused):
    """What was given does not fit: an outcome the step does not have, a missing reason, an empty supplement request."""
