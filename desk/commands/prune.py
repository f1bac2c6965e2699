"""`motcua prune`: throws away what Prefect still knows of runs that ended long ago."""

import asyncio
from typing import Annotated

import typer


def prune(
    days: Annotated[
        float | None, typer.Option(min=0.25, help="keep what ended since; MOTCUA_PREFECT_KEEP_DAYS when left out")
    ] = None,
) -> None:
    """Delete Prefect's records of our finished flow runs, through the server of PREFECT_API_URL, in small batches.

    Dossiers, journal, work and documents are not touched: their database is not even opened.
    """
    from datetime import timedelta

    import httpx

    from desk import prefect_environment
    from workflow.settings import Settings

    settings = Settings()
    prefect_environment.prepare(settings.home)
    from workflow.flow_runs import remove_old

    kept = settings.prefect_keep_days if days is None else days
    try:
        removed = asyncio.run(remove_old(timedelta(days=kept)))
    except (httpx.HTTPError, RuntimeError) as error:
        typer.echo(f"the Prefect server cannot be used: {error or type(error).__name__}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{removed} flow runs that ended more than {kept:g} days ago were removed from Prefect")
