"""A portal to practise with: a real HTTP server of the contract with memory, faults and citizens on demand.

Run it with `python -m integrations.portal.sandbox --port 8101`; its admin API is under `/_sandbox`.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from pydantic import Field

from integrations import webhooks
from integrations.portal.inbound import INBOUND_PATH, Kind
from integrations.portal.sandbox_records import DossierRecord, Message
from integrations.portal.sandbox_results import ResultFetcher
from integrations.portal.sandbox_services import PortalServices, Reply, reply
from integrations.portal.values import PublicStatus
from integrations.portal.wire import date_to_wire
from integrations.sandbox_callbacks import Callback, CallbackSender
from integrations.sandbox_faults import ADMIN, FaultControl, Faults
from integrations.sandbox_server import run_sandbox, sandbox_app, sandbox_arguments
from integrations.sandbox_store import SandboxStore
from integrations.wire import VIETNAM

DEMO_SECRET = "whsec_bW90Y3VhLXBvcnRhbC1zYW5kYm94LWRlbW8ta2V5"  # for the sandbox only, known to everybody


class PortalFaults(Faults):
    """The faults every sandbox knows, and one of sessions."""

    refuse_sessions: int = Field(default=0, ge=0, description="so many calls are told that their session has expired")


@dataclass(frozen=True)
class PortalSandboxOptions:
    """Whom the sandbox lets in, and where and how it pushes."""

    receiver: str | None = f"http://127.0.0.1:8000{INBOUND_PATH}"  # None: nothing is pushed
    secret: str = DEMO_SECRET
    username: str = "motcua"
    password: str = "motcua"
    session_minutes: float = 30
    state: Path | None = None
    agency_code: str = "G24.01"


class PortalSandbox:
    """The portal's memory and its citizens; the routes are in `create_app`."""

    def __init__(self, options: PortalSandboxOptions, now: Callable[[], datetime]) -> None:
        self.options = options
        self.now = now
        self.store = SandboxStore(options.state)
        self.control = FaultControl(PortalFaults())
        self.services = PortalServices(self.store, now, lambda code, result: self.results.queue(code, result))
        self.results = ResultFetcher(self.services.find, self.services.save)
        self.callbacks = CallbackSender(self.store, self.control, self._sign)
        self._sessions: dict[str, datetime] = {}
        for record in self.store.all("dossier", DossierRecord):
            for result in record.results:
                if result.state == "pending":
                    self.results.queue(record.code, result.id)

    def log_in(self, body: dict[str, Any]) -> Reply:
        """Open a session."""
        if (body.get("username"), body.get("password")) != (self.options.username, self.options.password):
            return reply("-1", "Sai tên đăng nhập hoặc mật khẩu")
        session = secrets.token_hex(16)
        self._sessions[session] = self.now() + timedelta(minutes=self.options.session_minutes)
        return {**reply(), "session": session}

    def serve(self, body: dict[str, Any]) -> Reply:
        """Carry out one call of the envelope."""
        if self.control.faults.refuse_sessions:
            self.control.faults.refuse_sessions -= 1
            self._sessions.pop(str(body.get("session")), None)
        expires_at = self._sessions.get(str(body.get("session")))
        if expires_at is None or expires_at < self.now():
            return reply("-1", "session expired: phiên làm việc đã hết hạn")
        return self.services.serve(body)

    def file(self, wire: dict[str, Any]) -> DossierRecord:
        """A citizen files a dossier now; a code that is known pushes that code once more."""
        today = self.now()
        code = str(wire.get("MaHoSo") or self._new_code(today))
        filed_at = str(wire.get("NgayNopHoSo") or date_to_wire(today))
        record = self.services.find(code) or self.services.file(code, str(wire.get("MaTTHC", "")), filed_at)
        body = {"LoaiBanTin": Kind.DOSSIER, "MaDonVi": self.options.agency_code, **wire}
        self._push(record.code, {**body, "MaHoSo": code, "NgayNopHoSo": filed_at})
        return record

    def supplement(self, record: DossierRecord, wire: dict[str, Any]) -> DossierRecord:
        """The citizen answers a supplement request."""
        record.supplements += 1
        self.services.save(record)
        self._push_about(record, Kind.SUPPLEMENT, f"BS{record.supplements}", wire)
        return record

    def withdraw(self, record: DossierRecord, wire: dict[str, Any]) -> DossierRecord:
        """The citizen takes the dossier back; it counts when we answer with status 7."""
        record.is_withdrawal_asked = True
        self.services.save(record)
        self._push_about(record, Kind.WITHDRAWAL, "RUT", wire)
        return record

    def _push_about(self, record: DossierRecord, kind: Kind, suffix: str, wire: dict[str, Any]) -> None:
        reference = {"LoaiBanTin": kind, "MaThamChieu": f"{record.code}-{suffix}", "NgayGui": date_to_wire(self.now())}
        self._push(record.code, {**reference, "MaHoSo": record.code, "MaHoSoDonVi": record.local_code, **wire})

    def _push(self, code: str, wire: dict[str, Any]) -> None:
        if self.options.receiver is None:
            return
        key = f"msg_{self.store.next_number('message'):08}"
        self.store.put("message", key, Message(wire=wire))
        self.callbacks.queue(Callback(id=key, subject=code, url=self.options.receiver))

    def _sign(self, callback: Callback, forged: bool) -> tuple[bytes, dict[str, str]]:
        message = self.store.get("message", callback.id, Message)
        assert message is not None, "a callback without its message"
        body = json.dumps(message.wire, ensure_ascii=False).encode()
        secret = webhooks.new_secret() if forged else self.options.secret
        headers = webhooks.sign(callback.id, datetime.now(UTC), body, secret)
        return body, {**headers, "content-type": "application/json; charset=utf-8"}

    def _new_code(self, today: datetime) -> str:
        day = today.astimezone(VIETNAM).strftime("%y%m%d")
        return f"000.00.00.G22-{day}-{self.store.next_number(day):04}"


