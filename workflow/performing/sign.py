"""`sign`: the signature of the person who decided, then the agency's seal (Decree 30/2020 art. 5)."""

import asyncio
from datetime import datetime

from outputs.signing import Signer
from workflow.engine.commands import SignDocument
from workflow.engine.events import WorkCompleted
from workflow.performing.outcome import Done, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standings_by_work
from workflow.service.office import Office
from workflow.service.people import officer
from workflow.store.works import Work

REASON = "Ký số văn bản trả kết quả giải quyết thủ tục hành chính"


prepare = standings_by_work


async def perform(office: Office, outside: Outside, work: Work, standing: Standing) -> Outcome:
    """Sign what was laid out; signing again gives another file with the same content, of which the first recorded counts."""
    command = SignDocument.model_validate_json(work.payload)
    document = standing.case.documents[work.visit]
    if document.sha256 is None:
        raise ValueError(f"document {work.visit} of {work.dossier} was never laid out")
    pdf = await asyncio.to_thread(office.blobs.get, document.sha256)
    signers = await asyncio.to_thread(_signers, office, outside, command)
    signed = await outside.press.run(_signed, outside, pdf, signers, office.now())
    digest = await asyncio.to_thread(office.blobs.put, signed)
    output = {"sha256": digest, "size": len(signed)}
    return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="sign", outcome="signed", output=output))


def _signers(office: Office, outside: Outside, command: SignDocument) -> list[Signer]:
    person = [] if command.signer is None else [outside.keys.of(command.signer, officer(office, command.signer).name)]
    return [*person, outside.keys.agency()]


def _signed(outside: Outside, pdf: bytes, signers: list[Signer], at: datetime) -> bytes:
    for signer in signers:
        pdf = outside.sign(pdf, signer=signer, reason=REASON, at=at)
    return pdf
