"""Incidents: work that used up its tries or was refused. A supervisor lets it be tried again, or settles it by hand."""

import json
from collections.abc import Callable

from sqlalchemy import Connection, select

from workflow.engine.case import Case, Wait
from workflow.engine.events import Actor, StepSkipped
from workflow.engine.permission import DIRECTOR, SUPERVISOR
from workflow.service.acting import note_refusal
from workflow.service.carrying import Carrying, version_of
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from workflow.service.office import Office
from workflow.service.people import actor
from workflow.service.procedures import Version
from workflow.service.views import IncidentView
from workflow.store.dossiers import AnyRow
from workflow.store.statements import put_once
from workflow.store.tables import DOSSIERS, TIMERS, WORKS, WorkState
from workflow.store.works import settle_incident

TIMER = "timer"


def incidents(office: Office, officer_id: str) -> list[IncidentView]:
    """All open incidents, oldest first, for a head or director; raises NotPermitted for others."""
    with office.store.read() as db:
        _must_supervise(actor(db, officer_id, None, office.now()))
        return incidents_in(office, db)


def incidents_in(office: Office, db: Connection, code: str | None = None) -> list[IncidentView]:
    """Open incidents, oldest first, within a transaction; of one dossier when `code` is given."""
    wanted = (
        select(WORKS, DOSSIERS.c.digest, DOSSIERS.c.snapshot)
        .join(DOSSIERS, DOSSIERS.c.code == WORKS.c.dossier)
        .where(WORKS.c.state == WorkState.INCIDENT.value)
        .order_by(WORKS.c.id)
    )
    if code is not None:
        wanted = wanted.where(WORKS.c.dossier == code)
    found = []
    for row in db.execute(wanted):
        case = Case.model_validate_json(row.snapshot)
        step, outcomes = _waiting_step(case, version_of(office, db, row.digest), row.visit)
        found.append(
            IncidentView(
                row.id, row.dossier, row.visit, row.kind, step, row.error or "", row.attempts, row.created_at, outcomes
            )
        )
    return found


def retry(office: Office, work_id: int, officer_id: str, reason: str) -> None:
    """Let the work be tried again from the beginning. Raises NotFound, NotPermitted, Invalid without a reason."""

    def once(carrying: Carrying, incident: AnyRow, who: Actor) -> None:
        if incident.kind == TIMER:  # no work performs timers: the retry is the timer once more, due now
            settle_incident(carrying.db, work_id, WorkState.DONE, carrying.now)
            row = {"dossier": incident.dossier, "name": json.loads(incident.payload)["timer"], "at": carrying.now}
            put_once(carrying.db, TIMERS, row, (TIMERS.c.dossier, TIMERS.c.name))
        else:
            settle_incident(carrying.db, work_id, WorkState.READY, carrying.now)
        _note(carrying, incident, "incident_retried", who, reason)

    _supervise(office, work_id, officer_id, "retry", reason, once)


def skip(office: Office, work_id: int, officer_id: str, outcome: str | None, reason: str) -> None:
    """Settle by hand what work could not: the step that waits for it ends with `outcome`.

    Where no step waits (a notice, a status told to the portal) the work is given up; `outcome` is then left out.
    """

    def once(carrying: Carrying, incident: AnyRow, who: Actor) -> None:
        settle_incident(carrying.db, work_id, WorkState.CANCELLED, carrying.now)
        token = carrying.load(incident.dossier).case.tokens.get(incident.visit)
        if token is not None and token.waits_for in (Wait.WORK, Wait.DOSSIER):
            if outcome is None:
                raise Invalid("outcome-missing", "a step waits for this work; say how it ends")
            event = StepSkipped(at=carrying.now, visit=incident.visit, by=who, outcome=outcome, reason=reason)
            carrying.apply(incident.dossier, event, who.id)
        _note(carrying, incident, "incident_skipped", who, reason)

    _supervise(office, work_id, officer_id, "skip", reason, once)


def _supervise(
    office: Office,
    work_id: int,
    officer_id: str,
    what: str,
    reason: str,
    settle: Callable[[Carrying, AnyRow, Actor], None],
) -> None:
    this = select(WORKS.c.dossier, WORKS.c.visit, WORKS.c.kind, WORKS.c.payload, WORKS.c.state).where(
        WORKS.c.id == work_id
    )
    with office.store.read() as db:
        known = db.execute(this).one_or_none()
    if known is None:
        raise NotFound("no-such-work", f"there is no work {work_id}")
    code = known.dossier

    def once(db: Connection) -> None:
        carrying = Carrying(office, db)
        carrying.load(code)
        who = actor(db, officer_id, None, carrying.now)
        _must_supervise(who)
        if not reason.strip():
            raise Invalid("reason-missing", "give the reason")
        incident = db.execute(this).one()
        if incident.state != WorkState.INCIDENT.value:
            raise Conflict("no-incident", f"work {work_id} is no incident any more")
        settle(carrying, incident, who)
        carrying.write()

    try:
        office.store.transact(once)
    except Refused as refusal:
        note_refusal(office, code, officer_id, what, refusal)
        raise


def _must_supervise(who: Actor) -> None:
    if not who.holds(SUPERVISOR, None) and not who.holds(DIRECTOR, None):
        raise NotPermitted("not-supervisor", "only a head or a director may do this")


def _note(carrying: Carrying, incident: AnyRow, kind: str, who: Actor, reason: str) -> None:
    body = {"visit": incident.visit, "work": incident.kind, "by": who.name, "reason": reason}
    carrying.note(incident.dossier, kind, json.dumps(body, ensure_ascii=False), who.id)


def _waiting_step(case: Case, version: Version, visit: int) -> tuple[str | None, tuple[str, ...]]:
    """The step that waits for the work of a visit, and how it may end; nothing when none waits."""
    token = case.tokens.get(visit)
    if token is None or token.waits_for not in (Wait.WORK, Wait.DOSSIER):
        return None, ()
    return token.path, version.procedure.outcomes(version.procedure.step_at(token.path))
