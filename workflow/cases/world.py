"""The world outside as a case describes it: what registers, bank, post and called dossiers answer to a command."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from workflow.cases.notation import Given, Mistake, as_json, plain_of
from workflow.definition.models import Ending
from workflow.definition.reading import Node
from workflow.engine import commands, events

ITEM_CODE = "EE123456785VN"
SILENT = "silent"
BANK, POST, CALLED = "bank", "post", "called"
Asking = commands.QueryRegister | commands.OrderPayment | commands.BookShipment | commands.OpenDossier


@dataclass(frozen=True)
class Question:
    """What the world was asked, by a register's name, `bank`, `post` or `called`; `usual` is what the case has it answer."""

    name: str
    command: Asking
    usual: Any


class World:
    """Answers at once. Without word from the case registers find, the bank pays, the post delivers.

    `registers: {population: mismatch}`, or `{outcome: found, data: …}`, or `by_key: {<key>: …}` with `otherwise:`, or a
    list of these, one question after another (the last for all that follow); `silent` leaves it to an act `answer`.
    Any of them may be the name of what the file gives.
    `bank: [rejected, paid]`, one order after another; `{rejected: [<account>, …]}` pays the other lines.
    `post: [undelivered, delivered]`, one parcel after another. `called: refused`, how called dossiers end.
    Of these too any may be `silent`.
    """

    def __init__(self, node: Node, given: Given) -> None:
        self._node = node
        self._given = {name: as_json(value.plain()) for name, value in given.items()}
        self._registers: dict[str, Any] = self.named(plain_of(node, "registers", {}))
        self._bank: Any = plain_of(node, BANK, [])
        self._post: Any = plain_of(node, POST, [])
        self._called: str = plain_of(node, CALLED, "settled")
        self.asks = False
        """Whether every question waits for an act `answer`, whatever the case says."""
        self.asked: list[Question] = []
        """Every question, in order."""
        self.open: dict[int, Question] = {}
        """Those nobody answered yet, by visit."""
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
            case commands.QueryRegister() | commands.OrderPayment() | commands.BookShipment() | commands.OpenDossier():
                yield from self._asked(command, at)
            case commands.DeliverElectronically():
                yield self._done(command, at, "sync", "returned")
            case commands.AcquireLock():
                lane = self._lanes.setdefault(command.key, [])
                lane.append(command.visit)
                if lane[0] == command.visit:
                    yield self._done(command, at, "lock", "done")
            case commands.ReleaseLock():
                yield from self._next_in_lane(command.visit, at)
            case commands.CancelVisit():
                self.open.pop(command.visit, None)
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

    def answer(self, question: Question, answer: Any, at: datetime, node: Node) -> Iterator[events.Event]:
        """What a question that was open leads to; raises Mistake for what cannot be answered to it."""
        self.open.pop(question.command.visit, None)
        match question.command:
            case commands.QueryRegister() as command:
                answer = self.named(answer)
                outcome = answer if isinstance(answer, str) else answer.get("outcome", "found")
                data = {} if isinstance(answer, str) else answer.get("data", {})
                yield self._done(command, at, "request", outcome, **data)
            case commands.OrderPayment() as command:
                yield self._payment(command, answer, at, node)
            case commands.BookShipment() as command:
                _one_of(answer, ("delivered", "undelivered"), "the post", node)
                yield self._shipment(command, answer, at)
            case commands.OpenDossier() as command:
                _one_of(answer, tuple(Ending), "a called dossier", node)
                yield events.CalledDossierEnded(at=at, visit=command.visit, dossier="called", ending=answer)

    def _asked(self, command: Asking, at: datetime) -> Iterator[events.Event]:
        question = self._question(command)
        self.asked.append(question)
        if isinstance(command, commands.BookShipment):
            yield self._shipment(command, "booked", at)
        if self.asks or question.usual == SILENT:
            self.open[command.visit] = question
        else:
            yield from self.answer(question, question.usual, at, self._node.get(question.name) or self._node)

    def _question(self, command: Asking) -> Question:
        match command:
            case commands.QueryRegister():
                return Question(command.source, command, self._register(command))
            case commands.OrderPayment():
                return Question(BANK, command, _next(self._bank, "paid"))
            case commands.BookShipment():
                return Question(POST, command, _next(self._post, "delivered"))
            case commands.OpenDossier():
                return Question(CALLED, command, self._called)

    def _done(self, command: Any, at: datetime, kind: str, outcome: str, /, **output: Any) -> events.WorkCompleted:
        return events.WorkCompleted(at=at, visit=command.visit, kind=kind, outcome=outcome, output=output)

    def _shipment(self, command: commands.BookShipment, state: Any, at: datetime) -> events.Event:
        return events.ShipmentReported(
            at=at, visit=command.visit, attempt=command.attempt, state=state, item_code=ITEM_CODE
        )

    def _register(self, command: commands.QueryRegister) -> Any:
        answer = self.named(self._registers.get(command.source, "found"))
        if isinstance(answer, list):
            answer = self.named(answer.pop(0) if len(answer) > 1 else answer[0])
        if isinstance(answer, dict) and "by_key" in answer:
            key = command.parameters.get("key")
            answer = self.named(answer["by_key"].get(key, answer.get("otherwise", "not_found")))
        return answer

    def named(self, answer: Any) -> Any:
        """An answer, itself or by the name the file gives it."""
        return self._given.get(answer, answer) if isinstance(answer, str) else answer

    def _payment(self, command: commands.OrderPayment, answer: Any, at: datetime, node: Node) -> events.Event:
        if answer not in ("paid", "rejected") and not (isinstance(answer, dict) and "rejected" in answer):
            hint = "write paid, rejected, or {rejected: [accounts]}"
            raise Mistake(node, f"the bank cannot answer {answer!r}", hint)
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


def _next(answers: Any, usual: str) -> Any:
    """The next of a list of answers; a word alone stands for all of them."""
    if isinstance(answers, list):
        return answers.pop(0) if answers else usual
    return answers


def _one_of(answer: Any, known: tuple[str, ...], who: str, node: Node) -> None:
    if answer not in known:
        raise Mistake(node, f"{who} cannot answer {answer!r}", f"write one of: {', '.join(known)}")
