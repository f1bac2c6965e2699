"""`motcua replay`: a half-year in simulated time, through the service doors, with the work done by Prefect."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from workflow.replay.mix import Mix
    from workflow.replay.running import Progress
    from workflow.settings import Settings

SETTINGS = "replay.json"
PARTS_TELL_EVERY = 1.0


def replay(
    mix: Annotated[Path | None, typer.Argument(help="mix file; left out: benchmarks/region-viii-2025h1.yaml")] = None,
    dossiers: Annotated[int | None, typer.Option(min=1, help="instead of the mix's number")] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="only what comes from this day on")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="only what comes until this day")] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes, each with its share of the dossiers")] = 1,
    database: Annotated[str, typer.Option(help="SQLAlchemy address; left out: SQLite below home")] = "",
    home: Annotated[Path, typer.Option(help="folder of database, documents, keys and logs")] = Path("var/replay"),
    seed: Annotated[int, typer.Option(help="the same seed plays the same half-year")] = 8,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="lay out and sign every document")] = True,
    http: Annotated[bool, typer.Option("--http", help="call portal, post, bank and registers over HTTP")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="go on where a run was killed")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the figures, for programs")] = False,
    part: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Play a half-year, or some of its days: dossiers come by season, officers decide within their times, results go back by post.

    Portal, post, bank and registers are the sandboxes, called in this process. Everything else is real: the doors, the
    engine, the database, the work in Prefect task runs, and the documents.
    """
    from rich.console import Console

    from desk import prefect_environment
    from workflow.settings import Settings

    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    asked = {
        "mix": str(mix.resolve()) if mix else None,
        "dossiers": dossiers,
        "since": since.date().isoformat() if since else "",
        "until": until.date().isoformat() if until else "9999",
        "seed": seed,
        "workers": workers,
        "pdf": pdf,
    }
    _same_as_before(home / SETTINGS, asked, resume=resume, is_part=part is not None)
    settings = Settings(home=home, database_url=database, public_url="https://motcua.example.vn")
    console = Console(stderr=True)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    if part is not None:
        prefect_environment.prepare(home)
        _play(settings, asked, part, over_http=http, tell=_to_file(home / f"part-{part}.json"))
        return
    began = time.monotonic()
    with _prefect(home, console) as api:
        prefect_environment.prepare(home, api)
        _prepare(settings, asked)
        if workers == 1:
            with _bar(console) as shown:
                _play(settings, asked, 0, over_http=http, tell=lambda progress: shown([_row(progress)]))
        else:
            _play_in_parts(home, workers, console)
    from desk.commands.replay_shown import show

    raise typer.Exit(0 if show(settings, time.monotonic() - began, as_json=as_json) else 1)


def _play(settings: "Settings", asked: dict[str, Any], part: int, *, over_http: bool, tell: Any) -> None:
    """One process's share, in this process."""
    import asyncio

    from desk.demo.citizens import blank_page
    from integrations.stage import open_stage
    from workflow import flows
    from workflow.replay.agenda import Clock
    from workflow.replay.opening import open_people, open_workshop, settings_of
    from workflow.replay.plan import plan, share
    from workflow.replay.running import Replay
    from workflow.replay.stamping import Stamping
    from workflow.replay.templates import Templates
    from workflow.settling import settle

    mix = _mix(asked)
    file = settings.home / f"moment-{part}.txt"
    clock = Clock(_kept_moment(file, mix))
    with open_stage(settings.home / f"sandboxes-{part}", clock, over_http=over_http) as stage:
        shop = open_workshop(settings_of(settings), clock, stage, with_documents=asked["pdf"])
        calendar = shop.office.library.calendar
        whole = plan(mix, calendar, asked["seed"], asked["dossiers"])
        planned = share(whole, part, asked["workers"], asked["since"], asked["until"])
        stamping = Stamping(mix, Templates(shop.office.library), calendar, asked["seed"])
        people = open_people(shop, clock, stage, mix, stamping, asked["seed"], blank_page("giấy tờ"))
        flows.use(shop)
        settle()

        def keep(progress: "Progress") -> None:
            file.write_text(progress.moment.isoformat())
            tell(progress)

        async def all_of_it() -> None:
            await Replay(shop, clock, people, keep).run(planned)
            await shop.outside.aclose()

        asyncio.run(all_of_it())
        shop.office.store.close()


