"""How a dossier stands when work on it begins: its row, case and version, read in one short transaction."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflow.engine.case import Case
from workflow.engine.procedure import Procedure
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.store.tables import DOCUMENTS, DOSSIERS, PROCEDURE_VERSIONS, SHIPMENTS


@dataclass(frozen=True)
class Standing:
    """A dossier as it stands."""

    case: Case
    version: Version
    source: str
    reference: str
    documents: dict[int, Any]
    """Rows of the documents by visit."""
    shipments: dict[tuple[int, int], Any]
    """Rows of the shipments by visit and attempt."""

    def label(self, pointer: str) -> str:
        """What the form calls a field, in Vietnamese."""
        field = self.version.form.field(pointer)
        return field.label if field is not None else pointer

    @property
    def procedure(self) -> Procedure:
        return self.version.procedure


def standing_of(office: Office, code: str) -> Standing:
    """Read a dossier; raises NoResultFound for an unknown code."""
    with office.store.read() as db:
        row = db.execute(select(DOSSIERS).where(DOSSIERS.c.code == code)).one()

        def stored() -> tuple[date, str]:
            kept = db.execute(select(PROCEDURE_VERSIONS).where(PROCEDURE_VERSIONS.c.digest == row.digest)).one()
            return kept.valid_from, kept.source

        version = office.library.by_digest(row.digest, stored)
        documents = db.execute(select(DOCUMENTS).where(DOCUMENTS.c.dossier == code)).all()
        shipments = db.execute(select(SHIPMENTS).where(SHIPMENTS.c.dossier == code)).all()
    return Standing(
        case=Case.model_validate(json.loads(row.snapshot)),
        version=version,
        source=row.source,
        reference=row.reference,
        documents={document.visit: document for document in documents},
        shipments={(shipment.visit, shipment.attempt): shipment for shipment in shipments},
    )
