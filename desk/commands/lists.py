"""`motcua list`: a list that comes as a file, read and judged as the counter does, every fault with its cell."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from desk.commands.checking import AsJson
from desk.commands.drawing import Folder, Language, Tongue

if TYPE_CHECKING:
    from forms import Form
    from forms.lists import ListLayout, Verdict

Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="judge as filed on this day; today when left out")
]


def list_(
    file: Annotated[Path, typer.Argument(help="XLSX, CSV or JSON; - reads standard input")],
    procedure: Annotated[str, typer.Option("--procedure", "-p", help="slug, national code or service code")],
    field: Annotated[
        str | None, typer.Option(help="which list of the form, such as rows; needed if it has more")
    ] = None,
    beside: Annotated[
        Path | None, typer.Option("--with", help="JSON file of the answers beside the list, where rows depend on them")
    ] = None,
    sound_only: Annotated[
        Path | None,
        typer.Option("--sound-only", help="write the sound rows to this JSON file, where the law allows it"),
    ] = None,
    on: Day = None,
    language: Tongue = Language.VI,
    folder: Folder = Path("procedures"),
    as_json: AsJson = False,
) -> None:
    """Read and judge a list in the columns of the official form; exit code 1 if anything is wrong with it."""
    from forms.lists import judge, read_list

    day = on.date() if on else date.today()  # noqa: DTZ011 the day of whoever asks
    form, layout = _layout(folder, procedure, field, day)
    content = sys.stdin.buffer.read() if str(file) == "-" else _bytes(file)
    answers = json.loads(_bytes(beside)) if beside else {}
    reading = read_list(form, layout, file.name, content, today=day)
    verdict = judge(form, reading, answers, today=day)
    if sound_only is not None:
        _write(sound_only, verdict, layout)
    if as_json:
        typer.echo(json.dumps(_plain(verdict, layout), ensure_ascii=False, indent=2))
    else:
        _tell(verdict, layout, language.value)
    if not verdict.is_sound:
        raise typer.Exit(1)


def _layout(folder: Path, procedure: str, field: str | None, day: date) -> "tuple[Form, ListLayout]":
    from forms.errors import FormError
    from workflow.definition.places import DefinitionError, Fault
    from workflow.service.checking import open_workplace
    from workflow.service.form_faults import fault_of
    from workflow.service.lists import LISTS, list_layouts
    from workflow.service.procedures import NotInForce

    faults: list[Fault] = []
    workplace = open_workplace(folder.resolve(), faults)
    if workplace is None:
        _give_up("\n".join(map(str, faults)))
    slug = workplace.procedures.slug_of(procedure)
    if slug is None:
        raise typer.BadParameter(
            f"there is no procedure {procedure}; there are: {', '.join(workplace.procedures.slugs)}"
        )
    source = workplace.library.sources[slug]
    try:
        form = workplace.procedures.on(slug, day).form
        layouts = list_layouts(source, form)
    except NotInForce as error:
        raise typer.BadParameter(str(error)) from None
    except DefinitionError as error:
        _give_up("\n".join(map(str, error.faults)))
    except FormError as error:
        _give_up(str(fault_of(error)))
    named = {layout.field.removeprefix("/"): layout for layout in layouts}
    if not named:
        raise typer.BadParameter(f"no list of {slug} comes as a file: it has no {LISTS}")
    wanted = field.removeprefix("/") if field is not None else next(iter(named)) if len(named) == 1 else ""
    if wanted not in named:
        raise typer.BadParameter(f"--field names a list of {slug}: {', '.join(named)}")
    return form, named[wanted]


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None


def _give_up(text: str) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(1)


def _write(file: Path, verdict: "Verdict", layout: "ListLayout") -> None:
    """The rows that can be taken, as JSON that this command and the counter read again."""
    if not verdict.is_sound and not verdict.may_be_taken_in_part:
        typer.echo(f"{file} is not written: this list is taken whole or not at all", err=True)
        return
    rows: Any = verdict.accepted()
    for token in layout.field.removeprefix("/").split("/"):
        rows = rows[token]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _plain(verdict: "Verdict", layout: "ListLayout") -> dict[str, Any]:
    return {
        "field": layout.field,
        "form_no": layout.form_no,
        "rows": len(verdict.reading.rows),
        "sound": verdict.is_sound,
        "faulty_rows": len(verdict.faulty),
        "may_be_taken_in_part": verdict.may_be_taken_in_part,
        "problems": [
            {
                "cell": each.cell,
                "row": each.row,
                "pointer": each.problem.pointer,
                "code": each.problem.code,
                "vi": each.message_vi,
                "en": each.message_en,
            }
            for each in verdict.problems
        ],
    }


def _tell(verdict: "Verdict", layout: "ListLayout", language: str) -> None:
    for each in verdict.problems:
        typer.echo(each.message(language))
    counted = _many(len(verdict.reading.rows), "row")
    if verdict.is_sound:
        typer.echo(f"{layout.form_no}: {counted}, all sound")
        return
    typer.echo(
        f"{layout.form_no}: {counted}, {len(verdict.faulty):,} of them faulty, {_many(len(verdict.problems), 'fault')}"
    )
    if verdict.may_be_taken_in_part:
        assert layout.partial is not None
        typer.echo(f"The sound rows may be taken alone (--sound-only): {layout.partial[language]}")


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
