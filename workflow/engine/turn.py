"""One turn of the engine: the case as it becomes while one event is applied, the acts steps are made of, the commands caused."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.conditions import Expression
from workflow.definition.models import Ending, OnSupplement, ReviewStep, Step, StepGraph
from workflow.engine import legal_clock
from workflow.engine.case import Case, ClockState, LegalClock, PublicStatus, Scope, Token, Wait
from workflow.engine.commands import (
    CancelTimer,
    CancelVisit,
    Command,
    ReleaseLock,
    ReportStatus,
    SetTimer,
    UpdateAssignment,
)
from workflow.engine.errors import Conflict, Invalid
from workflow.engine.events import Actor
from workflow.engine.names import names_in, values_of
from workflow.engine.procedure import CORRECTION, Procedure

HELD = "held"
"""Stage of a token inside a critical section."""
FINAL_STATUS = {
    Ending.SETTLED: PublicStatus.RETURNED,
    Ending.DECLINED: PublicStatus.RETURNED,
    Ending.REFUSED: PublicStatus.REFUSED,
    Ending.WITHDRAWN: PublicStatus.WITHDRAWN,
    Ending.EXPIRED: PublicStatus.STOPPED,
}


class Turn:
    """Mutable while one event is applied: `case` is a draft that only this turn changes; `close` hands it out.

    The draft shares its containers with the case before; `own` copies one when it is first changed.
    """

    def __init__(self, procedure: Procedure, case: Case, at: datetime) -> None:
        self.procedure = procedure
        self.before = case
        self.case = case.but()
        self.at = at
        self.commands: list[Command] = []
        self.next: deque[tuple[str, str, str]] = deque()
        """What `steps.run` has still to do: ("enter", scope, step) or ("ended", scope, outcome)."""
        self.ahead = 0
        """How much of it the present step added: each branch goes as far as it can before the one beside it begins."""

    def put(self, **changes: Any) -> None:
        """Change fields of the draft."""
        self.case.__dict__.update(changes)

    def own(self, name: str) -> Any:
        """A container of the draft that this turn may change in place."""
        container = self.case.__dict__[name]
        if container is self.before.__dict__[name]:
            container = self.case.__dict__[name] = dict(container)
        return container

    def emit(self, command: Command) -> None:
        self.commands.append(command)

    def close(self) -> tuple[Case, list[Command]]:
        """The case after the turn; the very same one when nothing changed."""
        if not self.has_changed:
            return self.before, []
        self.put(sequence=self.before.sequence + 1)
        return self.case, self.commands

    @property
    def has_changed(self) -> bool:
        """Whether the event has had any effect so far."""
        before = self.before.__dict__
        return bool(self.commands) or any(value is not before[name] for name, value in self.case.__dict__.items())

    def must_be_open(self) -> None:
        """Raises Conflict unless the dossier was submitted and has not ended."""
        if self.case.submitted_at is None or self.case.ended:
            raise Conflict("ended", "the dossier has ended")

    # --- tokens ---

    def next_visit(self) -> int:
        self.put(visits=self.case.visits + 1)
        return self.case.visits

    def wait(self, scope: str, name: str, waits_for: Wait, **extra: Any) -> Token:
        """Leave a token at this step until something comes for it."""
        token = Token(visit=self.next_visit(), scope=scope, step=name, waits_for=waits_for, opened_at=self.at, **extra)
        self.own("tokens")[token.visit] = token
        return token

    def change_token(self, token: Token, **changes: Any) -> Token:
        changed = token.but(**changes)
        self.own("tokens")[token.visit] = changed
        return changed

    def remove(self, token: Token) -> None:
        del self.own("tokens")[token.visit]
        if token.stage == HELD:
            self.emit(ReleaseLock(visit=token.visit))
        self.set_timer(f"step:{token.visit}", None)
        self.set_timer(f"remind:{token.visit}", None)

    def assignment(self, visit: int) -> Token:
        """The token that waits for a person under this number; raises Conflict."""
        token = self.case.tokens.get(visit)
        if token is None or token.waits_for is not Wait.PERSON:
            raise Conflict(
                "already-decided", "this step is no longer open: somebody decided it, or the dossier moved on"
            )
        return token

    def time_for(self, scope: str, name: str) -> datetime | None:
        """When the time is over that a step entered (or given back) now allows its officer; None when it names none."""
        step = self.graph(scope).steps[name]
        within = step.within if isinstance(step, ReviewStep) else None
        return self.procedure.calendar.due(self.at, within) if within is not None else None

    def update_assignment(self, token: Token, **changes: Any) -> None:
        """Change a token that waits for a person, and its row in the queue; a new due time moves its reminder."""
        token = self.change_token(token, **changes)
        if "due_at" in changes:
            self.set_timer(f"remind:{token.visit}", token.due_at)
        holder = token.holder.id if token.holder else None
        self.emit(
            UpdateAssignment(
                visit=token.visit, officer=holder, unit=token.unit, parked=token.parked, due_at=token.due_at
            )
        )

    def step_of(self, token: Token) -> Step:
        return self.graph(token.scope).steps[token.step]

    def graph(self, scope: str) -> StepGraph:
        return self.procedure.graph(scope)

    # --- moving on; `steps.run` then enters what is next ---

    def open_scope(self, scope: str, parent: int | None, variables: dict[str, Any] | None = None) -> None:
        """Begin a graph instance at its first step."""
        self.own("scopes")[scope] = Scope(parent=parent, variables=variables or {})
        self.go(scope, self.graph(scope).first)

    def go(self, scope: str, target: str) -> None:
        """Enter a step of this scope next."""
        self._do_next("enter", scope, target)

    def _do_next(self, what: str, scope: str, word: str) -> None:
        self.next.insert(self.ahead, (what, scope, word))
        self.ahead += 1

    def complete(self, token: Token, outcome: str, output: Mapping[str, Any] | None = None) -> None:
        """The step is over: remember what it gave, and go where its outcome leads."""
        self.remove(token)
        self.leave(token.scope, token.step, outcome, output)

    def settle(self, token: Token, outcome: str, output: Mapping[str, Any] | None = None) -> None:
        """Like `complete`, for an outcome that comes from outside; raises Invalid when the step has no such outcome."""
        allowed = self.step_of(token).outcomes()
        if outcome not in allowed:
            raise Invalid(
                "unknown-outcome", f"step '{token.path}' can end as: {', '.join(allowed)}; not as '{outcome}'"
            )
        self.complete(token, outcome, output)

    def leave(self, scope: str, name: str, outcome: str, output: Mapping[str, Any] | None = None) -> None:
        """Like `complete`, for a step that never had to wait."""
        target = self.graph(scope).target(name, outcome)
        if target is None:
            raise Conflict("no-way-on", f"step '{scope}{name}' has no way on for outcome '{outcome}'")
        self.remember(scope, name, {**(output or {}), "outcome": outcome})
        self.go(scope, target)

    def remember(self, scope: str, name: str, value: Any) -> None:
        current = self.case.scopes[scope]
        if current.variables.get(name) != value:
            self.own("scopes")[scope] = current.but(variables={**current.variables, name: value})

    def end_scope(self, scope: str, outcome: str) -> None:
        """A graph instance reached an end: tell the step it belongs to."""
        current = self.case.scopes[scope]
        self.own("scopes")[scope] = current.but(ended=outcome)
        if current.parent is not None:
            self._do_next("ended", scope, outcome)
        elif scope.startswith(CORRECTION):
            self.report(self.case.status, note="Kết quả giải quyết đã được đính chính và trả lại")
        else:
            self.end(Ending(outcome))

    def keep_signal(self, name: str, data: dict[str, Any]) -> None:
        """Remember an event for the step that will ask for it; of several with one name, the last."""
        if self.case.signals.get(name) != data:
            self.own("signals")[name] = data

    def take_signal(self, names: tuple[str, ...]) -> tuple[str, dict[str, Any]] | None:
        """An event of one of these names that was kept, which thereby is used up."""
        found = next((name for name in self.case.signals if name in names), None)
        return None if found is None else (found, self.own("signals").pop(found))

    def cancel_below(self, prefix: str) -> None:
        """Void every token inside the scopes that begin with `prefix`."""
        for visit, token in list(self.case.tokens.items()):
            if token.scope.startswith(prefix):
                self.remove(token)
                self.emit(CancelVisit(visit=visit))
        scopes = self.own("scopes")
        for scope, value in list(scopes.items()):
            if scope.startswith(prefix) and value.ended is None:
                scopes[scope] = value.but(ended="cancelled")
        self.next = deque(entry for entry in self.next if not entry[1].startswith(prefix))
        if self.case.supplement is not None and self.case.supplement.visit not in self.case.tokens:
            self.close_supplement()

    def forget_below(self, prefix: str) -> None:
        """Drop finished graph instances whose values were gathered elsewhere."""
        self.put(scopes={scope: value for scope, value in self.case.scopes.items() if not scope.startswith(prefix)})

    def end(self, ending: Ending) -> None:
        """The dossier is over: nothing stays open."""
        self.put(ending=ending.value, supplement=None, suspended=False)
        self.cancel_below("")
        for timer in list(self.case.timers):
            self.set_timer(timer, None)
        self.stop_clock(settled=ending in (Ending.SETTLED, Ending.DECLINED))
        self.report(FINAL_STATUS[ending])

    # --- names for conditions and templates ---

    def names(self, scope: str) -> dict[str, Any]:
        """What expressions in this scope may read now."""
        return names_in(self.procedure, self.case, scope, self.at)

    def values(self, expressions: Mapping[str, Expression], scope: str) -> dict[str, Any]:
        """The values of a `with:` mapping; those that read something not there are left out."""
        return values_of(expressions, self.names(scope)) if expressions else {}

    # --- timers and the legal clock ---

    def set_timer(self, timer: str, at: datetime | None) -> None:
        """Set a timer, or (None) cancel it."""
        if self.case.timers.get(timer) == at:
            return
        if at is None:
            del self.own("timers")[timer]
            self.emit(CancelTimer(timer=timer))
        else:
            self.own("timers")[timer] = at
            self.emit(SetTimer(timer=timer, at=at))

    def start_clock(self) -> None:
        """The dossier is accepted: its legal time begins; it stands still at once while a supplement is awaited."""
        if self.case.clock.state is not ClockState.NOT_STARTED:
            return
        calendar = self.procedure.calendar
        clock = legal_clock.started(self.procedure.definition.deadline.limit(self.names("")), self.at, calendar)
        if self.case.supplement is not None:
            self.use_clock(legal_clock.paused(clock, self.at, calendar))
            return
        self.use_clock(clock)
        self.report(PublicStatus.ACCEPTED)

    def stop_clock(self, *, settled: bool = True) -> None:
        """The dossier is decided and its result ready."""
        if self.case.clock.state in (ClockState.NOT_STARTED, ClockState.STOPPED):
            return
        if self.case.supplement is not None:
            self.close_supplement()
        self.use_clock(legal_clock.stopped(self.case.clock, self.at))
        if settled:
            self.report(PublicStatus.SETTLED)

    def use_clock(self, clock: LegalClock) -> None:
        """Take the clock as it now stands and set its timers by it."""
        self.put(clock=clock)
        due_at = clock.due_at if clock.state is ClockState.RUNNING and not clock.overdue else None
        warn_at = self.procedure.calendar.subtract(due_at, self.procedure.early_warning) if due_at else None
        self.set_timer("warn", warn_at if warn_at and warn_at > self.at else None)
        self.set_timer("due", due_at)

    def close_supplement(self, how: OnSupplement = OnSupplement.PAUSE) -> None:
        """Nothing is asked of the applicant any more: the step that asked goes on if it is still there, and time runs again."""
        supplement = self.case.supplement
        assert supplement is not None
        self.put(supplement=None)
        self.set_timer("supplement", None)
        token = self.case.tokens.get(supplement.visit)
        if token is not None:
            self.update_assignment(token, parked=False, due_at=self.time_for(token.scope, token.step))
        self.use_clock(legal_clock.resumed(self.case.clock, self.at, self.procedure.calendar, how))
        if self.case.clock.accepted_at is not None:
            self.report(PublicStatus.PROCESSING)
        else:
            self.put(status=PublicStatus.REGISTERED)  # the portal has no way from 5 back to 1: it keeps showing 5

    # --- the portal ---

    def report(
        self, status: PublicStatus | None, *, note: str | None = None, by: Actor | None = None, **extra: Any
    ) -> None:
        """Tell the portal of a new public status; the same status twice only with something to say."""
        changed = status is not self.case.status
        if status is None or not (changed or note):
            return
        self.put(status=status, reports=self.case.reports + 1)
        self.emit(
            ReportStatus(
                visit=0, number=self.case.reports, status=status.value, changed=changed, note=note, by=by.name if by else None,
                at=self.at, due_at=self.case.clock.promised_at, **extra,
            )
        )  # fmt: skip

    def progress(self, what: str, how: str, by: Actor) -> None:
        """Tell the portal who did what; an accepted dossier thereby begins to be processed."""
        status = PublicStatus.PROCESSING if self.case.status is PublicStatus.ACCEPTED else self.case.status
        self.report(status, note=f"{what}: {how}", by=by)
