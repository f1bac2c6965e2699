"""Signed callbacks by Standard Webhooks: HMAC-SHA256 over id, timestamp and body, five minutes' tolerance.

Replay protection belongs to the receiver: it stores the message id this module hands out and ignores known ones.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from integrations.errors import Forged


def new_secret() -> str:
    """Return a fresh shared secret in the `whsec_…` form."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(message_id: str, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """Return the three headers that go with `body`; `at` is any aware time."""
    at_utc = at.astimezone(UTC)
    signature = Webhook(secret).sign(msg_id=message_id, timestamp=at_utc, data=body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at_utc.timestamp())),
        "webhook-signature": signature,
    }


def verify(headers: Mapping[str, str], body: bytes, secret: str) -> str:
    """Return the message id of a genuine, recent message; raises Forged for every other."""
    plain = {name.lower(): value for name, value in headers.items()}
    try:
        Webhook(secret).verify(body, plain, json_parse=False)
    except WebhookVerificationError as error:
        raise Forged(str(error)) from error
    except (ValueError, binascii.Error) as error:  # a header or body that is not even text of the expected shape
        raise Forged("the signature headers cannot be read") from error
    return plain["webhook-id"]
