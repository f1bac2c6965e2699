"""Sends messages to people through the message service."""

from types import TracebackType
from typing import Self

from pydantic import ValidationError

from integrations.errors import Permanent
from integrations.http import Destination, json_of
from integrations.notify.contract import Message, Sent

SYSTEM = "notify"


class NotifyClient:
    """The message service; may be shared by many tasks."""

    def __init__(
        self, base_url: str, token: str, *, read_seconds: float = 30, destination: Destination | None = None
    ) -> None:
        """`token` is the bearer token the service gave us; `destination` replaces the connection."""
        self._service = destination or Destination(SYSTEM, base_url, read_seconds=read_seconds)
        self._headers = {"Authorization": f"Bearer {token}"}

    async def send(self, message: Message) -> Sent:
        """Send a message; the same key again sends nothing more and is answered the same.

        Raises Temporary, Permanent (also: nobody can be reached there) or Unauthorised.
        """
        headers = {**self._headers, "Idempotency-Key": message.key}
        body = message.model_dump(mode="json", exclude={"key"})
        response = await self._service.request("POST", "/messages", json=body, headers=headers)
        try:
            return Sent.model_validate(json_of(response, SYSTEM))
        except ValidationError as error:
            raise Permanent("the answer does not follow the contract", system=SYSTEM) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._service.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
