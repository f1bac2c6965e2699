"""What the registers say of benefits, cards, relatives and papers: one life, told consistently by every register."""

import json
from datetime import date
from itertools import pairwise

import pytest

from forms.formats import FORMATS
from integrations.registers.answers import answer_to
from integrations.registers.archives import KINDS as ARCHIVED
from integrations.registers.assessments import KINDS as ASSESSED
from integrations.registers.assessments import assessment, read_assessment
from integrations.registers.contract import RECORDS, AnswerOutcome, BenefitKind, Register
from integrations.registers.endings import NEVER_RECORDED, PENSIONS, Ending
from integrations.registers.facilities import facility
from integrations.registers.families import family
from integrations.registers.invoices import invoice, read_invoice
from integrations.registers.ledger import KINDS as PAID_MONTHLY
from integrations.registers.people import personal_id
from integrations.registers.places import FACILITIES

DAY = date(2026, 3, 2)
FILED = [life for life in ARCHIVED if life is not Ending.MISMATCH]  # there every register answers `mismatch`
LIVES = [*PAID_MONTHLY, *FILED, Ending.DEAD, Ending.CO_PAYMENTS, Ending.LAPSED, Ending.LONG_SERVICE]
OF_PEOPLE = ("population", "contributions", "benefits", "cards", "claims", "civil_status")


def asked(register, key, day=DAY, **params):
    """The record as it goes over the wire, checked against the contract; None when there is none."""
    outcome, data = answer_to(Register(register), key, params, day)
    if outcome is not AnswerOutcome.FOUND:
        return None
    record = RECORDS[Register(register)].model_validate_json(json.dumps(data))
    return record.model_dump(mode="json", by_alias=True)


def of(register, ending, day=DAY, prefix="00"):
    return asked(register, personal_id(f"{prefix}{ending}"), day)


def test_every_register_names_the_same_person():
    for seed in (*range(0, 3000, 91), *map(int, LIVES)):
        key = personal_id(f"{seed:06}")
        held = {register: found for register in OF_PEOPLE if (found := asked(register, key))}
        assert len({(each["full_name"], each["dob"]) for each in held.values()}) == 1
        assert len({each["si_number"] for each in held.values() if "si_number" in each}) == 1


def test_what_a_register_held_on_an_earlier_day_does_not_change_later():
    for seed in (*range(0, 3000, 91), *map(int, LIVES)):
        key = personal_id(f"{seed:06}")
        early, late = (asked("benefits", key, day)["one_off"] for day in (date(2024, 1, 1), DAY))
        assert early == late[: len(early)]
        claims = asked("claims", key, date(2024, 1, 1))
        assert claims is None or claims["stays"] == asked("claims", key)["stays"][: len(claims["stays"])]


@pytest.mark.parametrize("life", sorted(PAID_MONTHLY))
def test_a_life_on_a_benefit_is_paid_it(life):
    (paid,) = of("benefits", life)["monthly"]
    assert paid["kind"] == PAID_MONTHLY[life]
    assert paid["decided_on"][:7] <= paid["from"] <= paid["paid_until"]
    assert paid["monthly"] >= paid["monthly_at_start"] > 0
    assert (paid["account_number"] is None) is (paid["way"] != "bank")


def test_every_kind_of_monthly_benefit_is_met():
    assert set(PAID_MONTHLY.values()) == {kind.value for kind in BenefitKind}


@pytest.mark.parametrize("life", sorted(PENSIONS))
def test_a_pension_follows_the_last_paid_month_and_needs_twenty_years(life):
    (pension,), held = of("benefits", life)["monthly"], of("contributions", life)
    year, month = map(int, held["last_paid_month"].split("-"))
    assert pension["from"] == f"{year + month // 12}-{month % 12 + 1:02}"
    assert float(pension["years"]) >= held["months"] // 12 >= 20
    assert 0 < float(pension["years_before_2014"]) <= float(pension["years"])


def test_a_pension_is_raised_as_the_decrees_say():
    (before,), (after,) = (of("benefits", "9330", day)["monthly"] for day in (date(2024, 6, 30), date(2024, 7, 1)))
    assert after["monthly"] == (before["monthly"] * 115 + 50) // 100  # Decree 75/2024
    assert after["monthly_at_start"] == before["monthly_at_start"]


def test_a_months_pension_is_handed_out_by_its_tenth_day():
    assert of("benefits", "9330", date(2026, 3, 10))["monthly"][0]["paid_until"] == "2026-02"
    assert of("benefits", "9330", date(2026, 3, 11))["monthly"][0]["paid_until"] == "2026-03"


