"""Maternity against the examples of rules.md 2 and the edges of the laws of 2014, 2024 and 2026."""

from typing import Any

import pytest
from pydantic import ValidationError
from the_law import LAW, paid

from procedures.rules import Working, get

TEN = [paid("2020-01", "2026-12", 10_000_000)]
EIGHTEEN = [paid("2020-01", "2026-12", 18_000_000)]
BIRTH = {"kind": "birth", "contributions": TEN, "leave_from": "2026-05-04", "child_birth_on": "2026-05-04"}
FATHER = {
    "kind": "father_leave", "contributions": TEN, "child_birth_on": "2026-05-04",
    "leave_from": "2026-05-05", "leave_to": "2026-06-30",
}  # fmt: skip
VISIT = {"kind": "prenatal", "contributions": TEN, "leave_from": "2025-10-06", "leave_to": "2025-10-06"}
LOST = {"kind": "miscarriage", "contributions": TEN, "leave_from": "2025-10-06", "leave_to": "2025-12-31"}


def benefit(**facts: Any) -> Working:
    return get("maternity.benefit").apply(facts, LAW)


def born(day: str, **more: Any) -> Working:
    return benefit(**{**BIRTH, "leave_from": day, "child_birth_on": day, **more})


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


def length(working: Working) -> tuple[int, int]:
    return working.values["months"], working.values["days"]


# --- published examples ----------------------------------------------------------------------------------------------


def test_one_child_born_in_may_2026_is_64_680_000() -> None:
    working = benefit(**BIRTH)
    assert working.amount == 64_680_000  # 10,000,000 × 6 + 2 × 2,340,000
    assert (working.values["leave_from"], working.values["leave_to"]) == ("2026-05-04", "2026-11-03")


def test_a_second_child_born_in_august_2026_is_131_060_000() -> None:
    working = born("2026-08-10", contributions=EIGHTEEN, living_children_before=1)
    assert working.amount == 131_060_000  # 18,000,000 × 7 + 2 × 2,530,000


def test_a_father_with_surgery_is_2_916_667() -> None:
    assert benefit(**FATHER, surgery=True).amount == 2_916_667  # 10,000,000 ÷ 24 × 7, rounded once


# --- condition of months ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "first", "last", "outcome"),
    [
        ("2025-10-14", "2025-04", "2025-09", "granted"),  # born before the 15th: October 2024 to September 2025
        ("2025-10-14", "2025-05", "2025-10", "denied"),  # October does not count, five months are left
        ("2025-10-15", "2025-05", "2025-10", "granted"),  # born on the 15th and October paid: it counts
        ("2025-10-15", "2025-05", "2025-09", "denied"),  # not paid: it does not
        ("2025-10-01", "2024-10", "2025-03", "granted"),  # the first six of the twelve
        ("2025-10-01", "2024-09", "2025-02", "denied"),
    ],
)
def test_six_of_twelve_months_before_the_birth(day: str, first: str, last: str, outcome: str) -> None:
    working = born(day, contributions=[paid(first, last, 10_000_000)])
    assert working.outcome == outcome
    assert codes(working) == ([] if outcome == "granted" else ["months_short"])


def test_ordered_bed_rest_asks_for_twelve_in_all_and_three_of_the_last_twelve() -> None:
    history = [paid("2023-01", "2023-09", 10_000_000), paid("2025-01", "2025-03", 10_000_000)]
    assert codes(born("2025-10-01", contributions=history)) == ["months_short"]
    assert born("2025-10-01", contributions=history, bed_rest=True).values["condition"] == "bed_rest"
    assert born("2025-10-01", contributions=history[1:], bed_rest=True).outcome == "denied"  # three in all


@pytest.mark.parametrize(("day", "outcome"), [("2025-06-30", "denied"), ("2025-07-01", "granted")])
def test_infertility_treatment_looks_back_two_years_since_july_2025(day: str, outcome: str) -> None:
    history = [paid("2023-09", "2024-02", 10_000_000)]
    assert born(day, contributions=history, infertility_treatment=True).outcome == outcome


