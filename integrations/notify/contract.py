"""The wire between us and the message service: one message to one person, kept by its key."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator


class Channel(StrEnum):
    """The ways a message can go."""

    SMS = "sms"
    """To a phone number; no subject."""
    EMAIL = "email"
    """To an address; with a subject."""
    PORTAL = "portal"
    """To the inbox that belongs to a personal id on the portal; with a subject."""


class Message(BaseModel):
    """A message; `key` travels as Idempotency-Key, so the same message is sent once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1, max_length=120)
    channel: Channel
    to: str = Field(min_length=1, max_length=200)
    subject: str | None = Field(default=None, max_length=200)
    text: str = Field(min_length=1, max_length=5000)

    @model_validator(mode="after")
    def _fits_its_channel(self) -> Self:
        reachable = {
            Channel.SMS: self.to.removeprefix("+").isdigit(),
            Channel.EMAIL: "@" in self.to,
            Channel.PORTAL: self.to.isdigit(),
        }
        if not reachable[self.channel]:
            raise ValueError(f"{self.channel} cannot be sent to this address")
        if (self.channel is Channel.SMS) == (self.subject is not None):
            raise ValueError("a text message has no subject, every other message has one")
        return self


class Sent(BaseModel):
    """The service has taken the message."""

    model_config = ConfigDict(frozen=True)

    message_id: str
    accepted_at: AwareDatetime
