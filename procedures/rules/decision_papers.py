"""What templates `decision` and `notice` show of a benefit, and the money order that goes with it, for any procedure."""

from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, basis_text, day_text, name_of
from procedures.rules.working import Facts, Line, Value, Working

CASH = {
    "cash_at_agency": "bằng tiền mặt tại cơ quan bảo hiểm xã hội",
    "cash_via_service": "bằng tiền mặt qua tổ chức dịch vụ chi trả",
    "via_employer": "qua người sử dụng lao động",
}
GENDERS = {"male": "Nam", "female": "Nữ"}


class Labelled(Value):
    """A fact with its label."""

    label: str
    value: int | str


class Amount(Value):
    """One line of what is granted, in đồng."""

    label: str
    amount: int
    note: str | None = None


class Granted(Facts):
    """A benefit about to be decided: whose it is, what it comes to, how it is received."""

    dossier: str = Field(description="dossier code, for the text of the payment")
    person: dict[str, Any] = Field(description="as fragment person has it")
    address: dict[str, Any] | None = None
    payee: dict[str, Any] | None = Field(None, description="as fragment payee has it; left out: nothing is paid")
    facts: tuple[Labelled, ...] = Field((), description="what the paper says beside who the person is")
    amounts: tuple[Amount, ...] = Field((), description="what is granted, line by line")
    lines: tuple[Line, ...] = Field((), description="the workings of the rules it was computed by, one after another")
    paid_now: int | None = Field(None, description="đồng handed out with this decision; left out: the sum of amounts")
    decided_on: date


@rule(outcomes=("ready",))
def benefit(facts: Granted, law: Parameters) -> Working:
    """`values`: applicant, facts, amounts, total, working, payment (a sentence), as the templates take them; payments and
    cash (đồng), as the payment needs them."""
    paid = facts.paid_now if facts.paid_now is not None else sum(each.amount for each in facts.amounts)
    by_bank = facts.payee is not None and facts.payee["way"] == "bank"
    return Working(
        outcome="ready",
        amount=paid,
        values={
            "applicant": applicant(facts.person, facts.address, facts.decided_on, law),
            "facts": [*_identity(facts, law), *(each.model_dump() for each in facts.facts)],
            "amounts": [each.model_dump(exclude_none=True) for each in facts.amounts],
            "total": sum(each.amount for each in facts.amounts),
            "working": [shown(line) for line in facts.lines],
            "payment": payment_sentence(facts.payee, facts.decided_on, law) if facts.payee else "",
            "payments": order(facts.payee, paid, facts.dossier) if facts.payee else [],
            "cash": 0 if by_bank or facts.payee is None else max(paid, 0),
        },
    )


def applicant(person: dict[str, Any], address: dict[str, Any] | None, day: date, law: Parameters) -> dict[str, Any]:
    """The group `applicant` of a paper, from a person and an address of a form."""
    shown = {
        "name": person["full_name"],
        "insurance_number": person.get("si_number"),
        "personal_id": person.get("personal_id"),
        "birth": person.get("dob"),
        "gender": person.get("gender"),
        "address": address_line(address, day, law) if address else None,
    }
    return {key: value for key, value in shown.items() if value is not None}


def payment_sentence(payee: dict[str, Any], day: date, law: Parameters) -> str:
    """How the money comes, as a sentence of a decision."""
    if payee["way"] != "bank":
        return f"Số tiền được chi trả {CASH[payee['way']]}."
    bank = name_of("banks", payee["bank_code"], day, law)
    branch = f" – {payee['bank_branch']}" if payee.get("bank_branch") else ""
    return f"Số tiền được chuyển vào tài khoản số {payee['account_number']}, {bank}{branch}, chủ tài khoản {payee['account_holder']}."


def order(payee: dict[str, Any], amount: int, dossier: str) -> list[dict[str, Any]]:
    """The order to the bank; its text names the dossier and no facts of the person."""
    if payee["way"] != "bank" or amount <= 0:
        return []
    return [
        {
            "name": payee["account_holder"],
            "account": payee["account_number"],
            "bank": payee["bank_code"],
            "amount": amount,
            "text": f"BHXH chi tra ho so {dossier}",
        }
    ]


def _identity(facts: Granted, law: Parameters) -> list[dict[str, str]]:
    person = facts.person
    shown = {
        "Họ và tên": person["full_name"],
        "Ngày sinh": day_text(person["dob"]) if person.get("dob") else None,
        "Giới tính": GENDERS.get(person.get("gender", "")),
        "Mã số BHXH": person.get("si_number"),
        "Số định danh": person.get("personal_id"),
        "Nơi cư trú": address_line(facts.address, facts.decided_on, law) if facts.address else None,
    }
    return [{"label": label, "value": value} for label, value in shown.items() if value]


def shown(line: Line) -> dict[str, Any]:
    """A line of a working, as the annex of a decision shows it."""
    cells = {"label": line.label_vi, "value": line.value, "unit": line.unit, "basis": basis_text(line.basis)}
    return {key: value for key, value in cells.items() if value != ""}
