"""The files of a dossier, for those who may have them: what the applicant handed in, and what the office issued."""

from forms.attachments import display_name
from workflow.engine.case import Case
from workflow.service.acting import note_access
from workflow.service.carrying import no_such_dossier
from workflow.service.errors import NotFound
from workflow.service.office import Office
from workflow.service.tracking import public_file
from workflow.service.viewing import documents_of, who_looks
from workflow.service.views import DocumentView
from workflow.store import dossiers


def document(office: Office, code: str, visit: int, officer_id: str) -> tuple[bytes, str]:
    """A document's PDF and a name for it, for an officer; raises NotFound, NotPermitted."""
    with office.store.begin() as db:
        who_looks(db, officer_id, office.now())
        found = next((each for each in documents_of(db, code) if each.visit == visit), None)
        if found is None or found.sha256 is None:
            raise NotFound("no-such-document", f"dossier {code} has no document {visit}")
        note_access(db, code, officer_id, office.now(), "fetched a document", str(visit))
    return office.blobs.get(found.sha256), _name(code, found)


def public_document(office: Office, code: str, last_four: str, visit: int) -> tuple[bytes, str]:
    """A document's PDF and a name for it, for the applicant, who knows what `track` asks for; raises NotFound."""
    found = public_file(office, code, last_four, visit)
    assert found.sha256 is not None
    return office.blobs.get(found.sha256), _name(code, found)


def paper(office: Office, code: str, sha256: str, officer_id: str) -> tuple[bytes, str, str]:
    """A paper the applicant handed in: content, name, media type; raises NotFound, NotPermitted."""
    with office.store.begin() as db:
        who_looks(db, officer_id, office.now())
        row = dossiers.find(db, code)
        if row is None:
            raise no_such_dossier(code)
        papers = Case.model_validate_json(row.snapshot).papers
        found = next((each for each in papers if each.sha256 == sha256), None)
        if found is None:
            raise NotFound("no-such-paper", f"dossier {code} has no such paper")
        note_access(db, code, officer_id, office.now(), "fetched a paper", found.component)
    return office.blobs.get(sha256), found.name, found.media_type


def _name(code: str, document: DocumentView) -> str:
    number = f"-{document.number.replace('/', '-')}" if document.number else ""
    return display_name(f"{code}-{document.template}{number}.pdf")
