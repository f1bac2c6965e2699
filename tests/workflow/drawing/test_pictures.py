"""Pictures of every procedure, in every version and both languages: all is on them, and nothing lies on anything else."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from outputs.fonts import SANS, font_file
from tests.workflow.drawing.described import every_step, version, versions
from workflow.drawing.layout import Box, Drawing
from workflow.drawing.mermaid import mermaid
from workflow.drawing.svg import drawing_of, label_size, svg

ALL = versions()
SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[float, float, float, float]


@cache
def drawn(slug: str, day: date, language: str) -> Drawing:
    found = version(slug, day, language)
    return drawing_of(found.procedure.definition, found.names)


@cache
def picture(slug: str, day: date, language: str) -> ElementTree.Element:
    found = version(slug, day, language)
    return ElementTree.fromstring(svg(found.procedure.definition, day, found.names))


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_every_step_stands_on_the_svg_with_its_words_spoken(slug: str, day: date, language: str) -> None:
    root = picture(slug, day, language)
    titled = {group.get("id"): group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g") if group.get("id")}
    assert set(titled) == set(every_step(version(slug, day, language).procedure.definition.graph))
    assert all(titled.values())


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_the_svg_tells_what_it_shows_and_runs_nothing(slug: str, day: date, language: str) -> None:
    root, found = picture(slug, day, language), version(slug, day, language)
    assert root.findtext(f"{SVG}title") == found.names.text(found.procedure.definition.title)
    assert found.procedure.definition.code in " ".join(root.itertext())
    assert list(root.iter(f"{SVG}script")) == []
    assert root.get("lang") == language


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_no_two_boxes_overlap(slug: str, day: date, language: str) -> None:
    for drawing in drawings(drawn(slug, day, language)):
        for one, other in combinations(drawing.boxes, 2):
            assert not overlap(rectangle(one), rectangle(other)), f"{name_of(one)} lies on {name_of(other)}"


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_what_is_inside_a_box_stays_inside(slug: str, day: date, language: str) -> None:
    for drawing in drawings(drawn(slug, day, language)):
        for box in drawing.boxes:
            for part in box.parts:
                assert box.x <= part.x, name_of(box)
                assert part.x + part.width <= box.x + box.width + 0.1, name_of(box)
                assert box.y + box.head <= part.y + 0.1, name_of(box)
                assert part.y + part.height <= box.y + box.height + 0.1, name_of(box)
            assert drawing.x <= box.x, name_of(box)
            assert box.x + box.width <= drawing.x + drawing.width, name_of(box)
            assert drawing.y <= box.y, name_of(box)
            assert box.y + box.height <= drawing.y + drawing.height, name_of(box)


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_every_arrow_joins_the_boxes_it_is_about_and_crosses_no_other(slug: str, day: date, language: str) -> None:
    for drawing in drawings(drawn(slug, day, language)):
        boxes = {(box.node.path if box.node else "/(start)"): box for box in drawing.boxes}
        for route in drawing.routes:
            source = next((box for path, box in boxes.items() if path == route.arrow.source), None)
            target = boxes[route.arrow.target]
            if source is not None:
                assert touches(route.points[0], source)
            assert touches(route.points[-1], target)
            for start, end in zip(route.points, route.points[1:], strict=False):
                assert abs(start[0] - end[0]) < 0.6 or abs(start[1] - end[1]) < 0.6, "arrows run at right angles"
                line = (min(start[0], end[0]), min(start[1], end[1]), abs(start[0] - end[0]), abs(start[1] - end[1]))
                crossed = [name_of(box) for box in drawing.boxes if overlap(line, rectangle(box, inwards=1))]
                assert crossed == [], f"{route.arrow.source} → {route.arrow.target}"


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_words_on_arrows_lie_on_no_box_and_on_no_other_words(slug: str, day: date, language: str) -> None:
    for drawing in drawings(drawn(slug, day, language)):
        words = [
            (route.label_at[0] - room[0] / 2, route.label_at[1] - room[1] / 2, *room)
            for route in drawing.routes
            if route.label_at and (room := label_size(route.arrow.label))
        ]
        assert not any(overlap(one, other) for one, other in combinations(words, 2))
        assert not any(overlap(one, rectangle(box)) for one in words for box in drawing.boxes)


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_words_are_no_wider_than_their_box_in_the_font_they_are_set_in(slug: str, day: date, language: str) -> None:
    boxes = {box.node.path: box for each in drawings(drawn(slug, day, language)) for box in each.boxes if box.node}
    for group in picture(slug, day, language).iter(f"{SVG}g"):
        left = min((float(text.get("x", 0)) for text in group.findall(f"{SVG}text")), default=0)
        for text in group.findall(f"{SVG}text"):
            style = "Bold" if text.get("class") == "title" else "Regular"
            room = set_width(text.text or "", style) * float(text.get("font-size", 0))
            box = boxes[group.get("id") or ""]
            assert room <= box.width - 10, f"{text.text} in {group.get('id')} from {left}"


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_mermaid_shows_every_step_and_joins_only_what_it_shows(slug: str, day: date, language: str) -> None:
    found = version(slug, day, language)
    lines = [line.strip() for line in mermaid(found.procedure.definition, found.names).splitlines()]
    shown = {line.split(" ")[1] if line.startswith("subgraph") else line.split("(")[0].split("[")[0].split("{")[0].split(">")[0]
             for line in lines if "-->" not in line and (line.startswith("subgraph") or line.startswith("n"))}  # fmt: skip
    joined = {end for line in lines if "-->" in line for end in (line.split(" ")[0], line.rsplit(" ", 1)[1])}
    assert joined <= shown
    assert len(shown) >= len(set(every_step(found.procedure.definition.graph)))
    assert sum(line.startswith("subgraph") for line in lines) == sum(line == "end" for line in lines)


# --- Looking at drawings ---


def drawings(drawing: Drawing) -> Iterator[Drawing]:
    yield drawing
    for box in drawing.boxes:
        for part in box.parts:
            yield from drawings(part)


def name_of(box: Box) -> str:
    return box.node.path if box.node else "the start"


def rectangle(box: Box, inwards: float = 0) -> Rectangle:
    return box.x + inwards, box.y + inwards, box.width - 2 * inwards, box.height - 2 * inwards


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def touches(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    return box.x - 0.6 <= x <= box.x + box.width + 0.6 and box.y - 0.6 <= y <= box.y + box.height + 0.6


@cache
def font(style: str) -> TTFont:
    return TTFont(font_file(SANS, style))


def set_width(text: str, style: str) -> float:
    """The width of a text at size 1, as the font says."""
    letters, metrics = font(style).getBestCmap(), font(style)["hmtx"]
    return (
        sum(metrics[letters[ord(letter)]][0] for letter in text if ord(letter) in letters)
        / font(style)["head"].unitsPerEm
    )
