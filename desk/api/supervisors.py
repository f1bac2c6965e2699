"""The API of heads and directors, and of delegation."""

from fastapi import APIRouter, Depends
from fastapi.security import HTTPBearer

from desk import doors
from desk.api import models as m
from desk.api.officers import PROBLEM, done
from desk.visitors import Caller, Office

router = APIRouter(
    prefix="/api",
    tags=["supervision"],
    responses=dict.fromkeys((401, 403, 404, 409, 422), PROBLEM),
    dependencies=[Depends(HTTPBearer(auto_error=False))],
)


@router.post("/dossiers/{code}/suspend")
def suspend(code: str, office: Office, officer: Caller, given: m.Because) -> m.Done:
    """Stop the legal clock for a lawful reason."""
    return done(code, doors.suspend(office, code, officer.id, given.reason))


@router.post("/dossiers/{code}/resume")
def resume(code: str, office: Office, officer: Caller, given: m.Because) -> m.Done:
    """Let a suspended dossier go on."""
    return done(code, doors.resume(office, code, officer.id, given.reason))


@router.post("/dossiers/{code}/apologise")
def apologise(code: str, office: Office, officer: Caller, given: m.Apology) -> m.Done:
    """Apologise for being late and promise one new date."""
    return done(code, doors.apologise(office, code, officer.id, given.due_at, given.reason))


@router.post("/dossiers/{code}/documents/{visit}/correct")
def correct(code: str, visit: int, office: Office, officer: Caller, given: m.Correction) -> m.Done:
    """Replace an issued result that was wrong."""
    return done(code, doors.correct_result(office, code, visit, officer.id, given.values, given.reason))


@router.get("/incidents")
def incidents(office: Office, officer: Caller) -> list[m.Incident]:
    """Automatic work that waits for a person."""
    return [m.Incident.model_validate(each) for each in doors.incidents(office, officer.id)]


@router.post("/incidents/{work}/retry", status_code=204)
def retry(work: int, office: Office, officer: Caller, given: m.Because) -> None:
    """Let the work be tried again."""
    doors.retry(office, work, officer.id, given.reason)


@router.post("/incidents/{work}/skip", status_code=204)
def skip(work: int, office: Office, officer: Caller, given: m.Skip) -> None:
    """End the step by hand, or give the work up where no step waits."""
    doors.skip(office, work, officer.id, given.outcome, given.reason)


@router.post("/delegations", status_code=201)
def delegate(office: Office, officer: Caller, given: m.NewDelegation) -> dict[str, int]:
    """Lend one of my posts."""
    return {"id": doors.delegate(office, officer.id, given.to, given.unit, given.role, given.since, given.until)}


@router.delete("/delegations/{number}", status_code=204)
def revoke(number: int, office: Office, officer: Caller) -> None:
    """Take a post back."""
    doors.revoke(office, officer.id, number)
