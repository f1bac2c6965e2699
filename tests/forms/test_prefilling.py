"""What need not be typed: from registers and from earlier dossiers; only what is empty, only what holds."""

from datetime import date

import pytest
from form_samples import TODAY, example, make_form

from forms import FormError
from forms.prefilling import from_earlier, from_record, look_ups
from integrations.registers.answers import answer_to
from integrations.registers.contract import RECORDS, Register
from integrations.registers.people import employer, person

WHO = person(8)


def asked(look_up):
    """The synthetic register's record."""
    return answer_to(Register(look_up.register), look_up.key, {}, TODAY)[1]


def test_a_personal_id_brings_the_identity_and_the_insurance_number(real_forms):
    form, answers = real_forms["lump_sum"], {"person": {"personal_id": WHO["personal_id"]}}
    filled = []
    for look_up in look_ups(form, answers, today=TODAY):
        prefilled = from_record(form, answers, look_up, asked(look_up), today=TODAY)
        answers, filled = prefilled.answers, [*filled, *prefilled.filled]
        assert prefilled.differing == ()
    assert answers["person"] == {
        "personal_id": WHO["personal_id"],
        "full_name": WHO["full_name"].upper(),
        "dob": WHO["dob"],
        "gender": WHO["gender"],
        "nationality": "VN",
        "si_number": WHO["si_number"],
    }
    assert set(filled) == {f"/person/{name}" for name in answers["person"]} - {"/person/personal_id"}


def test_an_employer_is_filled_in_by_its_code_address_included(real_forms):
    firm = employer(27)
    form, answers = real_forms["sickness"], {"employer": {"employer_code": firm["employer_code"]}}
    (look_up,) = look_ups(form, answers, today=TODAY)
    found = from_record(form, answers, look_up, asked(look_up), today=TODAY).answers["employer"]
    assert (found["name"], found["tax_code"], found["phone"]) == (firm["name"], firm["tax_code"], firm["phone"])
    assert found["address"] == {name: firm["address"][name] for name in ("province", "ward", "street")}


def test_what_a_person_wrote_stays_and_a_difference_is_named(real_forms):
    given = {"personal_id": WHO["personal_id"], "full_name": "Tên Khác", "gender": WHO["gender"]}
    form, answers = real_forms["lump_sum"], {"person": given}
    look_up = look_ups(form, answers, today=TODAY)[0]
    prefilled = from_record(form, answers, look_up, asked(look_up), today=TODAY)
    assert prefilled.answers["person"]["full_name"] == "Tên Khác"
    assert prefilled.differing == ("/person/full_name",)
    same = {"person": {**given, "full_name": WHO["full_name"].lower()}}
    assert from_record(form, same, look_up, asked(look_up), today=TODAY).differing == ()


@pytest.mark.parametrize("key", ["", "12", "022999"])
def test_a_key_that_is_no_key_is_not_asked_about(real_forms, key):
    assert look_ups(real_forms["lump_sum"], {"person": {"personal_id": key}}, today=TODAY) == []


def test_a_group_of_another_case_asks_nothing_and_is_not_filled(real_forms):
    firm = employer(27)
    form, code = real_forms["book"], {"employer_code": firm["employer_code"]}
    assert look_ups(form, {"filed_by": "self", "employer": code}, today=TODAY) == []
    assert [each.register for each in look_ups(form, {"filed_by": "employer", "employer": code}, today=TODAY)] == [
        "enterprise"
    ]


def test_a_record_the_form_would_not_take_is_left_for_the_person(real_forms):
    form, answers = real_forms["lump_sum"], {"person": {"personal_id": WHO["personal_id"]}}
    look_up = look_ups(form, answers, today=TODAY)[0]
    record = asked(look_up) | {"dob": "2030-01-01", "full_name": "N/A 12"}
    prefilled = from_record(form, answers, look_up, record, today=TODAY)
    assert set(prefilled.filled) == {"/person/gender", "/person/nationality"}


def test_an_earlier_dossier_of_another_procedure_brings_what_both_forms_know(real_forms):
    earlier, form = example("lump_sum"), real_forms["book"]
    prefilled = from_earlier(
        form, {"case": "k_card_first_contact_facility"}, real_forms["lump_sum"], earlier, today=TODAY
    )
    shared = {name: earlier["person"][name] for name in ("full_name", "dob", "personal_id", "si_number")}
    assert shared.items() <= prefilled.answers["person"].items()
    assert prefilled.answers["contact"] == earlier["contact"]
    assert prefilled.answers["return_to"] == earlier["return_to"]
    assert prefilled.answers["case"] == "k_card_first_contact_facility"


def test_what_no_longer_holds_is_not_taken_over(tmp_path):
    address = {
        "type": "object",
        "x-earlier": "address",
        "properties": {"province": {"type": "string", "x-code-list": "provinces"}, "street": {"type": "string"}},
    }
    form = make_form(tmp_path, {"address": address})
    before = {"address": {"province": "02", "street": "Số 1"}}  # Hà Giang, until 30 June 2025
    prefilled = from_earlier(form, {}, form, before, today=TODAY)
    assert prefilled.answers == {"address": {"street": "Số 1"}}
    assert from_earlier(form, {}, form, before, today=date(2025, 6, 1)).answers == before


def test_a_list_of_thousands_asks_no_register(real_forms):
    answers = example("sickness")
    assert {each.group for each in look_ups(real_forms["sickness"], answers, today=TODAY)} == {"/employer"}


def test_what_forms_fill_in_stands_in_the_contract_of_the_register(real_forms):
    for form in real_forms.values():
        for field in (each for each in form.fields() if each.type == "object" and "*" not in each.pointer):
            for said in form.node({}, field.pointer).get("x-prefill", ()):
                known = RECORDS[Register(said["register"])].model_fields
                assert {place.split("/")[0] for place in said["fields"].values()} <= set(known)


def test_a_field_the_group_does_not_have_is_refused(tmp_path):
    prefill = [{"register": "population", "key": "id", "fields": {"nam": "full_name"}}]
    group = {
        "type": "object",
        "x-prefill": prefill,
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
    }
    with pytest.raises(FormError, match="x-prefill names 'nam'"):
        make_form(tmp_path, {"person": group})
