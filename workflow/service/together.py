"""Deciding many reviews at once, for those who approve all day: what the officer has seen as it stands, and what needs no words.

A look counts that the access log knows: of the result where the review leads to one, else of the dossier; and it counts as long
as nothing happened since that one would have to see before deciding.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, func, select

from workflow.definition.models import ReviewStep, Step, Text
from workflow.engine.ahead import document_ahead
from workflow.engine.case import Case
from workflow.engine.events import Actor, DecisionMade, Event
from workflow.engine.procedure import Procedure
from workflow.service.acting import Act, act_many
from workflow.service.carrying import Applied, Carrying, advanced, version_of
from workflow.service.deciding import (
    CHANGES_WHAT_IS_JUDGED,
    DECIDE,
    Decision,
    claimed_first,
    decision_made,
    once_only,
)
from workflow.service.errors import Conflict, Invalid, Refused
from workflow.service.office import Office
from workflow.service.permitted import Colleague, outcomes_of
from workflow.service.preview import PREVIEWED
from workflow.service.procedures import Version
from workflow.service.queueing import title_of
from workflow.service.viewing import OPENED, who_looks
from workflow.service.views import OutcomeView, QueueRow
from workflow.store.dossiers import UNLESS_KNOWN
from workflow.store.tables import ACCESSES, ASSIGNMENTS, DOSSIERS, JOURNAL

AT_ONCE = 100
"""Reviews decided by one request; nobody has more than that in mind."""
ONE_BY_ONE, NOT_SEEN, CHANGED = "one-by-one", "not-seen", "changed-meanwhile"
WORDS = {
    ONE_BY_ONE: "this review asks for fields, a checklist or a reason: decide it on its own page",
    NOT_SEEN: "look at it, and at the result it leads to, before you decide it together with others",
    CHANGED: "the dossier has changed since you looked at it; look at it again",
}
Review = tuple[str, int]
"""A dossier's code and the visit of a review."""


@dataclass(frozen=True)
class Together:
    """How a review may be decided together with others; without outcomes, `why_not` is the code of what stands in the way."""

    outcomes: tuple[OutcomeView, ...] = ()
    leads_to: str | None = None  # template of the result that comes of the decision
    on_behalf_of: str | None = None
    why_not: str | None = None


@dataclass(frozen=True)
class ToDecide:
    """A review to be decided, or just decided, with what it is about. `case` and `procedure` tell what was found out."""

    code: str
    visit: int
    applicant: str
    subject: str | None
    procedure: Procedure = field(repr=False)
    case: Case = field(repr=False)
    path: str
    step_title: Text
    labels: Mapping[str, Text]  # what its outcomes are called
    sequence: int  # give it back as `seen_sequence`
    how: Together


@dataclass
class Looked:
    """At what an officer has looked of a dossier: sequences of its states. `changed` is when it last was another one to judge."""

    opened: int = -1
    previewed: dict[int, int] = field(default_factory=dict)
    changed: int = 0

    def why_not(self, visit: int, has_result: bool) -> str | None:
        """What is wrong with these looks; None when the officer knows what there is to know."""
        seen = self.previewed.get(visit, -1) if has_result else self.opened
        if seen < 0:
            return NOT_SEEN
        return CHANGED if seen < self.changed else None


def together(office: Office, officer_id: str, rows: Sequence[QueueRow]) -> dict[Review, Together]:
    """Of each row of the officer's queue that is open to the officer, how it may be decided with others, or why it may not yet."""
    now = office.now()
    open_rows = [row for row in rows if not row.parked and row.holder in (None, officer_id)]
    with office.store.read() as db:
        colleague = who_looks(db, officer_id, now)
        versions = {digest: version_of(office, db, digest) for digest in {row.digest for row in open_rows}}
        plain = [row for row in open_rows if plain_outcomes(versions[row.digest].procedure.step_at(row.step))]
        looks = _looks(db, officer_id, {row.code for row in plain})
        found = {(row.code, row.visit): Together(why_not=ONE_BY_ONE) for row in open_rows}
        found |= {(row.code, row.visit): Together(why_not=NOT_SEEN) for row in plain}
        cases = _cases(office, db, looks)
        for row in plain:
            if row.code in cases:
                version, case = cases[row.code]
                found[row.code, row.visit] = _how(version, case, row.visit, colleague, looks[row.code], now)
    return found


