"""A pack: works of one kind that go through one task run together. Each has its own outcome, time limit and failure.

What all of them need of the database is read at once, and what came of them is written down at once, as it comes: many
works cost few transactions. One that spoils such a transaction has its own instead.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from prefect.concurrency.asyncio import concurrency

from integrations.errors import Temporary
from workflow.budget import is_used_up, is_worth_a_quick_retry, passes_by_itself, pause
from workflow.engine.errors import Refused
from workflow.performing import KINDS, Kind, Later, Outcome
from workflow.service import applying
from workflow.service.applying import LeaseLost, Result
from workflow.store.works import Work
from workflow.workshop import Workshop

log = logging.getLogger("motcua.worker")

SLOT_SECONDS = 120.0
"""How long Prefect keeps a slot of a shared limit for a worker that was killed."""
Thing = TypeVar("Thing")


@dataclass
class Pack:
    """Works of one kind in this worker's hands; `turns` are shared with other packs of the kind."""

    shop: Workshop
    kind: str
    works: Sequence[Work]
    turns: asyncio.Semaphore
    errors: dict[int, BaseException] = field(default_factory=dict)
    """Why the last try of a work failed."""

    @property
    def left(self) -> list[Work]:
        """Those of which nothing is written down yet."""
        return [work for work in self.works if self.shop.in_hand.get(work.id) is work]

    @property
    def label(self) -> str:
        """What its task run is called by."""
        first = self.works[0]
        return f"{first.dossier} #{first.id}" if len(self.works) == 1 else f"× {len(self.works)}"

    @property
    def tags(self) -> set[str]:
        """By which a dossier or a procedure finds its task runs."""
        return {self.kind} | {name for work in self.works for name in (work.dossier, work.procedure)}

    async def perform(self) -> None:
        """Perform what is left. Raises an error of those that failed, one worth another try at once where there is any."""
        self.errors.clear()
        ready = await asyncio.to_thread(self._prepared)
        doing = {asyncio.create_task(self._one(work, ready[work.id])): work for work in self.left if work.id in ready}
        try:
            while doing:
                finished, _ = await asyncio.wait(doing, return_when=asyncio.FIRST_COMPLETED)
                outcomes = [(doing.pop(one), one.result()) for one in finished]
                await asyncio.to_thread(self._record, [(work, of) for work, of in outcomes if of is not None])
        finally:
            for one in doing:
                one.cancel()
        if self.errors:
            errors = sorted(self.errors.values(), key=is_worth_a_quick_retry)
            await asyncio.to_thread(self._fail, [work for work in self.left if not self._is_to_be_tried_again(work)])
            raise errors[-1]

    def give_up(self, around: BaseException | None) -> None:
        """What is left has failed: of itself, or because of what happened around it."""
        for work in self.left:
            self.errors.setdefault(work.id, around or Temporary("broken off", system="prefect"))
        self._fail(self.left)

    # --- before ---

    def _prepared(self) -> Mapping[int, Any]:
        """What each work needs; those for which it cannot be had are among the errors."""
        for work in self.left:
            if is_used_up(work):
                text = f"whoever performed it died or was too slow; it was taken up {work.attempts} times"
                self.errors[work.id] = RuntimeError(text)
        usable = [work for work in self.left if work.id not in self.errors]
        return self._at_once(lambda works: self._how.prepare(self.shop.office, works), usable, lambda work: work)

    @property
    def _how(self) -> Kind:
        return KINDS[self.kind]

    # --- in turn ---

    async def _one(self, work: Work, ready: Any) -> Outcome | None:
        """What came of it; None when it failed."""
        try:
            async with self.turns, shared_limit(self.shop, self.kind):
                return await self._tried(work, ready)
        except Exception as trouble:  # a Prefect that is away says nothing about the work
            log.exception("around %s of %s", work.kind, work.dossier)
            self.errors[work.id] = Temporary(f"{type(trouble).__name__}: {trouble}", system="prefect")
            return None

    async def _tried(self, work: Work, ready: Any) -> Outcome | None:
        seconds = self._how.timeout
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._how.perform(self.shop.office, self.shop.outside, work, ready)
        except Exception as error:
            self.errors[work.id] = TimeoutError(f"it ran for more than {seconds:g} s") if limit.expired() else error
            return None

    # --- afterwards ---

    def _record(self, outcomes: Sequence[tuple[Work, Outcome]]) -> None:
        """Write down what came of them; whoever holds the lease by now does so instead where it was lost."""
        now = self.shop.office.now()
        results = [
            Result(work, of.event, now + timedelta(seconds=of.seconds) if isinstance(of, Later) else None)
            for work, of in outcomes
        ]

        def apply(some: Sequence[Result]) -> dict[int, Any]:
            answers = applying.apply_many(self.shop.office, some)
            return {result.work.id: answer for result, answer in zip(some, answers, strict=True)}

        answers = self._at_once(apply, results, lambda result: result.work)
        for work, _ in outcomes:
            answer = answers.get(work.id)
            if isinstance(answer, Refused) and not isinstance(answer, LeaseLost):
                self.errors[work.id] = answer
            elif answer is not None:
                self.shop.let_go(work)

    def _is_to_be_tried_again(self, work: Work) -> bool:
        return work.id in self.errors and is_worth_a_quick_retry(self.errors[work.id])

    def _fail(self, works: Sequence[Work]) -> None:
        """Later again, or an incident when repeating is useless or the tries are used up."""
        for work in works:
            error = self.errors[work.id]
            text = f"{type(error).__name__}: {error}"
            try:
                with suppress(LeaseLost):
                    if passes_by_itself(error) and work.attempts + 1 < self._how.tries:
                        again_at = self.shop.office.now() + timedelta(seconds=pause(work.attempts, error))
                        applying.fail(self.shop.office, work, text, again_at)
                    else:
                        applying.park(self.shop.office, work, text)
            except (
                Exception
            ):  # our own database is away: the lease runs out, and whoever is next repeats it with the same key
                log.exception("work %s of %s", work.kind, work.dossier)
            finally:
                self.shop.let_go(work)

    def _at_once(
        self,
        do: Callable[[Sequence[Thing]], Mapping[int, Any]],
        things: Sequence[Thing],
        work_of: Callable[[Thing], Work],
    ) -> Mapping[int, Any]:
        """What `do` gives for all of them; where one of them spoils that, for each by itself, failures among the errors."""
        try:
            return do(things) if things else {}
        except Exception as error:
            if len(things) == 1 or passes_by_itself(error):
                self.errors |= {work_of(thing).id: error for thing in things}
                return {}
        return {key: value for thing in things for key, value in self._at_once(do, [thing], work_of).items()}


def packs(shop: Workshop, works: Sequence[Work], turns: Mapping[str, asyncio.Semaphore]) -> Iterator[Pack]:
    """Works packed by kind; what has failed before, or has outlived a worker, goes alone."""
    for kind, how in KINDS.items():
        of_kind = [work for work in works if work.kind == kind]
        fresh = [work for work in of_kind if work.attempts == 0]
        for start in range(0, len(fresh), how.together):
            yield Pack(shop, kind, fresh[start : start + how.together], turns[kind])
        for work in of_kind:
            if work.attempts > 0:
                yield Pack(shop, kind, [work], turns[kind])


def shared_limit(shop: Workshop, kind: str) -> AbstractAsyncContextManager[Any]:
    """Prefect's global limit `motcua-<kind>`, which several workers share. Waiting for it is not part of the work's time."""
    if not shop.settings.shared_limits:
        return nullcontext()
    return concurrency(f"motcua-{kind}", occupy=1, lease_duration=SLOT_SECONDS)
