"""A procedure as a page a jurist can read and sign: headings, sentences and numbered steps, before they become text or HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflow.conditions import Condition
from workflow.definition.models import (
    CallStep,
    ComputeStep,
    Definition,
    EachStep,
    EndStep,
    NotifyStep,
    ParallelStep,
    PayStep,
    ProduceStep,
    RequestStep,
    ReturnStep,
    ReviewStep,
    Step,
    ValidateStep,
    WaitStep,
)
from workflow.drawing.conditions import in_words, read_in_words
from workflow.drawing.limits import limits_in_words
from workflow.drawing.names import Names
from workflow.drawing.plan import Arrow, Node, Plan, outcome_in_words, plan_of, until_in_words, waited_for
from workflow.drawing.sentences import SENTENCES


@dataclass(frozen=True)
class Block:
    """A piece of the page; `mark` stands before it: a step's number, a dash."""

    kind: str  # title, heading, step, item, paragraph
    text: str
    level: int = 0
    mark: str = ""


def page(definition: Definition, valid_from: date, until: date | None, digest: str, names: Names) -> list[Block]:
    """The whole page; `until` is the first day of the version after this one."""
    return list(_Page(definition, valid_from, until, digest, names).blocks())


def said(key: str, names: Names) -> str:
    """A word of the page in the language of these names: a kind of applicant, original or copy; the key where there is none."""
    return SENTENCES[key][names.language == "en"] if key in SENTENCES else key


def asked_in_words(when: Condition, names: Names) -> str:
    """When a paper is asked for; one that no condition asks for is asked for by officers."""
    return said("on_request", names) if when.source.strip() == "false" else in_words(when, names)


def results_in_words(definition: Definition, names: Names) -> Iterator[str]:
    """The papers an applicant gets, each kind once."""
    found = (node.step for node in plan_of(definition.graph, names).all_nodes())
    papers = (names.of("template", step.produce) for step in found if isinstance(step, ProduceStep) and step.result)
    yield from dict.fromkeys(papers)


