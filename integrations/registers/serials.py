"""Numbers of papers that carry what the paper says, so that a register can confirm it: base 36 and a check letter."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digits(value: int, width: int) -> str:
    """The value in base 36; raises ValueError when it does not fit."""
    text = ""
    for _ in range(width):
        value, rest = divmod(value, 36)
        text = ALPHABET[rest] + text
    if value:
        raise ValueError("the value does not fit into a serial number")
    return text


def check_letter(body: str) -> str:
    """Always a letter, so that no ordinary number ends in the digits of a special one."""
    return chr(ord("A") + sum((i + 2) * int(c, 36) for i, c in enumerate(body)) % 26)
