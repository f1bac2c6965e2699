"""Real servers on loopback: any ASGI app, in a thread of its own, on a free port."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

Serve = Callable[[ASGIApp], str]
Answer = Callable[[dict[str, str], bytes], tuple[int, object]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an app and return its address; every server stops with the test."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: ASGIApp) -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        running.append((server, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=5)


@pytest.fixture
def inbox() -> Callable[[Answer], FastAPI]:
    """Make an app that hands headers and body of every POST to a function, which returns status and JSON."""

    def make(answer: Answer) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def take(request: Request) -> JSONResponse:
            status, content = answer(dict(request.headers), await request.body())
            return JSONResponse(content, status)

        return app

    return make
