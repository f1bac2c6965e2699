"""The forms of the procedures: their examples hold, each case asks for its own fields, and nothing is left unnamed."""

import copy
from typing import Any

import pytest
from form_samples import TODAY, example, examples, pairs_of

LUMP_SUM_CASES = [
    ("a_retirement_age_under_15_years", []),
    ("b_emigration", ["/emigration/country", "/emigration/paper", "/emigration/proof"]),
    ("c_serious_illness", ["/illness"]),
    ("d_incapacity_81_or_special_severe_disability", [""]),
    ("e_12_months_out_and_under_20_years", ["/paid_before_2025_07"]),
    ("f_demobilised", ["/demobilised_on"]),
    ("g_foreign_worker", ["/foreign_ground"]),
]
BOOK_CASES = [
    ("a_book_lost_or_damaged", "loss", {"kind": "lost"}),
    ("b_merge_books", "books_to_merge", [{"si_number": "2298100999", "is_held": True}]),
    ("c_book_identity_change", "changes", [{"attribute": "ethnicity", "old": "09", "new": "01"}]),
    ("d_book_workplace_change", "workplace",
     {"unit_name": "Mỏ than Hà Tu", "from": "2001-01", "to": "2003-12",
      "decision": {"number": "12/QĐ", "issued_on": "2001-01-02", "issuer": "Mỏ than Hà Tu"}}),
    ("e_book_pre1995_service", "service_periods",
     [{"kind": "commune_cadre", "from": "1988-01", "to": "1994-12", "organisation": "UBND xã"}]),
    ("f_book_hazardous_work", "hazardous_periods",
     [{"from": "1998-01", "to": "2005-12", "unit_name": "Mỏ", "job_title": "Thợ lò", "proof": "labour_contract"}]),
    ("g_book_ui_balance", "ui_balance",
     {"months": 14, "until": "2025-09", "decision": {"number": "5/DS", "issued_on": "2025-10-01", "issuer": "BHXH"}}),
    ("h_card_lost_or_damaged", "loss", {"kind": "damaged"}),
    ("i_card_higher_entitlement", "entitlement",
     {"hi_group": "CB", "paper": "veteran_papers",
      "proof": {"number": "77", "issued_on": "2010-05-01", "issuer": "Hội Cựu chiến binh"}}),
    ("j_card_identity_change", "changes", [{"attribute": "personal_id", "new": "022198100217"}]),
    ("k_card_first_contact_facility", "kcb_code", "22012"),
    ("l_card_5_year_date", "five_year_from", "2020-03-01"),
]  # fmt: skip
OWN_FIELDS = {name for _, name, _ in BOOK_CASES}


@pytest.mark.parametrize(("name", "stem"), examples())
def test_the_examples_are_valid(real_forms, name, stem):
    assert real_forms[name].validate(example(name, stem), today=TODAY) == []


def test_every_field_and_every_value_to_choose_has_a_name_in_both_languages(real_forms):
    for name, form in real_forms.items():
        for field in (f for f in form.fields() if not f.pointer.endswith("weekly_rest_days/*")):
            assert field.label != field.pointer.rsplit("/", 1)[1], (name, field.pointer)
            assert field.label_en != field.label or field.label == "Email", (name, field.pointer)
            if field.enum:
                labels = form.node({}, field.pointer.replace("*", "0")).get("x-labels", {})
                assert set(labels) == {str(value) for value in field.enum}, (name, field.pointer)


def test_no_answer_can_grow_without_end(real_forms):
    for name, form in real_forms.items():
        for field in form.fields():
            node = form.node({}, field.pointer.replace("*", "0"))
            if field.type == "array":
                assert node.get("maxItems"), (name, field.pointer)
            elif field.type == "string" and field.format in (None, "line", "text", "person_name"):
                assert node.get("maxLength") or field.enum or field.code_list, (name, field.pointer)


@pytest.mark.parametrize(("case", "asked"), LUMP_SUM_CASES)
def test_a_case_of_the_lump_sum_asks_for_its_own_fields(real_forms, case, asked):
    answers = example("lump_sum") | {"case": case}
    del answers["paid_before_2025_07"]
    found = pairs_of(real_forms["lump_sum"], answers)
    assert {code for _, code in found} <= {"required", "at_least_one"}
    assert all(any(pointer.startswith(start) for start in asked) for pointer, _ in found)
    assert all(any(pointer.startswith(start) for pointer, _ in found) for start in asked)


def test_a_foreign_workers_ground_asks_for_what_proves_it(real_forms):
    answers = example("lump_sum") | {"case": "g_foreign_worker"}
    del answers["paid_before_2025_07"]
    expected = {
        "contract_or_permit_ended": "/permit_ended_on",
        "illness": "/illness",
        "incapacity": "/incapacity_percent",
    }
    for ground, pointer in expected.items():
        found = pairs_of(real_forms["lump_sum"], answers | {"foreign_ground": ground})
        assert found == [(pointer, "required")]


def test_a_lump_sum_needs_the_explanation_of_alternatives_and_an_account_of_ones_own(real_forms):
    answers = example("lump_sum") | {"alternatives_explained": False}
    answers["payee"]["account_holder"] = "NGUYEN VAN KHAC"
    assert pairs_of(real_forms["lump_sum"], answers) == [
        ("/payee/account_holder", "other_name"),
        ("/alternatives_explained", "must_be_confirmed"),
    ]
    answers = example("lump_sum") | {"payee": {"way": "via_employer"}}
    assert pairs_of(real_forms["lump_sum"], answers) == [("/payee/way", "not_in_list")]