class _Page:
    def __init__(self, definition: Definition, valid_from: date, until: date | None, digest: str, names: Names) -> None:
        self.definition, self.names = definition, names
        self.valid_from, self.until, self.digest = valid_from, until, digest
        self.plan = plan_of(definition.graph, names)
        self.nodes = {node.path: node for node in self.plan.all_nodes()}
        self.numbers = dict(_numbered(self.plan, ""))
        self.order = {path: at for at, path in enumerate(self.numbers)}
        self.after: dict[str, list[str]] = {}
        for arrow in _arrows(self.plan):
            self.after.setdefault(arrow.source, []).append(arrow.target)

    def say(self, key: str, *values: object) -> str:
        return SENTENCES[key][self.names.language == "en"].format(*values)

    def blocks(self) -> Iterator[Block]:
        yield from self._identity()
        yield from self._who()
        yield from self._papers()
        yield from self._time()
        yield Block("heading", self.say("way"))
        yield from self._graph(self.plan, 0)
        yield from self._results()
        yield Block("heading", self.say("laws"))
        yield from (Block("item", law, 0, "–") for law in self.definition.legal_bases)
        if self.definition.notes:
            yield Block("heading", self.say("notes"))
            yield from (Block("item", note, 0, "–") for note in self.definition.notes)
        yield Block("heading", self.say("signature"))
        yield Block("paragraph", self.say("sign_here"))

    # --- Above the steps ---

    def _identity(self) -> Iterator[Block]:
        definition = self.definition
        yield Block("title", self.names.text(definition.title))
        yield Block("paragraph", self.say("code", definition.code))
        if definition.service_codes:
            yield Block("paragraph", self.say("service_codes", ", ".join(definition.service_codes)))
        yield Block("paragraph", self.say("sector", definition.sector))
        if self.until is None:
            yield Block("paragraph", self.say("in_force", _day(self.valid_from)))
        else:
            last = _day(self.until - timedelta(days=1))
            yield Block("paragraph", self.say("in_force_until", _day(self.valid_from), last))
        yield Block("paragraph", self.say("digest", self.digest[:16]))

    def _who(self) -> Iterator[Block]:
        yield Block("heading", self.say("who"))
        applicants = (said(each, self.names) for each in self.definition.applicants)
        yield Block("paragraph", self.say("applicants", ", ".join(applicants)))
        channels = ", ".join(self.say(channel) for channel in self.definition.channels)
        yield Block("paragraph", self.say("channels", channels) if channels else self.say("no_channels"))
        yield Block("paragraph", self.say("fee"))

    def _papers(self) -> Iterator[Block]:
        yield Block("heading", self.say("papers"))
        if not self.definition.components:
            yield Block("paragraph", self.say("no_papers"))
        for component in self.definition.components.values():
            particulars = [self.say("form_no", component.form_no)] if component.form_no else []
            particulars.append(self.say(component.copy_kind))
            words = f"{self.names.text(component.title)} ({', '.join(particulars)})"
            if component.when is not None:
                words += f", {self.say('when', asked_in_words(component.when, self.names))}"
            yield Block("item", f"{words}.", 0, "–")
        limits = self.definition.attachments
        yield Block("paragraph", self.say("attachments", limits.count, limits.megabytes))

    def _time(self) -> Iterator[Block]:
        yield Block("heading", self.say("time"))
        for case, time in limits_in_words(self.definition, self.names):
            yield Block("item", f"{_capital(case or self.say('any_case'))}: {time}.", 0, "–")
        rule = self.definition.supplement
        yield Block("heading", self.say("supplement"))
        basis = self.say("basis", rule.basis) if rule.basis else ""
        window = self.names.time(rule.window)
        yield Block("paragraph", self.say("supplement_rule", rule.rounds, window, self.say(rule.clock), basis))

    def _results(self) -> Iterator[Block]:
        yield Block("heading", self.say("results"))
        for node in self.nodes.values():
            if isinstance(node.step, ProduceStep) and node.step.result:
                paper = self.names.of("template", node.step.produce)
                yield Block("item", self.say("result", paper, self.numbers[node.path]) + ".", 0, "–")
        ends = [self.names.outcome(end) for end in self.definition.graph.ends]
        yield Block("paragraph", self.say("endings", ", ".join(ends)))
        yield Block("paragraph", self.say("always"))

    # --- The steps ---

    def _graph(self, plan: Plan, level: int) -> Iterator[Block]:
        for node in plan.nodes:
            if isinstance(node.step, EndStep):
                continue
            yield Block("step", node.title, level, self.numbers[node.path])
            for sentence in self._sentences(node):
                yield Block("paragraph", sentence, level + 1)
            for branch, part in node.parts:
                if branch:
                    yield Block("paragraph", self.say("branch", branch.replace("_", " ")) + ":", level + 1)
                yield from self._graph(part, level + 1)
            yield from self._ways_on(node, [arrow for arrow in plan.arrows if arrow.source == node.path], level + 1)

    def _sentences(self, node: Node) -> Iterator[str]:
        step = node.step
        yield from filter(None, (self._act(node),))
        if isinstance(step, ReviewStep):
            yield from self._particulars(node, step)
        if isinstance(step, ProduceStep) and not step.result:
            yield self.say("not_result")
        if isinstance(step, NotifyStep) and step.deadline is not None:
            yield self.say("new_limit", self.names.time(step.deadline))
        if step.clock:
            yield self.say(f"clock_{step.clock}")
        if step.law:
            yield self.say("law", step.law)

    def _act(self, node: Node) -> str:
        """What happens at a step, in one sentence."""
        step, names = node.step, self.names
        match step:
            case ReviewStep():
                unit = f" ({names.unit(step.unit)})" if step.unit else ""
                return self.say("review", names.role(step.review) + unit, self._within(step))
            case ValidateStep():
                return self.say("validate", names.say(f"validate.{step.validate_}"))
            case ComputeStep():
                return self.say("compute", names.of("rule", step.compute), step.compute)
            case RequestStep():
                return self.say("request", names.of("register", step.request), self._within(step))
            case ProduceStep():
                return self._produced(node, step)
            case PayStep():
                return self.say("pay", read_in_words(step.pay, names))
            case ReturnStep():
                documents = [self.numbers_of(node, document) for document in step.documents]
                return self.say(
                    "return", ", ".join(documents) or self.say("all_results"), names.say(f"return.{step.return_}")
                )
            case WaitStep():
                return self.say("wait", waited_for(step, names))
            case NotifyStep():
                return self.say("notify", names.of("message", step.notify), names.role(step.to))
            case ParallelStep():
                return self.say("parallel", until_in_words(step, names))
            case EachStep():
                return self.say("each", read_in_words(step.each, names))
            case CallStep():
                return self.say("call") if step.graph else self.say("other", names.of("procedure", step.call))
        return self.say("decide")

    def _within(self, step: ReviewStep | RequestStep) -> str:
        return self.say("within", self.names.time(step.within)) if step.within else ""

    def _produced(self, node: Node, step: ProduceStep) -> str:
        series = self.names.organisation.series.get(step.series or "")
        numbered = self.say("numbered", self.names.text(series.title)) if series else ""
        signed = self.say("signed", self.numbers_of(node, step.signed_by)) if step.signed_by else self.say("sealed")
        return self.say("produce", self.names.of("template", step.produce), numbered, signed)

    def _particulars(self, node: Node, step: ReviewStep) -> Iterator[str]:
        """Four eyes, fields and checklist of a decision."""
        if step.not_by:
            yield self.say("not_by", ", ".join(self.numbers_of(node, other) for other in step.not_by))
        if step.fields:
            labels = {name: _label(name, field, self.names.language) for name, field in step.fields.items()}
            told = (self.say("must", label) if name in step.required else label for name, label in labels.items())
            yield self.say("fields", ", ".join(told))
        if step.checklist:
            yield self.say("checklist", "; ".join(self.names.text(each) for each in step.checklist))

    def _ways_on(self, node: Node, arrows: list[Arrow], level: int) -> Iterator[Block]:
        if len(arrows) == 1 and not arrows[0].label:
            yield Block("paragraph", self.say("then", self._target(arrows[0])), level)
            return
        for arrow in arrows:
            for words in self._conditions(node.step, arrow):
                yield Block("item", f"{words}: {self._target(arrow)}.", level, "→")

    def _conditions(self, step: Step, arrow: Arrow) -> Iterator[str]:
        """What leads along an arrow, one outcome after another: each may need a reason or not."""
        if not arrow.outcomes:
            yield arrow.label
        for outcome in arrow.outcomes:
            needs_reason = isinstance(step, ReviewStep) and outcome in step.reason_for
            reason = f" ({self.say('reasons')})" if needs_reason else ""
            yield f"“{outcome_in_words(step, outcome, self.names)}”{reason}"

    def _target(self, arrow: Arrow) -> str:
        node = self.nodes[arrow.target]
        if isinstance(node.step, EndStep):
            return self.say("to_end", node.title)
        back = self.order[arrow.target] <= self.order[arrow.source] and arrow.source in self._reached(arrow.target)
        return self.say("back_step" if back else "to_step", self.numbers[arrow.target], node.title)

    def _reached(self, start: str) -> set[str]:
        """Every step of its graph that may come after this one, itself included."""
        found, frontier = set[str](), [start]
        while frontier:
            path = frontier.pop()
            if path not in found:
                found.add(path)
                frontier.extend(self.after.get(path, ()))
        return found

    def numbers_of(self, node: Node, other: str) -> str:
        """The step another one names, by its number: looked for in its own graph, then in those around."""
        above = node.path.rpartition("/")[0]
        while True:
            path = f"{above}/{other}" if above else other
            if path in self.numbers:
                return self.say("step", self.numbers[path])
            if not above:
                return other
            above = above.rpartition("/")[0]


def _arrows(plan: Plan) -> Iterator[Arrow]:
    yield from plan.arrows
    for node in plan.nodes:
        for _, part in node.parts:
            yield from _arrows(part)


def _numbered(plan: Plan, above: str) -> Iterator[tuple[str, str]]:
    """Every step's path and number: 3, 3.2, and 3a.1 in the first of several branches."""
    real = [node for node in plan.nodes if not isinstance(node.step, EndStep)]
    for count, node in enumerate(real, 1):
        number = f"{above}{count}"
        yield node.path, number
        for at, (branch, part) in enumerate(node.parts):
            yield from _numbered(part, f"{number}{chr(ord('a') + at) if branch else ''}.")


def _label(name: str, field: Mapping[str, Any], language: str) -> str:
    title = field.get("title", name)
    return str(field.get("x-title-en", title) if language == "en" else title)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
