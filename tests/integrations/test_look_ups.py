"""Registers asked while somebody waits at the counter: what they know, what they do not, and that one that is away stops nobody."""

import pytest

from integrations.registers.client import RegistersClient
from integrations.registers.people import person
from integrations.registers.sandbox import DEMO_TOKEN, create_app
from tests.desk.equipping import nobody
from workflow.performing import look_ups
from workflow.service.known import Found


def test_a_record_is_found_and_an_unknown_number_is_not(serve):
    url = serve(create_app())
    ask = look_ups.asking(lambda: RegistersClient(url, DEMO_TOKEN))
    who = person(12)
    found, unknown = ask([("population", who["personal_id"]), ("enterprise", "0000000000000")])
    assert found.record["full_name"] == who["full_name"]
    assert unknown == Found()


def test_one_that_is_away_is_silent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(look_ups, "SECONDS", 0.5)
    ask = look_ups.asking(lambda: RegistersClient(nobody(), DEMO_TOKEN))
    assert list(ask([("population", "001000000001")])) == [Found(silent=True)]
