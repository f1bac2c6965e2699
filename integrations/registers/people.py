"""Synthetic people and employers that the sandbox registers know: the same seed always gives the same ones.

Everything about a person follows from the last six digits of the insurance number (the serial), which are also the last
six of the personal id, so that a register can be asked with either. Even serials are in work, odd ones have left; the
endings of `endings.py` ask for particular lives and for trouble.
"""

from datetime import date, timedelta
from typing import Any

from integrations.registers.draw import choice, number
from integrations.registers.endings import NEVER_RECORDED, PENSIONS, Ending, ending
from integrations.registers.names import GIVEN_NAMES, MIDDLE_NAMES, SURNAMES, without_accents
from integrations.registers.places import FACILITIES, PROVINCE, PROVINCE_NAME, STREETS, WARDS

BANK_CODES = ("01201001", "01202001", "01203001", "01204001")  # CITAD codes of VietinBank, BIDV, Vietcombank, Agribank
TRADES = ("Than", "Xây dựng", "Dịch vụ Du lịch", "Thủy sản", "Vận tải biển", "May mặc", "Cơ khí", "Thương mại")
FOUNDERS = ("Hạ Long", "Đông Bắc", "Bạch Đằng", "Yên Tử", "Vân Đồn", "Hồng Hà", "An Phát", "Minh Hải", "Tiên Phong")

# Years of birth of lives that need an age; everybody else is born 1968 to 1998.
_BORN: dict[Ending | None, tuple[int, int]] = {
    **dict.fromkeys(PENSIONS, (1955, 1960)),
    **dict.fromkeys((Ending.TEACHER, Ending.INCAPACITY, Ending.INCAPACITY_ENDED, Ending.DECISION_613), (1940, 1948)),
    Ending.COMMUNE_CADRE: (1953, 1957),
    Ending.SURVIVOR: (1958, 1964),
    Ending.LONG_SERVICE: (1968, 1974),
    Ending.DEAD: (1976, 1984),
    Ending.CO_PAYMENTS: (1968, 1990),
}
# Group and level of the health card: HT pension and incapacity, XB commune cadre, TN unemployed, GD household, DN employee.
_CARDS = {
    **dict.fromkeys(PENSIONS, "HT3"),
    **dict.fromkeys((Ending.TEACHER, Ending.INCAPACITY, Ending.DECISION_613), "HT3"),
    Ending.COMMUNE_CADRE: "XB4",
    Ending.UNEMPLOYMENT: "TN4",
    Ending.LAPSED: "DN4",
    Ending.DEAD: "DN4",
}


def person(seed: int | str) -> dict[str, Any]:
    """The person of a seed: a number, an insurance number (10 digits) or a personal id (12 digits).

    Values: `full_name`, `gender` (male, female), `dob` (ISO date), `personal_id`, `si_number`, `hi_card`, `phone`,
    `email`, `nationality`, `ethnicity`, `address`, `kcb_code`, `employer_code` (now or last), `in_work`, `bank`
    (`account_number`, `bank_code`, `account_holder`). An insurance number given as seed is kept, so two numbers with
    the same serial are one person holding two.
    """
    serial = serial_of(seed)
    gender = gender_of(serial)
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
        "hi_card": f"{card_group(serial)}{PROVINCE}{si_number}",
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
        "tax_code": tax_code(serial),
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
    """Even serials are still paid for; odd ones, and lives that ended with a benefit, have left."""
    left = {*PENSIONS, *NEVER_RECORDED, Ending.LONG_SERVICE, Ending.DEAD, Ending.UNEMPLOYMENT}
    return int(serial) % 2 == 0 and ending(serial) not in left


def card_group(serial: str) -> str:
    """The first three characters of the health card the person has now or had last."""
    found = ending(serial)
    return _CARDS[found] if found in _CARDS else "DN4" if in_work(serial) else "GD4"


def gender_of(serial: str) -> str:
    """`male` or `female`."""
    return choice(serial, "gender", ("male", "female"))


def born_on(serial: str) -> date:
    """The day of birth."""
    first, last = _BORN.get(ending(serial), (1968, 1998))
    return date(number(serial, "year", first, last), 1, 1) + timedelta(days=number(serial, "day", 0, 364))


def personal_id(serial: str) -> str:
    """Province of birth registration 022, century and gender (0 man, 1 woman born 1900 to 1999), birth year, serial."""
    return citizen_number("022", gender_of(serial), born_on(serial), serial)


def citizen_number(place: str, gender: str, born: date, last_six: str) -> str:
    """A personal id: three digits of the place, one of century and gender, two of the year of birth, six more."""
    century = (born.year - 1900) // 100 * 2
    return f"{place}{century + (gender == 'female')}{born.year % 100:02}{last_six}"


def check_digit(first_nine: str) -> int:
    """The tenth digit of a tax code; 10 means that no such code is issued."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    return 10 - sum(w * int(d) for w, d in zip(weights, first_nine, strict=True)) % 11


def tax_code(serial: str, series: str = "00") -> str:
    """A code of Quảng Ninh (57) for four digits; the fifth digit moves on where the check digit would be 10."""
    stems = (f"57{series}{fifth}{serial}" for fifth in range(10))
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
