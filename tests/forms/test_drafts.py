"""Unfinished answers: kept as they are, taken up again, also under a newer form."""

import json

from form_samples import TODAY, example, make_form

from forms.drafts import draft_of, progress, resume

TEXT = {"type": "string", "maxLength": 50}
ROWS = {"type": "array", "maxItems": 5, "items": {"type": "object", "properties": {"b": TEXT, "c": TEXT}}}


def stored(draft):
    return json.loads(json.dumps(draft.as_json()))


def test_a_draft_keeps_what_is_wrong_and_what_belongs_to_another_case(real_forms):
    form = real_forms["lump_sum"]
    typed = {"case": "f_demobilised", "illness": "cancer", "contact": {"phone": "12"}, "note": ""}
    resumed = resume(form, stored(draft_of(form, typed)))
    assert resumed.answers == {"case": "f_demobilised", "illness": "cancer", "contact": {"phone": "12"}}
    assert resumed.lost == ()


def test_a_finished_form_comes_back_whole(real_forms):
    for name, form in real_forms.items():
        answers = form.normalise(example(name))
        assert resume(form, stored(draft_of(form, example(name)))).answers == answers


def test_under_a_newer_form_what_has_no_place_is_left_out_and_named(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = make_form(tmp_path / "old", {"a": TEXT, "gone": TEXT, "rows": ROWS})
    fewer = {**ROWS, "items": {"type": "object", "properties": {"b": TEXT}}}
    new = make_form(tmp_path / "new", {"a": TEXT, "rows": fewer})
    typed = {"a": "x", "gone": "y", "rows": [{"c": "1"}, {"b": "2", "c": "3"}]}
    resumed = resume(new, stored(draft_of(old, typed)))
    assert resumed.answers == {"a": "x", "rows": [{"b": "2"}]}
    assert resumed.lost == ("/gone", "/rows/0/c", "/rows/1/c")


def test_progress_counts_what_stands_between_a_section_and_its_end(real_forms):
    form = real_forms["lump_sum"]
    assert set(progress(form, example("lump_sum"), today=TODAY).values()) == {0}
    answers = example("lump_sum")
    del answers["contact"]["phone"]
    found = {section: number for section, number in progress(form, answers, today=TODAY).items() if number}
    assert list(found.values()) == [1]
