"""What the sandbox registers answer: pure functions of the key, the parameters and the day."""

from datetime import date
from typing import Any

from integrations.registers.certificates import read_certificate
from integrations.registers.contract import AS_OF, COMPARED, AnswerOutcome, Register
from integrations.registers.endings import Ending, ending
from integrations.registers.history import history
from integrations.registers.names import same_name
from integrations.registers.people import employer, employer_serial_of, person, personal_id, serial_of

Answered = tuple[AnswerOutcome, dict[str, Any]]


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
        differing = ["name" if register is Register.ENTERPRISE else "full_name"]
    if differing:
        return AnswerOutcome.MISMATCH, {"differing": differing}
    return AnswerOutcome.FOUND, record


def trouble_with(register: Register, key: str) -> Ending | None:
    """The trouble a key asks for; both codes of an employer ask by its four digits, other keys by their ending."""
    return ending(employer_serial_of(key) if register is Register.ENTERPRISE else key)


def _record(register: Register, key: str, as_of: date) -> dict[str, Any] | None:
    match register:
        case Register.POPULATION:
            return _identity(key) if _is_personal_id(key) else None
        case Register.CONTRIBUTIONS:
            return history(key, as_of) if _is_personal_id(key) or _is_number(key, 10) else None
        case Register.CERTIFICATES:
            return read_certificate(key)
        case Register.ENTERPRISE:
            return _enterprise(key)
        case _:
            return None


def _identity(key: str) -> dict[str, Any]:
    who = person(key)
    names = ("personal_id", "full_name", "dob", "gender", "nationality", "ethnicity", "address")
    return {name: who[name] for name in names}


def _enterprise(key: str) -> dict[str, Any] | None:
    firm = employer(key) if _is_number(employer_serial_of(key), 4) else None
    return firm if firm and key in (firm["employer_code"], firm["tax_code"]) else None


def _is_personal_id(key: str) -> bool:
    return _is_number(key, 12) and key == personal_id(serial_of(key))


def _is_number(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def _agrees(name: str, given: str, held: object) -> bool:
    return same_name(given, str(held)) if name in ("full_name", "name") else given.strip() == str(held)
