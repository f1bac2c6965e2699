"""`lock`: the turn of a dossier in a critical section has come. While it is inside, this work waits and so keeps its lane shut."""

from workflow.engine.events import WorkCompleted
from workflow.performing.outcome import Later, Outcome
from workflow.performing.outside import Outside
from workflow.service.office import Office
from workflow.store.works import Work

NEXT_LOOK = 86_400.0
"""Seconds; the work ends with the section, so that looking again only tells what is known."""


async def perform(office: Office, outside: Outside, work: Work, _: None) -> Outcome:
    """Whoever is first in the lane may go in: others with this key are not taken up before this work has ended."""
    return Later(NEXT_LOOK, WorkCompleted(at=office.now(), visit=work.visit, kind="lock", outcome="done"))
