"""A form as HTML: what one fills in comes back, everything is labelled, and nothing typed is ever markup."""

import copy

import pytest
from form_browser import Browser
from form_samples import TODAY, example, examples, make_form

from forms import from_html
from forms.html import render

CLASSES = {
    *(
        "form-section",
        "form-fields",
        "form-field",
        "form-field-full",
        "form-field-half",
        "form-field-third",
        "form-label",
    ),
    *(
        "form-help",
        "form-meaning",
        "form-required",
        "form-choices",
        "form-choice",
        "form-value",
        "form-group",
        "form-list",
    ),
    *("form-rows", "form-row", "form-remove", "form-conditional", "form-elsewhere", "form-when", "form-problems"),
    *(
        "form-problem",
        "has-problem",
        "form-facts",
        "form-fact",
        "form-missing",
        "form-scroll",
        "form-table",
        "form-more",
    ),
    "number",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("name", "stem"), examples())
def test_what_is_shown_for_editing_comes_back_as_it_was(real_forms, name, stem, lang):
    form, answers = real_forms[name], example(name, stem)
    posted = Browser(render(form, answers, lang=lang)).posted()
    came_back = from_html(form, posted)
    # A box left unticked says the same as no answer, so only "no" may get lost.
    lost = {pointer for pointer in form.changed(answers, came_back) if form.field(pointer).type != "boolean"}
    assert lost == set()
    assert form.validate(came_back, today=TODAY) == []


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize(("name", "stem"), [*examples(), pytest.param("book", None), pytest.param("sickness", None)])
def test_everything_is_labelled_described_and_reachable(real_forms, name, stem, readonly):
    form = real_forms[name]
    answers = example(name, stem) if stem else {}
    answers.pop("contact", None)
    problems = form.validate(answers, today=TODAY)
    page = Browser(render(form, answers, problems, readonly=readonly))
    assert len(page.ids) == len(set(page.ids))
    assert page.described_by | page.links <= set(page.ids)
    assert page.lists_used <= set(page.ids)
    assert page.classes <= CLASSES
    for control in page.controls:
        assert control["in_label"] or control["tag"] == "button" or control["id"] in page.labels_for
    assert bool(page.controls) is not readonly
    assert all(problem.message_vi in page.text for problem in problems)


def test_a_field_with_a_problem_points_at_its_message_and_the_summary_at_the_field(real_forms):
    form, answers = real_forms["lump_sum"], example("lump_sum")
    answers["contact"]["phone"] = "12"
    page = Browser(render(form, answers, form.validate(answers, today=TODAY)))
    control = page.control("/contact/phone")
    assert control["value"] == "12"
    assert control["aria-invalid"] == "true"
    assert "f-contact-phone-problem" in str(control["aria-describedby"])
    assert page.links == {"f-contact-phone"}


def test_values_are_shown_as_people_write_them(real_forms):
    form, answers = real_forms["sickness"], example("sickness")
    page = Browser(render(form, answers))
    assert page.control("/rows/0/leave_from")["value"] == "08/09/2025"
    assert page.control("/rows/0/wage_base")["value"] == "9.600.000"
    read = Browser(render(form, answers, readonly=True)).text
    for text in ("08/09/2025", "9.600.000 đ", "Điều trị ngoại trú", "Đặc khu Vân Đồn", "Thứ Bảy, Chủ nhật", "10/2025"):
        assert text in read
    assert "Outpatient" in Browser(render(form, answers, readonly=True, lang="en")).text


def test_what_was_not_understood_is_shown_again_to_be_mended(real_forms):
    form = real_forms["sickness"]
    answers = form.normalise(example("sickness") | {"batch": {"period": "tháng 10", "number": "một"}})
    page = Browser(render(form, answers))
    assert (page.control("/batch/period")["value"], page.control("/batch/number")["value"]) == ("tháng 10", "một")
    answers["rows"][0]["case"] = "z_other"
    assert Browser(render(form, answers)).control("/rows/0/case")["value"] == "z_other"


NASTY = "<script>alert(1)</script>\"'&"


@pytest.mark.parametrize("readonly", [False, True])
def test_nothing_a_person_types_becomes_markup(real_forms, readonly):
    form, answers = real_forms["lump_sum"], example("lump_sum")
    answers["person"]["full_name"] = answers["contact"]["phone"] = answers["case"] = NASTY
    answers["late_explanation"] = f"</textarea>{NASTY}"
    answers["payee"]["bank_code"] = NASTY
    answers[NASTY] = NASTY
    html = render(form, answers, form.validate(answers, today=TODAY), readonly=readonly)
    assert "<script" not in html
    assert html.count("</textarea>") == (0 if readonly else html.count("<textarea"))
    Browser(html)


