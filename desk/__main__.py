"""`python -m desk`: the `motcua` command, for processes that start others."""

from desk.command_line import app

app()
