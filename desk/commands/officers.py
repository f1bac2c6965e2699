"""`motcua appoint`: opens an officer's account."""

from typing import Annotated

import typer


def appoint(
    officer: Annotated[str, typer.Argument(help="user name")],
    name: Annotated[str, typer.Argument(help="full name, as it stands on papers")],
    post: Annotated[list[str], typer.Option(help="UNIT:role, as in organisation.yaml; may be given several times")],
    email: Annotated[str | None, typer.Option(help="where notices go")] = None,
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="asked for when left out")
    ] = "",
) -> None:
    """Open an account with its posts, or set an existing one anew."""
    from workflow.service.errors import Refused
    from workflow.service.people import appoint as open_account
    from workflow.settings import Settings
    from workflow.wiring import open_office

    posts = [(unit, role) for unit, _, role in (each.partition(":") for each in post)]
    try:
        open_account(open_office(Settings()), officer, name, password, posts, email=email)
    except Refused as refusal:
        typer.echo(f"not appointed: {refusal}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{officer} ({name}): {', '.join(post)}")
