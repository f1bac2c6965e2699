"""The figures of a period from the database alone: dossiers, returns, papers, people and money, and whether they add up.

Few statements whatever the number of dossiers, each one pass over a table and none of them opening a sealed column. The
first gives a small cube of dossiers by month in, month out and outcome, from which every line of the report is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, case, func, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from workflow.clock import HANOI
from workflow.definition.figures import Figures
from workflow.definition.models import Ending, Text
from workflow.engine.permission import DIRECTOR, SUPERVISOR
from workflow.service.errors import Invalid, NotPermitted
from workflow.service.office import Office
from workflow.service.people import actor
from workflow.service.tallying import ACCOUNT, MEASURED, PAID, RETURNED
from workflow.store.tables import ASSIGNMENTS, DOCUMENTS, DOSSIERS, JOURNAL, SHIPMENTS, TALLIES

BEFORE, FIRST, LAST, AFTER, OPEN = "", "0", "9", "~", "~~"
"""Months before and after the period, what all months in it lie between, and what has not happened: they sort as they follow."""
SETTLED = ("early", "on_time", "late")
ENDED = ("refused", "withdrawn", "stopped")
CHANNELS = ("online", "counter", "post")
CALLED = "called"
"""Channel of dossiers that another dossier opened: nobody handed them in."""
OTHER = "other"
"""Payments by account of procedures that are no benefits: care facilities, refunds."""
PAPERS = ("supplement-request", "apology")
NAMED = 10
"""How many dossiers that do not add up are named."""

_D, _A, _T = DOSSIERS.c, ASSIGNMENTS.c, TALLIES.c


@dataclass(frozen=True)
class Flow:
    """Dossiers of a period. Each of the four terms of the identity is counted by itself."""

    carried: int = 0
    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    refused: int = 0
    withdrawn: int = 0
    stopped: int = 0
    pending: int = 0
    pending_late: int | None = None  # by the end of the period; not told month by month

    @property
    def settled(self) -> int:
        """With a result, for the applicant or against."""
        return self.early + self.on_time + self.late

    @property
    def ended(self) -> int:
        """Without one."""
        return self.refused + self.withdrawn + self.stopped

    @property
    def holds(self) -> bool:
        """The reporting identity: what was there and what came in was settled, ended otherwise, or is pending."""
        return self.carried + self.received == self.settled + self.ended + self.pending


@dataclass(frozen=True)
class Count:
    """How many and how much đồng; `uncounted` dossiers say it in a way the figures could not read."""

    number: int = 0
    amount: int = 0
    uncounted: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.number + other.number, self.amount + other.amount, self.uncounted + other.uncounted)


@dataclass(frozen=True)
class Line:
    """Everything about one part of the whole: a month, a channel, a procedure. Counts by measure, way of payment, way of return."""

    key: str
    title: Text
    flow: Flow
    measured: Mapping[str, Count] = field(default_factory=dict)
    paid: Mapping[str, Count] = field(default_factory=dict)
    returned: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitLine:
    """The steps that officers of a unit were asked for, which have an identity of their own."""

    unit: str
    title: Text
    carried: int
    opened: int
    closed: int
    late: int  # of those closed
    pending: int

    @property
    def holds(self) -> bool:
        return self.carried + self.opened == self.closed + self.pending


@dataclass(frozen=True)
class Broken:
    """Two numbers that should be the same and are not; `what` is an identity's name, `where` the line it belongs to."""

    what: str
    where: str
    expected: int
    found: int


@dataclass(frozen=True)
class Report:
    """The whole answer, plain values. `months` follow each other, `procedures` come as the folder has them."""

    agency: str
    first: date
    last: date
    made_at: datetime
    total: Line
    months: tuple[Line, ...]
    channels: tuple[Line, ...]
    procedures: tuple[Line, ...]
    units: tuple[UnitLine, ...]
    parcels: Mapping[str, int]  # booked in the period, by where they are now
    papers: Mapping[str, int]  # requests for supplements, apologies
    measures: Mapping[str, tuple[str, Text]]  # kind and title of each measure
    broken: tuple[Broken, ...]
    odd: tuple[str, ...]  # codes of dossiers that cannot be placed in time, the first few
    left_out: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        """Whether everything adds up."""
        return not self.broken


