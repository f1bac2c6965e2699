"""The life of one dossier in a world where everything happens: at any time, twice, late, out of order, permitted or not."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from pydantic import TypeAdapter

from tests.workflow.engine.invariants import check, four_eyes_kept, nothing_begins_while_suspended
from tests.workflow.engine.world import World
from tests.workflow.toy import at
from workflow.engine import Case, Procedure, Refused, advance, events
from workflow.engine.advance import fold
from workflow.engine.case import Token, Wait
from workflow.engine.events import Actor, SupplementItem
from workflow.engine.procedure import CORRECTION
from workflow.engine.steps.returning import OUTCOMES

EVENTS: TypeAdapter[events.Event] = TypeAdapter(events.Event)
WORKED = (events.WorkCompleted, events.ShipmentReported, events.CalledDossierEnded)
MACHINE = (*WORKED, events.TimerFired, events.SignalReceived)
POSTS = (
    ("ONE_STOP", "receiver"), ("ONE_STOP", "returner"), ("BEN", "specialist"), ("BEN", "head"), ("FIN", "specialist"),
    ("LEAD", "director"),
)  # fmt: skip
NAMES = ("an", "bình", "chi", "dũng", "hà")
STEPS_IN_TIME = [timedelta(minutes=minutes) for minutes in (0, 0, -7, 50, 540, 2880, 8000)]


class Life:
    """A dossier, and what is known of it outside; every invariant is held after every event."""

    def __init__(self, procedure: Procedure, answers: dict[str, Any], way: Any) -> None:
        self.procedure = procedure
        self.case = self.blank = Case(code="c", procedure="random", digest=procedure.digest)
        self.world = World()
        self.journal: list[events.Event] = []
        self.decisions: list[tuple[str, Actor]] = []
        self.letters: list[events.Event] = []
        self.now = at("03-02 09:00")
        self.tell(
            events.DossierSubmitted(
                at=self.now, channel="online", applicant={"name": "Hoa"}, return_way=way, answers=answers
            )
        )

    def anything(self, random: Random) -> None:
        """Some time passes, and something happens."""
        self.now += random.choice(STEPS_IN_TIME)
        random.choice(ACTS)(self, random)

    # --- telling the engine ---

    def tell(self, event: events.Event) -> bool:
        """Apply an event; whether it was taken. Machines are never refused, and nothing is changed in place."""
        before, frozen = self.case, self.case.model_dump_json()
        try:
            self.case, caused = advance(self.procedure, before, event)
        except Refused:
            assert not isinstance(event, MACHINE), "a machine cannot think again"
            caused = []
        assert before.model_dump_json() == frozen
        if self.case is before:
            assert caused == []
            return False
        assert self.case.sequence == before.sequence + 1
        self._may_be_taken(before, event)
        if isinstance(event, events.DecisionMade):
            self.decisions.append((before.tokens[event.visit].path, event.by))
        self.journal.append(event)
        self.world.take(event, before, self.case, caused)
        check(self.procedure, self.case, self.world)
        four_eyes_kept(self.procedure, self.decisions)
        if not isinstance(event, events.DossierResumed):
            nothing_begins_while_suspended(before, caused)
        return True

    def _may_be_taken(self, before: Case, event: events.Event) -> None:
        """A finished case takes nothing but corrections, what belongs to them, and papers that were under way."""
        if not before.ended or isinstance(event, events.ResultCorrected):
            return
        visit = getattr(event, "visit", None) or int(getattr(event, "timer", ":0").partition(":")[2] or 0)
        token = before.tokens.get(visit)
        assert (token and token.scope.startswith(CORRECTION)) or before.documents[visit].errand

    # --- what ordinarily happens ---

    def an_ordinary_act(self, random: Random) -> None:
        """An officer decides, work is done, a wait is over, the applicant answers, a suspension ends."""
        if self.case.suspended:
            self.tell(events.DossierResumed(at=self.now, by=able(random), reason="xong"))
        open_to_all = [visit for visit, row in self.world.assignments.items() if not row.parked]
        waits = [name for name in self.world.timers if name.startswith("step:")]
        things: list[Any] = [*open_to_all, *self.world.works, *waits]
        if not things:
            if self.case.supplement is not None:
                self.tell(events.SupplementReceived(at=self.now, answers=self.case.form))
            return
        thing = random.choice(things)
        if isinstance(thing, str):
            self.now = max(self.now, self.world.timers[thing])
            assert self.tell(events.TimerFired(at=self.now, timer=thing))
        elif thing in self.world.works:
            assert self.tell(self.news_of(thing, random))
        else:
            self.decide(thing, self.case.tokens[thing].holder or able(random), random)

    def decide(self, visit: int, by: Actor, random: Random) -> None:
        token = self.case.tokens[visit]
        allowed = OUTCOMES.get(token.stage or "") or self.procedure.step_at(token.path).outcomes()
        outcome = random.choice([allowed[0]] * 4 + list(allowed))
        self.tell(
            events.DecisionMade(at=self.now, visit=visit, by=by, outcome=outcome, reason="vì thế", fields={"x": 1})
        )

    # --- machines ---

    def work_ends(self, random: Random) -> None:
        """An open piece of work ends, now or in a letter that arrives some time; what arrives in time is never lost."""
        if self.world.works:
            event = self.news_of(random.choice(list(self.world.works)), random)
            if random.random() < 0.4:
                self.letters.append(event)
            else:
                assert self.tell(event)

    def a_letter_arrives(self, random: Random) -> None:
        if self.letters:
            event = self.letters.pop(random.randrange(len(self.letters)))
            awaited = self.is_awaited(event)
            assert self.tell(event) == awaited

    def work_is_reported_again(self, random: Random) -> None:
        """What was taken once changes nothing the second time."""
        said = [event for event in self.journal if isinstance(event, WORKED)]
        if said:
            assert not self.tell(random.choice(said))

    def a_timer_fires(self, random: Random) -> None:
        """Too early it does nothing, in its time something, a second time nothing."""
        if self.world.timers:
            timer, due = random.choice(list(self.world.timers.items()))
            assert not self.tell(events.TimerFired(at=due - timedelta(minutes=1), timer=timer))
            self.now = max(due, self.now)
            assert self.tell(events.TimerFired(at=self.now, timer=timer))
            assert not self.tell(events.TimerFired(at=self.now, timer=timer))

    def a_signal_comes(self, random: Random) -> None:
        name = random.choice(["ping", "pong"])
        data = {"children": [], "from": random.choice(["test", "elsewhere"])}
        waiting = [
            token
            for token in self.case.tokens.values()
            if token.waits_for in (Wait.TIMER, Wait.CHILDREN) and name in self.procedure.step_at(token.path).awaited
        ]
        if waiting:
            new = any(token.waits_for is Wait.TIMER or self.is_new_row(token, data) for token in waiting)
        else:
            new = name in self.procedure.kept and not self.case.ended and self.case.signals.get(name) != data
        assert self.tell(events.SignalReceived(at=self.now, name=name, data=data)) == new

    def is_new_row(self, token: Token, data: dict[str, Any]) -> bool:
        """Whether this is no element yet of the list that a step goes through."""
        elements = [scope for scope in self.case.scopes.values() if scope.parent == token.visit]
        return all(element.variables["row"] != data for element in elements)

    # --- people, permitted or not ---

    def somebody_decides(self, random: Random) -> None:
        if self.world.assignments:
            self.decide(random.choice(list(self.world.assignments)), somebody(random), random)

    def an_assignment_changes_hands(self, random: Random) -> None:
        if self.world.assignments:
            act = {"at": self.now, "visit": random.choice(list(self.world.assignments)), "by": somebody(random)}
            give = {"reason": "ốm", **act}
            self.tell(
                random.choice(
                    [
                        events.AssignmentClaimed(**act),
                        events.AssignmentReleased(**act),
                        events.AssignmentReassigned(**give, to=somebody(random)),
                        events.DossierTransferred(**give, unit="FIN"),
                    ]
                )
            )

    def a_supplement_is_asked_for(self, random: Random) -> None:
        if self.world.assignments:
            visit = random.choice(list(self.world.assignments))
            items = (SupplementItem(component="proof", reason="thiếu"),)
            self.tell(events.SupplementRequested(at=self.now, visit=visit, by=able(random), items=items))

    def the_applicant_answers(self, random: Random) -> None:
        self.tell(events.SupplementReceived(at=self.now, answers={**self.case.form, "go": random.random() < 0.5}))

    def a_supervisor_apologises(self, random: Random) -> None:
        due_at = self.now + timedelta(days=random.randint(1, 40))
        self.tell(events.AppointmentExtended(at=self.now, by=somebody(random), due_at=due_at, reason="chậm"))

    def the_dossier_is_suspended_or_resumed(self, random: Random) -> None:
        event: Any = events.DossierResumed if self.case.suspended else events.DossierSuspended
        self.tell(event(at=self.now, by=somebody(random), reason="tố cáo"))

    def an_incident_is_skipped(self, random: Random) -> None:
        waiting = [token for token in self.case.tokens.values() if token.waits_for is not Wait.CHILDREN]
        if waiting and random.random() < 0.3:
            token: Token = random.choice(waiting)
            outcome = random.choice([*self.procedure.step_at(token.path).outcomes(), "no_such_outcome"])
            self.tell(
                events.StepSkipped(at=self.now, visit=token.visit, by=somebody(random), outcome=outcome, reason="sự cố")
            )

    def the_applicant_withdraws(self, random: Random) -> None:
        if random.random() < 0.1:
            self.tell(events.DossierWithdrawn(at=self.now))

    def a_result_is_corrected(self, random: Random) -> None:
        if self.case.documents:
            visit = random.choice(list(self.case.documents))
            self.tell(
                events.ResultCorrected(
                    at=self.now, document=visit, by=able(random), reason="sai tên", values={"name": "Hoa"}
                )
            )

    def an_act_is_repeated(self, random: Random) -> None:
        """Taken or refused: `tell` sees that nothing breaks."""
        acts = [event for event in self.journal if not isinstance(event, MACHINE)]
        self.tell(random.choice(acts).model_copy(update={"at": self.now}))

    # --- the world outside ---

    def news_of(self, visit: int, random: Random) -> events.Event:
        """How an open piece of work ends."""
        kind = self.world.works[visit]
        if kind == "send":
            state: Any = random.choice(["delivered", "undelivered"])
            attempt = self.case.tokens[visit].attempt
            return events.ShipmentReported(at=self.now, visit=visit, attempt=attempt, state=state)
        if kind == "open":
            ending = random.choice(["settled", "declined", "withdrawn"])
            return events.CalledDossierEnded(at=self.now, visit=visit, dossier="d", ending=ending)
        outcomes = {"pay": ["paid", "rejected"], "request": ["found", "not_found", "mismatch"]}.get(kind, ["done"])
        output = {"sha256": f"{kind}-{visit}", "number": "1"} if kind in ("produce", "sign") else {}
        return events.WorkCompleted(at=self.now, visit=visit, kind=kind, outcome=random.choice(outcomes), output=output)

    def is_awaited(self, event: Any) -> bool:
        kind = getattr(event, "kind", "send" if isinstance(event, events.ShipmentReported) else "open")
        return self.world.works.get(event.visit) == kind

    def folds(self) -> None:
        """The journal folds to the same case, twice, and also when it and a case half-way went through JSON."""
        assert fold(self.procedure, self.blank, self.journal) == self.case
        again = [EVENTS.validate_json(EVENTS.dump_json(event)) for event in self.journal]
        assert again == self.journal
        half = len(again) // 2
        stored = fold(self.procedure, self.blank, again[:half]).model_dump_json()
        assert fold(self.procedure, Case.model_validate_json(stored), again[half:]) == self.case


ACTS: list[Callable[[Life, Random], None]] = [
    Life.an_ordinary_act, Life.work_ends, Life.work_ends, Life.a_letter_arrives,
    Life.work_is_reported_again, Life.a_timer_fires, Life.a_signal_comes, Life.a_signal_comes, Life.somebody_decides,
    Life.somebody_decides, Life.an_assignment_changes_hands, Life.a_supplement_is_asked_for,
    Life.the_applicant_answers, Life.a_supervisor_apologises, Life.the_dossier_is_suspended_or_resumed,
    Life.an_incident_is_skipped, Life.the_applicant_withdraws, Life.a_result_is_corrected,
    Life.an_act_is_repeated,
]  # fmt: skip


def able(random: Random) -> Actor:
    """One of several officers who hold every post."""
    name = random.choice(NAMES)
    return Actor(id=name, name=name, posts=POSTS)


def somebody(random: Random) -> Actor:
    """Anybody: with some posts, perhaps acting for somebody else."""
    name, other = random.choice(NAMES), random.choice(NAMES)
    posts = random.choice([POSTS, POSTS, POSTS, POSTS[:3], POSTS[3:4]])
    behalf = other if other != name and random.random() < 0.3 else None
    return Actor(id=name, name=name, posts=posts, on_behalf_of=behalf)