def create_app(
    options: PortalSandboxOptions = PortalSandboxOptions(), now: Callable[[], datetime] = lambda: datetime.now(VIETNAM)
) -> FastAPI:
    """Return the sandbox as an app; `now` is its calendar (signatures always carry the true time)."""
    portal = PortalSandbox(options, now)
    app = sandbox_app("Portal sandbox", portal.control, portal.callbacks, [portal.results.run])
    app.state.portal = portal
    _add_portal_routes(app, portal)
    _add_citizen_routes(app, portal)
    return app


def _add_portal_routes(app: FastAPI, portal: PortalSandbox) -> None:
    async def wire_body(request: Request) -> dict[str, Any]:
        if not request.headers.get("dstcode"):
            raise HTTPException(400, "dstcode is missing")
        try:
            body = await request.json()
        except ValueError as error:
            raise HTTPException(400, "the body is not JSON") from error
        if not isinstance(body, dict):
            raise HTTPException(400, "the body is not an object")
        return body

    @app.post("/mapi/login")
    async def log_in(request: Request) -> Reply:
        return portal.log_in(await wire_body(request))

    @app.post("/mapi/g")
    async def serve(request: Request) -> Reply:
        return portal.serve(await wire_body(request))


def _add_citizen_routes(app: FastAPI, portal: PortalSandbox) -> None:
    def known(code: str) -> DossierRecord:
        record = portal.services.find(code)
        if record is None:
            raise HTTPException(404, "no such dossier")
        return record

    @app.post(f"{ADMIN}/dossiers", status_code=201)
    async def file(wire: dict[str, Any]) -> DossierRecord:
        return portal.file(wire)

    @app.get(f"{ADMIN}/dossiers")
    async def dossiers() -> list[DossierRecord]:
        return list(portal.store.all("dossier", DossierRecord))

    @app.get(f"{ADMIN}/dossiers/{{code}}")
    async def dossier(code: str) -> DossierRecord:
        return known(code)

    @app.post(f"{ADMIN}/dossiers/{{code}}/supplement", status_code=202)
    async def supplement(code: str, wire: dict[str, Any]) -> DossierRecord:
        record = known(code)
        if record.status is not PublicStatus.SUPPLEMENT_REQUESTED:
            raise HTTPException(409, f"nothing is asked of the citizen (status {record.status.value})")
        return portal.supplement(record, wire)

    @app.post(f"{ADMIN}/dossiers/{{code}}/withdraw", status_code=202)
    async def withdraw(code: str, wire: dict[str, Any]) -> DossierRecord:
        return portal.withdraw(known(code), wire)

    @app.put(f"{ADMIN}/procedures/{{code}}")
    async def change_procedure(code: str, record: dict[str, Any]) -> dict[str, Any]:
        portal.store.put("procedure", code, Message(wire=record))
        return record

    @app.post(f"{ADMIN}/results/drain")
    async def drain_results() -> None:
        await portal.results.drained()


def main() -> None:
    """Serve from the command line."""
    parser = sandbox_arguments(__doc__ or "", 8101)
    parser.add_argument("--receiver", default=PortalSandboxOptions.receiver, help="our endpoint for pushes")
    parser.add_argument("--secret", default=DEMO_SECRET, help="shared secret that signs the pushes (whsec_…)")
    parser.add_argument("--session-minutes", type=float, default=30)
    given = parser.parse_args()
    options = PortalSandboxOptions(
        receiver=given.receiver, secret=given.secret, session_minutes=given.session_minutes, state=given.state
    )
    run_sandbox(lambda: create_app(options), given.host, given.port)


if __name__ == "__main__":
    main()
