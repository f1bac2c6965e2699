"""What performing a piece of work comes to."""

from dataclasses import dataclass

from workflow.engine.events import Event


@dataclass(frozen=True)
class Done:
    """The work is done; `event` tells the dossier, in the transaction that ends the work."""

    event: Event | None = None


@dataclass(frozen=True)
class Later:
    """Somebody outside has not done their part yet: look again after `seconds`; `event` is news for the dossier meanwhile."""

    seconds: float
    event: Event | None = None


Outcome = Done | Later


def growing(first: float, times: int, longest: float) -> float:
    """`first` seconds, doubled `times` times, never more than `longest`; a wait of months does not overflow it."""
    return min(first * 2.0 ** min(times, 64), longest)
