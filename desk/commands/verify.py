"""`motcua verify FILE…`: whether signed papers are what the agency signed."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from outputs.verification import CheckedSignature, Trust, Verification

VALID, NOT_VALID, UNREADABLE = 0, 1, 2
PDF, HEAD_BYTES = b"%PDF-", 1024
"""A PDF says what it is within its first bytes; of a file that does not, nothing can be verified."""

FACTS = (
    ("title", ("document", "title")),
    ("number", ("document", "number")),
    ("issued on", ("document", "issued_on")),
    ("agency", ("agency", "name")),
    ("dossier", ("dossier", "code")),
    ("procedure", ("dossier", "procedure")),
    ("applicant", ("applicant", "name")),
    ("look up", ("verify_url",)),
)
"""Of the data that every paper carries: what tells one from another."""

NO_SIGNATURE = "no signature that can be read"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: verified, or why it could not be."""

    file: Path
    verification: "Verification | None" = None
    fault: str = ""

    @property
    def exit_code(self) -> int:
        if self.verification is None:
            return UNREADABLE
        return VALID if self.verification.valid else NOT_VALID


def verify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="signed PDF files", show_default=False)],
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PEM", help="certificate of an authority to trust; by default keys/ca.pem below MOTCUA_HOME"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="what was found as JSON, for programs")] = False,
) -> None:
    """Check who signed papers and when, that nothing was changed, and show the data they carry.

    Exits with 0 when every file is valid, 1 when one is not, 2 when one cannot be read.
    """
    authorities = _trust(trust)
    outcomes = [_outcome(file, authorities) for file in files]
    if as_json:
        print(
            json.dumps(
                [_plain(outcome) for outcome in outcomes], ensure_ascii=False, indent=2, default=datetime.isoformat
            )
        )
    else:
        _show(outcomes)
    raise typer.Exit(max(outcome.exit_code for outcome in outcomes))


def _trust(files: list[Path] | None) -> "Trust":
    from outputs.verification import Trust
    from workflow.settings import Settings

    try:
        files = files or [Settings().home / "keys" / "ca.pem"]
        return Trust.from_pem(*(file.read_bytes() for file in files))
    except (OSError, ValueError) as error:
        typer.echo(f"verify: no authority to trust: {error}\nName its certificate: --trust ca.pem", err=True)
        raise typer.Exit(UNREADABLE) from None


def _outcome(file: Path, trust: "Trust") -> Outcome:
    from outputs.verification import verify as verify_pdf

    try:
        content = file.read_bytes()
    except OSError as error:
        return Outcome(file, fault=error.strerror or str(error))
    if PDF not in content[:HEAD_BYTES]:
        return Outcome(file, fault="not a PDF file")
    return Outcome(file, verify_pdf(content, trust))


def _plain(outcome: Outcome) -> dict[str, Any]:
    if outcome.verification is None:
        return {"file": str(outcome.file), "readable": False, "valid": False, "problems": [outcome.fault]}
    return {"file": str(outcome.file), "readable": True, **asdict(outcome.verification)}


def _show(outcomes: list[Outcome]) -> None:
    console = Console(highlight=False)
    for place, outcome in enumerate(outcomes):
        if place:
            console.print()
        found = outcome.verification
        if found is None:
            console.print(Text(f"{outcome.file}: cannot be read: {outcome.fault}", style="red bold"), soft_wrap=True)
            continue
        verdict = ("valid", "green bold") if found.valid else ("NOT VALID", "red bold")
        console.print(Text.assemble(f"{outcome.file}: ", verdict), soft_wrap=True)
        table = Table.grid(padding=(0, 1))
        table.add_column(width=2)
        table.add_column(width=11)
        table.add_column(overflow="fold")
        for label, text in _rows(found):
            table.add_row("", label, text)
        console.print(table)


def _rows(found: "Verification") -> Iterator[tuple[str, Text]]:
    if not found.signatures:
        yield "signatures", Text(NO_SIGNATURE, style="red")
    for signature in found.signatures:
        yield "signed by", _quoted(signature.signer, "bold")
        yield "on", Text(f"{signature.at:%d/%m/%Y %H:%M:%S %z}" if signature.at else "unknown")
        if signature.reason:
            yield "reason", _quoted(signature.reason)
        yield from (("", line) for line in _checks(signature))
    for problem in found.problems:
        yield "problem", _quoted(problem, "red")
    if facts := list(_facts(found.data)):
        yield "it says", Text("" if found.valid else "(unconfirmed)", style="red")
        yield from ((f"  {label}", _quoted(text)) for label, text in facts)


def _checks(signature: "CheckedSignature") -> Iterator[Text]:
    """What was looked at, one a line. Of a signature that is broken, nothing else can be said."""
    checks = (
        (signature.intact, "unchanged since signing", "changed after signing"),
        (signature.trusted, "certificate of a trusted authority", "certificate of no trusted authority"),
        (signature.covers_whole, "covers the whole file", "something was added after signing"),
    )
    for fine, good, bad in checks if signature.intact else checks[:1]:
        yield Text(f"✓ {good}", style="green") if fine else Text(f"✗ {bad}", style="red")


def _facts(data: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Whatever the file says: it may be anything, and is shown only where it is a plain value."""
    for label, path in FACTS:
        value: Any = data
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield label, str(value)


def _quoted(text: str, style: str = "") -> Text:
    """What a file says, without the control characters by which a hostile one could write elsewhere on the terminal."""
    return Text("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text), style=style)
