"""A dossier's life in a simulation, driven by a trace or by the engine itself: the same doors, and the same times to the second."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from workflow.clock import Calendar
from workflow.engine import legal_clock
from workflow.engine.case import ClockState, LegalClock
from workflow.engine.events import Actor
from workflow.simulation.pieces import ClockChange, Moment, Piece, Trace
from workflow.simulation.playing import Player


class Desk(Protocol):
    """An officer as lives need to know them."""

    @property
    def name(self) -> str: ...
    @property
    def post(self) -> tuple[str, str]: ...


class Life(Protocol):
    """One dossier: what opens when it comes in and when a piece is done, who may do what, and how it stands."""

    number: int
    seed: int
    """What its chances are drawn from."""
    pending: int
    """How many pieces have been taken up and are not done."""

    @property
    def ending(self) -> str | None: ...
    @property
    def procedure(self) -> str: ...
    @property
    def clock(self) -> LegalClock: ...
    def begin(self, at: float) -> Sequence[Piece]: ...
    def take(self, piece: Piece, officer: Desk) -> bool:
        """Whether this officer may do the piece; it is then theirs."""
        ...

    def complete(self, piece: Piece, at: float) -> Sequence[Piece]: ...
    def kept_for(self, piece: Piece) -> Desk | None:
        """Who did the piece before and does it again."""
        ...


class TracedLife:
    """Follows a trace: which pieces are done, the legal clock, and nothing else."""

    __slots__ = ("_begin", "_calendar", "_left", "_officers", "_trace", "clock", "ending", "number", "pending", "seed")

    def __init__(self, number: int, seed: int, trace: Trace, calendar: Calendar, begin: datetime) -> None:
        self.number = number
        self.seed = seed
        self.pending = 0
        self.ending: str | None = None
        self.clock = NOT_STARTED
        self._trace = trace
        self._calendar = calendar
        self._begin = begin
        self._left = [len(moment.needs) for moment in trace.moments]
        self._officers: dict[int, Desk] = {}

    @property
    def procedure(self) -> str:
        return self._trace.procedure

    def begin(self, at: float) -> Sequence[Piece]:
        return self._happen(self._trace.moments[0], at)

    def take(self, piece: Piece, officer: Desk) -> bool:
        if piece.not_by and any(self._officers.get(other) is officer for other in piece.not_by):
            return False
        self._officers[piece.number] = officer
        return True

    def kept_for(self, piece: Piece) -> Desk | None:
        return self._officers.get(piece.kept_by) if piece.kept_by is not None else None

    def complete(self, piece: Piece, at: float) -> Sequence[Piece]:
        if self.ending is not None:
            return ()
        opened: Sequence[Piece] = ()
        for place in piece.feeds:
            self._left[place] -= 1
            if self._left[place] == 0:
                more = self._happen(self._trace.moments[place], at)
                opened = (*opened, *more) if opened else more
        return opened

    def _happen(self, moment: Moment, at: float) -> tuple[Piece, ...]:
        if moment.clock:
            self.clock = changed(self.clock, moment.clock, self._begin + timedelta(seconds=at), self._calendar)
        if moment.ends is not None:
            self.ending = moment.ends
        return moment.opens


class PlayedLife:
    """Plays the case through the engine: slower by far, and what traces are measured against."""

    def __init__(self, number: int, seed: int, player: Player, begin: datetime) -> None:
        self.number = number
        self.seed = seed
        self.pending = 0
        self._player = player
        self._begin = begin
        self._officers: dict[str, Desk] = {}

    @property
    def procedure(self) -> str:
        return self._player.procedure.slug

    @property
    def clock(self) -> LegalClock:
        return self._player.case.clock

    @property
    def ending(self) -> str | None:
        return self._player.case.ending

    def begin(self, at: float) -> Sequence[Piece]:
        return self._player.begin()

    def take(self, piece: Piece, officer: Desk) -> bool:
        self._officers[officer.name] = officer
        return self._player.claim(piece, _actor(officer))

    def kept_for(self, piece: Piece) -> Desk | None:
        return self._officers.get(piece.kept_for) if piece.kept_for is not None else None

    def complete(self, piece: Piece, at: float) -> Sequence[Piece]:
        token = self._player.case.tokens.get(piece.visit)
        holder = token.holder if token is not None else None
        return self._player.complete(piece, self._begin + timedelta(seconds=at), holder)


NOT_STARTED = LegalClock()


def changed(clock: LegalClock, changes: Iterable[ClockChange], at: datetime, calendar: Calendar) -> LegalClock:
    """The legal clock after these changes, by the engine's own functions."""
    for change in changes:
        if change.what == "start":
            assert change.limit is not None
            clock = legal_clock.started(change.limit, at, calendar)
        elif change.what == "limit":
            assert change.limit is not None
            clock = legal_clock.limited(clock, change.limit, at, calendar)
        elif change.what == "pause":
            clock = legal_clock.paused(clock, at, calendar)
        elif change.what == "resume":
            clock = legal_clock.resumed(clock, at, calendar, change.how)
        elif clock.state is not ClockState.STOPPED:
            clock = legal_clock.stopped(clock, at)
    return clock


def _actor(officer: Desk) -> Actor:
    unit, role = officer.post
    return Actor(id=officer.name, name=officer.name, posts=((unit or "ONE_STOP", role),))