def _mix(asked: dict[str, Any]) -> "Mix":
    from workflow.replay.mix import load_mix

    return load_mix(*([Path(asked["mix"])] if asked["mix"] else []))


def _kept_moment(file: Path, mix: "Mix") -> datetime:
    """Where simulated time stood when this part was last heard of, or the beginning."""
    from datetime import time as clock_time

    from workflow.clock import HANOI

    if file.exists() and (text := file.read_text()):
        return datetime.fromisoformat(text)
    return datetime.combine(mix.from_, clock_time(), HANOI)


def _prepare(settings: "Settings", asked: dict[str, Any]) -> None:
    """Tables and accounts, before any part begins."""
    from workflow.replay.staff import appoint_all
    from workflow.wiring import open_office

    office = open_office(settings)
    appoint_all(office, _mix(asked).from_)
    office.store.close()


def _same_as_before(file: Path, asked: dict[str, Any], *, resume: bool, is_part: bool) -> None:
    """A run that goes on must be asked for in the same words; one that begins must find nothing."""
    if is_part:
        asked.update(json.loads(file.read_text()))
        return
    if not resume:
        if file.exists():
            raise typer.BadParameter(f"{file.parent} holds a replay; give --resume to go on with it, or another --home")
        file.write_text(json.dumps(asked))
    elif not file.exists():
        raise typer.BadParameter(f"{file.parent} holds no replay to go on with")
    elif (before := json.loads(file.read_text())) != asked:
        raise typer.BadParameter(f"that replay was begun with {before}")


def _play_in_parts(home: Path, workers: int, console: "Console") -> None:
    """Each part in a process of its own, with its log below home."""
    command = [sys.executable, "-m", "desk", "replay", *_without_part(sys.argv[1:])]
    parts = []
    for part in range(workers):
        with (home / f"part-{part}.log").open("ab") as log:
            parts.append(subprocess.Popen([*command, "--part", str(part)], stdout=log, stderr=log))
    with _bar(console) as shown:
        while any(each.poll() is None for each in parts):
            time.sleep(PARTS_TELL_EVERY)
            shown([json.loads(f.read_text() or "{}") for f in sorted(home.glob("part-*.json"))])
    if any(each.returncode for each in parts):
        console.print(f"[red]a part has failed; see the logs in {home}[/red]")


def _without_part(arguments: list[str]) -> list[str]:
    return [each for each in arguments if each != "replay"]


def _row(progress: "Progress") -> dict[str, Any]:
    return {
        "moment": progress.moment.isoformat(), "filed": progress.filed, "ended": progress.ended, "of": progress.of,
        "done": dict(progress.done),
    }  # fmt: skip


def _to_file(file: Path) -> Any:
    def tell(progress: "Progress") -> None:
        aside = file.with_suffix(".new")
        aside.write_text(json.dumps(_row(progress)))
        aside.replace(file)

    return tell


@contextmanager
def _bar(console: "Console") -> Iterator[Any]:
    """Live progress: what has ended, the rate, and the time left."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]:.2f}/s"),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, refresh_per_second=1) as bar:
        task = bar.add_task("…", total=None, rate=0.0)
        began, before = time.monotonic(), None

        def shown(rows: list[dict[str, Any]]) -> None:
            nonlocal before
            told = [row for row in rows if row]
            ended, moment = sum(row["ended"] for row in told), min((row["moment"] for row in told), default="")
            before = ended if before is None else before
            rate = (ended - before) / max(time.monotonic() - began, 1e-9)
            bar.update(task, total=sum(row["of"] for row in told), completed=ended, rate=rate, description=moment[:16])

        yield shown


@contextmanager
def _prefect(home: Path, console: "Console") -> Iterator[str]:
    """The Prefect server of the environment, or one of our own."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    from desk.demo.parts import prefect_server

    with prefect_server(home, console.print) as api:
        yield api
