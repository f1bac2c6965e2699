"""What a procedure definition may say, as frozen models; the compiled procedure is made of the same values.

The language is described in docs/reference; legal terms follow the glossary of the design.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.json_schema import SkipJsonSchema

from workflow.clock import Duration
from workflow.conditions import Condition, Expression


class Model(BaseModel):
    """Base of all parts of the language: unknown keys are faults, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Text(Model):
    """A text in Vietnamese and English."""

    vi: str = Field(description="in Vietnamese")
    en: str = Field(description="in English")

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Ending(StrEnum):
    """How a dossier ends; who moved it there."""

    SETTLED = "settled"  # the result was given: the agency
    DECLINED = "declined"  # decided on the merits against the applicant, with reasons: the agency
    REFUSED = "refused"  # never accepted at intake: the one-stop unit
    WITHDRAWN = "withdrawn"  # taken back: the applicant
    EXPIRED = "expired"  # a supplement never came: the clock


class Channel(StrEnum):
    """How a dossier comes in."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class ReturnWay(StrEnum):
    """How results go back."""

    POST = "post"
    COUNTER = "counter"
    ELECTRONIC = "electronic"


class OnSupplement(StrEnum):
    """What a supplement request does to the legal clock."""

    PAUSE = "pause"  # the time used stays used
    RESTART = "restart"  # the time limit begins anew when the dossier is complete (Decree 61/2018 art. 19.4)


# --- Steps -----------------------------------------------------------------------------------------------------------

OTHERWISE = "otherwise"
Ways = str | Mapping[str, str]
"""`then`: the next step for any outcome, or a step per outcome, with `otherwise` for the rest."""


class Step(Model):
    """What all steps share."""

    kind: ClassVar[str]
    fixed_outcomes: ClassVar[tuple[str, ...]] = ()

    title: Text | None = Field(None, description="what officers and applicants read as the step's name")
    then: Ways | None = Field(
        None,
        description="the next step for every outcome, or a step per outcome with `otherwise` for the rest; left out, the step below",
    )
    clock: Literal["start", "stop"] | None = Field(
        None, description="entering this step starts or stops the legal clock"
    )
    law: str | None = Field(None, description="article that asks for this step")
    note: str | None = Field(None, description="a remark for whoever reads the definition")

    def outcomes(self) -> tuple[str, ...]:
        """The ways out of the step; empty when it has none (`end`) or names its targets itself (`decide`)."""
        return self.fixed_outcomes

    @property
    def awaited(self) -> tuple[str, ...]:
        """The names of the events this step listens for while a dossier stands at it."""
        return ()

    def children(self) -> "Mapping[str, StepGraph]":
        """The graphs inside, by branch name ('' for the only one)."""
        return {}

    def expressions(self) -> Iterator[Expression]:
        """The expressions evaluated when the step is entered, or when a branch of it ends."""
        for value in (getattr(self, name) for name in type(self).model_fields):
            if isinstance(value, Expression):
                yield value
            elif isinstance(value, Mapping):
                yield from (each for each in value.values() if isinstance(each, Expression))

    @cached_property
    def reads(self) -> tuple[tuple[str, ...], ...]:
        """What its expressions read, as paths of names; what a test with `has(…)` guards is left out."""
        return tuple(
            path
            for expression in self.expressions()
            for path in expression.paths
            if f"has({path[0]}" not in expression.source.replace(" ", "")
        )


class ValidateStep(Step):
    """Checks the form and the papers; the verdict was reached at the door, from schema, cross-field rules and duplicates."""

    kind = "validate"
    fixed_outcomes = ("valid", "invalid")
    validate_: Literal["form", "papers", "all"] = Field(
        alias="validate", description="what is looked at; `all` also counts duplicates"
    )


class ReviewStep(Step):
    """A person of a role decides."""

    kind = "review"
    review: str = Field(description="role that decides")
    unit: str | None = Field(None, description="unit whose officers may claim it")
    within: Duration | None = Field(None, description="time allowed for the step")
    fields: Mapping[str, Any] = Field(
        default_factory=dict, description="what the officer fills in: JSON-Schema properties"
    )
    required: tuple[str, ...] = Field((), description="names of fields that must be filled in")
    checklist: tuple[Text, ...] = Field((), description="what the officer ticks off")
    not_by: tuple[str, ...] = Field((), description="steps whose deciders may not decide here (four eyes)")
    reason_for: tuple[str, ...] = Field((), description="outcomes that need a written reason")
    labels: Mapping[str, Text] = Field(default_factory=dict, description="what the buttons say, by outcome")

    def outcomes(self) -> tuple[str, ...]:
        if isinstance(self.then, Mapping):
            return tuple(outcome for outcome in self.then if outcome != OTHERWISE)
        return ("done",)


class Choice(Model):
    """One branch of a `decide`."""

    when: Condition | None = Field(None, description="the branch is taken when this holds")
    otherwise: str | None = Field(None, description="the step when no condition holds; stands last and alone")
    then: str | None = Field(None, description="the step it leads to")

    @model_validator(mode="after")
    def _one_form(self) -> "Choice":
        if (self.otherwise is None) == (self.when is None) or (self.when is None) != (self.then is None):
            raise ValueError("write either `when` with `then`, or `otherwise` alone")
        return self

    @property
    def target(self) -> str:
        return self.then or self.otherwise or ""


class DecideStep(Step):
    """An exclusive choice: the first condition that holds."""

    kind = "decide"
    decide: tuple[Choice, ...] = Field(min_length=1, description="branches in order, the last one `otherwise`")

    def expressions(self) -> Iterator[Expression]:
        return (choice.when for choice in self.decide if choice.when is not None)


class ComputeStep(Step):
    """A rule of law applied to values and the parameters in force on the day of the event."""

    kind = "compute"
    compute: str = Field(description="rule, as module.function")
    with_: Mapping[str, Expression] = Field(
        default_factory=dict, alias="with", description="the rule's inputs, by name"
    )


class RequestStep(Step):
    """A question to an outside register."""

    kind = "request"
    request: str = Field(description="register")
    with_: Mapping[str, Expression] = Field(default_factory=dict, alias="with", description="what is asked about")
    within: Duration | None = Field(None, description="after this the outcome is no_answer")

    def outcomes(self) -> tuple[str, ...]:
        return ("found", "not_found", "mismatch", *(("no_answer",) if self.within else ()))


Enough = Literal["all", "any"] | int | Condition
"""How many branches or elements must have ended; once they have, the rest are cancelled."""


EXCLUSIVE = "key: of all dossiers and branches that name the same one, only one is inside this step at a time"


class ParallelStep(Step):
    """Branches side by side, those whose `when` holds; when enough have ended, the rest are cancelled."""

    kind = "parallel"
    fixed_outcomes = ("completed",)
    parallel: "Mapping[str, BranchOfSteps]" = Field(min_length=1, description="branches by name, each with its steps")
    until: Enough = Field(
        "all", description="how many branches must have ended: all, any, a number, or when a condition holds"
    )
    exclusive: Expression | None = Field(None, description=EXCLUSIVE)

    def expressions(self) -> Iterator[Expression]:
        yield from super().expressions()
        yield from (graph.when for graph in self.parallel.values() if graph.when is not None)

    def children(self) -> "Mapping[str, StepGraph]":
        return self.parallel


class EachStep(Step):
    """A graph for every element of a list; inside, `row` is the element and `index` its number from 0."""

    kind = "each"
    fixed_outcomes = ("completed",)
    each: Expression = Field(description="the list")
    steps: "Mapping[str, AnyStep]" = Field(min_length=1, description="what is done for every element")
    until: Enough = Field(
        "all", description="how many elements must have ended: all, any, a number, or when a condition holds"
    )
    more: str | None = Field(None, description="event that adds an element (what comes with it) while the step runs")

    @property
    def awaited(self) -> tuple[str, ...]:
        return (self.more,) if self.more is not None else ()

    @cached_property
    def graph(self) -> "StepGraph":
        return StepGraph(steps=self.steps)

    def children(self) -> "Mapping[str, StepGraph]":
        return {"": self.graph}


class CallStep(Step):
    """A shared graph (`common/…`, put in place when read) or another procedure with a dossier of its own."""

    kind = "call"
    call: str = Field(description="`common/<graph>`, or the slug of a procedure")
    with_: Mapping[str, Any] = Field(
        default_factory=dict,
        alias="with",
        description="parameters of the graph, or the answers of the other procedure's form",
    )
    graph: SkipJsonSchema["Graph | None"] = Field(None, description="put here by the reader, never written")
    exclusive: Expression | None = Field(None, description=EXCLUSIVE)

    def expressions(self) -> Iterator[Expression]:
        yield from self.answers.values()
        if self.exclusive is not None:
            yield self.exclusive

    @property
    def is_shared(self) -> bool:
        """Whether this calls a shared graph, even one that could not be put in place."""
        return self.call.startswith("common/")

    @cached_property
    def answers(self) -> Mapping[str, Expression]:
        """What the form of the called procedure is filled in with."""
        return {} if self.is_shared else {key: Expression.parsed(raw) for key, raw in self.with_.items()}

    @model_validator(mode="after")
    def _answers_are_expressions(self) -> "CallStep":
        assert self.answers is not None  # raises where one is not an expression
        return self

    @model_validator(mode="after")
    def _only_steps_here_are_exclusive(self) -> "CallStep":
        if self.exclusive is not None and not self.is_shared:
            raise ValueError("`exclusive` is about steps of this dossier; let the called procedure say it")
        return self

    def outcomes(self) -> tuple[str, ...]:
        return self.graph.ends if self.graph else tuple(Ending)

    def children(self) -> "Mapping[str, StepGraph]":
        return {"": self.graph} if self.graph else {}


class ProduceStep(Step):
    """A PDF document: rendered, numbered, signed, kept."""

    kind = "produce"
    fixed_outcomes = ("produced",)
    produce: str = Field(description="template")
    with_: Mapping[str, Expression] = Field(
        default_factory=dict, alias="with", description="values the template needs, by name"
    )
    series: str | None = Field(None, description="number series; none for an unnumbered paper")
    signed_by: str | None = Field(None, description="review whose decider signs; always sealed by the agency")
    result: bool = Field(True, description="whether it is a result to be returned to the applicant")


class PayStep(Step):
    """A payment order to the bank; ends when every line is paid or rejected."""

    kind = "pay"
    fixed_outcomes = ("paid", "rejected")
    pay: Expression = Field(description="list of {name, account, bank, amount, text}")


class ReturnStep(Step):
    """Hands the results over; the dossier is settled when this step begins, returned when it ends."""

    kind = "return"
    fixed_outcomes = ("returned",)
    return_: Literal["chosen"] | ReturnWay = Field(
        alias="return", description="the way; `chosen` is the applicant's choice"
    )
    documents: tuple[str, ...] = Field((), description="produce steps; all results when empty")


class WaitStep(Step):
    """Waits for a time, a named event, one of several, a condition, or whichever comes first."""

    kind = "wait"
    wait: Duration | None = Field(None, description="how long; may be left out when `until` or `event` is there")
    until: Expression | None = Field(None, description="a day or moment, as text")
    event: str | None = Field(None, description="the name of what is waited for")
    events: tuple[str, ...] = Field((), description="events of which the first to come is the outcome")
    kept: bool = Field(False, description="an event that comes before anybody waits for it is kept for this step")
    once: Condition | None = Field(None, description="goes on as soon as this holds; `beside` are the other branches")

    @model_validator(mode="after")
    def _waits_for_something(self) -> "WaitStep":
        if not (self.is_timed or self.awaited or self.once is not None):
            raise ValueError("say what it waits for: a duration, `until`, `event`, `events` or `once`")
        if self.wait is not None and self.until is not None:
            raise ValueError("give either a duration or `until`, not both")
        if self.event is not None and self.events:
            raise ValueError("give either `event` or `events`, not both")
        if self.kept and not self.awaited:
            raise ValueError("`kept` says nothing without `event` or `events`")
        if self.once is not None and not self.is_timed:
            raise ValueError("`once` may never hold: say with a duration or `until` how long to wait at the most")
        return self

    @property
    def is_timed(self) -> bool:
        """Whether a time ends the waiting whatever happens."""
        return self.wait is not None or self.until is not None

    @property
    def awaited(self) -> tuple[str, ...]:
        return self.events or ((self.event,) if self.event is not None else ())

    def outcome_of(self, event: str) -> str:
        """How the step ends when this event comes."""
        return event if self.events else "arrived"

    def outcomes(self) -> tuple[str, ...]:
        arrived = dict.fromkeys(self.outcome_of(event) for event in self.awaited)
        reached = ("reached",) if self.once is not None else ()
        return (*arrived, *reached, *(("elapsed",) if self.is_timed else ()))


class NotifyStep(Step):
    """A message to the applicant or to officers; may announce a new legal limit."""

    kind = "notify"
    fixed_outcomes = ("sent",)
    notify: str = Field(description="message template")
    to: str = Field("applicant", description="applicant, or a role")
    with_: Mapping[str, Expression] = Field(
        default_factory=dict, alias="with", description="values the message needs, by name"
    )
    deadline: Duration | None = Field(None, description="the legal limit becomes this, counted from acceptance")


class EndStep(Step):
    """The end of a graph; in the outermost one an Ending."""

    kind = "end"
    end: str = Field(description="its name; outermost: settled, declined or refused")


STEP_KINDS: dict[str, type[Step]] = {
    kind.kind: kind
    for kind in (
        ValidateStep, ReviewStep, DecideStep, ComputeStep, RequestStep, ParallelStep, EachStep,
        CallStep, ProduceStep, PayStep, ReturnStep, WaitStep, NotifyStep, EndStep,
    )
}  # fmt: skip


def step_kind(raw: Any) -> str | None:
    """The kind of a step: the one key of it that names a kind.

    `wait` may be left out when another key says what is waited for.
    """
    if isinstance(raw, Step):
        return raw.kind
    if not isinstance(raw, Mapping):
        return None
    kinds = [key for key in raw if key in STEP_KINDS]
    if not kinds and raw.keys() & {"event", "events", "once", "until"}:
        return "wait"
    return kinds[0] if len(kinds) == 1 else None


AnyStep = Annotated[
    Annotated[ValidateStep, Tag("validate")]
    | Annotated[ReviewStep, Tag("review")]
    | Annotated[DecideStep, Tag("decide")]
    | Annotated[ComputeStep, Tag("compute")]
    | Annotated[RequestStep, Tag("request")]
    | Annotated[ParallelStep, Tag("parallel")]
    | Annotated[EachStep, Tag("each")]
    | Annotated[CallStep, Tag("call")]
    | Annotated[ProduceStep, Tag("produce")]
    | Annotated[PayStep, Tag("pay")]
    | Annotated[ReturnStep, Tag("return")]
    | Annotated[WaitStep, Tag("wait")]
    | Annotated[NotifyStep, Tag("notify")]
    | Annotated[EndStep, Tag("end")],
    Discriminator(
        step_kind,
        custom_error_type="step_kind",
        custom_error_message="a step needs exactly one kind",
    ),
]


def _steps_alone(raw: Any) -> Any:
    """A branch may be written as its steps alone."""
    if not isinstance(raw, Mapping) or "steps" in raw:
        return raw
    if isinstance(raw.get("when"), str):
        raise ValueError("a branch with `when` has its steps under `steps:`")
    return {"steps": raw}


class StepGraph(Model):
    """Steps with a beginning (the first one unless `start` says otherwise) and what follows what."""

    start: str | None = Field(None, description="where it begins; the first step unless said")
    steps: Mapping[str, AnyStep] = Field(min_length=1, description="the steps by name, in the order of the way")

    @cached_property
    def first(self) -> str:
        return self.start or next(iter(self.steps))

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """The steps that are reached, each after all that lead to it, but for ways back (reverse postorder)."""
        left: list[str] = []
        met = {self.first}
        under_way = [(self.first, iter(self.targets(self.first)))]
        while under_way:
            name, targets = under_way[-1]
            target = next((each for each in targets if each in self.steps and each not in met), None)
            if target is None:
                left.append(name)
                under_way.pop()
            else:
                met.add(target)
                under_way.append((target, iter(self.targets(target))))
        return tuple(reversed(left))

    @cached_property
    def unvisited(self) -> Mapping[str, Mapping[str, Any]]:
        """Every step as it can be read before it was passed: without values, so that `has(step.outcome)` is false."""
        return {name: {} for name in self.steps}

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """The names of this graph's ends, in file order, each once."""
        return tuple(dict.fromkeys(step.end for step in self.steps.values() if isinstance(step, EndStep)))

    @cached_property
    def following(self) -> Mapping[str, str]:
        """The step written after each step: where an unsaid `then` leads."""
        names = list(self.steps)
        return dict(pairwise(names))

    def target(self, name: str, outcome: str) -> str | None:
        """Where `outcome` of step `name` leads, or None when nothing says so."""
        then = self.steps[name].then
        if then is None:
            return self.following.get(name)
        if isinstance(then, str):
            return then
        return then.get(outcome, then.get(OTHERWISE))

    def targets(self, name: str) -> list[str]:
        """Every step that may follow `name`."""
        step = self.steps[name]
        if isinstance(step, DecideStep):
            return [choice.target for choice in step.decide]
        if isinstance(step, EndStep):
            return []
        if isinstance(step.then, Mapping):
            return list(step.then.values())
        following = step.then or self.following.get(name)
        return [following] if following else []