def report(office: Office, first: date, last: date) -> Report:
    """The figures from the first day to the last, both included; raises Invalid when the last comes first."""
    if last < first:
        raise Invalid("period-backwards", f"the period ends on {last}, before it begins on {first}")
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    figures = office.library.figures
    with office.store.read() as db:
        cube = _cube(db, begin, end, office.now())
        tallies = _tallies(db, begin, end, _beneficial(figures))
        units = _units(db, office, begin, end)
        made = Report(
            agency=office.organisation.agency.name,
            first=first,
            last=last,
            made_at=office.now(),
            total=_line("", Text(vi="Toàn cơ quan", en="The agency"), cube, tallies),
            months=tuple(_months(cube, tallies, first, min(last, max(first, office.now().date())))),
            channels=tuple(_channels(cube, tallies)),
            procedures=tuple(_procedures(office, cube, tallies)),
            units=units,
            parcels=_parcels(db, begin, end),
            papers=_papers(db, begin, end),
            measures={name: (each.kind, each.title) for name, each in figures.measures.items()},
            broken=(),
            odd=_odd(db),
            left_out=figures.left_out,
        )
        journalled = _journalled(db, begin, end)
    return Report(**{**made.__dict__, "broken": tuple(_broken(made, journalled))})


def report_for(office: Office, officer_id: str, first: date, last: date) -> Report:
    """The same for a head or director; raises NotPermitted for others."""
    with office.store.read() as db:
        who = actor(db, officer_id, None, office.now())
    if not any(role in (SUPERVISOR, DIRECTOR) for _, role in who.posts):
        raise NotPermitted("not-supervisor", "reports are for heads and directors")
    return report(office, first, last)


# --- what the database says ---


class hanoi_day(FunctionElement[str]):  # in small letters, since it is read as a function of SQL
    """The day of a moment in Hanoi, as text; each database has its own words for it."""

    type = String()
    inherit_cache = True


@compiles(hanoi_day, "sqlite")
def _sqlite_day(element: Any, compiler: Any, **more: Any) -> str:
    return f"strftime('%Y-%m-%d', {compiler.process(element.clauses, **more)}, '+7 hours')"


@compiles(hanoi_day, "postgresql")
def _postgresql_day(element: Any, compiler: Any, **more: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **more)} AT TIME ZONE '{HANOI.key}', 'YYYY-MM-DD')"


@dataclass(frozen=True)
class _Cell:
    """So many dossiers of one procedure and channel came in in this month, and left in that one in this way."""

    procedure: str
    channel: str
    came: str
    left: str
    how: str
    was_due: bool  # by the end of the period
    number: int


Cube = list[_Cell]
Tallies = list[tuple[str, str, str, str, str, Count]]
"""Procedure, channel, month, kind, part, and how much."""

_channel = case((_D.parent.is_not(None), CALLED), else_=_D.channel)
_done_at = func.coalesce(_D.settled_at, _D.ended_at)


def _done_before(moment: Any) -> ColumnElement[bool]:
    done: ColumnElement[bool] = _done_at < moment
    return done


