"""Doors of a review: decide it, ask the applicant to complete the dossier, keep what is filled in so far."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.definition.models import ReviewStep, Step
from workflow.engine.case import Wait
from workflow.engine.events import Actor, DecisionMade, Event, SupplementItem, SupplementRequested
from workflow.service.acting import act
from workflow.service.carrying import Applied, Carrying, Loaded, advanced
from workflow.service.errors import Conflict, Invalid, NotPermitted
from workflow.service.filling import filled_in
from workflow.service.inbox import OnceOnly
from workflow.service.office import Office
from workflow.store.statements import put_over
from workflow.store.tables import DRAFTS, JOURNAL

CHANGES_WHAT_IS_JUDGED = (
    "supplement_requested", "supplement_received", "decision_made", "step_skipped", "dossier_suspended",
    "dossier_transferred", "result_corrected",
)  # fmt: skip
"""Events after which an officer must look again before deciding; that a receipt was signed meanwhile is no reason."""


def decide(
    office: Office, code: str, visit: int, officer_id: str, outcome: str, fields: Mapping[str, Any] | None = None,
    reason: str | None = None, checked: Sequence[int] = (), on_behalf_of: str | None = None, seen_sequence: int | None = None,
    key: str | None = None,
) -> Applied:  # fmt: skip
    """Decide a review. `seen_sequence` is the state the officer looked at: Conflict when it changed in what matters.

    Raises NotPermitted (post, four eyes), Conflict (decided or held by somebody else, parked, suspended, changed
    meanwhile), Invalid (outcome, reason) and Rejected with a problem for each field that does not fit. The same
    request again under the same `key` gets the first answer; another request under it is a Conflict.
    """
    asked = [code, visit, outcome, dict(fields or {}), reason, list(checked), on_behalf_of]
    once_only = OnceOnly.of(f"officer:{officer_id}", key, asked) if key else None

    def event(who: Actor, at: datetime, carrying: Carrying) -> Event:
        dossier = carrying.load(code)
        if seen_sequence is not None and _changed_since(carrying, code, dossier, seen_sequence):
            raise Conflict("changed-meanwhile", "the dossier has changed since you opened it; look at it again")
        decision = DecisionMade(
            at=at, visit=visit, by=who, outcome=outcome, fields=dict(fields or {}), reason=reason or None,
            checked=tuple(sorted(set(checked))),
        )  # fmt: skip
        step = _step(dossier, visit)
        if step is None:
            return decision  # the engine says why nothing can be decided
        try:
            _check_lines(step, decision.checked)
            return decision.model_copy(update={"fields": filled_in(step, outcome, decision.fields, at.date())})
        except Invalid:
            # Who may not decide this at all, or not so, is told that and not how to fill in the form.
            advanced(dossier.version, dossier.case, decision)
            raise

    return act(office, code, officer_id, "decide", event, on_behalf_of, once_only)


def ask_supplement(
    office: Office, code: str, visit: int, officer_id: str, items: Sequence[SupplementItem], note: str | None = None,
    on_behalf_of: str | None = None,
) -> Applied:  # fmt: skip
    """Ask the applicant once for everything missing, each with its reason; raises Invalid for a field the form lacks."""

    def event(who: Actor, at: datetime, carrying: Carrying) -> Event:
        form = carrying.load(code).version.form
        for item in items:
            if item.field is not None and form.field(item.field) is None:
                raise Invalid("unknown-field", f"the form has no field {item.field}")
        return SupplementRequested(at=at, visit=visit, by=who, items=tuple(items), note=note or None)

    return act(office, code, officer_id, "ask_supplement", event, on_behalf_of)


def save_draft(office: Office, code: str, visit: int, officer_id: str, fields: Mapping[str, Any]) -> None:
    """Keep what the officer has filled in so far; raises Conflict when the step is no longer open, NotPermitted if it is another's."""
    with office.store.begin() as db:
        token = Carrying(office, db).load(code).case.tokens.get(visit)
        if token is None or token.waits_for is not Wait.PERSON:
            raise Conflict("already-decided", "this step is no longer open")
        if token.holder is not None and token.holder.id != officer_id:
            raise NotPermitted("held-by-other", f"{token.holder.name} works on this step")
        row = {
            "dossier": code, "visit": visit, "officer": officer_id, "fields": dict(fields), "saved_at": office.now(),
        }  # fmt: skip
        put_over(db, DRAFTS, [row], (DRAFTS.c.dossier, DRAFTS.c.visit, DRAFTS.c.officer))


def _check_lines(step: Step, checked: Sequence[int]) -> None:
    lines = len(step.checklist) if isinstance(step, ReviewStep) else 0
    wrong = [number for number in checked if not 0 <= number < lines]
    if wrong:
        raise Invalid("unknown-line", f"the checklist has no line {wrong[0]}")


def _step(dossier: Loaded, visit: int) -> Step | None:
    """The step that waits for a person at this visit; None when none does, which the engine will say."""
    token = dossier.case.tokens.get(visit)
    if token is None or token.waits_for is not Wait.PERSON:
        return None
    return dossier.version.procedure.step_at(token.path)


def _changed_since(carrying: Carrying, code: str, dossier: Loaded, seen: int) -> bool:
    if dossier.case.sequence <= seen:
        return False
    entry = JOURNAL.c
    since = select(entry.entry).where(
        entry.dossier == code, entry.sequence > seen, entry.kind.in_(CHANGES_WHAT_IS_JUDGED)
    )
    return carrying.db.execute(since.limit(1)).first() is not None
