"""What must hold of queues whatever the procedures are: theory, conservation, and that more hands never make anybody wait longer."""

from statistics import fmean

import pytest

from tests.workflow.simulation.plans import office, plan, way
from workflow.simulation.measuring import Counted
from workflow.simulation.report import across, report
from workflow.simulation.running import simulate

CLERK, HEAD = ("BEN", "specialist"), ("BEN", "head")
HOUR = 3600.0


def staffing(specialists: int = 1, heads: int = 1) -> dict[str, object]:
    return {"BEN": {"specialist": {"officers": specialists}, "head": {"officers": heads}}}


def mean_wait(counted: Counted) -> float:
    return fmean(wait for step in counted.steps.values() for wait in step.waits)


def test_one_officer_with_exponential_times_makes_dossiers_wait_as_theory_says() -> None:
    # Arrivals at all hours would need a night; between 7 and 21 o'clock the load is rho = 0.7 of one officer by rate,
    # so the office is made to work exactly those hours. M/M/1: mean wait = rho / (1 - rho) x mean handling = 7/3 x 30 min.
    rate_a_day = 0.7 * 14 * 60 / 30
    year = plan(
        [way(CLERK)],
        office("07:00-21:00"),
        **{"from": "2026-01-05", "until": "2026-08-31"},
        procedures={"toy": {"a_year": rate_a_day * 365.25}},
        staffing=staffing(),
        handling={"usual": {"exponential": {"mean": 30}}},
        queue="arrival",
    )
    found = across([mean_wait(simulate(year, number)) for number in range(4)])
    assert found.half is not None
    assert abs(found.value - 7 / 3 * 0.5 * HOUR) < 2 * found.half + 0.02 * HOUR
    assert found.half < 0.3 * HOUR


@pytest.mark.parametrize("queue", ["urgency", "arrival"])
def test_more_officers_never_lengthen_the_mean_wait(queue: str) -> None:
    waits = [
        mean_wait(
            simulate(
                plan(
                    [way(CLERK, HEAD)],
                    queue=queue,
                    procedures={"toy": {"a_year": 20_000}},
                    staffing=staffing(number, 2),
                )
            )
        )
        for number in (1, 2, 3, 4)
    ]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[-1]


def test_the_same_seed_gives_the_same_year_and_another_gives_another() -> None:
    def waits(seed: int, replication: int = 0) -> list[float]:
        one = plan([way(CLERK, HEAD)], seed=seed, procedures={"toy": {"a_year": 10_000}}, staffing=staffing(2))
        return [wait for step in simulate(one, replication).steps.values() for wait in step.waits]

    assert waits(1) == waits(1)
    assert waits(1) != waits(2)
    assert waits(1, 0) != waits(1, 1)


def test_every_dossier_that_came_has_ended_or_is_open() -> None:
    counted = simulate(plan([way(CLERK, HEAD)], procedures={"toy": {"a_year": 40_000}}, staffing=staffing(1, 1)))
    toy = counted.procedures["toy"]
    assert toy.arrived == toy.finished + toy.still_open == sum(toy.arrived_by_day)
    assert toy.still_open > 0
    assert toy.backlog[-1] == toy.still_open
    for step in counted.steps.values():
        begun = len(step.waits)
        assert step.arrived == begun + step.still_waiting
        assert begun - step.finished in (0, 1)  # at most the one officer's work is half done


@pytest.mark.parametrize(("specialists", "heads", "worst"), [(1, 4, "specialist"), (9, 1, "head")])
def test_who_is_overloaded_is_named_as_the_bottleneck(specialists: int, heads: int, worst: str) -> None:
    # 110 dossiers a day, 15 minutes each: 27 hours of work where one officer has 24.
    asked = plan([way(CLERK, HEAD)], procedures={"toy": {"a_year": 40_000}}, staffing=staffing(specialists, heads))
    told = report(asked, [simulate(asked)])
    assert told.bottleneck is not None
    assert told.bottleneck.role == worst
    assert told.bottleneck.utilisation.value > 0.95
    step = told.procedures[0].bottleneck
    assert step is not None
    assert step.post == ("BEN", worst)


def test_dossiers_that_are_settled_too_late_or_wait_too_long_count_as_late() -> None:
    def late(heads: int) -> float:
        asked = plan([way(CLERK, HEAD)], procedures={"toy": {"a_year": 60_000}}, staffing=staffing(4, heads))
        found = report(asked, [simulate(asked)]).procedures[0].late
        assert found is not None
        return found.value

    assert late(1) > 0.5
    assert late(4) == 0.0


def test_posts_nobody_was_named_for_get_enough_officers_for_their_load() -> None:
    asked = plan([way(CLERK, HEAD)], procedures={"toy": {"a_year": 40_000}}, staffing={})
    assert set(asked.unstaffed) == {CLERK, HEAD}
    told = report(asked, [simulate(asked)])
    assert all(post.assumed and 0.4 < post.utilisation.value < 0.85 for post in told.posts)


def test_part_time_and_absence_leave_less_time() -> None:
    def there(**staff: object) -> float:
        asked = plan([way(CLERK)], procedures={"toy": {"a_year": 100}}, staffing={"BEN": {"specialist": staff}})
        return simulate(asked).posts[CLERK].there

    whole = there(officers=2)
    assert there(officers=1, part_time=[0.5]) == pytest.approx(0.75 * whole)
    assert there(officers=2, absence=0.2) == pytest.approx(0.8 * whole, rel=0.15)
