"""The carrier's province codes for the state's; wards are left to the free-text address.

The carrier's code is the first two digits of the national postal code of 2008 (confirmed for 10 Hà Nội and 70 Hồ Chí
Minh City). How the carrier numbers the provinces merged on 1 July 2025 is not published: a merged province takes the
code of the province whose state code it kept. Override single codes in the settings when the carrier says otherwise.
"""

from collections.abc import Mapping

from integrations.errors import Permanent

PROVINCES = {
    "01": "10",  # Hà Nội
    "02": "31",  # Hà Giang
    "04": "27",  # Cao Bằng
    "06": "26",  # Bắc Kạn
    "08": "30",  # Tuyên Quang
    "10": "33",  # Lào Cai until 2025
    "11": "38",  # Điện Biên
    "12": "39",  # Lai Châu
    "14": "36",  # Sơn La
    "15": "32",  # Yên Bái; Lào Cai from 2025
    "17": "35",  # Hoà Bình
    "19": "25",  # Thái Nguyên
    "20": "24",  # Lạng Sơn
    "22": "20",  # Quảng Ninh
    "24": "23",  # Bắc Giang; Bắc Ninh from 2025
    "25": "29",  # Phú Thọ
    "26": "28",  # Vĩnh Phúc
    "27": "22",  # Bắc Ninh until 2025
    "30": "17",  # Hải Dương
    "31": "18",  # Hải Phòng
    "33": "16",  # Hưng Yên
    "34": "41",  # Thái Bình
    "35": "40",  # Hà Nam
    "36": "42",  # Nam Định
    "37": "43",  # Ninh Bình
    "38": "44",  # Thanh Hoá
    "40": "46",  # Nghệ An
    "42": "48",  # Hà Tĩnh
    "44": "51",  # Quảng Bình; Quảng Trị from 2025
    "45": "52",  # Quảng Trị until 2025
    "46": "53",  # Huế
    "48": "55",  # Đà Nẵng
    "49": "56",  # Quảng Nam
    "51": "57",  # Quảng Ngãi
    "52": "59",  # Bình Định; Gia Lai from 2025
    "54": "62",  # Phú Yên
    "56": "65",  # Khánh Hoà
    "58": "66",  # Ninh Thuận
    "60": "80",  # Bình Thuận
    "62": "58",  # Kon Tum
    "64": "60",  # Gia Lai until 2025
    "66": "63",  # Đắk Lắk
    "67": "64",  # Đắk Nông
    "68": "67",  # Lâm Đồng
    "70": "83",  # Bình Phước
    "72": "84",  # Tây Ninh until 2025
    "74": "82",  # Bình Dương
    "75": "81",  # Đồng Nai
    "77": "79",  # Bà Rịa - Vũng Tàu
    "79": "70",  # Hồ Chí Minh City
    "80": "85",  # Long An; Tây Ninh from 2025
    "82": "86",  # Tiền Giang; Đồng Tháp from 2025
    "83": "93",  # Bến Tre
    "84": "94",  # Trà Vinh
    "86": "89",  # Vĩnh Long
    "87": "87",  # Đồng Tháp until 2025
    "89": "88",  # An Giang until 2025
    "91": "92",  # Kiên Giang; An Giang from 2025
    "92": "90",  # Cần Thơ
    "93": "91",  # Hậu Giang
    "94": "95",  # Sóc Trăng
    "95": "96",  # Bạc Liêu
    "96": "97",  # Cà Mau
}


def carrier_province(state_code: str, overrides: Mapping[str, str] | None = None) -> str:
    """Return the carrier's code of a province; raises Permanent for a code we have no answer for."""
    found = (overrides or {}).get(state_code) or PROVINCES.get(state_code)
    if found is None:
        raise Permanent(f"no carrier code for province {state_code!r}", system="post")
    return found
