"""What a line typed in a session means: which outcome of which step, or which fact, as an act of a case. Pure."""

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.cases.expecting import value_at
from workflow.cases.recording import standing, written_moment
from workflow.cases.session import Act, Session
from workflow.cases.world import BANK, CALLED, POST, SILENT, Question
from workflow.definition.models import ReviewStep, Text
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read_text
from workflow.engine.case import Token, Wait
from workflow.engine.steps.returning import OUTCOMES, ROLE

BECAUSE = "because"
HAPPENED = "tried by hand"
"""The reason where none was typed."""


class Unclear(Exception):
    """Why a line means nothing here, and what would."""


@dataclass(frozen=True)
class Choice:
    """One way out of a step that waits for a person."""

    number: int
    token: Token
    outcome: str
    label: Text | None
    needs_reason: bool
    required: tuple[str, ...]
    """Fields that must be filled in."""

    @property
    def step(self) -> str:
        return self.token.path


def waiting_for_people(session: Session) -> list[Token]:
    """The tokens somebody must decide about, oldest first."""
    return [token for token in session.run.case.tokens.values() if token.waits_for is Wait.PERSON]


def role_asked(session: Session, token: Token) -> str:
    """The role that may decide."""
    review = session.run.review_of(token)
    return review.review if review is not None else ROLE


def choices(session: Session) -> list[Choice]:
    """Every way people may move the dossier now, numbered from 1."""
    found: list[Choice] = []
    for token in waiting_for_people(session):
        if token.parked:
            continue
        review = session.run.review_of(token)
        for outcome in review.outcomes() if review is not None else OUTCOMES[token.stage or ""]:
            found.append(Choice(len(found) + 1, token, outcome, *_asked_for(review, outcome)))
    return found


def _asked_for(review: ReviewStep | None, outcome: str) -> tuple[Text | None, bool, tuple[str, ...]]:
    if review is None:
        return None, False, ()
    needs_reason = outcome in review.reason_for
    return review.labels.get(outcome), needs_reason, () if needs_reason else review.required


def act_of(line: str, session: Session) -> Act:
    """The act a line means; raises Unclear."""
    word, _, rest = line.strip().partition(" ")
    fact = FACTS.get(word.rstrip(":"))
    if fact is not None and word not in {choice.outcome for choice in choices(session)}:
        return fact(rest.strip(), session)
    if word in ANSWERS and session.run.world.open:
        return _answer(line.strip(), session)
    return _decision(line.strip(), session)


# --- decisions ---


def _decision(line: str, session: Session) -> Act:
    line, _, reason = _parted(line, BECAUSE)
    words = _words(line)
    choice, rest = _chosen(words, choices(session))
    fields = dict(_filled_in(word, session.run.review_of(choice.token)) for word in rest)
    return {
        short_name(session, choice.token): choice.outcome,
        **({"fields": fields} if fields else {}),
        **({"reason": reason} if reason else {}),
    }


def _chosen(words: list[str], known: list[Choice]) -> tuple[Choice, list[str]]:
    """The choice that the first word, or the first two, name; and the words after it."""
    first, *rest = words or [""]
    if first.isdigit():
        found = [choice for choice in known if choice.number == int(first)]
    else:
        found = [choice for choice in known if choice.outcome == first]
        if rest and not found:
            of_step = [choice for choice in known if _is_named(choice.step, first.rstrip(":"))]
            found, rest = [choice for choice in of_step if choice.outcome == rest[0]], rest[1:]
    if len(found) == 1:
        return found[0], rest
    if found:
        raise Unclear(f"several steps can end as '{first}': {', '.join(f'{each.step} {first}' for each in found)}")
    possible = ", ".join(f"{each.number} {each.outcome}" for each in known) or "nobody is asked to decide"
    raise Unclear(f"'{first}' is no way on here; possible: {possible}; `help` lists what else can happen")


def _filled_in(word: str, review: ReviewStep | None) -> tuple[str, Any]:
    name, equals, value = word.partition("=")
    if not equals:
        raise Unclear(f"'{word}' is no field: write name=value, and a reason after `{BECAUSE}`")
    kind = review.fields.get(name, {}).get("type") if review is not None else "string"
    return name, _typed(value, kind)


def short_name(session: Session, token: Token) -> str:
    """The last part of a step's path where that is enough to know it."""
    alike = [each for each in waiting_for_people(session) if each.step == token.step]
    return token.step if len(alike) == 1 else token.path


def _is_named(path: str, name: str) -> bool:
    return path == name or path.endswith(f"/{name}")


# --- facts ---


def _ask(rest: str, session: Session) -> Act:
    """`ask [at STEP] /pointer reason; component reason`"""
    rest = rest.removeprefix("supplement").strip()
    waiting = waiting_for_people(session)
    if not waiting:
        raise Unclear("nobody works on the dossier who could ask")
    step = short_name(session, waiting[0])
    if rest.startswith("at "):
        step, _, rest = rest.removeprefix("at ").strip().partition(" ")
    items = []
    for part in filter(None, (each.strip() for each in rest.split(";"))):
        what, _, reason = part.partition(" ")
        kind = "field" if what.startswith("/") else "component"
        items.append({kind: what, "reason": reason.strip() or HAPPENED})
    if not items:
        components = ", ".join(session.run.procedure.definition.components)
        raise Unclear(
            f"say what is missing: `ask /person/phone the number is wrong; paper reason`; papers: {components}"
        )
    return {"ask_supplement": {"at": step, "items": items}}


