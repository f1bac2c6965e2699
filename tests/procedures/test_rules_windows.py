"""Filing windows of both laws."""

import pytest
from the_law import LAW

from procedures.rules import NotInForce, Working, get


def file(window: str, event_on: str, submitted_on: str, **more: bool) -> Working:
    facts = {"window": window, "event_on": event_on, "submitted_on": submitted_on, **more}
    return get("windows.late_filing").apply(facts, LAW)


@pytest.mark.parametrize(
    ("window", "event_on", "ends_on"),
    [
        ("sickness.worker", "2026-03-02", "2026-04-16"),  # 45 days after 2 March
        ("sickness.worker", "2026-03-12", "2026-04-28"),  # the 45th is Sun 26 April, Mon 27 in lieu
        ("sickness.employer", "2026-04-24", "2026-05-08"),  # 28, 29 Apr, 4–8 May
        ("sickness.employer", "2026-02-12", "2026-03-02"),  # over Tết
        ("sickness.employer", "2026-02-14", "2026-03-03"),  # a Saturday: counted from 23 Feb
        ("sickness.employer", "2025-06-30", "2025-07-10"),  # old law: 10 calendar days
        ("sickness.employer", "2025-07-01", "2025-07-10"),  # new law: 2, 3, 4, 7, 8, 9, 10 July
        ("maternity.employer", "2025-07-01", "2025-07-10"),
        ("voluntary_maternity.person", "2026-03-02", "2026-05-04"),  # 1 May is a holiday
    ],
)
def test_a_window_ends_on_the_day_the_law_gives(window: str, event_on: str, ends_on: str) -> None:
    on_time, late = file(window, event_on, ends_on), file(window, event_on, "2026-12-31")
    assert on_time.values["window_ends_on"] == ends_on
    assert (on_time.outcome, on_time.values["is_late"]) == ("on_time", False)
    assert late.values["is_late"] is True


def test_a_late_dossier_needs_an_explanation_under_the_new_law() -> None:
    late = file("sickness.employer", "2026-03-02", "2026-03-12")  # the 7th working day is 11 March
    assert (late.outcome, late.values["days_late"], late.values["needs_explanation"]) == ("late", 1, True)
    assert [reason.code for reason in late.reasons] == ["late_filing"]
    assert file("sickness.employer", "2026-03-02", "2026-03-12", has_explanation=True).outcome == "explained"


def test_the_old_law_asked_for_no_paper() -> None:
    old = file("sickness.employer", "2025-03-03", "2025-03-20")
    assert (old.outcome, old.values["needs_explanation"]) == ("explained", False)


def test_a_window_the_law_did_not_know_is_refused() -> None:
    with pytest.raises(NotInForce, match=r"voluntary_maternity\.person"):
        file("voluntary_maternity.person", "2025-06-30", "2025-07-01")
