"""Places synthetic people and employers live at: wards and communes of Quảng Ninh (code 22) with their wage region.

Codes: Decision 19/2025/QĐ-TTg. Wage regions: annex of Decree 293/2025/NĐ-CP. Care facilities are named after real
kinds of hospitals, their numbers are invented.
"""

from typing import NamedTuple

PROVINCE = "22"
PROVINCE_NAME = "Quảng Ninh"


class Ward(NamedTuple):
    """A ward, commune or special zone; `region` is the minimum-wage region I to IV."""

    code: str
    name: str
    region: str


WARDS = (
    Ward("06652", "Phường Hà Tu", "I"),
    Ward("06658", "Phường Cao Xanh", "I"),
    Ward("06673", "Phường Bãi Cháy", "I"),
    Ward("06685", "Phường Hồng Gai", "I"),
    Ward("06688", "Phường Hạ Long", "I"),
    Ward("06712", "Phường Móng Cái 1", "I"),
    Ward("06811", "Phường Uông Bí", "I"),
    Ward("07069", "Phường Mạo Khê", "I"),
    Ward("07132", "Phường Quảng Yên", "I"),
    Ward("06778", "Phường Quang Hanh", "II"),
    Ward("06781", "Phường Cửa Ông", "II"),
    Ward("06793", "Phường Cẩm Phả", "II"),
    Ward("06862", "Xã Tiên Yên", "III"),
    Ward("06895", "Xã Đầm Hà", "III"),
    Ward("06922", "Xã Quảng Hà", "III"),
    Ward("06994", "Đặc khu Vân Đồn", "III"),
    Ward("06838", "Xã Bình Liêu", "IV"),
    Ward("06978", "Xã Ba Chẽ", "IV"),
)

STREETS = (
    "Lê Thánh Tông",
    "Trần Phú",
    "Nguyễn Văn Cừ",
    "Trần Hưng Đạo",
    "Hai Bà Trưng",
    "Lý Thường Kiệt",
    "Cái Dăm",
    "Hạ Long",
    "Bạch Đằng",
    "Kênh Liêm",
    "Lê Lợi",
    "Quang Trung",
)

FACILITIES = {
    "22001": "Bệnh viện Đa khoa tỉnh",
    "22002": "Bệnh viện Đa khoa khu vực Bãi Cháy",
    "22003": "Bệnh viện Đa khoa khu vực Uông Bí",
    "22004": "Bệnh viện Đa khoa khu vực Cẩm Phả",
    "22005": "Trung tâm Y tế Hạ Long",
    "22006": "Trung tâm Y tế Móng Cái",
}
