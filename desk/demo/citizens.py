"""The applicants of the demonstration: they file, complete and withdraw at the portal's sandbox, like people at a screen."""

import base64
import io
from typing import Any

import httpx
import pikepdf

from desk.demo.scripts import Script

ADMIN = "/_sandbox/dossiers"


class Citizens:
    """Acts at the portal."""

    def __init__(self, portal_url: str) -> None:
        self._portal = httpx.Client(base_url=portal_url, timeout=30)

    def file(self, script: Script) -> str:
        """File a dossier; gives the portal's code of it."""
        who, back = script.applicant, script.return_to
        by_post = back["way"] == "post"
        wire = {
            "MaTTHC": script.procedure,
            "ChuHoSo": who["name"],
            "SoGiayToChuHoSo": who["id"],
            "LoaiDoiTuong": who["kind"],
            "SoDienThoai": who["phone"],
            "DuLieuToKhai": script.answers,
            "TaiLieuNop": [attachment(paper) for paper in script.papers],
            "HinhThuc": "1" if by_post else "0",
        }
        if by_post:
            address = {"MaTinh": back["address"]["province"], "MaXa": back["address"]["ward"]}
            address["DiaChiChiTiet"] = f"{back['address']['street']}, tỉnh Quảng Ninh"
            wire["DiaChiTraKetQua"] = {"HoTen": who["name"], "SoDienThoai": who["phone"], "DiaChi": address}
        code: str = self._post(ADMIN, wire)["code"]
        return code

    def supplement(self, code: str, papers: tuple[str, ...]) -> None:
        """Hand in what was asked for."""
        self._post(
            f"{ADMIN}/{code}/supplement",
            {"NoiDung": "Bổ sung hồ sơ", "TaiLieuNop": [attachment(paper) for paper in papers]},
        )

    def withdraw(self, code: str, reason: str) -> None:
        """Take the dossier back."""
        self._post(f"{ADMIN}/{code}/withdraw", {"NoiDung": reason})

    def records(self) -> dict[str, dict[str, Any]]:
        """What the portal holds, by its code."""
        return {record["code"]: record for record in self._portal.get(ADMIN).raise_for_status().json()}

    def _post(self, path: str, wire: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._portal.post(path, json=wire).raise_for_status().json()
        return answer


def attachment(component: str) -> dict[str, str]:
    """A paper as the portal sends it: a real PDF of one page."""
    return {
        "TenTepDinhKem": f"{component}.pdf",
        "Base64": base64.b64encode(blank_page(component)).decode(),
        "MaThanhPhanHoSo": component,
    }


def blank_page(title: str) -> bytes:
    """A real PDF of one page."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = title
    content = io.BytesIO()
    pdf.save(content)
    return content.getvalue()
