"""Goes every way through a procedure that officers, machines, events and time can take, as far as a bound allows."""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from tests.workflow.engine.invariants import LEGAL
from tests.workflow.toy import at
from workflow.definition.models import Ending, ReviewStep
from workflow.engine import Case, Procedure, advance, events
from workflow.engine.case import Token, Wait
from workflow.engine.commands import Command, ReportStatus
from workflow.engine.errors import Refused
from workflow.engine.permission import RETURNER
from workflow.engine.steps.returning import OUTCOMES

OF_THE_DATA = {"does-not-fit", "not-a-list", "not-a-moment"}
"""Refusals that say that this form's values do not fit; that they always do is proved elsewhere."""
WORK = {"produce": "produce", "sign": "sign", "electronic": "sync", "lock": "lock"}


@dataclass
class Ways:
    """What was found: every state with what may follow it; `whole` when the bound was not reached."""

    cases: dict[Hashable, Case] = field(default_factory=dict)
    following: dict[Hashable, set[Hashable]] = field(default_factory=dict)
    spoiled: set[Hashable] = field(default_factory=set)
    """States in which an act failed for want of fitting data."""
    whole: bool = True

    def stuck(self) -> list[Case]:
        """Cases that have not ended, though nothing can happen to them any more."""
        return [
            case
            for state, case in self.cases.items()
            if not case.ended and state not in self.spoiled and self.following.get(state) == set()
        ]

    def endless(self) -> list[Case]:
        """Cases from which no end can be reached; of those not looked at to the end nothing is said."""
        good = {state for state, case in self.cases.items() if case.ended or state not in self.following}
        good |= self.spoiled
        before: dict[Hashable, set[Hashable]] = {}
        for state, followers in self.following.items():
            for follower in followers:
                before.setdefault(follower, set()).add(state)
        frontier = list(good)
        while frontier:
            for state in before.get(frontier.pop(), set()) - good:
                good.add(state)
                frontier.append(state)
        return [case for state, case in self.cases.items() if state not in good]


def explore(procedure: Procedure, answers: Sequence[dict[str, Any]], bound: int) -> Ways:
    """Every state that can be reached, at most so many of them, nearest first.

    Before every act the form may turn into any of `answers`: which way a condition on it leads is then open, as it is
    to a compiler that does not know who will file.
    """
    ways = Ways()
    blank = Case(code="c", procedure=procedure.slug, digest=procedure.digest)
    now = at("03-02 09:00")
    begun = events.DossierSubmitted(at=now, channel="online", applicant={}, return_way="post", answers=answers[0])
    first = _told(procedure, blank, begun)
    if first is None:
        return ways
    ways.cases[state_of(first)] = first
    frontier = deque([(first, now)])
    while frontier:
        case, now = frontier.popleft()
        state = state_of(case)
        ways.following[state] = set()
        for event, form in product(acts(procedure, case, now), answers):
            after = _told(procedure, case.but(form=form), event)
            if after is None:
                ways.spoiled.add(state)
                continue
            assert after.sequence > case.sequence, f"{event} has no effect"
            reached = state_of(after)
            ways.following[state].add(reached)
            if reached in ways.cases:
                continue
            if len(ways.cases) >= bound:
                ways.whole = False
                ways.following[state].discard(reached)
                ways.spoiled.add(state)
                continue
            ways.cases[reached] = after
            frontier.append((after, event.at))
    return ways


def _told(procedure: Procedure, case: Case, event: events.Event) -> Case | None:
    """The case after an event; None when these data do not fit. Any other refusal is a fault of what was accepted."""
    try:
        after, caused = advance(procedure, case, event)
    except Refused as refusal:
        if refusal.code in OF_THE_DATA:
            return None
        raise
    _portal_is_told_what_it_takes(case, caused)
    return after


def _portal_is_told_what_it_takes(case: Case, caused: list[Command]) -> None:
    told = case.status
    for command in caused:
        if isinstance(command, ReportStatus) and command.changed:
            assert command.status in LEGAL[told], f"the portal has no way from {told} to {command.status}"
            told = command.status  # type: ignore[assignment]


def state_of(case: Case) -> Hashable:
    """What decides about the way on; how often and when something was done does not."""
    tokens = sorted((token.path, token.stage or "", token.waits_for) for token in case.tokens.values())
    scopes = []
    for scope, value in sorted(case.scopes.items()):
        known = {name: given.get("outcome") for name, given in value.variables.items() if isinstance(given, dict)}
        scopes.append((scope, value.ended, tuple(sorted(known.items(), key=str))))
    return (tuple(tokens), tuple(scopes), tuple(sorted(case.signals)), case.clock.state, case.ending)


def acts(procedure: Procedure, case: Case, now: datetime) -> Iterator[Any]:
    """Everything that may happen next to what is waited for."""
    now += timedelta(minutes=1)
    for token in () if case.ended else case.tokens.values():
        step = procedure.step_at(token.path)
        match token.waits_for:
            case Wait.PERSON:
                yield from _decisions(step, token, now)
            case Wait.WORK | Wait.DOSSIER:
                yield from _news(step, token, now)
            case Wait.TIMER:
                yield from (events.SignalReceived(at=now, name=name, data={"x": 1}) for name in step.awaited)
        timer = f"step:{token.visit}"
        if timer in case.timers:
            yield events.TimerFired(at=max(now, case.timers[timer]), timer=timer)
    listening = {name for token in case.tokens.values() for name in procedure.step_at(token.path).awaited}
    for name in sorted(procedure.kept - listening - set(case.signals)) if not case.ended else ():
        yield events.SignalReceived(at=now, name=name, data={"x": 1})


def _decisions(step: Any, token: Token, now: datetime) -> Iterator[Any]:
    """Every outcome, each by somebody who took part in nothing before."""
    is_review = isinstance(step, ReviewStep)
    role = step.review if is_review else RETURNER
    by = events.Actor(id=f"o{token.visit}", name="…", posts=((token.unit or "", role),))
    fields = dict.fromkeys(step.fields, 1) if is_review else {}
    for outcome in step.outcomes() if is_review else OUTCOMES[token.stage or ""]:
        yield events.DecisionMade(at=now, visit=token.visit, by=by, outcome=outcome, fields=fields, reason="…")


def _news(step: Any, token: Token, now: datetime) -> Iterator[Any]:
    """However the work a step waits for may end."""
    if token.waits_for is Wait.DOSSIER:
        for ending in Ending:
            yield events.CalledDossierEnded(at=now, visit=token.visit, dossier="d", ending=ending)
    elif token.stage == "shipping":
        for state in ("delivered", "undelivered"):
            yield events.ShipmentReported(at=now, visit=token.visit, attempt=token.attempt, state=state)
    else:
        kind = WORK.get(token.stage or "", step.kind)
        outcomes = step.outcomes() if step.kind in ("pay", "request") else ("done",)
        for outcome in outcomes:
            if outcome != "no_answer":
                yield events.WorkCompleted(
                    at=now, visit=token.visit, kind=kind, outcome=outcome, output={"sha256": "x", "number": "1"}
                )
