"""`notify`: tell the applicant, or the officers who hold a role, in words from procedures/common/messages.yaml."""

import asyncio
import hashlib
import re
from collections import defaultdict
from typing import Any

from integrations.errors import Permanent
from integrations.notify.contract import Channel, Message
from workflow.definition.messages import Notice
from workflow.engine.commands import SendNotice
from workflow.performing.outcome import Done, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standings_by_work
from workflow.service.office import Office
from workflow.service.people import colleagues, officer
from workflow.store.works import Work

OFFICER = "officer:"
SENT_IN_OTHER_WORDS = "409"
"""The service knows the key with another text: the dossier moved on between two tries, and the first one had arrived."""
SEPARATORS = re.compile(r"[\s.()/-]+")
USABLE = {
    Channel.SMS: re.compile(r"\+?\d{8,15}"),
    Channel.EMAIL: re.compile(r"\S+@\S+"),
    Channel.PORTAL: re.compile(r"\d{12}"),  # the inbox belongs to a personal id
}
Receiver = tuple[Channel, str, str]
"""Way, address, language."""


prepare = standings_by_work


async def perform(office: Office, outside: Outside, work: Work, standing: Standing) -> Outcome:
    """Send to everybody meant; whoever was told before under this key is not told again."""
    command = SendNotice.model_validate_json(work.payload)
    notice = outside.notices[command.template]
    for channel, address, language in await asyncio.to_thread(_receivers, office, standing, command):
        subject, text = written(notice, language, standing, command.values)
        message = Message(
            key=f"{work.key}:{hashlib.sha256(address.encode()).hexdigest()[:16]}",
            channel=channel,
            to=address,
            subject=None if channel is Channel.SMS else subject,
            text=text,
        )
        try:
            await outside.notify.send(message)
        except Permanent as error:
            if error.code != SENT_IN_OTHER_WORDS:
                raise
    return Done()


def written(notice: Notice, language: str, standing: Standing, values: dict[str, Any]) -> tuple[str, str]:
    """Subject and text with their placeholders filled; what is not known is left out."""
    case = standing.case
    known = {
        "dossier": case.code,
        "procedure": standing.procedure.definition.title.in_(language),
        "applicant": case.applicant.get("name", ""),
        "due_at": f"{case.clock.promised_at:%H:%M %d/%m/%Y}" if case.clock.promised_at else "",
    }
    filled = defaultdict(str, {**{key: str(value) for key, value in values.items() if value is not None}, **known})
    return notice.subject.in_(language).format_map(filled), notice.text.in_(language).format_map(filled)


def _receivers(office: Office, standing: Standing, command: SendNotice) -> list[Receiver]:
    if command.to == "applicant":
        return _applicant(standing)
    if command.to.startswith(OFFICER):
        people = [officer(office, command.to.removeprefix(OFFICER))]
    else:
        units = {token.unit for token in standing.case.tokens.values() if token.unit} | {command.values.get("unit")}
        people = [person for unit in sorted(filter(None, units)) for person in colleagues(office, unit, command.to)]
    return [(Channel.EMAIL, person.email, person.language) for person in people if person.email]


def _applicant(standing: Standing) -> list[Receiver]:
    """By text message where there is a phone, else by e-mail, else into the portal's inbox of the personal id.

    What was filled in and cannot be an address is passed over; who left none at all is told on the portal's pages only.
    """
    applicant = standing.case.applicant
    ways = (
        (Channel.SMS, SEPARATORS.sub("", applicant.get("phone") or "")),
        (Channel.EMAIL, (applicant.get("email") or "").strip()),
        (Channel.PORTAL, (applicant.get("id_number") or "").strip()),
    )
    return [(channel, address, "vi") for channel, address in ways if USABLE[channel].fullmatch(address)][:1]
