"""A case recorded from a dossier that went through the doors: it takes the same way, and nobody in it is who they were."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from forms import Form
from tests.conftest import PASSWORD, Clock
from tests.workflow.service.walking import a_pdf, case, decided, outcome_of, visit_of
from workflow.definition.writing import as_yaml
from workflow.engine.events import Event, ShipmentReported, SupplementItem, WorkCompleted
from workflow.service.applicant import supplement, withdraw
from workflow.service.applying import apply, take
from workflow.service.assignments import claim
from workflow.service.attachments import Attachment
from workflow.service.deciding import ask_supplement
from workflow.service.disguising import Disguise
from workflow.service.errors import NotFound
from workflow.service.office import Office
from workflow.service.outcomes import KINDS
from workflow.service.people import appoint
from workflow.service.recording import record, slug_of_dossier
from workflow.service.shipments import Parcel, record_shipments
from workflow.service.submitting import Submission, submit
from workflow.service.trying import Bench, add_case, open_bench, run_one
from workflow.store.works import Work

PROCEDURES = Path(__file__).parents[3] / "procedures"
LUMP_SUM = "settle-lump-sum-social-insurance"
ANSWERS: dict[str, Any] = json.loads((PROCEDURES / "si" / LUMP_SUM / "examples" / "valid.json").read_text("utf-8"))
PERSON = ANSWERS["person"]
NEW_ACCOUNT = {"holder": "DANG HONG QUYNH", "number": "288010887777", "bank": "01203001"}
HISTORY = {
    "si_number": PERSON["si_number"],
    "full_name": "Đặng Hồng Quỳnh",
    "dob": PERSON["dob"],
    "personal_id": PERSON["personal_id"],
    "elsewhere": False,
    "periods": [
        {"from": "2013-01", "to": "2023-12", "wage": 10_000_000, "regime": "compulsory", "province": "22"},
    ],
}
PERSONAL = (
    *("ĐẶNG HỒNG QUỲNH", "DANG HONG QUYNH", "Đặng Hồng Quỳnh", "QUỲNH", PERSON["dob"], PERSON["personal_id"]),
    *(PERSON["si_number"], "288010889521", NEW_ACCOUNT["number"], "0979493454", "0912000111", "quynh", "Cái Dăm"),
    *("Nguyễn Thị Tiếp", "Trần Văn Thẩm", "hàng xóm"),
)  # fmt: skip
MORE_OFFICERS = {
    "acc": ("Kế Toán Một", [("FIN", "accountant")]),
    "coll": ("Chốt Sổ Một", [("COLL", "specialist")]),
}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return open_bench(PROCEDURES, LUMP_SUM)


@pytest.fixture
def office(real_office: Office) -> Office:
    for id, (name, posts) in MORE_OFFICERS.items():
        appoint(real_office, id, name, PASSWORD, posts, since=date(2020, 1, 1))
    return real_office


class World:
    """What is outside of the office: the bank rejects the first order, the first parcel comes back."""

    def __init__(self) -> None:
        self.orders = 0

    def perform(self, office: Office, work: Work) -> Event | None:
        command = json.loads(work.payload)
        if work.kind == "request":
            return WorkCompleted(at=office.now(), visit=work.visit, kind="request", outcome="found", output=HISTORY)
        if work.kind == "pay":
            self.orders += 1
            paid = self.orders > 1
            lines = [{**line, "paid": paid, "reason": None} for line in command["payments"]]
            outcome = "paid" if paid else "rejected"
            return WorkCompleted(
                at=office.now(), visit=work.visit, kind="pay", outcome=outcome, output={"lines": lines}
            )
        if work.kind == "send":
            attempt = int(work.key.rpartition(":")[2])
            record_shipments(office, [Parcel(work.dossier, work.visit, attempt, f"{work.dossier}-{attempt}")])
            state: Any = "undelivered" if attempt == 1 else "delivered"
            return ShipmentReported(at=office.now(), visit=work.visit, attempt=attempt, state=state, item_code="VN1")
        return outcome_of(office, work)

    def perform_all(self, office: Office) -> None:
        while found := take(office, KINDS, 100, "tests", timedelta(minutes=1)):
            for work in found:
                apply(office, work, self.perform(office, work))


def submitted(office: Office) -> str:
    applicant = {"kind": "citizen", "name": PERSON["full_name"], "id_number": PERSON["personal_id"],
                 "phone": "0979493454", "email": "quynh.100419@example.vn", "address": "Số 62 Cái Dăm"}  # fmt: skip
    return submit(
        office,
        Submission(
            "portal",
            "P-1",
            LUMP_SUM,
            "online",
            applicant,
            "post",
            ANSWERS,
            [Attachment("insurance_book", "so.pdf", a_pdf())],
        ),
    ).code


def settled(office: Office, clock: Clock) -> str:
    """A dossier with all that can go wrong: a supplement, rework, a rejected account, a parcel that came back."""
    world = World()
    code = submitted(office)
    visit = visit_of(office, code, "intake/receive")
    claim(office, code, visit, "rec")
    ask_supplement(office, code, visit, "rec", [SupplementItem(field="/contact/phone", reason="Số của hàng xóm.")])
    world.perform_all(office)
    clock.forward(days=1, seconds=13)
    supplement(office, code, {"contact": {"phone": "0912000111"}})
    decided(office, code, "intake/receive", "rec", "accept")
    world.perform_all(office)
    clock.forward(minutes=50)
    decided(office, code, "approval/propose", "spec", "grant")
    decided(office, code, "approval/head", "head", "rework", reason="Xem lại sổ của bà Đặng Hồng Quỳnh.")
    clock.forward(hours=2)
    decided(office, code, "approval/propose", "spec", "grant")
    decided(office, code, "approval/head", "head", "agree")
    decided(office, code, "approval/sign", "dir", "sign")
    world.perform_all(office)
    decided(office, code, "closing.money/payment/check", "acc", "agree")
    decided(office, code, "closing.money/payment/order", "dir", "sign")
    world.perform_all(office)
    decided(office, code, "closing.money/payment/mend[0]/account", "acc", "correct", fields=NEW_ACCOUNT)
    decided(office, code, "closing.time/close_book", "coll", "closed")
    decided(office, code, "closing.money/payment/order", "dir", "sign")
    clock.forward(days=1)
    world.perform_all(office)
    decided(office, code, "hand_over", "ret", "send_again")
    clock.forward(days=3)
    world.perform_all(office)
    return code


def test_it_holds_and_takes_the_way_the_dossier_took(
    office: Office, clock: Clock, bench: Bench, tmp_path: Path
) -> None:
    code = settled(office, clock)
    real = case(office, code)
    assert real.ending == "settled"
    assert slug_of_dossier(office, code) == LUMP_SUM

    recorded = record(office, bench, code, "A lump sum with everything that can go wrong.")

    file = add_case(tmp_path / "recorded.yaml", recorded)
    report = run_one(bench, file)
    assert [str(fault) for fault in report.faults] == []
    assert recorded["expect"]["ends"] == "settled"
    assert recorded["bank"] == ["rejected", "paid"] or "bank" in str(recorded["acts"])
    outcomes = {f"{name}.outcome": value["outcome"] for name, value in real.variables().items() if "outcome" in value}
    assert recorded["expect"]["values"] == outcomes
    documents = [document.template for document in real.documents.values() if document.signed]
    assert recorded["expect"]["documents"] == documents
    decisions = [
        key for act in recorded["acts"] for key in act if key in ("propose", "head", "sign", "order", "account")
    ]
    assert decisions == ["propose", "head", "propose", "head", "sign", "order", "account", "order"]


def test_nothing_in_it_tells_who_it_was(office: Office, clock: Clock, bench: Bench) -> None:
    text = as_yaml([record(office, bench, settled(office, clock), "A lump sum.")])
    assert [value for value in PERSONAL if value.casefold() in text.casefold()] == []


def test_one_person_stays_one_person(office: Office, clock: Clock, bench: Bench) -> None:
    recorded = record(office, bench, settled(office, clock), "A lump sum.")
    form = recorded["form"]
    [fields] = [act["fields"] for act in recorded["acts"] if "account" in act]
    assert form["person"]["full_name"] == recorded["applicant"]["name"]
    assert form["person"]["personal_id"] == recorded["applicant"]["id_number"]
    assert form["payee"]["account_holder"] == fields["holder"]
    assert form["payee"]["account_number"] != fields["number"]
    assert fields["holder"].isascii()
    assert fields["holder"].isupper()


def test_recording_is_written_into_the_access_log_and_an_unknown_dossier_is_said(office: Office, bench: Bench) -> None:
    code = submitted(office)
    withdraw(office, code, "Đổi ý.")
    recorded = record(office, bench, code, "Taken back at once.")
    assert recorded["acts"][-1]["withdraw"] != "Đổi ý."
    assert recorded["expect"]["ends"] == "withdrawn"
    with office.store.read() as db:
        acts = [row.act for row in db.exec_driver_sql("SELECT act FROM access")]
    assert acts == ["recorded as a case"]
    with pytest.raises(NotFound):
        record(office, bench, "000.00.22.G24-250101-9999", "Nobody.")


# --- the disguise by itself ---


def disguise(bench: Bench, *everything: Any) -> Disguise:
    return Disguise(form_of(bench), list(everything))


def form_of(bench: Bench) -> Form:
    return bench.workplace.procedures.on(LUMP_SUM, date(2025, 8, 4)).form


@pytest.mark.parametrize(
    "example", sorted((PROCEDURES / "si" / LUMP_SUM / "examples").glob("*.json")), ids=lambda file: file.stem
)
def test_disguised_answers_are_as_valid_as_they_were(bench: Bench, example: Path) -> None:
    answers = json.loads(example.read_text("utf-8"))
    other = disguise(bench, answers).answers(answers)
    assert other != answers
    assert form_of(bench).validate(other, today=date(2025, 8, 4)) == form_of(bench).validate(
        answers, today=date(2025, 8, 4)
    )


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("personal_id", "022178100419", "022178"),  # province, century and sex, year
        ("dob", "1978-02-14", "1978-02-"),
        ("phone", "0979493454", "09"),
        ("tax_code", "0100109106", "01"),
        ("hi_card", "DN4222298100419", "DN422"),
        ("serial", "20-00123/KB", ""),
    ],
)
def test_a_number_keeps_its_shape(bench: Bench, key: str, value: str, kept: str) -> None:
    other = disguise(bench, {key: value}).values({key: value})[key]
    assert other != value
    assert len(other) == len(value)
    assert other.startswith(kept)
    assert [each.isdigit() for each in other] == [each.isdigit() for each in value]


def test_a_card_that_ends_with_the_insurance_number_still_does(bench: Bench) -> None:
    values = {"si_number": "2298100419", "hi_card": "DN4222298100419"}
    other = disguise(bench, values).values(values)
    assert other["hi_card"].endswith(other["si_number"])


def test_a_name_in_two_spellings_stays_a_name_in_two_spellings(bench: Bench) -> None:
    values = [{"name": "BÙI THU THUỶ"}, {"name": "BÙI THU THỦY"}, {"name": "Bui Thu Thuy"}, {"name": "Lê Văn Ba"}]
    first, second, plain, another = (each["name"] for each in disguise(bench, values).values(values))
    assert first != second
    assert first.isupper()
    assert plain.isascii()
    assert another.split()[:2] != first.title().split()[:2]


def test_codes_days_and_amounts_stay(bench: Bench) -> None:
    values = {
        "outcome": "found",
        "from": "2013-01",
        "to": "2023-12",
        "wage": 10_000_000,
        "kind": "sick_leave",
        "bank": "01203001",
    }
    assert disguise(bench, values).values(values) == values
