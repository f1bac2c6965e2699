"""What a template is told: the common groups every paper has, and for papers about the dossier itself the rest too.

Pure: from case, definition and organisation to plain data. A procedure's `produce` step adds its own by `with:`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.definition.models import Component
from workflow.definition.organisation import Organisation, Series
from workflow.engine.case import Case
from workflow.engine.commands import ProduceDocument
from workflow.engine.procedure import Procedure

SUPPLIED = frozenset({"agency", "document", "dossier", "applicant", "signer", "verify_url"})
"""Data groups no definition needs to give."""

GUARANTEED = {
    "applicant": frozenset({"name"}),
    "dossier": frozenset({"code", "procedure", "procedure_code", "submitted_at", "received_at", "due_at"}),
}
"""What is always known of a supplied group; a template that requires more must be given the group."""

PLACES = {"counter": "counter", "post": "post", "electronic": "online"}


@dataclass(frozen=True)
class Ask:
    """What a paper about the dossier itself is made from."""

    command: ProduceDocument
    case: Case
    procedure: Procedure
    organisation: Organisation
    label_of: Callable[[str], str]

    @property
    def values(self) -> Mapping[str, Any]:
        return self.command.values


@dataclass(frozen=True)
class Signatory:
    """The person a paper is signed by, as it appears under the text."""

    name: str
    title: str
    capacity: str | None = None
    on_behalf_of: str | None = None


def data_of(ask: Ask, *, number: str | None, signatory: Signatory, verify_url: str) -> dict[str, Any]:
    """Everything the template of a command may use; values of the command win over what is supplied."""
    command, case, procedure, organisation = ask.command, ask.case, ask.procedure, ask.organisation
    series = organisation.series.get(command.series) if command.series else None
    agency = organisation.agency
    data: dict[str, Any] = {
        "agency": {
            "parent": agency.parent,
            "name": agency.name,
            "place": agency.place,
            "code": agency.code,
            "address": agency.address,
            "phone": agency.phone,
            "email": agency.email,
            "unit": organisation.units["ONE_STOP"].title.vi,
        },
        "document": _number(number, series),
        "dossier": _dossier(case, procedure),
        "applicant": _applicant(case),
        "signer": _without_none(vars(signatory)),
        "verify_url": verify_url,
    }
    own = OWN.get(command.template)
    return {**data, **(own(ask) if own else command.values)}


def _number(number: str | None, series: Series | None) -> dict[str, Any]:
    """Number and symbol apart, as the header prints them; a preview has the symbol alone, a paper without series neither."""
    return {"number": number.partition("/")[0] if number else None, **({"symbol": series.symbol} if series else {})}


def _dossier(case: Case, procedure: Procedure) -> dict[str, Any]:
    received = case.clock.accepted_at or case.submitted_at
    return {
        "code": case.code,
        "procedure": procedure.definition.title.vi,
        "procedure_code": procedure.definition.code,
        **({"submitted_at": case.submitted_at.isoformat()} if case.submitted_at else {}),
        **({"received_at": received.isoformat()} if received else {}),
        "due_at": _moment(case.clock.due_at),
    }


def _applicant(case: Case) -> dict[str, Any]:
    given = case.applicant
    known = {
        "name": given.get("name"),
        "personal_id": given.get("id_number"),
        "address": given.get("address"),
        "phone": given.get("phone"),
        "email": given.get("email"),
    }
    return {key: value for key, value in known.items() if value}


def _receipt(ask: Ask) -> dict[str, Any]:
    """Form 01 (Circular 03/2025/TT-VPCP)."""
    receiver = next((actors[-1].name for path, actors in ask.case.deciders.items() if path.endswith("receive")), "")
    handed_in = {paper.component for paper in ask.case.papers}
    components = [
        {"name": component.title.vi, **_pieces(component)}
        for name, component in ask.procedure.definition.components.items()
        if name in handed_in
    ]
    address = (ask.case.applicant.get("receiver") or ask.case.applicant).get("address")
    return {
        "officer": {
            "name": receiver or ask.organisation.units["ONE_STOP"].title.vi,
            "phone": ask.organisation.agency.phone,
        },
        "components": components,
        "returned_by": PLACES[ask.case.return_way or "counter"],
        **({"return_place": address} if ask.case.return_way == "post" and address else {}),
        **({"time_allowed": ask.case.clock.limit.text("vi")} if ask.case.clock.limit else {}),
        **ask.values,
    }


def _pieces(component: Component) -> dict[str, int]:
    return {"originals": 1} if component.copy_kind == "original" else {"copies": 1}


def _supplement_request(ask: Ask) -> dict[str, Any]:
    """Form 02: fields and papers apart, as the template shows them."""
    components = ask.procedure.definition.components
    papers = [
        {"name": components[item["component"]].title.vi, "reason": item["reason"]}
        for item in ask.values["items"]
        if item["component"] is not None
    ]
    fields = [
        {"label": ask.label_of(item["field"]), "reason": item["reason"]}
        for item in ask.values["items"]
        if item["field"] is not None
    ]
    return {
        "officer": {"name": ask.values["officer"], "phone": ask.organisation.agency.phone},
        "respond_by": ask.values["until"],
        "clock": ask.procedure.definition.supplement.clock.value,
        **({"papers": papers} if papers else {}),
        **({"fields": fields} if fields else {}),
        **({"reason": ask.values["note"]} if ask.values.get("note") else {}),
    }


def _refusal(ask: Ask) -> dict[str, Any]:
    """Form 03."""
    return {
        "officer": {"name": ask.values["officer"], "phone": ask.organisation.agency.phone},
        "reasons": [{"text": ask.values["reason"]}],
        **({"guidance": ask.values["guidance"]} if ask.values.get("guidance") else {}),
    }


def _apology(ask: Ask) -> dict[str, Any]:
    """Form 04."""
    return {
        "late_agency": ask.organisation.agency.name,
        "reason": ask.values["reason"],
        "new_due_at": ask.values["new_due_at"],
    }


def _stop_notice(ask: Ask) -> dict[str, Any]:
    """Form 05: the supplement never came."""
    until = datetime.fromisoformat(ask.values["until"])
    reasons = [
        {"text": f"Quá thời hạn bổ sung hồ sơ (ngày {until:%d/%m/%Y}) mà chưa nhận được: {item['reason']}"}
        for item in ask.values["items"]
    ]
    return {"reasons": reasons, "stopped_at": ask.command.issued_at.isoformat()}


OWN = {
    "receipt": _receipt,
    "supplement-request": _supplement_request,
    "refusal": _refusal,
    "apology": _apology,
    "stop-notice": _stop_notice,
}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
