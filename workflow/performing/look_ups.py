"""Registers asked while somebody waits at the counter: all questions at once, for a few seconds, and whoever is away is silent."""

import asyncio
from collections.abc import Callable, Sequence

from integrations.errors import IntegrationError, Permanent
from integrations.registers.client import RegistersClient
from integrations.registers.contract import AnswerOutcome
from workflow.service.known import Ask, Found

SECONDS = 6.0


def asking(client: Callable[[], RegistersClient]) -> Ask:
    """What asks through clients made for each asking: they belong to the event loop that runs them."""

    def ask(questions: Sequence[tuple[str, str]]) -> Sequence[Found]:
        async def all_of_them() -> list[Found]:
            async with client() as registers:
                return list(await asyncio.gather(*(_one(registers, *question) for question in questions)))

        return asyncio.run(all_of_them())

    return ask


async def _one(registers: RegistersClient, register: str, key: str) -> Found:
    try:
        async with asyncio.timeout(SECONDS):
            answer = await registers.query(register, key)
    except Permanent:  # no number it could know
        return Found()
    except (IntegrationError, TimeoutError):
        return Found(silent=True)
    if answer.outcome is AnswerOutcome.FOUND:
        return Found(answer.data)
    return Found(silent=answer.outcome is AnswerOutcome.PENDING)
