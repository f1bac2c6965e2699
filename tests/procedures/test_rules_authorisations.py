"""Authorisations to collect: their term under both laws, and what makes one invalid (procedure 23)."""

from typing import Any

import pytest
from the_law import LAW

from procedures.rules import Working, get

VALIDITY, NOTICE = get("authorisations.validity"), get("authorisation_papers.notice")


def check(**more: Any) -> Working:
    facts = {
        "checked_on": "2025-07-21",
        "signed_on": "2025-07-14",
        "certifier": "commune",
        "certified_on": "2025-07-14",
        "grantor_id": "022048001293",
        "agent_id": "022176009984",
        "agent_birth_on": "1976-11-30",
        "benefits": ["monthly"],
        **more,
    }
    return VALIDITY.apply(facts, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


@pytest.mark.parametrize(
    ("signed_on", "valid_to", "ends", "is_cut"),
    [
        ("2025-07-14", None, "2026-07-14", False),  # twelve months by the law
        ("2025-07-14", "2025-12-31", "2025-12-31", False),
        ("2025-07-14", "2027-07-14", "2026-07-14", True),  # longer than the law allows
        ("2025-07-14", "2026-07-14", "2026-07-14", False),
        ("2025-07-01", None, "2026-07-01", False),  # the first day of the new law
        ("2025-06-30", None, "2026-06-30", False),  # the last of the old: article 141.14
        ("2024-09-02", None, "2026-06-30", False),  # a year is not over on 1 July 2025
        ("2024-06-30", None, "2025-06-30", False),  # over the day before: nothing is left to go on
        ("2024-09-02", "2025-12-31", "2025-12-31", False),  # an earlier day of its own holds (choice)
        ("2024-09-02", "2029-09-02", "2026-06-30", True),
    ],
)
def test_an_authorisation_ends_with_its_own_day_or_the_laws(
    signed_on: str, valid_to: str | None, ends: str, is_cut: bool
) -> None:
    working = check(signed_on=signed_on, certified_on=signed_on, valid_to=valid_to, checked_on=signed_on)
    assert working.outcome == "valid"
    assert (working.values["valid_to"], working.values["is_cut"]) == (ends, is_cut)


def test_on_its_last_day_it_is_valid_and_the_day_after_it_is_not() -> None:
    assert check(checked_on="2026-07-14").outcome == "valid"
    ended = check(checked_on="2026-07-15")
    assert (ended.outcome, codes(ended)) == ("invalid", ["ended"])


def test_every_reason_against_it_is_said() -> None:
    working = check(
        certified_on="2025-07-13", agent_id="022048001293", agent_birth_on="2007-07-22", valid_to="2025-07-20"
    )
    # eighteen only on 22 July 2025
    assert codes(working) == ["certified_before_signed", "own_agent", "agent_too_young", "ended"]
    assert codes(check(certifier="none", certified_on=None)) == ["not_certified"]
    assert check(agent_birth_on="2007-07-21").outcome == "valid"
    assert codes(check(benefits=[])) == ["nothing_to_collect"]


def test_only_monthly_and_unemployment_money_runs() -> None:
    assert check(benefits=["one_off", "short_term"]).values["is_running"] is False
    assert check(benefits=["one_off", "unemployment"]).values["is_running"] is True


def test_it_may_begin_later_but_never_before_it_was_signed() -> None:
    assert check(valid_from="2025-08-01").values["valid_from"] == "2025-08-01"
    assert check().values["valid_from"] == "2025-07-14"


def test_the_confirmation_says_when_a_written_term_was_cut() -> None:
    facts = {
        "grantor": {"full_name": "TRẦN VĂN HÒA", "si_number": "2290001293"},
        "agent": {"full_name": "TRẦN THU HÀ", "personal_id": "022176009984"},
        "benefits": ["monthly"],
        "valid_from": "2025-07-14",
        "valid_to": "2026-07-14",
        "is_cut": True,
        "registered_on": "2025-07-21",
    }
    cut = NOTICE.apply(facts, LAW).values
    assert len(cut["paragraphs"]) == 3
    assert "Ký danh sách chi trả từ tháng" not in [fact["label"] for fact in cut["facts"]]
    whole = NOTICE.apply({**facts, "is_cut": False, "first_month": "2025-09"}, LAW).values
    assert (len(whole["paragraphs"]), whole["facts"][-1]["value"]) == (2, "09/2025")
