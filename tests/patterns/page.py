"""The page of the patterns, made from their files: `python -m tests.patterns.page` writes it."""

from pathlib import Path

from tests.patterns.reading import Pattern, patterns

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "patterns.md"
HEAD = """\
# Control flow patterns

How the ways are written that administrations need, each with an example small enough to read at a glance. The names are those of
the [workflow patterns](http://www.workflowpatterns.com/patterns/control/). Made from [`tests/patterns`](../../tests/patterns), where
each example is a definition the compiler accepts, with the cases named below it.

| | pattern | written with |
|---|---|---|
{rows}
"""


def page() -> str:
    """The whole page."""
    found = patterns()
    return HEAD.format(rows="\n".join(map(_row, found))) + "".join(map(_section, found))


def _row(pattern: Pattern) -> str:
    title = pattern.text("pattern")
    anchor = f"{pattern.number}-{title}".lower().replace(" ", "-").replace(",", "").replace("'", "")
    return f"| {pattern.number} | [{title}](#{anchor}) | {pattern.text('with')} |"


def _section(pattern: Pattern) -> str:
    cases = "\n".join(f"- {case['case'].value}" for case in pattern.cases)
    return f"""
## {pattern.number} {pattern.text("pattern")}

{pattern.text("says")}

*{pattern.text("example")}*

```yaml
{pattern.steps.rstrip()}
```

Shown:

{cases}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
