"""Officers who decide as fast as their queues offer: through the service doors, in the measuring process."""

from collections.abc import Collection, Mapping

from desk.demo.people import OFFICERS
from desk.demo.scripts import Decide
from workflow.service.assignments import claim
from workflow.service.deciding import decide
from workflow.service.office import Office
from workflow.service.queueing import queue
from workflow.service.viewing import dossier


def work(office: Office, decisions: Mapping[str, Decide], leaving: Collection[str] = ()) -> int:
    """Every officer goes through the whole queue once, opening, claiming and deciding each; gives how many decisions.

    Steps of the paths in `leaving` are left alone.
    """
    return sum(_work_of(office, officer.id, decisions, leaving) for officer in OFFICERS)


def _work_of(office: Office, officer: str, decisions: Mapping[str, Decide], leaving: Collection[str]) -> int:
    found = [row for row in queue(office, officer) if row.step not in leaving]
    rows = [row for row in found if row.holder in (None, officer) and not row.parked]
    return sum(_decide(office, officer, row.code, row.visit, decisions) for row in rows)


def _decide(office: Office, officer: str, code: str, visit: int, decisions: Mapping[str, Decide]) -> bool:
    seen = dossier(office, code, officer)
    mine = next((each for each in seen.assignments if each.visit == visit), None)
    if mine is None or not (mine.may_claim or mine.may_decide):
        return False  # somebody else's by four eyes
    if mine.may_claim:
        claim(office, code, visit, officer)
    given = decisions.get(mine.path, Decide())
    outcome = given.outcome or mine.outcomes[0].name
    decide(office, code, visit, officer, outcome, given.fields, checked=range(len(mine.checklist)))
    return True
