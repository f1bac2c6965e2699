"""The procedures the portal sandbox publishes, as `LayThuTuc` answers them; an excerpt of the real catalogue.

Codes of procedures and of results are the published ones where known. Codes of components are the sandbox's own:
the public texts list the papers without their codes.
"""

from typing import Any

_SECTORS = {"G24-BH01": "Thu, sổ, thẻ bảo hiểm", "G24-BH02": "Thực hiện chính sách bảo hiểm xã hội"}


def _procedure(
    code: str, name: str, sector: str, days: str, papers: dict[str, str], results: dict[str, str]
) -> dict[str, Any]:
    return {
        "ID": code,
        "MATTHC": code,
        "TENTTHC": name,
        "LOAITTHC": "1",
        "TRANGTHAI": "1",
        "LINHVUCTHUCHIEN": [{"MALINHVUC": sector, "TENLINHVUC": _SECTORS[sector]}],
        "CACHTHUCTHUCHIEN": [
            {"KENH": channel, "THOIGIAN": [{"THOIGIANGIAIQUYET": days, "DONVITINH": "Ngày làm việc", "PHILEPHI": []}]}
            for channel in ("1", "2", "3")
        ],
        "THANHPHANHOSO": [
            {
                "TRUONGHOP": "Thành phần hồ sơ",
                "GIAYTO": [{"MAGIAYTO": key, "TENGIAYTO": text} for key, text in papers.items()],
            }
        ],
        "KETQUATHUCHIEN": [{"MAKETQUA": key, "TENKETQUA": text} for key, text in results.items()],
    }


CATALOGUE: dict[str, dict[str, Any]] = {
    record["MATTHC"]: record
    for record in (
        _procedure(
            "1.002759",
            "Cấp lại, đổi, điều chỉnh thông tin trên sổ BHXH, thẻ BHYT",
            "G24-BH01",
            "5",
            {
                "GT.002759.01": "Tờ khai tham gia, điều chỉnh thông tin BHXH, BHYT (TK1-TS)",
                "GT.002759.02": "Giấy tờ chứng minh",
            },
            {"KQ.G09.000488": "Sổ BHXH", "KQ.G18.000285": "Thẻ BHYT"},
        ),
        _procedure(
            "1.001667",
            "Giải quyết hưởng chế độ ốm đau",
            "G24-BH02",
            "7",
            {
                "GT.001667.01": "Danh sách đề nghị giải quyết chế độ ốm đau (01B-HSB)",
                "GT.001667.02": "Giấy ra viện",
                "GT.001667.03": "Giấy chứng nhận nghỉ việc hưởng BHXH",
            },
            {"KQ.G09.000358": "Danh sách giải quyết hưởng chế độ ốm đau (C70a-HD)", "KQ.G24.000053": "Tiền trợ cấp"},
        ),
        _procedure(
            "1.001613",
            "Giải quyết hưởng bảo hiểm xã hội một lần",
            "G24-BH02",
            "7",
            {"GT.001613.01": "Sổ BHXH", "GT.001613.02": "Đơn đề nghị hưởng BHXH một lần (14-HSB)"},
            {"KQ.G09.000490": "Quyết định hưởng BHXH một lần", "KQ.G24.000057": "Quá trình đóng BHXH (04-HSB)"},
        ),
    )
}
