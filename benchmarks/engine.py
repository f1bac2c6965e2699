"""The pure engine: how many events a second `advance` applies on one core, over a dossier with everything ordinary in it.

Nothing is rendered, stored or sent: the journal of one dossier is recorded once and folded again and again.
`python -m benchmarks.engine` prints the figure; `python -m benchmarks.engine --profile` where the time goes. What
costs most, in this order: making the values (pydantic checks every command and token), evaluating conditions and
`with:` expressions (names are converted for the evaluator each time, so the form's size counts), and due dates.
"""

import argparse
import cProfile
import gc
import pstats
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from workflow.clock import HANOI
from workflow.compiler import Context, compile_procedure
from workflow.definition.library import SharedGraphs, Source, digest_of, read_library
from workflow.definition.reading import read_text
from workflow.engine import Case, Procedure, advance, commands, events
from workflow.engine.events import Actor, Event, Paper, SupplementItem

PROCEDURES = Path(__file__).parents[1] / "procedures"
TEMPLATES = ("receipt", "refusal", "lump-sum-decision", "decline-letter")

DEFINITION = """
procedure: measured
code: "1.000000"
sector: measured
title: { vi: Đo, en: Measured }
applicants: [individual]
basis: [{ act: 41/2024/QH15 }]
components:
  book: { title: { vi: Sổ BHXH, en: Book } }
  proof: { title: { vi: Giấy tờ, en: Proof }, when: form.case == "c" }
deadline: [{ from: 2025-07-01, time: 7 working days }]
supplement: { clock: pause, window: 10 calendar days }
steps:
  intake: { call: common/intake, then: { accepted: receipt, refused: refused } }
  receipt: { produce: receipt, series: receipt, result: false, clock: start }
  history:
    request: contributions
    with: { key: form.person.number, full_name: form.person.name }
    then: { found: sort, otherwise: clarify }
  clarify: { review: specialist, unit: BEN, then: history }
  sort:
    decide:
      - { when: form.case == "c" && history.months > 240, then: clarify }
      - { otherwise: approval }
  approval:
    call: common/approval
    with: { unit: BEN, task: { vi: Thẩm định, en: Check } }
    then: { granted: decision, declined: letter }
  decision:
    produce: lump-sum-decision
    series: decision
    signed_by: approval/sign
    with: { name: form.person.name, months: history.months, amount: form.amount * 2 }
  money: { pay: form.payments, then: { paid: back, rejected: clarify } }
  back: { return: chosen, then: settled }
  settled: { end: settled }
  letter: { produce: decline-letter, series: letter, with: { reason: approval.propose.reason } }
  letter_back: { return: chosen, then: declined }
  declined: { end: declined }
  refused: { end: refused }
"""

FORM = {
    "case": "c",
    "person": {"name": "NGUYỄN VĂN AN", "number": "2212345678", "born_on": "1980-02-03", "gender": "male"},
    "address": {"detail": "Tổ 3", "ward": "06652", "province": "22"},
    "contact": {"phone": "0912345678", "email": "an@example.vn"},
    "payments": [
        {"name": "NGUYỄN VĂN AN", "account": "0123456789", "bank": "VCB", "amount": 42_000_000, "text": "BHXH"}
    ],
    "amount": 21_000_000,
    "periods": [
        {"from": f"20{year:02}-01", "to": f"20{year:02}-12", "salary": 5_000_000 + year} for year in range(10, 24)
    ],
}
BEGIN = datetime(2026, 3, 2, 9, tzinfo=HANOI)


@dataclass(frozen=True)
class Measured:
    """What was found: the best of several rounds, as others on the machine only ever make it slower."""

    events_per_second: float
    events_per_dossier: int


def measure(rounds: int = 5, seconds: float = 1.0) -> Measured:
    """Fold the journal for `seconds` in each round."""
    procedure, blank = measured_procedure(), Case(code="000.00.22.G24-260302-0001", procedure="measured", digest="x")
    journal = record(procedure, blank)
    best = 0.0
    for _ in range(rounds):
        gc.collect()
        applied, begun = 0, time.process_time()
        while time.process_time() - begun < seconds:
            for _ in range(20):
                fold(procedure, blank, journal)
            applied += 20 * len(journal)
        best = max(best, applied / (time.process_time() - begun))
    return Measured(best, len(journal))


def fold(procedure: Procedure, case: Case, journal: list[Event]) -> Case:
    """What is measured: every event applied, its commands thrown away."""
    for event in journal:
        case, _ = advance(procedure, case, event)
    return case