def _supply(rest: str, session: Session) -> Act:
    """`supply /pointer=value … component …`"""
    change: dict[str, Any] = {}
    papers = []
    for word in _words(rest):
        pointer, equals, value = word.partition("=")
        if equals and pointer.startswith("/"):
            before = value_at(session.run.answers, pointer.strip("/").replace("/", "."))
            kind = "string" if isinstance(before, str) else "number" if isinstance(before, int | float) else None
            change[pointer] = _typed(value, kind)
        else:
            papers.append(word)
    return {"supply": {**({"change": change} if change else {}), **({"papers": papers} if papers else {})}}


def _apologise(rest: str, session: Session) -> Act:
    until, reason = _moment_first(rest)
    return {"apologise": {"until": until, "reason": reason or HAPPENED}}


def _correct(rest: str, session: Session) -> Act:
    template, _, reason = rest.partition(" ")
    return {"correct": {"document": template, "reason": reason or HAPPENED}}


def _until(rest: str, session: Session) -> Act:
    return {"at": _moment_first(rest)[0]}


def _next(rest: str, session: Session) -> Act:
    """To the next moment at which something happens by itself."""
    timers = session.run.case.timers
    if not timers:
        raise Unclear("nothing happens by itself any more")
    return {"at": written_moment(max(min(timers.values()), session.run.now))}


def _answer(rest: str, session: Session) -> Act:
    """`answer [NAME] [ANSWER]`; without an answer what the case says, or what is usual."""
    questions = list(session.run.world.open.values())
    if not questions:
        raise Unclear("nothing is asked that waits for an answer")
    word, _, said = rest.partition(" ")
    named = [question for question in questions if question.name == word]
    question = (named or [_who_says(word, questions)])[0]
    said = said.strip() if named else rest
    answer = _read_answer(said) if said else question.usual
    if answer == SILENT:
        raise Unclear(f"the case leaves {question.name} silent: say the answer yourself")
    if isinstance(question.usual, dict) and answer == question.usual.get("outcome", "found"):
        answer = question.usual  # the word alone means the data the case has for it
    token = session.run.case.tokens.get(question.command.visit)
    alike = [each for each in questions if each.name == question.name]
    of = {"of": token.path} if token is not None and len(alike) > 1 else {}
    return {"answer": {question.name: answer}, **of}


def _who_says(word: str, questions: list[Question]) -> Question:
    """Whose question a bare answer belongs to."""
    if not word:
        return questions[0]
    for names, words in SAYING:
        for question in questions:
            who = question.name if question.name in (BANK, POST, CALLED) else "register"
            if who in names and word in words:
                return question
    for question in questions:
        if question.name not in (BANK, POST, CALLED) and word.startswith("{"):
            return question
    asked = ", ".join(f"answer {each.name} …" for each in questions)
    raise Unclear(f"nobody who was asked says '{word}'; write {asked}")


def _read_answer(text: str) -> Any:
    """A word, or a mapping as cases write it: `{ data: … }`; `rejected 123,456` names accounts."""
    word, _, accounts = text.partition(" ")
    if word == "rejected" and accounts:
        return {"rejected": [account.strip() for account in accounts.split(",")]}
    if not text.startswith(("{", "[")):
        return text
    try:
        return read_text(text, "what was typed").plain()
    except DefinitionError as error:
        raise Unclear(error.faults[0].reason) from None


def _reason(fact: str) -> Callable[[str, Session], Act]:
    return lambda rest, session: {fact: rest or HAPPENED}


def _expect(rest: str, session: Session) -> Act:
    """How things stand here becomes part of the case."""
    stands = standing(session.run)
    return {"expect": {key: stands[key] for key in ("waits_at", "due", "late", "documents") if key in stands}}


FACTS: dict[str, Callable[[str, Session], Act]] = {
    "ask": _ask,
    "supply": _supply,
    "withdraw": _reason("withdraw"),
    "suspend": _reason("suspend"),
    "resume": _reason("resume"),
    "apologise": _apologise,
    "correct": _correct,
    "signal": lambda rest, session: {"signal": rest},
    "pass": lambda rest, session: {"after": rest},
    "after": lambda rest, session: {"after": rest},
    "until": _until,
    "at": _until,
    "next": _next,
    "answer": _answer,
    "expect": _expect,
}
SAYING = (
    (("register",), ("found", "not_found", "mismatch")),
    ((BANK,), ("paid", "rejected")),
    ((POST,), ("delivered", "undelivered")),
    ((CALLED,), ("settled", "declined", "refused", "withdrawn", "expired")),
)
ANSWERS = frozenset(word for _, words in SAYING for word in words)


# --- words ---


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise Unclear("a quotation mark is not closed") from None


def _parted(line: str, word: str) -> tuple[str, str, str]:
    """The line before and after a word standing alone."""
    before, found, after = f" {line} ".partition(f" {word} ")
    return before.strip(), found, after.strip()


def _moment_first(text: str) -> tuple[str, str]:
    """A day, perhaps with a time, and what follows it."""
    day, _, rest = text.partition(" ")
    time, _, after = rest.partition(" ")
    if not day:
        raise Unclear("say the day, as 2025-08-04 or 2025-08-04 09:00")
    if ":" in time and time.replace(":", "").isdigit():
        return f"{day} {time}", after.strip()
    return (f"{day} 08:00" if len(day) == len("2025-08-04") else day), rest.strip()


def _typed(text: str, kind: str | None) -> Any:
    """A word as data where it is more than a text: digits alone are a number only where one is wanted."""
    data = text.startswith(("{", "[")) or text in ("true", "false", "null") or kind in ("integer", "number")
    if kind == "string" or not data:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
