"""A dossier comes in: once, whole, and with its faults named; what no officer could mend is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from walking import a_pdf, a_submission, case, submitted

from tests.conftest import Clock
from workflow.clock import HANOI
from workflow.engine.case import PublicStatus
from workflow.service.applicant import withdraw
from workflow.service.applying import take
from workflow.service.attachments import Attachment
from workflow.service.audit import verify
from workflow.service.errors import Rejected
from workflow.service.office import Office
from workflow.service.submitting import Receipt, code_of, submit
from workflow.store.tables import DOSSIERS, JOURNAL, SERIES, WORKS


def count(office: Office, table: Any = DOSSIERS) -> int:
    with office.store.read() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def codes_of(refusal: pytest.ExceptionInfo[Rejected]) -> set[str]:
    return {problem.code for problem in refusal.value.problems}


def test_a_dossier_gets_a_code_a_case_and_its_first_work(office: Office) -> None:
    receipt = submit(office, a_submission())
    assert receipt == Receipt("000.00.22.G24-250804-0001", duplicate=False)
    found = case(office, receipt.code)
    assert found.status is PublicStatus.REGISTERED
    assert (found.form["amount"], found.applicant["name"]) == (500, "Đặng Thị Ánh Nguyệt")
    assert [paper.component for paper in found.papers] == ["application"]
    assert office.blobs.get(found.papers[0].sha256).startswith(b"%PDF")
    [work] = take(office, ["sync"], 10, "tests")
    assert work.key == f"{receipt.code}:0:sync:1"
    assert json.loads(work.payload)["status"] == 1
    assert verify(office, receipt.code).faults == ()


def test_a_paper_may_be_called_by_the_portals_code_of_it(office: Office) -> None:
    code = submitted(office, attachments=[Attachment("GT.000001", "a.pdf", a_pdf())])
    assert [paper.component for paper in case(office, code).papers] == ["application"]


def test_the_same_reference_again_is_the_same_dossier(office: Office) -> None:
    first = submit(office, a_submission())
    again = submit(office, a_submission(answers={"amount": 7}))
    assert again == Receipt(first.code, duplicate=True)
    assert case(office, first.code).form["amount"] == 500
    assert submit(office, a_submission(source="counter")).duplicate is False
    assert code_of(office, "portal", "P-1") == first.code
    assert code_of(office, "portal", "P-2") is None


def test_the_same_reference_handed_in_by_threads_at_once_is_one_dossier(office: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        receipts = list(pool.map(lambda _: submit(office, a_submission()), range(12)))
    assert len({receipt.code for receipt in receipts}) == 1
    assert [receipt.duplicate for receipt in receipts].count(False) == 1
    assert (count(office), count(office, JOURNAL), count(office, WORKS)) == (1, 1, 1)
    with office.store.read() as db:  # and no code of the day was lost over it
        assert db.execute(select(SERIES.c.last).where(SERIES.c.series == "dossier")).scalar_one() == 1


def test_codes_given_to_threads_have_no_gap(office: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda number: submitted(office, f"P-{number}"), range(24)))
    assert sorted(codes) == [f"000.00.22.G24-250804-{number:04d}" for number in range(1, 25)]


@pytest.mark.parametrize("name", ["toy", "1.001613", "1.001613.01"])
def test_a_procedure_is_known_by_name_national_code_and_service_code(office: Office, name: str) -> None:
    assert case(office, submitted(office, procedure=name)).procedure == "toy"


def test_answers_that_do_not_fit_become_faults_of_the_case(office: Office) -> None:
    code = submitted(office, answers={"amount": -5, "person_id": "12"})
    faults = case(office, code).faults
    assert [fault.pointer for fault in faults] == ["/person_id", "/amount"]
    assert all(fault.vi and fault.en for fault in faults)


def test_typed_numbers_are_understood(office: Office) -> None:
    found = case(office, submitted(office, answers={"amount": "1.500.000"}))
    assert (found.form["amount"], found.faults) == (1_500_000, ())


def test_a_second_open_dossier_about_the_same_matter_is_noticed(office: Office) -> None:
    first = submitted(office, "P-1")
    other = submitted(office, "P-2", answers={"reason": "một việc khác"})
    second = submitted(office, "P-3")
    assert case(office, second).duplicates == (first,)
    assert case(office, other).duplicates == ()


def test_a_dossier_that_has_ended_is_no_duplicate(office: Office) -> None:
    withdraw(office, submitted(office, "P-1"))
    assert case(office, submitted(office, "P-2")).duplicates == ()


def test_the_day_of_submission_chooses_the_version_of_the_law(office: Office) -> None:
    old = submitted(office, "P-1", at=datetime(2025, 6, 30, 16, tzinfo=HANOI))
    new = submitted(office, "P-2", at=datetime(2025, 7, 1, 8, tzinfo=HANOI))
    assert case(office, old).digest != case(office, new).digest


def test_a_filing_time_in_the_future_counts_as_now(office: Office, clock: Clock) -> None:
    code = submitted(office, at=clock() + timedelta(days=2))
    assert case(office, code).submitted_at == clock()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"procedure": "1.999999"}, "unknown-procedure"),
        ({"at": datetime(2018, 1, 1, tzinfo=HANOI)}, "not-in-force"),
    ],
)
def test_what_is_not_offered_is_refused(office: Office, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        submit(office, a_submission(**changes))
    assert refusal.value.code == code
    assert count(office) == 0


def test_everything_wrong_around_the_form_is_said_at_once(office: Office) -> None:
    wrong = replace(
        a_submission(applicant={"name": " ", "phone": 912}),
        channel="post", return_way="pigeon", answers=["not an object"], reference="",
        attachments=[Attachment("unknown", "a.pdf", a_pdf())],
    )  # fmt: skip
    with pytest.raises(Rejected) as refusal:
        submit(office, wrong)
    pointers = {problem.pointer for problem in refusal.value.problems}
    assert pointers == {
        "/channel", "/return_way", "/reference", "/applicant/name", "/applicant/phone", "/answers", "/attachments/0",
    }  # fmt: skip
    assert all(problem.vi and problem.en for problem in refusal.value.problems)
    assert count(office) == 0


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("empty.pdf", b"")], "attachment_empty"),
        ([("run.exe", b"MZ\x90\x00 not a paper")], "attachment_type"),
        ([("really.pdf", b"MZ\x90\x00 not a paper")], "attachment_type"),
        ([("../../etc/passwd", b"%PDF")], "attachment_name"),
        ([("big.pdf", b"%PDF-1.4" + b"0" * 2**20)], "attachment_too_large"),
        ([(f"{n}.pdf", a_pdf()) for n in range(4)], "attachments_too_many"),
    ],
)
def test_files_that_may_not_come_in_are_refused_by_name(
    office: Office, files: list[tuple[str, bytes]], code: str
) -> None:
    attachments = [Attachment("application", name, content) for name, content in files]
    with pytest.raises(Rejected) as refusal:
        submit(office, a_submission(attachments=attachments))
    assert code in codes_of(refusal)
    assert count(office) == 0


def test_a_form_without_end_is_refused(office: Office) -> None:
    with pytest.raises(Rejected) as refusal:
        submit(office, a_submission(answers={"reason": "x" * 17_000_000}))
    assert codes_of(refusal) == {"too_long"}
