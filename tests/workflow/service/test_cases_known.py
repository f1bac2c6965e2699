"""Cases kept open between transactions are those the database holds, whoever changed them."""

from walking import case, decided, perform_all, submitted

from workflow.engine.case import Case
from workflow.performing.standing import standing_of
from workflow.service.audit import verify
from workflow.service.cases import Cases
from workflow.service.office import Office


def test_a_case_changed_by_another_process_is_read_anew(office: Office) -> None:
    another = Office(office.store, office.library, office.blobs, office.now)
    code = submitted(office)
    before = standing_of(office, code).case
    assert standing_of(office, code).case is before
    decided(another, code, "intake/receive", "rec", "accept")
    after = standing_of(office, code).case
    assert after == case(office, code)
    assert after.sequence > before.sequence
    perform_all(office)
    assert standing_of(office, code).case == case(office, code)
    assert verify(office, code).faults == ()


def test_what_was_opened_longest_ago_is_forgotten_when_there_is_no_room(office: Office) -> None:
    codes = [submitted(office, f"C-{number}") for number in range(3)]
    size = len(case(office, codes[0]).model_dump_json())
    narrow = Office(office.store, office.library, office.blobs, office.now, Cases(room=size * 5 // 2))
    opened: list[Case] = [standing_of(narrow, code).case for code in codes]
    assert standing_of(narrow, codes[2]).case is opened[2]
    assert standing_of(narrow, codes[1]).case is opened[1]
    assert standing_of(narrow, codes[0]).case is not opened[0]
    assert standing_of(narrow, codes[0]).case == opened[0]
