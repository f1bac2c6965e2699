"""The addresses outside systems knock at: what the receivers say is passed on, and nothing else happens."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from desk.settings import DeskSettings
from tests.desk.visiting import Visitor

Taken = list[tuple[str, Mapping[str, str], bytes]]
SIGNATURE = {"webhook-signature": "v1,genuine"}


@pytest.fixture
def taken() -> Taken:
    """What the receivers were given."""
    return []


@pytest.fixture
def settings(settings: DeskSettings, taken: Taken) -> DeskSettings:
    """A desk with a receiver for portal and post that know genuine messages by one header; none for the bank."""

    def receiver(path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if headers.get("webhook-signature") != SIGNATURE["webhook-signature"]:
            return 401, {"code": "forged", "detail": "the signature is wrong", "error_code": "-1"}
        if any(body == before for _, _, before in taken):
            return 409, {"code": "replayed", "detail": "seen before"}
        taken.append((path, headers, body))
        return 200, {"error_code": "0"}

    return replace(settings, receivers={"portal": receiver, "post": receiver})


def test_a_genuine_message_reaches_its_receiver_whole(visitor: Visitor, taken: Taken) -> None:
    path = "/VXPAdapter/RestService/forward/nhanhsdvcqg"
    answer = visitor.client.post(path, content=b'{"MaHoSo": "x"}', headers=SIGNATURE)
    assert (answer.status_code, answer.json()) == (200, {"error_code": "0"})
    below, headers, body = taken[0]
    assert (below, body) == ("nhanhsdvcqg", b'{"MaHoSo": "x"}')
    assert headers["webhook-signature"] == "v1,genuine"


def test_forged_and_replayed_messages_are_refused_with_problem_details(visitor: Visitor, taken: Taken) -> None:
    forged = visitor.client.post("/callbacks/post", content=b"{}", headers={"webhook-signature": "v1,made-up"})
    assert (forged.status_code, forged.headers["content-type"]) == (401, "application/problem+json")
    body = forged.json()
    assert (body["code"], body["detail"], body["error_code"]) == ("forged", "the signature is wrong", "-1")
    assert visitor.client.post("/callbacks/post", content=b"{}", headers=SIGNATURE).status_code == 200
    assert visitor.client.post("/callbacks/post", content=b"{}", headers=SIGNATURE).status_code == 409
    assert len(taken) == 1


def test_a_sender_nobody_listens_to_finds_nothing(visitor: Visitor) -> None:
    answer = visitor.client.post("/callbacks/bank", content=b"{}", headers=SIGNATURE)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_message_above_the_limit_never_reaches_its_receiver(visitor: Visitor, taken: Taken) -> None:
    answer = visitor.client.post("/callbacks/post", content=b"x" * 5_000_000, headers=SIGNATURE)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert taken == []


def test_these_addresses_take_nothing_but_posts(visitor: Visitor) -> None:
    assert visitor.get("/callbacks/post").status_code == 405
