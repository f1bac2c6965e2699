"""Survivorship against the examples of rules.md 7 and the edges of both laws."""

from typing import Any

import pytest
from the_law import LAW, paid

from procedures.rules import Working, get

RIGHT, RIGHTS, BENEFIT = get("survivors_relatives.right"), get("survivors.rights"), get("survivors.benefit")
SIXTEEN_YEARS = [paid("2010-06", "2026-05", 10_000_000)]  # 192 months


def relative(relation: str, born_on: str, gender: str = "female", died_on: str = "2026-06-10", **more: Any) -> Working:
    facts = {"died_on": died_on, "relation": relation, "born_on": born_on, "gender": gender, **more}
    return RIGHT.apply(facts, LAW)


def judged(name: str, *args: Any, asks: bool = True, **more: Any) -> dict[str, Any]:
    """A relative as the `each` step of the procedure gathers it."""
    values = relative(*args, **more).values
    return {"name": name, "relation": args[0], "asks_monthly": asks, **values}


def settle(died_on: str = "2026-06-10", decided_on: str = "2026-07-06", **more: Any) -> Working:
    return BENEFIT.apply({"died_on": died_on, "decided_on": decided_on, **more}, LAW)


def codes(working: Working) -> list[str]:
    return [reason.code for reason in working.reasons]


WIFE = judged("Vợ", "spouse", "1968-01-20")  # 58 years; the retirement age of 1968-01 is 56 years 4 months
NINE, FIFTEEN = judged("Con 1", "child", "2017-03-01"), judged("Con 2", "child", "2011-02-01", "male")


# ---- published examples ----


def test_a_worker_with_16_years_leaves_a_wife_of_58_and_two_children() -> None:
    working = settle(contributions=SIXTEEN_YEARS, relatives=[WIFE, NINE, FIFTEEN])
    assert working.outcome == "monthly"
    assert working.values["funeral"] == 23_400_000  # 10 × 2,340,000, the level of June 2026
    assert working.values["monthly_total"] == 3_795_000  # 3 × 50 % × 2,530,000 from July 2026
    assert working.values["arrears_total"] == 3_795_000  # July alone: they begin in the month after the death
    assert working.amount == 27_195_000


def test_a_pensioner_of_5_million_who_drew_24_months_leaves_37_of_them() -> None:
    working = settle(receives="pension", monthly_amount=5_000_000, months_drawn=24, wants="one_off")
    assert (working.values["one_off_times"], working.values["one_off"]) == (37, 185_000_000)  # 48 − 0.5 × 22


# ---- months drawn ----


@pytest.mark.parametrize(
    ("drawn", "times"),
    [(0, 48), (2, 48), (3, 47.5), (4, 47), (91, 3.5), (92, 3), (93, 3), (300, 3)],  # 48 − 0.5 × 90 = 3
)
def test_each_month_from_the_third_takes_half_a_pension_off_down_to_three(drawn: int, times: float) -> None:
    working = settle(receives="pension", monthly_amount=4_000_001, months_drawn=drawn, wants="one_off")
    assert working.values["one_off_times"] == times


def test_half_a_dong_is_rounded_up_once() -> None:
    working = settle(receives="pension", monthly_amount=4_000_001, months_drawn=3, wants="one_off")
    assert working.values["one_off"] == 190_000_048  # 4,000,001 × 47.5 = 190,000,047.5


# ---- the funeral ----


@pytest.mark.parametrize(
    ("history", "more", "funeral"),
    [
        ([paid("2025-01", "2025-12", 9_000_000)], {}, 23_400_000),  # 12 compulsory months
        ([paid("2025-01", "2025-11", 9_000_000)], {}, 0),
        ([paid("2025-01", "2025-11", 9_000_000)], {"by_work": True}, 23_400_000),
        ([paid("2021-01", "2025-12", 3_000_000, regime="voluntary")], {}, 23_400_000),  # 60 voluntary months
        ([paid("2021-02", "2025-12", 3_000_000, regime="voluntary")], {}, 0),
        (
            [paid("2021-02", "2025-11", 3_000_000, regime="voluntary"), paid("2025-12", "2026-01", 6_000_000)],
            {},
            23_400_000,  # 58 + 2 months of both kinds
        ),
        ([], {"receives": "accident", "accident_percent": 35, "monthly_amount": 1_000_000}, 23_400_000),
        ([], {"receives": "article_23", "monthly_amount": 500_000, "months_left": 7}, 0),
    ],
)
def test_the_funeral_needs_months_a_benefit_or_a_work_accident(
    history: list[dict[str, Any]], more: dict[str, Any], funeral: int
) -> None:
    working = settle(contributions=history, wants="funeral", **more)
    assert working.values["funeral"] == funeral
    assert working.outcome == ("funeral" if funeral else "denied")


