"""Doors of the web bench: a short simulation of one procedure, drafts included, with settings that fit on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from workflow.definition.models import ReviewStep, Text
from workflow.definition.places import DefinitionError, Place
from workflow.definition.reading import node_of
from workflow.definition.writing import as_yaml
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.service.queueing import title_of
from workflow.service.simulating import plan_of, run
from workflow.service.trying import NotTried
from workflow.service.workbench import Workbench, opened
from workflow.simulation.charts import charts_of
from workflow.simulation.outcomes import Shares, shares, taken
from workflow.simulation.plan import Plan
from workflow.simulation.report import Report
from workflow.simulation.scenario import scenario_from

ON_THE_PAGE = Place("the settings")
MOST = 12_000
"""Dossiers of one run, all replications together: some five seconds of work, which a request may take."""
Post = tuple[str, str]


@dataclass(frozen=True)
class Settings:
    """What a designer may say on the page; what is left out is as a scenario leaves it."""

    a_year: float = 2000
    begin: date | None = None
    days: int = 90
    replications: int = 3
    seed: int = 1
    staff: Mapping[Post, int] = field(default_factory=dict)
    absence: float = 0.0
    minutes: Mapping[str, float] = field(default_factory=dict)
    """Mean handling time, by role."""
    outcomes: Shares = field(default_factory=dict)


@dataclass(frozen=True)
class Rehearsal:
    """What is simulated: who is there, how steps end; once it ran, the report and its charts. `scenario` is the file for it."""

    settings: Settings
    staff: Mapping[Post, int]
    unstaffed: tuple[Post, ...]
    minutes: Mapping[str, float]
    outcomes: Shares
    titles: Mapping[str, Text]
    """Of the steps with such shares."""
    labels: Mapping[tuple[str, str], Text]
    """What the buttons say, by step and outcome."""
    assumed: tuple[str, ...]
    scenario: str
    report: Report | None = None
    charts: Mapping[str, str] = field(default_factory=dict)


def rehearse(
    office: Office, bench: Workbench, officer_id: str, slug: str, settings: Settings, language: str, *, go: bool
) -> Rehearsal:
    """The plan of a simulation, and with `go` its result. Raises NotFound, and NotTried with the reason."""
    found = opened(office, bench, officer_id, slug)
    said = _scenario(slug, settings, office.now().date())
    tree = node_of(said, ON_THE_PAGE)
    try:
        plan = plan_of(scenario_from(tree), tree, found.workplace)
    except DefinitionError as error:
        raise NotTried("; ".join(fault.reason for fault in error.faults)) from None
    number = settings.a_year * settings.days / 365 * settings.replications
    if go and number > MOST:
        raise NotTried(f"{number:,.0f} dossiers are more than {MOST:,}", code="simulation-too-long")
    report = run(plan) if go else None
    ends = _outcomes(plan, slug)
    version = found.workplace.procedures.on(slug, plan.scenario.from_)
    return Rehearsal(
        settings,
        {post: staff.officers for post, staff in plan.staff.items()},
        tuple(plan.unstaffed),
        _minutes(plan),
        ends,
        {step: title_of(version, _any_row(step)) for step in ends},
        {(step, outcome): label for step in ends for outcome, label in _labels(version, step).items()},
        plan.assumed,
        as_yaml(said),
        report,
        charts_of(report, language) if report is not None else {},
    )


def _scenario(slug: str, settings: Settings, today: date) -> dict[str, Any]:
    """The settings as a scenario file says them."""
    begin = settings.begin or today
    staffing: dict[str, dict[str, Any]] = {}
    for (unit, role), officers in settings.staff.items():
        absence = {"absence": settings.absence} if settings.absence else {}
        staffing.setdefault(unit, {})[role] = {"officers": officers, **absence}
    roles = {
        role: {"lognormal": {"mean": mean, "deviation": round(mean * 2 / 3, 1)}}
        for role, mean in settings.minutes.items()
    }
    outcomes = {step: dict(each) for step, each in settings.outcomes.items()}
    return {
        "simulation": slug,
        "from": begin,
        "until": begin + timedelta(days=settings.days - 1),
        "seed": settings.seed,
        "replications": settings.replications,
        "procedures": {slug: {"a_year": settings.a_year, **({"outcomes": outcomes} if outcomes else {})}},
        **({"staffing": staffing} if staffing else {}),
        **({"handling": {"roles": roles}} if roles else {}),
    }


def _labels(version: Version, step: str) -> Mapping[str, Text]:
    found = version.procedure.step_at(_any_row(step))
    return found.labels if isinstance(found, ReviewStep) else {}


def _any_row(step: str) -> str:
    return step.replace("[]", "[0]")


def _minutes(plan: Plan) -> dict[str, float]:
    handling = plan.scenario.handling
    return {role: handling.roles.get(role, handling.usual).mean_seconds / 60 for _, role in plan.staff}


def _outcomes(plan: Plan, slug: str) -> Shares:
    kinds = plan.kinds[slug]
    return shares([kind.weight for kind in kinds], [taken(kind.trace) for kind in kinds])
