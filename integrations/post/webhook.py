"""The post's signed callbacks: RSA-SHA256 (PKCS#1 v1.5) over the bytes of `Data` and `SendDate` as they came."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from pydantic import ValidationError

from integrations.errors import Forged, Malformed
from integrations.post.contract import CallbackData, time_of
from integrations.post.values import TrackingEvent
from integrations.wire import first_problem

MAX_AGE = timedelta(days=1)  # generous, for a replayed event is the same event: it carries its own time
MAX_AHEAD = timedelta(minutes=5)


def public_key(modulus: str, exponent: str = "AQAB") -> RSAPublicKey:
    """Return the key from its two numbers in base64, as the post hands it out; raises ValueError when they are none."""
    e, n = (int.from_bytes(base64.b64decode(part), "big") for part in (exponent, modulus))
    return RSAPublicNumbers(e, n).public_key()


def parse_webhook(
    headers: Mapping[str, str], body: bytes, key: RSAPublicKey, *, now: datetime | None = None
) -> TrackingEvent:
    """Check the signature and read the event; raises Forged or Malformed.

    `headers` carry nothing the contract uses; they are taken so that every receiver looks alike. The receiver checks
    that order number and item code belong to one shipment, and knows repeated events by their `key`.
    """
    data, sent_at_text, signature = _envelope(body)
    try:
        key.verify(signature, (data + sent_at_text).encode(), PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise Forged("SignData does not fit") from error
    _check_age(sent_at_text, now or datetime.now(UTC))
    try:
        return CallbackData.model_validate(json.loads(data)).event()
    except ValidationError as error:
        raise Malformed(first_problem(error)) from error
    except (ValueError, RecursionError) as error:
        raise Malformed("Data is not JSON") from error


def _envelope(body: bytes) -> tuple[str, str, bytes]:
    try:
        envelope = json.loads(body)
        data, sent_at, signature = envelope["Data"], envelope["SendDate"], envelope["SignData"]
        if not all(isinstance(part, str) for part in (data, sent_at, signature)):
            raise TypeError("texts expected")
        (data + sent_at).encode()
        return data, sent_at, base64.b64decode(signature, validate=True)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        # Who cannot even fill the envelope has proved nothing about itself.
        raise Forged("the signed envelope cannot be read") from error


def _check_age(sent_at_text: str, now: datetime) -> None:
    try:
        sent_at = time_of(sent_at_text)
    except ValueError as error:
        raise Malformed("SendDate is no time") from error
    assert isinstance(sent_at, datetime), "a text is read as a time or not at all"
    if not now - MAX_AGE <= sent_at <= now + MAX_AHEAD:
        raise Forged("SendDate is too old or ahead of time")
