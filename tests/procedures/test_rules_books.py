"""Books and cards: lanes, the window for a change of facility, and whom to ask."""

from typing import Any

import pytest
from the_law import LAW, paid

from procedures.rules import Working, get


def apply(name: str, **facts: Any) -> Working:
    return get(f"books.{name}").apply(facts, LAW)


@pytest.mark.parametrize(
    ("case", "lane"),
    [
        ("a_book_lost_or_damaged", "book_reissue"),
        ("b_merge_books", "book_reissue"),
        ("c_book_identity_change", "book_reissue"),
        ("d_book_workplace_change", "book_content"),
        ("e_book_pre1995_service", "book_reissue"),
        ("f_book_hazardous_work", "book_reissue"),
        ("g_book_ui_balance", "book_content"),
        ("h_card_lost_or_damaged", "card_same_day"),
        ("i_card_higher_entitlement", "card_change"),
        ("j_card_identity_change", "card_change"),
        ("k_card_first_contact_facility", "card_change"),
        ("l_card_5_year_date", "card_change"),
    ],
)
def test_each_case_has_its_lane(case: str, lane: str) -> None:
    assert apply("lane", case=case).outcome == lane


def test_a_holder_in_treatment_gets_the_card_at_once() -> None:
    assert apply("lane", case="j_card_identity_change", is_in_treatment=True).outcome == "card_same_day"
    assert apply("lane", case="a_book_lost_or_damaged", is_in_treatment=True).outcome == "book_reissue"


@pytest.mark.parametrize(
    ("day", "outcome", "following"),
    [
        ("2026-01-01", "allowed", "2026-04-01"),
        ("2026-04-15", "allowed", "2026-07-01"),
        ("2026-04-16", "too_early", "2026-07-01"),
        ("2026-12-31", "too_early", "2027-01-01"),
    ],
)
def test_the_facility_changes_in_the_first_days_of_a_quarter(day: str, outcome: str, following: str) -> None:
    working = apply("facility_change", requested_on=day)
    assert (working.outcome, working.values["next_window_from"]) == (outcome, following)
    assert bool(working.reasons) == (outcome == "too_early")
    assert working.sources[0].status == "unverified"


HERE = paid("2015-01", "2019-12", 5_000_000, employer_code="TA0001A", province="22")


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ([], []),
        ([paid("2020-01", "2021-12", 6_000_000, employer_code="TA0001A", province="22")], []),
        (
            [paid("2020-01", "2021-12", 6_000_000, employer_code="TB0002B", province="22")],
            [("22", "TA0001A", "2015-01", "2019-12"), ("22", "TB0002B", "2020-01", "2021-12")],
        ),
        (
            [paid("2020-01", "2021-12", 6_000_000, regime="voluntary", province="31")],
            [("31", None, "2020-01", "2021-12")],
        ),
        (
            [
                paid("2020-01", "2020-12", 6_000_000, employer_code="TA0001A", province="31"),
                paid("2021-01", "2021-12", 7_000_000, employer_code="TA0001A", province="31"),
            ],
            [("31", "TA0001A", "2020-01", "2021-12")],
        ),
    ],
)
def test_months_elsewhere_or_with_several_employers_are_confirmed(more: list[Any], asked: list[Any]) -> None:
    working = apply("verification", case="a_book_lost_or_damaged", home_province="22", contributions=[HERE, *more])
    assert [tuple(entry.values()) for entry in working.values["to_ask"]] == asked
    assert working.outcome == ("elsewhere" if asked else "here")


def test_cards_and_corrections_of_content_need_no_confirmation() -> None:
    away = [paid("2020-01", "2020-12", 1, province="31", employer_code="TB0002B")]
    for case in ("h_card_lost_or_damaged", "d_book_workplace_change"):
        assert apply("verification", case=case, home_province="22", contributions=[HERE, *away]).outcome == "here"
