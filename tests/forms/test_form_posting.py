"""What a browser posts, put back into answers."""

import pytest
from form_samples import example, make_form

from forms import from_html

ROW = {"type": "object", "properties": {"b": {"type": "integer"}, "c": {"type": "array", "items": {"type": "string"}}}}
PROPERTIES = {"a": {"type": "string"}, "g": {"type": "object", "properties": {"x": {"type": "string"}}}}
LISTS = {"rows": {"type": "array", "items": ROW}, "days": {"type": "array", "items": {"type": "string"}}}


@pytest.fixture
def form(tmp_path):
    return make_form(tmp_path, {**PROPERTIES, **LISTS})


POSTED = [
    ([("/a", "x"), ("/g/x", "y")], {"a": "x", "g": {"x": "y"}}),
    ([("/a", "1"), ("/a", "2")], {"a": "2"}),
    ([("/days", "mon"), ("/days", "sun"), ("/days", "")], {"days": ["mon", "sun"]}),
    ([("/rows/7/b", "2"), ("/rows/2/b", "1")], {"rows": [{"b": 1}, {"b": 2}]}),
    ([("/rows/0/b", ""), ("/rows/1/b", "1")], {"rows": [{"b": 1}]}),
    ([("/rows/1/c", "x"), ("/rows/1/c", "y")], {"rows": [{"c": ["x", "y"]}]}),
    ([("csrf", "token"), ("a/b", "x"), ("", "y"), ("_add", "/rows")], {}),
    ([("/a", "x"), ("/a/b", "y")], {"a": {"b": "y"}}),
    ([("/rows/x/b", "1")], {"rows": {"x": {"b": "1"}}}),  # no row number: for validation to refuse
    ([("/rows/99999999999999999999/b", "1")], {"rows": {"99999999999999999999": {"b": "1"}}}),
    ([("/rows/0/b", "1"), ("/rows/1/b", "2"), ("_remove", "/rows/0")], {"rows": [{"b": 2}]}),
    ([("/zzz", "x")], {"zzz": "x"}),
]


@pytest.mark.parametrize(("posted", "expected"), POSTED)
def test_names_are_pointers_and_rows_close_up(form, posted, expected):
    assert from_html(form, posted) == expected


class MultiDict(dict[str, str]):
    """As web frameworks hand over a posted form."""

    def multi_items(self):
        return [("/days", "mon"), ("/days", "sun"), ("/a", object())]


def test_pairs_mappings_and_multi_dicts_are_all_taken_and_files_left_out(form):
    assert from_html(form, {"/days": ["mon", "sun"], "/a": "x"}) == {"days": ["mon", "sun"], "a": "x"}
    assert from_html(form, MultiDict()) == {"days": ["mon", "sun"]}


BEFORE = {"a": "old", "g": {"x": "old"}, "rows": [{"b": 1, "c": ["p"]}, {"b": 2}]}
SUPPLEMENTS = [
    ([("/rows/1/b", "5"), ("/a", "new")], {"/rows/1/b"}, {"rows": [{"b": 1, "c": ["p"]}, {"b": 5}]}),
    ([("/a", "")], {"/a"}, {"a": None}),
    ([("/g/x", "new")], {"/g"}, {"g": {"x": "new"}}),
    ([("/rows/0/b", "")], {"/rows/*/b"}, {"rows": [{"c": ["p"]}, {"b": 2}]}),
    ([("/rows/2/b", "3")], {"/rows"}, {"rows": [{"b": 1, "c": ["p"]}, {"b": 2}, {"b": 3}]}),
    ([("/rows/2/b", "3")], {"/rows/1"}, {}),
    ([("/rows/1/c", "q")], {"/rows/1/c"}, {"rows": [{"b": 1, "c": ["p"]}, {"b": 2, "c": ["q"]}]}),
    ([], set(), {}),
]


@pytest.mark.parametrize(("posted", "editable", "difference"), SUPPLEMENTS)
def test_a_supplement_is_written_over_what_was_there_row_for_row(form, posted, editable, difference):
    expected = {name: value for name, value in (BEFORE | difference).items() if value is not None}
    assert from_html(form, posted, before=BEFORE, editable=editable) == expected


def test_what_the_case_chosen_rules_out_is_dropped(real_forms):
    answers = example("lump_sum")
    posted = [
        ("/case", "f_demobilised"),
        ("/demobilised_on", "1/2/2025"),
        ("/illness", "cancer"),
        ("/paid_before_2025_07", "true"),
    ]
    assert from_html(real_forms["lump_sum"], posted) == {"case": "f_demobilised", "demobilised_on": "2025-02-01"}
    assert from_html(real_forms["lump_sum"], posted, before=answers, editable=set()) == answers
