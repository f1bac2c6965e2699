"""Endings of keys that make the sandbox registers behave in a particular way, so that a test can ask for trouble."""

from enum import StrEnum


class Ending(StrEnum):
    """The last four characters of a key; they read like the HTTP status that comes closest."""

    NOT_FOUND = "9404"
    """Every register answers `not_found`."""
    MISMATCH = "9409"
    """Every register answers `mismatch`, whatever is asked: population and contributions on the name."""
    SLOW = "9202"
    """The first answer is `pending`; the real one comes when polled after the sandbox's `answer_after` seconds."""
    DOWN = "9503"
    """The register is away (503) for the first `down_times` questions about this key."""
    ELSEWHERE = "9301"
    """The first years were paid in another province: `elsewhere` is true."""
    SEVERAL_EMPLOYERS = "9302"
    """Three employers one after another: `several_employers` is true."""
    RENAMED = "9303"
    """The contribution record carries another given name than the population register."""
    LONG_SERVICE = "9320"
    """Left after more than 20 years, so no lump sum by article 70.1 đ of Law 41/2024/QH15."""
    PENSIONER = "9330"
    """On a pension, after at least 21 years; cards and contributions agree."""
    PENSION_SUSPENDED = "9331"
    """The pension was suspended in 2025: the person went to prison."""
    WORK_ACCIDENT = "9332"
    """In work with a monthly work-accident allowance: a loss of 31 to 60 %."""
    SURVIVOR = "9333"
    """On a monthly survivor's allowance; never insured."""
    COMMUNE_CADRE = "9334"
    """On the monthly allowance of commune cadres."""
    INCAPACITY = "9335"
    """On an incapacity allowance of the 1980s, with its paper file."""
    INCAPACITY_ENDED = "9336"
    """An incapacity allowance that ended before 2010 (Decision 613/QĐ-TTg): only the paper file tells."""
    UNEMPLOYMENT = "9337"
    """Left in September 2025 and on unemployment benefit since November."""
    TEACHER = "9338"
    """A teacher retired before 2011 (Decision 52/2013/QĐ-TTg), with the paper file."""
    DECISION_613 = "9339"
    """On the allowance of Decision 613/QĐ-TTg."""
    DEAD = "9340"
    """Died in the second half of 2025 while in work; leaves a spouse and children."""
    DEAD_PENSIONER = "9342"
    """A pensioner who died in the second half of 2025; two months of pension were not collected."""
    MISSING = "9344"
    """A pensioner whom a court declared missing in 2025; the pension is suspended."""
    PENSION_AUTHORISED = "9345"
    """A pensioner whose spouse collects on an authorisation."""
    ACCIDENT_ONE_OFF = "9346"
    """In work, had a one-off work-accident allowance: a loss of 5 to 30 %."""
    CO_PAYMENTS = "9350"
    """Insured for more than five years, and co-payments of this year are above six reference levels."""
    LAPSED = "9353"
    """The health card ended with the work."""
    DISSOLVED = "9410"
    """The enterprise has been dissolved."""
    NO_CONTRACT = "9411"
    """The care facility has a licence and no care contract."""
    CANCELLED = "9412"
    """The invoice has been cancelled."""


PENSIONS = frozenset(
    (Ending.PENSIONER, Ending.PENSION_SUSPENDED, Ending.DEAD_PENSIONER, Ending.MISSING, Ending.PENSION_AUTHORISED)
)
"""Pensioners with a contribution history."""
NEVER_RECORDED = frozenset(
    (
        *(Ending.SURVIVOR, Ending.COMMUNE_CADRE, Ending.TEACHER),
        *(Ending.INCAPACITY, Ending.INCAPACITY_ENDED, Ending.DECISION_613),
    )
)
"""People without a contribution history: what they have is older than the register, or comes from somebody else."""


_BY_TAIL = {found.value: found for found in Ending}


def ending(key: str) -> Ending | None:
    """The ending a key has, if it is one of those above."""
    return _BY_TAIL.get(key[-4:])