def test_leave_that_counts_as_paid_counts_for_the_next_child() -> None:
    history = [paid("2024-01", "2024-12", 10_000_000), paid("2025-01", "2025-06", 10_000_000, regime="maternity")]
    assert born("2025-12-01", contributions=history).outcome == "granted"


def test_voluntary_months_do_not_count_here() -> None:
    history = [paid("2024-01", "2025-12", 2_000_000, regime="voluntary")]
    assert codes(born("2025-10-01", contributions=history)) == ["months_short"]


# --- average ---------------------------------------------------------------------------------------------------------


def test_the_average_passes_over_gaps() -> None:
    history = [paid("2025-02", "2025-04", 8_000_000), paid("2025-07", "2025-09", 10_000_000)]
    working = born("2025-10-10", contributions=history)
    assert working.values["base_months"] == ["2025-02", "2025-03", "2025-04", "2025-07", "2025-08", "2025-09"]
    assert working.values["average"] == 9_000_000


def test_the_month_of_a_late_birth_is_in_the_average_but_not_when_leave_began_before() -> None:
    history = [paid("2025-01", "2025-09", 10_000_000), paid("2025-10", "2025-10", 16_000_000)]
    assert born("2025-10-20", contributions=history).values["average"] == 11_000_000  # 5 × 10 + 16, over 6
    assert born("2025-10-20", contributions=history, leave_from="2025-09-15").values["average"] == 10_000_000


def test_fewer_than_six_months_are_enough_for_what_has_no_condition() -> None:
    working = benefit(**{**VISIT, "contributions": [paid("2025-08", "2025-09", 12_000_000)]})
    assert (working.values["average"], working.amount) == (12_000_000, 500_000)
    first_month = benefit(**{**VISIT, "contributions": [paid("2025-10", "2025-10", 12_000_000)]})
    assert first_month.amount == 500_000


# --- birth -----------------------------------------------------------------------------------------------------------


def test_leave_before_the_birth_is_two_months_at_most() -> None:
    working = born("2025-10-10", leave_from="2025-08-01")
    assert (working.values["leave_from"], working.values["leave_to"]) == ("2025-08-10", "2026-02-09")
    assert codes(working) == ["began_too_early"]


def test_every_child_of_one_birth_adds_a_month_and_an_allowance() -> None:
    working = born("2025-10-10", children=3)
    assert length(working) == (8, 0)
    assert working.amount == 94_040_000  # 80,000,000 + 3 × 4,680,000


@pytest.mark.parametrize(("day", "children"), [("2021-08-31", 1), ("2021-09-01", 2), ("2025-10-10", 2)])
def test_a_fetus_that_died_beside_a_living_child_counts_since_september_2021(day: str, children: int) -> None:
    working = born(day, stillborn=1)
    assert (working.values["children"], working.values["months"]) == (children, 5 + children)


@pytest.mark.parametrize(
    ("day", "before", "months"),
    [
        ("2026-06-30", 1, 6),
        ("2026-07-01", 1, 7),
        ("2026-07-01", 0, 6),
        ("2026-07-01", 2, 6),
    ],
)
def test_a_second_child_brings_a_seventh_month_since_july_2026(day: str, before: int, months: int) -> None:
    assert length(born(day, living_children_before=before)) == (months, 0)


@pytest.mark.parametrize(
    ("died", "ends"),
    [
        ("2025-10-20", "2026-02-09"),  # under two months: four months from the birth
        ("2025-12-09", "2026-02-09"),
        ("2025-12-10", "2026-02-09"),  # two months old: two months from the death
        ("2026-03-15", "2026-04-09"),  # never longer than the whole leave
    ],
)
def test_when_the_child_dies_the_leave_is_shorter(died: str, ends: str) -> None:
    working = born("2025-10-10", children_died_on=died)
    assert working.values["leave_to"] == ends
    assert working.values["one_off"] == 4_680_000


def test_odd_days_are_thirtieths_of_a_month() -> None:
    working = born("2025-10-10", leave_from="2025-09-25", children_died_on="2025-10-20")
    assert length(working) == (4, 16)  # 25 September to 24 January, then to 9 February
    assert working.values["leave_amount"] == 45_333_333  # 40,000,000 + 16 ÷ 30 × 10,000,000


