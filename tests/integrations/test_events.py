"""Events that bodies outside tell: genuine ones are read whole, all others are refused."""

import json
from datetime import UTC, datetime

import pytest

from integrations.errors import Forged, Malformed
from integrations.events import LONGEST, parse_event
from integrations.webhooks import new_secret, sign

SECRET = new_secret()
TOLD = {"dossier": "000.00.22.G24-251008-0031", "event": "facility_signed", "data": {"name": "TRẦN QUANG HUY"}}


def sent(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return sign("m-1", datetime.now(UTC), body, secret)


def test_a_genuine_event_is_read_whole() -> None:
    body = json.dumps(TOLD).encode()
    event = parse_event(sent(body), body, SECRET)
    assert (event.message, event.told.model_dump()) == ("m-1", TOLD)


def test_another_secret_and_a_changed_body_are_forged() -> None:
    body = json.dumps(TOLD).encode()
    with pytest.raises(Forged):
        parse_event(sent(body, new_secret()), body, SECRET)
    with pytest.raises(Forged):
        parse_event(sent(body), body.replace(b"0031", b"0032"), SECRET)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        json.dumps({**TOLD, "event": "Signed!"}).encode(),
        json.dumps({**TOLD, "more": 1}).encode(),
        json.dumps({"event": "signed"}).encode(),
        json.dumps({**TOLD, "data": {"x": "x" * LONGEST}}).encode(),
    ],
    ids=["list", "no JSON", "no event's name", "more", "no dossier", "too long"],
)
def test_what_does_not_follow_the_contract_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_event(sent(body), body, SECRET)
