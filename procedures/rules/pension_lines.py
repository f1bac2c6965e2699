"""Lines of a pension's working: the wording of numbers, and lines that name the parameter they come from."""

from fractions import Fraction

from procedures.rules.law import Used
from procedures.rules.working import Line, plain_number


def line(vi: str, en: str, value: int | str, unit: str, used: Used) -> Line:
    """A line whose value was taken from, or computed with, a parameter."""
    return Line(
        label_vi=vi,
        label_en=en,
        value=value,
        unit=unit,
        basis=used.basis,
        parameter=used.parameter,
        as_of=used.as_of,
    )


def plain_line(vi: str, en: str, value: int | str, unit: str = "đồng", basis: str = "") -> Line:
    """A line that follows from those above it."""
    return Line(label_vi=vi, label_en=en, value=value, unit=unit, basis=basis)


def comma(number: Fraction | int | str) -> str:
    """A number as Vietnamese papers write it: 17,5."""
    return point(number).replace(".", ",")


def point(number: Fraction | int | str) -> str:
    """A number as English papers write it: 17.5."""
    return str(plain_number(number) if isinstance(number, Fraction) else number)


def money(amount: int) -> str:
    """Đồng as Vietnamese papers write them: 12.050.000."""
    return f"{amount:,}".replace(",", ".")
