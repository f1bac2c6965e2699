"""Looks ahead: what a decision leads to, found by running the engine on a copy of the case. Nothing of it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.definition.models import ReviewStep
from workflow.engine.advance import advance
from workflow.engine.case import Case, Token
from workflow.engine.commands import ProduceDocument
from workflow.engine.errors import Refused
from workflow.engine.events import Actor, DecisionMade
from workflow.engine.procedure import Procedure

LEVELS = 6
"""Reviews looked through at the most: the longest way of approvals has three."""

SOMEBODY = "?"
"""Id of an officer not yet known, followed by the role: whoever will sign."""


def document_ahead(
    procedure: Procedure, case: Case, visit: int, officer: str, at: datetime, fields: Mapping[str, Any] | None = None
) -> ProduceDocument | None:
    """The result that comes of this review and those right after it, each ended in the way written first.

    None when no result follows directly, or values are missing that only the officers to come will fill in. `officer`
    stands for the decision at hand; those after it are "?role".
    """
    token = case.tokens.get(visit)
    by, given = officer, dict(fields or {})
    for _ in range(LEVELS):
        if token is None:
            return None
        step = procedure.step_at(token.path) if not token.scope.startswith("correction[") else None
        if not isinstance(step, ReviewStep) or not step.outcomes():
            return None
        free = {**case.tokens, token.visit: token.model_copy(update={"holder": None, "parked": False})}
        decided = DecisionMade(
            at=at,
            visit=token.visit,
            by=Actor(id=by, name="…", posts=((token.unit or "", step.review),)),
            outcome=step.outcomes()[0],
            fields=given,
            reason="…",
        )
        try:
            after, commands = advance(procedure, case.model_copy(update={"tokens": free}), decided)
        except (Refused, ValueError):
            return None
        for command in commands:
            if isinstance(command, ProduceDocument) and command.result:
                return command
        token = _next(case, after, token)
        case, given = after, {}
        by = f"{SOMEBODY}{_role(procedure, token)}"
    return None


def _next(before: Case, after: Case, token: Token) -> Token | None:
    """The review that the decision led to, in the same graph."""
    opened = (found for visit, found in after.tokens.items() if visit not in before.tokens)
    return next((found for found in opened if found.scope == token.scope), None)


def _role(procedure: Procedure, token: Token | None) -> str:
    step = procedure.step_at(token.path) if token is not None else None
    return step.review if isinstance(step, ReviewStep) else ""
