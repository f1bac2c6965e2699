"""Three charts of a report as SVG, drawn by us: no script, no style, so that they may stand in any page."""

from collections.abc import Iterator, Sequence
from html import escape
from math import floor, log10

from markupsafe import Markup

from desk import doors, showing
from desk.words import Words

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 420, 240, 52, 56, 46
INK = LINE = "currentColor"  # light or dark, as the page is
BLUE, GREEN, ORANGE, RED = "#1d5fa8", "#2f8f5b", "#d9822b", "#b8324a"
BILLION = 1_000_000_000
TICKS = 4


def charts_of(report: doors.Report, words: Words) -> list[Markup]:
    """Dossiers, punctuality and money, month by month; nothing for a period within one month."""
    if len(report.months) < 2:
        return []
    return [Markup(each(report, words)) for each in (_dossiers, _punctual, _money)]  # our own drawing, escaped


def _dossiers(report: doors.Report, words: Words) -> str:
    flows = [line.flow for line in report.months]
    series = [
        (words("report.received"), BLUE, [float(flow.received) for flow in flows]),
        (words("report.settled"), GREEN, [float(flow.settled) for flow in flows]),
        (words("report.pending"), ORANGE, [float(flow.pending) for flow in flows]),
    ]
    return _drawn(
        words("report.chart_flow"), words("report.chart_flow_of"), report, words, list(_beside(series, words)), series
    )


def _punctual(report: doors.Report, words: Words) -> str:
    flows = [line.flow for line in report.months]
    series = [
        (words("report.early"), GREEN, [flow.early / (flow.settled or 1) for flow in flows]),
        (words("report.on_time"), BLUE, [flow.on_time / (flow.settled or 1) for flow in flows]),
        (words("report.late"), RED, [flow.late / (flow.settled or 1) for flow in flows]),
    ]
    return _drawn(
        words("report.chart_time"), words("report.chart_time_of"), report, words, list(_stacked(series, words)), series
    )


def _money(report: doors.Report, words: Words) -> str:
    names = [name for name, (kind, _) in report.measures.items() if kind == "benefit"]
    sums = [
        sum(line.measured[name].amount for name in names if name in line.measured) / BILLION for line in report.months
    ]
    series = [(words("report.amount"), BLUE, sums)]
    return _drawn(
        words("report.chart_money"), words("report.chart_money_of"), report, words, list(_beside(series, words)), []
    )


Series = Sequence[tuple[str, str, Sequence[float]]]


def _beside(series: Series, words: Words) -> Iterator[str]:
    """Bars of each month side by side, under one axis."""
    most = _round_up(max((max(values, default=0.0) for *_, values in series), default=0.0))
    yield from _axis([most * tick / TICKS for tick in range(TICKS + 1)], most, words)
    for name, colour, values, place in ((*each, place) for place, each in enumerate(series)):
        for month, value in enumerate(values):
            left, width = _slot(month, len(values))
            bar = width / len(series)
            yield _bar(
                left + place * bar, _y(value / most), bar - 2, value / most, colour, f"{name}: {_number(value, words)}"
            )


def _stacked(series: Series, words: Words) -> Iterator[str]:
    """Shares of each month one on another."""
    for tick in range(TICKS + 1):
        y = _y(tick / TICKS)
        yield _line(y)
        yield _text(LEFT - 8, y + 4, f"{tick * 100 // TICKS} %", "end", INK, 11)
    for month in range(len(series[0][2])):
        left, width = _slot(month, len(series[0][2]))
        below = 0.0
        for name, colour, values in series:
            below += values[month]
            said = f"{name}: {values[month] * 100:.1f} %"
            if values[month] > 0:
                yield _bar(left, _y(below), width - 2, values[month], colour, said)


def _axis(ticks: Sequence[float], most: float, words: Words) -> Iterator[str]:
    for tick in ticks:
        y = _y(tick / most)
        yield _line(y)
        yield _text(LEFT - 8, y + 4, _number(tick, words), "end", INK, 11)


def _drawn(title: str, below: str, report: doors.Report, words: Words, parts: list[str], legend: Series) -> str:
    months = len(report.months)
    for number, line in enumerate(report.months):
        left, width = _slot(number, months)
        parts.append(
            _text(left + width / 2, HEIGHT - BOTTOM + 16, line.key[5:] + "/" + line.key[2:4], "middle", INK, 11)
        )
    for place, (name, colour, _) in enumerate(legend):
        x = LEFT + place * (WIDTH - LEFT) / len(legend)
        parts.append(f'<rect x="{x:.1f}" y="{HEIGHT - 16}" width="10" height="10" rx="2" fill="{colour}"/>')
        parts.append(_text(x + 15, HEIGHT - 7, name, "start", INK, 12))
    inner = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="chart">\n'
        f"<title>{escape(title)}</title>\n{_text(0, 18, title, 'start', INK, 16, 'bold')}\n{_text(0, 36, below, 'start', INK, 12)}\n"
        f"{inner}\n</svg>"
    )


def _slot(month: int, months: int) -> tuple[float, float]:
    """Left edge and width of a month's bars."""
    width = (WIDTH - LEFT) / months
    return LEFT + month * width + width * 0.1, width * 0.8


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _bar(x: float, y: float, width: float, share: float, colour: str, said: str) -> str:
    tall = (HEIGHT - TOP - BOTTOM) * share
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{tall:.1f}" fill="{colour}">'
        f"<title>{escape(said)}</title></rect>"
    )


def _line(y: float) -> str:
    return f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}" stroke="{LINE}" stroke-opacity="0.15"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str, size: int, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _number(value: float, words: Words) -> str:
    rounded = round(value, 2)
    return showing.number(int(rounded) if rounded == int(rounded) else rounded, words.language)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8, 10 times a power of ten: what an axis ends with."""
    if value <= 0:
        return 4.0
    unit = 10 ** floor(log10(value))
    return float(next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= value))