def to_decide(office: Office, officer_id: str, reviews: Sequence[Review]) -> list[ToDecide]:
    """These reviews as they stand, also those that are over, in the same order; what never was a review is left out."""
    now, codes = office.now(), {code for code, _ in reviews}
    with office.store.read() as db:
        colleague = who_looks(db, officer_id, now)
        looks = _looks(db, officer_id, codes)
        cases = _cases(office, db, codes)
        a, d = ASSIGNMENTS.c, DOSSIERS.c
        steps = db.execute(select(a.dossier, a.visit, a.step).where(a.dossier.in_(codes)))
        paths = {(row.dossier, row.visit): row.step for row in steps}
        named = {
            row.code: row for row in db.execute(select(d.code, d.applicant_name, d.subject).where(d.code.in_(codes)))
        }
    found = []
    for code, visit in dict.fromkeys(reviews):
        if (code, visit) not in paths:
            continue
        (version, case), path = cases[code], paths[code, visit]
        try:
            step = version.procedure.step_at(path)
        except KeyError:  # the dossier has moved to a version without that step
            continue
        found.append(
            ToDecide(
                code=code,
                visit=visit,
                applicant=named[code].applicant_name,
                subject=named[code].subject,
                procedure=version.procedure,
                case=case,
                path=path,
                step_title=title_of(version, path),
                labels={it.name: it.label for it in outcomes_of(step)} if isinstance(step, ReviewStep) else {},
                sequence=case.sequence,
                how=_how(version, case, visit, colleague, looks.get(code, Looked()), now),
            )
        )
    return found


def decide_together(
    office: Office, decisions: Sequence[Decision], key: str | None = None
) -> list[Applied | Refused]:  # fmt: skip
    """Decide reviews the officer has looked at, in one transaction, taking upon oneself what nobody holds yet.

    What is refused stands in the answer and stops no other; nobody is left holding it. Beside what `decide` raises: Invalid
    for a review that asks for more than an outcome, Conflict for one that was not looked at as it stands. The same decision
    again under the same `key` gets the first answer. Raises Invalid for more than AT_ONCE.
    """
    if len(decisions) > AT_ONCE:
        raise Invalid("too-many", f"at most {AT_ONCE} reviews are decided at once")

    def events(decision: Decision, who: Actor, at: datetime, carrying: Carrying) -> Iterator[Event]:
        dossier = carrying.load(decision.code)
        looked = _looks(carrying.db, decision.officer, [decision.code]).get(decision.code, Looked())
        outcomes, _, why_not = _offered(dossier.version, dossier.case, decision.visit, decision.officer, looked, at)
        if decision.visit not in dossier.case.tokens:
            raise Conflict("already-decided", "this step is no longer open")
        if why_not == ONE_BY_ONE:
            raise Invalid(ONE_BY_ONE, WORDS[ONE_BY_ONE])
        made = decision_made(decision, who, at, carrying)
        advanced(dossier.version, dossier.case, made)  # what the engine refuses is not even claimed
        if decision.outcome not in {each.name for each in outcomes}:
            raise Invalid(ONE_BY_ONE, WORDS[ONE_BY_ONE])
        if why_not is not None:
            raise Conflict(why_not, WORDS[why_not])
        yield from claimed_first(decision, who, at, carrying)
        yield made

    def once(decision: Decision) -> str:
        return f"{key}:{decision.code}:{decision.visit}"

    acts = [
        Act(of.code, of.officer, DECIDE, partial(events, of), of.on_behalf_of, once_only(of, once(of)) if key else None)
        for of in decisions
    ]
    return act_many(office, acts)


