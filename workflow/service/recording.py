"""A case from a real dossier: its journal played again as acts of a case, with other people in it, and proved to hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.cases import run_case
from workflow.cases.notation import Mistake
from workflow.cases.recording import RECORDED, written_moment
from workflow.cases.session import Session
from workflow.cases.world import BANK, CALLED, POST
from workflow.definition.models import ReviewStep
from workflow.definition.reading import node_of
from workflow.engine import Case, advance, events
from workflow.engine.steps.returning import ROLE
from workflow.service.acting import note_access
from workflow.service.carrying import EVENTS, no_such_dossier, version_of
from workflow.service.disguising import Disguise
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.service.trying import Bench, NotTried
from workflow.store import dossiers, journal

Act = dict[str, Any]
NOT_OF_THE_RECORD = ("reference", "register")
"""What an answer says of the look-up itself."""
RECORDED_AS = "recorded as a case"


def slug_of_dossier(office: Office, code: str) -> str:
    """The procedure of a dossier; raises NotFound."""
    with office.store.read() as db:
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        return version_of(office, db, row.digest).procedure.slug


def record(office: Office, bench: Bench, code: str, sentence: str) -> dict[str, Any]:
    """The case of a dossier, nobody in it being who they were; raises NotFound, and NotTried where none can be made."""
    with office.store.begin() as db:
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        note_access(db, code, None, office.now(), RECORDED_AS, sentence)
        version = version_of(office, db, row.digest)
        journalled = [
            EVENTS.validate_json(each.body) for each in journal.entries(db, code) if each.sequence is not None
        ]
        kept = Case.model_validate_json(row.snapshot)
    disguise = Disguise(version.form, [event.model_dump(mode="json") for event in journalled])
    case = Recording(version, bench, disguise, kept.but(sequence=0)).of(journalled, sentence)
    _check(case, kept, bench, disguise)
    return case


def _check(case: Mapping[str, Any], kept: Case, bench: Bench, disguise: Disguise) -> None:
    """Raises NotTried unless it holds, comes out as the dossier did, and nobody can be known by it."""
    verdict = run_case(node_of(dict(case), RECORDED), bench.ground)
    faults = [fault.reason for fault in verdict.faults]
    expected = case["expect"]
    signed = sorted(document.template for document in kept.documents.values() if document.signed)
    if expected.get("ends") != kept.ending:
        faults.append(f"it ends as {expected.get('ends')}, the dossier as {kept.ending}")
    if kept.ending and sorted(expected["documents"]) != signed:
        faults.append(f"it makes {sorted(expected['documents'])}, the dossier made {signed}")
    said = " ".join(_words_in(case)).casefold()
    faults.extend(
        "a personal value is left in it" for text in disguise.originals if len(text) > 5 and text.casefold() in said
    )
    if faults:
        raise NotTried("the dossier cannot be recorded: " + "; ".join(dict.fromkeys(faults)))


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _words_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words_in(each)
    else:
        yield str(value)


class Recording:
    """Follows the journal with the real case beside the session that is being written."""

    def __init__(self, version: Version, bench: Bench, disguise: Disguise, kept: Case) -> None:
        self._procedure = version.procedure
        self._bench = bench
        self._disguise = disguise
        self._case = Case(code=kept.code, procedure=kept.procedure, digest=kept.digest)
        self._answers: dict[str, Any] = {}
        self._officers: dict[tuple[str, str | None], list[str]] = {}

    def of(self, journalled: Iterable[events.Event], sentence: str) -> dict[str, Any]:
        first, *rest = journalled
        if not isinstance(first, events.DossierSubmitted):
            raise NotTried("its journal does not begin with a submission")
        try:
            session = self._submitted(first)
            for event in rest:
                self._follow(session, event)
            return session.written(sentence)
        except Mistake as mistake:
            raise NotTried(f"the dossier does not play again: {mistake.fault.reason}") from None

    def _submitted(self, event: events.DossierSubmitted) -> Session:
        self._answers = self._disguise.answers(event.answers)
        self._apply(event)
        header = {
            "form": self._answers,
            "submitted": written_moment(_minute(event.at)),
            "channel": event.channel,
            "return": event.return_way,
            "applicant": self._disguise.values(event.applicant),
            "papers": [paper.component for paper in event.papers],
            **(
                {"duplicates": [f"duplicate {n}" for n, _ in enumerate(event.duplicates, 1)]}
                if event.duplicates
                else {}
            ),
        }
        return Session(header, self._bench.ground)

    def _follow(self, session: Session, event: events.Event) -> None:
        """Let happen in the session what happened to the dossier, at its minute."""
        act = self._act(event, session)
        moment = _minute(event.at)
        if (act is not None or isinstance(event, events.TimerFired)) and moment > session.run.now:
            session.do({"at": written_moment(moment)})
        if act is not None:
            session.do(act)
        self._apply(event)

    def _apply(self, event: events.Event) -> None:
        self._case, _ = advance(self._procedure, self._case, event)

    def _act(self, event: events.Event, session: Session) -> Act | None:
        """The act of a case for an event; None for what cases leave out: claims, parcels on their way, papers made."""
        translate = ACTS.get(type(event))
        return translate(self, event, session) if translate is not None else None

    def _path(self, visit: int) -> str:
        return self._case.tokens[visit].path

    def _step(self, visit: int) -> str:
        """A step as acts name it: by its last part, where no other of that name waits."""
        token = self._case.tokens[visit]
        alike = [each for each in self._case.tokens.values() if each.step == token.step]
        return token.step if len(alike) == 1 else token.path

    def _decided(self, event: events.DecisionMade, session: Session) -> Act:
        token = self._case.tokens[event.visit]
        review = self._procedure.graph(token.scope).steps[token.step]
        role = review.review if isinstance(review, ReviewStep) else ROLE
        known = self._officers.setdefault((role, token.unit), [])
        if event.by.id not in known:
            known.append(event.by.id)
        number = known.index(event.by.id) + 1
        return {
            self._step(event.visit): event.outcome,
            **({"by": f"{role} {token.unit or ''} {number}"} if number > 1 else {}),
            **({"fields": self._disguise.values(event.fields)} if event.fields else {}),
            **({"reason": self._disguise.text(event.reason)} if event.reason else {}),
        }

    def _asked(self, event: events.SupplementRequested, session: Session) -> Act:
        items = [
            {**{key: value for key, value in (("field", item.field), ("component", item.component)) if value},
             "reason": self._disguise.text(item.reason)}
            for item in event.items
        ]  # fmt: skip
        return {"ask_supplement": {"at": self._step(event.visit), "items": items}}

    def _supplied(self, event: events.SupplementReceived, session: Session) -> Act:
        before, self._answers = self._answers, self._disguise.answers(event.answers)
        change = dict(_differences(before, self._answers))
        papers = [paper.component for paper in event.papers]
        return {"supply": {**({"change": change} if change else {}), **({"papers": papers} if papers else {})}}

    def _answered(self, event: events.WorkCompleted, session: Session) -> Act | None:
        path = self._path(event.visit) if event.visit in self._case.tokens else None
        if event.kind == "request":
            data = {key: value for key, value in event.output.items() if key not in NOT_OF_THE_RECORD}
            said: Any = {"outcome": event.outcome, "data": self._disguise.values(data)} if data else event.outcome
            return self._answer(session, path, lambda name: name not in (BANK, POST, CALLED), said)
        if event.kind == "pay":
            lines = event.output.get("lines", [])
            rejected = [
                self._disguise.values({"account": line["account"]})["account"] for line in lines if not line["paid"]
            ]
            said = "paid" if not rejected else "rejected" if len(rejected) == len(lines) else {"rejected": rejected}
            return self._answer(session, path, lambda name: name == BANK, said)
        return None

    def _skipped(self, event: events.StepSkipped, session: Session) -> Act:
        path = self._path(event.visit)
        act = self._answer(session, path, lambda name: True, event.outcome)
        if act is None:
            raise NotTried(f"a supervisor settled '{path}' by hand, which a case cannot say")
        return act

    def _shipped(self, event: events.ShipmentReported, session: Session) -> Act | None:
        if event.state not in ("delivered", "undelivered") or event.visit not in self._case.tokens:
            return None
        return self._answer(session, self._path(event.visit), lambda name: name == POST, event.state)

    def _called(self, event: events.CalledDossierEnded, session: Session) -> Act | None:
        path = self._path(event.visit) if event.visit in self._case.tokens else None
        return self._answer(session, path, lambda name: name == CALLED, event.ending)

    def _answer(self, session: Session, path: str | None, of: Callable[[str], bool], said: Any) -> Act | None:
        """The answer to what is asked at a step; None when the session asks nothing there any more."""
        tokens = session.run.case.tokens
        for visit, question in session.run.world.open.items():
            if of(question.name) and visit in tokens and tokens[visit].path == path:
                alike = [each for each in session.run.world.open.values() if each.name == question.name]
                return {"answer": {question.name: said}, **({"of": path} if len(alike) > 1 else {})}
        return None

    def _corrected(self, event: events.ResultCorrected, session: Session) -> Act:
        template = self._case.documents[event.document].template
        values = self._disguise.values(event.values)
        said = {
            "document": template,
            "reason": self._disguise.text(event.reason),
            **({"values": values} if values else {}),
        }
        return {"correct": said}

    def _late(self, event: events.AppointmentExtended, session: Session) -> Act:
        return {"apologise": {"until": written_moment(event.due_at), "reason": self._disguise.text(event.reason)}}

    def _reasoned(self, fact: str, reason: str | None) -> Act:
        return {fact: self._disguise.text(reason) or "—"}


def _differences(before: Any, after: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """What makes `after` of `before`, by JSON Pointer; None takes a value out, lists are written whole."""
    for key in dict.fromkeys([*before, *after]):
        here = f"{pointer}/{key}"
        if key not in after:
            yield here, None
        elif isinstance(before.get(key), dict) and isinstance(after[key], dict):
            yield from _differences(before[key], after[key], here)
        elif before.get(key) != after[key]:
            yield here, after[key]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


ACTS: dict[type, Callable[[Recording, Any, Session], Act | None]] = {
    events.DecisionMade: Recording._decided,
    events.SupplementRequested: Recording._asked,
    events.SupplementReceived: Recording._supplied,
    events.WorkCompleted: Recording._answered,
    events.StepSkipped: Recording._skipped,
    events.ShipmentReported: Recording._shipped,
    events.CalledDossierEnded: Recording._called,
    events.ResultCorrected: Recording._corrected,
    events.AppointmentExtended: Recording._late,
    events.DossierWithdrawn: lambda self, event, session: self._reasoned("withdraw", event.reason),
    events.DossierSuspended: lambda self, event, session: self._reasoned("suspend", event.reason),
    events.DossierResumed: lambda self, event, session: self._reasoned("resume", event.reason),
    events.SignalReceived: lambda self, event, session: {"signal": event.name},
}
