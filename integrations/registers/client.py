"""Asks the registers; an answer is checked against the contract before anybody relies on it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self
from uuid import uuid4

from pydantic import ValidationError

from integrations.errors import Permanent
from integrations.http import Destination, json_of
from integrations.registers.contract import RECORDS, Answer, AnswerOutcome, Mismatch, Register

SYSTEM = "registers"


class RegistersClient:
    """The gateway to all registers; may be shared by many tasks."""

    def __init__(
        self, base_url: str, token: str, *, read_seconds: float = 30, destination: Destination | None = None
    ) -> None:
        """`token` is the bearer token the gateway gave us; `destination` replaces the connection."""
        self._gateway = destination or Destination(SYSTEM, base_url, read_seconds=read_seconds)
        self._headers = {"Authorization": f"Bearer {token}"}

    async def query(
        self,
        register: Register | str,
        key: str,
        params: Mapping[str, str] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Ask about a key; `params` are values to compare with the record (names: `contract.COMPARED`, dates ISO).

        The same idempotency key gives the same look-up again. Raises Temporary, Permanent or Unauthorised.
        """
        headers = {**self._headers, "Idempotency-Key": idempotency_key or uuid4().hex}
        question = {"key": key, "params": dict(params or {})}
        path = f"/registers/{Register(register)}/lookups"
        response = await self._gateway.request("POST", path, json=question, headers=headers)
        return _checked(json_of(response, SYSTEM))

    async def poll(self, reference: str) -> Answer:
        """Look again at an answer that was pending. Raises Temporary, Permanent or Unauthorised."""
        response = await self._gateway.request("GET", f"/lookups/{reference}", headers=self._headers)
        return _checked(json_of(response, SYSTEM))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._gateway.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _checked(body: object) -> Answer:
    try:
        answer = Answer.model_validate(body)
        if answer.outcome is AnswerOutcome.FOUND:
            RECORDS[answer.register_].model_validate(answer.data)
        if answer.outcome is AnswerOutcome.MISMATCH:
            Mismatch.model_validate(answer.data)
    except ValidationError as error:
        where = "; ".join("/".join(map(str, e["loc"])) + ": " + e["msg"] for e in error.errors())
        raise Permanent(f"the answer does not follow the contract: {where}", system=SYSTEM) from error
    return answer
