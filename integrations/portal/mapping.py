"""From plain values to the portal's wire and back; what the portal would refuse stops here, nothing is invented."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from integrations.errors import Permanent
from integrations.portal.contract import (
    MAX_PROGRESS_ROWS,
    SYSTEM,
    DossierWire,
    IdentityWire,
    PaperWire,
    ProcessedPaperWire,
    ProgressWire,
    ResultWire,
    StatusWire,
    SupplementWire,
)
from integrations.portal.values import (
    Channel,
    DossierSnapshot,
    ProgressRow,
    PublicStatus,
    PublishedPaper,
    PublishedProcedure,
    ResultPaper,
    StatusUpdate,
    SubmittedPaper,
    SupplementRound,
)
from integrations.portal.wire import Wire, date_to_wire, shortened
from integrations.wire import first_problem


def dossier_to_wire(snapshot: DossierSnapshot) -> dict[str, Any]:
    """Write a dossier; raises Permanent naming the field the portal would refuse."""
    return _checked(
        DossierWire,
        code=snapshot.code,
        procedure_code=snapshot.procedure_code,
        procedure_name=snapshot.procedure_name,
        sector_code=snapshot.sector_code,
        sector_name=snapshot.sector_name,
        channel=str(snapshot.channel.value),
        owner_name=snapshot.owner_name,
        applicant_kind=str(snapshot.applicant_kind.value),
        # The technical id belongs to a portal account, which only an online applicant has.
        tech_id=snapshot.tech_id if snapshot.channel is Channel.ONLINE else "",
        owner_id_number=snapshot.owner_id_number,
        email=snapshot.email,
        phone=snapshot.phone,
        abstract=shortened(snapshot.abstract, 998),
        received_at=date_to_wire(snapshot.received_at),
        due_at=date_to_wire(snapshot.due_at),
        status=str(snapshot.status.value),
        returned_at=date_to_wire(snapshot.returned_at),
        return_info=snapshot.return_info,
        return_mode=str(snapshot.return_mode.value),
        finished_at=date_to_wire(snapshot.finished_at),
        handling_unit=snapshot.handling_unit,
        note=snapshot.note,
        papers=[_paper_to_wire(paper) for paper in snapshot.papers],
        supplements=[_supplement_to_wire(each) for each in snapshot.supplements],
        results=[_result_to_wire(result) for result in snapshot.results],
        filed_through="1" if snapshot.is_filed_at_portal else "2",
        is_digitised=_flag(any(paper.is_digitised for paper in snapshot.papers)),
        is_vneid_verified=_flag(snapshot.is_vneid_verified),
        refused_at=date_to_wire(snapshot.refused_at),
        filed_at=date_to_wire(snapshot.filed_at),
        identities=_identities(snapshot.owner_id_number),
    )


def progress_to_wire(code: str, rows: Iterable[ProgressRow]) -> list[list[dict[str, Any]]]:
    """Write progress rows in time order, as batches of at most ten."""
    ordered = [
        _checked(
            ProgressWire,
            code=code,
            handled_by=shortened(row.handled_by, 49),
            position=row.position,
            handled_at=date_to_wire(row.handled_at),
            unit=row.unit,
            content=row.content,
            status=str(row.status.value),
            started_at=date_to_wire(row.started_at),
            due_at=date_to_wire(row.due_at),
        )
        for row in sorted(rows, key=lambda row: row.handled_at)
    ]
    return [ordered[start : start + MAX_PROGRESS_ROWS] for start in range(0, len(ordered), MAX_PROGRESS_ROWS)]


def status_to_wire(update: StatusUpdate) -> dict[str, Any]:
    """Write a status update; raises Permanent naming the field the portal would refuse."""
    return _checked(
        StatusWire,
        status=str(update.status.value),
        portal_code=update.portal_code,
        dossier_code=update.dossier_code,
        tech_id=update.tech_id,
        content=update.content,
        processed_at=date_to_wire(update.processed_at),
        papers=[_processed_to_wire(result) for result in update.results],
    )


def status_from_wire(value: object) -> PublicStatus | None:
    """Read a status code, text or number; None for one we do not know."""
    try:
        return PublicStatus(int(str(value)))
    except ValueError:
        return None


def procedure_from_wire(record: Mapping[str, Any]) -> PublishedProcedure:
    """Read a LayThuTuc record; what we do not understand stays in `raw` and still counts for the digest."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    components = [
        PublishedPaper(
            code=str(text["MAGIAYTO"]), name=str(text.get("TENGIAYTO", "")), case=str(part.get("TRUONGHOP", ""))
        )
        for part in record.get("THANHPHANHOSO") or []
        for text in part.get("GIAYTO") or []
        if text.get("MAGIAYTO")
    ]
    results = [
        PublishedPaper(code=str(result["MAKETQUA"]), name=str(result.get("TENKETQUA", "")))
        for result in record.get("KETQUATHUCHIEN") or []
        if result.get("MAKETQUA")
    ]
    return PublishedProcedure(
        code=str(record.get("MATTHC", "")),
        name=str(record.get("TENTTHC", "")),
        is_public=str(record.get("TRANGTHAI", "")) == "1",
        sector_codes=tuple(str(sector.get("MALINHVUC", "")) for sector in record.get("LINHVUCTHUCHIEN") or []),
        components=tuple(components),
        results=tuple(results),
        digest=digest,
        raw=record,
    )


def _checked(model: type[Wire], **values: Any) -> dict[str, Any]:
    # Given under the wire names, so that a complaint names the field as the portal knows it.
    named = {model.model_fields[name].alias or name: value for name, value in values.items()}
    try:
        return model.model_validate(named).to_wire()
    except ValidationError as error:
        raise Permanent(first_problem(error), system=SYSTEM) from error


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _paper_to_wire(paper: SubmittedPaper) -> dict[str, Any]:
    return _checked(
        PaperWire,
        id=paper.id,
        name=shortened(paper.name, 4000),
        component_code=paper.component_code,
        url=paper.url,
        is_digitised=_flag(paper.is_digitised),
    )


def _supplement_to_wire(each: SupplementRound) -> dict[str, Any]:
    return _checked(
        SupplementWire,
        id=each.id,
        requested_by=each.requested_by,
        content=each.content,
        requested_at=date_to_wire(each.requested_at),
        received_by=each.received_by,
        received_content=each.received_content,
        received_at=date_to_wire(each.received_at),
        is_done=_flag(each.received_at is not None),
        due_before=date_to_wire(each.due_before),
        due_after=date_to_wire(each.due_after),
    )


def _result_to_wire(result: ResultPaper) -> dict[str, Any]:
    return _checked(
        ResultWire,
        name=shortened(result.name, 2000),
        component_code=result.component_code,
        id=result.id,
        url=result.url,
        result_code=result.result_code,
    )


def _processed_to_wire(result: ResultPaper) -> dict[str, Any]:
    return _checked(ProcessedPaperWire, id=result.id, name=result.name, url=result.url, result_code=result.result_code)


def _identities(number: str) -> list[dict[str, Any]]:
    kind = {12: "1", 9: "2"}.get(len(number)) if number.isascii() and number.isdigit() else None
    return [_checked(IdentityWire, kind=kind, number=number)] if kind else []
