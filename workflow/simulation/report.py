"""What replications say together: means and percentiles with 95 % intervals, the bottleneck, and backlogs by day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, stdev

from workflow.simulation.measuring import Counted, Post, StepCount, StepKey
from workflow.simulation.pieces import Party
from workflow.simulation.plan import Plan

BATCHES = 10
T_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Student's t for 95 %, by degrees of freedom from 1; beyond, the normal distribution is near enough."""


@dataclass(frozen=True)
class Figure:
    """A number with half the width of its 95 % interval; none where there is too little to say."""

    value: float
    half: float | None = None

    def times(self, factor: float) -> "Figure":
        return Figure(self.value * factor, None if self.half is None else self.half * factor)


@dataclass(frozen=True)
class Times:
    """Seconds: mean and percentiles; none when it never happened."""

    mean: Figure
    p50: Figure
    p90: Figure
    p95: Figure


@dataclass(frozen=True)
class StepReport:
    """One step of one procedure. `share` is its part of all waiting for officers in the procedure."""

    procedure: str
    step: str
    party: Party
    post: Post | None
    arrived: Figure
    finished: Figure
    still_waiting: Figure
    waiting: Times | None
    handling: Times | None
    share: float = 0.0


@dataclass(frozen=True)
class ProcedureReport:
    """One procedure; `late` is a share of the dossiers whose legal day came, or which were settled before it."""

    procedure: str
    arrived: Figure
    finished: Figure
    still_open: Figure
    endings: dict[str, float]
    late: Figure | None
    duration: Times | None
    bottleneck: StepReport | None
    backlog: list[float] = field(repr=False)


@dataclass(frozen=True)
class PostReport:
    """One role in a unit; `share` is its part of all waiting for officers."""

    unit: str
    role: str
    officers: int
    assumed: bool
    utilisation: Figure
    waiting: Figure | None
    share: float
    backlog: list[float] = field(repr=False)


@dataclass(frozen=True)
class Report:
    """The whole answer."""

    simulation: str
    begin: str
    until: str
    seed: int
    replications: int
    assumed: tuple[str, ...]
    procedures: list[ProcedureReport]
    steps: list[StepReport]
    posts: list[PostReport]

    @property
    def bottleneck(self) -> PostReport | None:
        """Where dossiers wait most."""
        return max((post for post in self.posts if post.share > 0), key=lambda post: post.share, default=None)


def report(plan: Plan, runs: Sequence[Counted]) -> Report:
    """The report over all replications."""
    scenario = plan.scenario
    steps = _steps(runs)
    return Report(
        scenario.simulation, scenario.from_.isoformat(), scenario.until.isoformat(), scenario.seed, len(runs),
        plan.assumed, [_procedure(slug, runs, steps) for slug in plan.kinds], steps, _posts(plan, runs),
    )  # fmt: skip


def across(values: Sequence[float]) -> Figure:
    """The mean of independent values, with Student's interval."""
    if len(values) < 2:
        return Figure(values[0] if values else 0.0)
    freedom = len(values) - 1
    t = T_95[freedom - 1] if freedom <= len(T_95) else 1.96
    return Figure(fmean(values), t * stdev(values) / sqrt(len(values)))


def mean_of(samples: Sequence[Sequence[float]]) -> Figure:
    """The mean over replications; of a single one, its batch means give the interval."""
    told = [sample for sample in samples if len(sample)]
    if len(told) != 1:
        return across([fmean(sample) for sample in told])
    sample = told[0]
    size = len(sample) // BATCHES
    if size < BATCHES:
        return Figure(fmean(sample))
    batches = across([fmean(sample[begin * size : (begin + 1) * size]) for begin in range(BATCHES)])
    return Figure(fmean(sample), batches.half)


def times_of(samples: Sequence[Sequence[float]]) -> Times | None:
    """Mean and percentiles; percentiles are those of each replication, averaged."""
    told = [sample for sample in samples if len(sample)]
    if not told:
        return None
    in_order = [sorted(sample) for sample in told]

    def percentile(share: float) -> Figure:
        return across([sample[min(int(share * len(sample)), len(sample) - 1)] for sample in in_order])

    return Times(mean_of(told), percentile(0.5), percentile(0.9), percentile(0.95))


def _steps(runs: Sequence[Counted]) -> list[StepReport]:
    keys = sorted({key for run in runs for key in run.steps})
    waited = {key: sum(sum(step.waits) + step.left for step in _of(runs, key)) for key in keys}
    by_procedure: dict[str, float] = {}
    for (procedure, _, _), seconds in waited.items():
        by_procedure[procedure] = by_procedure.get(procedure, 0.0) + seconds
    return [_step(key, runs, waited[key] / (by_procedure[key[0]] or 1.0)) for key in keys]


def _of(runs: Iterable[Counted], key: StepKey) -> list[StepCount]:
    return [run.steps[key] for run in runs if key in run.steps]


def _step(key: StepKey, runs: Sequence[Counted], share: float) -> StepReport:
    found = _of(runs, key)
    missing = [0.0] * (len(runs) - len(found))

    def number(value: Callable[[StepCount], int]) -> Figure:
        return across([*(float(value(step)) for step in found), *missing])

    return StepReport(
        *key,
        found[0].post,
        number(lambda step: step.arrived),
        number(lambda step: step.finished),
        number(lambda step: step.still_waiting),
        times_of([step.waits for step in found]),
        times_of([step.handlings for step in found]),
        share,
    )


def _procedure(slug: str, runs: Sequence[Counted], steps: Sequence[StepReport]) -> ProcedureReport:
    found = [run.procedures[slug] for run in runs]
    due = [each for each in found if each.due]
    endings = sorted({ending for each in found for ending in each.endings})
    slow = [step for step in steps if step.procedure == slug and step.share > 0]
    late = mean_of([each.lateness for each in due]) if due else None
    return ProcedureReport(
        slug,
        across([float(each.arrived) for each in found]),
        across([float(each.finished) for each in found]),
        across([float(each.still_open) for each in found]),
        {ending: fmean(each.endings.get(ending, 0) for each in found) for ending in endings},
        late,
        times_of([each.durations for each in found]),
        max(slow, key=lambda step: step.share, default=None),
        _by_day([each.backlog for each in found]),
    )


def _posts(plan: Plan, runs: Sequence[Counted]) -> list[PostReport]:
    everything = sum(count.waited for run in runs for count in run.posts.values()) or 1.0
    assumed = set(plan.unstaffed)
    found = []
    for post in plan.staff:
        counts = [run.posts[post] for run in runs]
        begun = [sum(count.arrived_by_day) for count in counts]
        waits = [count.waited / number for count, number in zip(counts, begun, strict=True) if number]
        found.append(
            PostReport(
                *post,
                counts[0].officers,
                post in assumed,
                across([count.busy / count.there if count.there else 0.0 for count in counts]),
                across(waits) if waits else None,
                sum(count.waited for count in counts) / everything,
                _by_day([count.backlog for count in counts]),
            )
        )
    return found


def _by_day(series: Sequence[Sequence[int]]) -> list[float]:
    return [fmean(day) for day in zip(*series, strict=True)]