class Branch(StepGraph):
    """The steps of one branch of a `parallel`."""

    when: Condition | None = Field(None, description="the branch is begun when this holds; always when absent")


Graph = Annotated[StepGraph, BeforeValidator(_steps_alone)]
"""Steps with a beginning: where it starts (the first step unless said) and what follows what."""
BranchOfSteps = Annotated[Branch, BeforeValidator(_steps_alone)]

for _model in (ParallelStep, EachStep, CallStep, StepGraph, Branch):
    _model.model_rebuild(_types_namespace={"Graph": Graph, "BranchOfSteps": BranchOfSteps, "AnyStep": AnyStep})


# --- The procedure ---------------------------------------------------------------------------------------------------


class Act(Model):
    """A legal act the procedure rests on."""

    act: str = Field(description="kind, number and name, as the register of acts has it")
    articles: str | None = Field(None, description="the articles that matter, or how it was amended")


class Component(Model):
    """A paper of the dossier."""

    title: Text = Field(description="what the paper is called")
    form_no: str | None = Field(None, description="number of the official form, such as TK1-TS")
    code: str | None = Field(
        None, description="the national portal's code of the paper (MAGIAYTO), once it is published"
    )
    copy_kind: Literal["original", "copy", "either"] = Field(
        "copy", description="bản chính, bản sao, hoặc một trong hai"
    )
    when: Condition | None = Field(None, description="asked for when this holds; always when absent")
    accepts: tuple[str, ...] = Field(
        ("pdf", "xml", "jpg", "png", "xlsx"), description="kinds of files that may be uploaded"
    )


