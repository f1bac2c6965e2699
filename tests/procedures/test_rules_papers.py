"""Rules that put papers and payments together: what stands on them, and what they refuse to make up."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from procedures.rules import get
from procedures.rules.working import Working
from tests.procedures.the_law import LAW, paid, with_parameter
from workflow.service.context import with_code_names

NAMED = with_code_names(LAW, Path(__file__).parents[2] / "procedures" / "common" / "codes")
LINE = {"name": "AN", "account": "001", "bank": "01203001", "amount": 500, "text": "BHXH"}


def run(name: str, **facts: Any) -> Working:
    return get(name).apply(facts, NAMED)


# --- payments --------------------------------------------------------------------------------------------------------


def test_at_first_everything_is_due() -> None:
    due = run("payments.due", lines=[LINE, {**LINE, "account": "002"}])
    assert due.outcome == "due"
    assert due.values["total"] == 1000


def test_nothing_to_pay_needs_no_order() -> None:
    assert run("payments.due", lines=[]).outcome == "none"


def test_after_a_rejection_only_the_rejected_line_is_due_to_the_corrected_account() -> None:
    settled = [
        {**LINE, "paid": True, "reason": None},
        {**LINE, "account": "002", "paid": False, "reason": "account_closed"},
    ]
    corrected = {"name": "BÌNH", "account": "003", "bank": "01202001"}
    due = run("payments.due", lines=[LINE, {**LINE, "account": "002"}], settled=settled, corrections=[corrected])
    assert due.values["payments"] == [{**corrected, "amount": 500, "text": "BHXH"}]


def test_a_rejected_line_without_its_correction_is_refused() -> None:
    settled = [{**LINE, "paid": False, "reason": "account_closed"}]
    with pytest.raises(ValueError, match="1 lines were rejected, 0 are corrected"):
        run("payments.due", lines=[LINE], settled=settled, corrections=[])


def test_an_order_that_nobody_knows_the_end_of_is_not_paid_again() -> None:
    with pytest.raises(ValueError, match="how the last order ended"):
        run("payments.due", lines=[LINE], corrections=[])


# --- second review ---------------------------------------------------------------------------------------------------


def test_a_second_review_is_off_until_the_agency_sets_a_limit() -> None:
    assert run("reviews.needed", benefit="lump_sum", amount=10**12, decided_on="2025-08-01").outcome == "single"


@pytest.mark.parametrize(("amount", "outcome"), [(99_999_999, "single"), (100_000_000, "double")])
def test_the_limit_itself_gets_a_second_review(amount: int, outcome: str) -> None:
    law = with_parameter("second_review_from", {"lump_sum": 100_000_000}, date(2016, 1, 1))
    facts = {"benefit": "lump_sum", "amount": amount, "decided_on": "2025-08-01"}
    assert get("reviews.needed").apply(facts, law).outcome == outcome


# --- card and book ---------------------------------------------------------------------------------------------------

PERSON = {
    "full_name": "BÙI THU THỦY",
    "dob": "1998",
    "gender": "female",
    "si_number": "2218100217",
    "nationality": "VN",
}
CARD = {
    "person": PERSON,
    "facility": "Bệnh viện",
    "facility_code": "22001",
    "valid_from": "2025-10-08",
    "issued_on": "2025-10-08",
}


def test_a_card_takes_the_identity_the_register_verified() -> None:
    verified = {"full_name": "Bùi Thu Thủy", "dob": "1998-04-18", "gender": "female", "outcome": "found"}
    card = run("book_papers.card", **CARD, card_code="DN4222218100217", verified=verified).values["card"]
    assert (card["name"], card["birth"]) == ("Bùi Thu Thủy", "1998-04-18")


def test_without_a_register_the_card_shows_the_declared_year_of_birth() -> None:
    assert run("book_papers.card", **CARD, card_code="DN4222218100217").values["card"]["birth"] == "1998"


def test_a_card_number_of_ten_digits_is_not_enough_for_a_card() -> None:
    person = {**PERSON, "hi_card": "2218100217"}
    with pytest.raises(ValueError, match="card_code"):
        run("book_papers.card", **{**CARD, "person": person})


def test_a_book_names_what_it_stands_in_for_and_the_nationality_in_words() -> None:
    cover = run(
        "book_papers.cover",
        case="a_book_lost_or_damaged",
        person=PERSON,
        loss="damaged",
        issue=3,
        issued_on="2025-10-08",
    )
    assert cover.values["book"] == {"issue": 3, "replaces": "Sổ đã cấp (hỏng)", "nationality": "Việt Nam"}


# --- the employer's list ---------------------------------------------------------------------------------------------


def row(**changes: Any) -> dict[str, Any]:
    """A row of the list, paid through the employer."""
    return {
        "full_name": "AN", "si_number": "2210100312", "case": "b_outpatient", "leave_from": "2025-09-08",
        "leave_to": "2025-09-12", "days": 5, "payment_way": "via_employer", **changes,
    }  # fmt: skip


def granted(one: dict[str, Any], amount: int, **more: Any) -> dict[str, Any]:
    piece = {"year": 2025, "rate": 75, "days": 5, "months": 0}
    benefit = {"amount": amount, "pieces": [piece], "quota": {}, "days_paid": 5, "base_wage": 9_600_000, "reasons": []}
    return {"row": one, "benefit": benefit, "outcome": "granted", **more}


def settle(*people: dict[str, Any], **more: Any) -> Working:
    employer = {"name": "Than Hà Tu", "employer_code": "QN0001A"}
    batch = {"number": 1, "period": "2025-09"}
    return run(
        "sickness_list.settle",
        dossier="D",
        employer=employer,
        batch=batch,
        people=people,
        settled_on="2025-10-08",
        **more,
    )


def test_later_leaves_know_the_days_asked_for_earlier_whatever_their_order_in_the_list() -> None:
    later, earlier = row(), row(leave_from="2025-02-03", leave_to="2025-02-07", days=2.5)
    rows = run("sickness_list.split", rows=[later, earlier]).values["rows"]
    assert rows[0]["taken"] == [{"year": 2025, "days": 2.5}]
    assert rows[1]["taken"] == []


def test_each_child_has_its_own_days() -> None:
    child = {"case": "d_child_under_7", "child_name": "BI", "child_dob": "2022-01-01"}
    rows = [
        row(**child),
        row(**child, leave_from="2025-09-15"),
        row(**{**child, "child_name": "BO"}, leave_from="2025-09-22"),
    ]
    taken = [each["taken"] for each in run("sickness_list.split", rows=rows).values["rows"]]
    assert taken == [[], [{"year": 2025, "days": 5}], []]


def test_money_through_the_employer_is_one_line_and_needs_its_account() -> None:
    people = granted(row(), 1_000), granted(row(full_name="BÌNH"), 500)
    account = {"account_number": "21000", "bank_code": "01203001"}
    payments = settle(*people, account=account).values["payments"]
    assert [(line["account"], line["amount"]) for line in payments] == [("21000", 1_500)]
    with pytest.raises(ValueError, match="no account of the employer"):
        settle(*people)


def test_the_text_of_a_payment_says_nothing_of_anybodys_health() -> None:
    account = {"account_number": "21000", "bank_code": "01203001"}
    assert settle(granted(row(), 1_000), account=account).values["payments"][0]["text"] == "BHXH chi tra ho so D"


def test_what_was_paid_before_is_taken_off_a_correction_but_never_below_nothing() -> None:
    one = granted(row(case="g_correction", payment_way="cash_at_agency"), 1_000, examine={"paid_before": 400})
    assert settle(one).values["cash"] == 600
    over = granted(row(case="g_correction", payment_way="cash_at_agency"), 1_000, examine={"paid_before": 4_000})
    assert settle(over).values["total"] == 0


def test_a_row_refused_by_the_specialist_bears_the_specialists_reason() -> None:
    refused = {"row": row(), "examine": {"reason": "Giấy giả"}, "outcome": "denied"}
    settled = settle(refused)
    assert settled.outcome == "none_granted"
    assert settled.values["refused"][0]["reason"] == "Giấy giả"
    assert settled.values["letter"] == [{"text": "AN (2210100312): Giấy giả"}]


def test_a_list_of_who_files_alone_has_neither_employer_nor_batch() -> None:
    one = {
        "full_name": "AN",
        "si_number": "2210100312",
        "case": "b_birth",
        "kind": "birth",
        "payment_way": "cash_at_agency",
    }
    benefit = {
        "leave_from": "2026-01-12", "leave_to": "2026-07-11", "months": 6, "days": 0, "average": 10_000_000, "rate": 100,
        "one_off": 4_680_000, "fee": 0, "amount": 64_680_000,
    }  # fmt: skip
    people = [{"row": one, "benefit": benefit, "outcome": "granted"}]
    values = run("maternity_list.settle", dossier="D", people=people, settled_on="2026-02-02").values
    assert values.keys().isdisjoint({"employer", "batch"})
    assert (values["rows"][0]["months"], values["rows"][0]["one_off"], values["cash"]) == (6, 4_680_000, 64_680_000)


def test_the_latest_day_of_a_list_passes_over_rows_without_one() -> None:
    assert run("settled_list.latest", days=["2025-10-02", None, "2025-10-07"]).values["day"] == "2025-10-07"


# --- the lump-sum decision -------------------------------------------------------------------------------------------


def test_the_decision_shows_every_stretch_with_its_index_and_adds_up() -> None:
    contributions = [paid("2013-01", "2013-12", 10_000_000), paid("2023-01", "2023-12", 10_000_000)]
    facts = {
        "case": "b_emigration",
        "requested_on": "2025-07-02",
        "decided_on": "2025-07-10",
        "contributions": contributions,
    }
    benefit = get("lump_sum.benefit").apply(facts, LAW).plain()
    decision = run(
        "lump_sum_papers.decision", dossier="D", case="b_emigration", person=PERSON, payee={"way": "cash_via_service"},
        contributions=contributions, benefit=benefit, decided_on="2025-07-10",
    )  # fmt: skip
    calculation = decision.values["calculation"]
    assert [(each["index"], each["total"]) for each in calculation["periods"]] == [
        ("1.37", 164_400_000),
        ("1.04", 124_800_000),
    ]
    assert sum(part["amount"] for part in calculation["parts"]) == decision.amount == 42_175_000
    assert decision.values["payment"] == {"method": "cash_via_service"}
    assert decision.values["payments"] == []
    assert decision.values["cash"] == 42_175_000


def test_a_working_cannot_hide_its_lines_behind_a_value() -> None:
    with pytest.raises(ValueError, match="lines"):
        Working(outcome="granted", values={"lines": []})
