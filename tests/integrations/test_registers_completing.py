"""What a case leaves out of a register's record is filled in, and the whole keeps to the contract."""

import pytest

from integrations.registers.completing import completed
from integrations.registers.contract import RECORDS, Register

PERSON = {"full_name": "TRẦN THỊ BÌNH", "dob": "1990-05-06", "facility": "22013"}
UNFIT = {"days": 2.5, "kind": "lump_sum", "gender": "x", "level": "high", "is_alive": "maybe", "from": "last year"}


@pytest.mark.parametrize("register", sorted(Register))
def test_what_a_form_says_otherwise_than_records_do_is_not_taken_over(register: Register) -> None:
    record = completed(RECORDS[register], {}, {**PERSON, **UNFIT})
    assert RECORDS[register].model_validate(record)
    assert not {key for key, value in record.items() if key in UNFIT and value == UNFIT[key]}


def test_the_persons_own_data_come_before_what_is_usual_and_what_was_said_before_both() -> None:
    record = completed(RECORDS[Register.CERTIFICATES], {"facility": "22099", "days": 7}, {**PERSON, "days": 4})
    assert (record["full_name"], record["facility"], record["days"]) == ("TRẦN THỊ BÌNH", "22099", 7)
    assert completed(RECORDS[Register.CERTIFICATES], {}, {**PERSON, "days": 4})["days"] == 4
