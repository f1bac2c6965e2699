"""Synthetic medical papers: a serial number that carries what the paper says, so that the register can confirm it.

Fields follow the hospital data that confirm these papers (table 7 discharge, table 11 sick-leave certificate). Days are
calendar days from `from` to `to`, both included.
"""

from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import number
from integrations.registers.names import SURNAMES
from integrations.registers.people import person
from integrations.registers.places import FACILITIES
from integrations.registers.serials import ALPHABET, check_letter, digits

KINDS = {"sick_leave": "N", "discharge": "R"}
DIAGNOSES = {
    "J06.9": "Nhiễm trùng đường hô hấp trên cấp",
    "J18.9": "Viêm phổi",
    "J20.9": "Viêm phế quản cấp",
    "K29.7": "Viêm dạ dày",
    "K35.8": "Viêm ruột thừa cấp",
    "M54.5": "Đau thắt lưng",
    "N20.0": "Sỏi thận",
    "A09": "Tiêu chảy và viêm dạ dày – ruột do nhiễm trùng",
    "I10": "Tăng huyết áp vô căn",
    "S52.5": "Gãy đầu dưới xương quay",
    "S82.6": "Gãy mắt cá ngoài",
    "H10.9": "Viêm kết mạc",
    "A15.0": "Lao phổi",
    "C50.9": "U ác tính của vú",
    "E11.9": "Đái tháo đường típ 2",
}
DAY_ZERO = date(2015, 1, 1)


def certificate(
    si_number: str,
    starts_on: date,
    days: int,
    *,
    kind: str = "sick_leave",
    icd: str = "J06.9",
    trouble: str = "",
) -> dict[str, Any]:
    """The paper a facility gave this person, as `contract.Certificate`; `trouble` is an ending of `endings.py`.

    `kind` is one of KINDS, `icd` one of DIAGNOSES, `days` 1 to 999.
    """
    if not 1 <= days <= 999:
        raise ValueError("a paper is for 1 to 999 days")
    body = (
        KINDS[kind]
        + digits(int(si_number), 7)
        + digits((starts_on - DAY_ZERO).days, 3)
        + digits(days, 2)
        + digits(list(DIAGNOSES).index(icd), 1)
    )
    return _paper(f"{body}{check_letter(body)}{trouble}", si_number, starts_on, days, kind, icd)


def read_certificate(serial: str) -> dict[str, Any] | None:
    """The paper behind a serial number; None when no facility has issued one like that."""
    body, check, trouble = serial[:14], serial[14:15], serial[15:]
    if len(body) != 14 or not set(body) <= set(ALPHABET) or check != check_letter(body):
        return None
    kind = next((name for name, letter in KINDS.items() if letter == body[0]), None)
    diagnosis = int(body[13], 36)
    if kind is None or diagnosis >= len(DIAGNOSES):
        return None
    starts_on = DAY_ZERO + timedelta(days=int(body[8:11], 36))
    icd = list(DIAGNOSES)[diagnosis]
    days = int(body[11:13], 36)
    return certificate(f"{int(body[1:8], 36):010}", starts_on, days, kind=kind, icd=icd, trouble=trouble)


def _paper(serial: str, si_number: str, starts_on: date, days: int, kind: str, icd: str) -> dict[str, Any]:
    patient = person(si_number)
    ends_on = starts_on + timedelta(days=days - 1)
    return {
        "kind": kind,
        "serial": serial,
        "facility": patient["kcb_code"],
        "facility_name": FACILITIES[patient["kcb_code"]],
        "full_name": patient["full_name"],
        "dob": patient["dob"],
        "si_number": si_number,
        "from": starts_on.isoformat(),
        "to": ends_on.isoformat(),
        "days": days,
        "icd": icd,
        "diagnosis": DIAGNOSES[icd],
        # A sick-leave certificate bears the day of the visit, a discharge paper the day the patient left.
        "issued_on": (starts_on if kind == "sick_leave" else ends_on).isoformat(),
        "practitioner": f"BS. {SURNAMES[number(serial, 'doctor', 0, len(SURNAMES) - 1)]} Minh Đức",
    }