def plain_outcomes(step: Step) -> tuple[OutcomeView, ...]:
    """How a review may end without fields, a checklist or a reason."""
    if not isinstance(step, ReviewStep) or step.fields or step.checklist:
        return ()
    return tuple(each for each in outcomes_of(step) if not each.needs_reason)


def _how(
    version: Version, case: Case, visit: int, colleague: Colleague, looked: Looked, now: datetime
) -> Together:  # fmt: skip
    """How this officer may decide a review with others. What the engine refuses comes first: looking again would not help."""
    outcomes, leads_to, why_not = _offered(version, case, visit, colleague.id, looked, now)
    if why_not == ONE_BY_ONE and visit in case.tokens:
        return Together(why_not=why_not)
    refusal: Refused | None = None
    for actor in colleague.actors():
        asked = DecisionMade(at=now, visit=visit, by=actor, outcome=outcomes[0].name if outcomes else "")
        try:
            advanced(version, case, asked)
        except Refused as refused:
            refusal = refusal or refused
        else:
            return Together(() if why_not else outcomes, leads_to, actor.on_behalf_of, why_not)
    return Together(why_not=refusal.code if refusal else why_not)


def _offered(
    version: Version, case: Case, visit: int, officer_id: str, looked: Looked, now: datetime
) -> tuple[tuple[OutcomeView, ...], str | None, str | None]:  # fmt: skip
    """Outcomes, the template of the result, and what is wrong with deciding together; a result is that of the first outcome."""
    token = case.tokens.get(visit)
    # A correction has no preview of what it puts in the place of a result.
    outcomes = (
        plain_outcomes(version.procedure.step_at(token.path))
        if token is not None and not token.scope.startswith("correction[")
        else ()
    )
    ahead = document_ahead(version.procedure, case, visit, officer_id, now) if outcomes else None
    if token is not None and ahead is not None:
        step = version.procedure.step_at(token.path)
        first = step.outcomes()[0] if isinstance(step, ReviewStep) else None
        outcomes = tuple(each for each in outcomes if each.name == first)
    if not outcomes:
        return (), None, ONE_BY_ONE
    return outcomes, ahead.template if ahead else None, looked.why_not(visit, ahead is not None)


def _looks(db: Connection, officer_id: str, codes: Iterable[str]) -> dict[str, Looked]:
    """What an officer has looked at, of those of these dossiers where there is something."""
    a, j = ACCESSES.c, JOURNAL.c
    seen = (
        select(a.dossier, a.act, a.visit, func.max(a.sequence).label("sequence"))
        .where(
            a.officer == officer_id, a.dossier.in_(codes), a.act.in_((OPENED, PREVIEWED)), a.sequence.is_not(None)
        )
        .group_by(a.dossier, a.act, a.visit)
    )  # fmt: skip
    found: defaultdict[str, Looked] = defaultdict(Looked)
    for row in db.execute(seen):
        if row.act == OPENED:
            found[row.dossier].opened = row.sequence
        else:
            found[row.dossier].previewed[row.visit] = row.sequence
    changes = (
        select(j.dossier, func.max(j.sequence).label("sequence"))
        .where(j.dossier.in_(list(found)), j.kind.in_(CHANGES_WHAT_IS_JUDGED))
        .group_by(j.dossier)
    )
    for row in db.execute(changes):
        found[row.dossier].changed = row.sequence or 0
    return dict(found)


def _cases(office: Office, db: Connection, codes: Iterable[str]) -> Mapping[str, tuple[Version, Case]]:
    """Dossiers as they stand, for reading."""
    known, d = office.cases.known(codes), DOSSIERS.c
    rows = db.execute(
        select(d.code, d.digest, d.head, UNLESS_KNOWN).where(d.code.in_(list(codes))), {"known": list(known)}
    )  # fmt: skip
    return {row.code: (version_of(office, db, row.digest), office.cases.of(row, known)) for row in rows}
