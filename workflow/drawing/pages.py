"""The prose page as text for a terminal and as HTML to print."""

import textwrap
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from workflow.drawing.prose import Block

INDENT = 3
STYLE = """
@page{size:A4;margin:20mm 18mm}
body{font:11pt/1.45 Tinos,'Liberation Serif','Times New Roman',serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1d2430}
h1{font-size:17pt;line-height:1.25;margin:0 0 .5em}
h2{font-size:12.5pt;margin:1.4em 0 .4em;border-bottom:1px solid #9aa5b1;break-after:avoid}
h3{font-size:11pt;margin:.9em 0 .15em;break-after:avoid}p{margin:.15em 0}
p.item{padding-left:1.4em;text-indent:-1.4em}
.signature{margin-top:2em;break-inside:avoid}
@media print{body{margin:0;max-width:none}}
"""


def as_text(blocks: Sequence[Block], columns: int) -> str:
    """Wrapped to so many columns."""
    return "\n".join(line for block in blocks for line in _lines(block, columns)) + "\n"


def _lines(block: Block, columns: int) -> Iterator[str]:
    indent = " " * (INDENT * block.level)
    if block.kind in ("title", "heading", "step"):
        yield ""
    mark = f"{block.mark} " if block.mark else ""
    text = block.text.upper() if block.kind == "title" else block.text
    yield from textwrap.wrap(
        text,
        max(columns, 40),
        initial_indent=indent + mark,
        subsequent_indent=indent + " " * len(mark),
        break_long_words=True,
    )
    if block.kind == "heading":
        yield "─" * min(len(block.text), columns)


def as_html(blocks: Sequence[Block], language: str) -> str:
    """A page that needs nothing beside itself."""
    title = next(block.text for block in blocks if block.kind == "title")
    body = "\n".join(map(_element, blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _element(block: Block) -> str:
    text = escape(f"{block.mark} {block.text}" if block.mark else block.text)
    margin = f' style="margin-left:{1.6 * block.level:.1f}em"' if block.level else ""
    match block.kind:
        case "title":
            return f"<h1>{text}</h1>"
        case "heading":
            return f"<h2>{text}</h2>"
        case "step":
            return f"<h3{margin}>{text}</h3>"
        case "item":
            return f'<p class="item"{margin}>{text}</p>'
    return f"<p{margin}>{text}</p>"
