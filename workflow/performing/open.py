"""`open`: open the dossier of another procedure that a step calls for, or tell the caller how that dossier ended."""

import asyncio
import json

from workflow.engine.commands import OpenDossier
from workflow.engine.events import CalledDossierEnded
from workflow.performing.outcome import Done, Outcome
from workflow.performing.outside import Outside
from workflow.service.called import open_called
from workflow.service.carrying import TELL_PARENT
from workflow.service.office import Office
from workflow.store.works import Work


async def perform(office: Office, outside: Outside, work: Work, _: None) -> Outcome:
    """The called dossier is known by this work's key, so it is opened once."""
    payload = json.loads(work.payload)
    if payload["command"] == TELL_PARENT:
        ended = CalledDossierEnded(
            at=office.now(), visit=work.visit, dossier=payload["dossier"], ending=payload["ending"]
        )
        return Done(ended)
    await asyncio.to_thread(open_called, office, work.dossier, OpenDossier.model_validate(payload))
    return Done()
