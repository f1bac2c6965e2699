"""`motcua tables`: brings the tables to the newest form, where only their owner may."""

import typer


def tables() -> None:
    """Make the tables of MOTCUA_DATABASE_URL, or bring them up to date. Desk and worker do so by themselves where they may."""
    from workflow.settings import Settings
    from workflow.store.health import standing
    from workflow.store.unit_of_work import NotMigrated
    from workflow.wiring import open_store

    settings = Settings()
    try:
        open_store(settings).migrate()
        found = standing(settings.database_url)
    except NotMigrated as error:
        typer.echo(f"the tables were not changed: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{found.server}: the tables are up to date")
