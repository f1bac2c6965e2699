"""The pure core: what becomes of a dossier when something happens. No database, no socket, no clock."""

from workflow.engine.advance import advance
from workflow.engine.case import Case
from workflow.engine.errors import Conflict, NotPermitted, Refused
from workflow.engine.procedure import Procedure

__all__ = ["Case", "Conflict", "NotPermitted", "Procedure", "Refused", "advance"]
