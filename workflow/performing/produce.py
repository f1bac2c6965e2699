"""`produce`: lay a document out, with the number it bears for ever; what is on paper is decided before anything is laid out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.engine.ahead import SOMEBODY
from workflow.engine.commands import ProduceDocument
from workflow.engine.events import WorkCompleted
from workflow.engine.permission import DIRECTOR, SUPERVISOR
from workflow.papers import Ask, Signatory, data_of
from workflow.performing.addresses import verification_address
from workflow.performing.outcome import Done, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standings_by_work
from workflow.service.documents import Recorded, record_documents
from workflow.service.office import Office
from workflow.service.people import officer
from workflow.store.works import Work


@dataclass(frozen=True)
class Ready:
    """A document on file with its number, the dossier it belongs to, and who stands under its text."""

    command: ProduceDocument
    recorded: Recorded
    standing: Standing
    signatory: Signatory


def prepare(office: Office, works: Sequence[Work]) -> Mapping[int, Ready]:
    """The numbers are recorded first; a repetition finds them and lays the same documents out again."""
    commands = [ProduceDocument.model_validate_json(work.payload) for work in works]
    recorded = record_documents(office, [(work.dossier, asked) for work, asked in zip(works, commands, strict=True)])
    standings = standings_by_work(office, works)
    signatories = {signer: signatory(office, signer) for signer in {command.signer for command in commands}}
    return {
        work.id: Ready(command, of, standings[work.id], signatories[command.signer])
        for work, command, of in zip(works, commands, recorded, strict=True)
    }


async def perform(office: Office, outside: Outside, work: Work, ready: Ready) -> Outcome:
    """Lay it out and keep the file."""
    command, recorded = ready.command, ready.recorded
    data = paper_data(
        office, outside, ready.standing, command, ready.signatory, number=recorded.number, token=recorded.token
    )
    rendered = await outside.press.run(
        lambda: outside.renderer.render(command.template, data, issued_on=command.issued_at.date())
    )
    digest = await asyncio.to_thread(office.blobs.put, rendered.pdf)
    output = {"number": recorded.number, "sha256": digest, "pages": rendered.pages, "size": len(rendered.pdf)}
    return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="produce", outcome="produced", output=output))


def paper_data(
    office: Office, outside: Outside, standing: Standing, command: ProduceDocument, signatory: Signatory, *,
    number: str | None, token: str,
) -> dict[str, Any]:  # fmt: skip
    """Everything the template is told."""
    ask = Ask(command, standing.case, standing.procedure, office.organisation, standing.label)
    address = verification_address(outside.public_url, token)
    return data_of(ask, number=number, signatory=signatory, verify_url=address)


def signatory(office: Office, signer: str | None) -> Signatory:
    """Who stands under the text: the officer who signs, or the one-stop unit when the agency's seal alone is set."""
    organisation = office.organisation
    if signer is None:
        return Signatory(name=organisation.units["ONE_STOP"].title.vi, title=organisation.roles["receiver"].vi)
    if signer.startswith(SOMEBODY):  # a preview: who will sign is not known yet
        role = signer.removeprefix(SOMEBODY)
        return Signatory(name="…", title=organisation.roles[role].vi)
    person = officer(office, signer)
    held = {role for _, role in person.posts}
    role = next((role for role in organisation.roles if role in held), "specialist")
    title = organisation.roles[role].vi
    if role == SUPERVISOR:  # a head of unit signs by order of the director (Decree 30/2020 art. 13)
        return Signatory(person.name, title, capacity="TL.", on_behalf_of=organisation.roles[DIRECTOR].vi.upper())
    return Signatory(person.name, title)
