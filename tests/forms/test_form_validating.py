"""Validating answers: everything wrong at once, in the order of the page, or only where it matters."""

import pytest
from form_samples import TODAY, example, make_form, pairs_of


def test_everything_wrong_is_said_at_once_in_the_order_of_the_page(real_forms):
    answers = example("lump_sum")
    answers["person"]["personal_id"] = "022078100419"
    answers["payee"]["account_holder"] = "NGUYEN VAN B"
    answers["contact"]["phone"] = "12"
    del answers["case"]
    answers["stopped_on"] = "2099-01-01"
    assert pairs_of(real_forms["lump_sum"], answers) == [
        ("/case", "required"),
        ("/person/personal_id", "personal_id_gender"),
        ("/contact/phone", "wrong_phone"),
        ("/stopped_on", "after_today"),
        ("/paid_before_2025_07", "not_applicable"),
        ("/payee/account_holder", "other_name"),
    ]


def test_a_missing_group_is_told_as_the_fields_that_are_missing(real_forms):
    answers = example("lump_sum")
    del answers["person"]
    assert pairs_of(real_forms["lump_sum"], answers) == [
        ("/person", "at_least_one"),
        ("/person/full_name", "required"),
        ("/person/dob", "required"),
        ("/person/gender", "required"),
        ("/person/si_number", "required"),
    ]


def test_a_group_without_required_fields_is_told_as_missing_itself(tmp_path):
    form = make_form(tmp_path, {"a": {"type": "object", "properties": {"b": {}}}}, required=["a"])
    assert pairs_of(form, {}) == [("/a", "required")]


def test_the_problems_of_a_missing_group_in_a_row_carry_the_rows_number(real_forms):
    answers = example("sickness")
    del answers["rows"][1]["certificate"]
    problems = real_forms["sickness"].validate(answers, today=TODAY)
    names = ("kind", "serial", "facility_code")
    assert [each.pointer for each in problems] == [f"/rows/1/certificate/{name}" for name in names]
    assert all(each.params["rows"] == [2] for each in problems)
    assert problems[0].message_vi == "Dòng 2: Chưa khai “Loại giấy tờ”."


def test_what_does_not_belong_here_is_said_once_and_not_examined_further(real_forms):
    answers = example("lump_sum") | {"emigration": {"country": "?"}}
    assert pairs_of(real_forms["lump_sum"], answers) == [("/emigration", "not_applicable")]


def test_the_same_thing_missing_for_two_reasons_is_said_once(tmp_path):
    form = make_form(tmp_path, {"a": {}}, required=["a"], allOf=[{"if": True, "then": {"required": ["a"]}}])
    assert pairs_of(form, {}) == [("/a", "required")]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ({"/person"}, ["/person/dob", "/person/gender"]),
        ({"/person/dob"}, ["/person/dob"]),
        ({"/contact"}, []),
        ({"/nothing"}, []),
        (set(), []),
        ({""}, ["/person/dob", "/person/gender", "/stopped_on"]),
    ],
)
def test_only_some_fields_can_be_asked_about(real_forms, only, expected):
    answers = example("lump_sum")
    answers["person"]["dob"] = "1978-02-30"
    answers["person"]["gender"] = "?"
    del answers["stopped_on"]
    assert [pointer for pointer, _ in pairs_of(real_forms["lump_sum"], answers, only=only)] == expected


def test_only_the_rows_asked_about_are_told_and_a_star_means_any_row(real_forms):
    answers = example("sickness")
    for row in answers["rows"]:
        row["days"] = 0
    form = real_forms["sickness"]
    assert pairs_of(form, answers, only={"/rows/1"}) == [("/rows/1/days", "not_above")]
    assert len(pairs_of(form, answers, only={"/rows/*/days"})) == 3
    assert pairs_of(form, answers, only={"/rows/*/case"}) == []


def test_a_field_asked_about_is_told_missing_with_the_list_around_it(real_forms):
    answers = example("sickness")
    del answers["rows"]
    assert pairs_of(real_forms["sickness"], answers, only={"/rows/0/days"}) == [("/rows", "required")]


@pytest.mark.parametrize("answers", [None, [], "x", 7, {"rows": {}}, {"rows": [None, [], "x"]}, {"person": []}])
def test_answers_of_a_wrong_shape_are_problems_not_crashes(real_forms, answers):
    for form in real_forms.values():
        assert form.validate(answers, today=TODAY)


def test_the_day_of_filing_decides_what_lies_in_the_future_and_which_codes_hold(real_forms):
    form = real_forms["lump_sum"]
    answers = example("lump_sum")
    answers["address"] = {"province": "02", "ward": "00688", "street": "Tổ 1"}
    assert ("/address/province", "code_not_in_force") in pairs_of(form, answers)
    before = TODAY.replace(month=6, day=1)
    assert not [each for each in form.validate(answers, today=before) if each.pointer.startswith("/address")]


def test_two_validations_do_not_see_each_others_answers(tmp_path):
    form = make_form(tmp_path, {"a": {"type": "string"}, "b": {"type": "string", "x-differs-from": "/a"}})
    assert pairs_of(form, {"a": "x", "b": "x"}) == [("/b", "same_as_other")]
    assert pairs_of(form, {"b": "x"}) == []
