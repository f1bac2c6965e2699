"""What the bank is told: from the engine's command to an order of its contract. Pure; sent by `performing/pay`."""

import re

from integrations.bank.contract import PaymentLine, PaymentOrder
from workflow.engine.commands import OrderPayment

NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9._:-]")


def order_of(key: str, command: OrderPayment) -> PaymentOrder:
    """The order of a command; lines are numbered in its order, so that each is the same line for ever."""
    key = NOT_IN_KEYS.sub("-", key)
    lines = [
        PaymentLine(
            line_id=f"{key}:{number}",
            payee_name=payment["name"],
            account_number=payment["account"],
            bank_code=payment["bank"],
            amount=payment["amount"],
            text=payment["text"],
        )
        for number, payment in enumerate(command.payments, start=1)
    ]
    return PaymentOrder(key=key, lines=lines)
