"""Why a door does not do what was asked. The engine's refusals, plus what only a door can know; each has a stable `code`.

As HTTP: NotPermitted 403, NotFound 404, Conflict 409, Invalid (and Rejected) 422, NotSignedIn 401.
"""

from workflow.engine.errors import Conflict, Invalid, NotPermitted, Refused
from workflow.engine.events import FormFault

__all__ = ["Conflict", "Invalid", "NotFound", "NotPermitted", "NotSignedIn", "Refused", "Rejected"]


class NotFound(Refused):
    """There is no such dossier, document, officer or work; or it may not be seen, which is told in the same words."""


class NotSignedIn(Refused):
    """Name and password do not belong together, or the account is closed."""


class Rejected(Invalid):
    """What was handed in cannot be taken; `problems` says each reason and where, in both languages."""

    def __init__(self, code: str, text: str, problems: tuple[FormFault, ...] = ()) -> None:
        super().__init__(code, text)
        self.problems = problems
