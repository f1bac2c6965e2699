"""The queue: leases, order in lanes, waiting and failing told apart, incidents."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from queued import MINUTE, NOW, a_dossier, keys, put, states, taken
from sqlalchemy import select

from workflow.store import works
from workflow.store.tables import WORKS, WorkState
from workflow.store.unit_of_work import Store
from workflow.store.works import Work


@pytest.fixture
def queue(store: Store) -> Store:
    a_dossier(store)
    return store


def test_work_is_given_out_once(queue: Store) -> None:
    put(queue, 1)
    [work] = taken(queue)
    assert (work.dossier, work.procedure, work.visit, work.kind, work.worker) == ("D-1", "toy", 1, "produce", "w1")
    assert taken(queue, worker="w2") == []


def test_what_is_longest_due_comes_first_and_no_more_than_asked(queue: Store) -> None:
    put(queue, 1, run_after=NOW - MINUTE)
    put(queue, 2, run_after=NOW - 3 * MINUTE)
    put(queue, 3, run_after=NOW - 2 * MINUTE)
    assert keys(taken(queue, limit=2)) == ["D-1:2:produce", "D-1:3:produce"]


def test_work_of_later_and_of_other_kinds_and_dossiers_is_left_alone(queue: Store) -> None:
    a_dossier(queue, "D-2")
    put(queue, 1, run_after=NOW + MINUTE)
    put(queue, 2, kind="sign", key="D-1:2:sign")
    put(queue, 3, dossier="D-2", key="D-2:3:produce")
    assert keys(taken(queue, dossiers=("D-1",))) == []
    assert keys(taken(queue)) == ["D-2:3:produce"]
    of_all_kinds = taken(queue, NOW + MINUTE, kinds=("produce", "sign"), dossiers=("D-1",))
    assert keys(of_all_kinds) == ["D-1:1:produce", "D-1:2:sign"]


def test_an_expired_lease_frees_the_work_and_counts_as_a_failure(queue: Store) -> None:
    put(queue, 1)
    [first] = taken(queue)
    assert taken(queue, NOW + timedelta(seconds=59), worker="w2") == []
    [second] = taken(queue, NOW + MINUTE, worker="w2")
    assert (second.id, second.attempts) == (first.id, 1)
    with queue.begin() as db:
        assert not works.finish(db, first, NOW + MINUTE)
        assert works.finish(db, second, NOW + MINUTE)
    assert states(queue) == {first.key: "done"}


def test_an_extended_lease_holds_longer(queue: Store) -> None:
    put(queue, 1)
    [work] = taken(queue)
    with queue.begin() as db:
        assert works.extend(db, work, NOW + 5 * MINUTE)
    assert taken(queue, NOW + 2 * MINUTE, worker="w2") == []
    assert keys(taken(queue, NOW + 5 * MINUTE, worker="w2")) == [work.key]


def test_threads_share_the_work_without_doing_anything_twice(queue: Store) -> None:
    for number in range(60):
        put(queue, number)

    def work_through(name: str) -> list[int]:
        done = []
        while found := taken(queue, limit=3, worker=name):
            for work in found:
                with queue.begin() as db:
                    assert works.finish(db, work, NOW)
                done.append(work.id)
        return done

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work_through, ["a", "b", "c", "d"]))
    together = [id for share in shares for id in share]
    assert len(together) == len(set(together)) == 60


def test_of_a_lane_only_the_earliest_unfinished_work_can_be_taken(queue: Store) -> None:
    for number in (1, 2, 3):
        put(queue, number, lane="portal:D-1")
    put(queue, 4, lane="portal:D-2")
    first, other = taken(queue)
    assert (first.visit, other.visit) == (1, 4)
    assert taken(queue, worker="w2") == []
    with queue.begin() as db:
        works.finish(db, first, NOW)
    assert [work.visit for work in taken(queue)] == [2]


def test_a_failing_head_holds_its_lane_and_lets_it_go_when_it_succeeds(queue: Store) -> None:
    put(queue, 1, lane="portal:D-1")
    put(queue, 2, lane="portal:D-1")
    [head] = taken(queue)
    with queue.begin() as db:
        assert works.fail(db, head, "no answer", NOW + 10 * MINUTE)
    assert taken(queue, NOW + 5 * MINUTE) == []
    [again] = taken(queue, NOW + 10 * MINUTE)
    assert (again.visit, again.attempts) == (1, 1)
    with queue.begin() as db:
        works.finish(db, again, NOW + 10 * MINUTE)
    assert [work.visit for work in taken(queue, NOW + 10 * MINUTE)] == [2]


def test_an_incident_stops_its_own_lane_and_nothing_else(queue: Store) -> None:
    for number, lane in ((1, "portal:D-1"), (2, "portal:D-1"), (3, None)):
        put(queue, number, lane=lane)
    head, free = taken(queue)
    with queue.begin() as db:
        works.park(db, head, "refused for good", NOW)
        works.finish(db, free, NOW)
    assert taken(queue, NOW + timedelta(days=3)) == []
    with queue.begin() as db:
        works.settle_incident(db, head.id, WorkState.READY, NOW + MINUTE)
    [retried] = taken(queue, NOW + MINUTE)
    assert (retried.id, retried.attempts) == (head.id, 0)
    with queue.begin() as db:
        works.finish(db, retried, NOW + MINUTE)
    assert [work.visit for work in taken(queue, NOW + MINUTE)] == [2]


def test_waiting_is_not_failing(queue: Store) -> None:
    put(queue, 1)
    [work] = taken(queue)
    with queue.begin() as db:
        works.wait(db, work, NOW + MINUTE)
    [work] = taken(queue, NOW + MINUTE)
    assert (work.attempts, work.looks) == (0, 1)
    with queue.begin() as db:
        works.fail(db, work, "no answer", NOW + 2 * MINUTE)
    [work] = taken(queue, NOW + 2 * MINUTE)
    assert (work.attempts, work.looks) == (1, 1)


def test_a_callback_hastens_the_next_look(queue: Store) -> None:
    key = put(queue, 1)
    [work] = taken(queue)
    with queue.begin() as db:
        works.wait(db, work, NOW + timedelta(hours=8))
        assert works.hasten(db, key, NOW + MINUTE)
        assert not works.hasten(db, "unknown", NOW)
    assert keys(taken(queue, NOW + MINUTE)) == [key]


def test_a_callback_does_not_take_work_out_of_a_workers_hands(queue: Store) -> None:
    key = put(queue, 1)
    [held] = taken(queue)
    with queue.begin() as db:
        assert works.hasten(db, key, NOW)
    assert taken(queue, worker="w2") == []
    with queue.begin() as db:
        assert works.finish(db, held, NOW)
        assert not works.hasten(db, key, NOW)


def test_news_that_comes_while_somebody_is_looking_is_looked_at_next(queue: Store) -> None:
    key = put(queue, 1)
    [held] = taken(queue)
    with queue.begin() as db:
        works.hasten(db, key, NOW)
        works.wait(db, held, NOW + timedelta(hours=8))
    [again] = taken(queue)
    with queue.begin() as db:
        works.wait(db, again, NOW + timedelta(hours=8))
    assert taken(queue) == []


def test_a_cancelled_visit_takes_the_work_back_also_from_a_worker(queue: Store) -> None:
    put(queue, 1)
    put(queue, 2)
    held = next(work for work in taken(queue) if work.visit == 1)
    with queue.begin() as db:
        works.close_visit(db, "D-1", 1, WorkState.CANCELLED, NOW)
    with queue.begin() as db:
        assert not works.finish(db, held, NOW)
        assert not works.wait(db, held, NOW)
    assert states(queue)[held.key] == "cancelled"


def test_a_batch_finishes_what_it_still_holds(queue: Store) -> None:
    for number in (1, 2, 3):
        put(queue, number)
    first, second, third = taken(queue)
    stranger = Work(**{**third.__dict__, "worker": "somebody else"})
    with queue.begin() as db:
        works.close_visit(db, "D-1", 2, WorkState.CANCELLED, NOW)
        assert works.finish_many(db, [first, second, stranger], NOW) == {first.id}
    assert sorted(states(queue).values()) == ["cancelled", "done", "leased"]


def test_an_error_is_kept_sealed_and_forgotten_when_all_is_well(queue: Store) -> None:
    put(queue, 1)
    [work] = taken(queue)
    with queue.begin() as db:
        works.fail(db, work, "account 0011223344 is closed", NOW)
        assert db.execute(select(WORKS.c.error)).scalar_one() == "account 0011223344 is closed"
        raw = db.exec_driver_sql("SELECT error FROM work").scalar_one()
        assert b"0011223344" not in bytes(raw)
    [work] = taken(queue)
    with queue.begin() as db:
        works.finish(db, work, NOW)
        assert db.execute(select(WORKS.c.error)).scalar_one() is None