_HOW = case(
    (and_(_D.settled_at.is_not(None), _D.overdue), "late"),
    (and_(_D.settled_at.is_not(None), hanoi_day(_D.settled_at) < hanoi_day(_D.due_at)), "early"),
    (_D.settled_at.is_not(None), "on_time"),  # on the day promised, or where the law sets none
    (_D.ending == Ending.REFUSED.value, "refused"),
    (_D.ending == Ending.WITHDRAWN.value, "withdrawn"),
    (_D.ended_at.is_not(None), "stopped"),
    else_="pending",
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _month(moment: Any, begin: datetime, end: datetime) -> ColumnElement[str]:
    """The month of a moment, as 2025-03, within the period."""
    return case(
        (moment.is_(None), OPEN),
        (moment < begin, BEFORE),
        (moment >= end, AFTER),
        else_=func.substr(hanoi_day(moment), 1, 7),
    )


def _cube(db: Connection, begin: datetime, end: datetime, now: datetime) -> Cube:
    came, left = _month(_D.submitted_at, begin, end).label("came"), _month(_done_at, begin, end).label("gone")
    touched = or_(_D.submitted_at < end, _done_before(end))
    was_due = case((_D.due_at < min(end, now), 1), else_=0).label("was_due")
    rows = (
        select(_D.procedure, _channel.label("channel"), came, left, _HOW.label("how"), was_due)
        .where(touched)
        .subquery()
    )
    columns = tuple(rows.c)
    return [_Cell(*row) for row in db.execute(select(*columns, func.count()).group_by(*columns))]


def _tallies(db: Connection, begin: datetime, end: datetime, beneficial: frozenset[str]) -> Tallies:
    month = func.substr(hanoi_day(_T.at), 1, 7)
    dimensions = (_D.procedure, _channel.label("channel"), month.label("month"), _T.kind, _T.part)
    rows = (
        select(*dimensions, _T.number, _T.amount)
        .join(DOSSIERS, _D.code == _T.dossier)
        .where(_T.at >= begin, _T.at < end)
        .subquery()
    )
    columns = tuple(rows.c)[:5]
    sums = (
        func.coalesce(func.sum(rows.c.number), 0),
        func.coalesce(func.sum(rows.c.amount), 0),
        func.sum(case((rows.c.number.is_(None), 1), else_=0)),
    )
    found = []
    for procedure, channel, when, kind, part, number, amount, uncounted in db.execute(
        select(*columns, *sums).group_by(*columns)
    ):
        if kind == PAID and part == ACCOUNT and procedure not in beneficial:
            part = OTHER
        found.append((procedure, channel, when, kind, part, Count(int(number), int(amount), int(uncounted))))
    return found


def _units(db: Connection, office: Office, begin: datetime, end: datetime) -> tuple[UnitLine, ...]:
    opened, closed = _A.opened_at, _A.closed_at
    in_period = and_(closed >= begin, closed < end)
    sums = (
        _sum(and_(opened < begin, or_(closed.is_(None), closed >= begin))),
        _sum(and_(opened >= begin, opened < end)),
        _sum(in_period),
        _sum(and_(in_period, closed > _A.due_at)),
        _sum(and_(opened < end, or_(closed.is_(None), closed >= end))),
    )
    found = {row[0]: row[1:] for row in db.execute(select(_A.unit, *sums).group_by(_A.unit)) if row[0] is not None}
    known = office.organisation.units
    order = [*known, *(unit for unit in sorted(found) if unit not in known)]
    return tuple(
        UnitLine(unit, known[unit].title if unit in known else Text(vi=unit, en=unit), *map(int, found[unit]))
        for unit in order
        if any(found.get(unit, ()))
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _parcels(db: Connection, begin: datetime, end: datetime) -> dict[str, int]:
    s = SHIPMENTS.c
    found = db.execute(select(s.state, func.count()).where(s.created_at >= begin, s.created_at < end).group_by(s.state))
    return {row[0]: row[1] for row in found}


def _papers(db: Connection, begin: datetime, end: datetime) -> dict[str, int]:
    d = DOCUMENTS.c
    these = and_(d.template.in_(PAPERS), d.issued_at >= begin, d.issued_at < end)
    found = {row[0]: row[1] for row in db.execute(select(d.template, func.count()).where(these).group_by(d.template))}
    return {name: found.get(name, 0) for name in PAPERS}


def _journalled(db: Connection, begin: datetime, end: datetime) -> int:
    """How many dossiers the journal saw come in: another witness than the dossiers themselves."""
    j = JOURNAL.c
    # No parameter: only so does a database see that the partial index of first entries applies.
    is_first = j.entry == literal_column("1")
    return db.execute(select(func.count()).where(is_first, j.at >= begin, j.at < end)).scalar_one()


def _odd(db: Connection) -> tuple[str, ...]:
    """Dossiers that ended before they came, or ended without a day."""
    odd = or_(_done_before(_D.submitted_at), and_(_D.ending.is_not(None), _D.ended_at.is_(None)))
    return tuple(db.scalars(select(_D.code).where(odd).order_by(_D.code).limit(NAMED)))


# --- counting ---


def _beneficial(figures: Figures) -> frozenset[str]:
    """The procedures that give people money."""
    return frozenset(
        slug
        for slug, counted in figures.procedures.items()
        if any(figures.measures[each.measure].kind == "benefit" for each in counted)
    )


def _flow(cube: Iterable[_Cell], month: str | None) -> Flow:
    """The flow of a month; of the whole period when it is left out, with what is late at its end."""
    begins, ends = (month, month) if month is not None else (FIRST, LAST)
    numbers: dict[str, int] = defaultdict(int)
    for cell in cube:
        if cell.came < begins and cell.left >= begins:
            numbers["carried"] += cell.number
        if begins <= cell.came <= ends:
            numbers["received"] += cell.number
        if begins <= cell.left <= ends:
            numbers[cell.how] += cell.number
        if cell.came <= ends < cell.left:
            numbers["pending"] += cell.number
            if month is None and cell.was_due:
                numbers["pending_late"] += cell.number
    if month is None:
        numbers.setdefault("pending_late", 0)
    return Flow(**numbers)


def _line(key: str, title: Text, cube: Cube, tallies: Tallies, month: str | None = None) -> Line:
    parts: dict[str, dict[str, Count]] = {MEASURED: {}, PAID: {}, RETURNED: {}}
    for *_, kind, part, count in tallies:
        parts[kind][part] = parts[kind].get(part, Count()) + count
    cash = parts[MEASURED].pop("cash", None)
    if cash is not None:
        parts[PAID]["cash"] = cash
    return Line(key, title, _flow(cube, month), parts[MEASURED], parts[PAID], parts[RETURNED])


def _months(cube: Cube, tallies: Tallies, first: date, last: date) -> Iterator[Line]:
    """Those that have begun."""
    month = first.replace(day=1)
    while month <= last:
        key, name = month.isoformat()[:7], f"{month:%m/%Y}"
        mine = [each for each in tallies if each[2] == key]
        yield _line(key, Text(vi=name, en=name), cube, mine, key)
        month = (month + timedelta(days=32)).replace(day=1)


CHANNEL_TITLES = {
    "online": Text(vi="Trực tuyến", en="Online"),
    "counter": Text(vi="Trực tiếp", en="Counter"),
    "post": Text(vi="Bưu chính", en="Post"),
    CALLED: Text(vi="Do hồ sơ khác mở", en="Opened by another dossier"),
}


def _channels(cube: Cube, tallies: Tallies) -> Iterator[Line]:
    others = sorted({cell.channel for cell in cube} - set(CHANNELS))
    for channel in (*CHANNELS, *others):
        yield _line(
            channel,
            CHANNEL_TITLES.get(channel, Text(vi=channel, en=channel)),
            [cell for cell in cube if cell.channel == channel],
            [each for each in tallies if each[1] == channel],
        )


def _procedures(office: Office, cube: Cube, tallies: Tallies) -> Iterator[Line]:
    """Only those with anything to tell."""
    present = {cell.procedure for cell in cube} | {each[0] for each in tallies}
    known = office.library.slugs
    for slug in (*(each for each in known if each in present), *sorted(present - set(known))):
        yield _line(
            slug,
            _title(office, slug) if slug in known else Text(vi=slug, en=slug),
            [cell for cell in cube if cell.procedure == slug],
            [each for each in tallies if each[0] == slug],
        )


def _title(office: Office, slug: str) -> Text:
    node = office.library.library.sources[slug].tree.get("title")
    return Text.model_validate(node.plain()) if node is not None else Text(vi=slug, en=slug)


def _broken(made: Report, journalled: int) -> Iterator[Broken]:
    lines = (made.total, *made.channels, *made.procedures, *made.months)
    for line in lines:
        flow = line.flow
        if not flow.holds:
            yield Broken("flow", line.key, flow.carried + flow.received, flow.settled + flow.ended + flow.pending)
    for before, after in zip(made.months, made.months[1:], strict=False):
        if before.flow.pending != after.flow.carried:
            yield Broken("carried", after.key, before.flow.pending, after.flow.carried)
    for unit in made.units:
        if not unit.holds:
            yield Broken("unit", unit.unit, unit.carried + unit.opened, unit.closed + unit.pending)
    if journalled != made.total.flow.received:
        yield Broken("journal", "", journalled, made.total.flow.received)
