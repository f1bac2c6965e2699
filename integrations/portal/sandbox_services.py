"""The services of the portal sandbox: what each operation of the envelope checks, stores and answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from integrations.portal.catalogue import CATALOGUE
from integrations.portal.contract import MAX_PROGRESS_ROWS, DossierWire, ProgressWire, StatusWire
from integrations.portal.sandbox_records import STATUS_NAMES, DossierRecord, Message, ResultEntry, StatusEntry
from integrations.portal.values import PublicStatus
from integrations.portal.wire import date_to_wire
from integrations.sandbox_store import SandboxStore
from integrations.wire import first_problem

Reply = dict[str, Any]
DONE = "Thành công"


def reply(code: str = "0", message: str = DONE, result: object = None) -> Reply:
    """Return the portal's answer."""
    return {"error_code": code, "message": message, **({"result": result} if result is not None else {})}


class PortalServices:
    """The portal's side of every service; `on_result` hears of each result file that must be fetched."""

    def __init__(self, store: SandboxStore, now: Callable[[], datetime], on_result: Callable[[str, str], None]) -> None:
        self._store = store
        self._now = now
        self._on_result = on_result
        self._services: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "DongBoHoSoMC": self._sync_dossier,
            "CapNhatTienDoHoSoMC": self._sync_progress,
            "DongBoTrangThaiHoSo": self._sync_status,
            "TraCuuHoSo": self._look_up,
            "LayThuTuc": self._procedure,
            "LayDanhSachTTHC": self._procedures,
        }

    def serve(self, body: dict[str, Any]) -> Reply:
        """Carry out one call whose session has been accepted."""
        service = self._services.get(str(body.get("service")))
        if service is None:
            return reply("-2", "service: không có dịch vụ này")
        try:
            return service(body)
        except ValidationError as error:
            return reply("-2", first_problem(error))
        except KeyError as error:
            return reply("-2", f"{error.args[0]}: missing or not as agreed")
        except (TypeError, ValueError) as error:
            return reply("-2", f"data: {error}")

    def find(self, code: str) -> DossierRecord | None:
        """Return a dossier by the portal's code or by ours."""
        record = self._store.get("dossier", code, DossierRecord)
        if record is None and (alias := self._store.get("alias", code, Message)):
            record = self._store.get("dossier", alias.wire["code"], DossierRecord)
        return record

    def save(self, record: DossierRecord) -> None:
        """Store a dossier."""
        self._store.put("dossier", record.code, record)

    def file(self, code: str, procedure_code: str, filed_at: str) -> DossierRecord:
        """Note that a citizen files a dossier at the portal."""
        record = DossierRecord(code=code, procedure_code=procedure_code, status=PublicStatus.REGISTERED)
        record.move(self._entry(PublicStatus.REGISTERED, filed_at, "", "applicant"))
        self.save(record)
        return record

    def _sync_dossier(self, body: dict[str, Any]) -> Reply:
        is_updating = {"True": True, "False": False}[str(body["isUpdating"])]
        wires = [DossierWire.model_validate(each) for each in body["data"]]
        for wire in wires:
            record = self.find(wire.code)
            if record is None and is_updating:
                return reply("-3", "Hồ sơ không tồn tại")
            if record is not None and not is_updating:
                return reply("3", "Hồ sơ đã tồn tại")
            if problem := self._take_snapshot(wire, record):
                return reply("-2", problem)
        return reply()

    def _take_snapshot(self, wire: DossierWire, record: DossierRecord | None) -> str | None:
        status = PublicStatus(int(wire.status))
        if record is None:
            record = DossierRecord(code=wire.code, local_code=wire.code, status=status)
        problem = None
        if status is not record.status or not record.history:
            at = date_to_wire(self._now())
            problem = record.move(self._entry(status, at, "", "DongBoHoSoMC"))
        if problem is None:
            record.procedure_code = wire.procedure_code
            record.snapshot = wire.to_wire()
            record.snapshots += 1
            for result in wire.results:
                self._add_result(record, result.id, result.name, result.url, result.result_code)
        self.save(record)
        return problem

    def _sync_progress(self, body: dict[str, Any]) -> Reply:
        rows = [ProgressWire.model_validate(each) for each in body["data"]]
        if not 1 <= len(rows) <= MAX_PROGRESS_ROWS:
            return reply("-2", f"data: 1 to {MAX_PROGRESS_ROWS} rows a call")
        if rows != sorted(rows, key=lambda row: row.handled_at):
            return reply("-2", "ThoiDiemXuLy: rows must ascend")
        for row in rows:
            record = self.find(row.code)
            if record is None:
                return reply("-3", f"Hồ sơ {row.code} không tồn tại")
            record.add_progress(row.to_wire())
            self.save(record)
        return reply()

    def _sync_status(self, body: dict[str, Any]) -> Reply:
        if str(body.get("type")) != "2":
            return reply("-2", "type: only 2 is known")
        wire = StatusWire.model_validate(body["data"])
        record = self.find(wire.portal_code)
        if record is None:
            return reply("-3", "Hồ sơ không tồn tại")
        if wire.dossier_code and not record.local_code:
            record.local_code = wire.dossier_code
            self._store.put("alias", wire.dossier_code, Message(wire={"code": record.code}))
        elif wire.dossier_code and wire.dossier_code != record.local_code:
            record.violations.append(f"MaHoSoDonVi: {record.local_code} became {wire.dossier_code}")
        status = PublicStatus(int(wire.status))
        problem = record.move(self._entry(status, wire.processed_at, wire.content, "DongBoTrangThaiHoSo"))
        if problem is None:
            for paper in wire.papers:
                self._add_result(record, paper.id, paper.name, paper.url, paper.result_code)
        self.save(record)
        return reply("-2", problem) if problem else reply()

    def _look_up(self, body: dict[str, Any]) -> Reply:
        record = self.find(str(body["mahoso"]))
        if record is None:
            return reply("-3", "Hồ sơ không tồn tại")
        found = {**record.snapshot, "MaHoSo": record.code, "TrangThaiHoSo": str(record.status.value)}
        return reply(result=[{**found, "MaHoSoDonVi": record.local_code, "MaTTHC": record.procedure_code}])

    def _procedure(self, body: dict[str, Any]) -> Reply:
        code = str(body["maTTHC"])
        changed = self._store.get("procedure", code, Message)
        record = changed.wire if changed else CATALOGUE.get(code)
        return reply(result=[record]) if record else reply("-3", "Thủ tục không tồn tại")

    def _procedures(self, _: dict[str, Any]) -> Reply:
        return reply(result=[{"MATTHC": code, "TENTTHC": record["TENTTHC"]} for code, record in CATALOGUE.items()])

    def _add_result(self, record: DossierRecord, identity: str, name: str, url: str, result_code: str) -> None:
        if record.add_result(ResultEntry(id=identity, name=name, url=url, result_code=result_code)):
            self._on_result(record.code, identity)

    def _entry(self, status: PublicStatus, processed_at: str, content: str, source: Any) -> StatusEntry:
        return StatusEntry(
            status=status,
            name=STATUS_NAMES[status],
            processed_at=processed_at,
            arrived_at=self._now().isoformat(timespec="milliseconds"),
            content=content,
            source=source,
        )
