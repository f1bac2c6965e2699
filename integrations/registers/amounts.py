"""What amounts in the registers move with: the reference level and the adjustments of benefits in payment."""

from datetime import date

REFERENCE_LEVEL = (
    (date(2012, 5, 1), 1_050_000),
    (date(2013, 7, 1), 1_150_000),
    (date(2016, 5, 1), 1_210_000),
    (date(2017, 7, 1), 1_300_000),
    (date(2018, 7, 1), 1_390_000),
    (date(2019, 7, 1), 1_490_000),
    (date(2023, 7, 1), 1_800_000),
    (date(2024, 7, 1), 2_340_000),
    (date(2026, 7, 1), 2_530_000),
)
"""Đồng a month from a day on: the base salary (decrees 66/2013 to 161/2026)."""

# Decrees 42/2023, 75/2024, 162/2026; what was raised before 2023 is in the amounts of the beginning.
_ADJUSTED = ((date(2023, 7, 1), 1125), (date(2024, 7, 1), 1150), (date(2026, 7, 1), 1080))


def reference_level(day: date) -> int:
    """Đồng a month on a day."""
    return max((value for since, value in REFERENCE_LEVEL if since <= day), default=REFERENCE_LEVEL[0][1])


def adjusted(amount: int, begun: date, day: date) -> int:
    """A monthly benefit that began at `amount`, as it stands on a day."""
    for on, thousandths in _ADJUSTED:
        if begun < on <= day:
            amount = (amount * thousandths + 500) // 1000
    return amount
