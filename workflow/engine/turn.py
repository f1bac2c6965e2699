"""One turn of the engine: a working copy of the case, the acts that steps and facts are made of, and the commands caused."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.conditions import MISSING, Expression
from workflow.definition.models import Ending, ProduceStep, Step, StepGraph
from workflow.engine import legal_clock
from workflow.engine.case import Case, ClockState, LegalClock, PublicStatus, Scope, Token, Wait
from workflow.engine.commands import CancelTimer, CancelVisit, Command, ReportStatus, SetTimer
from workflow.engine.errors import Conflict
from workflow.engine.events import Actor
from workflow.engine.procedure import Procedure, correction_graph

LONGEST_RUN = 100_000
"""Steps one event may set off before the engine says that the definition goes round for ever."""

FINAL_STATUS = {
    Ending.SETTLED: PublicStatus.RETURNED,
    Ending.DECLINED: PublicStatus.RETURNED,
    Ending.REFUSED: PublicStatus.REFUSED,
    Ending.WITHDRAWN: PublicStatus.WITHDRAWN,
    Ending.EXPIRED: PublicStatus.STOPPED,
}


class Turn:
    """Mutable while one event is applied; `close` gives the new case. Containers are copied when first changed."""

    def __init__(self, procedure: Procedure, case: Case, at: datetime) -> None:
        self.procedure = procedure
        self.before = case
        self.at = at
        self.commands: list[Command] = []
        self._changes: dict[str, Any] = {}
        self._to_enter: deque[tuple[str, str]] = deque()

    # --- the case as it stands in this turn ---

    def __getattr__(self, name: str) -> Any:
        """A field of the case, with the changes of this turn."""
        changes = self.__dict__["_changes"]
        return changes[name] if name in changes else getattr(self.__dict__["before"], name)

    def put(self, **changes: Any) -> None:
        self._changes.update(changes)

    def own(self, name: str) -> Any:
        """A copy of a container of the case that this turn may change."""
        if name not in self._changes:
            self._changes[name] = dict(getattr(self.before, name))
        return self._changes[name]

    def emit(self, command: Command) -> None:
        self.commands.append(command)

    def next_visit(self) -> int:
        self.put(visits=self.visits + 1)
        visit: int = self.visits
        return visit

    # --- tokens ---

    def token(self, visit: int) -> Token | None:
        found: Token | None = self.tokens.get(visit)
        return found

    def change_token(self, token: Token, **changes: Any) -> Token:
        changed = token.model_copy(update=changes)
        self.own("tokens")[token.visit] = changed
        return changed

    def wait(self, visit: int, scope: str, name: str, waits_for: Wait, **extra: Any) -> Token:
        """Leave a token at this step until something comes for it."""
        token = Token.model_construct(
            visit=visit, scope=scope, step=name, waits_for=waits_for, opened_at=self.at, **extra
        )
        self.own("tokens")[visit] = token
        return token

    def remove(self, token: Token) -> None:
        del self.own("tokens")[token.visit]
        for timer in (f"step:{token.visit}", f"remind:{token.visit}"):
            self.cancel_timer(timer)

    def step_of(self, token: Token) -> Step:
        return self.graph(token.scope).steps[token.step]

    def graph(self, scope: str) -> StepGraph:
        if scope.startswith("correction["):
            original = self.procedure.step_at(self.scopes[scope].variables["corrects"]["path"])
            assert isinstance(original, ProduceStep)
            return correction_graph(original)
        return self.procedure.graph(scope)

    # --- moving on ---

    def open_scope(self, scope: str, parent: int | None, variables: dict[str, Any] | None = None) -> None:
        """Begin a graph instance at its first step."""
        self.own("scopes")[scope] = Scope.model_construct(parent=parent, variables=variables or {}, ended=None)
        self._to_enter.append((scope, self.graph(scope).first))

    def complete(self, token: Token, outcome: str, output: Mapping[str, Any] | None = None) -> None:
        """The step is over: remember what it gave, and go where its outcome leads."""
        self.remove(token)
        self.leave(token.scope, token.step, outcome, output)

    def leave(self, scope: str, name: str, outcome: str, output: Mapping[str, Any] | None = None) -> None:
        """Like `complete`, for a step that never had to wait."""
        target = self.graph(scope).target(name, outcome)
        if target is None:
            raise Conflict("no-way-on", f"step '{scope}{name}' has no way on for outcome '{outcome}'")
        self.remember(scope, name, {**(output or {}), "outcome": outcome})
        self.go(scope, target)

    def go(self, scope: str, target: str) -> None:
        """Enter a step of this scope next."""
        self._to_enter.append((scope, target))

    def remember(self, scope: str, name: str, value: Any) -> None:
        current = self.scopes[scope]
        self.own("scopes")[scope] = current.model_copy(update={"variables": {**current.variables, name: value}})

    def run(self) -> None:
        """Enter steps until every token waits."""
        from workflow.engine.steps import enter  # the kinds use turns: the one place where the circle closes

        for _ in range(LONGEST_RUN):
            if not self._to_enter:
                return
            scope, name = self._to_enter.popleft()
            if scope not in self.scopes or self.scopes[scope].ended is not None:
                continue  # cancelled meanwhile by a sibling
            step = self.graph(scope).steps[name]
            if step.clock == "start":
                self.start_clock()
            elif step.clock == "stop":
                self.stop_clock()
            enter(self, scope, name, step)
        raise Conflict("endless", "the steps lead round without anybody or any time to wait for")

    def end_scope(self, scope: str, outcome: str) -> None:
        """A graph instance reached an end: tell the step it belongs to."""
        from workflow.engine.steps import child_ended

        current = self.scopes[scope]
        self.own("scopes")[scope] = current.model_copy(update={"ended": outcome})
        if current.parent is not None:
            child_ended(self, self.tokens[current.parent], scope, outcome)
        elif scope.startswith("correction["):
            self.put(ending=self.scopes[""].ended)
        else:
            self.end(Ending(outcome))

    def cancel_below(self, prefix: str) -> None:
        """Void every token inside the scopes that begin with `prefix`."""
        for visit, token in list(self.tokens.items()):
            if token.scope.startswith(prefix):
                self.remove(token)
                self.emit(CancelVisit(visit=visit))
        scopes = self.own("scopes")
        for scope, value in list(scopes.items()):
            if scope.startswith(prefix) and value.ended is None:
                scopes[scope] = value.model_copy(update={"ended": "cancelled"})
        self._to_enter = deque(entry for entry in self._to_enter if not entry[0].startswith(prefix))

    def forget_below(self, prefix: str) -> None:
        """Drop finished graph instances whose values were gathered elsewhere."""
        self.put(scopes={scope: value for scope, value in self.scopes.items() if not scope.startswith(prefix)})

    def end(self, ending: Ending) -> None:
        """The dossier is over: nothing stays open."""
        self.cancel_below("")
        for timer in list(self.timers):
            self.cancel_timer(timer)
        self.stop_clock(settled=ending in (Ending.SETTLED, Ending.DECLINED))
        self.put(ending=ending.value, supplement=None, suspended=False)
        self.report(FINAL_STATUS[ending])

    # --- names for conditions and templates ---

    def names(self, scope: str) -> dict[str, Any]:
        """What expressions in this scope may read: the dossier's own values, then those of steps, outer scopes first."""
        case: Any = self
        names: dict[str, Any] = {
            "form": case.form,
            "dossier": {
                "code": case.code,
                "channel": case.channel,
                "return_way": case.return_way,
                "submitted_on": case.submitted_at.date().isoformat() if case.submitted_at else None,
                "accepted_on": case.clock.accepted_at.date().isoformat() if case.clock.accepted_at else None,
                "today": self.at.date().isoformat(),
                "papers": [paper.component for paper in case.papers],
                "duplicates": list(case.duplicates),
                "procedure": self.procedure.slug,
                "version": self.procedure.valid_from.isoformat(),
            },
            "applicant": case.applicant,
        }
        names.update(self.scopes[""].variables)
        position = scope.find("/")
        while position != -1:
            names.update(self.scopes[scope[: position + 1]].variables)
            position = scope.find("/", position + 1)
        return names

    def values(self, expressions: Mapping[str, Expression], scope: str) -> dict[str, Any]:
        """The values of a `with:` mapping; those that read something not there are left out."""
        names = self.names(scope)
        found = ((key, expression.value(names)) for key, expression in expressions.items())
        return {key: value for key, value in found if value is not MISSING}

    # --- timers and the legal clock ---

    def set_timer(self, timer: str, at: datetime) -> None:
        self.own("timers")[timer] = at
        self.emit(SetTimer(timer=timer, at=at))

    def cancel_timer(self, timer: str) -> None:
        if timer in self.timers:
            del self.own("timers")[timer]
            self.emit(CancelTimer(timer=timer))

    def start_clock(self) -> None:
        """The dossier is accepted: its legal time begins."""
        if self.clock.state is not ClockState.NOT_STARTED:
            return
        limit = self.procedure.definition.deadline.limit(self.names(""))
        self.use_clock(legal_clock.started(limit, self.at, self.procedure.calendar))
        self.report(PublicStatus.ACCEPTED)

    def stop_clock(self, *, settled: bool = True) -> None:
        """The dossier is decided and its result ready."""
        if self.clock.state in (ClockState.NOT_STARTED, ClockState.STOPPED):
            return
        self.use_clock(legal_clock.stopped(self.clock, self.at))
        if settled:
            self.report(PublicStatus.SETTLED)

    def use_clock(self, clock: LegalClock) -> None:
        """Take the clock as it now stands and set its timers by it."""
        self.put(clock=clock)
        for timer in ("warn", "due"):
            self.cancel_timer(timer)
        if clock.state is ClockState.RUNNING and clock.due_at is not None:
            warn_at = self.procedure.calendar.subtract(clock.due_at, self.procedure.early_warning)
            if warn_at > self.at:
                self.set_timer("warn", warn_at)
            if clock.due_at > self.at:
                self.set_timer("due", clock.due_at)

    # --- the portal ---

    def report(self, status: PublicStatus, *, note: str | None = None, by: Actor | None = None, **extra: Any) -> None:
        """Tell the portal of a new public status; the same status twice only with something to say."""
        changed = status is not self.status
        if not changed and note is None:
            return
        self.put(status=status, reports=self.reports + 1)
        self.emit(
            ReportStatus(
                visit=0, number=self.reports, status=status.value,
                changed=changed, note=note, by=by.name if by else None,
                at=self.at, due_at=self.clock.promised_at, **extra,
            )
        )  # fmt: skip

    def progress(self, what: str, how: str, by: Actor) -> None:
        """Tell the portal who did what; an accepted dossier thereby begins to be processed."""
        status = PublicStatus.PROCESSING if self.status is PublicStatus.ACCEPTED else self.status
        self.report(status, note=f"{what}: {how}", by=by)

    def close(self) -> tuple[Case, list[Command]]:
        """The case after the turn; the very same one when nothing changed."""
        if not self._changes and not self.commands:
            return self.before, []
        return self.before.model_copy(update={**self._changes, "sequence": self.before.sequence + 1}), self.commands
