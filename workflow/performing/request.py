"""`request`: ask a register; an answer that takes its time is polled for."""

from integrations.registers.contract import AnswerOutcome
from workflow.engine.commands import QueryRegister
from workflow.engine.events import WorkCompleted
from workflow.performing.outcome import Done, Later, Outcome, growing
from workflow.performing.outside import Outside
from workflow.service.office import Office
from workflow.store.works import Work

FIRST_LOOK, LONGEST_WAIT = 2.0, 900.0


async def perform(office: Office, outside: Outside, work: Work, _: None) -> Outcome:
    """Ask with the work's key, so that asking again is the same look-up."""
    command = QueryRegister.model_validate_json(work.payload)
    values = {name: str(value) for name, value in command.parameters.items() if value is not None}
    key = values.pop("key", "")
    answer = await outside.registers.query(command.source, key, values, idempotency_key=work.key)
    if answer.outcome is AnswerOutcome.PENDING:
        return Later(growing(FIRST_LOOK, work.looks, LONGEST_WAIT))
    output = {**answer.data, "reference": answer.reference, "register": command.source}
    return Done(
        WorkCompleted(at=office.now(), visit=work.visit, kind="request", outcome=answer.outcome.value, output=output)
    )