def measured_procedure() -> Procedure:
    """The definition above, compiled with the shared graphs and the organisation that ship."""
    library = read_library(PROCEDURES)
    source = Source(
        "measured", Path(), "measured.yaml", read_text(DEFINITION, "measured.yaml"), SharedGraphs(PROCEDURES)
    )
    papers = dict.fromkeys(TEMPLATES, frozenset())
    context = Context(library.organisation, library.calendar, templates=papers, registers=frozenset({"contributions"}))
    return compile_procedure(source, date(2026, 3, 2), context, digest_of)


# --- A dossier with everything ordinary in it ---


def record(procedure: Procedure, case: Case) -> list[Event]:
    """Walk it once: completed on request, approved on three levels, paid, and returned at the second attempt."""
    journal: list[Event] = []
    at, script = BEGIN, _script()
    act: Event | None = next(script)
    waiting: list[commands.Command] = []
    while act is not None:
        before = case
        case, caused = advance(procedure, case, act)
        assert case is not before
        journal.append(act)
        waiting.extend(command for command in caused if type(command) in ANSWERS)
        at += timedelta(minutes=40)
        act = ANSWERS[type(waiting[0])](waiting.pop(0), at) if waiting else _next(script, case, at)
    assert case.ending == "settled"
    return journal


def _next(script: Iterator[Any], case: Case, at: datetime) -> Event | None:
    """The next act of a person, for whichever step waits for one."""
    act = next(script, None)
    if act is None:
        return None
    visits = [token.visit for token in case.tokens.values() if token.waits_for == "person"]
    moment = {"at": at, **({"visit": visits[0]} if "visit" in type(act).model_fields else {})}
    return act.model_copy(update=moment)  # type: ignore[no-any-return]  # an event like the one copied


def _script() -> Iterator[Event]:
    papers = tuple(
        Paper(component=name, name="a.pdf", sha256="0" * 64, size=1, media_type="application/pdf") for name in ("book",)
    )
    yield events.DossierSubmitted(
        at=BEGIN, channel="online", applicant={"name": "NGUYỄN VĂN AN"}, return_way="post", answers=FORM, papers=papers
    )
    receiver = _officer("r", "ONE_STOP", "receiver")
    yield events.AssignmentClaimed(at=BEGIN, visit=0, by=receiver)
    yield _decision(receiver, "accept")
    specialist = _officer("s", "BEN", "specialist")
    yield events.AssignmentClaimed(at=BEGIN, visit=0, by=specialist)
    missing = (SupplementItem(component="proof", reason="thiếu"),)
    yield events.SupplementRequested(at=BEGIN, visit=0, by=specialist, items=missing)
    yield events.SupplementReceived(at=BEGIN, answers=FORM, papers=papers)
    yield _decision(specialist, "grant")
    yield _decision(_officer("h", "BEN", "head"), "agree")
    yield _decision(_officer("d", "LEAD", "director"), "sign")
    yield _decision(_officer("t", "ONE_STOP", "returner"), "send_again")


def _officer(name: str, unit: str, role: str) -> Actor:
    return Actor(id=name, name=name, posts=((unit, role),))


def _decision(by: Actor, outcome: str) -> Event:
    return events.DecisionMade(at=BEGIN, visit=0, by=by, outcome=outcome, checked=(0, 1, 2))


def _worked(kind: str, outcome: str, **output: Any) -> Any:
    return lambda command, at: events.WorkCompleted(
        at=at, visit=command.visit, kind=kind, outcome=outcome, output=output
    )


ANSWERS: dict[type, Any] = {
    commands.ProduceDocument: _worked("produce", "produced", number="7", sha256="0" * 64, pages=1),
    commands.SignDocument: _worked("sign", "signed"),
    commands.QueryRegister: _worked("request", "found", months=120),
    commands.OrderPayment: _worked("pay", "paid"),
    commands.BookShipment: lambda command, at: events.ShipmentReported(
        at=at,
        visit=command.visit,
        attempt=command.attempt,
        state="undelivered" if command.attempt == 1 else "delivered",
    ),
}
"""How the world outside answers at once."""


def main() -> None:
    """Print the figure, or a profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    if parser.parse_args().profile:
        procedure, blank = measured_procedure(), Case(code="c", procedure="measured", digest="x")
        journal = record(procedure, blank)
        with cProfile.Profile() as profile:
            for _ in range(2000):
                fold(procedure, blank, journal)
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return
    found = measure()
    print(f"{found.events_per_second:,.0f} events/s on one core ({found.events_per_dossier} events a dossier)")


if __name__ == "__main__":
    main()
