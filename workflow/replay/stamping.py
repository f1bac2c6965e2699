"""From a planned dossier to what is handed in: a template that goes as planned, with the people of its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from workflow.clock import HANOI, Calendar
from workflow.replay.mix import Mix
from workflow.replay.plan import Planned
from workflow.replay.templates import Stamped, Template, Templates
from workflow.service.attachments import Attachment
from workflow.service.submitting import Submission

PORTAL = "portal"


class NoTemplate(Exception):
    """No case of a procedure goes as planned."""


@dataclass(frozen=True)
class Handed:
    """A dossier as it is handed in, and what will be done with it."""

    planned: Planned
    template: Template
    stamped: Stamped
    spoilt: str | None
    """Pointer of the field that was filled in wrong."""


class Stamping:
    """Chooses cases by their weights and stamps them out; the same place always gives the same dossier."""

    def __init__(self, mix: Mix, templates: Templates, calendar: Calendar, seed: int) -> None:
        self._mix = mix
        self._templates = templates
        self._calendar = calendar
        self._seed = seed

    def handed(self, planned: Planned) -> Handed:
        """Raises NoTemplate."""
        template = self._template(planned)
        stamped = template.stamped(planned.place)
        spoilt = _a_phone(stamped.answers) if planned.trouble == "errors" else None
        return Handed(planned, template, stamped, spoilt)

    def submission(self, handed: Handed, paper: bytes) -> Submission:
        """What comes through the door."""
        planned, stamped = handed.planned, handed.stamped
        offered = self._templates.channels(planned.procedure, planned.at.date())
        channel = planned.channel if planned.channel in offered else offered[0]
        answers = stamped.answers
        if planned.return_way != "post" and isinstance(answers.get("return_to"), dict):
            answers = {**answers, "return_to": {"way": planned.return_way}}
        if handed.spoilt is not None:
            answers = _with(answers, handed.spoilt.strip("/").split("/"), "12")
        phone = f"09{planned.place:08}"
        receiver = {
            "name": stamped.applicant["name"], "phone": phone, "address": f"Số {planned.place % 200 + 1} đường Trần Phú, Hạ Long",
            "province_code": "22",
        }  # fmt: skip
        return Submission(
            source=PORTAL if channel == "online" else channel,
            reference=planned.reference,
            procedure=planned.procedure,
            channel=channel,
            applicant={
                **stamped.applicant,
                "phone": phone,
                "receiver": receiver if planned.return_way == "post" else None,
            },
            return_way=planned.return_way,
            answers=answers,
            attachments=[Attachment(component, f"{component}.pdf", paper) for component in stamped.papers],
            at=planned.at,
        )

    def _template(self, planned: Planned) -> Template:
        week = _week(planned.at.date(), self._calendar)
        chance = Random(f"{self._seed}/{planned.place}/case")
        for rows in dict.fromkeys((planned.list_, None)):
            for sentence in self._in_order(planned.procedure, planned.ending, chance):
                found = self._templates.played(planned.procedure, sentence, week, rows, planned.people if rows else 0)
                if found is not None and found.ending == planned.ending:
                    return found
        raise NoTemplate(f"no case of {planned.procedure} ends as {planned.ending} in the week of {week:%Y-%m-%d}")

    def _in_order(self, slug: str, ending: str, chance: Random) -> Sequence[str]:
        """Cases, one drawn by its weight after the other; those that the mix does not name come last or not at all."""
        every = self._templates.cases(slug)
        wanted = self._mix.procedures[slug].cases if ending == "settled" else {}
        weights = {case: weight for begin, weight in wanted.items() for case in every if case.startswith(begin)}
        drawn = sorted(weights, key=lambda case: -(chance.random() ** (1 / weights[case])))
        others = [case for case in every if case not in weights]
        chance.shuffle(others)
        return [*drawn, *others]


def _week(day: date, calendar: Calendar) -> datetime:
    """The first working day of a week, or the day itself when there is none: cases are played once for all that come in it."""
    monday = day - timedelta(days=day.weekday())
    first = next(
        (each for each in (monday + timedelta(days=n) for n in range(5)) if calendar.is_working_day(each)), day
    )
    return datetime.combine(min(first, day), time(8, 0), HANOI)


def _a_phone(answers: Mapping[str, Any], path: str = "") -> str | None:
    """The first phone number of a form, outside lists."""
    for key, value in answers.items():
        if key == "phone" and isinstance(value, str):
            return f"{path}/{key}"
        if isinstance(value, Mapping) and (found := _a_phone(value, f"{path}/{key}")):
            return found
    return None


def _with(answers: dict[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    first, *rest = path
    return {**answers, first: _with(answers[first], rest, value) if rest else value}


def patch_of(answers: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """A merge patch that sets a field to what the answers hold."""
    first, *rest = pointer.strip("/").split("/")
    return {first: patch_of(answers[first], "/".join(rest)) if rest else answers[first]}
