"""A real server of the register contract: synthetic records, late and missing answers on demand, every look-up kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

from integrations.registers.answers import answer_to, check_params, trouble_with
from integrations.registers.contract import Answer, AnswerOutcome, Question, Register
from integrations.registers.endings import Ending
from integrations.sandbox_faults import ADMIN, FaultControl, Faults
from integrations.sandbox_problems import add_problems, bearer
from integrations.sandbox_server import run_sandbox, sandbox_app, sandbox_arguments
from integrations.sandbox_store import SandboxStore

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_TOKEN = "sandbox-registers"


class RegisterFaults(Faults):
    """The faults of every sandbox, and how the endings `9202` and `9503` behave."""

    answer_after: float = Field(default=0.5, ge=0, description="seconds until a slow answer is there")
    down_times: int = Field(default=2, ge=0, description="questions refused with 503 for a key that is down")


class Scripted(BaseModel):
    """An answer a test wants for a key, instead of the synthetic one; `then` are those to the questions after it."""

    outcome: AnswerOutcome
    data: dict[str, Any] = Field(default_factory=dict)
    then: list["Scripted"] = Field(default_factory=list)


class ScriptedFor(BaseModel):
    """A scripted answer with whose question it is for, as many are told at once."""

    asker: str = ""
    register_: Register = Field(alias="register")
    key: str
    scripted: Scripted


class Lookup(BaseModel):
    """One question and when its answer is there."""

    question: Question
    answer: Answer
    ready_at: datetime
    asker: str = ""
    """The Idempotency-Key up to its first colon: whose question it is."""


class Reference(BaseModel):
    """Which look-up an Idempotency-Key belongs to."""

    reference: str


def create_app(
    state: Path | None = None,
    token: str = DEMO_TOKEN,
    now: Callable[[], datetime] = lambda: datetime.now(VIETNAM),
) -> FastAPI:
    """Return the sandbox as an app; `state` is a file that survives a restart, `now` its calendar.

    Admin besides the faults: `GET /_sandbox/lookups`, `PUT /_sandbox/answers/{register}/{key}` with a `Scripted`
    (`?asker=` the beginning of an Idempotency-Key: for that asker's questions alone), `PUT /_sandbox/answers` with many.
    """
    store = SandboxStore(state)
    control = FaultControl(RegisterFaults())
    app = sandbox_app("Registers sandbox", control)
    add_problems(app)
    _add_lookup_routes(app, Registers(store, control, now), Depends(bearer(token)))
    _add_admin_routes(app, store)
    return app


class Registers:
    """The memory of the registers: look-ups by reference and by Idempotency-Key, and scripted answers."""

    def __init__(self, store: SandboxStore, control: FaultControl[RegisterFaults], now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._control = control

    def ask(self, register: Register, question: Question, idempotency_key: str) -> Answer:
        """Answer a question, or give the answer of the look-up that has this Idempotency-Key already."""
        known = self._store.get("key", idempotency_key, Reference)
        if known:
            lookup = self._lookup(known.reference)
            if (lookup.answer.register_, lookup.question) != (register, question):
                raise HTTPException(409, "the same Idempotency-Key was used for another question")
            return self.poll(known.reference)
        self._be_down(register, question.key)
        now = self._now()
        is_slow = trouble_with(register, question.key) is Ending.SLOW
        wait = timedelta(seconds=self._control.faults.answer_after if is_slow else 0)
        reference = f"{register[:3].upper()}-{now:%y%m%d}-{self._store.next_number(register):06}"
        answer = Answer(register=register, outcome=AnswerOutcome.PENDING, reference=reference, asked_at=now)
        asked = Lookup(question=question, answer=answer, ready_at=now + wait, asker=idempotency_key.partition(":")[0])
        self._store.put("lookup", reference, asked)
        self._store.put("key", idempotency_key, Reference(reference=reference))
        return answer if is_slow else self.poll(reference)

    def poll(self, reference: str) -> Answer:
        """The answer of a look-up as it now stands."""
        lookup = self._lookup(reference)
        now = self._now()
        if lookup.answer.outcome is not AnswerOutcome.PENDING or now < lookup.ready_at:
            return lookup.answer
        outcome, data = self._outcome(lookup, now)
        answered_at = None if outcome is AnswerOutcome.PENDING else now
        lookup.answer = lookup.answer.model_copy(update={"outcome": outcome, "data": data, "answered_at": answered_at})
        self._store.put("lookup", reference, lookup)
        return lookup.answer

    def _outcome(self, lookup: Lookup, now: datetime) -> tuple[AnswerOutcome, dict[str, Any]]:
        register, question = lookup.answer.register_, lookup.question
        for asker in (lookup.asker, ""):
            place = f"{asker}/{register}/{question.key}"
            scripted = self._store.get("scripted", place, Scripted)
            if scripted:
                if scripted.then:
                    following = scripted.then[0].model_copy(update={"then": scripted.then[1:]})
                    self._store.put("scripted", place, following)
                return scripted.outcome, scripted.data
        return answer_to(register, question.key, question.params, now.date())

    def _lookup(self, reference: str) -> Lookup:
        lookup = self._store.get("lookup", reference, Lookup)
        if lookup is None:
            raise HTTPException(404, "no look-up has this reference")
        return lookup

    def _be_down(self, register: Register, key: str) -> None:
        if trouble_with(register, key) is not Ending.DOWN:
            return
        if self._store.next_number(f"down {register}/{key}") <= self._control.faults.down_times:
            raise HTTPException(503, "the register is away", {"Retry-After": "1"})


def _add_lookup_routes(app: FastAPI, registers: Registers, guard: Any) -> None:
    @app.post("/registers/{register}/lookups", dependencies=[guard])
    async def ask(
        register: Register, question: Question, idempotency_key: Annotated[str, Header(min_length=1)]
    ) -> Answer:
        try:
            check_params(register, question.params)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        return registers.ask(register, question, idempotency_key)

    @app.get("/lookups/{reference}", dependencies=[guard])
    async def poll(reference: str) -> Answer:
        return registers.poll(reference)


def _add_admin_routes(app: FastAPI, store: SandboxStore) -> None:
    @app.get(f"{ADMIN}/lookups")
    async def lookups() -> list[Lookup]:
        return list(store.all("lookup", Lookup))

    @app.put(f"{ADMIN}/answers/{{register}}/{{key:path}}", status_code=204)
    async def script(register: Register, key: str, scripted: Scripted, asker: str = "") -> None:
        store.put("scripted", f"{asker}/{register}/{key}", scripted)

    @app.put(f"{ADMIN}/answers", status_code=204)
    async def script_many(wanted: list[ScriptedFor]) -> None:
        for each in wanted:
            store.put("scripted", f"{each.asker}/{each.register_}/{each.key}", each.scripted)


def main() -> None:
    """Serve from the command line."""
    given = sandbox_arguments(__doc__ or "", 8104).parse_args()
    run_sandbox(lambda: create_app(given.state), given.host, given.port)


if __name__ == "__main__":
    main()
