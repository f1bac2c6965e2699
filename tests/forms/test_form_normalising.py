"""From what people type to what forms hold."""

from itertools import pairwise
from typing import Any

import pytest
from form_samples import example, examples, make_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TYPED: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "string", "format": "date"}, "20/11/2025", "2025-11-20"),
    ({"type": "string", "format": "date"}, " 5-7-2025 ", "2025-07-05"),
    ({"type": "string", "format": "date"}, "05.07.2025", "2025-07-05"),
    ({"type": "string", "format": "date"}, "2025-11-20", "2025-11-20"),
    ({"type": "string", "format": "date"}, "31/02/2025", "2025-02-31"),  # no such day: validation says so
    ({"type": "string", "format": "date"}, "mai", "mai"),
    ({"type": "string", "format": "partial_date"}, "1985", "1985"),
    ({"type": "string", "format": "partial_date"}, "3/1985", "1985-03"),
    ({"type": "string", "format": "partial_date"}, "20/11/1985", "1985-11-20"),
    ({"type": "string", "format": "period"}, "7/2025", "2025-07"),
    ({"type": "string", "format": "period"}, "072025", "2025-07"),
    ({"type": "integer", "format": "money"}, "1.234.567", 1234567),
    ({"type": "integer", "format": "money"}, "1,234,567 đồng", 1234567),
    ({"type": "integer", "format": "money"}, "1 234 567đ", 1234567),
    ({"type": "integer", "format": "money"}, "1234567 VND", 1234567),
    ({"type": "integer", "format": "money"}, "1.234,567", "1.234,567"),  # two kinds of mark: not understood
    ({"type": "integer", "format": "money"}, "-5.000", -5000),  # understood, then refused
    ({"type": "integer", "format": "money"}, 1234567.0, 1234567),
    ({"type": "integer", "format": "money"}, "12 triệu", "12 triệu"),
    ({"type": "number"}, "6,5", 6.5),
    ({"type": "number"}, "6.5", 6.5),
    ({"type": "number"}, "6", 6),
    ({"type": "number"}, "1.500", 1500),
    ({"type": "boolean"}, "on", True),
    ({"type": "boolean"}, "Có", True),
    ({"type": "boolean"}, "false", False),
    ({"type": "boolean"}, "có lẽ", "có lẽ"),
    ({"type": "boolean"}, True, True),
    ({"type": "string", "format": "phone"}, "+84 912 345 678", "0912345678"),
    ({"type": "string", "format": "phone"}, "0084912345678", "0912345678"),
    ({"type": "string", "format": "phone"}, "84912345678", "0912345678"),
    ({"type": "string", "format": "phone"}, "(0203) 3.123-456", "02033123456"),
    ({"type": "string", "format": "phone"}, "+84 0912345678", "0912345678"),
    ({"type": "string", "format": "personal_id"}, "022 178 100 419", "022178100419"),
    ({"type": "string", "format": "personal_id"}, "０２２178100419", "022178100419"),
    ({"type": "string", "format": "hi_card_number"}, "dn 4 22 2298.100.419", "DN4222298100419"),
    ({"type": "string", "format": "tax_code"}, "0100109106001", "0100109106-001"),
    ({"type": "string", "format": "tax_code"}, "0100109106-001", "0100109106-001"),
    ({"type": "string", "format": "employer_code"}, "qn0027e", "QN0027E"),
    ({"type": "string", "format": "icd10"}, "j06,9", "J06.9"),
    ({"type": "string", "format": "paper_number"}, " n10ju 4bc", "N10JU4BC"),
    ({"type": "string", "format": "email_address"}, " An.B@Example.VN ", "An.B@example.vn"),
    ({"type": "string", "format": "person_name"}, "  nguyễn   văn an ", "NGUYỄN VĂN AN"),
    ({"type": "string", "format": "person_name"}, "Nguye\u0302\u0303n An", "NGUYỄN AN"),  # decomposed letters
    ({"type": "string", "format": "line"}, "Số\u200b 62\t Cái\u00a0Dăm\r\n", "Số 62 Cái Dăm"),
    ({"type": "string", "format": "text"}, " một\r\nhai\u202e ", "một\nhai"),
    ({"type": "string"}, "   ", None),
    ({"type": "string"}, None, None),
    ({"type": "array", "items": {"type": "string"}}, ["", " ", None], None),
    ({"type": "array", "items": {"type": "integer"}}, ["1", "", "2"], [1, 2]),
    ({"type": "object", "properties": {"b": {"type": "string"}}}, {"b": " "}, None),
    ({"type": "string"}, {"unexpected": "1"}, {"unexpected": "1"}),
    ({"type": "string"}, 7, 7),
]


