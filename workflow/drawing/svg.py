"""The picture to read and to print, as SVG without scripts: a shape for each kind of step, words that fit, a legend."""

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from workflow.definition.models import Definition, EachStep
from workflow.drawing.layout import Box, Drawing, Measures, Route, Size, laid_out
from workflow.drawing.limits import limits_in_words
from workflow.drawing.measuring import lines, width
from workflow.drawing.names import Names
from workflow.drawing.plan import Node, Shape, plan_of
from workflow.drawing.symbols import figure, symbol

TITLE, SMALL, LABEL, HEADING = 12.0, 10.0, 10.0, 20.0
LINE = 1.25
ROOM = 150.0
PADDING = 9.0
SYMBOL = 20.0
LABEL_ROOM = 116.0
STYLE = """
text{font-family:Arimo,'Liberation Sans',Arial,Helvetica,'DejaVu Sans',sans-serif;fill:#1d2430}
.title{font-weight:bold}.small{fill:#47525f}.label{fill:#2a3644}
.arrow{fill:none;stroke:#5b6673;stroke-width:1.3}.back{stroke:#a4552a;stroke-dasharray:5 3}
.label-ground{fill:#fff;opacity:.93}
"""


def svg(definition: Definition, valid_from: date, names: Names) -> str:
    """The procedure as one picture: heading, graph, legend."""
    drawing = drawing_of(definition, names)
    heading = list(_heading(definition, valid_from, names, max(drawing.width, 560)))
    top = 30 + sum(size * LINE + 4 for _, size, _ in heading)
    legend = _legend(names)
    total_width = max(drawing.width, 560, *(x + w for x, _, w, _ in legend)) + 2 * PADDING + 20
    legend_top = top + drawing.height + 30
    height = legend_top + max(y for _, y, _, _ in legend) + 50
    body = [
        *_heading_drawn(heading),
        *_drawn(drawing.moved((total_width - drawing.width) / 2, top), names, 0),
        *_legend_drawn(legend, legend_top, names),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(total_width)} {_n(height)}" width="{_n(total_width)}" '
            f'height="{_n(height)}" role="img" aria-labelledby="title desc" lang="{names.language}">',
            f'<title id="title">{escape(names.text(definition.title))}</title>',
            f'<desc id="desc">{escape(_description(definition, valid_from, names))}</desc>',
            f"<style>{STYLE}</style>",
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0,0.6 L7.6,4 L0,7.4 z" fill="#5b6673"/></marker>'
            '<marker id="head-back" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0,0.6 L7.6,4 L0,7.4 z" fill="#a4552a"/></marker></defs>',
            f'<rect width="{_n(total_width)}" height="{_n(height)}" fill="#fff"/>',
            *body,
            "</svg>\n",
        ]
    )


def drawing_of(definition: Definition, names: Names) -> Drawing:
    """Where everything of the picture stands, from its own left and upper edge."""
    return laid_out(plan_of(definition.graph, names), Measures(Size(20, 20, is_narrow=True), _size, label_size))


# --- Sizes -----------------------------------------------------------------------------------------------------------


def _size(node: Node, inside_width: float, inside_height: float) -> Size:
    if node.shape is Shape.DECISION and node.step.title is None:
        return Size(34, 34, is_narrow=True)
    if node.parts:
        needed = min(width(node.title, TITLE, bold=True) + SYMBOL, 320.0)
        room = max(inside_width, needed) + 2 * PADDING
        head = PADDING + _height(_words(node, room - 2 * PADDING - SYMBOL))
        return Size(room, head + inside_height + PADDING, head)
    words = _words(node, ROOM)
    room = max(width(text, size, bold=bold) for text, size, bold in words)
    extra = SYMBOL if node.shape is not Shape.END else 0
    return Size(max(room + extra + 2 * PADDING + 2, 64), max(_height(words) + 2 * PADDING, 34))


