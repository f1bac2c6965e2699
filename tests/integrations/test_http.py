"""The shared caller against a real faulty server."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.http import Destination, json_of, retry_after_seconds
from integrations.sandbox_faults import FaultControl, Faults
from integrations.sandbox_server import sandbox_app


class Counting:
    """A sandbox with one route that counts how often it was carried out."""

    def __init__(self, faults: Faults) -> None:
        self.carried_out = 0
        self.control = FaultControl(faults)
        self.app: FastAPI = sandbox_app("counting", self.control)
        self.app.post("/count")(self.count)

    async def count(self) -> dict[str, int]:
        self.carried_out += 1
        return {"count": self.carried_out}


async def test_a_cut_connection_is_repeated_within_the_call(serve):
    server = Counting(Faults(cut_rate=1, remaining=2))
    async with Destination("counting", serve(server.app)) as there:
        response = await there.request("POST", "/count")
    assert response.json() == {"count": 1}


async def test_a_connection_that_stays_broken_is_temporary_and_its_outcome_unknown(serve):
    server = Counting(Faults(lost_answer_rate=1))
    async with Destination("counting", serve(server.app)) as there:
        with pytest.raises(Temporary) as caught:
            await there.request("POST", "/count")
    assert caught.value.outcome_unknown
    assert server.carried_out == 3


async def test_nobody_listening_is_temporary_and_nothing_was_sent():
    async with Destination("nobody", "http://127.0.0.1:9") as there:
        with pytest.raises(Temporary) as caught:
            await there.request("GET", "/")
    assert not caught.value.outcome_unknown


async def test_a_slow_answer_is_temporary_and_not_repeated_within_the_call(serve):
    server = Counting(Faults(delay_ms=300))
    async with Destination("counting", serve(server.app), read_seconds=0.1) as there:
        with pytest.raises(Temporary) as caught:
            await there.request("POST", "/count")
    assert caught.value.outcome_unknown


async def test_a_busy_system_says_when_to_come_back(serve):
    server = Counting(Faults(fail_rate=1, status=429, retry_after=17))
    async with Destination("counting", serve(server.app)) as there:
        with pytest.raises(Temporary) as caught:
            await there.request("POST", "/count")
    assert caught.value.retry_after == 17
    assert server.carried_out == 0


@pytest.mark.parametrize(
    ("status", "error"), [(401, Unauthorised), (403, Unauthorised), (400, Permanent), (422, Permanent)]
)
async def test_a_refusal_is_named_by_its_remedy(serve, status, error):
    server = Counting(Faults(fail_rate=1, status=status))
    async with Destination("counting", serve(server.app)) as there:
        with pytest.raises(error):
            await there.request("POST", "/count")


async def test_a_page_of_html_is_temporary(serve):
    server = Counting(Faults(bad_json_rate=1))
    async with Destination("counting", serve(server.app)) as there:
        with pytest.raises(Temporary, match="not JSON"):
            json_of(await there.request("POST", "/count"), "counting")


async def test_after_many_failures_the_destination_rests_and_then_recovers(serve):
    server = Counting(Faults(fail_rate=1))
    async with Destination("counting", serve(server.app), breaker_failures=3, breaker_seconds=0.05) as there:
        for _ in range(3):
            with pytest.raises(Temporary, match="503"):
                await there.request("POST", "/count")
        with pytest.raises(Temporary, match="resting") as caught:
            await there.request("POST", "/count")
        assert caught.value.retry_after >= 1
        server.control.set(Faults())
        while True:
            try:
                response = await there.request("POST", "/count")
            except Temporary:
                continue
            break
    assert response.json() == {"count": 1}


async def test_refusals_do_not_open_the_circuit(serve):
    server = Counting(Faults(fail_rate=1, status=422))
    async with Destination("counting", serve(server.app), breaker_failures=2) as there:
        for _ in range(4):
            with pytest.raises(Permanent):
                await there.request("POST", "/count")


async def test_an_unknown_fault_is_refused_by_the_admin_api(serve):
    server = Counting(Faults())
    async with Destination("counting", serve(server.app)) as there:
        answer = await there.request("POST", "/_sandbox/faults", json={"explode": 1}, accept={422})
    assert answer.status_code == 422


def test_the_same_seed_brings_the_same_faults():
    def fates() -> list[object]:
        control = FaultControl(Faults(seed=7, fail_rate=0.3, cut_rate=0.3))
        return [control.draw() for _ in range(50)]

    assert fates() == fates()
    assert len(set(fates())) == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("12", 12),
        ("Wed, 01 Jul 2026 00:00:30 GMT", 30),
        ("Wed, 01 Jul 2026 00:00:00 GMT", 0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value, seconds):
    assert retry_after_seconds(value, now=datetime(2026, 7, 1, tzinfo=UTC)) == seconds
