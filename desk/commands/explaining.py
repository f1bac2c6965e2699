"""`motcua explain` and `motcua schema`: the language and its faults, told to people and to editors."""

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from workflow.definition.fault_codes import Code

AsJson = Annotated[bool, typer.Option("--json", help="for programs")]


def explain(
    code: Annotated[str | None, typer.Argument(help="a code `motcua check` told; all of them when left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Explain a fault by its code, with a bad example and a good one."""
    from workflow.definition.fault_codes import load_codes, near

    codes = load_codes()
    if code is None:
        if as_json:
            typer.echo(json.dumps({name: _plain(each) for name, each in codes.items()}, ensure_ascii=False, indent=2))
        else:
            _show_all(codes)
        return
    if code not in codes:
        meant = near(code, codes)
        hint = f"did you mean {', '.join(meant)}?" if meant else "`motcua explain` lists all codes"
        raise typer.BadParameter(f"there is no fault {code}; {hint}")
    if as_json:
        typer.echo(json.dumps({"code": code, **_plain(codes[code])}, ensure_ascii=False, indent=2))
    else:
        _show(code, codes[code])


def schema(
    what: Annotated[
        Literal["procedure", "graph"], typer.Argument(help="procedure.yaml, or a shared graph")
    ] = "procedure",
) -> None:
    """Print the JSON Schema of the language, for editors and other programs."""
    from workflow.definition.schema import graph_schema, procedure_schema, text_of

    typer.echo(text_of(procedure_schema() if what == "procedure" else graph_schema()), nl=False)


def _show(name: str, code: "Code") -> None:
    import textwrap

    typer.secho(name, bold=True)
    for words in (code.means, code.vi):
        typer.echo(textwrap.fill(" ".join(words.split()), 78, initial_indent="  ", subsequent_indent="  "))
    for title, colour, example in (("Bad", "red", code.bad), ("Good", "green", code.good)):
        typer.echo()
        typer.secho(f"{title}:", fg=colour)
        typer.echo(textwrap.indent(example.rstrip(), "  "))


def _show_all(codes: "dict[str, Code]") -> None:
    width = max(map(len, codes)) + 2
    for name, code in codes.items():
        first = " ".join(code.means.split()).partition(". ")[0].rstrip(".")
        room = 78 - width
        typer.echo(f"{name:{width}}{first if len(first) <= room else first[: room - 1].rstrip() + '…'}")
    typer.echo(f"{len(codes)} codes; `motcua explain CODE` tells more of one")


def _plain(code: "Code") -> dict[str, object]:
    return code.model_dump(include={"means", "vi", "bad", "good"})
