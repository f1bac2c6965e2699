"""Every version of every procedure in both languages, as pictures and pages see it; read once."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from desk.words import LANGUAGES, Words
from workflow.definition.models import StepGraph
from workflow.service.checking import Workplace, open_workplace
from workflow.service.describing import Described, described

PROCEDURES = Path(__file__).parents[3] / "procedures"


@cache
def workplace() -> Workplace:
    found = open_workplace(PROCEDURES, [])
    assert found is not None
    return found


def versions() -> list[tuple[str, date, str]]:
    """Slug, first day and language of all there is to draw."""
    sources = workplace().library.sources.items()
    return [(slug, day, language) for slug, source in sources for day in source.versions for language in LANGUAGES]


@cache
def version(slug: str, day: date, language: str) -> Described:
    return described(
        workplace().procedures,
        slug,
        day,
        "en" if language == "en" else "vi",
        Words("en" if language == "en" else "vi").of,
    )


def every_step(graph: StepGraph, above: str = "") -> Iterator[str]:
    """The paths of all steps of a graph and of those inside it, counted without the plan."""
    for name, step in graph.steps.items():
        yield above + name
        for branch, inner in step.children().items():
            yield from every_step(inner, f"{above}{name}.{branch}/" if branch else f"{above}{name}/")
