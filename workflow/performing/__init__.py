"""Performing work: what each kind does outside the database. Safe to repeat: every outside call carries the work's key."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from workflow.performing import lock, notify, open, pay, produce, request, send, sign, sync
from workflow.performing.outcome import Done, Later, Outcome
from workflow.performing.outside import Outside
from workflow.service.office import Office
from workflow.store.works import Work

__all__ = ["KINDS", "Done", "Kind", "Later", "Outcome", "Outside"]


@dataclass(frozen=True)
class Kind:
    """How one kind of work is performed, and how patiently."""

    perform: Callable[[Office, Outside, Work], Awaitable[Outcome]]
    timeout: float
    """Seconds one try may run: running long is not failing and not waiting."""
    tries: int
    """Failures before it becomes an incident."""
    at_once: int
    """How many a worker performs side by side."""


KINDS: dict[str, Kind] = {
    "produce": Kind(produce.perform, timeout=120, tries=4, at_once=4),
    "sign": Kind(sign.perform, timeout=60, tries=6, at_once=4),
    "send": Kind(send.perform, timeout=90, tries=12, at_once=8),
    "sync": Kind(sync.perform, timeout=90, tries=12, at_once=8),
    "pay": Kind(pay.perform, timeout=90, tries=12, at_once=4),
    "request": Kind(request.perform, timeout=60, tries=10, at_once=8),
    "notify": Kind(notify.perform, timeout=60, tries=10, at_once=4),
    "open": Kind(open.perform, timeout=30, tries=6, at_once=4),
    "lock": Kind(lock.perform, timeout=30, tries=6, at_once=4),
}