@pytest.mark.parametrize(("life", "why"), [(Ending.PENSION_SUSPENDED, "prison"), (Ending.MISSING, "missing")])
def test_a_suspended_pension_was_paid_up_to_the_month_before(life, why):
    (pension,) = of("benefits", life)["monthly"]
    assert (pension["status"], pension["suspended_for"]) == ("suspended", why)
    assert pension["paid_until"] < pension["suspended_on"][:7]
    assert of("benefits", life, date(2024, 12, 1))["monthly"][0]["status"] == "paying"


def test_a_court_declares_the_missing_missing():
    assert of("civil_status", Ending.MISSING)["status"] == "missing"
    assert "QĐST" in of("civil_status", Ending.MISSING)["certificate_no"]


def test_a_dead_pensioner_leaves_two_months_uncollected():
    status, (pension,) = of("civil_status", "9342"), of("benefits", "9342")["monthly"]
    assert (status["status"], pension["status"]) == ("dead", "ended")
    assert pension["unpaid_months"][1] == status["died_on"][:7]
    assert pension["paid_until"] < pension["unpaid_months"][0]
    assert of("cards", "9342")["periods"][-1]["to"] == status["died_on"]


def test_who_died_in_work_has_paid_to_the_month_of_death_and_leaves_a_family():
    for prefix in ("00", "01", "07", "42"):
        status = of("civil_status", Ending.DEAD, prefix=prefix)
        assert of("contributions", Ending.DEAD, prefix=prefix)["last_paid_month"] == status["died_on"][:7]
        relations = [each["relation"] for each in status["relatives"] if each["is_alive"]]
        assert {"spouse", "child", "mother"} <= set(relations)
        assert of("civil_status", Ending.DEAD, date(2025, 7, 1), prefix)["status"] == "alive"


def test_an_agent_collects_for_who_has_authorised_the_spouse():
    ledger, status = of("benefits", "9345"), of("civil_status", "9345")
    assert ledger["authorised_agent"] == next(e["full_name"] for e in status["relatives"] if e["relation"] == "spouse")
    assert ledger["authorised_until"] == "2026-12-31"


def test_a_relative_is_known_to_the_registers_by_a_number_of_the_right_structure():
    for seed in (*range(0, 600, 7), 9340, 9345):
        for one in family(seed)[1:]:
            assert FORMATS["personal_id"](one.personal_id)
            assert int(one.personal_id[3]) % 2 == (one.gender == "female")
            assert one.personal_id[4:6] == f"{one.born_on.year % 100:02}"
            if one.born_on < DAY:
                assert asked("population", one.personal_id)["full_name"] == one.full_name
                back = [each["personal_id"] for each in asked("civil_status", one.personal_id)["relatives"]]
                assert personal_id(f"{seed:06}") in back


def test_mothers_are_old_enough_and_children_are_born_apart():
    for seed in range(0, 3000, 7):
        members = family(seed)
        births = sorted(each.born_on for each in members if each.relation == "child")
        assert all((later - earlier).days > 300 for earlier, later in pairwise(births))
        mothers = [each for each in members if each.gender == "female" and each.relation in ("self", "spouse")]
        assert all(birth.year - mother.born_on.year >= 18 for birth in births for mother in mothers)


def test_a_mother_in_work_had_her_maternity_settled_at_each_birth():
    settled = 0
    for seed in range(0, 1000, 7):
        key = personal_id(f"{seed:06}")
        births = {each["dob"] for each in asked("civil_status", key)["relatives"] if each["relation"] == "child"}
        leaves = [each for each in asked("benefits", key)["one_off"] if each["kind"] == "maternity"]
        assert {each["occurred_on"] for each in leaves} <= births
        assert not leaves or family(seed)[0].gender == "female"
        settled += len(leaves)
    assert settled > 5


def test_the_card_goes_with_work_and_benefit():
    for ending, group, level in (
        ("0008", "DN", 4),
        ("9330", "HT", 3),
        ("9334", "XB", 4),
        ("9337", "TN", 4),
        ("0021", "GD", 4),
    ):
        card = of("cards", ending)
        assert (card["periods"][-1]["group"], card["periods"][-1]["level"], card["is_active"]) == (group, level, True)
        assert all(FORMATS["hi_card"](each["card_number"]) for each in card["periods"])
        assert asked("cards", card["periods"][0]["card_number"]) == card
    assert not of("cards", Ending.LAPSED)["is_active"]
    assert asked("cards", "QN5220000000008") is None


