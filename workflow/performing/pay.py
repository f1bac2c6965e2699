"""`pay`: place a payment order at the bank and follow it until every line is paid or rejected."""

from integrations.bank.contract import LineState, OrderStatus, PaymentOrder
from workflow.engine.commands import OrderPayment
from workflow.engine.events import WorkCompleted
from workflow.ordering import order_of
from workflow.performing.outcome import Done, Later, Outcome, growing
from workflow.performing.outside import Outside
from workflow.service.office import Office
from workflow.store.works import Work

FIRST_LOOK = 2.0


async def perform(office: Office, outside: Outside, work: Work, _: None) -> Outcome:
    """Placing the order again is safe: the bank knows it by its key."""
    command = OrderPayment.model_validate_json(work.payload)
    order = order_of(work.key, command)
    if work.looks == 0:
        await outside.bank.order(order)
    status = await outside.bank.status(order.key)
    if not status.is_settled:
        return Later(growing(FIRST_LOOK, work.looks, outside.poll_seconds))
    outcome = "rejected" if status.rejected else "paid"
    output = {"order": order.key, "lines": _lines(order, status), "total": order.total}
    return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="pay", outcome=outcome, output=output))


def _lines(order: PaymentOrder, status: OrderStatus) -> list[dict[str, object]]:
    """What became of each line, with what an officer needs to mend a rejected one."""
    by_id = {line.line_id: line for line in status.lines}
    return [
        {
            "name": line.payee_name,
            "account": line.account_number,
            "bank": line.bank_code,
            "amount": line.amount,
            "text": line.text,
            "paid": by_id[line.line_id].state is LineState.PAID,
            "reason": reason.value if (reason := by_id[line.line_id].reason) else None,
        }
        for line in order.lines
    ]
