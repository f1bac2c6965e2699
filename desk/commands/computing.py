"""`motcua compute`: a rule of law run on facts in hand, with its working line by line."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.commands.checking import AsJson

if TYPE_CHECKING:
    from workflow.definition.rules import BoundRule


def compute(
    rule: Annotated[str | None, typer.Argument(help="such as lump_sum.benefit; all of them when left out")] = None,
    facts: Annotated[
        str | None, typer.Option("--with", help="JSON or YAML file of facts; - reads them from standard input")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="show the working, and what it takes from the law")
    ] = False,
    folder: Annotated[Path, typer.Option("--folder", help="procedures")] = Path("procedures"),
    as_json: AsJson = False,
) -> None:
    """Compute a benefit by its rule; without facts, tell which facts the rule takes."""
    from workflow.definition.calendar import load_calendar
    from workflow.definition.places import DefinitionError
    from workflow.engine.errors import Invalid
    from workflow.service.context import rules_in

    try:
        rules = rules_in(folder, load_calendar(folder / "calendar.yaml"))
        if rule is None:
            _list(rules)
            return
        bound = _named(rule, rules)
        if facts is None:
            _show_facts(bound, as_json)
            return
        outcome, values = bound(_read(facts))
    except DefinitionError as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    except Invalid as error:
        typer.echo(f"{error}\n`motcua compute {rule}` tells which facts it takes", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps({"rule": rule, "outcome": outcome, **values}, ensure_ascii=False, indent=2))
    else:
        _show(outcome, values, explain)


def _named(name: str, rules: "dict[str, BoundRule]") -> "BoundRule":
    import difflib

    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, 3)
    meant = f"did you mean {', '.join(near)}?" if near else "`motcua compute` lists all rules"
    raise typer.BadParameter(f"there is no rule {name}; {meant}")


def _read(source: str) -> dict[str, Any]:
    from workflow.cases.notation import as_json
    from workflow.definition.reading import read, read_text

    node = read_text(sys.stdin.read(), "standard input") if source == "-" else read(Path(source))
    if not isinstance(node.value, dict):
        raise typer.BadParameter(f"{source}: facts are a mapping of names to values")
    return dict(as_json(node.plain()))


def _list(rules: "dict[str, BoundRule]") -> None:
    for name, bound in rules.items():
        said = (bound.rule.function.__doc__ or "").strip().splitlines()
        typer.echo(f"{name:36} {said[0] if said else ''}"[:110].rstrip())


def _show_facts(bound: "BoundRule", as_json: bool) -> None:
    import inspect
    import textwrap

    schema = bound.rule.facts_model.model_json_schema()
    if as_json:
        typer.echo(json.dumps(schema, ensure_ascii=False, indent=2))
        return
    typer.secho(bound.rule.name, bold=True)
    typer.echo(textwrap.indent(inspect.getdoc(bound.rule.function) or "", "  "))
    typer.echo(f"  outcomes: {', '.join(bound.outcomes)}\n")
    for name, field in schema["properties"].items():
        need = "needed  " if name in schema.get("required", ()) else "optional"
        about = " ".join(each for each in (_kind(field), field.get("description", "")) if each)
        typer.echo(textwrap.fill(f"  {need} {name}: {about}", 100, subsequent_indent=" " * 13))


def _kind(field: dict[str, Any]) -> str:
    """What a fact may be, in a word or two."""
    if "enum" in field:
        return f"one of {', '.join(map(str, field['enum']))}."
    if "anyOf" in field:
        return next((_kind(each) for each in field["anyOf"] if each.get("type") != "null"), "")
    return {"date": "day."}.get(field.get("format", ""), f"{field['type']}." if "type" in field else "")


def _show(outcome: str, values: dict[str, Any], explain: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    typer.secho(f"{outcome}", bold=True, nl=False)
    typer.echo(f"   {_grouped(values['amount'])} đồng" if values["amount"] is not None else "")
    for reason in values["reasons"]:
        typer.echo(f"  – {reason['vi']}\n    {reason['en']}")
    if not explain:
        return
    told = {"outcome", "amount", "lines", "reasons", "sources"}
    console = Console(width=max(80, Console().width))
    if values["lines"]:
        table = Table("Cách tính / Working", "Giá trị", "Căn cứ", box=None, header_style="bold", padding=(0, 2, 0, 0))
        table.columns[1].justify = "right"
        for line in values["lines"]:
            basis = line["basis"] + (f"\n{line['parameter']} on {line['as_of']}" if line["parameter"] else "")
            label = f"{line['label_vi']}\n[dim]{line['label_en']}[/dim]"
            table.add_row(label, f"{_grouped(line['value'])} {line['unit']}".rstrip(), basis)
        console.print(table)
    others = Table("Value", "", box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name, value in values.items():
        if name not in told:
            others.add_row(name, json.dumps(value, ensure_ascii=False))
    console.print(others)
    law = Table("From the law", "since", "value", "basis", box=None, header_style="bold", padding=(0, 2, 0, 0))
    law.columns[0].overflow = "fold"
    for source in values["sources"]:
        name = source["parameter"] + (f"[{source['key']}]" if source["key"] else "")
        shown = json.dumps(source["value"], ensure_ascii=False)
        unsure = "" if source["status"] == "official" else f" ({source['status']})"
        law.add_row(name, source["starts_on"], shown, source["basis"] + unsure)
    if values["sources"]:
        console.print(law)


def _grouped(value: object) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
