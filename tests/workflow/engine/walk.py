"""Walks one dossier through a procedure by short words, and holds every invariant after every event."""

from datetime import datetime
from typing import Any

from tests.workflow.engine.invariants import check
from tests.workflow.engine.world import World
from tests.workflow.toy import DIRECTOR, EVERYBODY, at
from workflow.engine import Case, Procedure, advance, commands, events
from workflow.engine.case import Token
from workflow.engine.events import Actor, SupplementItem

MONDAY = at("03-02 09:00")


class Walk:
    """A dossier under way; `now` is the moment of the next event."""

    def __init__(self, procedure: Procedure, now: datetime = MONDAY) -> None:
        self.procedure = procedure
        self.now = now
        self.case = Case(code="000.00.22.G24-260302-0001", procedure=procedure.slug, digest=procedure.digest)
        self.world = World()
        self.journal: list[events.Event] = []
        self.caused: list[commands.Command] = []

    # --- what happens ---

    def apply(self, event: events.Event) -> "Walk":
        """Apply an event; refusals are raised and change nothing."""
        before = self.case
        self.case, self.caused = advance(self.procedure, before, event)
        if self.case is not before:
            self.journal.append(event)
            self.world.take(event, before, self.case, self.caused)
        else:
            assert self.caused == []
        check(self.procedure, self.case, self.world)
        return self

    def submit(self, answers: dict[str, Any] | None = None, *, return_way: Any = "post", **more: Any) -> "Walk":
        given = {"papers": (paper("form_paper"),), **more}
        return self.apply(
            events.DossierSubmitted(
                at=self.now, channel="online", applicant={"name": "Lê Thị Hoa"}, return_way=return_way,
                answers=answers or {}, **given,
            )
        )  # fmt: skip

    def decide(self, path: str, outcome: str, by: Actor | None = None, **more: Any) -> "Walk":
        token = self.at(path)
        who = by or self.somebody_for(token)
        return self.apply(events.DecisionMade(at=self.now, visit=token.visit, by=who, outcome=outcome, **more))

    def claim(self, path: str, by: Actor) -> "Walk":
        return self.apply(events.AssignmentClaimed(at=self.now, visit=self.at(path).visit, by=by))

    def release(self, path: str, by: Actor) -> "Walk":
        return self.apply(events.AssignmentReleased(at=self.now, visit=self.at(path).visit, by=by))

    def reassign(self, path: str, to: Actor, by: Actor = DIRECTOR, reason: str = "nghỉ phép") -> "Walk":
        return self.apply(
            events.AssignmentReassigned(at=self.now, visit=self.at(path).visit, by=by, to=to, reason=reason)
        )

    def work(self, path: str, outcome: str = "done", **output: Any) -> "Walk":
        """The open piece of automatic work of a step is done."""
        visit = self.at(path).visit
        return self.done(visit, outcome, **output)

    def done(self, visit: int, outcome: str = "done", **output: Any) -> "Walk":
        kind = self.world.works[visit]
        given = (
            {"number": "7", "sha256": f"{kind}-{visit}", "pages": 1, **output}
            if kind in ("produce", "sign")
            else output
        )
        return self.apply(events.WorkCompleted(at=self.now, visit=visit, kind=kind, outcome=outcome, output=given))

    def issue(self, path: str) -> "Walk":
        """A document is produced and signed."""
        return self.work(path).work(path)

    def shipped(self, path: str, state: Any, *, attempt: int | None = None) -> "Walk":
        token = self.at(path)
        return self.apply(
            events.ShipmentReported(
                at=self.now, visit=token.visit, attempt=attempt or token.attempt, state=state, item_code="EE000000005VN"
            )
        )

    def ask(self, path: str, by: Actor | None = None, *items: SupplementItem) -> "Walk":
        token = self.at(path)
        missing = items or (SupplementItem(component="proof", reason="thiếu"),)
        who = by or self.somebody_for(token)
        return self.apply(events.SupplementRequested(at=self.now, visit=token.visit, by=who, items=missing))

    def supply(self, answers: dict[str, Any] | None = None, *papers: events.Paper) -> "Walk":
        return self.apply(events.SupplementReceived(at=self.now, answers=answers or self.case.form, papers=papers))

    def withdraw(self) -> "Walk":
        return self.apply(events.DossierWithdrawn(at=self.now))

    def suspend(self, by: Actor = DIRECTOR, reason: str = "có đơn tố cáo") -> "Walk":
        return self.apply(events.DossierSuspended(at=self.now, by=by, reason=reason))

    def resume(self, by: Actor = DIRECTOR) -> "Walk":
        return self.apply(events.DossierResumed(at=self.now, by=by, reason="đã kết luận"))

    def apologise(self, until: datetime, by: Actor = DIRECTOR, reason: str = "chờ xác minh") -> "Walk":
        return self.apply(events.AppointmentExtended(at=self.now, by=by, due_at=until, reason=reason))

    def correct(self, document: int, by: Actor = DIRECTOR, **values: Any) -> "Walk":
        return self.apply(
            events.ResultCorrected(at=self.now, document=document, by=by, reason="sai ngày sinh", values=values)
        )

    def skip(self, path: str, outcome: str, by: Actor = DIRECTOR, **output: Any) -> "Walk":
        return self.apply(
            events.StepSkipped(
                at=self.now, visit=self.at(path).visit, by=by, outcome=outcome, reason="sự cố", output=output
            )
        )

    def signal(self, name: str, **data: Any) -> "Walk":
        return self.apply(events.SignalReceived(at=self.now, name=name, data=data))

    def until(self, words: str) -> "Walk":
        """Let time pass to a moment (`03-04 10:00`), firing each timer when it is due."""
        moment = at(words)
        while due := sorted((when, timer) for timer, when in self.case.timers.items() if when <= moment):
            self.now, timer = max(self.now, due[0][0]), due[0][1]
            self.apply(events.TimerFired(at=self.now, timer=timer))
        self.now = moment
        return self

    def accept(self) -> "Walk":
        """Through the shared intake: accepted, receipt issued."""
        return self.decide("intake/receive", "accept").issue("intake/receipt")

    # --- what is so ---

    def at(self, path: str) -> Token:
        """The token at a step."""
        found = [token for token in self.case.tokens.values() if token.path == path]
        assert len(found) == 1, f"{path} is not where the dossier stands: {self.stands}"
        return found[0]

    @property
    def stands(self) -> list[str]:
        """The paths of steps that wait for something of their own."""
        return [token.path for token in self.case.tokens.values() if token.waits_for != "children"]

    @property
    def heard(self) -> list[int]:
        """The statuses the portal heard, one after another."""
        return [report.status for report in self.world.reports if report.changed]

    def told(self, template: str) -> list[str]:
        """Who got this notice."""
        return [notice.to for notice in self.world.notices if notice.template == template]

    def value(self, path: str) -> Any:
        """What the steps gave, by path: `checks.branches.a.outcome`."""
        value: Any = self.case.variables()
        for part in path.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return value

    def document(self, template: str) -> Any:
        """The last document of a template."""
        return [document for document in self.case.documents.values() if document.template == template][-1]

    def somebody_for(self, token: Token) -> Actor:
        role = self.world.roles[token.visit]
        return next(person for person in EVERYBODY if person.holds(role, token.unit))


def paper(component: str, name: str = "a.pdf") -> events.Paper:
    """A paper handed in."""
    return events.Paper(
        component=component, name=name, sha256=f"{component}-{name}", size=1, media_type="application/pdf"
    )
