"""Filing windows: until when a dossier may come in, and whether it came too late (rules.md 0.6.6, 0.6.8)."""

from datetime import date, datetime, time

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working
from workflow.clock import HANOI, Duration

_LAST_MINUTE = time(23, 59)


class Filing(Facts):
    """One dossier and the event its window is counted from."""

    window: str = Field(description="benefit and filer, such as sickness.employer; see parameters/windows.yaml")
    event_on: date = Field(description="return to work, end of leave, or the day the worker's papers came in")
    submitted_on: date
    has_explanation: bool = Field(False, description="a written explanation of the delay is enclosed")


@rule(outcomes=("on_time", "explained", "late"))
def late_filing(facts: Filing, law: Parameters) -> Working:
    """On time; late with the explanation the law asks for; or late without it.

    A late dossier is accepted all the same: `late` means that the explanation is to be asked for.
    `values`: window_ends_on, is_late, days_late (calendar days), needs_explanation.
    """
    window = law.find("filing_window", facts.event_on, facts.window)
    ends_on = last_day(facts.event_on, Duration.parse(window.value), law)
    is_late = facts.submitted_on > ends_on
    needs_explanation = is_late and bool(law.at("late_explanation_required", facts.event_on))
    is_missing = needs_explanation and not facts.has_explanation
    line = Line(
        label_vi=f"Hạn nộp hồ sơ ({Duration.parse(window.value).text('vi')})",
        label_en=f"Last day for filing ({window.value})",
        value=ends_on.isoformat(),
        basis=window.basis,
        parameter=window.parameter,
        as_of=facts.event_on,
    )
    return Working(
        outcome="late" if is_missing else "explained" if is_late else "on_time",
        values={
            "window_ends_on": ends_on.isoformat(),
            "is_late": is_late,
            "days_late": max((facts.submitted_on - ends_on).days, 0),
            "needs_explanation": needs_explanation,
        },
        lines=(line,),
        reasons=(_too_late(ends_on),) if is_late else (),
    )


def last_day(event_on: date, window: Duration, law: Parameters) -> date:
    """The last day of a window: the day of the event is not counted (Civil Code 147), so it begins when that day is over."""
    return law.calendar.due(datetime.combine(event_on, _LAST_MINUTE, HANOI), window).date()


def _too_late(ends_on: date) -> Reason:
    return Reason(
        code="late_filing",
        vi=f"Hồ sơ nộp sau ngày {ends_on:%d/%m/%Y}; phải có văn bản giải trình.",
        en=f"Filed after {ends_on:%d %B %Y}; a written explanation is required.",
    )
