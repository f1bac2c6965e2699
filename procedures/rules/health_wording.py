"""Numbers as the lines of health-cost rules write them."""

from fractions import Fraction


def money_text(amount: int) -> str:
    """`379500` as 379.500."""
    return f"{amount:,}".replace(",", ".")


def factor_text(number: Fraction | int | str) -> str:
    """A factor as Vietnamese text has it: 0,15."""
    return f"{float(Fraction(number)):g}".replace(".", ",")