def test_who_returns_early_keeps_the_whole_benefit() -> None:
    working = born("2025-10-10", returned_on="2026-02-10")
    assert (working.values["leave_amount"], codes(working)) == (60_000_000, [])
    assert codes(born("2025-10-10", returned_on="2026-02-09")) == ["returned_before"]


def test_a_birth_of_may_2025_is_a_case_of_the_old_law_whenever_it_is_filed() -> None:
    working = born("2025-05-20")
    assert any("58/2014" in line.basis for line in working.lines)
    assert not any("41/2024" in line.basis for line in working.lines)


def test_the_reference_level_is_that_of_the_month_of_birth() -> None:
    assert born("2026-07-01").values["one_off"] == 5_060_000
    assert born("2026-06-30").values["one_off"] == 4_680_000


def test_months_of_birth_leave_count_as_paid() -> None:
    assert born("2025-10-10").values["credited_months"] == [f"2025-{m}" for m in (10, 11, 12)] + [
        f"2026-0{m}" for m in (1, 2, 3, 4)
    ]


def test_the_leave_of_who_left_work_does_not_count_as_paid() -> None:
    working = born("2025-10-10", left_work=True)
    assert (working.amount, working.values["credited_months"]) == (64_680_000, [])


def test_a_benefit_paid_for_this_birth_is_not_paid_again_but_may_be_corrected() -> None:
    settled = [{"kind": "maternity", "occurred_on": "2026-05-04", "from": "2026-05-04", "to": "2026-11-03"}]
    assert codes(benefit(**BIRTH, settled=settled)) == ["already_paid"]
    assert benefit(**BIRTH, settled=settled, is_correction=True).outcome == "granted"


def test_an_assessment_fee_is_paid_back_with_the_benefit() -> None:
    assert benefit(**BIRTH, assessment_fee=1_150_000).amount == 65_830_000


# --- surrogacy and adoption ------------------------------------------------------------------------------------------

SURROGATE = {**BIRTH, "kind": "surrogate", "leave_from": "2025-10-10", "child_birth_on": "2025-10-10"}
RECEIVED = {
    "contributions": TEN,
    "child_birth_on": "2025-10-10",
    "leave_from": "2025-11-10",
    "received_on": "2025-11-10",
}


@pytest.mark.parametrize(
    ("handed_over_on", "ends"),
    [
        ("2025-10-12", "2025-12-08"),  # sixty days from the birth at least
        ("2026-01-15", "2026-01-15"),
        (None, "2026-04-09"),  # never handed over: a mother's leave
    ],
)
def test_a_surrogate_has_leave_until_the_child_is_handed_over(handed_over_on: str | None, ends: str) -> None:
    working = benefit(**SURROGATE, handed_over_on=handed_over_on)
    assert working.values["leave_to"] == ends
    assert working.values["one_off"] == 4_680_000


def test_the_commissioning_mother_has_leave_until_the_child_is_six_months_old() -> None:
    working = benefit(kind="commissioning", **RECEIVED)
    assert (length(working), working.values["leave_to"]) == ((5, 0), "2026-04-09")
    assert working.values["one_off"] == 0  # the surrogate has it
    assert benefit(kind="commissioning", **RECEIVED, surrogate_entitled=False).values["one_off"] == 4_680_000
    assert length(benefit(kind="commissioning", **RECEIVED, children=2)) == (6, 0)


def test_who_adopts_has_leave_and_allowance_unless_the_other_parent_had_it() -> None:
    working = benefit(kind="adoption", **RECEIVED)
    assert working.amount == 54_680_000  # 5 × 10,000,000 + 4,680,000
    other = [{"kind": "maternity", "occurred_on": "2025-11-10"}]
    assert codes(benefit(kind="adoption", **RECEIVED, other_parent=other)) == ["other_parent_paid"]
    late = {**RECEIVED, "received_on": "2026-04-10", "leave_from": "2026-04-10"}
    assert codes(benefit(kind="adoption", **late)) == ["child_too_old"]


