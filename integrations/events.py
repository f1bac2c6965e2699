"""The wire of events: a body outside (a care facility, another agency) tells that something a dossier waits for has happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations.errors import Malformed
from integrations.webhooks import verify

SYSTEM = "events"
LONGEST = 64 * 1024
"""Bytes of one message."""


class Told(BaseModel):
    """The body of a message: which dossier, what has happened, and what comes with it."""

    model_config = ConfigDict(extra="forbid")

    dossier: str = Field(min_length=1, max_length=60)
    event: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")
    data: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """A genuine message, with the id its sender gave it."""

    message: str
    told: Told


def parse_event(headers: Mapping[str, str], body: bytes, secret: str) -> Event:
    """The event of a signed message (Standard Webhooks). Raises Forged and Malformed."""
    message = verify(headers, body, secret)
    if len(body) > LONGEST:
        raise Malformed(f"a message may have {LONGEST} bytes")
    try:
        return Event(message, Told.model_validate(json.loads(body)))
    except ValidationError as error:
        where = "; ".join(".".join(map(str, each["loc"])) + ": " + each["msg"] for each in error.errors())
        raise Malformed(where) from error
    except ValueError as error:
        raise Malformed(f"the body is not JSON: {error}") from error
