"""Waiting for somebody outside is not failing; a callback only hastens the next look; one dossier can be performed alone."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations import webhooks
from integrations.bank.sandbox import DEMO_SECRET, DEMO_TOKEN
from integrations.sandboxes import Addresses
from tests.conftest import Clock
from tests.workflow.flows import bench
from tests.workflow.service.walking import perform_all, submitted
from workflow import flows
from workflow.engine.commands import OrderPayment
from workflow.intake import Secrets, receivers
from workflow.performing import Later, Outcome, Outside
from workflow.performing.outcome import growing
from workflow.service.applying import case_of
from workflow.service.office import Office
from workflow.store.works import Work
from workflow.workshop import Workshop

pytestmark = pytest.mark.xdist_group("prefect")

PAYMENT = {
    "name": "DANG THI ANH NGUYET", "account": "0011223344", "bank": "01203001", "amount": 500, "text": "Chi trả",
}  # fmt: skip


def an_order(office: Office) -> str:
    """A payment order that is due; gives the key of the work."""
    order = OrderPayment(visit=900, payments=(PAYMENT,))
    return bench.put(office, bench.a_dossier(office), kind="pay", payload=order.model_dump_json())


def told_by_the_bank(office: Office, sandboxes: Addresses, key: str) -> tuple[int, dict[str, object]]:
    """The bank's genuine callback about an order, as it now stands, taken in by the receiver of the desk."""
    there = f"{sandboxes.bank}/orders/{key}"
    status = httpx.get(there, headers={"Authorization": f"Bearer {DEMO_TOKEN}"}).raise_for_status().json()
    told = {"type": "payment_order.updated", "timestamp": datetime.now(UTC).isoformat(), "data": status}
    body = json.dumps(told).encode()
    headers = webhooks.sign("msg_1", datetime.now(UTC), body, DEMO_SECRET)
    return receivers(office, Secrets(portal=None, bank=DEMO_SECRET, post=None))["bank"]("", headers, body)


async def test_a_bank_that_takes_its_time_is_looked_at_again_and_a_callback_hastens_it(
    shop: Workshop, sandboxes: Addresses, clock: Clock
) -> None:
    office = shop.office
    httpx.post(f"{sandboxes.bank}/_sandbox/faults", json={"hold": True}).raise_for_status()
    key = an_order(office)
    for look in (1, 2, 3):
        await flows.drain(until_empty=True)
        waiting = bench.work(office, key)
        assert (waiting.state, waiting.looks, waiting.attempts, waiting.error) == ("waiting", look, 0, None)
        assert waiting.run_after == clock() + timedelta(seconds=2**look)
        clock.forward(seconds=2**look)
    await flows.drain(until_empty=True)
    httpx.post(f"{sandboxes.bank}/_sandbox/settle").raise_for_status()
    assert await flows.drain(until_empty=True) == 0  # nobody has said so, and it is not time to look
    assert told_by_the_bank(office, sandboxes, key) == (200, {"hastened": True})
    await flows.drain(until_empty=True)
    assert (bench.work(office, key).state, bench.work(office, key).attempts) == ("done", 0)
    assert told_by_the_bank(office, sandboxes, key) == (200, {"hastened": False})
    transfers = httpx.get(f"{sandboxes.bank}/_sandbox/transfers").raise_for_status().json()
    assert [transfer["line_id"] for transfer in transfers] == [f"{key}:1"]


async def test_who_waits_for_months_is_still_looked_at(
    shop: Workshop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        return Later(growing(2, work.looks, 900))

    bench.performed_by(monkeypatch, "request", not_yet)
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind="request", looks=5000)
    await flows.drain(until_empty=True)
    waiting = bench.work(shop.office, key)
    assert (waiting.state, waiting.looks, waiting.run_after) == ("waiting", 5001, clock() + timedelta(seconds=900))


async def test_one_dossier_is_performed_alone_and_now(shop: Workshop) -> None:
    this, other = bench.a_dossier(shop.office), bench.a_dossier(shop.office, "C-2", answers={"reason": "khác"})
    mine = [bench.put(shop.office, this, number) for number in (900, 901)]
    others = bench.put(shop.office, other)
    assert await flows.process_dossier(this) == 2
    assert [bench.work(shop.office, key).state for key in (*mine, others)] == ["done", "done", "ready"]
    [run] = await bench.task_runs(1, this)
    assert other not in run.tags


async def test_a_sweep_wakes_the_cases_whose_moment_has_come(shop: Workshop, clock: Clock) -> None:
    waits = submitted(
        shop.office, "C-1", source="counter", procedure="toy-wait", answers={"reason": "022198100217"}, attachments=()
    )
    perform_all(shop.office)
    assert await flows.sweep() == 0
    clock.forward(days=3)
    assert await flows.sweep() == 1
    assert case_of(shop.office, waits)[0].ending == "declined"
    assert await flows.sweep() == 0
