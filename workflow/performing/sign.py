"""`sign`: the signature of the person who decided, then the agency's seal (Decree 30/2020 art. 5)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Ready:
    """The dossier a document belongs to, and the name of the officer who signs; none where the agency alone does."""

    command: SignDocument
    standing: Standing
    name: str | None


def prepare(office: Office, works: Sequence[Work]) -> Mapping[int, Ready]:
    """Read the dossiers, and who the signers are."""
    commands = {work.id: SignDocument.model_validate_json(work.payload) for work in works}
    standings = standings_by_work(office, works)
    signers = {command.signer for command in commands.values() if command.signer is not None}
    names = {signer: officer(office, signer).name for signer in signers}
    return {
        id_: Ready(command, standings[id_], names[command.signer] if command.signer is not None else None)
        for id_, command in commands.items()
    }


async def perform(office: Office, outside: Outside, work: Work, ready: Ready) -> Outcome:
    """Sign what was laid out; signing again gives another file with the same content, of which the first recorded counts."""
    document = ready.standing.case.documents[work.visit]
    if document.sha256 is None:
        raise ValueError(f"document {work.visit} of {work.dossier} was never laid out")
    pdf = await asyncio.to_thread(office.blobs.get, document.sha256)
    signed = await outside.press.run(_signed, outside, pdf, ready, office.now())
    digest = await asyncio.to_thread(office.blobs.put, signed)
    output = {"sha256": digest, "size": len(signed)}
    return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="sign", outcome="signed", output=output))


def _signers(outside: Outside, ready: Ready) -> list[Signer]:
    signer, name = ready.command.signer, ready.name
    person = [] if signer is None or name is None else [outside.keys.of(signer, name)]
    return [*person, outside.keys.agency()]


def _signed(outside: Outside, pdf: bytes, ready: Ready, at: datetime) -> bytes:
    for signer in _signers(outside, ready):
        pdf = outside.sign(pdf, signer=signer, reason=REASON, at=at)
    return pdf
