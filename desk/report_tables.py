"""The report as tables in one language: the same for the terminal, CSV, HTML, PDF and the desk's page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk import doors, showing
from desk.words import Words

Kind = Literal["number", "money", "share"]
Cell = int | float | None
NUMBER: Kind = "number"


@dataclass(frozen=True)
class Row:
    """One line; `sums` marks the line of the whole."""

    label: str
    cells: tuple[Cell, ...]
    sums: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `name` is for programs. Money is đồng, a share is of one."""

    name: str
    title: str
    first: str
    heads: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[Row, ...]

    def shown(self, row: Row, words: Words) -> tuple[str, ...]:
        """The cells of a row as people read them."""
        return tuple(shown(cell, kind, words) for cell, kind in zip(row.cells, self.kinds, strict=True))


def shown(cell: Cell, kind: Kind, words: Words) -> str:
    """A cell as people read it: nothing is a dash."""
    if cell is None:
        return "–"
    if kind == "share":
        return f"{cell:.1%}" if words.language == "en" else f"{cell * 100:.1f} %".replace(".", ",")
    grouped = f"{cell:,}"
    return grouped if words.language == "en" else grouped.replace(",", ".")


def half_year(day: date) -> tuple[date, date]:
    """First and last day of the half-year a day lies in."""
    if day.month < 7:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def period_of(report: doors.Report, words: Words) -> str:
    """From when until when."""
    return words(
        "report.period",
        first=showing.day(report.first, words.language),
        last=showing.day(report.last, words.language),
    )


def tables_of(report: doors.Report, words: Words) -> list[Table]:
    """Every table that has anything to say."""
    tables = [
        _flows("months", words("report.by_month"), words("report.month"), report.months, report.total, words),
        _flows("channels", words("report.by_channel"), words("report.channel"), report.channels, report.total, words),
        _flows(
            "procedures",
            words("report.by_procedure"),
            words("report.procedure"),
            report.procedures,
            report.total,
            words,
        ),
        _units(report, words),
        _returned(report, words),
        _issued(report, words),
        _benefits(report, words),
        _payments(report, words),
        _money(report, words),
        _letters(report, words),
    ]
    return [table for table in tables if table.rows]


def remarks_of(report: doors.Report, words: Words) -> list[str]:
    """Whether it adds up, what could not be counted, and what the report cannot know."""
    said = [words("report.holds")] if report.holds else [_broken(each, report, words) for each in report.broken]
    if report.odd:
        said.append(words("report.odd", codes=", ".join(report.odd)))
    for name, count in report.total.measured.items():
        if count.uncounted:
            title = words.pick(report.measures[name][1]) if name in report.measures else name
            said.append(words("report.uncounted", number=count.uncounted, measure=title))
    return [*said, *(words.pick(each) for each in report.left_out)]


def _broken(broken: doors.Broken, report: doors.Report, words: Words) -> str:
    titles = {line.key: words.pick(line.title) for line in _lines(report)}
    titles |= {unit.unit: words.pick(unit.title) for unit in report.units}
    where = titles.get(broken.where, broken.where)
    numbers = {"where": where, "expected": broken.expected, "found": broken.found}
    match broken.what:
        case "flow":
            return words("report.broken_flow", **numbers)
        case "carried":
            return words("report.broken_carried", **numbers)
        case "unit":
            return words("report.broken_unit", **numbers)
        case _:
            return words("report.broken_journal", **numbers)


def _lines(report: doors.Report) -> Iterator[doors.Line]:
    yield report.total
    yield from report.months
    yield from report.channels
    yield from report.procedures


def _flows(name: str, title: str, first: str, lines: Sequence[doors.Line], total: doors.Line, words: Words) -> Table:
    heads = (
        words("report.carried"),
        words("report.received"),
        words("report.settled"),
        words("report.early"),
        words("report.on_time"),
        words("report.late"),
        words("report.ended"),
        words("report.pending"),
        words("report.pending_late"),
    )
    rows = [Row(words.pick(line.title), _flow(line.flow)) for line in lines]
    whole = Row(words("report.total"), _flow(total.flow), sums=True)
    return Table(name, title, first, heads, (NUMBER,) * len(heads), (*rows, whole))


def _flow(flow: doors.Flow) -> tuple[Cell, ...]:
    return (
        flow.carried, flow.received, flow.settled, flow.early, flow.on_time, flow.late, flow.ended, flow.pending,
        flow.pending_late,
    )  # fmt: skip


def _units(report: doors.Report, words: Words) -> Table:
    heads = (
        words("report.carried"),
        words("report.steps_opened"),
        words("report.steps_closed"),
        words("report.steps_late"),
        words("report.pending"),
    )
    rows = tuple(
        Row(words.pick(unit.title), (unit.carried, unit.opened, unit.closed, unit.late, unit.pending))
        for unit in report.units
    )
    return Table("units", words("report.by_unit"), words("report.unit"), heads, (NUMBER,) * 5, rows)


