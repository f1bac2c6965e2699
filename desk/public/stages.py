"""The way of a dossier as the applicant sees it: what is past, where it stands, what lies ahead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desk import doors
from desk.words import Words

State = Literal["past", "now", "stop", "ahead"]
SHORT_ENDS = {"refused", "withdrawn", "expired"}


@dataclass(frozen=True)
class Stage:
    """One station of the way."""

    state: State
    title: str
    at: datetime | None = None
    text: str = ""


def stages(view: doors.PublicView, words: Words) -> list[Stage]:
    """The stations in order; a dossier that ended early stops at the end it met."""
    way = [Stage("past", words("stage.filed"), view.submitted_at)]
    if view.accepted_at:
        way.append(Stage("past", words("stage.accepted"), view.accepted_at))
    if view.ending in SHORT_ENDS:
        return [*way, Stage("stop", words(f"stage.{view.ending}"))]
    if not view.accepted_at:
        way.append(_waiting(view, words) or Stage("now", words("stage.receiving")))
        return [*way, *_ahead(words, "processing", "settled", "returned")]
    if not view.settled_at:
        way.append(_waiting(view, words) or Stage("now", words("stage.processing")))
        return [*way, *_ahead(words, "settled", "returned")]
    way.append(Stage("past", words("stage.processing")))
    if view.returned_at:
        way.append(Stage("past", words("stage.settled"), view.settled_at))
        return [*way, Stage("past", words("stage.returned"), view.returned_at)]
    way.append(Stage("now", words("stage.settled"), view.settled_at))
    return [*way, *_ahead(words, "returned")]


def _waiting(view: doors.PublicView, words: Words) -> Stage | None:
    if view.supplement:
        return Stage("now", words("stage.supplement"), view.supplement.asked_at)
    if view.status == doors.PublicStatus.STOPPED:
        return Stage("now", words("stage.stopped"))
    return None


def _ahead(words: Words, *names: str) -> list[Stage]:
    return [Stage("ahead", words(f"stage.{name}")) for name in names]
