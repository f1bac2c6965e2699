"""Names people know for the ids of units, roles and officers."""

from functools import cache
from typing import Any

from starlette.requests import Request

from desk import doors
from desk.pages import words_for


def names_of(request: Request, office: doors.Office) -> dict[str, Any]:
    """The naming functions a template may call; an unknown id is shown as it is."""
    words = words_for(request)
    organisation = office.organisation

    def unit_name(unit: str | None) -> str:
        if unit is None:
            return "—"
        return words.pick(organisation.units[unit].title) if unit in organisation.units else unit

    def role_name(role: str) -> str:
        return words.pick(organisation.roles[role]) if role in organisation.roles else role

    @cache
    def officer_name(officer_id: str) -> str:
        try:
            return doors.officer(office, officer_id).name
        except doors.NotFound:
            return officer_id

    return {"unit_name": unit_name, "role_name": role_name, "officer_name": officer_name}
