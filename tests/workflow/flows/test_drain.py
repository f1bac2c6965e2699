"""Performing work on a real Prefect server: packs of work, failures, waiting and running long told apart."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from prefect.client.orchestration import get_client

from integrations.errors import Temporary
from integrations.sandboxes import Addresses
from tests.conftest import Clock
from tests.workflow.flows import bench
from workflow import flows, pack
from workflow.engine.events import WorkCompleted
from workflow.performing import KINDS, Done, Outcome, Outside
from workflow.service.office import Office
from workflow.store.works import Work
from workflow.workshop import Workshop

pytestmark = pytest.mark.xdist_group("prefect")


def spoil(address: str, **faults: object) -> None:
    """Put faults in force at a sandbox."""
    httpx.post(f"{address}/_sandbox/faults", json=faults).raise_for_status()


async def test_work_of_one_kind_goes_through_one_task_run_found_by_dossiers_procedure_and_kind(shop: Workshop) -> None:
    code, other = bench.a_dossier(shop.office), bench.a_dossier(shop.office, "C-2", answers={"reason": "khác"})
    keys = [bench.put(shop.office, code, number) for number in (900, 901)] + [bench.put(shop.office, other)]
    assert await flows.drain(until_empty=True) == 3
    assert {bench.work(shop.office, key).state for key in keys} == {"done"}
    [run] = await bench.task_runs(1, code)
    assert run.name == "notify × 3"
    assert sorted(run.tags) == sorted([code, other, "notify", "toy"])
    async with get_client() as prefect:
        assert run.flow_run_id is not None
        drained = await prefect.read_flow_run(run.flow_run_id)
        assert drained.state is not None
        assert drained.state.is_completed()


async def test_a_task_run_holds_no_more_works_than_its_kind_may(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "notify", replace(KINDS["notify"], together=2))
    code = bench.a_dossier(shop.office)
    keys = [bench.put(shop.office, code, number) for number in (900, 901, 902)]
    assert await flows.drain(until_empty=True) == 3
    alone = bench.work(shop.office, keys[2]).id
    assert sorted(run.name for run in await bench.task_runs(2, code)) == sorted(
        [f"notify {code} #{alone}", "notify × 2"]
    )


async def test_what_failed_before_has_a_task_run_of_its_own(shop: Workshop) -> None:
    code = bench.a_dossier(shop.office)
    bench.put(shop.office, code, 900)
    again = bench.put(shop.office, code, 901, attempts=1)
    bench.put(shop.office, code, 902)
    assert await flows.drain(until_empty=True) == 3
    runs = await bench.task_runs(2, code)
    assert sorted(run.name for run in runs) == sorted(
        [f"notify {code} #{bench.work(shop.office, again).id}", "notify × 2"]
    )


async def test_only_what_failed_is_tried_again_within_a_task_run(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: Counter[int] = Counter()

    async def shaky(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        tried[work.visit] += 1
        if work.visit == 901 and tried[901] == 1:
            raise Temporary("not just now", system="registers")
        if work.visit == 902:
            raise KeyError("amount")
        return Done()

    bench.performed_by(monkeypatch, "open", shaky)
    bench.without_waiting(monkeypatch, "open")
    code = bench.a_dossier(shop.office)
    keys = [bench.put(shop.office, code, number, "open") for number in (900, 901, 902)]
    assert await flows.drain(until_empty=True) == 3
    assert tried == {900: 1, 901: 2, 902: 1}
    assert [bench.work(shop.office, key).state for key in keys] == ["done", "done", "incident"]
    [run] = await bench.task_runs(1, code)
    assert run.run_count == 2


async def test_an_outcome_that_cannot_be_written_down_spoils_no_other(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        no_json = {"what": object() if work.visit == 901 else 1}
        return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="open", outcome="done", output=no_json))

    bench.performed_by(monkeypatch, "open", told)
    code = bench.a_dossier(shop.office)
    keys = [bench.put(shop.office, code, number, "open") for number in (900, 901, 902)]
    assert await flows.drain(until_empty=True) == 3
    assert [bench.work(shop.office, key).state for key in keys] == ["done", "incident", "done"]


async def test_what_cannot_be_prepared_spoils_no_other(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(office: Office, works: Sequence[Work]) -> Mapping[int, str]:
        if any(work.visit == 901 for work in works):
            raise KeyError("no such document")
        return {work.id: f"for {work.visit}" for work in works}

    seen = []

    async def looks(office: Office, outside: Outside, work: Work, ready: str) -> Outcome:
        seen.append(ready)
        return Done()

    bench.performed_by(monkeypatch, "open", looks, prepare=prepare)
    code = bench.a_dossier(shop.office)
    keys = [bench.put(shop.office, code, number, "open") for number in (900, 901, 902)]
    assert await flows.drain(until_empty=True) == 3
    assert [bench.work(shop.office, key).state for key in keys] == ["done", "incident", "done"]
    assert sorted(seen) == ["for 900", "for 902"]


async def test_a_slow_one_keeps_no_other_from_being_written_down(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = bench.a_dossier(shop.office)
    keys = [bench.put(shop.office, code, number, "open") for number in (900, 901, 902)]

    async def waits_for_the_others(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        while work.visit == 901 and {bench.work(office, key).state for key in keys} != {"done", "leased"}:
            await asyncio.sleep(0.01)
        return Done()

    bench.performed_by(monkeypatch, "open", waits_for_the_others)
    assert await flows.drain(until_empty=True) == 3
    assert {bench.work(shop.office, key).state for key in keys} == {"done"}


async def test_what_may_pass_in_a_moment_is_tried_again_within_its_task_run(
    shop: Workshop, sandboxes: Addresses
) -> None:
    code = bench.a_dossier(shop.office)
    key = bench.put(shop.office, code)
    spoil(sandboxes.notify, fail_rate=1, remaining=1)
    await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, bench.work(shop.office, key).attempts) == ("done", 0)
    [run] = await bench.task_runs(1, code)
    assert run.run_count == 2


@pytest.mark.parametrize("kind", KINDS)
async def test_failing_goes_through_the_queue_and_ends_as_an_incident_when_the_tries_of_its_kind_are_used_up(
    shop: Workshop, clock: Clock, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    async def away(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        calls.append(work.attempts)
        raise Temporary("away", system="somebody")

    bench.performed_by(monkeypatch, kind, away)
    bench.without_waiting(monkeypatch, kind)
    tries = KINDS[kind].tries
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind=kind, attempts=tries - 2)
    await flows.drain(until_empty=True)
    again = bench.work(shop.office, key)
    assert (again.state, again.attempts, again.error) == ("ready", tries - 1, "Temporary: somebody: away")
    assert again.run_after > clock()
    clock.forward(hours=1)
    await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, bench.work(shop.office, key).attempts) == ("incident", tries)
    assert calls == [tries - 2] * 3 + [tries - 1] * 3


async def test_what_is_refused_for_good_is_an_incident_at_once_and_holds_nobody_else_up(shop: Workshop) -> None:
    poison = bench.a_dossier(shop.office, applicant={"phone": "0000000000"})
    sound = bench.a_dossier(shop.office, "C-2", answers={"reason": "khác"})
    refused = bench.put(shop.office, poison)
    others = [bench.put(shop.office, sound, number) for number in range(900, 905)]
    await flows.drain(until_empty=True)
    parked = bench.work(shop.office, refused)
    assert (parked.state, parked.attempts) == ("incident", 1)
    assert "nobody can be reached there" in parked.error
    assert {bench.work(shop.office, key).state for key in others} == {"done"}
    [run] = await bench.task_runs(1, poison)
    assert (run.run_count, run.state_name) == (1, "Failed")


async def test_a_fault_of_ours_is_an_incident_at_once(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wrong(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        raise KeyError("amount")

    bench.performed_by(monkeypatch, "open", wrong)
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind="open")
    await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, bench.work(shop.office, key).error) == (
        "incident",
        "KeyError: 'amount'",
    )


async def test_running_long_counts_as_failing_and_is_not_tried_again_at_once(
    shop: Workshop, sandboxes: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(sandboxes.notify, delay_ms=2000)
    monkeypatch.setitem(KINDS, "notify", replace(KINDS["notify"], timeout=0.3))
    code = bench.a_dossier(shop.office)
    key = bench.put(shop.office, code)
    await flows.drain(until_empty=True)
    late = bench.work(shop.office, key)
    assert (late.state, late.attempts) == ("ready", 1)
    assert late.error == "TimeoutError: it ran for more than 0.3 s"
    [run] = await bench.task_runs(1, code)
    assert (run.run_count, run.state_name) == (1, "TimedOut")


async def test_a_system_that_says_when_to_come_back_is_believed(
    shop: Workshop, sandboxes: Addresses, clock: Clock
) -> None:
    spoil(sandboxes.notify, fail_rate=1, retry_after=7200, remaining=1)
    code = bench.a_dossier(shop.office)
    key = bench.put(shop.office, code)
    await flows.drain(until_empty=True)
    asked = bench.work(shop.office, key)
    assert (asked.state, asked.attempts) == ("ready", 1)
    assert asked.run_after >= clock() + timedelta(hours=2)
    [run] = await bench.task_runs(1, code)
    assert run.run_count == 1
    clock.forward(hours=3)
    await flows.drain(until_empty=True)
    assert bench.work(shop.office, key).state == "done"


async def test_no_more_of_a_kind_are_in_hand_than_it_may_and_other_kinds_go_on(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()
    everything_begun = asyncio.Event()

    async def busy(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        now[work.kind] += 1
        most[work.kind] = max(most[work.kind], now[work.kind])
        if work.kind == "open":
            everything_begun.set()
        await asyncio.wait_for(everything_begun.wait(), 30)
        now[work.kind] -= 1
        return Done()

    for kind in ("produce", "open"):
        bench.performed_by(monkeypatch, kind, busy)
    code = bench.a_dossier(shop.office)
    for number in range(30):
        bench.put(shop.office, code, 900 + number, "produce")
    bench.put(shop.office, code, 990, "open")  # comes last, and all others wait until it has begun
    assert await flows.drain(until_empty=True) == 31
    assert most == {"produce": KINDS["produce"].at_once, "open": 1}


async def test_several_workers_share_one_limit_when_prefect_holds_it(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, most = 0, 0

    async def busy(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1
        return Done()

    async with get_client() as prefect:
        await prefect.upsert_global_concurrency_limit_by_name("motcua-open", 1)
    monkeypatch.setattr(shop.settings, "shared_limits", True)
    bench.performed_by(monkeypatch, "open", busy)
    code = bench.a_dossier(shop.office)
    for number in range(3):
        bench.put(shop.office, code, 900 + number, "open")
    assert await flows.drain(until_empty=True) == 3
    assert most == 1


async def test_trouble_around_a_task_run_says_nothing_about_the_work(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_prefect(shop: Workshop, kind: str) -> None:
        raise httpx.ConnectError("Prefect is away")

    monkeypatch.setattr(pack, "shared_limit", no_prefect)
    key = bench.put(shop.office, bench.a_dossier(shop.office))
    await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, bench.work(shop.office, key).attempts) == ("ready", 1)


async def test_what_lost_its_lease_is_written_down_by_whoever_holds_it_now(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_slow(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        bench.take_away(office, work.key, by="another worker")
        return Done()

    bench.performed_by(monkeypatch, "open", too_slow)
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind="open")
    await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, bench.work(shop.office, key).leased_by) == ("leased", "another worker")


async def test_a_lease_that_ran_out_here_comes_back_to_the_run_that_is_still_at_it(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = 0

    async def slow(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        nonlocal begun
        begun += 1
        bench.let_run_out(office, work.key)
        while bench.work(office, work.key).attempts == 0:
            await asyncio.sleep(0.01)
        return Done()

    bench.performed_by(monkeypatch, "open", slow)
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind="open")
    await flows.drain(until_empty=True)
    assert (begun, bench.work(shop.office, key).state) == (1, "done")


async def test_work_that_costs_worker_after_worker_its_life_becomes_an_incident(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.performed_by(monkeypatch, "open", bench.nothing)
    deadly = bench.put(shop.office, bench.a_dossier(shop.office), kind="open", attempts=KINDS["open"].tries + 20)
    await flows.drain(until_empty=True)
    assert bench.work(shop.office, deadly).state == "incident"
    assert "died or was too slow" in bench.work(shop.office, deadly).error


async def test_a_database_that_is_away_for_a_moment_ends_the_run_after_what_is_in_hand(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    finish = asyncio.Event()

    async def slow(office: Office, outside: Outside, work: Work, _: object) -> Outcome:
        await asyncio.wait_for(finish.wait(), 30)
        return Done()

    def broken(given: Workshop, dossiers: Sequence[str] | None = None) -> list[Work]:
        nonlocal taken
        taken += 1
        if taken > 1:
            loop.call_soon_threadsafe(finish.set)
            raise ConnectionError("the database is away")
        return take(given, dossiers)

    loop, take = asyncio.get_running_loop(), flows._take
    monkeypatch.setattr(flows, "_take", broken)
    bench.performed_by(monkeypatch, "open", slow)
    key = bench.put(shop.office, bench.a_dossier(shop.office), kind="open")
    with pytest.raises(ConnectionError):
        await flows.drain(until_empty=True)
    assert (bench.work(shop.office, key).state, shop.in_hand) == ("done", {})


async def test_who_rests_looks_at_once_when_called(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.performed_by(monkeypatch, "notify", bench.nothing)
    shop.settings = shop.settings.model_copy(update={"idle_seconds": 3600})
    code = bench.a_dossier(shop.office)
    draining = asyncio.create_task(flows.drain())
    for number in (900, 901):
        key = bench.put(shop.office, code, number)
        shop.called.set()
        while bench.work(shop.office, key).state != "done":
            assert not draining.done()
            await asyncio.sleep(0.05)
    shop.stopping.set()
    shop.called.set()
    assert await asyncio.wait_for(draining, 60) == 2
