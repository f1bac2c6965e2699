"""The cross-field keywords: what each takes, what it refuses, and when it keeps silent."""

from typing import Any

import pytest
from form_samples import TODAY, make_form, pairs_of

from forms.keywords import KEYWORDS

TEXT: dict[str, Any] = {"type": "string"}


def two(keyword: str, value: Any = "a") -> dict[str, Any]:
    return {"a": TEXT, "b": {"type": ["string", "number"], keyword: value}}


PERSON = {"gender": TEXT, "dob": TEXT, "b": {**TEXT, "x-personal-id-of": {"gender": "gender", "dob": "dob"}}}
ROWS = {
    "b": {
        "type": "array",
        "x-unique-by": ["a", "in/c"],
        "items": {"type": "object", "properties": {"a": TEXT, "in": {"type": "object", "properties": {"c": TEXT}}}},
    }
}
PLACES = {"a": TEXT, "b": {**TEXT, "x-code-list": "wards", "x-code-within": "a"}}

# keyword, properties, answers, the code expected at /b (None: nothing is wrong)
TABLE = [
    ("x-not-before", two("x-not-before"), {"a": "2025-03-02", "b": "2025-03-02"}, None),
    ("x-not-before", two("x-not-before"), {"a": "2025-03-02", "b": "2025-03-01"}, "before_other"),
    ("x-not-before", two("x-not-before"), {"a": "2025-03-02", "b": "2025-03"}, None),  # may still be later that month
    ("x-not-before", two("x-not-before"), {"a": "2025-03-02", "b": "2025-02"}, "before_other"),
    ("x-not-before", two("x-not-before"), {"a": "1985", "b": "1984"}, "before_other"),
    ("x-not-before", two("x-not-before"), {"a": "soon", "b": "2025-03-01"}, None),
    ("x-not-before", two("x-not-before"), {"b": "2025-03-01"}, None),
    ("x-not-before", two("x-not-before", "/a"), {"a": "2025-03-02", "b": "2025-03-01"}, "before_other"),
    ("x-not-after", two("x-not-after"), {"a": "2025-03-02", "b": "2025-03-02"}, None),
    ("x-not-after", two("x-not-after"), {"a": "2025-03-02", "b": "2025-03-03"}, "after_other"),
    ("x-not-after-today", two("x-not-after-today", True), {"b": "2025-11-20"}, None),
    ("x-not-after-today", two("x-not-after-today", True), {"b": "2025-11-21"}, "after_today"),
    ("x-not-after-today", two("x-not-after-today", True), {"b": "2025"}, None),
    ("x-earliest", two("x-earliest", "1900-01-01"), {"b": "1900-01-01"}, None),
    ("x-earliest", two("x-earliest", "1900-01-01"), {"b": "1899"}, "too_early"),
    ("x-younger-than", two("x-younger-than", {"years": 7, "on": "a"}), {"a": "2025-09-22", "b": "2018-09-23"}, None),
    ("x-younger-than", two("x-younger-than", {"years": 7, "on": "a"}), {"a": "2025-09-22", "b": "2018-09-22"}, "too_old"),
    ("x-younger-than", two("x-younger-than", {"years": 1, "on": "a"}), {"a": "2025-02-28", "b": "2024-02-29"}, None),
    ("x-younger-than", two("x-younger-than", {"years": 1, "on": "a"}), {"a": "2025-03-01", "b": "2024-02-29"}, "too_old"),
    ("x-personal-id-of", PERSON, {"gender": "female", "dob": "1978-02-14", "b": "022178100419"}, None),
    ("x-personal-id-of", PERSON, {"gender": "male", "dob": "1978-02-14", "b": "022178100419"}, "personal_id_gender"),
    ("x-personal-id-of", PERSON, {"gender": "female", "dob": "1979", "b": "022178100419"}, "personal_id_birth_year"),
    ("x-personal-id-of", PERSON, {"gender": "male", "dob": "2004-05", "b": "022204100419"}, None),
    ("x-personal-id-of", PERSON, {"gender": "male", "dob": "1904", "b": "022204100419"}, "personal_id_birth_year"),
    ("x-personal-id-of", PERSON, {"gender": "unknown", "b": "022178100419"}, None),
    ("x-personal-id-of", PERSON, {"gender": "male", "b": "022178"}, None),  # its shape is the format's affair
    ("x-hi-card-of", two("x-hi-card-of"), {"a": "2298100419", "b": "DN4222298100419"}, None),
    ("x-hi-card-of", two("x-hi-card-of"), {"a": "2298100419", "b": "2298100418"}, "hi_card_of_other"),
    ("x-hi-card-of", two("x-hi-card-of"), {"a": "022178100419", "b": "DN4222298100419"}, None),
    ("x-hi-card-of", two("x-hi-card-of"), {"a": "2298100419", "b": "022178100419"}, None),
    ("x-same-name-as", two("x-same-name-as"), {"a": "ĐỖ THỊ HÀ", "b": "Do Thi  Ha"}, None),
    ("x-same-name-as", two("x-same-name-as"), {"a": "ĐỖ THỊ HÀ", "b": "DO THI HAI"}, "other_name"),
    ("x-differs-from", two("x-differs-from"), {"a": "x", "b": "y"}, None),
    ("x-differs-from", two("x-differs-from"), {"a": "x", "b": "x"}, "same_as_other"),
    ("x-differs-from", two("x-differs-from"), {"b": "x"}, None),
    ("x-days-within", {"b": {"type": "number", "x-days-within": {"from": "c", "to": "d"}}, "c": TEXT, "d": TEXT},
     {"c": "2025-09-08", "d": "2025-09-12", "b": 5}, None),
    ("x-days-within", {"b": {"type": "number", "x-days-within": {"from": "c", "to": "d"}}, "c": TEXT, "d": TEXT},
     {"c": "2025-09-08", "d": "2025-09-12", "b": 5.5}, "too_many_days"),
    ("x-code-list", two("x-code-list", "provinces"), {"b": "22"}, None),
    ("x-code-list", two("x-code-list", "provinces"), {"b": "99"}, "unknown_code"),
    ("x-code-list", two("x-code-list", "provinces"), {"b": "02"}, "code_not_in_force"),  # Hà Giang, to 30 June 2025
    ("x-code-list", two("x-code-list", "banks"), {"b": "99999999"}, None),  # an open list
    ("x-code-within", PLACES, {"a": "22", "b": "06685"}, None),
    ("x-code-within", PLACES, {"a": "22", "b": "00001"}, "unknown_code"),
    ("x-code-within", PLACES, {"a": "01", "b": "06685"}, "code_of_other_place"),
    ("x-code-within", PLACES, {"a": "01", "b": "00001"}, None),  # the list is complete for Quảng Ninh only
]  # fmt: skip