class TimeLimit(Model):
    """A legal limit; `when` says for which dossiers."""

    when: Condition | None = Field(None, description="the dossiers it holds for")
    otherwise: Literal[True] | None = Field(None, description="true: it holds for all others; stands last")
    time: Duration = Field(description="the limit")
    basis: str | None = Field(None, description="the act and article it stands in")


class Deadline(Model):
    """The legal time to settle: one limit, or one per case of the procedure."""

    time: Duration | None = Field(None, description="the limit of every dossier")
    basis: str | None = Field(None, description="the act and article it stands in")
    choose: tuple[TimeLimit, ...] = Field((), description="a limit per case, the last one `otherwise: true`")

    @model_validator(mode="after")
    def _one_form(self) -> "Deadline":
        if (self.time is None) == (not self.choose):
            raise ValueError("give either `time`, or `choose` with a limit per case")
        return self

    def limit(self, names: Mapping[str, Any]) -> Duration:
        """The limit for a dossier with these values."""
        if self.time is not None:
            return self.time
        return next(choice.time for choice in self.choose if choice.when is None or choice.when.holds(names))


class SupplementRule(Model):
    """How often and how long an applicant may be asked to complete the dossier."""

    clock: OnSupplement = Field(description="what becomes of the legal clock")
    window: Duration = Field(description="how long the applicant has")
    rounds: int = Field(1, description="how often it may be asked")
    basis: str | None = Field(None, description="the act and article it stands in")


