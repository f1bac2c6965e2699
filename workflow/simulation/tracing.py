"""Plays a case once in its own order and at its own time, and writes down its way: what opens what, and what the clock does.

Where branches meet, a moment needs the pieces of all of them, so that the way stays right when they are done in another order.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from workflow.cases.ground import Ground
from workflow.cases.notation import Given, Mistake, duration, moment, plain_of
from workflow.definition.models import OnSupplement, ReviewStep
from workflow.definition.reading import Node
from workflow.engine import Refused
from workflow.engine.case import Case, ClockState, LegalClock, Wait
from workflow.engine.events import Actor
from workflow.engine.permission import deciders_of
from workflow.simulation.pieces import ClockChange, Moment, Party, Piece, Trace
from workflow.simulation.playing import TIME_PASSES, Player, unplayed, word_of

BY_HAND = frozenset({Party.OFFICER, Party.SUPPLEMENT, Party.WITHDRAWAL, Party.EVENT})
OF_THE_WHOLE = frozenset({Party.WITHDRAWAL, Party.EVENT})
"""What happens to a dossier when everything before it in the case was done, if no step of its own waits for it."""
CHILDREN = (".", "[", "/")


def trace(node: Node, ground: Ground, given: Given) -> Trace:
    """The way of a case; raises Mistake when it cannot be played, or does not come to an end."""
    for mistake in unplayed(node):
        raise mistake
    tracer = _Tracer(Player(node, ground, given))
    try:
        tracer.play()
    except Refused as error:
        raise Mistake(node, f"the case cannot be played: {error}") from None
    if not tracer.player.case.ended:
        raise Mistake(node, "the case does not come to an end", "choose one that says how the dossier ends")
    channel = plain_of(node, "channel", "online")
    return Trace(tracer.player.procedure.slug, str(node["case"].value), channel, tracer.moments)


class _Tracer:
    def __init__(self, player: Player) -> None:
        self.player = player
        self.moments: list[Moment] = []
        self.waiting: list[Piece] = []
        self.early: list[Node] = []
        """What was told before a step waited for it: it comes as soon as one does."""
        self._ancestors: dict[int, frozenset[int]] = {}
        """What had to be done before a piece could open."""
        self._paths: dict[int, str] = {}

    def play(self) -> None:
        before = self.player.case
        self._note(frozenset(), before, self.player.begin())
        self._let_machines_work()
        for act in self.player.script:
            if word_of(act) in TIME_PASSES:
                self._pass_time(act)
            elif word_of(act) == "signal" and not self._open_for(act):
                self.early.append(act)
            else:
                self._complete(self._piece_of(act), self.player.now)
            self._let_machines_work()

    def _open_for(self, act: Node) -> Piece | None:
        return next((piece for piece in self.waiting if piece.act is act), None)

    def _piece_of(self, act: Node) -> Piece:
        found = self._open_for(act)
        if found is None:
            raise Mistake(act, f"nobody is asked for '{word_of(act)}' when the case is played", "run `motcua case`")
        return found

    def _let_machines_work(self) -> None:
        while (piece := next((each for each in self.waiting if self._is_at_once(each)), None)) is not None:
            self._complete(piece, self.player.now)

    def _is_at_once(self, piece: Piece) -> bool:
        if piece.party is Party.EVENT:
            return any(piece.act is act for act in self.early)
        return piece.party not in BY_HAND and piece.party is not Party.TIMER

    def _pass_time(self, act: Node) -> None:
        given = act[word_of(act)]
        calendar = self.player.procedure.calendar
        is_moment = word_of(act) == "at"
        until = moment(given) if is_moment else calendar.due(self.player.now, duration(given))
        while (found := self._next_timer(until)) is not None:
            piece, at = found
            self._complete(piece, max(at, self.player.now))
            self._let_machines_work()
        self.player.now = until

    def _next_timer(self, until: datetime) -> tuple[Piece, datetime] | None:
        timers = self.player.case.timers
        due = [(each, timers[each.timer]) for each in self.waiting if each.timer in timers]
        return min((each for each in due if each[1] <= until), key=lambda each: each[1], default=None)

    def _complete(self, piece: Piece, at: datetime) -> None:
        player, before = self.player, self.player.case
        self._paths[piece.number] = before.tokens[piece.visit].path if piece.visit in before.tokens else ""
        piece.not_by = tuple(sorted(self._not_by(piece, before)))
        unit_and_role = (piece.unit or "ONE_STOP", piece.role)
        by = piece.kept_for or str(piece.number)  # everybody is another one, so that four eyes show who is meant
        opened = player.complete(piece, at, Actor(id=by, name=by, posts=(unit_and_role,)))
        needs = self._without_ancestors({piece.number, *self._joined(before)})
        of_the_whole = [each for each in opened if each.party in OF_THE_WHOLE and not each.visit]
        self._note(needs, before, [each for each in opened if each not in of_the_whole])
        if of_the_whole:
            told = self._without_ancestors({each.number for each in player.done if each.act is not None})
            self._note(told, player.case, of_the_whole)
        self.waiting = [each for each in self.waiting if each.number in player.alive]

    def _note(self, needs: frozenset[int], before: Case, opened: list[Piece]) -> None:
        after = self.player.case
        ends = after.ending if before.ending is None else None
        clock = tuple(_clock_changes(before.clock, after.clock))
        known = frozenset().union(needs, *(self._ancestors[number] for number in needs))
        for piece in opened:
            self._ancestors[piece.number] = known
            piece.kept_by = int(piece.kept_for) if piece.kept_for is not None else None
        self.waiting.extend(opened)
        if not opened and not clock and ends is None and self.moments:
            return
        place = len(self.moments)
        self.moments.append(Moment(needs, tuple(opened), clock, ends))
        for piece in self.player.done:
            if piece.number in needs:
                piece.feeds = (*piece.feeds, place)

    def _not_by(self, piece: Piece, case: Case) -> Iterator[int]:
        token = case.tokens.get(piece.visit)
        step = self.player.procedure.graph(token.scope).steps[token.step] if token is not None else None
        if token is not None and isinstance(step, ReviewStep):
            for other in step.not_by:
                yield from (int(actor.id) for actor in deciders_of(case, token.scope, other))

    def _joined(self, before: Case) -> Iterator[int]:
        """The pieces inside every compound step that has just been left."""
        for visit, token in before.tokens.items():
            if token.waits_for is Wait.CHILDREN and visit not in self.player.case.tokens:
                for piece in self.player.done:
                    path = self._paths.get(piece.number, "")
                    if path.startswith(tuple(token.path + mark for mark in CHILDREN)):
                        yield piece.number

    def _without_ancestors(self, numbers: set[int]) -> frozenset[int]:
        """Only the last of each branch: what came before them is done anyhow."""
        above = set().union(*(self._ancestors[number] for number in numbers))
        return frozenset(numbers - above)


def _clock_changes(before: LegalClock, after: LegalClock) -> Iterable[ClockChange]:
    if before is after:
        return
    if before.state is ClockState.NOT_STARTED and after.accepted_at is not None:
        yield ClockChange("start", after.limit)
    elif after.limit != before.limit:
        yield ClockChange("limit", after.limit)
    if before.state is ClockState.RUNNING and after.state is ClockState.PAUSED:
        yield ClockChange("pause")
    elif before.state is ClockState.PAUSED and after.state is ClockState.RUNNING:
        restarted = after.counted_from != before.counted_from
        yield ClockChange("resume", how=OnSupplement.RESTART if restarted else OnSupplement.PAUSE)
    elif before.state is not ClockState.STOPPED and after.state is ClockState.STOPPED and after.accepted_at is not None:
        yield ClockChange("stop")
