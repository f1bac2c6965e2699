"""A walk as the web bench shows it: who is asked for what, which questions wait for an answer, what machines did. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflow.cases.running import FACTS
from workflow.cases.typed import SAYING, choices, role_asked
from workflow.cases.world import BANK, CALLED, POST, SILENT, Question
from workflow.definition.models import ReviewStep, Text
from workflow.engine import commands
from workflow.engine.case import Case, Document, Wait
from workflow.service.filling import fields_of_step
from workflow.service.queueing import title_of
from workflow.service.trying import papers_of
from workflow.service.walks import Walk

SAID_BY = {who: words for names, words in SAYING for who in names}
"""What a register, the bank, the post or a called dossier may answer in a word."""


@dataclass(frozen=True)
class Way:
    """One outcome somebody may choose."""

    outcome: str
    label: Text | None
    needs_reason: bool


@dataclass(frozen=True)
class Stop:
    """A place where the dossier waits: for a person of a role (with the ways on), for time, or for events by name."""

    path: str
    title: Text
    waits_for: str
    role: str | None = None
    unit: str | None = None
    due_at: datetime | None = None
    parked: bool = False
    ways: tuple[Way, ...] = ()
    fields: Mapping[str, Any] | None = None
    required: tuple[str, ...] = ()
    may_ask: bool = False
    until: datetime | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question to the world that nobody answered yet; `usual` is what the case that is walked has it answer."""

    name: str
    kind: str
    path: str
    title: Text
    about: Mapping[str, Any]
    usual: Any
    answers: tuple[str, ...]
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """Something a machine was told to do: which `kind` of work, of what, and some detail of it."""

    kind: str
    name: str = ""
    detail: Any = None


@dataclass(frozen=True)
class Acted:
    """Something that happened; of a decision also what the step and the outcome are called."""

    act: Mapping[str, Any]
    title: Text | None = None
    outcome: Text | None = None


@dataclass(frozen=True)
class WalkView:
    """The whole of it."""

    title: Text
    valid_from: Any
    submitted: str
    form: str | None
    now: datetime
    case: Case
    stops: tuple[Stop, ...]
    asked: tuple[Asked, ...]
    documents: tuple[Document, ...]
    components: Mapping[str, Text]
    next_at: datetime | None
    done: tuple[Done, ...]
    acts: tuple[Acted, ...]
    lost: tuple[Mapping[str, Any], ...]
    why: str


def view_of(walk: Walk) -> WalkView:
    """How a walk stands, and what may happen now."""
    session, run = walk.session, walk.session.run
    form = session.header["form"]
    definition = run.procedure.definition
    return WalkView(
        title=definition.title,
        valid_from=run.procedure.valid_from,
        submitted=str(session.header["submitted"]),
        form=form if isinstance(form, str) else None,
        now=run.now,
        case=run.case,
        stops=tuple(_stops(walk)),
        asked=tuple(_asked(walk, question) for question in run.world.open.values()),
        documents=tuple(papers_of(session)),
        components={name: component.title for name, component in definition.components.items()},
        next_at=max(min(run.case.timers.values()), run.now) if run.case.timers else None,
        done=tuple(_done(run.caused)),
        acts=tuple(_acted(walk, act) for act in session.acts),
        lost=walk.lost,
        why=walk.why,
    )


def _stops(walk: Walk) -> Iterator[Stop]:
    session, run = walk.session, walk.session.run
    open_ways = choices(session)
    for token in run.case.tokens.values():
        step = run.procedure.step_at(token.path)
        if (token.waits_for is Wait.CHILDREN and not step.awaited) or token.visit in run.world.open:
            continue
        stop = Stop(token.path, _title(walk, token.path), token.waits_for.value)
        if token.waits_for is Wait.PERSON:
            review = step if isinstance(step, ReviewStep) else None
            yield replace(
                stop,
                role=role_asked(session, token),
                unit=token.unit,
                due_at=token.due_at,
                parked=token.parked,
                ways=tuple(Way(w.outcome, w.label, w.needs_reason) for w in open_ways if w.token is token),
                fields=fields_of_step(step) if review is not None or token.stage == "handing_over" else {},
                required=review.required if review is not None else (),
                may_ask=review is not None and run.case.supplement is None and not run.case.ended,
            )
        else:
            yield replace(stop, until=run.case.timers.get(f"step:{token.visit}"), events=step.awaited)


def _title(walk: Walk, path: str) -> Text:
    run = walk.session.run
    return title_of(walk.bench.workplace.procedures.on(run.procedure.slug, run.procedure.valid_from), path)


def _acted(walk: Walk, act: Mapping[str, Any]) -> Acted:
    run, name = walk.session.run, next(iter(act))
    path = next((each for each in run.verdict.passed if each == name or each.endswith(f"/{name}")), None)
    if path is None or name in FACTS:
        return Acted(act)
    step = run.procedure.step_at(path)
    label = step.labels.get(act[name]) if isinstance(step, ReviewStep) else None
    return Acted(act, _title(walk, path), label)


def _asked(walk: Walk, question: Question) -> Asked:
    kind = question.name if question.name in (BANK, POST, CALLED) else "register"
    token = walk.session.run.case.tokens.get(question.command.visit)
    answers = SAID_BY[kind]
    accounts: tuple[str, ...] = ()
    about: Mapping[str, Any] = {}
    match question.command:
        case commands.QueryRegister():
            about = question.command.parameters
        case commands.OrderPayment():
            accounts = tuple(dict.fromkeys(line["account"] for line in question.command.payments))
            about = {"amount": sum(line["amount"] for line in question.command.payments)}
        case commands.OpenDossier():
            about = {"procedure": question.command.procedure}
    return Asked(
        question.name, kind, token.path if token is not None else "",
        _title(walk, token.path) if token is not None else Text(vi=question.name, en=question.name),
        about, None if question.usual == SILENT else question.usual, answers, accounts,
    )  # fmt: skip


def _done(caused: list[tuple[commands.Command, Case]]) -> Iterator[Done]:
    """What machines did, in order, without what only moves rows and timers."""
    for command, _ in caused:
        match command:
            case commands.ProduceDocument():
                yield Done("produce", command.template, command.series)
            case commands.SignDocument():
                yield Done("sign" if command.signer else "seal")
            case commands.QueryRegister():
                yield Done("request", command.source, command.parameters.get("key"))
            case commands.OrderPayment():
                yield Done("pay", detail=sum(line["amount"] for line in command.payments))
            case commands.BookShipment():
                yield Done("send", detail=command.attempt)
            case commands.DeliverElectronically():
                yield Done("deliver")
            case commands.SendNotice():
                yield Done("notify", command.template, command.to)
            case commands.OpenDossier():
                yield Done("open", command.procedure)
            case commands.ReportStatus() if command.changed:
                yield Done("status", str(int(command.status)))
