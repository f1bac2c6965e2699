"""A case played through the real engine piece by piece: whoever plays says when each piece is done, and by whom.

What is filled in, which outcomes people choose and what the world answers stand in the case. Only when things happen does not.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from workflow.cases.ground import Ground
from workflow.cases.notation import Given, Mistake, list_of, plain_of
from workflow.cases.running import FACTS, Run, Verdict
from workflow.clock import Duration
from workflow.definition.models import RequestStep, WaitStep
from workflow.definition.reading import Node
from workflow.engine import Case, NotPermitted, advance, commands, events
from workflow.engine.case import Token
from workflow.engine.events import Actor
from workflow.engine.procedure import INDEX
from workflow.simulation.chance import number_of
from workflow.simulation.pieces import Party, Piece

PARTIES: dict[type, Party] = {
    commands.ProduceDocument: Party.PAPERS,
    commands.SignDocument: Party.SIGNING,
    commands.QueryRegister: Party.REGISTER,
    commands.OrderPayment: Party.BANK,
    commands.BookShipment: Party.POST,
    commands.DeliverElectronically: Party.PORTAL,
    commands.OpenDossier: Party.CALLED,
}
TIME_PASSES = ("after", "at")
SAYS_NOTHING = ("expect", "apologise")
"""Acts that change nothing for a simulation: what is expected, and appointments that leave the legal day as it is."""
AFTER_THE_END = "correct"
"""A result is corrected when the dossier is over: what follows is no part of its way."""
NOT_PLAYED = frozenset(FACTS) - {
    "ask_supplement", "supply", "withdraw", "signal", *TIME_PASSES, *SAYS_NOTHING, AFTER_THE_END,
}  # fmt: skip


class Player(Run):
    """One dossier under way."""

    def __init__(self, node: Node, ground: Ground, given: Given, at: datetime | None = None) -> None:
        super().__init__(node, ground, Verdict("", node.place), given)
        if at is not None:
            self.now = at
            self.procedure = ground.procedure_on(at.date(), plain_of(node, "parameters", {}))
            self.case = Case(code=self.case.code, procedure=self.procedure.slug, digest=self.procedure.digest)
        until_the_end = takewhile(lambda act: word_of(act) != AFTER_THE_END, list_of(node, "acts"))
        self.script = [act for act in until_the_end if _counts(act)]
        self.acts = [act for act in self.script if word_of(act) not in TIME_PASSES]
        self.alive: dict[int, Piece] = {}
        self.done: list[Piece] = []
        self._given_out: set[int] = set()
        self._opened: list[Piece] = []
        self._current: Piece | None = None
        self._actor: Actor | None = None
        self._number = 0
        self._count: dict[tuple[Party, str], int] = {}

    def begin(self) -> list[Piece]:
        """The dossier comes in; the pieces that open."""
        self.submit()
        return self._taken()

    def claim(self, piece: Piece, by: Actor) -> bool:
        """Whether the engine lets this officer take the piece; it then holds the step for them."""
        event = events.AssignmentClaimed(at=self.now, visit=piece.visit, by=by)
        try:
            self.case, _ = advance(self.procedure, self.case, event)
        except NotPermitted:
            return False
        return True

    def complete(self, piece: Piece, at: datetime, by: Actor | None = None) -> list[Piece]:
        """The piece is done; the pieces that open. One that was cancelled meanwhile changes nothing."""
        if self.alive.pop(piece.number, None) is None or self.case.ended:
            return []
        self.now, self._current, self._actor = at, piece, by
        if piece.act is not None:
            self.act(piece.act)
        elif piece.party is Party.TIMER:
            due = self.case.timers.get(piece.timer, at)
            self.apply(events.TimerFired(at=max(at, due), timer=piece.timer), self.node)
        for answer in piece.answers:
            self.apply(answer.but(at=at), self.node)
        self.done.append(piece)
        return self._taken()

    # --- what a running case does otherwise ---

    def apply(self, event: events.Event, node: Node, refused: str | None = None) -> None:
        """Apply one event; what it sets off becomes pieces instead of being answered at once."""
        before = self.case
        self.case, caused = advance(self.procedure, before, event)
        for command in caused:
            self._open(command, node)
        self._open_supplement(before)
        for token in self.case.tokens.values():
            if token.visit not in before.tokens:
                self._open_event(token)
                self._open_timer(token)
        for number, piece in list(self.alive.items()):
            if piece.visit and piece.visit not in self.case.tokens:
                del self.alive[number]

    def waiting_at(self, node: Node, step: str) -> Token:
        assert self._current is not None
        return self.case.tokens[self._current.visit]

    def officer(self, node: Node, role: str, unit: str | None) -> Actor:
        assert self._actor is not None
        return self._actor

    # --- pieces ---

    def _taken(self) -> list[Piece]:
        if (withdrawal := self._next_act("withdraw")) is not None and not self.case.ended:
            self._piece(Party.WITHDRAWAL, "", act=self._give_out(withdrawal))
        if (told := self._next_act("signal")) is not None and self._is_awaited(told):
            self._piece(Party.EVENT, "", act=self._give_out(told))
        opened, self._opened = [piece for piece in self._opened if piece.number in self.alive], []
        return opened

    def _open(self, command: commands.Command, node: Node) -> None:
        visit = getattr(command, "visit", 0)
        token = self.case.tokens.get(visit)
        if token is None:
            return
        if isinstance(command, commands.OpenAssignment):
            self._ask(token, command.role, command.officer)
        elif isinstance(command, commands.UpdateAssignment):
            review = self.review_of(token)
            if not command.parked and review is not None and not self._is_open(visit):
                self._ask(token, review.review, command.officer)
        elif (party := PARTIES.get(type(command))) is not None:
            answers = tuple(self.world.answers_to(command, self.now))
            if answers:
                self._piece(party, token.path, visit=visit, answers=answers)

    def _ask(self, token: Token, role: str, kept_for: str | None) -> None:
        """A piece for an officer, when the case says what is decided; else nobody ever takes the step up."""
        act = next((act for act in self.acts if id(act) not in self._given_out and _is_at(act, token.path)), None)
        if act is None:
            return
        review = self.review_of(token)
        self._piece(
            Party.OFFICER, token.path, visit=token.visit, unit=token.unit or "", role=role, kept_for=kept_for,
            within=review.within if review is not None else None, act=self._give_out(act),
        )  # fmt: skip

    def _open_supplement(self, before: Case) -> None:
        asked = self.case.supplement
        if asked is None or before.supplement is not None:
            return
        window = self.procedure.definition.supplement.window
        act = next((act for act in self.acts if id(act) not in self._given_out and word_of(act) == "supply"), None)
        if act is not None:
            self._piece(Party.SUPPLEMENT, "", act=self._give_out(act), lasts=window)
        else:
            self._piece(Party.TIMER, "supplement", timer="supplement", lasts=window)

    def _open_event(self, token: Token) -> None:
        """What somebody outside tells: not before the step that waits for it is entered, however early the case says it."""
        step = self.procedure.graph(token.scope).steps[token.step]
        if isinstance(step, WaitStep):
            left = (act for act in self.acts if id(act) not in self._given_out and word_of(act) == "signal")
            act = next((act for act in left if str(act["signal"].value) in step.awaited), None)
            if act is not None:
                self._piece(Party.EVENT, token.path, visit=token.visit, act=self._give_out(act), lasts=step.wait)

    def _is_awaited(self, told: Node) -> bool:
        """Whether this event would end something that is under way."""
        steps = (self.procedure.graph(token.scope).steps[token.step] for token in self.case.tokens.values())
        return any(str(told["signal"].value) in step.awaited for step in steps)

    def _open_timer(self, token: Token) -> None:
        timer = f"step:{token.visit}"
        if timer not in self.case.timers or self._is_open(token.visit):
            return
        step = self.procedure.graph(token.scope).steps[token.step]
        lasts: Duration | float | None = None
        if isinstance(step, WaitStep):
            lasts = step.wait
        elif isinstance(step, RequestStep):
            lasts = step.within
        seconds = (self.case.timers[timer] - self.now) / timedelta(seconds=1)
        self._piece(Party.TIMER, token.path, visit=token.visit, timer=timer, lasts=lasts or seconds)

    def _piece(self, party: Party, path: str, **more: object) -> None:
        step = INDEX.sub("[]", path) or party.value
        nth = self._count.get((party, path), 0)
        self._count[party, path] = nth + 1
        piece = Piece(self._number, party, step, number_of(f"{party}:{path}:{nth}"), **more)  # type: ignore[arg-type]
        self._number += 1
        self.alive[piece.number] = piece
        self._opened.append(piece)

    def _is_open(self, visit: int) -> bool:
        return any(piece.visit == visit for piece in self.alive.values() if piece is not self._current)

    def _next_act(self, word: str) -> Node | None:
        """The next act of the case when all before it are done and it is this one."""
        done = sum(piece.act is not None for piece in self.done)
        act = self.acts[done] if done < len(self.acts) else None
        return act if act is not None and id(act) not in self._given_out and word_of(act) == word else None

    def _give_out(self, act: Node) -> Node:
        self._given_out.add(id(act))
        return act


def word_of(act: Node) -> str:
    """What an act is about: a fact, or the step decided."""
    return next(iter(act.value)) if isinstance(act.value, dict) and act.value else ""


def unplayed(node: Node) -> Iterator[Mistake]:
    """What a simulation cannot play of a case."""
    for act in list_of(node, "acts"):
        if word_of(act) in NOT_PLAYED:
            yield Mistake(act, f"a simulation does not play `{word_of(act)}`", "choose another case")


def _counts(act: Node) -> bool:
    return act.get("refused") is None and word_of(act) not in SAYS_NOTHING


def _is_at(act: Node, path: str) -> bool:
    word = word_of(act)
    step = str(act[word]["at"].value) if word == "ask_supplement" else word
    return path == step or path.endswith(f"/{step}")