def label_size(text: str) -> tuple[float, float] | None:
    """The room of an arrow's words."""
    if not text:
        return None
    rows = lines(text, LABEL_ROOM, LABEL)
    return max(width(row, LABEL) for row in rows) + 6, len(rows) * LABEL * 1.18 + 3


def _words(node: Node, room: float) -> list[tuple[str, float, bool]]:
    """The lines on a step: its title, who acts, remarks."""
    return [
        *((line, TITLE, True) for line in lines(node.title, room, TITLE, bold=True)),
        *((line, SMALL, False) for line in lines(node.who, room, SMALL)),
        *((line, SMALL, False) for remark in node.remarks for line in lines(remark, room, SMALL)),
    ]


def _height(words: list[tuple[str, float, bool]]) -> float:
    return sum(size * LINE for _, size, _ in words)


# --- Drawing ---------------------------------------------------------------------------------------------------------


def _drawn(drawing: Drawing, names: Names, depth: int) -> Iterator[str]:
    if drawing.name:
        yield _text(drawing.name.replace("_", " "), drawing.x + PADDING, drawing.y - 5, SMALL, "small")
        yield (
            f'<rect x="{_n(drawing.x)}" y="{_n(drawing.y)}" width="{_n(drawing.width)}" height="{_n(drawing.height)}" rx="6" '
            'fill="none" stroke="#9aa5b1" stroke-dasharray="2 3"/>'
        )
    for box in drawing.boxes:
        yield from _box(box, names, depth)
    for route in drawing.routes:
        yield _route(route)
    for route in drawing.routes:
        yield from _label(route)


def _box(box: Box, names: Names, depth: int) -> Iterator[str]:
    node = box.node
    if node is None:
        yield f'<circle cx="{_n(box.x + box.width / 2)}" cy="{_n(box.y + box.height / 2)}" r="9" fill="#2f7d4f"/>'
        return
    yield f'<g id="{escape(node.path)}"><title>{escape(_spoken(node))}</title>'
    yield figure(node.shape, box.x, box.y, box.width, box.height, depth, repeated=isinstance(node.step, EachStep))
    is_plain_decision = node.shape is Shape.DECISION and node.step.title is None
    if not is_plain_decision:
        has_symbol = node.shape is not Shape.END
        if has_symbol:
            yield symbol(node.shape, box.x + PADDING - 1, box.y + PADDING - 1)
        room = box.width - 2 * PADDING - (SYMBOL if has_symbol else 0)
        words = _words(node, room if node.parts else ROOM)
        y = box.y + PADDING if node.parts or has_symbol else box.y + (box.height - _height(words)) / 2
        for text, size, bold in words:
            x = box.x + PADDING + SYMBOL if has_symbol else box.x + (box.width - width(text, size, bold=bold)) / 2
            yield _text(text, x, y + size, size, "title" if bold else "small")
            y += size * LINE
    yield "</g>"
    for part in box.parts:
        yield from _drawn(part, names, depth + 1)


def _spoken(node: Node) -> str:
    return ". ".join(filter(None, (node.title, node.who, *node.remarks)))


def _route(route: Route) -> str:
    kind, head = ("arrow back", "head-back") if route.is_back else ("arrow", "head")
    return f'<path class="{kind}" d="{_rounded(route.points)}" marker-end="url(#{head})"/>'


