"""The figures of the SVG: an outline and a small sign for every shape, told apart without colour too."""

from workflow.drawing.plan import Shape

COLOURS: dict[Shape, tuple[str, str]] = {
    Shape.PERSON: ("#fff4d6", "#b07d12"),
    Shape.AUTOMATIC: ("#e9eef5", "#5d7290"),
    Shape.REGISTER: ("#e3f1f4", "#2d7f90"),
    Shape.DECISION: ("#f1e8f7", "#7c4d9c"),
    Shape.DOCUMENT: ("#e6f3e6", "#3f8048"),
    Shape.MONEY: ("#fde9e2", "#b5532d"),
    Shape.POST: ("#e2eefc", "#2b65b0"),
    Shape.WAITING: ("#f5f1ea", "#84745a"),
    Shape.MESSAGE: ("#eaf0fb", "#5568b8"),
    Shape.GROUP: ("#fbfcfd", "#76828f"),
    Shape.END: ("#f3e4e4", "#8c3a3a"),
}
"""Ground and line."""

_SIGNS: dict[Shape, str] = {
    Shape.PERSON: '<circle cx="8" cy="4.4" r="3.2"/><path d="M1.8,15 a6.2,6.2 0 0 1 12.4,0 z"/>',
    Shape.AUTOMATIC: '<circle cx="8" cy="8" r="3"/><path d="M8,1v3 M8,12v3 M1,8h3 M12,8h3 M3,3l2,2 M11,11l2,2 M13,3l-2,2 M5,11l-2,2"/>',
    Shape.REGISTER: '<ellipse cx="8" cy="3.6" rx="6" ry="2.4"/><path d="M2,3.6v8.6c0,3.2 12,3.2 12,0v-8.6 M2,8c0,3.2 12,3.2 12,0"/>',
    Shape.DECISION: '<path d="M8,1 L15,8 L8,15 L1,8 z"/>',
    Shape.DOCUMENT: '<path d="M3,1h7l3,3v11h-10z M10,1v3h3 M5,7h6 M5,10h6 M5,12.5h4"/>',
    Shape.MONEY: '<circle cx="8" cy="8" r="6.6"/><path d="M5,11.4h6 M10,4.2v6 M8.2,5.6h3.2"/><circle cx="8" cy="8.2" r="2"/>',
    Shape.POST: '<path d="M1.5,3.5h13v9.5h-13z M1.5,3.5l6.5,5.5l6.5,-5.5"/>',
    Shape.WAITING: '<circle cx="8" cy="8" r="6.6"/><path d="M8,3.8V8l3,2"/>',
    Shape.MESSAGE: '<path d="M1.5,2.5h13v8.5h-7l-3.4,3.2v-3.2h-2.6z"/>',
    Shape.GROUP: '<rect x="1.5" y="1.5" width="13" height="13" rx="2"/><path d="M8,4.5v7 M4.5,8h7"/>',
}


def symbol(shape: Shape, x: float, y: float) -> str:
    """The small sign of a shape, 16 wide; nothing for an end."""
    if shape not in _SIGNS:
        return ""
    line = COLOURS[shape][1]
    return (
        f'<g transform="translate({x:.1f},{y:.1f})" fill="none" stroke="{line}" stroke-width="1.3" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_SIGNS[shape]}</g>'
    )


def figure(shape: Shape, x: float, y: float, width: float, height: float, depth: int, *, repeated: bool = False) -> str:
    """The outline of a step; groups get darker the deeper they lie, and a double line where they repeat."""
    ground, line = COLOURS[shape]
    paint = f'fill="{ground}" stroke="{line}" stroke-width="1.4"'
    if shape is Shape.DECISION:
        return f'<path d="{_diamond(x, y, width, height)}" {paint}/>'
    if shape is Shape.DOCUMENT:
        wave = min(6.0, height / 5)
        return (
            f'<path d="M{x:.1f},{y:.1f} h{width:.1f} v{height - wave:.1f} q{-width / 4:.1f},{-wave:.1f} {-width / 2:.1f},0 '
            f't{-width / 2:.1f},0 z" {paint}/>'
        )
    if shape is Shape.GROUP:
        ground = ("#fbfcfd", "#f4f6f9", "#fbfcfd", "#f4f6f9")[depth % 4]
        outer = (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="8" fill="{ground}" '
            f'stroke="{line}" stroke-width="1.6"/>'
        )
        inner = (
            f'<rect x="{x + 3:.1f}" y="{y + 3:.1f}" width="{width - 6:.1f}" height="{height - 6:.1f}" rx="6" fill="none" '
            f'stroke="{line}" stroke-width="1"/>'
        )
        return outer + (inner if repeated else "")
    corner = {Shape.PERSON: 10.0, Shape.END: height / 2, Shape.WAITING: 14.0, Shape.MONEY: 2.0}.get(shape, 3.0)
    outline = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{corner:.1f}" {paint}/>'
    if shape in (Shape.AUTOMATIC, Shape.REGISTER):
        bar = f'<path d="M{x + 4:.1f},{y:.1f} v{height:.1f}" stroke="{line}" stroke-width="1" fill="none"/>'
        return outline + bar
    return outline


def _diamond(x: float, y: float, width: float, height: float) -> str:
    """A diamond; cut flat at top and bottom where it carries words."""
    if width <= height * 1.2:
        half, middle = width / 2, height / 2
        return (
            f"M{x + half:.1f},{y:.1f} l{half:.1f},{middle:.1f} l{-half:.1f},{middle:.1f} l{-half:.1f},{-middle:.1f} z"
        )
    cut = 8.0
    return (
        f"M{x + cut:.1f},{y:.1f} h{width - 2 * cut:.1f} l{cut:.1f},{height / 2:.1f} l{-cut:.1f},{height / 2:.1f} "
        f"h{-(width - 2 * cut):.1f} l{-cut:.1f},{-height / 2:.1f} z"
    )
