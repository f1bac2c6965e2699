"""How a dossier stands when work on it begins: its row, case and version, read in one short transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import NoResultFound

from workflow.engine.case import Case
from workflow.engine.procedure import Procedure
from workflow.service.carrying import version_of
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.store.dossiers import UNLESS_KNOWN
from workflow.store.tables import DOCUMENTS, DOSSIERS, SHIPMENTS
from workflow.store.works import Work

_OF: Any = bindparam("of", expanding=True)
_C = DOSSIERS.c
_DOSSIERS = select(_C.code, _C.digest, _C.source, _C.reference, _C.head, UNLESS_KNOWN).where(_C.code.in_(_OF))
_DOCUMENTS = select(DOCUMENTS).where(DOCUMENTS.c.dossier.in_(_OF))
_SHIPMENTS = select(SHIPMENTS).where(SHIPMENTS.c.dossier.in_(_OF))


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
    found = standings_of(office, [code])
    if code not in found:
        raise NoResultFound(f"there is no dossier {code}")
    return found[code]


def standings_by_work(office: Office, works: Sequence[Work]) -> Mapping[int, Standing]:
    """How the dossiers of these works stand, by the id of the work."""
    found = standings_of(office, [work.dossier for work in works])
    return {work.id: found[work.dossier] for work in works}


def standings_of(office: Office, codes: Iterable[str]) -> Mapping[str, Standing]:
    """Read dossiers in one transaction, by their codes; unknown ones are left out."""
    wanted = sorted(set(codes))
    of = {"of": wanted}
    known = office.cases.known(wanted)
    documents: dict[str, dict[int, Any]] = defaultdict(dict)
    shipments: dict[str, dict[tuple[int, int], Any]] = defaultdict(dict)
    with office.store.read() as db:
        for row in db.execute(_DOCUMENTS, of):
            documents[row.dossier][row.visit] = row
        for row in db.execute(_SHIPMENTS, of):
            shipments[row.dossier][row.visit, row.attempt] = row
        return {
            row.code: Standing(
                case=office.cases.of(row, known),
                version=version_of(office, db, row.digest),
                source=row.source,
                reference=row.reference,
                documents=documents[row.code],
                shipments=shipments[row.code],
            )
            for row in db.execute(_DOSSIERS, {**of, "known": list(known)})
        }