# --- fathers and carers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "facts", "days"),
    [
        ("2026-05-04", {}, 5),
        ("2026-05-04", {"under_32_weeks": True}, 7),
        ("2026-05-04", {"children": 2}, 10),
        ("2026-05-04", {"children": 3}, 13),
        ("2026-05-04", {"children": 2, "surgery": True}, 14),
        ("2026-05-04", {"children": 3, "surgery": True}, 17),
        ("2024-05-06", {"children": 3, "surgery": True}, 14),  # the old law adds nothing there
        ("2026-05-04", {"living_children_before": 1}, 5),
        ("2026-07-06", {"living_children_before": 1}, 10),
        ("2026-07-06", {"living_children_before": 1, "children": 2, "surgery": True}, 14),
        ("2026-07-06", {"living_children_before": 1, "children": 3}, 13),
    ],
)
def test_a_fathers_days_by_children_and_surgery(birth: str, facts: dict[str, Any], days: int) -> None:
    year = birth[:4]
    dates = {"child_birth_on": birth, "leave_from": birth, "leave_to": f"{year}-08-28"}
    assert benefit(**{**FATHER, **dates}, **facts).values["days"] == days


def test_a_fathers_days_are_his_working_days() -> None:
    # Monday 4 to Friday 8 May 2026; with a six-day week Saturday counts, too
    one = {**FATHER, "leave_from": "2026-05-08", "leave_to": "2026-05-11"}
    assert benefit(**one).values["days"] == 2
    assert benefit(**one, weekly_rest_days=["sunday"]).values["days"] == 3


@pytest.mark.parametrize(
    ("birth", "start", "days"),
    [
        ("2025-10-06", "2025-12-05", 5),  # sixty days on; it may run over
        ("2025-10-06", "2025-12-06", None),
        ("2025-05-05", "2025-06-02", 3),  # old law: inside thirty days, so to 4 June
        ("2025-05-05", "2025-06-05", None),
    ],
)
def test_a_fathers_window(birth: str, start: str, days: int | None) -> None:
    end = f"{start[:7]}-28"
    working = benefit(**{**FATHER, "child_birth_on": birth, "leave_from": start, "leave_to": end})
    if days is None:
        assert codes(working) == ["window_passed"]
    else:
        assert working.values["days"] == days


def test_days_taken_before_for_the_same_birth_are_taken_off() -> None:
    settled = [{"kind": "maternity", "occurred_on": "2026-05-04", "from": "2026-05-05", "days": 2}]
    assert benefit(**FATHER, settled=settled, father_days_taken=1).values["days"] == 2
    assert codes(benefit(**FATHER, settled=settled, father_days_taken=3)) == ["no_day"]


def test_a_father_does_not_begin_before_the_birth() -> None:
    assert codes(benefit(**{**FATHER, "leave_from": "2026-05-01"})) == ["before_birth"]


def test_the_fathers_one_off_is_for_who_paid_six_months_while_the_mother_is_not_entitled() -> None:
    one = {"kind": "father_one_off", "contributions": TEN, "child_birth_on": "2026-05-04"}
    working = benefit(**one)
    assert (working.amount, working.values["months"], working.values["days"]) == (4_680_000, 0, 0)
    assert codes(benefit(**one, mother_entitled=True)) == ["mother_entitled"]
    had = [{"kind": "maternity", "occurred_on": "2026-05-04"}]
    assert codes(benefit(**one, other_parent=had)) == ["mother_entitled"]
    few = [paid("2026-01", "2026-04", 10_000_000)]
    assert codes(benefit(**{**one, "contributions": few})) == ["months_short"]


def test_leave_and_one_off_may_be_claimed_together() -> None:
    working = benefit(**FATHER, claims_one_off=True)
    assert working.amount == 6_763_333  # 5 ÷ 24 × 10,000,000 = 2,083,333, and 4,680,000
    refused = benefit(**FATHER, claims_one_off=True, mother_entitled=True)
    assert (refused.amount, "father_one_off_denied" in codes(refused)) == (2_083_333, True)


