"""Learns the settings of a simulation from the dossiers of an office: nothing of any person leaves but times and counts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from workflow.definition.writing import as_yaml
from workflow.engine.procedure import Procedure
from workflow.service.carrying import EVENTS, version_of
from workflow.service.checking import Workplace
from workflow.service.office import Office
from workflow.service.simulating import decided_in_cases
from workflow.simulation.calibrating import Calibration, calibrated
from workflow.simulation.observing import Observed, first_digest, observe
from workflow.store import dossiers, journal


def calibrate(
    office: Office, workplace: Workplace, *, since: date | None = None, only: str | None = None
) -> Calibration:
    """The settings for the procedures of a folder, learnt from every dossier filed since a day.

    Raises ValueError when there is none. Outcomes that no case of today's law has are left out, and told.
    """
    with office.store.read() as db:
        found = list(_observed(office, db, since, only))
    learnt = calibrated(
        [each for each in found if each.procedure in workplace.library.sources], office.library.calendar, "As it was"
    )
    remarks = list(learnt.remarks)
    procedures = {
        slug: _playable(slug, said, workplace, remarks) for slug, said in learnt.scenario["procedures"].items()
    }
    return Calibration({**learnt.scenario, "procedures": procedures}, tuple(remarks))


def as_scenario(calibration: Calibration) -> str:
    """The file: remarks first, then the settings."""
    return "".join(f"# {line}\n" for line in calibration.remarks) + as_yaml(calibration.scenario)


def _observed(office: Office, db: Connection, since: date | None, only: str | None) -> Iterator[Observed]:
    def procedure_of(digest: str) -> Procedure:
        return version_of(office, db, digest).procedure

    for row in dossiers.filed(db, since, only):
        entries = [
            EVENTS.validate_json(each.body) for each in journal.entries(db, row.code) if each.sequence is not None
        ]
        yield observe(row.code, first_digest(row.digest, entries), procedure_of, entries)


def _playable(slug: str, said: dict[str, Any], workplace: Workplace, remarks: list[str]) -> dict[str, Any]:
    """What was seen of a procedure, without the outcomes that its cases could not play."""
    known = decided_in_cases(workplace, slug)
    outcomes: dict[str, dict[str, float]] = {}
    for step, shares in said.get("outcomes", {}).items():
        kept = {outcome: share for outcome, share in shares.items() if (step, outcome) in known}
        for outcome in shares.keys() - kept.keys():
            remarks.append(f"{slug}: {step} ended as {outcome} in {shares[outcome]:g} %, but no case does")
        if any(kept.values()):
            outcomes[step] = kept
    rest = {key: value for key, value in said.items() if key != "outcomes"}
    return {**rest, **({"outcomes": outcomes} if outcomes else {})}
