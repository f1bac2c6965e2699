"""A real server of the message service's contract that delivers nothing and shows what it was given."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ValidationError

from integrations.notify.contract import Channel, Message, Sent
from integrations.sandbox_faults import ADMIN, FaultControl, Faults
from integrations.sandbox_problems import add_problems, bearer
from integrations.sandbox_server import run_sandbox, sandbox_app, sandbox_arguments
from integrations.sandbox_store import SandboxStore

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_TOKEN = "sandbox-notify"


class MessageBody(BaseModel):
    """A message as it is posted; its key is the Idempotency-Key."""

    channel: Channel
    to: str
    subject: str | None = None
    text: str


class Kept(BaseModel):
    """A message and what we were told about it."""

    message: Message
    sent: Sent


def create_app(
    state: Path | None = None,
    token: str = DEMO_TOKEN,
    now: Callable[[], datetime] = lambda: datetime.now(VIETNAM),
) -> FastAPI:
    """Return the sandbox as an app; `state` is a file that survives a restart, `now` its calendar.

    Nobody answers at addresses starting with `0000`.

    Admin besides the faults: `GET /_sandbox/messages`.
    """
    store = SandboxStore(state)
    app = sandbox_app("Message service sandbox", FaultControl(Faults()))
    add_problems(app)

    @app.post("/messages", status_code=202, dependencies=[Depends(bearer(token))])
    async def send(body: MessageBody, idempotency_key: Annotated[str, Header()]) -> Sent:
        try:
            message = Message(key=idempotency_key, **body.model_dump())
        except ValidationError as error:
            raise HTTPException(422, "; ".join(e["msg"] for e in error.errors())) from error
        if kept := store.get("message", message.key, Kept):
            if kept.message != message:
                raise HTTPException(409, "the same Idempotency-Key was used for another message")
            return kept.sent
        if message.to.startswith("0000"):
            raise HTTPException(422, "nobody can be reached there")
        sent = Sent(message_id=f"M{store.next_number('message'):08}", accepted_at=now())
        store.put("message", message.key, Kept(message=message, sent=sent))
        return sent

    @app.get(f"{ADMIN}/messages")
    async def messages() -> list[Kept]:
        return list(store.all("message", Kept))

    return app


def main() -> None:
    """Serve from the command line."""
    given = sandbox_arguments(__doc__ or "", 8105).parse_args()
    run_sandbox(lambda: create_app(given.state), given.host, given.port)


if __name__ == "__main__":
    main()
