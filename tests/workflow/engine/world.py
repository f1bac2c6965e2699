"""The world outside the engine, told only by commands: what is open for whom, which work, which timers, what the portal heard."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.engine import Case, commands, events

WORK = {
    commands.ProduceDocument: "produce",
    commands.SignDocument: "sign",
    commands.BookShipment: "send",
    commands.DeliverElectronically: "sync",
    commands.OrderPayment: "pay",
    commands.QueryRegister: "request",
    commands.OpenDossier: "open",
    commands.AcquireLock: "lock",
}


@dataclass
class World:
    """Rows as a store would keep them."""

    assignments: dict[int, commands.UpdateAssignment] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    works: dict[int, str] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)
    """Visits inside a critical section."""
    orders: dict[int, Any] = field(default_factory=dict)
    timers: dict[str, datetime] = field(default_factory=dict)
    reports: list[commands.ReportStatus] = field(default_factory=list)
    notices: list[commands.SendNotice] = field(default_factory=list)

    def take(self, event: events.Event, before: Case, case: Case, caused: list[commands.Command]) -> None:
        """Note what an event that changed the case finished, then what it caused."""
        self._finish(event, before, case)
        for command in caused:
            self._do(command)

    def _finish(self, event: events.Event, before: Case, case: Case) -> None:
        match event:
            case events.WorkCompleted() | events.CalledDossierEnded():
                if self.works.pop(event.visit) == "lock":
                    self.inside.add(event.visit)
            case events.ShipmentReported(state="delivered" | "undelivered"):
                del self.works[event.visit]
            case events.TimerFired():
                del self.timers[event.timer]
            case events.DossierResumed() | events.SignalReceived():
                pass

    def _do(self, command: commands.Command) -> None:
        match command:
            case commands.OpenAssignment():
                assert command.visit not in self.assignments
                self.roles[command.visit] = command.role
                self.assignments[command.visit] = commands.UpdateAssignment(
                    visit=command.visit, officer=None, unit=command.unit, due_at=command.due_at
                )
            case commands.UpdateAssignment():
                assert command.visit in self.assignments
                self.assignments[command.visit] = command
            case commands.MoveAssignment():
                assert command.visit in self.assignments
            case commands.CancelVisit():
                self.assignments.pop(command.visit, None)
                self.works.pop(command.visit, None)
            case commands.ReleaseLock():
                self.inside.remove(command.visit)
            case commands.SetTimer():
                self.timers[command.timer] = command.at
            case commands.CancelTimer():
                # A timer that fires is cancelled by the same turn; a store that deleted its row already does nothing.
                self.timers.pop(command.timer, None)
            case commands.ReportStatus():
                self.reports.append(command)
            case commands.SendNotice():
                self.notices.append(command)
            case _:
                assert command.visit not in self.works, "a second piece of work for the same visit"
                self.works[command.visit] = WORK[type(command)]
                self.orders[command.visit] = command
