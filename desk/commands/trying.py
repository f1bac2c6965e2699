"""`motcua try`: walk a definition by hand, each line typed (or piped) being something that happens."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.commands import trying_shown as shown

if TYPE_CHECKING:
    from workflow.cases.session import Session
    from workflow.service.trying import Bench


def try_(
    procedure: Annotated[str, typer.Argument(help="slug, national code, or its folder")],
    on: Annotated[str | None, typer.Option(help="moment of submission: 2025-08-04, or with a time")] = None,
    case: Annotated[str | None, typer.Option(help="submit as this case does: its number, or words of it")] = None,
    form: Annotated[Path | None, typer.Option(help="submit this file of answers (JSON)")] = None,
    lang: Annotated[str, typer.Option(help="titles in vi or en")] = "en",
    folder: Annotated[Path, typer.Option(help="procedures")] = Path("procedures"),
) -> None:
    """Walk a definition by hand: submit, decide, let time pass; see steps, clock and papers; save it as a case."""
    from workflow.service.office import hanoi_now
    from workflow.service.trying import NotTried, begin, open_bench

    try:
        bench = open_bench(folder, procedure)
        session = begin(bench, now=hanoi_now(), on=on, case=case, form=form)
    except NotTried as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    terminal = Terminal(bench, session, lang)
    terminal.begin()
    terminal.follow(_typed() if sys.stdin.isatty() else _piped())
    raise typer.Exit(1 if terminal.unclear and not sys.stdin.isatty() else 0)


def _typed() -> Iterator[str]:
    """Lines as somebody types them, with the history and the arrow keys of the terminal."""
    import readline  # noqa: F401 # `input` uses it when it is there

    while True:
        try:
            yield input("› ")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return


def _piped() -> Iterator[str]:
    """Lines of a script, each shown as if it had been typed; `#` begins a remark."""
    for line in sys.stdin:
        if line.strip() and not line.lstrip().startswith("#"):
            typer.echo(f"› {line.rstrip()}")
            yield line


class Terminal:
    """One session at a terminal."""

    def __init__(self, bench: "Bench", session: "Session", lang: str) -> None:
        self.bench = bench
        self.session = session
        self.lang = lang
        self.unclear = 0
        """Lines that could not be followed: a script that has any fails."""
        self._seen = 0
        self._commands: dict[str, Callable[[str], None]] = {
            "help": lambda rest: shown.help_(),
            "?": lambda rest: shown.help_(),
            "show": lambda rest: self._stand(),
            "form": lambda rest: shown.values(self.session.run.answers, rest),
            "values": lambda rest: shown.values(self.session.run.case.variables(), rest),
            "acts": lambda rest: shown.acts(self.session.acts),
            "undo": self._undo,
            "paper": self._paper,
            "save": self._save,
        }

    def begin(self) -> None:
        shown.heading(self.bench, self.session, self.lang)
        self._tell()

    def follow(self, lines: Iterator[str]) -> None:
        """Line after line, until there are no more or one says `quit`."""
        for line in lines:
            word, _, rest = line.strip().partition(" ")
            if word in ("quit", "q", "exit"):
                return
            if word:
                self._one(line.strip(), word, rest.strip())

    def _one(self, line: str, word: str, rest: str) -> None:
        from workflow.cases.notation import Mistake
        from workflow.cases.typed import Unclear, act_of
        from workflow.service.trying import NotTried

        try:
            if word in self._commands:
                self._commands[word](rest)
                return
            act = act_of(line, self.session)
            self.session.do(self._completed(act))
        except (Unclear, NotTried) as error:
            self._not_done(str(error))
        except Mistake as mistake:
            self._not_done(mistake.fault.reason, mistake.fault.hint)
        else:
            self._tell()

    def _completed(self, act: dict[str, object]) -> dict[str, object]:
        """A decision with what it still needs, asked for where somebody can answer."""
        if not sys.stdin.isatty():
            return act
        from workflow.cases.typed import choices

        step, outcome = next(iter(act.items()))
        choice = next(
            (each for each in choices(self.session) if each.outcome == outcome and each.step.endswith(step)), None
        )
        if choice is None:
            return act
        fields = dict(act.get("fields") or {})  # type: ignore[call-overload] # it is a mapping when it is there
        for name in choice.required:
            if name not in fields:
                fields[name] = typer.prompt(f"  {name}")
        reason = act.get("reason") or (typer.prompt("  reason") if choice.needs_reason else None)
        return {**act, **({"fields": fields} if fields else {}), **({"reason": reason} if reason else {})}

    def _not_done(self, reason: str, hint: str = "") -> None:
        self.unclear += 1
        shown.not_done(reason, hint)

    def _tell(self) -> None:
        """What happened by itself since the last line, and how the dossier now stands."""
        shown.happened(self.session, self._seen, self.lang)
        self._seen = len(self.session.run.caused)
        self._stand()

    def _stand(self) -> None:
        shown.standing(self.bench, self.session, self.lang)

    def _undo(self, rest: str) -> None:
        undone = self.session.undo()
        self._seen = len(self.session.run.caused)
        if undone is None:
            self._not_done("nothing happened yet that could be taken back")
            return
        shown.undone(undone)
        self._stand()

    def _paper(self, rest: str) -> None:
        from workflow.service.trying import paper

        number, _, name = rest.partition(" ")
        template, pdf = paper(self.session, int(number) if number.isdigit() else 0)
        file = Path(name.strip() or f"{number}-{template}.pdf")
        file.write_bytes(pdf)
        shown.written(f"{template}, {len(pdf) // 1024} KiB", file)

    def _save(self, rest: str) -> None:
        from workflow.service.trying import NotTried, save

        name, _, sentence = rest.partition(" ")
        if not name:
            raise NotTried("say where: `save FILE a sentence that says what the case shows`")
        file = save(
            self.bench, self.session, name, sentence.strip() or f"Tried by hand, {len(self.session.acts)} acts."
        )
        shown.written("the case", file)
