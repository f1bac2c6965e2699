"""Synthetic people and employers: consistent with themselves, with the rules of identifiers and with each other."""

from datetime import date

import pytest

from forms.formats import FORMATS
from integrations.registers.certificates import DIAGNOSES, KINDS, certificate, read_certificate
from integrations.registers.history import history
from integrations.registers.people import check_digit, employer, person

DAY = date(2026, 3, 2)


def months(period):
    first, last = (int(text[:4]) * 12 + int(text[5:]) for text in (period["from"], period["to"]))
    return list(range(first, last + 1))


def test_a_person_is_the_same_by_every_number():
    for seed in range(0, 3000, 7):
        who = person(seed)
        assert person(who["si_number"]) == person(who["personal_id"]) == who


def test_a_personal_id_tells_the_province_gender_century_and_birth_year():
    for seed in range(0, 3000, 7):
        who = person(seed)
        assert who["personal_id"][:3] == "022"
        assert who["personal_id"][3] == {"male": "0", "female": "1"}[who["gender"]]
        assert who["personal_id"][4:6] == who["dob"][2:4]


def test_people_and_employers_can_be_written_into_our_forms():
    for seed in range(0, 3000, 7):
        who, firm = person(seed), employer(seed)
        written = {name: who[name] for name in ("personal_id", "si_number", "hi_card", "phone", "employer_code")}
        written |= {"person_name": who["full_name"], "email_address": who["email"], "facility_code": who["kcb_code"]}
        written |= {"bank_account": who["bank"]["account_number"], "bank_code": who["bank"]["bank_code"]}
        written |= {"tax_code": firm["tax_code"], "agency_code": firm["agency_code"]}
        assert [name for name, value in written.items() if not FORMATS[name](value)] == []


def test_two_insurance_numbers_with_one_serial_are_one_person_with_two_books():
    one, other = person("2212345678"), person("2213345678")
    assert one["personal_id"] == other["personal_id"]
    assert one["si_number"] != other["si_number"]


# Published company numbers (domain/rules.md §12.3): the tenth digit follows from the nine before it.
@pytest.mark.parametrize("code", ["0100109106", "0101243150", "0300588569", "5700100256"])
def test_the_check_digit_of_real_tax_codes_is_reproduced(code):
    assert check_digit(code[:9]) == int(code[9])


def test_an_employer_has_a_valid_tax_code_and_is_the_same_by_every_code():
    for seed in range(0, 10_000, 37):
        firm = employer(seed)
        assert check_digit(firm["tax_code"][:9]) == int(firm["tax_code"][9])
        assert employer(firm["tax_code"]) == employer(firm["employer_code"]) == firm


def test_a_history_has_neither_gaps_nor_overlaps_and_counts_its_months():
    for seed in range(0, 3000, 7):
        held = history(seed, DAY)
        paid = [month for period in held["periods"] for month in months(period)]
        assert paid == list(range(paid[0], paid[-1] + 1))
        assert held["months"] == len(paid)


def test_who_is_in_work_has_paid_up_to_last_month_at_no_less_than_the_minimum_wage():
    for seed in range(0, 3000, 14):
        held = history(seed, DAY)
        assert held["is_active"]
        assert held["last_paid_month"] == "2026-02"
        assert held["periods"][-1]["wage"] >= 5_310_000  # region I from 1 January 2026, Decree 293/2025


def test_who_has_left_may_ask_for_the_lump_sum():
    for seed in range(1, 3000, 14):
        held = history(seed, date(2025, 7, 1))
        assert not held["is_active"]
        assert held["last_paid_month"] <= "2024-06"  # twelve months out on 1 July 2025
        assert held["months"] < 240  # under 20 years


def test_long_service_is_over_twenty_years_and_out_of_work():
    held = history("2216009320", DAY)
    assert held["months"] >= 240
    assert not held["is_active"]


def test_months_paid_in_another_province_are_marked():
    held = history("2216009301", DAY)
    assert held["elsewhere"]
    assert [p["province"] for p in held["periods"]] == sorted((p["province"] for p in held["periods"]), reverse=True)


def test_several_employers_follow_each_other():
    held = history("2216009302", DAY)
    assert held["several_employers"]
    assert len({period["employer_code"] for period in held["periods"]}) == 3


def test_an_ordinary_history_has_one_employer_in_the_province():
    held = history(8, DAY)
    assert not held["several_employers"]
    assert not held["elsewhere"]


def test_a_renamed_person_is_held_under_the_older_name():
    who = person("2216009303")
    held = history("2216009303", DAY)
    assert held["full_name"].split()[:-1] == who["full_name"].split()[:-1]
    assert held["full_name"] != who["full_name"]


def test_voluntary_months_carry_the_share_of_the_state():
    last = history(15, DAY)["periods"][-1]
    assert (last["regime"], last["employer_code"]) == ("voluntary", None)
    assert last["state_support"] == 33_000  # 10 % of 22 % of 1,500,000


def test_before_the_first_month_there_is_no_history():
    assert history(8, date(1980, 1, 1)) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("icd", DIAGNOSES)
def test_a_certificate_can_be_read_from_its_serial_number(kind, icd):
    paper = certificate("2216000020", date(2025, 12, 30), 30, kind=kind, icd=icd)
    assert read_certificate(paper["serial"]) == paper


def test_a_stay_includes_both_its_days():
    paper = certificate("2216000020", date(2025, 12, 30), 3, kind="discharge")
    assert (paper["from"], paper["to"], paper["issued_on"]) == ("2025-12-30", "2026-01-01", "2026-01-01")


def test_a_paper_for_no_days_is_not_issued():
    with pytest.raises(ValueError, match="1 to 999 days"):
        certificate("2216000020", DAY, 0)
