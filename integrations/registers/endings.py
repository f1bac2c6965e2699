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
    DISSOLVED = "9410"
    """The enterprise has been dissolved."""


def ending(key: str) -> Ending | None:
    """The ending a key has, if it is one of those above."""
    tail = key[-4:]
    return Ending(tail) if tail in set(Ending) else None
