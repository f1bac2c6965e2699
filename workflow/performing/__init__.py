"""Performing work: what each kind does outside the database. Safe to repeat: every outside call carries the work's key."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.performing import lock, notify, open, pay, produce, request, send, sign, sync
from workflow.performing.outcome import Done, Later, Outcome
from workflow.performing.outside import Outside
from workflow.service.office import Office
from workflow.store.works import Work

__all__ = ["KINDS", "Done", "Kind", "Later", "Outcome", "Outside"]


def nothing(office: Office, works: Sequence[Work]) -> Mapping[int, Any]:
    """Prepares nothing: all that is needed stands in the work itself."""
    return dict.fromkeys(work.id for work in works)


@dataclass(frozen=True)
class Kind:
    """How one kind of work is performed, and how patiently."""

    perform: Callable[[Office, Outside, Work, Any], Awaitable[Outcome]]
    """Gets what `prepare` gave for this work."""
    timeout: float
    """Seconds one try may run: running long is not failing and not waiting."""
    tries: int
    """Failures before it becomes an incident."""
    at_once: int
    """How many a worker performs side by side."""
    together: int
    """How many go through one task run at most, and are in a worker's hands."""
    prepare: Callable[[Office, Sequence[Work]], Mapping[int, Any]] = nothing
    """What the database must give or be told before works of this kind are performed, for all of them together, by their ids."""


KINDS: dict[str, Kind] = {
    "produce": Kind(produce.perform, timeout=120, tries=4, at_once=4, together=16, prepare=produce.prepare),
    "sign": Kind(sign.perform, timeout=60, tries=6, at_once=4, together=16, prepare=sign.prepare),
    "send": Kind(send.perform, timeout=90, tries=12, at_once=8, together=64, prepare=send.prepare),
    "sync": Kind(sync.perform, timeout=90, tries=12, at_once=8, together=64, prepare=sync.prepare),
    "pay": Kind(pay.perform, timeout=90, tries=12, at_once=4, together=64),
    "request": Kind(request.perform, timeout=60, tries=10, at_once=8, together=64),
    "notify": Kind(notify.perform, timeout=60, tries=10, at_once=4, together=64, prepare=notify.prepare),
    "open": Kind(open.perform, timeout=30, tries=6, at_once=4, together=16),
    "lock": Kind(lock.perform, timeout=30, tries=6, at_once=4, together=32),
}
