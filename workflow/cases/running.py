"""One case under way: the engine's case, the time, the acts of people, and the answers of the world around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow.cases.coverage import Way, ways_taken
from workflow.cases.expecting import compare
from workflow.cases.ground import Ground
from workflow.cases.notation import (
    Given,
    Mistake,
    as_json,
    changed,
    duration,
    list_of,
    moment,
    named,
    needed,
    paper,
    plain_of,
    text_of,
)
from workflow.cases.world import Question, World
from workflow.definition.models import ReviewStep
from workflow.definition.places import Fault, Place
from workflow.definition.reading import Node
from workflow.engine import Case, Refused, advance, events
from workflow.engine.case import Token, Wait
from workflow.engine.commands import Command
from workflow.engine.events import Actor, Paper, SupplementItem
from workflow.engine.steps.returning import ONE_STOP, ROLE
from workflow.engine.steps.validate import needed_components
from workflow.engine.turn import Turn

CODE = "000.00.22.G24-250101-0001"
APPLICANT = {"kind": "citizen", "name": "NGUYỄN VĂN AN", "phone": "0912345678"}
KEYS = frozenset(
    [
        "case",
        "note",
        "form",
        "change",
        "submitted",
        "channel",
        "return",
        "applicant",
        "papers",
        "duplicates",
        "parameters",
        "registers",
        "bank",
        "post",
        "called",
        "acts",
        "expect",
    ]
)

BESIDE = frozenset(["fields", "reason", "by", "refused", "of", "data"])
"""What may stand beside an act."""


@dataclass
class Verdict:
    """What became of one case: `faults` is empty when it ran as it says."""

    name: str
    place: Place
    faults: list[Fault] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    """Every step a token waited at, in order."""
    ways: set[Way] = field(default_factory=set)
    """Every way out of a step that was taken."""

    @property
    def held(self) -> bool:
        return not self.faults


def cases_in(file: Node) -> tuple[Given, list[Node]]:
    """What a file of cases gives by name, and its cases: `{given: …, cases: [ … ]}`, or the list alone."""
    if isinstance(file.value, list):
        return {}, file.value
    given, cases = file.get("given"), file.get("cases")
    if cases is None or not isinstance(cases.value, list) or file.value.keys() - {"given", "cases"}:
        raise Mistake(file, "this is no file of cases", "write a list of cases, or `given:` and `cases:`")
    return given.value if given is not None else {}, cases.value


def run_case(node: Node, ground: Ground, given: Given | None = None) -> Verdict:
    """Run one case and compare it with what it expects; `given` is what its file defines by name."""
    name = node.get("case")
    verdict = Verdict(str(name.value) if name else "a case without a name", name.place if name else node.place)
    try:
        if name is None:
            raise Mistake(node, "the case does not say what it is about", "begin it with `case:` and one sentence")
        for key in node.value.keys() - KEYS:
            raise Mistake(node[key], f"a case has no key `{key}`", f"known are: {', '.join(sorted(KEYS))}")
        run = Run(node, ground, verdict, given or {})
        run.submit()
        for act in list_of(node, "acts"):
            run.act(act)
        verdict.faults.extend(compare(run, needed(node, "expect")))
    except Mistake as mistake:
        verdict.faults.append(mistake.fault)
    return verdict


class Run:
    """Everything a running case knows."""

    def __init__(
        self,
        node: Node,
        ground: Ground,
        verdict: Verdict,
        given: Given,
        submitted: datetime | None = None,
        channel: str | None = None,
    ) -> None:
        """`submitted` and `channel` replace the case's own."""
        self.node = node
        self.ground = ground
        self.verdict = verdict
        self.given = given
        self.world = World(node, given)
        self.caused: list[tuple[Command, Case]] = []
        """Every command, with the case as it then stood."""
        self.now = submitted or moment(needed(node, "submitted"))
        self.channel: str = channel or plain_of(node, "channel", "online")
        self.procedure = ground.procedure_on(self.now.date(), plain_of(node, "parameters", {}))
        self.answers = self.changed(ground.answers_of(needed(node, "form")), node)
        self.case = Case(code=CODE, procedure=self.procedure.slug, digest=self.procedure.digest)

    # --- what happens ---

    def submit(self) -> None:
        """The dossier comes in, with every paper it needs unless the case says which."""
        node = self.node
        submitted = events.DossierSubmitted(
            at=self.now,
            channel=self.channel,
            applicant={**APPLICANT, **self.plain(node, "applicant")},
            return_way=plain_of(node, "return", "post"),
            answers=self.answers,
            faults=self._form_faults(),
            duplicates=tuple(plain_of(node, "duplicates", [])),
        )
        handed_in: list[str] = plain_of(node, "papers", None) or []
        if node.get("papers") is None:
            handed_in = self._needed_papers(submitted)
        papers = tuple(paper(component) for component in handed_in)
        self.apply(submitted.model_copy(update={"papers": papers}), node)

    def _needed_papers(self, submitted: events.DossierSubmitted) -> list[str]:
        turn = Turn(self.procedure, self.case, submitted.at)
        turn.put(
            form=submitted.answers, applicant=submitted.applicant, channel=submitted.channel, submitted_at=submitted.at
        )
        return needed_components(self.procedure.definition, turn.names(""))

    def _form_faults(self) -> tuple[events.FormFault, ...]:
        return tuple(self.ground.door.check_form(self.procedure, self.answers, self.now.date()))

    def act(self, node: Node) -> None:
        """One line of `acts`: `<step>: <outcome>`, or one of the facts that may happen at any point.

        `refused: <code>` beside it says that the engine must not let it happen.
        """
        keys = list(node.value) if isinstance(node.value, dict) else []
        if not keys:
            raise Mistake(node, "an act is written as `step: outcome`", "for example `- receive: accept`")
        for key in keys[1:]:
            if key not in BESIDE:
                raise Mistake(node[key], f"an act has no `{key}`", f"beside it may stand: {', '.join(sorted(BESIDE))}")
        fact = FACTS.get(keys[0])
        if fact is not None:
            fact(self, node, node[keys[0]])
        else:
            self.decide(node, keys[0])

    def decide(self, node: Node, step: str) -> None:
        token = self.waiting_at(node, step)
        outcome = str(node[step].value)
        fields = self.plain(node, "fields")
        review = self.review_of(token)
        if review is not None and outcome in review.outcomes():
            fields, faults = self.ground.door.fill_in(review, outcome, fields, self.now.date())
            if faults:
                said = "; ".join(f"{fault.pointer}: {fault.en}" for fault in faults)
                raise Mistake(node[step], f"what is filled in cannot be taken: {said}", "give it under `fields:`")
        by = self.officer(node, review.review if review else ROLE, token.unit)
        self.apply(
            events.DecisionMade(
                at=self.now, visit=token.visit, by=by, outcome=outcome, fields=fields, reason=text_of(node, "reason")
            ),
            node[step],
            text_of(node, "refused"),
        )

    def waiting_at(self, node: Node, step: str) -> Token:
        """The token that waits for a person at a step, named by its path or the last part of it."""
        waiting = [token for token in self.case.tokens.values() if token.waits_for is Wait.PERSON]
        found = [token for token in waiting if token.path == step or token.path.endswith(f"/{step}")]
        if not found:
            others = ", ".join(token.path for token in waiting)
            nobody = f"nobody (the dossier is {self.case.ending or 'waiting for something else'})"
            raise Mistake(node, f"nobody is asked to decide '{step}' now", f"the dossier waits for: {others or nobody}")
        return found[0]

    def review_of(self, token: Token) -> ReviewStep | None:
        """The review that asks; None where the engine itself asks (the return of results)."""
        step = self.procedure.graph(token.scope).steps[token.step]
        return step if isinstance(step, ReviewStep) else None

    def officer(self, node: Node, role: str, unit: str | None) -> Actor:
        """An officer with the role; `by:` names another than the usual one."""
        name = text_of(node, "by") or f"{role} {unit or ''}".strip()
        return Actor(id=name.replace(" ", "-").lower(), name=name, posts=((unit or ONE_STOP, role),))

    def supervisor(self, node: Node) -> Actor:
        return self.officer(node, "director", "LEAD")

    def request_supplement(self, node: Node, given: Node) -> None:
        step = str(needed(given, "at").value)
        token = self.waiting_at(given, step)
        review = self.review_of(token)
        items = tuple(SupplementItem(**item.plain()) for item in list_of(given, "items"))
        by = self.officer(given, review.review if review else ROLE, token.unit)
        self.apply(
            events.SupplementRequested(at=self.now, visit=token.visit, by=by, items=items),
            given,
            text_of(node, "refused"),
        )

    def supply(self, node: Node, given: Node) -> None:
        self.answers = self.changed(self.answers, given)
        papers: tuple[Paper, ...] = tuple(
            paper(str(component.value), "again") for component in list_of(given, "papers")
        )
        event = events.SupplementReceived(at=self.now, answers=self.answers, papers=papers, faults=self._form_faults())
        self.apply(event, given, text_of(node, "refused"))

    def pass_time(self, node: Node, given: Node) -> None:
        """Let time pass, `after: 3 working days` or `at: 2025-08-04 09:00`, with every timer on the way."""
        is_moment = next(iter(node.value)) == "at" or isinstance(given.value, date)
        until = moment(given) if is_moment else self.procedure.calendar.due(self.now, duration(given))
        if until < self.now:
            raise Mistake(given, f"it is already {self.now:%Y-%m-%d %H:%M}", "time only goes forward")
        while self.case.timers:
            timer, at = min(self.case.timers.items(), key=lambda item: item[1])
            if at > until:
                break
            self.now = max(self.now, at)
            self.apply(events.TimerFired(at=self.now, timer=timer), node)
        self.now = until

    def withdraw(self, node: Node, given: Node) -> None:
        event = events.DossierWithdrawn(at=self.now, reason=str(given.value))
        self.apply(event, given, text_of(node, "refused"))

    def suspend(self, node: Node, given: Node) -> None:
        by = self.supervisor(node)
        self.apply(
            events.DossierSuspended(at=self.now, by=by, reason=str(given.value)), given, text_of(node, "refused")
        )

    def resume(self, node: Node, given: Node) -> None:
        by = self.supervisor(node)
        self.apply(events.DossierResumed(at=self.now, by=by, reason=str(given.value)), given, text_of(node, "refused"))

    def apologise(self, node: Node, given: Node) -> None:
        due_at = moment(needed(given, "until"))
        reason = str(needed(given, "reason").value)
        event = events.AppointmentExtended(at=self.now, by=self.supervisor(node), due_at=due_at, reason=reason)
        self.apply(event, given, text_of(node, "refused"))

    def correct(self, node: Node, given: Node) -> None:
        template = str(needed(given, "document").value)
        found = [document.visit for document in self.case.documents.values() if document.template == template]
        if not found:
            raise Mistake(given, f"no document '{template}' was produced")
        event = events.ResultCorrected(
            at=self.now,
            document=found[-1],
            by=self.supervisor(node),
            reason=str(needed(given, "reason").value),
            values=plain_of(given, "values", {}),
        )
        self.apply(event, given, text_of(node, "refused"))

    def signal(self, node: Node, given: Node) -> None:
        self.apply(events.SignalReceived(at=self.now, name=str(given.value), data=self.plain(node, "data")), given)

    def expect(self, node: Node, given: Node) -> None:
        """How things stand at this point of the way."""
        self.verdict.faults.extend(compare(self, given))

    def answer(self, node: Node, given: Node) -> None:
        """What was asked is answered: `answer: {population: mismatch}`; `of: <step>` tells several questions apart."""
        if not isinstance(given.value, dict) or len(given.value) != 1:
            raise Mistake(given, "this says not who answers what", "write it as `answer: { population: mismatch }`")
        [(name, answer)] = given.value.items()
        question = self.question(given, name, text_of(node, "of"))
        for event in self.world.answer(question, as_json(answer.plain()), self.now, answer):
            self.apply(event, answer)

    def question(self, node: Node, name: str, step: str | None = None) -> Question:
        """The first question of this name that is open."""
        for visit, question in self.world.open.items():
            token = self.case.tokens.get(visit)
            if question.name == name and (step is None or (token is not None and token.path == step)):
                return question
        others = ", ".join(dict.fromkeys(question.name for question in self.world.open.values()))
        raise Mistake(node, f"'{name}' has nothing to answer now", f"asked and not answered: {others or 'nobody'}")

    def changed(self, answers: dict[str, Any], node: Node) -> dict[str, Any]:
        """Answers as `change:` says: a mapping, the name of one, or a list of these, one after another."""
        change = node.get("change")
        for each in change.value if change is not None and isinstance(change.value, list) else (change,):
            answers = changed(answers, named(each, self.given))
        return answers

    def named(self, node: Node, key: str) -> Node | None:
        """What stands under a key, itself or by name."""
        return named(node.get(key), self.given)

    def plain(self, node: Node, key: str) -> dict[str, Any]:
        """The mapping under a key, itself or by name."""
        found = self.named(node, key)
        return dict(as_json(found.plain())) if found is not None else {}

    # --- the engine and the world around it ---

    def apply(self, event: events.Event, node: Node, refused: str | None = None) -> None:
        """Apply an event and let the world answer whatever it causes; with `refused` the engine must not take it."""
        queue, begun = [event], self.case
        while queue:
            current = queue.pop(0)
            before = self.case
            try:
                self.case, caused = advance(self.procedure, self.case, current)
            except Refused as error:
                if refused == error.code:
                    return
                raise Mistake(node, f"this is refused ({error.code}): {error}") from error
            if refused is not None:
                raise Mistake(node, f"this should be refused ({refused}), but it is not")
            self.verdict.passed.extend(
                token.path for visit, token in self.case.tokens.items() if visit not in before.tokens
            )
            for command in caused:
                self.caused.append((command, self.case))
                complaint = self.ground.door.complaint(self.procedure, self.case, command)
                if complaint is not None:
                    raise Mistake(node, f"after this, {complaint}")
                queue.extend(self.world.answers_to(command, self.now))
        self.verdict.ways |= ways_taken(self.case, begun)


FACTS: dict[str, Callable[[Run, Node, Node], None]] = {
    "ask_supplement": Run.request_supplement,
    "supply": Run.supply,
    "after": Run.pass_time,
    "at": Run.pass_time,
    "withdraw": Run.withdraw,
    "suspend": Run.suspend,
    "resume": Run.resume,
    "apologise": Run.apologise,
    "correct": Run.correct,
    "signal": Run.signal,
    "answer": Run.answer,
    "expect": Run.expect,
}
"""What may happen at any point, beside `step: outcome`."""
