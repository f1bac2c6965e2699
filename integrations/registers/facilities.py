"""Care facilities with their licence, level and care contract; names are of real kinds, numbers are invented."""

from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import number
from integrations.registers.endings import Ending, ending
from integrations.registers.people import tax_code
from integrations.registers.places import FACILITIES

# Facilities that are nobody's first contact, beside those people are registered at.
_OTHERS = {
    "22012": "Trung tâm Y tế Vân Đồn",
    "22020": "Bệnh viện Lão khoa – Phục hồi chức năng",
    "22031": "Bệnh viện Sản Nhi",
    "22101": "Bệnh viện Đa khoa quốc tế Hạ Long",
    "22102": "Phòng khám Đa khoa Bạch Đằng",
    "22103": "Phòng khám Đa khoa Cẩm Bình",
    "29202": "Phòng khám Đa khoa Yên Tử",
    "29409": "Phòng khám Đa khoa Hồng Hà",
    "29411": "Phòng khám Đa khoa Đông Bắc",
    "29503": "Phòng khám Đa khoa Tiên Yên",
}


def facility(code: str, as_of: date) -> dict[str, Any] | None:
    """The facility as `contract.Facility`, with its contract of the year; None when no facility has this code."""
    name = FACILITIES.get(code) or _OTHERS.get(code)
    if name is None:
        return None
    has_contract = ending(code) is not Ending.NO_CONTRACT
    is_hospital = name.startswith("Bệnh viện")
    licensed = date(2018, 1, 8) + timedelta(days=number(code, "licence", 0, 1500))
    return {
        "code": code,
        "name": name,
        "licence_no": f"{number(code, 'number', 10, 999):05}/QNI-GPHĐ",
        "licence_issued_on": licensed.isoformat(),
        "licence_issuer": "Sở Y tế tỉnh Quảng Ninh",
        "is_licence_valid": True,
        "is_private": name.startswith("Phòng khám") or "quốc tế" in name,
        "level": "basic" if is_hospital or name.startswith("Trung tâm") else "initial",
        "beds": number(code, "beds", 120, 900) if is_hospital else 0 if name.startswith("Phòng khám") else 150,
        "has_contract": has_contract,
        "contract_until": f"{as_of.year}-12-31" if has_contract else None,
        "connection_tested_on": (licensed + timedelta(days=200)).isoformat(),
    }


def tax_code_of(code: str) -> str:
    """The tax code of a facility, by its last four digits."""
    return tax_code(code[-4:], "01")
