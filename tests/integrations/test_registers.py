"""Look-ups: the client against the sandbox registers, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from types import SimpleNamespace

import httpx
import pytest

from integrations.errors import Permanent, Temporary, Unauthorised
from integrations.registers.assessments import assessment
from integrations.registers.certificates import certificate
from integrations.registers.client import RegistersClient
from integrations.registers.contract import (
    COMPARED,
    AnswerOutcome,
    Certificate,
    ContributionHistory,
    Enterprise,
    Register,
    VerifiedPerson,
)
from integrations.registers.invoices import invoice
from integrations.registers.people import employer, person
from integrations.registers.sandbox import DEMO_TOKEN, create_app

FOUND, NOT_FOUND, MISMATCH, PENDING = AnswerOutcome


@pytest.fixture
async def registers(serve) -> AsyncIterator[SimpleNamespace]:
    url = serve(create_app())
    async with RegistersClient(url, DEMO_TOKEN) as client, httpx.AsyncClient(base_url=f"{url}/_sandbox") as admin:
        yield SimpleNamespace(query=client.query, poll=client.poll, admin=admin, url=url)


async def test_an_identity_that_agrees_is_found_with_its_address(registers):
    who = person(12)
    answer = await registers.query("population", who["personal_id"], {"full_name": who["full_name"], "dob": who["dob"]})
    assert answer.outcome is FOUND
    assert answer.asked_at.tzinfo is not None
    assert answer.reference.startswith("POP-")
    assert VerifiedPerson.model_validate(answer.data).address.province == "22"


async def test_an_identity_that_differs_names_the_fields_and_reveals_nothing(registers):
    who = person(12)
    given = {"full_name": "Nguyễn Văn Khác", "dob": "1950-01-01", "gender": who["gender"]}
    answer = await registers.query("population", who["personal_id"], given)
    assert (answer.outcome, answer.data) == (MISMATCH, {"differing": ["dob", "full_name"]})


async def test_a_name_with_its_tone_mark_elsewhere_is_the_same_name(registers):
    who = person(next(s for s in range(500) if "Hòa" in person(s)["full_name"]))
    given = {"full_name": who["full_name"].replace("Hòa", "Hoà").upper()}
    assert (await registers.query("population", who["personal_id"], given)).outcome is FOUND


async def test_a_name_with_another_tone_is_another_name(registers):
    who = person(next(s for s in range(500) if "Hòa" in person(s)["full_name"]))
    given = {"full_name": who["full_name"].replace("Hòa", "Hóa")}
    assert (await registers.query("population", who["personal_id"], given)).outcome is MISMATCH


async def test_contributions_are_found_by_insurance_number_and_by_personal_id(registers):
    who = person(8)
    by_number = await registers.query("contributions", who["si_number"], {"full_name": who["full_name"]})
    by_id = await registers.query("contributions", who["personal_id"])
    assert by_number.outcome is by_id.outcome is FOUND
    assert by_number.data == by_id.data
    assert ContributionHistory.model_validate(by_number.data).is_active


async def test_contributions_are_cut_at_the_day_they_are_asked_about(registers):
    answer = await registers.query("contributions", person(8)["si_number"], {"as_of": "2025-08-15"})
    assert answer.data["last_paid_month"] == "2025-07"


@pytest.mark.parametrize(
    ("register", "key", "given"),
    [
        ("benefits", "2216009330", {"full_name": person("2216009330")["full_name"]}),
        ("cards", person(8)["hi_card"], {"personal_id": person(8)["personal_id"], "as_of": "2026-03-02"}),
        ("claims", "2216000008", {"as_of": "2026-03-02"}),
        ("civil_status", person(8)["personal_id"], {"dob": person(8)["dob"]}),
        ("archives", "MS-1986-009335", {}),
        ("facilities", "22001", {"name": "Bệnh viện Đa khoa tỉnh"}),
        ("invoices", invoice(8, 2025)["number"], {"total": str(invoice(8, 2025)["total"])}),
        ("assessments", assessment(8, date(2025, 9, 1), 31)["number"], {"percent": "31", "held_on": "2025-09-01"}),
    ],
)
async def test_the_other_registers_answer_within_the_contract(registers, register, key, given):
    answer = await registers.query(register, key, given)  # the client believes nothing outside the contract
    assert answer.outcome is FOUND
    false = dict.fromkeys(sorted(COMPARED[Register(register)]), "1")
    assert (await registers.query(register, key, false)).data == {"differing": list(false)}


@pytest.mark.parametrize("register", ["benefits", "cards", "claims", "civil_status", "archives"])
async def test_the_other_registers_are_late_and_away_as_the_first_ones_are(registers, register):
    await registers.admin.post("/faults", json={"answer_after": 60})
    assert (await registers.query(register, person("2216009202")["personal_id"])).outcome is PENDING
    with pytest.raises(Temporary):
        await registers.query(register, person("2216009503")["personal_id"])


async def test_a_certificate_as_the_facility_issued_it_is_found(registers):
    paper = certificate(person(20)["si_number"], date(2026, 3, 2), 5, icd="J18.9")
    given = {name: str(paper[name]) for name in ("facility", "si_number", "from", "to", "days", "icd", "kind")}
    answer = await registers.query("certificates", paper["serial"], given)
    assert (answer.outcome, answer.data) == (FOUND, paper)
    assert Certificate.model_validate(answer.data).from_ == date(2026, 3, 2)


async def test_a_certificate_with_more_days_than_issued_is_a_mismatch(registers):
    paper = certificate(person(20)["si_number"], date(2026, 3, 2), 5)
    answer = await registers.query("certificates", paper["serial"], {"days": "7", "to": "2026-03-08"})
    assert answer.data == {"differing": ["days", "to"]}


async def test_a_mistyped_serial_number_is_not_found(registers):
    serial = certificate(person(20)["si_number"], date(2026, 3, 2), 5)["serial"]
    mistyped = serial[:5] + ("A" if serial[5] != "A" else "B") + serial[6:]
    assert (await registers.query("certificates", mistyped)).outcome is NOT_FOUND


async def test_an_enterprise_is_found_by_tax_code_and_by_employer_code(registers):
    firm = employer(17)
    for key in (firm["tax_code"], firm["employer_code"]):
        answer = await registers.query("enterprise", key, {"name": firm["name"]})
        assert Enterprise.model_validate(answer.data).tax_code == firm["tax_code"]


async def test_a_tax_code_with_a_wrong_check_digit_is_not_found(registers):
    code = employer(17)["tax_code"]
    wrong = f"{code[:9]}{(int(code[9]) + 1) % 10}"
    assert (await registers.query("enterprise", wrong)).outcome is NOT_FOUND


@pytest.mark.parametrize(
    ("register", "key"),
    [
        ("population", person("2216019404")["personal_id"]),
        ("contributions", "2216019404"),
        ("certificates", certificate("2216000020", date(2026, 3, 2), 5, trouble="9404")["serial"]),
        ("enterprise", employer("9404")["tax_code"]),
        ("enterprise", "QN-??"),
        ("enterprise", "QNABCDE"),
        ("contributions", "２２１６０００００８"),
        ("population", "036190000020"),
        ("contributions", "22160"),
    ],
)
async def test_what_a_register_does_not_hold_is_not_found(registers, register, key):
    answer = await registers.query(register, key)
    assert (answer.outcome, answer.data) == (NOT_FOUND, {})


async def test_an_employer_with_the_digits_9409_is_a_mismatch_by_either_code(registers):
    for name in ("tax_code", "employer_code"):
        assert (await registers.query("enterprise", employer("9409")[name])).data == {"differing": ["name"]}


@pytest.mark.parametrize(
    ("register", "key"),
    [
        ("population", person("2216019409")["personal_id"]),
        ("contributions", "2216019409"),
        ("certificates", certificate("2216000020", date(2026, 3, 2), 5, trouble="9409")["serial"]),
    ],
)
async def test_a_key_ending_in_9409_is_a_mismatch_whatever_is_asked(registers, register, key):
    assert (await registers.query(register, key)).data == {"differing": ["full_name"]}


async def test_a_key_ending_in_9202_is_answered_later(registers):
    await registers.admin.post("/faults", json={"answer_after": 60})
    answer = await registers.query("contributions", "2216019202")
    assert (answer.outcome, answer.answered_at) == (PENDING, None)
    assert (await registers.poll(answer.reference)).outcome is PENDING

    await registers.admin.post("/faults", json={"answer_after": 0})
    answer = await registers.query("contributions", "2216019202")
    later = await registers.poll(answer.reference)
    assert (later.outcome, later.reference, later.asked_at) == (FOUND, answer.reference, answer.asked_at)
    assert later.answered_at is not None


async def test_a_key_ending_in_9503_is_answered_when_the_register_is_back(registers):
    for _ in range(2):
        with pytest.raises(Temporary) as caught:
            await registers.query("contributions", "2216019503")
        assert caught.value.retry_after == 1
    assert (await registers.query("contributions", "2216019503")).outcome is FOUND


async def test_the_same_work_asking_twice_is_one_look_up(registers):
    first = await registers.query("contributions", "2216000008", idempotency_key="d1-4-request")
    again = await registers.query("contributions", "2216000008", idempotency_key="d1-4-request")
    assert first == again
    assert len((await registers.admin.get("/lookups")).json()) == 1


async def test_a_key_used_for_another_question_is_refused(registers):
    await registers.query("contributions", "2216000008", idempotency_key="d1-4-request")
    with pytest.raises(Permanent, match="another question"):
        await registers.query("contributions", "2216000009", idempotency_key="d1-4-request")


async def test_an_answer_lost_on_its_way_costs_no_second_look_up(registers):
    await registers.admin.post("/faults", json={"lost_answer_rate": 1, "remaining": 1})
    assert (await registers.query("population", person(4)["personal_id"])).outcome is FOUND
    assert len((await registers.admin.get("/lookups")).json()) == 1


async def test_a_parameter_the_register_does_not_take_is_refused_by_name(registers):
    with pytest.raises(Permanent, match="does not take blood_group"):
        await registers.query("population", person(4)["personal_id"], {"blood_group": "A"})


async def test_a_wrong_token_is_unauthorised(registers):
    async with RegistersClient(registers.url, "guessed") as stranger:
        with pytest.raises(Unauthorised):
            await stranger.query("population", person(4)["personal_id"])


async def test_a_scripted_answer_replaces_the_synthetic_one(registers):
    paper = certificate(person(20)["si_number"], date(2026, 3, 2), 5) | {"serial": "C-77", "full_name": "Bé Minh An"}
    await registers.admin.put("/answers/certificates/C-77", json={"outcome": "found", "data": paper})
    assert (await registers.query("certificates", "C-77")).data["full_name"] == "Bé Minh An"


async def test_an_answer_outside_the_contract_is_not_believed(registers):
    await registers.admin.put("/answers/enterprise/QN0001A", json={"outcome": "found", "data": {"name": "?"}})
    with pytest.raises(Permanent, match="does not follow the contract"):
        await registers.query("enterprise", "QN0001A")


async def test_what_was_asked_survives_a_restart_of_the_sandbox(serve, tmp_path):
    async with RegistersClient(serve(create_app(tmp_path / "registers.db")), DEMO_TOKEN) as client:
        before = await client.query("contributions", "2216000008", idempotency_key="d1")
    async with RegistersClient(serve(create_app(tmp_path / "registers.db")), DEMO_TOKEN) as client:
        assert await client.query("contributions", "2216000008", idempotency_key="d1") == before
