"""What every sandbox server has: a background task for callbacks, the admin API for faults, a command line."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import ValidationError

from integrations.sandbox_callbacks import Callback, CallbackSender
from integrations.sandbox_faults import ADMIN, F, FaultControl, FaultyAnswers


def sandbox_app(
    title: str,
    control: FaultControl[F],
    callbacks: CallbackSender[F] | None = None,
    background: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
) -> FastAPI:
    """Return an app with faults, callbacks and their admin API; the sandbox adds its own routes.

    `background` are endless coroutines that run as long as the server does.
    Admin: `GET|POST|DELETE /_sandbox/faults`, `GET /_sandbox/callbacks`, `POST /_sandbox/callbacks/drain`.
    """
    endless = [*background, callbacks.run] if callbacks else [*background]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(start()) for start in endless]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = FastAPI(title=title, lifespan=lifespan)
    app.add_middleware(FaultyAnswers, control=control)
    _add_fault_routes(app, control)
    if callbacks:
        _add_callback_routes(app, callbacks)
    return app


def _add_fault_routes(app: FastAPI, control: FaultControl[F]) -> None:
    @app.get(f"{ADMIN}/faults")
    async def faults() -> dict[str, object]:
        return control.faults.model_dump()

    @app.post(f"{ADMIN}/faults")
    async def set_faults(wanted: dict[str, object]) -> dict[str, object]:
        try:
            control.set(type(control.well).model_validate(wanted))
        except ValidationError as error:
            raise HTTPException(422, error.errors(include_context=False, include_url=False)) from error
        return control.faults.model_dump()

    @app.delete(f"{ADMIN}/faults")
    async def clear_faults() -> dict[str, object]:
        control.set(type(control.well)())
        return control.faults.model_dump()


def _add_callback_routes(app: FastAPI, callbacks: CallbackSender[F]) -> None:
    @app.get(f"{ADMIN}/callbacks")
    async def log() -> list[Callback]:
        return callbacks.log()

    @app.post(f"{ADMIN}/callbacks/drain")
    async def drain() -> list[Callback]:
        await callbacks.drained()
        return callbacks.log()


def sandbox_arguments(description: str, port: int) -> argparse.ArgumentParser:
    """Return a parser with what every sandbox takes: `--host`, `--port`, `--state`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--state", type=Path, help="SQLite file that survives a restart (default: memory only)")
    return parser


def run_sandbox(make_app: Callable[[], FastAPI], host: str, port: int) -> None:
    """Serve until interrupted."""
    uvicorn.run(make_app(), host=host, port=port, log_level="warning", access_log=False)
