"""The catalogue of procedures: what is offered, in the order of the national list, each with what an applicant asks first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from forms.errors import FormError
from workflow.clock.duration import Language
from workflow.definition.faults import faults_of
from workflow.definition.models import Model, Text
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read
from workflow.drawing.limits import limits_in_words
from workflow.drawing.pages import as_html
from workflow.drawing.prose import Block, asked_in_words, page, results_in_words, said
from workflow.drawing.svg import svg
from workflow.service.describing import Described, NoSuchProcedure, Word, described
from workflow.service.procedures import NotInForce, Procedures

ORDER = "catalogue.yaml"


class Sector(Model):
    """A sector of the list; `sector` is the folder its definitions stand in."""

    sector: str
    title: Text
    procedures: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A component of the dossier; `when` in words, empty where it is always asked for."""

    title: str
    form_no: str
    copy_kind: str
    when: str


@dataclass(frozen=True)
class Entry:
    """A procedure as the catalogue shows it on a day, in one language."""

    slug: str
    code: str
    title: str
    applicants: tuple[str, ...]
    limits: tuple[tuple[str, str], ...]
    """Case, empty for all, and time with its basis."""
    papers: tuple[Paper, ...]
    results: tuple[str, ...]
    law: tuple[str, ...]
    fields: int
    valid_from: date
    until: date | None


_SECTORS = TypeAdapter(tuple[Sector, ...])


def sectors(root: Path, places: Mapping[str, str]) -> tuple[Sector, ...]:
    """The sectors in order, each with those of the given procedures that belong to it; `places` names the folder of each slug.

    What the list forgets stands at the end of its folder's sector. Raises DefinitionError for a list that cannot be read.
    """
    listed = _listed(root / ORDER)
    named = {slug for sector in listed for slug in sector.procedures}
    others = sorted({folder for slug, folder in places.items() if slug not in named} - {each.sector for each in listed})
    found = []
    for sector in (*listed, *(Sector(sector=name, title=Text(vi=name, en=name), procedures=()) for name in others)):
        forgotten = [slug for slug, folder in places.items() if folder == sector.sector and slug not in named]
        here = (*(slug for slug in sector.procedures if slug in places), *forgotten)
        if here:
            found.append(sector.model_copy(update={"procedures": here}))
    return tuple(found)


def sectors_of(procedures: Procedures) -> tuple[Sector, ...]:
    """The sectors of the procedures of an office."""
    places = {slug: source.folder.parent.name for slug, source in procedures.library.sources.items()}
    return sectors(procedures.root, places)


def entries(procedures: Procedures, slugs: Sequence[str], day: date, language: Language, word: Word) -> Iterator[Entry]:
    """Those of the procedures that are in force on a day and sound."""
    for slug in slugs:
        try:
            yield entry(described(procedures, slug, day, language, word))
        except (NoSuchProcedure, NotInForce, DefinitionError, FormError):
            continue


def entry(found: Described) -> Entry:
    """A version as the catalogue shows it."""
    definition, names = found.procedure.definition, found.names
    papers = tuple(
        Paper(
            names.text(each.title),
            each.form_no or "",
            said(each.copy_kind, names),
            asked_in_words(each.when, names) if each.when is not None else "",
        )
        for each in definition.components.values()
    )
    return Entry(
        slug=definition.procedure,
        code=definition.code,
        title=names.text(definition.title),
        applicants=tuple(said(each, names) for each in definition.applicants),
        limits=tuple(limits_in_words(definition, names)),
        papers=papers,
        results=tuple(results_in_words(definition, names)),
        law=tuple(definition.legal_bases),
        fields=found.fields,
        valid_from=found.procedure.valid_from,
        until=found.until,
    )


def blocks_of(found: Described) -> list[Block]:
    """A version as a page to read and sign."""
    version = found.procedure
    return page(version.definition, version.valid_from, found.until, version.digest, found.names)


def printed(found: Described) -> str:
    """The same as HTML that needs nothing beside itself."""
    return as_html(blocks_of(found), found.names.language)


def drawn(found: Described) -> str:
    """A version as a picture, SVG."""
    return svg(found.procedure.definition, found.procedure.valid_from, found.names)


def catalogue(procedures: Procedures, day: date, language: Language, word: Word) -> Iterator[Block]:
    """The list of all procedures in force on a day, sector by sector, and then the page of each."""
    pages: list[Block] = []
    number = 0
    yield Block("title", TITLE[language])
    for sector in sectors_of(procedures):
        yield Block("heading", sector.title.in_(language))
        for slug in sector.procedures:
            try:
                found = described(procedures, slug, day, language, word)
            except (NoSuchProcedure, DefinitionError, FormError):
                continue
            number += 1
            listed = entry(found)
            yield Block("step", listed.title, 0, f"{number}.")
            yield Block("paragraph", _in_short(listed, language), 1)
            pages += blocks_of(found)
    yield from pages


def _in_short(listed: Entry, language: Language) -> str:
    """Code, times, papers and results on one line."""
    times = "; ".join(f"{case}: {time}" if case else time for case, time in listed.limits)
    return SHORT[language].format(
        code=listed.code,
        times=times,
        papers=len(listed.papers),
        results="; ".join(listed.results) or "–",
        slug=listed.slug,
    )


TITLE: dict[Language, str] = {"vi": "Danh mục thủ tục hành chính", "en": "Catalogue of administrative procedures"}
SHORT: dict[Language, str] = {
    "vi": "{code} · {slug} · thời hạn: {times} · thành phần hồ sơ: {papers} · kết quả: {results}",
    "en": "{code} · {slug} · time: {times} · papers: {papers} · results: {results}",
}


def _listed(file: Path) -> tuple[Sector, ...]:
    if not file.is_file():
        return ()
    tree = read(file, file.name)
    try:
        return _SECTORS.validate_python(tree.plain())
    except ValidationError as error:
        raise DefinitionError(faults_of(error, tree)) from None
