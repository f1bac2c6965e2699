"""What an officer may do with a dossier, found by asking the engine: an act it would refuse is not offered."""

from dataclasses import dataclass
from datetime import datetime

from workflow.definition.models import ReviewStep, Text
from workflow.engine import advance
from workflow.engine.ahead import document_ahead
from workflow.engine.case import Case
from workflow.engine.errors import Conflict, NotPermitted, Refused
from workflow.engine.events import (
    Actor,
    AssignmentClaimed,
    DossierSuspended,
    Event,
    SupplementItem,
    SupplementRequested,
)
from workflow.engine.permission import DIRECTOR, SUPERVISOR
from workflow.engine.steps import returning
from workflow.service.filling import fields_of_step
from workflow.service.history import DEFAULT_OUTCOMES
from workflow.service.procedures import Version
from workflow.service.queueing import title_of
from workflow.service.views import AssignmentView, OutcomeView
from workflow.store.dossiers import AnyRow


@dataclass(frozen=True)
class Colleague:
    """An officer with the posts held and lent today."""

    id: str
    name: str
    posts: set[tuple[str, str]]
    lent: tuple[tuple[str, str, str], ...]  # (lender, unit, role)

    def actors(self) -> list[Actor]:
        """In whose names the officer can act: the own one first."""
        own = Actor(id=self.id, name=self.name, posts=tuple(sorted(self.posts)))
        lenders = dict.fromkeys(lender for lender, _, _ in self.lent)
        return [own, *(self._for(lender) for lender in lenders)]

    def _for(self, lender: str) -> Actor:
        posts = tuple(sorted((unit, role) for who, unit, role in self.lent if who == lender))
        return Actor(id=self.id, name=self.name, posts=posts, on_behalf_of=lender)


def assignment_view(version: Version, case: Case, row: AnyRow, colleague: Colleague, now: datetime) -> AssignmentView:
    """An open assignment (its row, with the officer's draft) and what this officer may do with it."""
    token = case.tokens[row.visit]
    step = version.procedure.step_at(token.path)
    review = step if isinstance(step, ReviewStep) else None
    actor, refusal = _who_may(version, case, row.visit, colleague, now)
    is_holder = token.holder is not None and token.holder.id == colleague.id
    is_free = token.holder is None or (actor is not None and bool(token.holder.persons & actor.persons))
    may_act = actor is not None and is_free
    why_not = f"{token.holder.name} works on this step" if token.holder and actor and not is_free else refusal
    return AssignmentView(
        visit=row.visit,
        path=token.path,
        title=title_of(version, token.path),
        role=row.role,
        unit=token.unit,
        holder=token.holder.id if token.holder else None,
        holder_name=token.holder.name if token.holder else None,
        kept_for=row.kept_for,
        parked=token.parked,
        opened_at=token.opened_at,
        due_at=token.due_at,
        outcomes=_outcomes(review, token.stage),
        fields=fields_of_step(step),
        required=review.required if review else (),
        checklist=review.checklist if review else (),
        leads_to=_leads_to(version, case, row.visit, colleague, now) if may_act else None,
        may_claim=may_act and not is_holder,
        may_release=is_holder,
        may_decide=may_act and not token.parked and not case.suspended,
        may_ask_supplement=may_act and actor is not None and _may_ask(version, case, row.visit, actor, now),
        may_reassign=any(who.holds(SUPERVISOR, token.unit) or who.holds(DIRECTOR, None) for who in colleague.actors()),
        on_behalf_of=actor.on_behalf_of if actor else None,
        why_not=why_not,
        draft=row.fields or {},
    )


def _leads_to(version: Version, case: Case, visit: int, colleague: Colleague, now: datetime) -> str | None:
    """Template of the result that comes of the decision."""
    command = document_ahead(version.procedure, case, visit, colleague.id, now)
    return command.template if command else None


def may_supervise(version: Version, case: Case, colleague: Colleague, now: datetime) -> bool:
    """Whether the officer may suspend, resume, apologise and correct here."""
    own = colleague.actors()[0]
    refusal = _refusal(version, case, DossierSuspended(at=now, by=own, reason="?"))
    if isinstance(refusal, Conflict) and case.ended:  # the engine says that first: then only the posts tell
        units = version.procedure.units
        return own.holds(DIRECTOR, None) or any(own.holds(SUPERVISOR, unit) for unit in units)
    return not isinstance(refusal, NotPermitted)


def _who_may(
    version: Version, case: Case, visit: int, colleague: Colleague, now: datetime
) -> tuple[Actor | None, str | None]:
    """In whose name the officer could take this step if nobody held it; else why not."""
    token = case.tokens[visit]
    free = case.model_copy(update={"tokens": {**case.tokens, visit: token.model_copy(update={"holder": None})}})
    first: Refused | None = None
    for actor in colleague.actors():
        refusal = _refusal(version, free, AssignmentClaimed(at=now, visit=visit, by=actor))
        if refusal is None:
            return actor, None
        first = first or refusal
    return None, str(first)


def _may_ask(version: Version, case: Case, visit: int, actor: Actor, now: datetime) -> bool:
    items = (SupplementItem(field="/", reason="?"),)
    return _refusal(version, case, SupplementRequested(at=now, visit=visit, by=actor, items=items)) is None


def _refusal(version: Version, case: Case, event: Event) -> Refused | None:
    """Why the engine would not take this event; nothing happens by asking."""
    try:
        advance(version.procedure, case, event)
    except Refused as refusal:
        return refusal
    return None


def _outcomes(review: ReviewStep | None, stage: str | None) -> tuple[OutcomeView, ...]:
    if review is None:
        return tuple(OutcomeView(name, _label(name), False) for name in returning.OUTCOMES.get(stage or "", ()))
    return outcomes_of(review)


def outcomes_of(review: ReviewStep) -> tuple[OutcomeView, ...]:
    """The ways a review may be decided."""
    return tuple(
        OutcomeView(name, review.labels.get(name) or _label(name), name in review.reason_for)
        for name in review.outcomes()
    )


def _label(outcome: str) -> Text:
    return DEFAULT_OUTCOMES.get(outcome) or Text(vi=outcome, en=outcome)
