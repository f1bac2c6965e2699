"""Proves a dossier's journal: nobody changed it, and it leads to the very case that is kept."""

from dataclasses import dataclass

from workflow.engine.advance import fold
from workflow.engine.case import Case
from workflow.engine.errors import Refused
from workflow.engine.events import VersionChanged
from workflow.engine.procedure import Procedure
from workflow.service.carrying import EVENTS, no_such_dossier, version_of
from workflow.service.office import Office
from workflow.store import dossiers, journal


@dataclass(frozen=True)
class Audit:
    """What was found; a dossier in order has no faults."""

    code: str
    entries: int
    faults: tuple[str, ...]


def verify(office: Office, code: str) -> Audit:
    """Check the hash chain and fold the journal anew; raises NotFound."""
    with office.store.read() as db:
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        faults = journal.verify_chain(db, code)
        if faults:
            return Audit(code, row.entries, tuple(faults))
        entries = list(journal.entries(db, code))
        kept = Case.model_validate_json(row.snapshot)
        events = [EVENTS.validate_json(entry.body) for entry in entries if entry.sequence is not None]
        began = next((event.replaces for event in events if isinstance(event, VersionChanged)), kept.digest)

        def procedure_of(digest: str) -> Procedure:
            return version_of(office, db, digest).procedure

        try:
            blank = Case(code=code, procedure=kept.procedure, digest=began)
            folded = fold(procedure_of(began), blank, events, procedure_of)
        except Refused as refusal:
            return Audit(code, len(entries), (f"the journal does not fold: {refusal}",))
    if Case.model_validate_json(folded.model_dump_json()) != kept:
        faults.append("the journal leads to another case than the one kept")
    return Audit(code, len(entries), tuple(faults))
