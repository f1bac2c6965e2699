"""Speaks to the national portal: one session, one endpoint, operations chosen by `service`."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.http import Destination, Login, json_of
from integrations.portal.contract import SYSTEM, Answer
from integrations.portal.mapping import (
    dossier_to_wire,
    procedure_from_wire,
    progress_to_wire,
    status_from_wire,
    status_to_wire,
)
from integrations.portal.values import DossierSnapshot, PortalDossier, ProgressRow, PublishedProcedure, StatusUpdate

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PortalSettings:
    """Where the portal is and who we are there; the paths are those of the bus adapter at hand."""

    base_url: str
    username: str
    password: str = field(repr=False)
    agency_code: str
    destination_code: str
    login_path: str = "/mapi/login"
    service_path: str = "/mapi/g"
    read_seconds: float = 60


class Pushed(StrEnum):
    """How a dossier arrived."""

    CREATED = "created"
    UPDATED = "updated"


class PortalClient:
    """The portal as we use it. Every method may be repeated: the portal ends up in the same state.

    All methods raise Temporary (repeat later), Permanent (a person must look) or Unauthorised (our account is refused).
    """

    def __init__(self, settings: PortalSettings, destination: Destination | None = None) -> None:
        """`destination` replaces the connection, for tests and for sharing one circuit breaker."""
        self._settings = settings
        self._there = destination or Destination(SYSTEM, settings.base_url, read_seconds=settings.read_seconds)
        self._login = Login(self._log_in)

    async def push_dossier(self, snapshot: DossierSnapshot, *, is_known: bool = False) -> Pushed:
        """Tell the portal how a dossier stands; `is_known` (pushed before) saves the try to create it."""
        data = [dossier_to_wire(snapshot)]
        updating = is_known
        for _ in range(2):
            answer = await self._call("DongBoHoSoMC", isUpdating=str(updating), data=data)
            # "đã tồn tại" also comes with code 0, so it is looked at first.
            if not updating and answer.says_exists:
                updating = True
            elif updating and answer.says_unknown:
                updating = False
            else:
                _must_succeed(answer, "DongBoHoSoMC")
                return Pushed.UPDATED if updating else Pushed.CREATED
        raise Temporary(f"{snapshot.code} both exists and does not", system=SYSTEM, code=answer.error_code)

    async def push_progress(self, code: str, rows: Iterable[ProgressRow]) -> None:
        """Tell who did what on a dossier; rows already told are known by dossier, time, status and person."""
        for batch in progress_to_wire(code, rows):
            answer = await self._call("CapNhatTienDoHoSoMC", data=batch)
            _must_succeed(answer, "CapNhatTienDoHoSoMC")

    async def push_status(self, update: StatusUpdate) -> None:
        """Tell the new status, and with it the result files, of a dossier that was filed at the portal."""
        answer = await self._call("DongBoTrangThaiHoSo", type="2", data=status_to_wire(update))
        _must_succeed(answer, "DongBoTrangThaiHoSo")

    async def lookup(self, code: str) -> PortalDossier | None:
        """Return what the portal holds under a code, the portal's or ours; None when it holds nothing."""
        answer = await self._call("TraCuuHoSo", mahoso=code)
        record = _first_record(answer, "TraCuuHoSo")
        if record is None:
            return None
        return PortalDossier(
            code=str(record.get("MaHoSo", "")),
            status=status_from_wire(record.get("TrangThaiHoSo")),
            raw=record,
        )

    async def procedure(self, code: str) -> PublishedProcedure | None:
        """Return a procedure as published; None when the portal does not publish it."""
        answer = await self._call("LayThuTuc", maTTHC=code)
        record = _first_record(answer, "LayThuTuc")
        return procedure_from_wire(record) if record is not None else None

    async def _call(self, service: str, **fields: Any) -> Answer:
        session = await self._login.session()
        answer = await self._send(service, session, fields)
        if answer.says_session_expired:
            self._login.refuse(session)
            answer = await self._send(service, await self._login.session(), fields)
        if answer.says_session_expired:
            raise Temporary("the portal refuses a fresh session", system=SYSTEM, code=answer.error_code)
        return answer

    async def _send(self, service: str, session: str, fields: dict[str, Any]) -> Answer:
        body = {"session": session, "madonvi": self._settings.agency_code, "service": service, **fields}
        return await self._post(self._settings.service_path, body)

    async def _log_in(self) -> str:
        body = {"username": self._settings.username, "password": self._settings.password}
        answer = await self._post(self._settings.login_path, body)
        if answer.error_code not in ("0", "00") or not answer.session:
            raise Unauthorised(answer.message or "login refused", system=SYSTEM, code=answer.error_code)
        logger.info("portal: new session")
        return answer.session

    async def _post(self, path: str, body: dict[str, Any]) -> Answer:
        headers = {"dstcode": self._settings.destination_code}
        response = await self._there.request("POST", path, json=body, headers=headers)
        return Answer.read(json_of(response, SYSTEM))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._there.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _must_succeed(answer: Answer, service: str) -> None:
    if answer.is_success:
        return
    detail = f"{service}: {answer.message or 'no message'}"
    if answer.error_code in ("-2", "-3"):
        raise Permanent(detail, system=SYSTEM, code=answer.error_code)
    # There is no public table of codes. An unknown one may be a passing trouble: repeating is safe, and the work's
    # budget of retries ends in an incident with this text.
    raise Temporary(detail, system=SYSTEM, code=answer.error_code, outcome_unknown=True)


def _first_record(answer: Answer, service: str) -> dict[str, Any] | None:
    if answer.says_unknown:
        return None
    if answer.error_code not in ("0", "00"):
        _must_succeed(answer, service)
    records = answer.result if isinstance(answer.result, list) else [answer.result]
    return next((record for record in records if isinstance(record, dict)), None)