def test_the_month_of_death_picks_the_level_of_the_funeral() -> None:
    assert settle("2026-06-30", contributions=SIXTEEN_YEARS, wants="funeral").amount == 23_400_000
    assert settle("2026-07-01", contributions=SIXTEEN_YEARS, wants="funeral").amount == 25_300_000


# ---- who receives every month ----


@pytest.mark.parametrize(
    ("args", "more", "code"),
    [
        (("child", "2008-06-11"), {}, None),  # 18 on the day after the death
        (("child", "2008-06-10"), {}, "child_of_age"),
        (("child", "2000-01-01"), {"incapacity_percent": 81, "assessed_on": "2026-12-10"}, None),
        (("child", "2000-01-01"), {"incapacity_percent": 81, "assessed_on": "2026-12-11"}, "assessed_too_late"),
        (("child", "2000-01-01"), {"incapacity_percent": 80}, "child_of_age"),
        (("child", "2000-01-01"), {"is_severely_disabled": True, "monthly_income": 2_340_000}, "income_too_high"),
        (("child", "2010-01-01"), {"monthly_income": 9_000_000}, None),  # a minor's income does not count
        (("spouse", "1969-02-10"), {}, None),  # of 1969-02: 56 years 8 months, reached in October 2025
        (("spouse", "1970-02-10"), {}, "not_old_enough"),  # 57 years 4 months, in June 2027
        (("spouse", "1964-06-10", "male"), {}, None),  # 61 years 3 months, in September 2025
        (("parent", "1950"), {"monthly_income": 2_339_999}, None),
        (("parent", "1950"), {"monthly_income": 2_340_000}, "income_too_high"),
        (("other", "1950"), {"was_supported": False}, "not_supported"),
        (("spouse", "1990-01-01"), {"incapacity_percent": 85, "assessed_on": "2026-08-01"}, None),
    ],
)
def test_relatives_under_the_new_law(args: tuple[str, ...], more: dict[str, Any], code: str | None) -> None:
    working = relative(*args, **more)
    assert working.outcome == ("not_entitled" if code else "entitled")
    assert codes(working) == ([code] if code else [])


def test_the_old_law_knew_ages_of_its_own() -> None:
    old = {"died_on": "2025-06-30"}
    assert relative("spouse", "1970-06-30", **old).outcome == "entitled"  # 55 years
    assert relative("spouse", "1970-07-01", **old).outcome == "not_entitled"
    assert relative("spouse", "1965-06-30", "male", **old).outcome == "entitled"  # 60 years
    assert (
        relative("child", "2000-01-01", is_severely_disabled=True, monthly_income=9_000_000, **old).outcome
        == "entitled"
    )


def test_a_child_born_after_the_death_receives_from_the_month_of_birth_until_it_is_18() -> None:
    values = relative("child", "2026-11-05").values
    assert (values["from_month"], values["until_month"]) == ("2026-11", "2044-11")


def test_without_a_carer_it_is_70_percent_and_double_after_two_deaths() -> None:
    orphan = judged("Cháu", "child", "2015-01-01", has_carer=False, insured_deaths=2)
    working = settle(contributions=SIXTEEN_YEARS, relatives=[orphan])
    assert working.values["monthly"][0]["amount"] == 3_542_000  # 2 × 70 % × 2,530,000


def test_at_most_four_receive_and_the_order_of_the_form_counts() -> None:
    five = [judged(f"Con {n}", "child", f"201{n}-01-01") for n in range(5)]
    working = settle(contributions=SIXTEEN_YEARS, relatives=five)
    assert [row["name"] for row in working.values["monthly"]] == ["Con 0", "Con 1", "Con 2", "Con 3"]
    assert codes(working) == ["beyond_most"]


def test_arrears_follow_the_level_of_each_month_and_end_with_the_birthday() -> None:
    child = judged("Con", "child", "2008-08-20", died_on="2026-05-02")  # of age in August 2026
    working = settle("2026-05-02", "2026-11-09", contributions=SIXTEEN_YEARS, relatives=[child])
    # June 1,170,000; July and August 1,265,000 each
    assert working.values["monthly"][0]["arrears"] == 3_700_000


