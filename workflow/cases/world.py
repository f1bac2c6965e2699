"""The world outside as a case describes it: what registers, bank, post and called dossiers answer to a command."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from workflow.cases.notation import Given, Mistake, as_json, plain_of
from workflow.definition.reading import Node
from workflow.engine import commands, events

ITEM_CODE = "EE123456785VN"


class World:
    """Answers at once. Without word from the case registers find, the bank pays, the post delivers.

    `registers: {population: mismatch}`, or `{outcome: found, data: …}`, or `by_key: {<key>: …}` with `otherwise:`, or a
    list of these, one question after another (the last for all that follow); `silent` never answers.
    Any of them may be the name of what the file gives.
    `bank: [rejected, paid]`, one order after another; `{rejected: [<account>, …]}` pays the other lines.
    `post: [undelivered, delivered]`, one parcel after another. `called: refused`, how called dossiers end.
    """

    def __init__(self, node: Node, given: Given) -> None:
        self._node = node
        self._given = {name: as_json(value.plain()) for name, value in given.items()}
        self._registers: dict[str, Any] = self._named(plain_of(node, "registers", {}))
        self._bank: list[Any] = plain_of(node, "bank", [])
        self._post: list[str] = plain_of(node, "post", [])
        self._called: str = plain_of(node, "called", "settled")
        self.orders: list[dict[str, Any]] = []
        """Every line the bank paid."""
        self.notices: list[str] = []
        self._lanes: dict[str, list[int]] = {}
        self.statuses: list[int] = []
        """Every public status reported, in order, each change once."""

    def answers_to(self, command: commands.Command, at: datetime) -> Iterator[events.Event]:
        """What comes back for a command; nothing for what concerns people and timers."""
        match command:
            case commands.ProduceDocument():
                digest = sha256(f"{command.visit}".encode()).hexdigest()
                number = str(command.visit) if command.series else None
                yield self._done(command, at, "produce", "produced", number=number, sha256=digest, pages=1)
            case commands.SignDocument():
                yield self._done(command, at, "sign", "signed")
            case commands.QueryRegister():
                yield from self._register(command, at)
            case commands.OrderPayment():
                yield self._payment(command, at)
            case commands.BookShipment():
                state: Any = self._post.pop(0) if self._post else "delivered"
                for news in ("booked", state):
                    yield events.ShipmentReported(
                        at=at, visit=command.visit, attempt=command.attempt, state=news, item_code=ITEM_CODE
                    )
            case commands.DeliverElectronically():
                yield self._done(command, at, "sync", "returned")
            case commands.OpenDossier():
                yield events.CalledDossierEnded(at=at, visit=command.visit, dossier="called", ending=self._called)
            case commands.AcquireLock():
                lane = self._lanes.setdefault(command.key, [])
                lane.append(command.visit)
                if lane[0] == command.visit:
                    yield self._done(command, at, "lock", "done")
            case commands.ReleaseLock() | commands.CancelVisit():
                yield from self._next_in_lane(command.visit, at)
            case commands.SendNotice():
                self.notices.append(command.template)
            case commands.ReportStatus():
                if command.changed:
                    self.statuses.append(command.status)

    def _next_in_lane(self, visit: int, at: datetime) -> Iterator[events.Event]:
        """Whose turn it is when this visit has left a critical section, or asks for it no more."""
        for lane in self._lanes.values():
            if visit in lane:
                was_first = lane[0] == visit
                lane.remove(visit)
                if was_first and lane:
                    yield events.WorkCompleted(at=at, visit=lane[0], kind="lock", outcome="done")

    def _done(self, command: Any, at: datetime, kind: str, outcome: str, **output: Any) -> events.WorkCompleted:
        return events.WorkCompleted(at=at, visit=command.visit, kind=kind, outcome=outcome, output=output)

    def _register(self, command: commands.QueryRegister, at: datetime) -> Iterator[events.Event]:
        answer = self._named(self._registers.get(command.source, "found"))
        if isinstance(answer, list):
            answer = self._named(answer.pop(0) if len(answer) > 1 else answer[0])
        if isinstance(answer, dict) and "by_key" in answer:
            key = command.parameters.get("key")
            answer = self._named(answer["by_key"].get(key, answer.get("otherwise", "not_found")))
        if answer == "silent":
            return
        outcome, data = (answer, {}) if isinstance(answer, str) else (answer.get("outcome", "found"), answer["data"])
        yield self._done(command, at, "request", outcome, **data)

    def _named(self, answer: Any) -> Any:
        return self._given.get(answer, answer) if isinstance(answer, str) else answer

    def _payment(self, command: commands.OrderPayment, at: datetime) -> events.Event:
        answer = self._bank.pop(0) if self._bank else "paid"
        if answer not in ("paid", "rejected") and not (isinstance(answer, dict) and "rejected" in answer):
            hint = "write paid, rejected, or {rejected: [accounts]}"
            raise Mistake(self._node["bank"], f"the bank cannot answer {answer!r}", hint)
        everything = [line["account"] for line in command.payments]
        rejected = [] if answer == "paid" else everything
        if isinstance(answer, dict):
            rejected = answer["rejected"]
        lines = [
            {**line, "paid": line["account"] not in rejected, "reason": None if line["account"] not in rejected else "account_closed"}
            for line in command.payments
        ]  # fmt: skip
        self.orders.extend(line for line in lines if line["paid"])
        outcome = "rejected" if any(not line["paid"] for line in lines) else "paid"
        return self._done(command, at, "pay", outcome, lines=lines)
