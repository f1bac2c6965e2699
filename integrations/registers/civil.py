"""What the civil registers say of a person: alive, dead or missing, and who the relatives are."""

from datetime import date
from typing import Any

from integrations.registers.draw import number
from integrations.registers.families import Member, member_of, relatives_of
from integrations.registers.lives import missing_since
from integrations.registers.people import serial_of


def civil_status(key: str, as_of: date) -> dict[str, Any] | None:
    """What is held on a day about the owner of a personal id, relatives included, as `contract.CivilStatus`."""
    found = member_of(key)
    if found is None or found[1].born_on > as_of:
        return None
    members, one = found
    return {
        "personal_id": key,
        "full_name": one.full_name,
        "dob": one.born_on.isoformat(),
        **_status(one, as_of),
        "relatives": [_relative(relation, each, as_of) for relation, each in relatives_of(members, one, as_of)],
    }


def _status(one: Member, as_of: date) -> dict[str, Any]:
    if one.died_on and one.died_on <= as_of:
        certificate = f"{number(one.personal_id, 'death', 1, 300)}/TLKT-{one.died_on.year}"
        return {"status": "dead", "died_on": one.died_on.isoformat(), "certificate_no": certificate}
    missing = missing_since(serial_of(one.personal_id)) if one.role == "self" else None
    if missing and missing <= as_of:
        return {
            "status": "missing",
            "certificate_no": f"{number(one.personal_id, 'court', 1, 90)}/{missing.year}/QĐST-VDS",
        }
    return {"status": "alive"}


def _relative(relation: str, one: Member, as_of: date) -> dict[str, Any]:
    return {
        "relation": relation,
        "full_name": one.full_name,
        "dob": one.born_on.isoformat(),
        "personal_id": one.personal_id,
        "is_alive": one.died_on is None or one.died_on > as_of,
        "birth_certificate": one.birth_certificate,
    }