# ---- monthly or at once ----


def test_few_missing_months_may_be_paid_by_the_relatives() -> None:
    history = [paid("2011-09", "2026-05", 8_000_000)]  # 177 months
    facts = {"died_on": "2026-06-10", "decided_on": "2026-07-06", "contributions": history}
    working = RIGHTS.apply(facts, LAW)
    assert working.outcome == "short"
    assert (working.values["missing"], working.values["to_pay"]) == (3, 5_280_000)  # 3 × 8,000,000 × 22 %
    assert RIGHTS.apply({**facts, "months_bought": 3}, LAW).outcome == "monthly"
    seven = [paid("2012-01", "2026-05", 8_000_000)]  # 173 months: 7 are missing
    assert RIGHTS.apply({**facts, "contributions": seven}, LAW).outcome == "one_off"


@pytest.mark.parametrize(("percent", "outcome"), [(60, "one_off"), (61, "monthly")])
def test_a_monthly_accident_allowance_gives_monthly_benefits_from_61_percent(percent: int, outcome: str) -> None:
    facts: dict[str, Any] = {
        "receives": "accident",
        "accident_percent": percent,
        "monthly_amount": 1_500_000,
        "relatives": [NINE],
    }
    working = settle(**facts)
    assert working.outcome == outcome
    assert working.values["one_off"] == (4_500_000 if outcome == "one_off" else 0)  # 3 × 1,500,000


def test_a_pension_with_voluntary_time_needs_15_compulsory_years() -> None:
    mixed = [
        paid("2005-01", "2014-12", 5_000_000),  # 120 compulsory months
        paid("2015-01", "2024-12", 3_000_000, regime="voluntary"),
    ]
    working = settle(
        contributions=mixed, receives="pension", monthly_amount=3_000_000, months_drawn=2, relatives=[NINE]
    )
    assert (working.outcome, working.values["one_off"]) == ("one_off", 144_000_000)  # 48 × 3,000,000
    assert codes(working) == ["no_monthly_right"]


def test_the_insured_leave_their_years_but_at_least_three_averages() -> None:
    history = [paid("2013-01", "2013-12", 10_000_000), paid("2023-01", "2023-12", 10_000_000)]
    working = settle(contributions=history, wants="one_off")
    # average 10,000,000 × (1.42 + 1.07) ÷ 2 = 12,450,000; × (1.5 + 2)
    assert working.values["one_off"] == 43_575_000
    short = settle(contributions=[paid("2025-01", "2025-12", 10_000_000)], wants="one_off")
    assert short.values["one_off"] == 30_000_000  # 2 averages would be 20,000,000


def test_voluntary_months_below_60_are_given_back_and_the_old_law_drew_the_line_at_a_year() -> None:
    history = [paid("2024-01", "2025-06", 2_000_000, regime="voluntary")]  # 18 months
    new = settle(contributions=history, wants="one_off")
    # 2024 × 1.03, 2025 × 1.00: (12 × 2,060,000 + 6 × 2,000,000) × 22 %
    assert new.values["one_off"] == 8_078_400
    old = settle("2025-06-20", "2025-07-04", contributions=history, wants="one_off")
    # average 2,000,000 (index 1.00 for both years); 1.5 years × 2
    assert old.values["one_off"] == 6_000_000


def test_article_23_leaves_the_months_that_were_not_drawn() -> None:
    working = settle(receives="article_23", monthly_amount=550_000, months_left=14, wants="one_off")
    assert (working.outcome, working.amount) == ("one_off", 7_700_000)


def test_the_one_off_is_a_choice_of_all_and_the_old_law_barred_it() -> None:
    pensioner: dict[str, Any] = {
        "receives": "pension",
        "monthly_amount": 5_000_000,
        "months_drawn": 2,
        "wants": "one_off",
    }
    some = settle(**pensioner, relatives=[WIFE, NINE])
    assert (some.outcome, codes(some)) == ("monthly", ["not_all_agree"])
    everybody = settle(**pensioner, relatives=[WIFE, NINE], all_agree=True)
    assert (everybody.outcome, everybody.values["one_off"]) == ("one_off", 240_000_000)
    small = judged("Con", "child", "2019-07-01", died_on="2025-06-30")  # one day short of 6
    old = settle("2025-06-30", "2025-07-08", **pensioner, relatives=[small], all_agree=True)
    assert (old.outcome, codes(old)) == ("monthly", ["small_child"])
    ill = judged("Vợ", "spouse", "1990-01-01", died_on="2025-06-30", incapacity_percent=90, assessed_on="2025-07-01")
    barred = settle("2025-06-30", "2025-07-08", **pensioner, relatives=[ill], all_agree=True)
    assert codes(barred) == ["incapacitated"]


