"""Synthetic people and employers that the sandbox registers know: the same seed always gives the same ones.

Everything about a person follows from the last six digits of the insurance number (the serial), which are also the last
six of the personal id, so that a register can be asked with either. Even serials are in work, odd ones have left; the
endings of `endings.py` ask for particular trouble.
"""

from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import choice, number
from integrations.registers.endings import Ending, ending
from integrations.registers.names import GIVEN_NAMES, MIDDLE_NAMES, SURNAMES, without_accents
from integrations.registers.places import FACILITIES, PROVINCE, PROVINCE_NAME, STREETS, WARDS

BANK_CODES = ("01201001", "01202001", "01203001", "01204001")  # CITAD codes of VietinBank, BIDV, Vietcombank, Agribank
TRADES = ("Than", "Xây dựng", "Dịch vụ Du lịch", "Thủy sản", "Vận tải biển", "May mặc", "Cơ khí", "Thương mại")
FOUNDERS = ("Hạ Long", "Đông Bắc", "Bạch Đằng", "Yên Tử", "Vân Đồn", "Hồng Hà", "An Phát", "Minh Hải", "Tiên Phong")


def person(seed: int | str) -> dict[str, Any]:
    """The person of a seed: a number, an insurance number (10 digits) or a personal id (12 digits).

    Values: `full_name`, `gender` (male, female), `dob` (ISO date), `personal_id`, `si_number`, `hi_card`, `phone`,
    `email`, `nationality`, `ethnicity`, `address`, `kcb_code`, `employer_code` (now or last), `in_work`, `bank`
    (`account_number`, `bank_code`, `account_holder`). An insurance number given as seed is kept, so two numbers with
    the same serial are one person holding two.
    """
    serial = serial_of(seed)
    gender = choice(serial, "gender", ("male", "female"))
    born = born_on(serial)
    given = choice(serial, "given", GIVEN_NAMES[gender])
    full_name = f"{choice(serial, 'surname', SURNAMES)} {choice(serial, 'middle', MIDDLE_NAMES[gender])} {given}"
    si_number = seed if isinstance(seed, str) and len(seed) == 10 else f"{PROVINCE}{(born.year + 20) % 100:02}{serial}"
    return {
        "full_name": full_name,
        "gender": gender,
        "dob": born.isoformat(),
        "personal_id": personal_id(serial),
        "si_number": si_number,
        "hi_card": f"DN4{PROVINCE}{si_number}",
        "phone": f"09{number(serial, 'phone', 10_000_000, 99_999_999)}",
        "email": f"{without_accents(given).lower()}.{serial}@example.vn",
        "nationality": "VN",
        "ethnicity": choice(serial, "ethnicity", ("Kinh",) * 8 + ("Tày", "Dao")),
        "address": _address(serial),
        "kcb_code": choice(serial, "facility", tuple(FACILITIES)),
        "employer_code": employer(number(serial, "employer", 1, 99))["employer_code"],
        "in_work": in_work(serial),
        "bank": {
            "account_number": f"{number(serial, 'account', 10**11, 10**12 - 1) // 10}1",  # never ends in 0000
            "bank_code": choice(serial, "bank", BANK_CODES),
            "account_holder": without_accents(full_name),
        },
    }


def employer(seed: int | str) -> dict[str, Any]:
    """The employer of a seed: a number up to 9999, an employer code or a tax code.

    Values: `employer_code` (7 characters), `tax_code` (10 digits with a valid check digit), `name`, `address`,
    `region` (minimum-wage region), `agency_code`, `phone`, `status` (active, dissolved).
    """
    serial = employer_serial_of(seed)
    address = _address(f"employer {serial}")
    ward = next(w for w in WARDS if w.code == address["ward"])
    form = choice(serial, "form", ("Công ty TNHH", "Công ty Cổ phần"))
    return {
        "employer_code": f"QN{serial}{choice(serial, 'letter', 'ABCDEFGHKLMN')}",
        "tax_code": _tax_code(serial),
        "name": f"{form} {choice(serial, 'trade', TRADES)} {choice(serial, 'founder', FOUNDERS)} {int(serial)}",
        "address": address,
        "region": ward.region,
        "agency_code": "02200",
        "phone": f"0203{number(serial, 'phone', 3_000_000, 3_999_999)}",
        "status": "dissolved" if ending(serial) is Ending.DISSOLVED else "active",
    }


def serial_of(seed: int | str) -> str:
    """The six digits that decide everything about a person."""
    return str(seed)[-6:].zfill(6)


def employer_serial_of(seed: int | str) -> str:
    """The four digits that decide everything about an employer, out of a number, an employer code or a tax code."""
    text = str(seed)
    if text[:2].isalpha():
        return text[2:6]
    return text[5:9] if len(text) >= 10 else text[-4:].zfill(4)


def in_work(serial: str) -> bool:
    """Even serials are still paid for; odd ones and those of long service have left."""
    return int(serial) % 2 == 0 and ending(serial) is not Ending.LONG_SERVICE


def born_on(serial: str) -> date:
    """The day of birth; people of long service are old enough for it."""
    last = 1974 if ending(serial) is Ending.LONG_SERVICE else 1998
    return date(number(serial, "year", 1968, last), 1, 1) + timedelta(days=number(serial, "day", 0, 364))


def personal_id(serial: str) -> str:
    """Province of birth registration 022, century and gender (0 man, 1 woman born 1900 to 1999), birth year, serial."""
    woman = choice(serial, "gender", ("male", "female")) == "female"
    return f"022{int(woman)}{born_on(serial).year % 100:02}{serial}"


def check_digit(first_nine: str) -> int:
    """The tenth digit of a tax code; 10 means that no such code is issued."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    return 10 - sum(w * int(d) for w, d in zip(weights, first_nine, strict=True)) % 11


def _tax_code(serial: str) -> str:
    """A code of Quảng Ninh (57); the fifth digit moves on where the check digit would be 10."""
    stems = (f"5700{fifth}{serial}" for fifth in range(10))
    return next(f"{stem}{check_digit(stem)}" for stem in stems if check_digit(stem) < 10)


def _address(serial: str) -> dict[str, str]:
    ward = choice(serial, "ward", WARDS)
    return {
        "province": PROVINCE,
        "province_name": PROVINCE_NAME,
        "ward": ward.code,
        "ward_name": ward.name,
        "street": f"Số {number(serial, 'house', 1, 260)} {choice(serial, 'street', STREETS)}",
    }
