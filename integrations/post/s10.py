"""Item numbers of the Universal Postal Union, standard S10: two letters, eight digits, a check digit, a country."""

import re

SHAPE = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def check_digit(serial: str) -> int:
    """Return the ninth digit for eight; raises ValueError for anything but eight digits."""
    if not re.fullmatch("[0-9]{8}", serial):
        raise ValueError(f"an S10 serial has eight digits, not {serial!r}")
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, serial, strict=True)) % 11
    return {0: 5, 1: 0}.get(rest, 11 - rest)


def item_code(service: str, serial: int, country: str = "VN") -> str:
    """Return the full number, such as EE123456785VN for service `EE` and serial 12345678."""
    digits = f"{serial:08}"
    return f"{service}{digits}{check_digit(digits)}{country}"


def normalised(code: str) -> str:
    """Write a number as printed or typed by people in its one form: capitals, no blanks."""
    return "".join(code.split()).upper()


def is_s10(code: str) -> bool:
    """Whether a number has the shape of S10; carriers also use shapes of their own."""
    return bool(SHAPE.fullmatch(normalised(code)))


def is_valid(code: str) -> bool:
    """Whether a number has the shape and the right check digit, which does not prove that the item exists."""
    code = normalised(code)
    return is_s10(code) and check_digit(code[2:10]) == int(code[10])
