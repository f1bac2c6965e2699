"""Signed results for those we give the address to: the portal fetches a file under an address nobody can guess.

The code printed on a paper leads to its verification page and must not lead to the file, so the address carries a proof
that only this office can make.
"""

import hmac

from sqlalchemy import select

from forms.attachments import display_name
from workflow.service.errors import NotFound
from workflow.service.office import Office
from workflow.store.tables import DOCUMENTS


def result_path(office: Office, token: str) -> str:
    """Path of a document's file at the desk, by the document's token."""
    return f"/results/{token}/{_proof(office, token)}"


def result_file(office: Office, token: str, proof: str) -> tuple[bytes, str]:
    """The signed PDF and a name for it; raises NotFound for a wrong proof in the same words as for an unknown token."""
    c = DOCUMENTS.c
    with office.store.read() as db:
        wanted = select(c.dossier, c.template, c.sha256).where(c.token == token, c.signed_at.is_not(None))
        row = db.execute(wanted).one_or_none()
    if row is None or not hmac.compare_digest(_proof(office, token), proof):
        raise NotFound("no-such-document", "there is no such document")
    return office.blobs.get(row.sha256), display_name(f"{row.dossier}-{row.template}.pdf")


def _proof(office: Office, token: str) -> str:
    return office.store.vault.blind("result file", token)
