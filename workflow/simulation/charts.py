"""Charts of a report as SVG: how busy everybody is, where dossiers wait, and how many are open over the year."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from math import floor, log10

from workflow.simulation.pieces import Party
from workflow.simulation.report import Report

WIDTH, MARGIN, LABELS, ROW = 960, 24, 300, 30
INK, GREY, LINE = "#1f2933", "#66727f", "#e3e8ee"
COLOURS = ("#1d5fa8", "#d9822b", "#2f8f5b", "#8a4fb0", "#b8324a", "#4b8f9e")
CALM, BUSY, OVER = "#2f8f5b", "#d9822b", "#b8324a"
STEPS = 14
WORDS = {
    "vi": {
        "busy": "Mức sử dụng cán bộ",
        "busy_of": "phần thời gian làm việc, theo bộ phận và vai trò",
        "waiting": "Chờ cán bộ theo bước",
        "waiting_of": "giờ làm việc: trung bình, vạch là 90 % hồ sơ không chờ lâu hơn",
        "backlog": "Hồ sơ đang mở",
        "backlog_of": "số hồ sơ cuối mỗi ngày",
    },
    "en": {
        "busy": "How busy officers are",
        "busy_of": "share of their working time, by unit and role",
        "waiting": "Waiting for officers by step",
        "waiting_of": "working hours: mean; the mark is what 90 % do not wait longer than",
        "backlog": "Open dossiers",
        "backlog_of": "number at the end of each day",
    },
}


def charts_of(report: Report, language: str = "vi") -> dict[str, str]:
    """Each chart by the name of its file."""
    words = WORDS[language]
    return {
        "utilisation": _utilisation(report, words),
        "waiting": _waiting(report, words),
        "backlog": _backlog(report, words),
    }


def _utilisation(report: Report, words: dict[str, str]) -> str:
    posts = sorted(report.posts, key=lambda post: -post.utilisation.value)
    scale = WIDTH - LABELS - 3 * MARGIN - 40
    parts = [_line(LABELS + share * scale, 70, LABELS + share * scale, 78 + ROW * len(posts)) for share in (0.5, 1.0)]
    parts += [_text(LABELS + share * scale, 66, f"{share:.0%}", "middle", GREY, 12) for share in (0.5, 1.0)]
    for row, post in enumerate(posts):
        y, share = 80 + row * ROW, post.utilisation.value
        colour = OVER if share > 0.95 else BUSY if share > 0.85 else CALM
        parts.append(_text(LABELS - 12, y + 14, f"{post.unit} · {post.role} ({post.officers})", "end"))
        parts.append(_bar(LABELS, y, share * scale, colour))
        parts.append(_text(LABELS + share * scale + 8, y + 14, f"{share:.0%}", "start", GREY))
    return _svg(words["busy"], words["busy_of"], 96 + ROW * len(posts), parts)


def _waiting(report: Report, words: dict[str, str]) -> str:
    told = [(step, step.waiting) for step in report.steps if step.party is Party.OFFICER and step.waiting is not None]
    told = sorted(told, key=lambda each: -each[1].mean.value)[:STEPS]
    several = len(report.procedures) > 1
    most = max((waiting.p90.value for _, waiting in told), default=1.0)
    most = max(most, max((waiting.mean.value for _, waiting in told), default=1.0), 3600.0)
    scale = (WIDTH - LABELS - 3 * MARGIN - 60) / most
    numbers = {each.procedure: number for number, each in enumerate(report.procedures)}
    parts: list[str] = []
    for row, (step, waiting) in enumerate(told):
        y, colour = 74 + row * ROW, COLOURS[numbers[step.procedure] % len(COLOURS)]
        mean, p90 = waiting.mean.value, waiting.p90.value
        parts.append(_text(LABELS - 12, y + 14, _shortened(step.step), "end"))
        parts.append(_bar(LABELS, y, mean * scale, colour))
        parts.append(_line(LABELS + p90 * scale, y + 1, LABELS + p90 * scale, y + 19, INK, 2))
        end = LABELS + max(mean, p90) * scale
        parts.append(_text(end + 8, y + 14, f"{mean / 3600:.1f} h  |  {p90 / 3600:.1f} h", "start", GREY))
    height = 90 + ROW * len(told)
    if several:
        parts += _legend([each.procedure for each in report.procedures], height)
        height += 22 * len(report.procedures)
    return _svg(words["waiting"], words["waiting_of"], height, parts)


def _backlog(report: Report, words: dict[str, str]) -> str:
    left, top, width, tall = 76, 74, WIDTH - 76 - MARGIN, 300
    series = [each.backlog for each in report.procedures]
    most = _round_up(max((max(days, default=0.0) for days in series), default=1.0))
    parts = []
    for tick in range(5):
        y = top + tall - tick * tall / 4
        parts.append(_line(left, y, left + width, y))
        parts.append(_text(left - 8, y + 4, f"{most * tick / 4:,.0f}", "end", GREY, 12))
    days = max((len(each) for each in series), default=1)
    for day, label in _months(date.fromisoformat(report.begin), days):
        parts.append(_text(left + day * width / days, top + tall + 18, label, "start", GREY, 12))
    for number, each in enumerate(series):
        points = " ".join(
            f"{left + day * width / max(days - 1, 1):.1f},{top + tall - open_ / most * tall:.1f}"
            for day, open_ in enumerate(each)
        )
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
    height = top + tall + 36
    parts += _legend([each.procedure for each in report.procedures], height)
    return _svg(words["backlog"], words["backlog_of"], height + 22 * len(series), parts)


# --- drawing ---


def _svg(title: str, below: str, height: float, parts: Iterable[str]) -> str:
    inner = "\n".join(parts)
    size = f"{WIDTH} {height + MARGIN:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{WIDTH}" height="{height + MARGIN:.0f}" '
        f"role=\"img\" font-family=\"'Be Vietnam Pro', 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"13\">\n"
        f'<title>{escape(title)}</title>\n<rect width="100%" height="100%" fill="white"/>\n'
        f"{_text(MARGIN, 32, title, 'start', INK, 20, 'bold')}\n{_text(MARGIN, 52, below, 'start', GREY)}\n{inner}\n</svg>\n"
    )


def _text(
    x: float, y: float, words: str, anchor: str, colour: str = INK, size: int = 13, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def _bar(x: float, y: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="20" rx="2" fill="{colour}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str = LINE, width: float = 1) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _legend(names: Sequence[str], y: float) -> Iterator[str]:
    for number, name in enumerate(names):
        row = y + number * 22
        colour = COLOURS[number % len(COLOURS)]
        yield f'<rect x="{MARGIN}" y="{row:.1f}" width="12" height="12" rx="2" fill="{colour}"/>'
        yield _text(MARGIN + 20, row + 11, name, "start")


def _months(begin: date, days: int) -> Iterator[tuple[int, str]]:
    for day in range(days):
        on = begin + timedelta(days=day)
        if on.day == 1:
            yield day, f"{on.month:02d}/{on.year}" if on.month == 1 or day == 0 else f"{on.month:02d}"


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 8, 10 times a power of ten: what an axis ends with."""
    value = max(value, 4.0)
    unit = 10 ** floor(log10(value))
    return float(next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= value))


def _shortened(step: str) -> str:
    return step if len(step) <= 38 else f"…{step[-37:]}"