@pytest.mark.parametrize(("said", "raw", "expected"), TYPED)
def test_what_is_typed_becomes_what_the_form_holds(tmp_path, said, raw, expected):
    answers = make_form(tmp_path, {"a": said}).normalise({"a": raw})
    assert answers == ({} if expected is None else {"a": expected})
    assert type(answers.get("a")) is type(expected)


def test_nothing_at_all_is_an_empty_answer_and_other_shapes_stay_for_validation(tmp_path):
    form = make_form(tmp_path, {"a": {"type": "string"}})
    assert form.normalise({}) == {}
    assert form.normalise(None) == {}
    assert form.normalise([{"a": "1"}]) == [{"a": "1"}]


def test_empty_rows_disappear_and_unknown_fields_stay_for_validation(tmp_path):
    row = {"type": "object", "properties": {"b": {"type": "integer"}}}
    form = make_form(tmp_path, {"a": {"type": "array", "items": row}})
    assert form.normalise({"a": [{"b": "1"}, {"b": ""}, {}, {"b": "2"}], "c": " x "}) == {
        "a": [{"b": 1}, {"b": 2}],
        "c": "x",
    }


def test_the_kind_of_a_value_may_depend_on_another_answer(real_forms):
    changes = [
        {"attribute": "dob", "old": "1998", "new": "13/1/1998"},
        {"attribute": "full_name", "old": "an", "new": "Nguyễn an"},
        {"attribute": "personal_id", "new": "022 178 100 419"},
    ]
    answers = real_forms["book"].normalise({"case": "c_book_identity_change", "changes": changes})
    assert [change["new"] for change in answers["changes"]] == ["1998-01-13", "NGUYỄN AN", "022178100419"]


@pytest.mark.parametrize(("name", "stem"), examples())
def test_the_examples_are_already_normal(real_forms, name, stem):
    assert real_forms[name].normalise(example(name, stem)) == example(name, stem)


LEAVES = st.sampled_from([raw for _, raw, _ in TYPED]) | st.integers() | st.text(max_size=6) | st.just([""])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60
)
@given(data=st.data())
def test_normalising_twice_changes_nothing_more(real_forms, data):
    form = real_forms[data.draw(st.sampled_from(sorted(real_forms)))]
    raw: dict[str, Any] = {}
    for field in data.draw(st.lists(st.sampled_from([f for f in form.fields() if f.is_leaf]), max_size=12)):
        tokens = [0 if token == "*" else token for token in field.pointer.split("/")[1:]]
        _put(raw, tokens, data.draw(LEAVES))
    once = form.normalise(raw)
    assert form.normalise(once) == once


def _put(place: Any, tokens: list[Any], value: Any) -> None:
    """Write the value where the tokens lead; 0 stands for the first row."""
    for token, following in pairwise(tokens):
        empty: Any = [] if following == 0 else {}
        if isinstance(place, list):
            if not place:
                place.append(empty)
            place = place[0]
        else:
            place = place.setdefault(token, empty)
    if isinstance(place, list):
        place[:] = [value]
    else:
        place[tokens[-1]] = value
