"""What is entered at the counter: a form that asks how the result goes back is believed, and the parcel goes where it says."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD
from tests.workflow.service.walking import case
from workflow.engine.case import Case
from workflow.service.entering import Entry, asks_return, file_entry, version_today
from workflow.service.office import Office
from workflow.service.people import appoint

PROCEDURES = Path(__file__).parents[3] / "procedures"
LUMP_SUM = "settle-lump-sum-social-insurance"
ANSWERS: dict[str, Any] = json.loads((PROCEDURES / "si" / LUMP_SUM / "examples" / "valid.json").read_text("utf-8"))
APPLICANT = {
    "kind": "individual", "name": "Đặng Hồng Quỳnh", "id_number": "022191100419", "phone": "0979493454",
    "email": "", "address": "",
}  # fmt: skip


@pytest.fixture
def office(real_office: Office) -> Office:
    appoint(real_office, "desk", "Tiếp Nhận Một", PASSWORD, [("ONE_STOP", "receiver")], since=date(2020, 1, 1))
    return real_office


def filed(office: Office, return_to: dict[str, Any], **more: str) -> Case:
    """The dossier that the officer at the counter files with this wish; beside the form nothing is asked."""
    version, _ = version_today(office, "desk", LUMP_SUM)
    assert asks_return(version.form)
    entry = Entry("one", LUMP_SUM, {**ANSWERS, "return_to": return_to}, APPLICANT | more, return_way="")
    return case(office, file_entry(office, "desk", version, entry).code)


def test_the_parcel_goes_to_whom_and_where_the_form_says(office: Office) -> None:
    wish = ANSWERS["return_to"] | {"recipient": "Phạm Văn Nhận"}
    found = filed(office, wish, address="Nhà cũ, không ai ở")
    assert found.return_way == "post"
    assert found.applicant["receiver"] == {
        "name": "Phạm Văn Nhận",
        "phone": "0979493454",
        "address": "Số 62 Cái Dăm, Phường Quang Hanh, Tỉnh Quảng Ninh",
        "province_code": "22",
    }


def test_without_a_recipient_it_is_the_applicant_who_needs_no_second_address(office: Office) -> None:
    receiver = filed(office, ANSWERS["return_to"]).applicant["receiver"]
    assert receiver["name"] == "Đặng Hồng Quỳnh"
    assert receiver["address"].startswith("Số 62 Cái Dăm")


@pytest.mark.parametrize("way", ["counter", "electronic"])
def test_no_parcel_is_addressed_where_the_form_wants_none(office: Office, way: str) -> None:
    found = filed(office, {"way": way})
    assert found.return_way == way
    assert found.applicant["receiver"] is None
