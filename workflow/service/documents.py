"""Documents of a dossier: numbered once, completed when rendered, then signed."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from workflow.engine.commands import ProduceDocument
from workflow.engine.events import WorkCompleted
from workflow.service.office import Office
from workflow.store.numbers import next_number
from workflow.store.statements import put_once
from workflow.store.tables import DOCUMENTS

PDF = "application/pdf"
_C = DOCUMENTS.c
_COMPLETED = update(DOCUMENTS).where(_C.dossier == bindparam("of"), _C.visit == bindparam("of_visit"))

_RENDERED = _COMPLETED.values(
    sha256=bindparam("file"), size=bindparam("bytes"), pages=bindparam("count"), media_type=bindparam("type")
)
_SIGNED = _COMPLETED.values(
    sha256=func.coalesce(bindparam("file"), _C.sha256),
    size=func.coalesce(bindparam("bytes"), _C.size),
    signed_at=bindparam("at"),
)
_NUMBERED = _COMPLETED.values({name: bindparam(name) for name in ("series", "unit", "year", "ordinal", "number")})


@dataclass(frozen=True)
class Recorded:
    """A document as recorded: what must be printed on it. The same however often it is asked for."""

    dossier: str
    visit: int
    number: str | None  # as printed, such as 05/QĐ-BHXH; None for an unnumbered paper
    ordinal: int | None
    token: str  # of the public verification page
    issued_at: datetime
    sha256: str | None  # of the rendered file, once there is one


_OF_DOSSIERS = select(*(_C[name] for name in Recorded.__dataclass_fields__)).where(
    _C.dossier.in_(bindparam("of", expanding=True))
)


def record_documents(office: Office, asked: Sequence[tuple[str, ProduceDocument]]) -> list[Recorded]:
    """Give the documents of these visits their numbers and put them on file, or say what they were given before; in the order asked."""

    def once(db: Connection) -> list[Recorded]:
        # In the order of series, then dossier, so that transactions which number side by side never wait in a circle.
        order = sorted(range(len(asked)), key=lambda i: (asked[i][1].series or "", asked[i][0], asked[i][1].visit))
        known = _recorded(db, [(code, command.visit) for code, command in asked])
        for i in order:
            code, command = asked[i]
            if (code, command.visit) not in known:
                known[code, command.visit] = _record(office, db, code, command)
        return [known[code, command.visit] for code, command in asked]

    return office.store.transact(once)


def complete_document(
    office: Office, code: str, visit: int, *, sha256: str, pages: int, size: int, media_type: str = PDF, signed: bool = False
) -> None:  # fmt: skip
    """Note the file of a document. Not needed where the outcome goes through `apply`, which does it on the way."""
    values: dict[str, Any] = {"sha256": sha256, "pages": pages, "size": size, "media_type": media_type}
    if signed:
        values["signed_at"] = office.now()
    with office.store.begin() as db:
        db.execute(_COMPLETED.values(values), {"of": code, "of_visit": visit})


def complete(db: Connection, code: str, event: WorkCompleted) -> None:
    """Note what rendering or signing gave, from the event: output {sha256, pages, size?, media_type?}."""
    this = {"of": code, "of_visit": event.visit, "file": event.output.get("sha256"), "bytes": event.output.get("size")}
    if event.kind == "produce":
        media_type = event.output.get("media_type", PDF)
        db.execute(_RENDERED, {**this, "count": event.output.get("pages"), "type": media_type})
    elif event.kind == "sign":
        db.execute(_SIGNED, {**this, "at": event.at})


def _recorded(db: Connection, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Recorded]:
    found = db.execute(_OF_DOSSIERS, {"of": sorted({code for code, _ in wanted})})
    recorded = {(row.dossier, row.visit): Recorded(**row._mapping) for row in found}
    return {key: recorded[key] for key in wanted if key in recorded}


def _record(office: Office, db: Connection, code: str, command: ProduceDocument) -> Recorded:
    """Insert the row first: whoever comes second for the same visit waits there, finds it, and no number is lost."""
    token = secrets.token_urlsafe(12)
    row = {
        "dossier": code, "visit": command.visit, "template": command.template, "step": command.step, "result": command.result,
        "signer": command.signer, "replaces": command.replaces, "issued_at": command.issued_at, "token": token,
    }  # fmt: skip
    if not put_once(db, DOCUMENTS, row, (_C.dossier, _C.visit)):
        return _recorded(db, [(code, command.visit)])[code, command.visit]
    number, ordinal = None, None
    if command.series is not None:
        # One series a kind and year for the whole agency (Decree 30/2020 art. 15): its code stands for the unit.
        unit, year = office.organisation.agency.code, command.issued_at.year
        ordinal = next_number(db, command.series, unit, str(year))
        number = f"{ordinal:02d}/{office.organisation.series[command.series].symbol}"
        numbered = {"series": command.series, "unit": unit, "year": year, "ordinal": ordinal, "number": number}
        db.execute(_NUMBERED, {"of": code, "of_visit": command.visit, **numbered})
    return Recorded(code, command.visit, number, ordinal, token, command.issued_at, None)


def values_of(command: ProduceDocument) -> dict[str, Any]:
    """The template values of a command as plain JSON."""
    plain: dict[str, Any] = json.loads(command.model_dump_json())["values"]
    return plain
