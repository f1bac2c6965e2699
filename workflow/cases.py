"""Runs the cases of a definition: what is submitted, what officers decide, what must come out. No database, no network.

Automatic work answers at once, as the case says or as usually: papers are produced, registers find, the bank pays and
the post delivers. Every officer needed is there; nobody decides twice where the definition wants four eyes.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any, Protocol

from workflow.clock import HANOI, Duration
from workflow.definition.models import ReviewStep
from workflow.definition.places import Fault, Place
from workflow.definition.reading import Node
from workflow.engine import Case, Procedure, Refused, advance, commands, events
from workflow.engine.case import Token, Wait
from workflow.engine.events import Actor, FormFault, Paper, SupplementItem
from workflow.engine.steps.returning import ONE_STOP, ROLE
from workflow.engine.steps.validate import needed_components
from workflow.engine.turn import Turn

OPENING = time(8, 0)


class FormCheck(Protocol):
    """The door's validation of a form."""

    def __call__(self, answers: dict[str, Any], today: date) -> list[FormFault]: ...


@dataclass
class Verdict:
    """What became of one case: `faults` is empty when it ran as it says."""

    name: str
    place: Place
    faults: list[Fault] = field(default_factory=list)
    case: Case | None = None
    passed: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return not self.faults


class Mistake(Exception):
    """The case cannot go on as written."""

    def __init__(self, node: Node, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.fault = Fault("case", node.place, reason, hint)


def run_case(
    node: Node,
    procedure_on: Callable[[date], Procedure],
    check_form: Callable[[Procedure], FormCheck],
    answers_of: Callable[[Node], dict[str, Any]],
) -> Verdict:
    """Run one case and compare; `answers_of` gives the answers its `form:` names."""
    name = node.get("case")
    verdict = Verdict(str(name.value) if name else "a case without a name", node.place)
    try:
        if name is None:
            raise Mistake(node, "the case does not say what it is about", "begin it with `case:` and one sentence")
        run = Run(node, procedure_on, check_form, answers_of, verdict)
        run.submit()
        for act in _list(node, "acts"):
            run.act(act)
        run.compare()
    except Mistake as mistake:
        verdict.faults.append(mistake.fault)
    return verdict


class Run:
    """One case under way: the engine's case, the time, and how the world outside answers."""

    def __init__(
        self,
        node: Node,
        procedure_on: Callable[[date], Procedure],
        check_form: Callable[[Procedure], FormCheck],
        answers_of: Callable[[Node], dict[str, Any]],
        verdict: Verdict,
    ) -> None:
        self.node = node
        self.verdict = verdict
        self.now = _moment(_needed(node, "submitted"))
        self.procedure = procedure_on(self.now.date())
        self.check_form = check_form(self.procedure)
        self.answers = _changed(answers_of(_needed(node, "form")), node.get("change"))
        self.registers = node["registers"].plain() if node.get("registers") else {}
        self.post = list(node["post"].plain()) if node.get("post") else []
        self.bank = list(node["bank"].plain()) if node.get("bank") else []
        self.called = node["called"].plain() if node.get("called") else "settled"
        self.case = Case(code="000.00.22.G24-250101-0001", procedure=self.procedure.slug, digest=self.procedure.digest)
        self.papers: tuple[Paper, ...] = ()

    # --- what happens ---

    def submit(self) -> None:
        node = self.node
        applicant = {"kind": "citizen", "name": "NGUYỄN VĂN AN", "phone": "0912345678"}
        if node.get("applicant"):
            applicant |= node["applicant"].plain()
        submitted = events.DossierSubmitted(
            at=self.now,
            channel=node["channel"].value if node.get("channel") else "online",
            applicant=applicant,
            return_way=node["return"].value if node.get("return") else "post",
            answers=self.answers,
            faults=tuple(self.check_form(self.answers, self.now.date())),
        )
        asked_for = node["papers"].plain() if node.get("papers") else self._needed_papers(submitted)
        self.papers = tuple(_paper(component) for component in asked_for)
        self.apply(submitted.model_copy(update={"papers": self.papers}), node)

    def _needed_papers(self, submitted: events.DossierSubmitted) -> list[str]:
        return needed_components(self.procedure.definition, _names_at_submission(self.procedure, submitted))

    def act(self, node: Node) -> None:
        """One line of `acts`: `<step>: <outcome>`, or one of the facts that may happen at any point."""
        keys = list(node.value) if isinstance(node.value, dict) else []
        if not keys:
            raise Mistake(node, "an act is written as `step: outcome`", "for example `- receive: accept`")
        self.verdict.acts.append(keys[0])
        what = FACTS.get(keys[0])
        if what is not None:
            what(self, node, node[keys[0]])
        else:
            self.decide(node, keys[0])

    def decide(self, node: Node, step: str) -> None:
        token = self.waiting_at(node, step)
        definition_step = (
            self.procedure.graph(token.scope).steps[token.step] if not token.scope.startswith("correction[") else None
        )
        role = definition_step.review if isinstance(definition_step, ReviewStep) else ROLE
        outcome = node[step]
        self.apply(
            events.DecisionMade(
                at=self.now,
                visit=token.visit,
                by=self.officer(node, role, token.unit),
                outcome=str(outcome.value),
                fields=node["fields"].plain() if node.get("fields") else {},
                reason=node["reason"].value if node.get("reason") else None,
            ),
            outcome,
        )

    def waiting_at(self, node: Node, step: str) -> Token:
        """The token that waits for a person at a step, named by its path or the last part of it."""
        waiting = [token for token in self.case.tokens.values() if token.waits_for is Wait.PERSON]
        found = [token for token in waiting if token.path == step or token.step == step]
        if not found:
            others = (
                ", ".join(token.path for token in waiting)
                or f"nobody (the dossier is {self.case.ending or 'waiting for something else'})"
            )
            raise Mistake(node, f"nobody is asked to decide '{step}' now", f"the dossier waits for: {others}")
        return found[0]

    def officer(self, node: Node, role: str, unit: str | None) -> Actor:
        """An officer with the role; `by:` names another than the usual one."""
        given = node.get("by")
        name = str(given.value) if given else f"{role} {unit or ''}".strip()
        return Actor(id=name.replace(" ", "-").lower(), name=name, posts=((unit or ONE_STOP, role),))

    def supervisor(self, node: Node) -> Actor:
        return self.officer(node, "director", "LEAD")

    def request_supplement(self, node: Node, given: Node) -> None:
        step = str(_needed(given, "at").value)
        token = self.waiting_at(given, step)
        graph_step = self.procedure.graph(token.scope).steps[token.step]
        role = graph_step.review if isinstance(graph_step, ReviewStep) else ROLE
        items = tuple(SupplementItem(**item.plain()) for item in _list(given, "items"))
        self.apply(
            events.SupplementRequested(
                at=self.now, visit=token.visit, by=self.officer(given, role, token.unit), items=items
            ),
            node,
        )

    def supply(self, node: Node, given: Node) -> None:
        self.answers = _changed(self.answers, given.get("change"))
        papers = tuple(_paper(component.value, "again") for component in _list(given, "papers"))
        faults = tuple(self.check_form(self.answers, self.now.date()))
        self.apply(events.SupplementReceived(at=self.now, answers=self.answers, papers=papers, faults=faults), node)

    def pass_time(self, node: Node, given: Node) -> None:
        """Let time pass, `after: 3 working days` or until a moment, with every timer on the way."""
        value = given.value
        until = _moment(given) if isinstance(value, date) else self.procedure.calendar.due(self.now, _duration(given))
        while self.case.timers:
            timer, at = min(self.case.timers.items(), key=lambda item: item[1])
            if at > until:
                break
            self.now = max(self.now, at)
            self.apply(events.TimerFired(at=self.now, timer=timer), node)
        self.now = until

    def withdraw(self, node: Node, given: Node) -> None:
        self.apply(events.DossierWithdrawn(at=self.now, reason=str(given.value)), node)

    def suspend(self, node: Node, given: Node) -> None:
        self.apply(events.DossierSuspended(at=self.now, by=self.supervisor(node), reason=str(given.value)), node)

    def resume(self, node: Node, given: Node) -> None:
        self.apply(events.DossierResumed(at=self.now, by=self.supervisor(node), reason=str(given.value)), node)

    def apologise(self, node: Node, given: Node) -> None:
        due_at = _moment(_needed(given, "until"))
        reason = str(_needed(given, "reason").value)
        self.apply(
            events.AppointmentExtended(at=self.now, by=self.supervisor(node), due_at=due_at, reason=reason), node
        )

    def correct(self, node: Node, given: Node) -> None:
        template = str(_needed(given, "document").value)
        found = [document.visit for document in self.case.documents.values() if document.template == template]
        if not found:
            raise Mistake(given, f"no document '{template}' was produced")
        values = given["values"].plain() if given.get("values") else {}
        reason = str(_needed(given, "reason").value)
        self.apply(
            events.ResultCorrected(
                at=self.now, document=found[-1], by=self.supervisor(node), reason=reason, values=values
            ),
            node,
        )

    def signal(self, node: Node, given: Node) -> None:
        self.apply(events.SignalReceived(at=self.now, name=str(given.value)), node)

    # --- the engine and the world around it ---

    def apply(self, event: events.Event, node: Node) -> None:
        """Apply an event and let the world answer whatever it causes."""
        queue: list[events.Event] = [event]
        while queue:
            current = queue.pop(0)
            before = set(self.case.tokens)
            try:
                self.case, caused = advance(self.procedure, self.case, current)
            except Refused as refused:
                raise Mistake(node, f"this is refused ({refused.code}): {refused}") from None
            self._note_passed(before)
            queue.extend(answer for command in caused for answer in self.answers_to(command))

    def _note_passed(self, before: set[int]) -> None:
        for visit, token in self.case.tokens.items():
            if visit not in before:
                self.verdict.passed.append(token.path)

    def answers_to(self, command: commands.Command) -> Iterator[events.Event]:
        """How the world answers a command."""
        match command:
            case commands.ProduceDocument():
                digest = sha256(f"{command.visit}".encode()).hexdigest()
                output = {"number": str(command.visit) if command.series else None, "sha256": digest, "pages": 1}
                yield events.WorkCompleted(
                    at=self.now, visit=command.visit, kind="produce", outcome="produced", output=output
                )
            case commands.SignDocument():
                yield events.WorkCompleted(at=self.now, visit=command.visit, kind="sign", outcome="signed")
            case commands.QueryRegister():
                yield from self._register(command)
            case commands.OrderPayment():
                outcome = self.bank.pop(0) if self.bank else "paid"
                yield events.WorkCompleted(at=self.now, visit=command.visit, kind="pay", outcome=outcome)
            case commands.BookShipment():
                state = self.post.pop(0) if self.post else "delivered"
                for news in ("booked", state):
                    yield events.ShipmentReported(
                        at=self.now, visit=command.visit, attempt=command.attempt, state=news, item_code="EE123456785VN"
                    )
            case commands.DeliverElectronically():
                yield events.WorkCompleted(at=self.now, visit=command.visit, kind="sync", outcome="returned")
            case commands.OpenDossier():
                yield events.CalledDossierEnded(at=self.now, visit=command.visit, dossier="called", ending=self.called)

    def _register(self, command: commands.QueryRegister) -> Iterator[events.Event]:
        answer = self.registers.get(command.source, "found")
        if isinstance(answer, list):  # one answer after another, the last one for all that follow
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if answer == "silent":
            return
        outcome, data = (answer, {}) if isinstance(answer, str) else (answer["outcome"], answer.get("data", {}))
        yield events.WorkCompleted(at=self.now, visit=command.visit, kind="request", outcome=outcome, output=data)

    # --- comparing ---

    def compare(self) -> None:
        """Every line of `expect:` against what came out."""
        for key, wanted in _needed(self.node, "expect").value.items():
            compare = EXPECTATIONS.get(key)
            if compare is None:
                raise Mistake(wanted, f"`{key}` cannot be expected", f"known are: {', '.join(EXPECTATIONS)}")
            found = compare(self, wanted)
            if found is not None:
                self.verdict.faults.append(
                    Fault(
                        "case", wanted.place, f"{self.verdict.name}: expected {key} {wanted.plain()}, but it is {found}"
                    )
                )
        self.verdict.case = self.case


Comparison = Callable[[Run, Node], Any]
"""None when as expected, else what it is instead."""


def _same(found: Any, wanted: Node) -> Any:
    return None if found == wanted.plain() else (found if found is not None else "nothing")


def _ends(run: Run, wanted: Node) -> Any:
    return _same(run.case.ending, wanted)


def _status(run: Run, wanted: Node) -> Any:
    return _same(int(run.case.status) if run.case.status else None, wanted)


def _due(run: Run, wanted: Node) -> Any:
    due = run.case.clock.due_at
    return None if due == _moment(wanted, time_needed=True) else (f"{due:%Y-%m-%d %H:%M}" if due else "nothing")


def _late(run: Run, wanted: Node) -> Any:
    return _same(run.case.clock.overdue, wanted)


def _documents(run: Run, wanted: Node) -> Any:
    return _same([document.template for document in run.case.documents.values() if document.signed], wanted)


def _passes(run: Run, wanted: Node) -> Any:
    """Steps in this order, others may stand between."""
    remaining = iter(run.verdict.passed)
    missing = [
        step
        for step in wanted.plain()
        if not any(path == step or path.rpartition("/")[2] == step for path in remaining)
    ]
    return f"without {missing[0]}: {', '.join(run.verdict.passed)}" if missing else None


def _waits_at(run: Run, wanted: Node) -> Any:
    found = sorted(token.step for token in run.case.tokens.values() if token.waits_for is not Wait.CHILDREN)
    return None if found == sorted(wanted.plain()) else found


def _values(run: Run, wanted: Node) -> Any:
    """Values by path, as conditions write them: `amount.amount: 125000000`, `people.rows.0.outcome: granted`."""
    different = {}
    for path, node in wanted.value.items():
        value: Any = run.case.variables()
        for part in path.split("."):
            value = (
                value[int(part)]
                if isinstance(value, list) and part.isdigit() and int(part) < len(value)
                else _get(value, part)
            )
        if value != node.plain():
            different[path] = value
    return different or None


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


EXPECTATIONS: dict[str, Comparison] = {
    "ends": _ends,
    "status": _status,
    "due": _due,
    "late": _late,
    "documents": _documents,
    "passes": _passes,
    "waits_at": _waits_at,
    "values": _values,
}

FACTS: dict[str, Callable[[Run, Node, Node], None]] = {
    "ask_supplement": Run.request_supplement,
    "supply": Run.supply,
    "after": Run.pass_time,
    "withdraw": Run.withdraw,
    "suspend": Run.suspend,
    "resume": Run.resume,
    "apologise": Run.apologise,
    "correct": Run.correct,
    "signal": Run.signal,
}
"""What may happen at any point, beside `step: outcome`."""


def _names_at_submission(procedure: Procedure, submitted: events.DossierSubmitted) -> dict[str, Any]:
    blank = Case(code="", procedure=procedure.slug, digest=procedure.digest)
    turn = Turn(procedure, blank, submitted.at)
    turn.put(
        form=submitted.answers, applicant=submitted.applicant, channel=submitted.channel, submitted_at=submitted.at
    )
    return turn.names("")


def _paper(component: str, note: str = "") -> Paper:
    digest = sha256(f"{component}{note}".encode()).hexdigest()
    return Paper(component=component, name=f"{component}.pdf", sha256=digest, size=1000, media_type="application/pdf")


def _changed(answers: dict[str, Any], change: Node | None) -> dict[str, Any]:
    """Answers with some values changed, by JSON Pointer; `null` takes a field out."""
    result = copy.deepcopy(answers)
    for pointer, node in change.value.items() if change else ():
        target: Any = result
        *parents, last = pointer.strip("/").split("/")
        for part in parents:
            target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
        key = int(last) if isinstance(target, list) else last
        if node.value is None:
            target.pop(key, None) if isinstance(target, dict) else target.pop(int(key))
        else:
            target[key] = _json(node.plain())
    return result


def _json(value: Any) -> Any:
    """Plain YAML values as a JSON form has them: dates are text."""
    if isinstance(value, dict):
        return {key: _json(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_json(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def _needed(node: Node, key: str) -> Node:
    found = node.get(key)
    if found is None:
        raise Mistake(node, f"`{key}` is missing", "add it")
    return found


def _list(node: Node, key: str) -> list[Node]:
    found = node.get(key)
    if found is None:
        return []
    if not isinstance(found.value, list):
        raise Mistake(found, f"`{key}` is not a list", "begin each line with `- `")
    return list(found.value)


def _moment(node: Node, *, time_needed: bool = False) -> datetime:
    """A moment in local time; a day alone means its opening hour."""
    value = node.value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Mistake(node, f"'{value}' is not a moment", "write it as 2025-08-04 09:00") from None
    if isinstance(value, datetime):
        return value.replace(tzinfo=HANOI)
    if isinstance(value, date) and not time_needed:
        return datetime.combine(value, OPENING, HANOI)
    raise Mistake(node, f"'{node.value}' is not a moment", "write it as 2025-08-04 09:00")


def _duration(node: Node) -> Duration:
    try:
        return Duration.parse(str(node.value))
    except ValueError as error:
        raise Mistake(node, str(error)) from None
