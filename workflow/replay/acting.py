"""What people and outside parties do in a replay: each act goes through the door that a person's would."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from integrations.stage import Stage
from workflow.clock import Duration
from workflow.clock.duration import Unit
from workflow.engine.errors import Refused
from workflow.engine.events import SupplementItem
from workflow.performing.standing import standing_of
from workflow.replay.agenda import Act, Agenda, Times
from workflow.replay.going import Going, Review, Waking
from workflow.replay.plan import Planned
from workflow.replay.staff import Staff, candidates
from workflow.replay.stamping import PORTAL, NoTemplate, Stamping, patch_of
from workflow.service.applicant import supplement, withdraw
from workflow.service.applying import hasten
from workflow.service.assignments import claim
from workflow.service.attachments import Attachment
from workflow.service.deciding import Decision, ask_supplement, decide, decide_many
from workflow.service.errors import Conflict, NotPermitted
from workflow.service.office import Office
from workflow.service.shipments import hasten_shipment
from workflow.service.signals import signal
from workflow.service.submitting import submit
from workflow.service.supervising import apologise
from workflow.service.timers import fire

log = logging.getLogger("motcua.replay")

REASON = "Theo quy định"
RETURNING = ("handed_over", "send_again")
"""What the engine itself asks a return officer."""
ROUNDS = 20
"""Decisions of one step in one dossier, after which it is left as it stands."""
Outcome = tuple[str, Any, str]


@dataclass
class People:
    """Everybody who acts; `done` counts what they did, and what was not taken, by kind."""

    office: Office
    stage: Stage
    stamping: Stamping
    staff: Staff
    agenda: Agenda
    times: Times
    seed: int
    paper: bytes = field(repr=False)
    """The file handed in for every component."""
    going: dict[str, Going] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def chance(self, going: Going, what: str) -> Random:
        """The dice of one thing in one dossier."""
        return Random(f"{self.seed}/{going.handed.planned.place}/{what}")

    # --- applicants ---

    def file(self, planned: Planned) -> Act:
        """Hand a dossier in."""

        async def act() -> str | None:
            try:
                handed = self.stamping.handed(planned)
            except NoTemplate as trouble:
                log.warning("%s", trouble)
                self.done["not made"] += 1
                return None
            submission = self.stamping.submission(handed, self.paper)
            if submission.source == PORTAL:
                await self.stage.filed(planned.reference, handed.template.code, f"{planned.at:%Y%m%d%H%M%S}")
            code = submit(self.office, submission).code
            await self.take_up(Going(code, handed))
            self.done["filed"] += 1
            return code

        return act

    async def take_up(self, going: Going) -> None:
        """The registers are told what they know; who will withdraw has it in mind."""
        self.going[going.code] = going
        await self.stage.script(going.code, going.handed.stamped.replies)
        if going.handed.planned.trouble == "withdrawn":
            self.agenda.put(self.times.after("review", self.chance(going, "withdraw")), self.withdraw(going))

    def withdraw(self, going: Going) -> Act:
        """Take the dossier back."""
        message = (PORTAL, f"{going.handed.planned.reference}-RUT")
        return self._act(
            "withdrawn", going, lambda: withdraw(self.office, going.code, "Người nộp rút hồ sơ", None, message)
        )

    def plan_supply(self, going: Going) -> None:
        """Sooner or later what was asked for comes, unless it never does."""
        if going.handed.planned.trouble != "silent":
            self.agenda.put(self.times.after("supplement", self.chance(going, "supply")), self._supply(going))

    def _supply(self, going: Going) -> Act:
        handed, message = going.handed, (PORTAL, f"{going.handed.planned.reference}-BS1")
        if handed.spoilt is not None:
            patch, files = patch_of(handed.stamped.answers, handed.spoilt), []
        else:
            component = handed.stamped.papers[0]
            patch, files = {}, [Attachment(component, f"{component}.pdf", self.paper)]
        return self._act("supplied", going, lambda: supplement(self.office, going.code, patch, files, None, message))

    # --- officers ---

    async def decide(self, reviews: Sequence[Review]) -> set[str]:
        """Decide reviews; gives the dossiers. Those that go as planned share a transaction, as when one approves a whole page."""
        as_planned = {n: made for n, each in enumerate(reviews) if (made := self._as_planned(each)) is not None}
        answers = decide_many(self.office, list(as_planned.values())) if as_planned else []
        decided = {n for n, answer in zip(as_planned, answers, strict=True) if not isinstance(answer, Refused)}
        for n in decided:
            reviews[n].going.decided[step_of(reviews[n].row.step)] += 1
        self.done["decided"] += len(decided)
        touched = {reviews[n].going.code for n in decided}
        others = [self._decide_alone(each) for n, each in enumerate(reviews) if n not in decided]
        return touched | {code for code in others if code is not None}

    def _as_planned(self, review: Review) -> Decision | None:
        """What whoever is first asked decides where nothing is missing; None where it takes a closer look."""
        going, row = review.going, review.row
        step = step_of(row.step)
        of_step = [act for act in going.handed.stamped.acts if act.step == step]
        asked = next(iter(self._candidates(review)), None)
        if asked is None or going.decided[step] >= len(of_step) or (not going.asked and _missing(going)):
            return None
        act = of_step[going.decided[step]]
        return Decision(going.code, row.visit, asked, act.outcome, act.fields, act.reason or REASON)

    def _candidates(self, review: Review) -> list[str]:
        row = review.row
        chance = self.chance(review.going, f"who/{row.visit}")
        return candidates(self.staff, row.unit, row.role, row.officer or row.kept_for, chance)

    def _decide_alone(self, review: Review) -> str | None:
        """Claim an assignment and decide it, or ask for what is missing; whoever four eyes forbid is passed over."""
        going, row = review.going, review.row
        for officer in self._candidates(review):
            try:
                if row.officer is None:
                    claim(self.office, going.code, row.visit, officer)
                self._act_on(going, row.visit, step_of(row.step), officer)
                return going.code
            except NotPermitted:
                continue
            except Conflict as refusal:
                self.done[f"not taken: {refusal.code}"] += 1
                return going.code
        self.done["nobody may decide"] += 1
        return None

    def _act_on(self, going: Going, visit: int, step: str, officer: str) -> None:
        if going.decided[step] >= ROUNDS:
            self.done["goes round for ever"] += 1
            return
        items = [] if going.asked else _missing(going)
        if items:
            going.asked = True
            try:
                ask_supplement(self.office, going.code, visit, officer, items)
                self.done["asked"] += 1
                self.plan_supply(going)
                return
            except Conflict:
                pass  # not at this step, or not any more: it goes on as it is
        for outcome, fields, reason in self._answers(going, visit, step):
            try:
                decide(self.office, going.code, visit, officer, outcome, fields, reason)
            except (NotPermitted, Conflict):
                raise
            except Refused as refusal:
                self.done[f"not taken: {step}: {refusal.code}"] += 1
                continue
            going.decided[step] += 1
            self.done["decided"] += 1
            return

    def _answers(self, going: Going, visit: int, step: str) -> Iterator[Outcome]:
        """What the case says; where it says nothing, whatever the step offers, another each time so that nothing goes round."""
        of_step = [act for act in going.handed.stamped.acts if act.step == step]
        before = going.decided[step]
        if before < len(of_step):
            planned = of_step[before]
            yield planned.outcome, planned.fields, planned.reason or REASON
        else:
            self.done["unforeseen"] += 1
        standing = standing_of(self.office, going.code)
        token = standing.case.tokens.get(visit)
        if token is None:
            return
        asked = standing.procedure.graph(token.scope).steps[token.step]
        offered = asked.outcomes() if getattr(asked, "review", None) else RETURNING
        first = before % len(offered)
        if of_step and first == 0:
            yield of_step[0].outcome, of_step[0].fields, of_step[0].reason or REASON
        yield from ((outcome, {}, REASON) for outcome in (*offered[first:], *offered[:first]))

    def apologise(self, going: Going, due_at: datetime) -> Act:
        """The director says that it will be late."""
        until = self.times.calendar.due(due_at, Duration(Decimal(3), Unit.WORKING_DAYS))
        director = self.staff[("LEAD", "director")][0]
        why = "Hồ sơ cần xác minh thêm"
        return self._act("apologised", going, lambda: apologise(self.office, going.code, director, until, why))

    # --- the world ---

    def signal(self, going: Going) -> Act:
        """The next outside event of the case happens."""
        told = going.next_signal()
        assert told is not None
        going.signalled += 1
        return self._act("signalled", going, lambda: signal(self.office, going.code, told.outcome, told.fields))

    def parcel(self, going: Going, order: str, status: int) -> Act:
        """The post has news, and calls."""

        async def act() -> str | None:
            await self.stage.parcel(order, status)
            hasten_shipment(self.office, order)
            return going.code

        return act

    def settle(self, going: Going, key: str) -> Act:
        """The bank has settled an order, and calls."""

        async def act() -> str | None:
            await self.stage.settle(key)
            hasten(self.office, key)
            return going.code

        return act

    def wake(self, wakings: Sequence[Waking]) -> set[str]:
        """Fire timers; gives the dossiers of those that were still there."""
        return {code for code, _ in fire(self.office, [(each.going.code, each.timer) for each in wakings])}

    def again(self, going: Going) -> Act:
        """Work that was put off may be tried again."""

        async def act() -> str | None:
            return going.code

        return act

    def _act(self, what: str, going: Going, do: Callable[[], object]) -> Act:
        """An act that the engine may refuse, as it may a person's."""

        async def act() -> str | None:
            try:
                do()
                self.done[what] += 1
            except Refused as refusal:
                self.done[f"not taken: {what}: {refusal.code}"] += 1
            return going.code

        return act


def step_of(path: str) -> str:
    """The name of a step, as cases call it."""
    return path.rpartition("/")[2].rpartition(".")[2]


def _missing(going: Going) -> list[SupplementItem]:
    """What an officer has to ask for in this dossier."""
    handed = going.handed
    if handed.spoilt is not None:
        return [SupplementItem(field=handed.spoilt, reason="Số điện thoại không đúng")]
    if handed.planned.trouble in ("supplement", "silent") and handed.stamped.papers:
        return [SupplementItem(component=handed.stamped.papers[0], reason="Bản chụp không đọc được")]
    return []
