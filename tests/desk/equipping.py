"""What doctor is tried on: a home with everything in it, another machine with a clock of its own, and nobody."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from outputs.signing import Signer
from workflow.store.unit_of_work import Store

SYSTEMS = ("portal", "post", "bank", "registers", "notify")


def equip(home: Path) -> None:
    """Keys, a folder for files, and a database with its tables."""
    Signer.create_demo(home / "keys", agency="Bảo hiểm xã hội khu vực VIII", officers={"dir": "Bùi Văn Giám"})
    (home / "blobs").mkdir()
    key = home / "store.key"
    key.touch(0o600)
    key.write_bytes(bytes(range(32)))
    store = Store.open(f"sqlite:///{home / 'motcua.sqlite'}", key.read_bytes())
    store.migrate()
    store.close()


class Elsewhere(HTTPServer):
    """Another machine. `ahead` is how far its clock is before ours."""

    ahead = timedelta()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    """Knows no page: no system promises anything at its root, and that it speaks is what counts."""

    server: Elsewhere

    def do_GET(self) -> None:
        self.send_response(404)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.server.ahead, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Not into the output of the tests."""


@contextmanager
def somebody() -> Iterator[Elsewhere]:
    """A machine that answers until the block is left."""
    with Elsewhere(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
