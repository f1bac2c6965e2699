"""Care contracts: the facility's time to sign, the text both sign, and the balance at the end."""

from typing import Any

from the_law import LAW

from procedures.rules import Working, get

FACILITY = {
    "code": "22188",
    "name": "Bệnh viện Đa khoa Hạ Long Xanh",
    "licence": {"number": "118/BYT-GPHĐ", "issued_on": "2023-04-03", "issuer": "Bộ Y tế"},
}
SIGNATORY = {"name": "Trần Quang Huy", "title": "Giám đốc bệnh viện"}
ACCOUNT = {"account_number": "288010889521", "bank_code": "01203001"}


def text(**more: Any) -> Working:
    facts = {
        "paper": "contract",
        "facility": FACILITY,
        "signatory": SIGNATORY,
        "account": ACCOUNT,
        "scope": "nội, ngoại",
        "valid_from": "2026-03-15",
        "valid_to": "2026-12-31",
        "decided_on": "2026-03-09",
        **more,
    }
    return get("care_contracts.text").apply(facts, LAW)


def settle(**facts: int) -> Working:
    return get("facility_balance.settle").apply(facts, LAW)


def test_the_facility_signs_within_working_days_of_the_offer() -> None:
    offer = get("care_contracts.offer").apply({"paper": "contract", "offered_on": "2026-03-06"}, LAW)
    assert offer.values == {"sign_by": "2026-03-10T17:00", "sign_day": "10/03/2026"}  # Friday: Monday, Tuesday
    before_tet = get("care_contracts.offer").apply({"paper": "minutes", "offered_on": "2026-02-12"}, LAW)
    assert before_tet.values["sign_day"] == "24/02/2026"  # 13, then 23 and 24 February after Tết


def test_the_contract_names_term_quota_and_prices() -> None:
    articles = text(card_quota=8000, price_list="Quyết định 12/QĐ-SYT").values["articles"]
    assert "8.000 thẻ" in articles[0]
    assert "theo Quyết định 12/QĐ-SYT" in articles[1]
    assert "từ ngày 15/03/2026 đến hết ngày 31/12/2026" in articles[-1]
    assert "thẻ" not in text().values["articles"][0].partition("phạm vi")[2]


def test_an_annex_names_the_contract_it_belongs_to() -> None:
    values = text(paper="annex", contract_no="07/HĐ-BHYT").values
    assert (values["heading"], len(values["articles"])) == ("Phụ lục hợp đồng", 3)
    assert "07/HĐ-BHYT" in values["about"]


def test_whoever_signed_stands_under_the_contract_otherwise_whom_the_form_names() -> None:
    assert text().values["party_signer"] == {**SIGNATORY, "signed_on": "2026-03-09"}
    signed = {"name": "Lê Văn Phó", "title": "Phó Giám đốc", "signed_on": "2026-03-07", "outcome": "facility_signed"}
    assert text(signature=signed).values["party_signer"]["name"] == "Lê Văn Phó"


def test_who_the_facility_is_shows_no_empty_line() -> None:
    labels = [fact["label"] for fact in text().values["party"]]
    assert labels == ["Mã cơ sở", "Giấy phép hoạt động", "Tài khoản"]


def test_the_balance_is_paid_offset_or_even() -> None:
    assert settle(accepted=850, advanced=600, carried=50).values == {"balance": 200, "to_pay": 200, "to_carry": 0}
    over = settle(accepted=400, advanced=600)
    assert (over.outcome, over.amount, over.values["to_carry"]) == ("facility_owes", 0, 200)
    assert settle(accepted=600, advanced=600).outcome == "balanced"
    assert [line.value for line in settle(accepted=850, advanced=600, carried=50).lines] == [850, -600, -50, 200]


def test_minutes_pay_only_what_is_owed() -> None:
    facts = {
        "facility": FACILITY,
        "signatory": SIGNATORY,
        "account": ACCOUNT,
        "contract_no": "15/HĐ-BHYT",
        "ends_on": "2026-03-31",
        "reason": "Cơ sở ngừng hoạt động",
        "accepted": 850_000_000,
        "advanced": 600_000_000,
        "balance": 250_000_000,
        "dossier": "000.00.22.G24-260302-0001",
        "decided_on": "2026-03-09",
    }
    paid = get("care_contract_ends.liquidation").apply(facts, LAW).values
    assert [line["amount"] for line in paid["payments"]] == [250_000_000]
    assert [line["amount"] for line in paid["amounts"]] == [850_000_000, -600_000_000]
    assert get("care_contract_ends.liquidation").apply({**facts, "balance": -1}, LAW).values["payments"] == []
