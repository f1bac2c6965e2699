"""`motcua check --watch`: what is wrong, shown again whenever a file is saved."""

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from workflow.service.watching import Watched

BETWEEN_LOOKS = 0.3


def watch_folder(folder: Path) -> None:
    """Check, then look for changes until Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started us deaf to Ctrl-C
    out = Console(highlight=False, emoji=False)
    out.print(f"[dim]checking {escape(str(folder))} …[/dim]")
    try:
        from workflow.service.watching import Watched

        began = time.monotonic()
        watched = Watched(folder)
        _show(out, watched, "all", time.monotonic() - began)
        while True:
            time.sleep(BETWEEN_LOOKS)
            began = time.monotonic()
            again = watched.look()
            if again is not None:
                _show(out, watched, "all" if again == {"*"} else ", ".join(sorted(again)), time.monotonic() - began)
    except KeyboardInterrupt:
        out.print()


def _show(out: Console, watched: "Watched", what: str, seconds: float) -> None:
    """A fresh page: faults first, then what was checked and how long it took."""
    if out.is_terminal:
        out.clear()
    for fault in watched.faults:
        out.print(f"[bold]{escape(str(fault.place))}[/bold]: [red]{escape(fault.code)}[/red]", soft_wrap=True)
        out.print(f"    {escape(fault.reason)}")
        if fault.hint:
            out.print(f"    [dim]hint: {escape(fault.hint)}[/dim]")
    number = len(watched.faults)
    said = "[green]no errors[/green]" if not number else f"[red]{number} error{'s' * (number != 1)}[/red]"
    out.print(f"{said}, {watched.cases} cases  [dim]({escape(what)} in {seconds:.1f} s; Ctrl-C ends)[/dim]")