def _returned(report: doors.Report, words: Words) -> Table:
    ways = ("post", "counter", "electronic")
    heads = (*(words.of("return_way", way) for way in ways), words("report.returned"), words("report.by_post_share"))

    def row(label: str, line: doors.Line, sums: bool = False) -> Row:
        numbers = [line.returned[way].number if way in line.returned else 0 for way in ways]
        whole = sum(numbers)
        return Row(label, (*numbers, whole, numbers[0] / whole if whole else None), sums)

    rows = (
        *(row(words.pick(line.title), line) for line in report.months),
        row(words("report.total"), report.total, True),
    )
    kinds: tuple[Kind, ...] = ("number", "number", "number", "number", "share")
    return Table("returned", words("report.returns"), words("report.month"), heads, kinds, rows)


def _measures(report: doors.Report, kind: str) -> list[str]:
    return [name for name, (each, _) in report.measures.items() if each == kind]


def _issued(report: doors.Report, words: Words) -> Table:
    names = _measures(report, "issued")
    heads = tuple(words.pick(report.measures[name][1]) for name in names)

    def numbers(line: doors.Line) -> tuple[Cell, ...]:
        return tuple(line.measured[name].number if name in line.measured else 0 for name in names)

    rows = [Row(words.pick(line.title), numbers(line)) for line in report.months] if names else []
    whole = [Row(words("report.total"), numbers(report.total), sums=True)] if names else []
    kinds: tuple[Kind, ...] = (NUMBER,) * len(names)
    return Table("issued", words("report.issued"), words("report.month"), heads, kinds, (*rows, *whole))


def _benefits(report: doors.Report, words: Words) -> Table:
    names = _measures(report, "benefit")
    found = [(name, report.total.measured[name]) for name in names if name in report.total.measured]
    rows = [Row(words.pick(report.measures[name][1]), (count.number, count.amount)) for name, count in found]
    if rows:
        whole = (sum(count.number for _, count in found), sum(count.amount for _, count in found))
        rows.append(Row(words("report.total"), whole, sums=True))
    heads = (words("report.people"), words("report.amount"))
    return Table("benefits", words("report.benefits"), words("report.benefit"), heads, ("number", "money"), tuple(rows))


def _payments(report: doors.Report, words: Words) -> Table:
    paid = report.total.paid
    titles = {"account": words("report.by_account"), "cash": words("report.in_cash")}
    to_people = sum(paid[way].number for way in titles if way in paid)
    rows = [
        Row(title, (paid[way].number, paid[way].amount, paid[way].number / to_people if to_people else None))
        for way, title in titles.items()
        if way in paid
    ]
    if rows:
        amount = sum(paid[way].amount for way in titles if way in paid)
        rows.append(Row(words("report.total"), (to_people, amount, 1.0 if to_people else None), sums=True))
    if "other" in paid:
        rows.append(Row(words("report.other_payments"), (paid["other"].number, paid["other"].amount, None)))
    heads = (words("report.payments"), words("report.amount"), words("report.share"))
    kinds: tuple[Kind, ...] = ("number", "money", "share")
    return Table("payments", words("report.paid"), words("report.way"), heads, kinds, tuple(rows))


def _money(report: doors.Report, words: Words) -> Table:
    names = _measures(report, "benefit")
    heads = (
        words("report.people"),
        words("report.amount"),
        words("report.account_number"),
        words("report.account_amount"),
        words("report.cash_number"),
        words("report.cash_amount"),
    )

    def cells(line: doors.Line) -> tuple[Cell, ...]:
        granted = [line.measured[name] for name in names if name in line.measured]
        paid = [line.paid.get(way) for way in ("account", "cash")]
        pairs = ((each.number, each.amount) if each else (0, 0) for each in paid)
        return (
            sum(each.number for each in granted),
            sum(each.amount for each in granted),
            *(number for pair in pairs for number in pair),
        )

    rows = [Row(words.pick(line.title), cells(line)) for line in report.months] if names else []
    whole = [Row(words("report.total"), cells(report.total), sums=True)] if names else []
    kinds: tuple[Kind, ...] = ("number", "money", "number", "money", "number", "money")
    return Table("money", words("report.money_by_month"), words("report.month"), heads, kinds, (*rows, *whole))


def _letters(report: doors.Report, words: Words) -> Table:
    parcels = sum(report.parcels.values())
    rows = (
        Row(words("report.supplement_requests"), (report.papers.get("supplement-request", 0),)),
        Row(words("report.apologies"), (report.papers.get("apology", 0),)),
        Row(words("report.parcels"), (parcels,)),
        Row(words("report.parcels_delivered"), (report.parcels.get("delivered", 0),)),
        Row(words("report.parcels_undelivered"), (report.parcels.get("undelivered", 0),)),
    )
    return Table("letters", words("report.letters"), words("report.what"), (words("report.number"),), ("number",), rows)


def csv_rows(tables: Iterable[Table]) -> Iterator[list[str]]:
    """One line a cell, for spreadsheets and programs: table, row, column, value."""
    for table in tables:
        for row in table.rows:
            for head, cell in zip(table.heads, row.cells, strict=True):
                yield [table.name, row.label, head, "" if cell is None else str(cell)]