def test_where_nobody_receives_monthly_the_one_off_is_due_with_the_reason() -> None:
    young = judged("Chồng", "spouse", "1990-01-01", "male")
    working = settle(contributions=SIXTEEN_YEARS, relatives=[young])
    assert (working.outcome, codes(working)) == ("one_off", ["no_relative"])


def test_nothing_is_left_of_whoever_cashed_everything() -> None:
    working = settle(wants="one_off")
    assert (working.outcome, working.amount) == ("denied", 0)
    assert codes(working) == ["no_funeral", "nothing_left"]
    assert RIGHTS.apply({"died_on": "2026-06-10", "decided_on": "2026-07-06"}, LAW).outcome == "none"


# ---- putting together, papers ----

GATHER, DECISIONS = get("survivors_list.gather"), get("survivors_papers.decisions")


def drawn(kind: str, monthly: int, first: str, status: str = "paying", **more: Any) -> dict[str, Any]:
    """A benefit as the register has it."""
    return {"kind": kind, "monthly": monthly, "from": first, "status": status, **more}


def test_a_pension_counts_before_other_benefits_and_its_months_reach_to_the_death() -> None:
    found = [drawn("work_accident", 900_000, "2010-01", percent=65), drawn("pension", 5_000_000, "2024-07")]
    values = GATHER.apply({"died_on": "2026-06-10", "benefits": found}, LAW).values
    assert (values["receives"], values["monthly_amount"], values["months_drawn"]) == ("pension", 5_000_000, 24)
    ended = GATHER.apply({"died_on": "2026-06-10", "benefits": [drawn("pension", 1, "2020-01", "ended")]}, LAW)
    assert ended.values["receives"] == "none"


def test_what_an_accountant_established_goes_before_the_register() -> None:
    facts = {"receives": "article_23", "monthly": 550_000, "months": 14}
    values = GATHER.apply({"died_on": "2026-06-10", "established": facts}, LAW).values
    assert (values["months_left"], values["months_drawn"]) == (14, 0)


def test_who_was_left_out_is_named_with_the_reason() -> None:
    row = {"full_name": "Anh", "relation": "child", "asks_monthly": True}
    judged_row = {"row": row, "right": relative("child", "2000-01-01").plain(), "outcome": "not_entitled"}
    rejected = {"row": {**row, "full_name": "Em"}, "examine": {"reason": "Khác cha"}, "outcome": "left_out"}
    values = GATHER.apply({"died_on": "2026-06-10", "people": [judged_row, rejected]}, LAW).values
    assert [person["is_entitled"] for person in values["relatives"]] == [False]
    assert [(person["name"], person["reason"][:8]) for person in values["refused"]] == [
        ("Anh", "Con đã đ"),
        ("Em", "Khác cha"),
    ]


def test_what_was_paid_too_long_is_set_off_but_never_from_the_funeral() -> None:
    person = {"full_name": "LÊ VĂN SƠN", "dob": "1970-11-03", "gender": "male", "personal_id": "022070300611"}
    pensioner: dict[str, Any] = {
        "receives": "pension",
        "monthly_amount": 1_000_000,
        "months_drawn": 300,
        "wants": "one_off",
    }
    facts = {
        "dossier": "D-1",
        "claimant": person,
        "deceased": {
            "full_name": "LÊ THỊ MÙI",
            "si_number": "2298300610",
            "dob": "1945",
            "gender": "female",
            "died_on": "2026-06-10",
        },
        "funeral": {"payee": {"way": "cash_at_agency"}},
        "payee": {"way": "bank", "account_holder": "LE VAN SON", "account_number": "123456", "bank_code": "01201001"},
        "benefit": settle(**pensioner).plain(),  # one-off 3 × 1,000,000
        "to_recover": 4_000_000,
        "decided_on": "2026-07-06",
    }
    values = DECISIONS.apply(facts, LAW).values
    assert (values["set_off"], values["left_to_recover"]) == (3_000_000, 1_000_000)
    assert (values["payments"], values["cash"]) == ([], 23_400_000)
    [line] = DECISIONS.apply({**facts, "to_recover": 500_000}, LAW).values["payments"]
    assert line["amount"] == 2_500_000