@pytest.mark.parametrize(
    "answers", [{"rows": "x"}, {"rows": [None, "x", []]}, {"employer": []}, {"batch": {"number": {}}}]
)
def test_answers_of_a_wrong_shape_are_shown_without_a_crash(real_forms, answers):
    form = real_forms["sickness"]
    for readonly in (False, True):
        Browser(render(form, answers, form.validate(answers, today=TODAY), readonly=readonly))


def test_fields_of_other_cases_are_folded_away_with_the_condition_in_words_and_for_scripts(real_forms):
    html = render(real_forms["book"], {"case": "k_card_first_contact_facility"})
    page = Browser(html)
    assert "Chỉ khai khi “Nội dung đề nghị”: Sổ BHXH: gộp nhiều sổ" in page.text
    assert "{&#34;/case&#34;: [&#34;b_merge_books&#34;]}" in html
    names = [control["name"] for control in page.controls]
    here, elsewhere = html.index('name="/kcb_code"'), html.index("form-elsewhere", html.index('id="section-details"'))
    assert here < elsewhere < html.index('name="/books_to_merge/0/si_number"')
    assert "/books_to_merge/0/si_number" in names


def test_the_condition_of_a_field_in_a_row_names_that_row(real_forms):
    html = render(real_forms["sickness"], example("sickness"))
    assert "{&#34;/rows/1/case&#34;: [&#34;d_child_under_7&#34;]}" in html


def test_a_yes_or_no_that_must_be_answered_offers_both_and_one_to_confirm_is_a_box(real_forms):
    page = Browser(render(real_forms["lump_sum"], {}))
    lost = [control for control in page.controls if control["name"] == "/book_lost"]
    assert [(control["type"], control["value"]) for control in lost] == [("radio", "true"), ("radio", "false")]
    assert page.control("/alternatives_explained")["type"] == "checkbox"


def test_a_supplement_opens_only_what_it_names_and_shows_the_rest(real_forms):
    form, answers = real_forms["sickness"], example("sickness", "twenty-five-workers")
    page = Browser(render(form, answers, editable={"/rows/3/personal_id", "/late_explanation"}))
    assert {control["name"] for control in page.controls} == {"/rows/3/personal_id", "/late_explanation"}
    assert "24 dòng khác giữ nguyên." in page.text
    assert answers["employer"]["name"] in page.text
    assert page.open_details == 1


def test_lists_offer_one_empty_row_and_a_button_to_take_a_row_away(real_forms):
    form, answers = real_forms["sickness"], example("sickness")
    page = Browser(render(form, answers))
    assert page.control("/rows/3/full_name")["value"] == ""
    buttons = [control["value"] for control in page.controls if control["tag"] == "button"]
    assert buttons == ["/rows/0", "/rows/1", "/rows/2"]
    left = from_html(form, [*page.posted(), ("_remove", "/rows/1")])
    assert [row["full_name"] for row in left["rows"]] == [answers["rows"][n]["full_name"] for n in (0, 2)]


def test_to_read_a_long_list_is_cut_but_never_a_row_with_a_problem(real_forms):
    form, answers = real_forms["sickness"], example("sickness", "twenty-five-workers")
    answers["rows"][20]["days"] = 99
    page = render(form, answers, form.validate(answers, today=TODAY), readonly=True, max_rows=5)
    assert page.count('<th scope="row">') == 6
    assert '<th scope="row">21</th>' in page
    assert "Còn 19 dòng" in page
    assert render(form, answers, readonly=True, max_rows=None).count('<th scope="row">') == 25


def test_codes_have_the_names_they_had_on_the_day(tmp_path):
    form = make_form(tmp_path, {"a": {"type": "string", "x-code-list": "provinces"}})
    early = render(form, {"a": "75"}, readonly=True, today=TODAY)
    assert "Tỉnh Đồng Nai" in early
    assert "Thành phố Đồng Nai" in render(form, {"a": "75"}, readonly=True)
    assert "Hà Giang" in render(form, {}, today=TODAY.replace(month=6))
    assert "Hà Giang" not in render(form, {}, today=TODAY)


def test_another_language_is_a_mistake_of_the_caller(real_forms):
    with pytest.raises(ValueError, match="language 'fr'"):
        render(real_forms["book"], {}, lang="fr")


def test_rendering_leaves_the_answers_alone(real_forms):
    answers = example("sickness")
    before = copy.deepcopy(answers)
    render(real_forms["sickness"], answers)
    assert answers == before
