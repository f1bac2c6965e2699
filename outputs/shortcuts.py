"""Three shortcuts inside WeasyPrint, which has no doors for them. A test compares the bytes of every paper, laid out twice and as
preview, with those that WeasyPrint makes by itself.

*Styles are kept from one document to the next.* WeasyPrint computes the style of every kind of element anew: a fifth of laying
out. Yet a style follows from its parent's and from the declarations that apply, and documents of one template share both, as
style sheets are parsed once. Pages that are not ours are styled as ever.

*A QR code is not read as any path.* It is one path of three hundred runs, `m7 0h3`, and WeasyPrint reads number by number, as
each may have a unit and each point a marker: a tenth of a one-page letter. Runs become the same operators in one go.

*A page that is XML is read as XML.* Our templates are; the parser of HTML is written in Python and takes ten times as long. What
is no XML, a name with a control character in it or somebody's template, is read as HTML.
"""

import re
from typing import Any
from xml.etree import ElementTree

from cssselect2 import ElementWrapper  # type: ignore[import-untyped] # cssselect2 has no type information
from weasyprint import HTML, css, svg  # type: ignore[import-untyped] # WeasyPrint has no type information
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped] # the same

KeptStyles = dict[tuple[Any, ...], Any]

AT_MOST = 20_000  # styles, a template having some hundred; `style` attributes make new ones each time
FROM_ATTRIBUTES = frozenset({"lang", "anchor"})  # of `lang` and `id` WeasyPrint makes a declaration in every document

CODE = "qrline"  # the class segno gives the path of a QR code
RUN = re.compile(r"[Mm](-?\d+) (-?[\d.]+)h(\d+)")


class Page(HTML):  # type: ignore[misc] # untyped base
    """A page that keeps its styles for the next one. Pages that share them must not be laid out at the same time."""

    def __init__(self, string: str, kept: KeptStyles, *, base_url: str, url_fetcher: URLFetcher) -> None:
        self.kept = kept
        try:
            root = ElementTree.fromstring(string)
        except ElementTree.ParseError:
            super().__init__(string=string, base_url=base_url, url_fetcher=url_fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


class _StyleFor(css.StyleFor):  # type: ignore[misc] # untyped base
    def __init__(self, html: HTML, *arguments: Any) -> None:
        self._kept: KeptStyles | None = html.kept if isinstance(html, Page) else None
        super().__init__(html, *arguments)

    def set_computed_styles(
        self,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        base_url: str | None = None,
        target_collector: Any = None,
    ) -> None:
        if self._kept is None:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            return
        computed = self.get_computed_styles()
        cascaded = self.get_cascaded_styles().get((element, pseudo_type), {})
        # Identities stay true: a kept style holds its parent and its declarations.
        parent_id = None if parent is None else id(computed[parent, None])
        key = (parent_id, pseudo_type, base_url, *(_declaration(name, *cascaded[name]) for name in cascaded))
        if (style := self._kept.get(key)) is None:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            if len(self._kept) >= AT_MOST:
                self._kept.clear()
            self._kept[key] = computed[element, pseudo_type]
            return
        computed[element, pseudo_type] = style
        if target_collector and style["anchor"]:
            target_collector.collect_anchor(style["anchor"])


def _declaration(name: str, value: Any, weight: Any) -> tuple[Any, ...]:
    precedence, layer, specificity = weight
    return name, value if name in FROM_ATTRIBUTES else id(value), precedence, layer, *specificity


def _path(drawing: Any, node: Any, font_size: float) -> None:
    if node.get("class") != CODE:
        svg.path(drawing, node, font_size)
        return
    x, y, operators = 0, 0.0, ["0 0 m"]
    for right, down, length in RUN.findall(node.get("d")):
        x, y = x + int(right), y + float(down)
        operators.append(f"{x} {y:g} m")
        x += int(length)
        operators.append(f"{x} {y:g} l")
    drawing.stream.stream.append("\n".join(operators))


css.StyleFor = _StyleFor
svg.TAGS["path"] = _path