def test_a_carer_has_what_is_left_of_the_mothers_leave() -> None:
    carer = {
        "kind": "carer", "contributions": TEN, "child_birth_on": "2025-10-10", "leave_from": "2025-11-10",
        "mother_died_on": "2025-11-10",
    }  # fmt: skip
    entitled = benefit(**carer, mother_entitled=True, mother_leave_from="2025-09-20")
    assert entitled.values["leave_to"] == "2026-03-19"
    assert length(benefit(**carer)) == (5, 0)  # until the child is six months old, 9 April
    assert benefit(**carer).values["one_off"] == 0


# --- visits, miscarriage, contraception ------------------------------------------------------------------------------


def test_a_visit_is_a_day_under_the_old_law_and_up_to_two_under_the_new() -> None:
    two = {**VISIT, "leave_to": "2025-10-07"}
    assert benefit(**two).amount == 833_333  # 2 ÷ 24 × 10,000,000
    old = {**VISIT, "leave_from": "2025-05-05", "leave_to": "2025-05-06"}
    assert (benefit(**old).values["days"], codes(benefit(**old))) == (1, ["limit_reached"])
    assert benefit(**old, far_or_pathological=True).values["days"] == 2


def test_five_visits_are_paid_by_number_or_by_ledger() -> None:
    assert benefit(**VISIT, visit_number=5).outcome == "granted"
    assert codes(benefit(**VISIT, visit_number=6)) == ["too_many_visits"]
    visits = [{"kind": "maternity", "from": f"2025-0{month}-03", "days": 1} for month in (4, 5, 6, 7, 8)]
    assert codes(benefit(**VISIT, visit_number=2, settled=visits)) == ["too_many_visits"]


@pytest.mark.parametrize(
    ("day", "weeks", "days"),
    [
        ("2025-10-06", 4, 10), ("2025-10-06", 5, 20), ("2025-10-06", 12, 20), ("2025-10-06", 13, 40),
        ("2025-10-06", 21, 40), ("2025-03-03", 24, 40), ("2025-03-03", 25, 50),
    ],
)  # fmt: skip
def test_days_after_a_miscarriage_by_weeks(day: str, weeks: int, days: int) -> None:
    working = benefit(**{**LOST, "leave_from": day}, gestational_weeks=weeks)
    assert working.values["days"] == days
    assert working.amount == round(10_000_000 * days / 30)


def test_from_the_22nd_week_who_meets_the_condition_has_leave_as_for_a_birth() -> None:
    working = benefit(**LOST, gestational_weeks=22, living_children_before=1)
    assert (length(working), working.values["one_off"]) == ((6, 0), 4_680_000)
    short = {**LOST, "contributions": [paid("2025-08", "2025-09", 10_000_000)]}
    assert length(benefit(**short, gestational_weeks=22)) == (0, 50)


@pytest.mark.parametrize(("method", "days"), [("iud", 7), ("sterilisation", 15)])
def test_days_for_contraception(method: str, days: int) -> None:
    facts = {**VISIT, "kind": "contraception", "leave_to": "2025-11-06"}
    assert benefit(**facts, method=method).values["days"] == days


def test_who_is_not_insured_at_the_time_has_no_visit_paid() -> None:
    assert codes(benefit(**{**VISIT, "contributions": [paid("2020-01", "2025-08", 10_000_000)]})) == ["not_insured"]


