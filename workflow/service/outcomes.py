"""What the engine's commands become: rows of assignments, timers and work. Pure; `writing` puts them into the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.engine import commands as c
from workflow.engine.case import Case, Wait
from workflow.engine.commands import Command

KINDS = ("produce", "sign", "send", "sync", "pay", "request", "notify", "open", "lock", "timer")
"""Kinds of work. `timer` only ever stands as an incident: a timer whose firing the engine could not take."""


@dataclass
class Changes:
    """Rows to be written for one dossier; later commands of a turn overrule earlier ones."""

    opened: dict[int, dict[str, Any]] = field(default_factory=dict)  # assignments by visit
    updated: dict[int, dict[str, Any]] = field(default_factory=dict)
    moved: dict[int, str] = field(default_factory=dict)  # assignments that now stand at another step
    closed: set[int] = field(default_factory=set)
    cancelled: set[int] = field(default_factory=set)  # visits whose open work is void
    released: set[int] = field(default_factory=set)  # visits that have left a critical section
    works: list[dict[str, Any]] = field(default_factory=list)
    timers: dict[str, datetime | None] = field(default_factory=dict)  # None: gone
    settled_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True)
class _Kind:
    """How a command becomes work: its kind, what makes its key unique beside the visit, and whether in the portal's lane."""

    kind: str
    suffix: Callable[[Any], str] = lambda _: ""
    in_lane: bool = False


WORK: dict[type, _Kind] = {
    c.ProduceDocument: _Kind("produce"),
    c.SignDocument: _Kind("sign"),
    c.BookShipment: _Kind("send", lambda command: f":{command.attempt}"),
    c.DeliverElectronically: _Kind("sync", in_lane=True),
    c.ReportStatus: _Kind("sync", lambda command: f":{command.number}", in_lane=True),
    c.OrderPayment: _Kind("pay"),
    c.QueryRegister: _Kind("request"),
    c.SendNotice: _Kind("notify"),
    c.OpenDossier: _Kind("open"),
    c.AcquireLock: _Kind("lock"),
}


def changes_of(before: Case, commands: list[Command], at: datetime, changes: Changes) -> None:
    """Add what these commands ask for; `at` is when, `before` the case they came out of."""
    for command in commands:
        match command:
            case c.OpenAssignment():
                changes.opened[command.visit] = {
                    "dossier": before.code, "visit": command.visit, "step": command.step, "role": command.role,
                    "unit": command.unit, "officer": None, "kept_for": command.officer, "parked": False,
                    "opened_at": at, "due_at": command.due_at, "closed_at": None,
                }  # fmt: skip
            case c.UpdateAssignment():
                values = command.model_dump(include={"officer", "unit", "parked", "due_at"})
                if command.visit in changes.opened:
                    changes.opened[command.visit].update(values)
                else:
                    changes.updated[command.visit] = values
            case c.MoveAssignment():
                changes.moved[command.visit] = command.step
            case c.ReleaseLock():
                changes.released.add(command.visit)
            case c.CancelVisit():
                _cancel(before, command.visit, at, changes)
            case c.SetTimer():
                changes.timers[command.timer] = command.at
            case c.CancelTimer():
                changes.timers[command.timer] = None
            case _:
                changes.works.append(_work(before.code, command, at))
        if isinstance(command, c.ReportStatus):
            changes.settled_at = changes.settled_at or (command.at if command.status == 9 else None)
            changes.returned_at = changes.returned_at or (command.at if command.status == 10 else None)


def _cancel(before: Case, visit: int, at: datetime, changes: Changes) -> None:
    token = before.tokens.get(visit)
    if visit in changes.opened:
        changes.opened[visit]["closed_at"] = at
    elif token is not None and token.waits_for is Wait.PERSON:
        changes.updated.pop(visit, None)
        changes.closed.add(visit)
    elif token is None or token.waits_for in (Wait.WORK, Wait.DOSSIER):
        changes.works = [work for work in changes.works if work["visit"] != visit]
        if token is not None:
            changes.cancelled.add(visit)


def _work(code: str, command: Any, at: datetime) -> dict[str, Any]:
    how = WORK[type(command)]
    return work_row(
        code, command.visit, how.kind, how.suffix(command), command.model_dump_json(), at,
        lane=_lane(code, command, how),
    )  # fmt: skip


def _lane(code: str, command: Any, how: _Kind) -> str | None:
    """What is done in turn: one dossier's news for the portal, and whatever is exclusive by one key."""
    if isinstance(command, c.AcquireLock):
        return command.key
    return f"portal:{code}" if how.in_lane else None


def work_row(
    code: str, visit: int, kind: str, suffix: str, payload: str, at: datetime, *, lane: str | None = None, **more: Any
) -> dict[str, Any]:
    """A row of work that is ready now; its key says for which dossier, visit and kind it is."""
    return {
        "dossier": code, "visit": visit, "kind": kind, "key": f"{code}:{visit}:{kind}{suffix}", "lane": lane,
        "payload": payload, "state": "ready", "run_after": at, "attempts": 0, "looks": 0, "error": None,
        "created_at": at, **more,
    }  # fmt: skip