@pytest.mark.parametrize(("keyword", "properties", "answers", "expected"), TABLE)
def test_a_keyword_says_what_is_wrong_and_nothing_else(tmp_path, keyword, properties, answers, expected):
    found = pairs_of(make_form(tmp_path, properties), answers)
    assert found == ([("/b", expected)] if expected else [])


def test_rows_that_repeat_another_are_named_by_their_number_and_rows_without_the_key_are_not_compared(tmp_path):
    form = make_form(tmp_path, ROWS)
    row = {"a": "x", "in": {"c": "1"}}
    assert pairs_of(form, {"b": [row, {"a": "x", "in": {"c": "2"}}, {"a": "x"}, {"a": "x"}]}) == []
    assert pairs_of(form, {"b": [row, {"a": "y"}, row, row]}) == [("/b/2", "duplicate_row"), ("/b/3", "duplicate_row")]


def test_rows_may_be_told_apart_by_any_of_several_keys(tmp_path):
    form = make_form(tmp_path, {"b": {**ROWS["b"], "x-unique-by": [["a"], ["in/c"]]}})
    first, other = {"a": "x", "in": {"c": "1"}}, {"a": "y", "in": {"c": "2"}}
    assert pairs_of(form, {"b": [first, other, {"a": "z"}, {"in": {"c": "3"}}]}) == []
    for again in ({"a": "x"}, {"in": {"c": "1"}}, first):
        (found,) = form.validate({"b": [first, other, again]}, today=TODAY)
        assert (found.pointer, found.code, found.params["earlier"]) == ("/b/2", "duplicate_row", 1)


LEAVES = {
    "b": {
        "type": "array",
        "x-no-overlap": {"by": ["who"], "from": "from", "to": "to", "except": {"kind": ["again"]}},
        "items": {"type": "object", "properties": {"who": TEXT, "from": TEXT, "to": TEXT, "kind": TEXT}},
    }
}


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ([("a", "08", "12"), ("a", "13", "14"), ("b", "08", "12")], []),
        ([("a", "08", "12"), ("a", "12", "14")], [("/b/1", "overlapping_row")]),
        ([("a", "12", "14"), ("a", "08", "12")], [("/b/1", "overlapping_row")]),
        ([("a", "01", "28"), ("a", "08", "12"), ("a", "10", "11")], [(f"/b/{n}", "overlapping_row") for n in (1, 2)]),
        # What meets a row that is refused already is not refused for its sake.
        ([("a", "01", "10"), ("a", "09", "20"), ("a", "15", "28")], [("/b/1", "overlapping_row")]),
        ([("a", "08", "12"), ("a", "09", "10", "again")], []),
        ([("a", "08", "12"), ("a", "11", "09"), ("a", "x", "09")], []),  # no time at all is another keyword's affair
    ],
)
def test_leaves_of_one_person_that_meet_are_named(tmp_path, leaves, expected):
    rows = [
        {"who": who, "from": f"2025-09-{first}", "to": f"2025-09-{last}"} | ({"kind": kind[0]} if kind else {})
        for who, first, last, *kind in leaves
    ]
    assert pairs_of(make_form(tmp_path, LEAVES), {"b": rows}) == expected


def test_every_keyword_is_tried_both_ways():
    tried = {(keyword, expected is None) for keyword, _, _, expected in TABLE} | {
        *(("x-unique-by", way) for way in (True, False)),
        *(("x-no-overlap", way) for way in (True, False)),
    }
    assert tried == {(keyword, way) for keyword in (*KEYWORDS, "x-code-within") for way in (True, False)}