def test_co_payments_are_what_the_level_leaves():
    # Level 4 leaves 20 %, unless the visit costs less than 15 % of the reference level (351,000 in 2025).
    for seed in range(0, 200, 2):
        for stay in (asked("claims", personal_id(f"{seed:06}")) or {"stays": []})["stays"]:
            assert stay["paid_by_fund"] + stay["co_payment"] == stay["total"]
            if stay["from"][:4] == "2025":
                assert stay["co_payment"] == (
                    0 if stay["total"] < 351_000 else stay["total"] - stay["total"] * 80 // 100
                )


def test_high_co_payments_are_above_six_reference_levels_early_in_the_year():
    claims = of("claims", Ending.CO_PAYMENTS, date(2026, 6, 30))
    assert claims["co_payment_this_year"] > 6 * 2_340_000
    assert of("cards", Ending.CO_PAYMENTS)["five_years_from"] <= "2026-01-01"


@pytest.mark.parametrize("life", sorted(FILED))
def test_a_paper_file_is_found_by_the_person_and_by_its_number(life):
    file = of("archives", life)
    assert asked("archives", file["file_no"]) == file
    assert file["kind"] == ARCHIVED[life][1]
    assert file["decided_on"] < (file["ended_on"] or "9")


def test_an_incapacity_allowance_that_ended_was_paid_for_half_the_service():
    file = of("archives", Ending.INCAPACITY_ENDED)
    assert 15 * 12 <= file["service_months"] < 20 * 12  # who may ask by Decision 613
    years = int(file["ended_on"][:4]) - int(file["decided_on"][:4])
    assert abs(years - file["service_months"] / 24) <= 1
    assert of("benefits", Ending.INCAPACITY_ENDED)["monthly"] == []


@pytest.mark.parametrize("life", sorted(NEVER_RECORDED))
def test_old_lives_are_in_no_contribution_history(life):
    assert of("contributions", life) is None


@pytest.mark.parametrize("kind", sorted(ASSESSED))
@pytest.mark.parametrize("percent", [0, 31, 81, 100])
def test_minutes_can_be_read_from_their_number(kind, percent):
    minutes = assessment("2216000020", date(2025, 12, 30), percent, kind=kind)
    assert read_assessment(minutes["number"]) == minutes
    assert minutes["needs_carer"] is (percent >= 81)
    assert FORMATS["paper_number"](minutes["number"])


def test_a_mistyped_number_of_minutes_is_unknown():
    right = assessment("2216000020", date(2025, 12, 30), 45)["number"]
    assert [read_assessment(right[:3] + digit + right[4:]) is None for digit in "123456789"] == [True] * 9
    with pytest.raises(ValueError, match="0 to 100 percent"):
        assessment("2216000020", DAY, 101)


def test_an_invoice_is_made_out_to_the_person_in_that_year():
    made = invoice("2216000020", 2025, 3)
    assert read_invoice(made["number"]) == made
    assert made["issued_on"][:4] == "2025"
    assert made["buyer_name"] == asked("population", personal_id("000020"))["full_name"]
    assert FORMATS["tax_code"](made["seller_tax_code"])
    assert (made["status"], invoice(9412, 2025)["status"]) == ("valid", "cancelled")
    assert read_invoice("1C25TAA/123") is None


def test_facilities_people_are_registered_at_have_a_licence_and_a_contract_of_the_year():
    for code in FACILITIES:
        found = asked("facilities", code)
        assert (found["has_contract"], found["contract_until"]) == (True, "2026-12-31")
        assert found["name"] == FACILITIES[code]
    assert (asked("facilities", "29411")["has_contract"], asked("facilities", "22999")) == (False, None)
    assert facility("22102", DAY)["is_private"]


TROUBLED = {
    "benefits": personal_id,
    "cards": personal_id,
    "claims": personal_id,
    "civil_status": personal_id,
    "archives": personal_id,
    "invoices": lambda serial: f"1C25TAA/01{serial}",
    "facilities": lambda serial: f"2{serial[-4:]}",
    "assessments": lambda serial: assessment("2216000020", DAY, 31, trouble=serial[-4:])["number"],
}


@pytest.mark.parametrize("register", TROUBLED)
def test_trouble_is_had_by_the_ending_of_a_key(register):
    key = TROUBLED[register]
    assert answer_to(Register(register), key("009404"), {}, DAY) == (AnswerOutcome.NOT_FOUND, {})
    outcome, data = answer_to(Register(register), key("009409"), {}, DAY)
    expected = {"invoices": "total", "facilities": "name"}.get(register, "full_name")
    assert (outcome, data) == (AnswerOutcome.MISMATCH, {"differing": [expected]})
    for late in ("009202", "009503"):  # the sandbox makes these wait; then they are there
        assert asked(register, key(late)) is not None