def _rounded(points: tuple[tuple[float, float], ...]) -> str:
    """A line through the points with small round corners."""
    path = [f"M{_n(points[0][0])},{_n(points[0][1])}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        one, two = _towards(here, before), _towards(here, after)
        path.append(f"L{_n(one[0])},{_n(one[1])} Q{_n(here[0])},{_n(here[1])} {_n(two[0])},{_n(two[1])}")
    path.append(f"L{_n(points[-1][0])},{_n(points[-1][1])}")
    return " ".join(path)


def _towards(point: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    dx, dy = other[0] - point[0], other[1] - point[1]
    length = abs(dx) + abs(dy)
    part = min(4.0, length / 2) / length if length else 0
    return point[0] + dx * part, point[1] + dy * part


def _label(route: Route) -> Iterator[str]:
    if route.label_at is None:
        return
    x, y = route.label_at
    room = label_size(route.arrow.label)
    assert room is not None
    yield (
        f'<rect class="label-ground" x="{_n(x - room[0] / 2)}" y="{_n(y - room[1] / 2)}" width="{_n(room[0])}" '
        f'height="{_n(room[1])}"/>'
    )
    y -= room[1] / 2 - LABEL
    for row in lines(route.arrow.label, LABEL_ROOM, LABEL):
        yield _text(row, x - width(row, LABEL) / 2, y, LABEL, "label")
        y += LABEL * 1.18


def _text(text: str, x: float, y: float, size: float, kind: str) -> str:
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}">{escape(text)}</text>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


# --- Heading and legend ----------------------------------------------------------------------------------------------


def _heading(definition: Definition, valid_from: date, names: Names, room: float) -> Iterator[tuple[str, float, str]]:
    for line in lines(names.text(definition.title), room, HEADING, bold=True):
        yield line, HEADING, "title"
    for text in (f"{definition.code} · {_in_force(valid_from, names)}", *_limits(definition, names)):
        for line in lines(text, room, TITLE):
            yield line, TITLE, "small"


def _in_force(valid_from: date, names: Names) -> str:
    return names.say("version", valid_from.strftime("%d/%m/%Y"))


def _limits(definition: Definition, names: Names) -> Iterator[str]:
    """The legal time, one line a case."""
    for case, time in limits_in_words(definition, names):
        yield f"{names.say('deadline')}{', ' if case else ''}{case}: {time}"


def _description(definition: Definition, valid_from: date, names: Names) -> str:
    steps = "; ".join(_spoken(node) for node in plan_of(definition.graph, names).all_nodes())
    return f"{_in_force(valid_from, names)}. {' '.join(_limits(definition, names))}. {steps}"


def _heading_drawn(heading: list[tuple[str, float, str]]) -> Iterator[str]:
    y = 18.0
    for text, size, kind in heading:
        y += size * LINE
        yield _text(text, 24, y, size, kind)
        y += 4


LEGEND = {
    "person": Shape.PERSON,
    "automatic": Shape.AUTOMATIC,
    "register": Shape.REGISTER,
    "decision": Shape.DECISION,
    "document": Shape.DOCUMENT,
    "money": Shape.MONEY,
    "post": Shape.POST,
    "waiting": Shape.WAITING,
    "message": Shape.MESSAGE,
    "group": Shape.GROUP,
    "ending": Shape.END,
}


def _legend(names: Names) -> list[tuple[float, float, float, str]]:
    """Left, top, width and word of every entry, four in a row."""
    return [
        (24 + index % 4 * 190.0, index // 4 * 32.0, 180.0, key)
        for index, key in enumerate(("beginning", *LEGEND, "loop"))
    ]


def _legend_drawn(entries: list[tuple[float, float, float, str]], top: float, names: Names) -> Iterator[str]:
    yield _text(names.say("legend"), 24, top - 8, TITLE, "title")
    for x, y, _, key in entries:
        if key == "beginning":
            yield f'<circle cx="{_n(x + 13)}" cy="{_n(top + y + 11)}" r="8" fill="#2f7d4f"/>'
        elif key == "loop":
            yield f'<path class="arrow back" d="M{_n(x)},{_n(top + y + 11)} h26" marker-end="url(#head-back)"/>'
        elif key == "decision":
            yield figure(Shape.DECISION, x + 2, top + y, 22, 22, 0)
        else:
            yield figure(LEGEND[key], x, top + y, 28, 22, 0)
            yield symbol(LEGEND[key], x + 6, top + y + 3)
        for line, text in enumerate(lines(names.say(key), 144, SMALL)):
            yield _text(text, x + 36, top + y + 14 + line * SMALL * 1.15, SMALL, "small")
