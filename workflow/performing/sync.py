"""`sync`: keep the portal told, one dossier's news in order: each move of status, who did what, and the result files."""

import json

from integrations.errors import Temporary
from integrations.portal.values import (
    ApplicantKind,
    Channel,
    DossierSnapshot,
    ProgressRow,
    PublicStatus,
    ResultPaper,
    ReturnMode,
    StatusUpdate,
    SubmittedPaper,
)
from workflow.engine.commands import DeliverElectronically, ReportStatus
from workflow.engine.events import WorkCompleted
from workflow.performing.addresses import result_address
from workflow.performing.outcome import Done, Outcome
from workflow.performing.outside import Outside
from workflow.performing.standing import Standing, standings_by_work
from workflow.service.office import Office
from workflow.service.results import result_path
from workflow.store.works import Work

PORTAL = "portal"
"""The source of dossiers that were filed there."""

WITH_RESULTS = (PublicStatus.SETTLED, PublicStatus.RETURNED, PublicStatus.REFUSED)
CHANNELS = {"online": Channel.ONLINE, "counter": Channel.COUNTER, "post": Channel.POST}
KINDS = {"citizen": ApplicantKind.CITIZEN, "business": ApplicantKind.BUSINESS, "agency": ApplicantKind.STATE_AGENCY}


prepare = standings_by_work


async def perform(office: Office, outside: Outside, work: Work, standing: Standing) -> Outcome:
    """Tell the portal. It knows what it was told before, so telling it again changes nothing."""
    if json.loads(work.payload)["command"] == "deliver_electronically":
        return await _deliver(office, outside, work, standing)
    report = ReportStatus.model_validate_json(work.payload)
    await _report(office, outside, standing, report)
    return Done()


async def _report(office: Office, outside: Outside, standing: Standing, report: ReportStatus) -> None:
    status = PublicStatus(report.status)
    results = results_of(office, outside, standing) if status in WITH_RESULTS else ()
    is_filed_there = standing.source == PORTAL
    if report.changed and is_filed_there and status is not PublicStatus.REGISTERED:
        await outside.portal.push_status(update_of(standing, report, results))
    elif report.changed and not is_filed_there:
        await outside.portal.push_dossier(snapshot_of(standing, report, results), is_known=report.number > 1)
    accepted = standing.case.clock.accepted_at
    if accepted is not None and report.at >= accepted and status is not PublicStatus.SUPPLEMENT_REQUESTED:
        await outside.portal.push_progress(standing.case.code, [progress_of(standing, report)])


async def _deliver(office: Office, outside: Outside, work: Work, standing: Standing) -> Outcome:
    """The files went with the status that says the dossier is settled, earlier in this lane; here the portal confirms it."""
    command = DeliverElectronically.model_validate_json(work.payload)
    code = standing.reference if standing.source == PORTAL else standing.case.code
    held = await outside.portal.lookup(code)
    if held is None or held.status is None or held.status < PublicStatus.SETTLED:
        raise Temporary(f"the portal does not hold {code} as settled yet", system="portal")
    output = {"documents": list(command.documents)}
    return Done(WorkCompleted(at=office.now(), visit=work.visit, kind="sync", outcome="returned", output=output))


def results_of(office: Office, outside: Outside, standing: Standing) -> tuple[ResultPaper, ...]:
    """Signed results, each under an address the portal may fetch; its id never changes."""
    return tuple(
        ResultPaper(
            id=f"{standing.case.code}-{document.visit}",
            name=f"{document.template}-{document.number or document.visit}.pdf",
            url=result_address(outside.public_url, result_path(office, standing.documents[document.visit].token)),
        )
        for document in standing.case.documents.values()
        if document.signed and document.result
    )


def update_of(standing: Standing, report: ReportStatus, results: tuple[ResultPaper, ...]) -> StatusUpdate:
    """A move of a dossier that was filed at the portal; what a supplement must hold goes into the text."""
    lines = [report.note or ""]
    lines += [f"- {_label(standing, item.field, item.component)}: {item.reason}" for item in report.items]
    return StatusUpdate(
        portal_code=standing.reference,
        dossier_code=standing.case.code,
        status=PublicStatus(report.status),
        processed_at=report.at,
        content="\n".join(line for line in lines if line),
        results=results,
    )


def _label(standing: Standing, field: str | None, component: str | None) -> str:
    if component is not None:
        return standing.procedure.definition.components[component].title.vi
    return standing.label(field or "")


def progress_of(standing: Standing, report: ReportStatus) -> ProgressRow:
    """Who did what."""
    return ProgressRow(
        handled_by=report.by or "Hệ thống một cửa điện tử",
        handled_at=report.at,
        status=PublicStatus(report.status),
        content=report.note or "",
        due_at=report.due_at,
    )


def snapshot_of(standing: Standing, report: ReportStatus, results: tuple[ResultPaper, ...]) -> DossierSnapshot:
    """A dossier that came in another way, whole."""
    case, definition = standing.case, standing.procedure.definition
    assert case.submitted_at is not None
    status = PublicStatus(report.status)
    return DossierSnapshot(
        code=case.code,
        procedure_code=definition.code,
        procedure_name=definition.title.vi,
        sector_code=definition.sector,
        sector_name=definition.sector,
        applicant_kind=KINDS.get(case.applicant.get("kind", ""), ApplicantKind.ORGANISATION),
        owner_name=case.applicant.get("name", ""),
        owner_id_number=case.applicant.get("id_number") or "",
        phone=case.applicant.get("phone") or "",
        email=case.applicant.get("email") or "",
        received_at=case.clock.accepted_at or case.submitted_at,
        filed_at=case.submitted_at,
        due_at=report.due_at,
        finished_at=report.at if status >= PublicStatus.SETTLED else None,
        returned_at=report.at if status is PublicStatus.RETURNED else None,
        refused_at=report.at if status is PublicStatus.REFUSED else None,
        status=status,
        return_mode=ReturnMode.POST if case.return_way == "post" else ReturnMode.COUNTER,
        handling_unit=definition.sector,
        channel=CHANNELS[case.channel or "counter"],
        note=report.note or "",
        papers=tuple(
            SubmittedPaper(id=paper.sha256, name=paper.name, component_code=paper.component) for paper in case.papers
        ),
        results=results,
    )
