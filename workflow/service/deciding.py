"""Doors of a review: decide it, ask the applicant to complete the dossier, keep what is filled in so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from workflow.definition.models import ReviewStep, Step
from workflow.engine.case import Wait
from workflow.engine.errors import Refused
from workflow.engine.events import Actor, AssignmentClaimed, DecisionMade, Event, SupplementItem, SupplementRequested
from workflow.service.acting import Act, act, act_many
from workflow.service.carrying import Applied, Carrying, Loaded, advanced
from workflow.service.errors import Conflict, Invalid, NotPermitted
from workflow.service.filling import filled_in
from workflow.service.inbox import OnceOnly
from workflow.service.office import Office
from workflow.store.statements import put_over
from workflow.store.tables import DRAFTS, JOURNAL

DECIDE = "decide"
CHANGES_WHAT_IS_JUDGED = (
    "supplement_requested", "supplement_received", "decision_made", "step_skipped", "dossier_suspended",
    "dossier_transferred", "result_corrected",
)  # fmt: skip
"""Events after which an officer must look again before deciding; that a receipt was signed meanwhile is no reason."""


@dataclass(frozen=True)
class Decision:
    """How an officer decides a review. `seen_sequence` is the state the officer looked at."""

    code: str
    visit: int
    officer: str
    outcome: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    checked: Sequence[int] = ()
    on_behalf_of: str | None = None
    seen_sequence: int | None = None


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
    decision = Decision(
        code, visit, officer_id, outcome, fields or {}, reason, checked, on_behalf_of, seen_sequence
    )  # fmt: skip
    once = once_only(decision, key) if key else None
    return act(office, code, officer_id, DECIDE, partial(decision_made, decision), on_behalf_of, once)


def decide_many(office: Office, decisions: Sequence[Decision]) -> list[Applied | Refused]:
    """Decide reviews of many dossiers in one transaction, taking upon oneself what nobody holds yet.

    What `decide` would raise for one stands in the answer, and stops no other.
    """

    def events(decision: Decision, who: Actor, at: datetime, carrying: Carrying) -> Iterator[Event]:
        yield from claimed_first(decision, who, at, carrying)
        yield decision_made(decision, who, at, carrying)

    return act_many(
        office, [Act(of.code, of.officer, DECIDE, partial(events, of), of.on_behalf_of) for of in decisions]
    )  # fmt: skip


def once_only(decision: Decision, key: str) -> OnceOnly:
    """What tells a repetition of this decision from another request under the same `key`."""
    asked = [
        decision.code, decision.visit, decision.outcome, dict(decision.fields), decision.reason, list(decision.checked),
        decision.on_behalf_of,
    ]  # fmt: skip
    return OnceOnly.of(f"officer:{decision.officer}", key, asked)


def claimed_first(decision: Decision, who: Actor, at: datetime, carrying: Carrying) -> Iterator[Event]:
    """The fact that the officer takes the review, where nobody holds it yet."""
    token = carrying.load(decision.code).case.tokens.get(decision.visit)
    if token is not None and token.waits_for is Wait.PERSON and token.holder is None:
        yield AssignmentClaimed(at=at, visit=decision.visit, by=who)


def decision_made(asked: Decision, who: Actor, at: datetime, carrying: Carrying) -> Event:
    """The fact of a decision; raises where it cannot be made so."""
    dossier = carrying.load(asked.code)
    if asked.seen_sequence is not None and _changed_since(carrying, asked.code, dossier, asked.seen_sequence):
        raise Conflict("changed-meanwhile", "the dossier has changed since you opened it; look at it again")
    decision = DecisionMade(
        at=at, visit=asked.visit, by=who, outcome=asked.outcome, fields=dict(asked.fields), reason=asked.reason or None,
        checked=tuple(sorted(set(asked.checked))),
    )  # fmt: skip
    step = _step(dossier, asked.visit)
    if step is None:
        return decision  # the engine says why nothing can be decided
    try:
        _check_lines(step, decision.checked)
        return decision.model_copy(update={"fields": filled_in(step, asked.outcome, decision.fields, at.date())})
    except Invalid:
        # Who may not decide this at all, or not so, is told that and not how to fill in the form.
        advanced(dossier.version, dossier.case, decision)
        raise


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