def test_only_months_with_fourteen_working_days_count_as_paid() -> None:
    assert benefit(**VISIT).values["credited_months"] == []
    # 40 days, 6 October to 14 November: 20 working days in October, 10 in November
    assert benefit(**LOST, gestational_weeks=13).values["credited_months"] == ["2025-10"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"kind": "birth", "contributions": TEN, "leave_from": "2025-10-06"}, "needs child_birth_on"),
        ({"kind": "adoption", "contributions": TEN, "leave_from": "2025-10-06"}, "needs received_on"),
        ({**VISIT, "leave_to": "2025-10-05"}, "ends before it starts"),
        ({**VISIT, "leave_to": None}, "needs leave_to"),
    ],
)
def test_what_a_kind_needs_must_be_there(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        benefit(**facts)


# --- the grant of voluntary insurance --------------------------------------------------------------------------------

SIX = [paid("2025-03", "2025-08", 2_000_000, regime="voluntary")]


def grant(**facts: Any) -> Working:
    return get("maternity_grant.grant").apply(
        {"child_birth_on": "2025-09-10", "contributions": SIX, "children": 1, **facts}, LAW
    )


def test_the_grant_is_two_million_for_each_child_and_each_fetus_of_22_weeks() -> None:
    assert grant().amount == 2_000_000
    assert grant(children=2, stillborn=1, gestational_weeks=30).amount == 6_000_000
    assert grant(children=0, stillborn=1, gestational_weeks=22).amount == 2_000_000
    assert codes(grant(children=0, stillborn=1, gestational_weeks=21)) == ["no_child"]


def test_months_of_both_schemes_add_up_to_six_but_six_compulsory_ones_go_before() -> None:
    both = [paid("2025-02", "2025-04", 10_000_000), paid("2025-05", "2025-07", 2_000_000, regime="voluntary")]
    assert grant(contributions=both).amount == 2_000_000
    assert codes(grant(contributions=both[:1])) == ["months_short"]
    compulsory = [paid("2025-01", "2025-06", 10_000_000)]
    assert codes(grant(contributions=compulsory)) == ["compulsory_entitled"]


def test_one_parent_has_the_grant_once_but_a_mother_in_compulsory_insurance_does_not_bar_it() -> None:
    had = [{"kind": "maternity", "occurred_on": "2025-09-10"}]
    assert codes(grant(settled=had)) == ["already_paid"]
    assert codes(grant(other_parent=had)) == ["other_parent_paid"]
    assert grant(other_parent=had, other_parent_is_voluntary=False).outcome == "granted"


def test_there_is_no_grant_for_births_before_july_2025() -> None:
    assert codes(grant(child_birth_on="2025-06-30")) == ["grant_not_in_force"]


# --- the registers ---------------------------------------------------------------------------------------------------


def birth(**facts: Any) -> Working:
    return get("maternity_list.birth").apply({"child_birth_on": "2026-08-10", **facts}, LAW)


def test_the_civil_registers_confirm_number_order_and_life_of_the_children() -> None:
    older, born_now = {"relation": "child", "dob": "2020-01-05"}, {"relation": "child", "dob": "2026-08-10"}
    dead = {**born_now, "is_alive": False}
    spouse = {"relation": "spouse", "dob": "1990-01-01"}
    assert birth(relatives=[spouse, older, born_now], living_children_before=1).outcome == "confirmed"
    assert birth(relatives=[spouse, older, born_now], living_children_before=0).outcome == "differs"
    assert birth(relatives=[older, born_now]).outcome == "differs"  # a second child, and the list does not say so
    assert birth(relatives=[older, born_now], child_birth_on="2026-05-04").values["known"] == 0
    assert birth(relatives=[born_now], children=2).outcome == "differs"
    assert birth(relatives=[dead]).outcome == "differs"
    assert birth(relatives=[dead], children_died_on="2026-08-20").outcome == "confirmed"


def test_what_a_person_must_judge_is_marked_when_the_list_is_split() -> None:
    father = {"si_number": "1", "case": "e_father_leave", "child_dob": "2026-05-04", "children": 1, "personal_id": "2"}
    rows = [
        {**father, "leave_from": "2026-05-11", "days": 2},
        {**father, "leave_from": "2026-05-06", "days": 3},
        {"si_number": "3", "case": "b_birth", "leave_from": "2026-05-04", "children": 1, "child_dob": "2026-05-04"},
        {
            "si_number": "4",
            "case": "b_birth",
            "leave_from": "2026-05-04",
            "children": 1,
            "personal_id": "5",
            "bed_rest": True,
        },
    ]
    split = get("maternity_list.split").apply({"rows": rows}, LAW).values["rows"]
    assert [row["taken_here"] for row in split] == ["3", "0", "0", "0"]
    assert [(row["has_child"], row["by_hand"]) for row in split] == [
        (True, False),
        (True, False),
        (False, True),
        (True, True),
    ]
