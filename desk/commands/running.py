"""`motcua worker`, `desk`, `serve` and `demo`: the processes of Motcua, alone or all together."""

import logging
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

Port = Annotated[int, typer.Option(help="port to listen on")]


def worker() -> None:
    """Perform work from the queue until stopped. Settings come from MOTCUA_… in the environment."""
    from desk import prefect_environment
    from workflow.settings import Settings

    settings = Settings()
    prefect_environment.prepare(settings.home)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    for noisy in ("httpx", "fontTools", "weasyprint", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    from workflow.wiring import open_workshop
    from workflow.worker import run

    if not run(open_workshop(settings)):
        raise typer.Exit(1)


def desk(host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the desk: pages for officers and applicants, the API, and the addresses outside systems knock at."""
    from desk import prefect_environment
    from workflow.settings import Settings

    settings = Settings()
    prefect_environment.prepare(settings.home)
    from desk.serving import serve as serve_desk

    serve_desk(settings, host, port)


def serve(
    home: Annotated[Path, typer.Option(help="folder of database, documents, keys and logs")] = Path("var/serve"),
    ports_from: Annotated[int, typer.Option(help="first of seven ports: Prefect, desk, five sandboxes")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="worker processes")] = 1,
) -> None:
    """Run everything on this machine with sandboxes around it, until Ctrl-C."""
    from rich.console import Console

    from desk.demo.parts import running
    from desk.demo.people import PASSWORD, appoint_all

    console = Console()
    stop = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: stop.set())
    with running(
        home.resolve(), ports_from=ports_from, workers=workers, post_seconds_per_hour=5, tell=console.print
    ) as parts:
        appoint_all(parts)
        console.print(f"\n[bold]desk[/bold]      {parts.desk_url}")
        console.print(f"[bold]Prefect[/bold]   {parts.prefect_url}")
        for name, address in vars(parts.sandboxes).items():
            console.print(f"[bold]{name:<9}[/bold] {address}  (sandbox)")
        _print_accounts(console, PASSWORD)
        console.print("\nCtrl-C stops everything; what was done stays in", str(parts.home))
        stop.wait()


def demo(
    home: Annotated[Path | None, typer.Option(help="folder to leave everything in; a new one by default")] = None,
    database_url: Annotated[str, typer.Option(help="PostgreSQL instead of SQLite")] = "",
) -> None:
    """The whole way on sandboxes: dossiers in from the portal, officers decide, results out. Ends with a table."""
    from rich.console import Console

    from desk.demo.from_cases import scripts_of_cases
    from desk.demo.parts import running
    from desk.demo.people import PASSWORD, appoint_all
    from desk.demo.run import perform
    from desk.demo.scripts import BEGINS_AT, scripts
    from workflow.settings import Settings

    console = Console(width=None if sys.stdout.isatty() else 120)
    folder = (home or Path(tempfile.mkdtemp(prefix="motcua-demo-"))).resolve()
    with running(
        folder, start_at=BEGINS_AT, database_url=database_url, post_seconds_per_hour=0.05, tell=console.print
    ) as parts:
        appoint_all(parts)
        _print_accounts(console, PASSWORD)
        folder_of = Settings().procedures
        stories = scripts(folder_of)
        others = scripts_of_cases(folder_of, {story.procedure for story in stories}, BEGINS_AT)
        went_well = perform(parts, [*stories, *others], console, console.print)
    raise typer.Exit(0 if went_well else 1)


def _print_accounts(console: Any, password: str) -> None:
    from desk.demo.people import OFFICERS

    console.print(f"\n[bold]accounts[/bold]  password of all: {password}")
    for officer in OFFICERS:
        posts = ", ".join(f"{role} {unit}" for unit, role in officer.posts)
        console.print(f"  {officer.id:<7} {officer.name:<18} {posts}", highlight=False)
