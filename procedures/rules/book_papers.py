"""What stands on a health-insurance card and on the cover of an insurance book (procedure 4)."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.books import Case
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, name_of
from procedures.rules.working import Facts, Working

CARD_CODE = 15

REPLACES: dict[str, str] = {
    "b_merge_books": "Gộp các sổ đã cấp; các sổ cũ hết giá trị",
    "c_book_identity_change": "Sổ đã cấp, đổi do thay đổi thông tin nhân thân",
    "d_book_workplace_change": "Sổ đã cấp, điều chỉnh nội dung ghi trên sổ",
    "e_book_pre1995_service": "Sổ đã cấp, bổ sung thời gian công tác trước năm 1995",
    "f_book_hazardous_work": "Sổ đã cấp, bổ sung thời gian làm việc nặng nhọc, độc hại",
    "g_book_ui_balance": "Sổ đã cấp, ghi thời gian bảo hiểm thất nghiệp chưa hưởng",
}
LOST = {"lost": "Sổ đã cấp (mất)", "damaged": "Sổ đã cấp (hỏng)"}


class Card(Facts):
    """Who gets the card, and what the officer read in the participant base."""

    person: dict[str, Any] = Field(description="the person of the form")
    verified: dict[str, Any] | None = Field(None, description="the identity the population register gave")
    address: dict[str, Any] | None = None
    card_code: str | None = Field(None, description="15 characters; by default the one on the form")
    facility_code: str = Field(description="first-contact facility")
    facility: str = Field(description="its name")
    valid_from: date
    five_years_from: date | None = None
    living_area: str | None = None
    issued_on: date


@rule(outcomes=("ready",))
def card(facts: Card, law: Parameters) -> Working:
    """`values`: card, as template health-card takes it. Raises ValueError when the card's code is known nowhere."""
    person, identity = facts.person, facts.verified or {}
    code = facts.card_code or person.get("hi_card") or ""
    if len(code) != CARD_CODE:
        raise ValueError("the form has no complete card number: fill in card_code with its 15 characters")
    shown = {
        "number": person["si_number"],
        "code": code,
        "name": identity.get("full_name") or person["full_name"],
        "birth": identity.get("dob") or person["dob"],
        "gender": identity.get("gender") or person["gender"],
        "address": address_line(facts.address, facts.issued_on, law) if facts.address else None,
        "facility": facts.facility,
        "facility_code": facts.facility_code,
        "valid_from": facts.valid_from.isoformat(),
        "five_years_from": facts.five_years_from.isoformat() if facts.five_years_from else None,
        "living_area": facts.living_area,
    }
    return Working(outcome="ready", values={"card": {key: value for key, value in shown.items() if value is not None}})


class Book(Facts):
    """Whose book is issued again, and why."""

    case: Case
    person: dict[str, Any] = Field(description="the person of the form, as the book shall show it")
    loss: str | None = Field(None, description="lost or damaged, in case a")
    issue: int = Field(ge=1, description="which issue of the book this is")
    remark: str | None = Field(None, description="what the officer enters on the notes page")
    issued_on: date


@rule(outcomes=("ready",))
def cover(facts: Book, law: Parameters) -> Working:
    """`values`: applicant and book, as template insurance-book-cover takes them."""
    person = facts.person
    replaces = LOST[facts.loss] if facts.loss else REPLACES.get(facts.case)
    nationality = person.get("nationality")
    book = {
        "issue": facts.issue,
        "replaces": replaces,
        "nationality": name_of("countries", nationality, facts.issued_on, law) if nationality else None,
        "remarks": [facts.remark] if facts.remark else None,
    }
    holder = {
        "name": person["full_name"],
        "insurance_number": person["si_number"],
        "birth": person["dob"],
        "gender": person["gender"],
        "personal_id": person.get("personal_id"),
    }
    return Working(
        outcome="ready",
        values={"applicant": _present(holder), "book": _present(book)},
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
