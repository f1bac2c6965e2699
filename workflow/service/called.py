"""Dossiers opened by dossiers: the `call` of another procedure. The news of its end comes back as work of kind `open`."""

from workflow.engine.commands import OpenDossier
from workflow.service.applying import case_of
from workflow.service.errors import Rejected
from workflow.service.office import Office
from workflow.service.submitting import Submission, submit

SOURCE = "call"
"""Source of a dossier that another one opened."""


def open_called(office: Office, parent: str, command: OpenDossier) -> str:
    """Submit the called dossier for the same applicant; the same call gives the same dossier. Gives its code."""
    case, _ = case_of(office, parent)
    if case.channel is None or case.return_way is None:
        raise Rejected("not-submitted", f"dossier {parent} was never submitted")
    submission = Submission(
        source=SOURCE,
        reference=f"{parent}:{command.visit}",
        procedure=command.procedure,
        channel=case.channel,
        applicant=case.applicant,
        return_way=case.return_way,
        answers=command.answers,
        parent=(parent, command.visit),
    )
    return submit(office, submission).code
