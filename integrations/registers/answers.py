"""What the sandbox registers answer: pure functions of the key, the parameters and the day."""

from datetime import date
from typing import Any

from integrations.registers.archives import archived
from integrations.registers.assessments import read_assessment
from integrations.registers.cards import card, claims
from integrations.registers.certificates import read_certificate
from integrations.registers.civil import civil_status
from integrations.registers.contract import AS_OF, COMPARED, AnswerOutcome, Register
from integrations.registers.endings import Ending, ending
from integrations.registers.facilities import facility
from integrations.registers.families import member_of
from integrations.registers.history import history
from integrations.registers.invoices import read_invoice
from integrations.registers.ledger import benefits
from integrations.registers.names import same_name
from integrations.registers.people import employer, employer_serial_of, person, personal_id, serial_of

Answered = tuple[AnswerOutcome, dict[str, Any]]

# What differs where a mismatch is asked for; elsewhere the name.
_DIFFERING = {Register.ENTERPRISE: "name", Register.FACILITIES: "name", Register.INVOICES: "total"}


def check_params(register: Register, params: dict[str, str]) -> None:
    """Raise ValueError, in words for the caller, when the register does not take these parameters."""
    taken = COMPARED[register] | ({"as_of"} if register in AS_OF else set())
    if unknown := set(params) - taken:
        raise ValueError(f"{register} does not take {', '.join(sorted(unknown))}, only {', '.join(sorted(taken))}")
    if "as_of" in params:
        date.fromisoformat(params["as_of"])


def answer_to(register: Register, key: str, params: dict[str, str], today: date) -> Answered:
    """The outcome and data for a question with checked parameters; never `pending`."""
    given = {name: value for name, value in params.items() if name != "as_of"}
    as_of = date.fromisoformat(params["as_of"]) if "as_of" in params else today
    trouble = trouble_with(register, key)
    record = None if trouble is Ending.NOT_FOUND else _record(register, key, as_of)
    if record is None:
        return AnswerOutcome.NOT_FOUND, {}
    differing = [name for name in sorted(given) if not _agrees(name, given[name], record[name])]
    if trouble is Ending.MISMATCH and not differing:
        differing = [_DIFFERING.get(register, "full_name")]
    if differing:
        return AnswerOutcome.MISMATCH, {"differing": differing}
    return AnswerOutcome.FOUND, record


def trouble_with(register: Register, key: str) -> Ending | None:
    """The trouble a key asks for; both codes of an employer ask by its four digits, other keys by their ending."""
    return ending(employer_serial_of(key) if register is Register.ENTERPRISE else key)


def _record(register: Register, key: str, as_of: date) -> dict[str, Any] | None:
    match register:
        case Register.POPULATION:
            return _identity(key)
        case Register.CIVIL_STATUS:
            return civil_status(key, as_of)
        case Register.CONTRIBUTIONS:
            return history(key, as_of) if _is_insured(key) else None
        case Register.BENEFITS:
            return benefits(key, as_of) if _is_insured(key) else None
        case Register.CARDS | Register.CLAIMS:
            return _of_card(register, key, as_of)
        case Register.CERTIFICATES:
            return read_certificate(key)
        case Register.ASSESSMENTS:
            return read_assessment(key)
        case Register.INVOICES:
            return read_invoice(key)
        case Register.ENTERPRISE:
            return _enterprise(key)
        case Register.FACILITIES:
            return facility(key, as_of)
        case Register.ARCHIVES:
            return archived(key, as_of)


def _identity(key: str) -> dict[str, Any] | None:
    found = member_of(key)
    if found is None:
        return None
    who = person(key)  # relatives live where the person does
    shared = {name: who[name] for name in ("nationality", "ethnicity", "address")}
    return shared | {
        "personal_id": key,
        "full_name": found[1].full_name,
        "dob": found[1].born_on.isoformat(),
        "gender": found[1].gender,
    }


def _of_card(register: Register, key: str, as_of: date) -> dict[str, Any] | None:
    """By card number only a card the person has had."""
    number = key[5:] if len(key) == 15 else key
    found = card(number, as_of) if _is_insured(number) else None
    if found is None or (number != key and key not in {each["card_number"] for each in found["periods"]}):
        return None
    return found if register is Register.CARDS else claims(number, as_of)


def _enterprise(key: str) -> dict[str, Any] | None:
    firm = employer(key) if _is_number(employer_serial_of(key), 4) else None
    return firm if firm and key in (firm["employer_code"], firm["tax_code"]) else None


def _is_insured(key: str) -> bool:
    return _is_personal_id(key) or _is_number(key, 10)


def _is_personal_id(key: str) -> bool:
    return _is_number(key, 12) and key == personal_id(serial_of(key))


def _is_number(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def _agrees(name: str, given: str, held: object) -> bool:
    return same_name(given, str(held)) if name in ("full_name", "name") else given.strip() == str(held)