def book(case: str, **more: Any) -> dict[str, Any]:
    answers = example("book")
    del answers["loss"], answers["is_in_treatment"]
    filed_by = "agency" if case == "g_book_ui_balance" else "self"
    return answers | {"case": case, "filed_by": filed_by, **more}


@pytest.mark.parametrize(("case", "name", "value"), BOOK_CASES)
def test_a_case_of_the_book_and_card_asks_for_its_own_fields_and_no_others(real_forms, case, name, value):
    form = real_forms["book"]
    assert pairs_of(form, book(case, **{name: value})) == []
    assert [pointer.split("/")[1] for pointer, _ in pairs_of(form, book(case))][:1] == [name]
    others = {other: value for _, other, value in BOOK_CASES if other != name}
    ruled_out = pairs_of(form, book(case, **{name: value}, **others))
    assert {pointer for pointer, code in ruled_out if code == "not_applicable"} == {
        f"/{n}" for n in OWN_FIELDS - {name}
    }


def test_an_employer_signs_when_a_person_in_work_changes_identity_data_through_it(real_forms):
    form = real_forms["book"]
    answers = example("book", "identity-change-through-employer")
    unsigned = {name: value for name, value in answers.items() if name != "countersignature"}
    assert {pointer for pointer, _ in pairs_of(form, unsigned)} == {
        "/countersignature/signed_by",
        "/countersignature/signed_on",
    }
    assert pairs_of(form, unsigned | {"in_work": False}) == []
    self_filed = {name: value for name, value in unsigned.items() if name not in ("employer", "in_work")}
    assert pairs_of(form, self_filed | {"filed_by": "self"}) == []


def test_only_the_agency_itself_files_unused_unemployment_time(real_forms):
    form = real_forms["book"]
    balance = BOOK_CASES[6][2]
    assert pairs_of(form, book("g_book_ui_balance", ui_balance=balance, filed_by="self")) == [
        ("/filed_by", "not_in_list")
    ]
    assert pairs_of(form, book("l_card_5_year_date", five_year_from="2020-01-01", filed_by="agency")) == [
        ("/filed_by", "not_in_list")
    ]


def test_the_card_carries_other_details_than_the_book(real_forms):
    changes = [{"attribute": "ethnicity", "new": "01"}]
    assert pairs_of(real_forms["book"], book("j_card_identity_change", changes=changes)) == [
        ("/changes/0/attribute", "not_in_list")
    ]


SICK_ROWS = [
    ({"case": "a_inpatient"}, ["/certificate/kind"]),
    ({"case": "c_abroad"}, ["/certificate/kind"]),
    ({"case": "d_child_under_7"}, ["/child_name", "/child_dob"]),
    ({"case": "e_death_in_hospital"}, ["/certificate/kind"]),
    ({"case": "f_long_term_disease"}, ["/long_term_disease"]),
    ({"case": "f_long_term_disease", "long_term_disease": False}, ["/long_term_disease"]),
    ({"case": "g_correction"}, ["/correction/batch", "/correction/settled_on", "/correction/reason"]),
    ({"case": "d_child_under_7", "child_name": "AN B", "child_dob": "2018-09-08"}, ["/child_dob"]),
    ({"case": "d_child_under_7", "child_name": "AN B", "child_dob": "2018-09-09"}, []),
    ({"leave_to": "2025-09-07"}, ["/leave_to"]),
    ({"days": 5.5}, ["/days"]),
    ({"days": 4.25}, ["/days"]),
    ({"days": 0}, ["/days"]),
    ({"leave_to": "2025-12-31"}, []),  # only here may the last day lie in the future
    ({"wage_base": 0}, ["/wage_base"]),
    ({"wage_base": -1}, ["/wage_base", "/wage_base"]),
    ({"working_condition": "difficult_area"}, []),
    ({"gender": "male"}, ["/personal_id"]),
    ({"payment_way": "via_employer"}, ["/account_number", "/account_holder", "/bank_code"]),
    ({"account_holder": "CHU PHUONG DUNG B"}, ["/account_holder"]),
    ({"weekly_rest_days": ["sunday", "sunday"]}, ["/weekly_rest_days"]),
]


@pytest.mark.parametrize(("change", "expected"), SICK_ROWS)
def test_a_row_of_the_sickness_list_is_examined(real_forms, change, expected):
    answers = example("sickness")
    answers["rows"][0] |= change
    assert [pointer.removeprefix("/rows/0") for pointer, _ in pairs_of(real_forms["sickness"], answers)] == expected


def test_one_leave_of_one_person_is_listed_once(real_forms):
    answers = example("sickness")
    answers["rows"].append(copy.deepcopy(answers["rows"][0]))
    (one,) = real_forms["sickness"].validate(answers, today=TODAY)
    assert (one.pointer, one.code) == ("/rows/3", "duplicate_row")
    assert one.message_vi == "Dòng 4: trùng với dòng 1 (Mã số BHXH, Nghỉ từ ngày, Trường hợp)."


def test_a_posted_result_needs_an_address_and_another_way_has_none(real_forms):
    for name, form in real_forms.items():
        posted = pairs_of(form, example(name) | {"return_to": {"way": "post"}})
        assert {pointer for pointer, _ in posted} == {f"/return_to/address/{n}" for n in ("province", "ward", "street")}
        counter = example("lump_sum")["return_to"] | {"way": "counter"}
        assert pairs_of(form, example(name) | {"return_to": counter}) == [("/return_to/address", "not_applicable")]


def test_a_list_of_thousands_of_workers_is_within_bounds(real_forms):
    answers = example("sickness")
    answers["rows"] = [answers["rows"][0] | {"si_number": f"{2_200_000_000 + n}"} for n in range(10_001)]
    assert pairs_of(real_forms["sickness"], answers) == [("/rows", "too_many_rows")]