class Attachments(Model):
    """Limits on what an applicant may upload, all files together."""

    count: int = Field(6, description="files at most")
    megabytes: int = Field(5, description="megabytes at most")


class Definition(Model):
    """A procedure as it holds on one day."""

    procedure: str = Field(description="its slug, the name of its folder")
    code: str = Field(description="national code, as text")
    service_codes: tuple[str, ...] = Field((), description="the agency's own codes, as text")
    sector: str = Field(description="the field of administration it belongs to")
    title: Text = Field(description="its official name")
    applicants: tuple[str, ...] = Field(description="who may file it")
    channels: tuple[Channel, ...] = Field(tuple(Channel), description="how it may be submitted")
    basis: tuple[Act, ...] = Field(description="the legal acts it rests on")
    form: str = Field("form.schema.json", description="file of the form's schema")
    layout: str = Field("form.layout.yaml", description="file of the form's layout")
    components: Mapping[str, Component] = Field(default_factory=dict, description="papers of the dossier, by name")
    attachments: Attachments = Field(Attachments(), description="limits on what is uploaded")
    deadline: Deadline = Field(description="the legal time to settle it")
    supplement: SupplementRule = Field(description="how the applicant may be asked to complete it")
    fee: Literal["none"] = Field("none", description="no procedure of the agency has one")
    duplicate_key: tuple[str, ...] = Field(
        (), description="form fields that together make a second dossier a duplicate"
    )
    subject: Expression | None = Field(None, description="one line that tells this dossier from others of its kind")
    start: str | None = Field(None, description="where it begins; the first step unless said")
    steps: Mapping[str, AnyStep] = Field(min_length=1, description="the steps by name, in the order of the way")
    notes: tuple[str, ...] = Field((), description="assumptions and facts still unverified")

    @cached_property
    def graph(self) -> StepGraph:
        return StepGraph(start=self.start, steps=self.steps)

    @cached_property
    def legal_bases(self) -> list[str]:
        """The acts as a decision names them under its heading."""
        return [f"{act.act}, {act.articles}" if act.articles else act.act for act in self.basis]
