"""`motcua deploy`: lets a Prefect work pool start the processes that perform the work."""

import asyncio
from typing import Annotated

import typer


def deploy(
    pool: Annotated[str, typer.Option(help="name of the process work pool; made when missing")],
    drains: Annotated[int, typer.Option(min=1, max=64, help="processes that perform work side by side")] = 2,
) -> None:
    """Register the flows at the Prefect server of PREFECT_API_URL: `drain` several times, `sweep` every minute, `prune` now and then."""
    import httpx
    from prefect.settings import get_current_settings

    from desk import prefect_environment
    from workflow.settings import Settings

    prefect_environment.prepare(Settings().home)
    server = get_current_settings().api.url
    if server is None:
        typer.echo("no Prefect server is named: set PREFECT_API_URL, such as http://127.0.0.1:4200/api", err=True)
        raise typer.Exit(2)
    from workflow.deploying import deploy as register

    try:
        names = asyncio.run(register(pool, drains))
    except (httpx.HTTPError, RuntimeError) as error:
        typer.echo(f"the Prefect server at {server} cannot be used: {error or type(error).__name__}", err=True)
        raise typer.Exit(1) from None
    for name in names:
        typer.echo(f"{pool}: {name}")
    typer.echo(f"start workers with MOTCUA_… in their environment: prefect worker start --pool {pool}")
