"""What the portal sends us: signed, read into plain values, refused with a reason when it is not what it claims."""

import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations import webhooks
from integrations.errors import Forged, Malformed
from integrations.portal.client import PortalClient, PortalSettings
from integrations.portal.inbound import INBOUND_PATH, receive, reply
from integrations.portal.sandbox import PortalSandboxOptions, create_app
from integrations.portal.values import (
    ApplicantKind,
    InboundDossier,
    InboundSupplement,
    InboundWithdrawal,
    PublicStatus,
    ReturnMode,
    StatusUpdate,
)
from integrations.wire import VIETNAM

SECRET = webhooks.new_secret()

# As the sandbox sends it; the field names are the contract.
WIRE = {
    "LoaiBanTin": "HO_SO",
    "MaHoSo": "000.00.00.G22-260302-0001",
    "MaTTHC": "1.002759",
    "MaDonVi": "G24.01",
    "NgayNopHoSo": "20260302090000",
    "ChuHoSo": "Nguyễn Thị Hoa",
    "SoGiayToChuHoSo": "001000000001",
    "LoaiDoiTuong": 1,
    "MaDoiTuong": None,
    "SoDienThoai": "0912345678",
    "Email": "hoa@example.vn",
    "DiaChi": {"MaTinh": "01", "MaXa": "00001", "DiaChiChiTiet": "Số 1 phố Huế"},
    "DuLieuToKhai": {"full_name": "Nguyễn Thị Hoa", "cards": [1, 2]},
    "TaiLieuNop": [
        {"TenTepDinhKem": "../../tờ khai.pdf", "Base64": base64.b64encode(b"%PDF").decode(), "MaThanhPhanHoSo": "GT.1"}
    ],
    "HinhThuc": "1",
    "DiaChiTraKetQua": {"HoTen": "Hoa", "SoDienThoai": "0912345678", "DiaChi": {"MaTinh": "79", "DiaChiChiTiet": "Q1"}},
    "TruongMoi": "a field of next year",
}


def signed(wire: object, *, at: datetime | None = None, message_id: str = "msg_1") -> tuple[dict[str, str], bytes]:
    body = wire if isinstance(wire, bytes) else json.dumps(wire, ensure_ascii=False).encode()
    return webhooks.sign(message_id, at or datetime.now(UTC), body, SECRET), body


def read(wire: object):
    return receive(*signed(wire), SECRET)


def test_a_dossier_is_read_into_plain_values():
    dossier = read(WIRE)
    assert isinstance(dossier, InboundDossier)
    assert dossier.message_id == "msg_1"
    assert dossier.portal_code == "000.00.00.G22-260302-0001"
    assert dossier.filed_at == datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    assert dossier.applicant_kind is ApplicantKind.CITIZEN
    assert dossier.tech_id == ""
    assert dossier.answers == {"full_name": "Nguyễn Thị Hoa", "cards": [1, 2]}
    assert dossier.return_choice.mode is ReturnMode.POST
    assert dossier.return_choice.address.province_code == "79"


def test_attachments_are_decoded_and_their_names_only_declared():
    (attachment,) = read(WIRE).attachments
    assert (attachment.declared_name, attachment.component_code, attachment.content) == (
        "../../tờ khai.pdf",
        "GT.1",
        b"%PDF",
    )


def test_a_supplement_names_the_dossier_it_belongs_to():
    supplement = read(
        {
            "LoaiBanTin": "BO_SUNG",
            "MaThamChieu": "000.00.00.G22-260302-0001-BS1",
            "MaHoSo": "000.00.00.G22-260302-0001",
            "MaHoSoDonVi": "000.00.12.H56-260302-0007",
            "NgayGui": "20260303100000",
            "DuLieuToKhai": {"bank_account": "123"},
            "TaiLieuNop": [{"TenTepDinhKem": "a.pdf", "Base64": ""}],
        }
    )
    assert isinstance(supplement, InboundSupplement)
    assert (supplement.dossier_code, supplement.reference[-3:]) == ("000.00.12.H56-260302-0007", "BS1")
    assert supplement.attachments[0].content == b""


def test_a_withdrawal_may_come_before_we_have_given_a_code():
    withdrawal = read(
        {
            "LoaiBanTin": "RUT_HO_SO",
            "MaThamChieu": "x-RUT",
            "MaHoSo": "x",
            "NgayGui": "20260303100000",
            "NoiDung": "nhầm",
        }
    )
    assert isinstance(withdrawal, InboundWithdrawal)
    assert (withdrawal.dossier_code, withdrawal.reason) == ("", "nhầm")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"MaTTHC": ""}, "MaTTHC"),
        ({"MaHoSo": None}, "MaHoSo"),
        ({"NgayNopHoSo": "02/03/2026"}, "NgayNopHoSo"),
        ({"NgayNopHoSo": "20261302090000"}, "NgayNopHoSo"),
        ({"LoaiDoiTuong": "9"}, "LoaiDoiTuong"),
        ({"HinhThuc": "2"}, "HinhThuc"),
        ({"DuLieuToKhai": "text"}, "DuLieuToKhai"),
        ({"LoaiBanTin": "KHAC"}, "LoaiBanTin"),
        ({"TaiLieuNop": [{"TenTepDinhKem": "a.pdf", "Base64": "not base64!"}]}, "'a.pdf' is not base64"),
        ({"TaiLieuNop": [{"Base64": ""}]}, "TenTepDinhKem"),
        ({"ChuHoSo": "A\x00B"}, "NUL"),
    ],
)
def test_a_message_against_the_contract_is_refused_naming_the_field(change, complaint):
    with pytest.raises(Malformed, match=complaint):
        read({**WIRE, **change})


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000],
    ids=["empty", "list", "cut", "NaN", "half a character", "endless nesting"],
)
def test_what_is_no_json_object_is_malformed(body):
    with pytest.raises(Malformed):
        read(body)


def forged_headers() -> dict[str, dict[str, str]]:
    headers, _ = signed(WIRE)
    other, _ = signed({**WIRE, "ChuHoSo": "Người khác"})
    old, _ = signed(WIRE, at=datetime.now(UTC) - timedelta(minutes=6))
    early, _ = signed(WIRE, at=datetime.now(UTC) + timedelta(minutes=6))
    return {
        "none": {},
        "of another body": other,
        "too old": old,
        "from the future": early,
        "id exchanged": {**headers, "webhook-id": "msg_2"},
        "no version": {**headers, "webhook-signature": "garbage"},
        "not base64": {**headers, "webhook-signature": "v1,%%%"},
        "no time": {**headers, "webhook-timestamp": "yesterday"},
    }


@pytest.mark.parametrize("what", forged_headers())
def test_a_signature_that_does_not_fit_is_forged(what):
    headers = forged_headers()[what]  # made now: "from the future" does not wait for its turn
    _, body = signed(WIRE)
    with pytest.raises(Forged):
        receive(headers, body, SECRET)


def test_header_names_may_come_in_any_case():
    headers, body = signed(WIRE)
    assert receive({name.title(): value for name, value in headers.items()}, body, SECRET).message_id == "msg_1"


def test_a_body_that_is_not_text_is_forged():
    headers, _ = signed(WIRE)
    with pytest.raises(Forged):
        receive(headers, b"\xff\xfe", SECRET)


class Agency:
    """Our receiving endpoint in small: it keeps what came and answers as the contract says."""

    def __init__(self) -> None:
        self.inbound: list[object] = []
        self.forged = 0
        self.refuse_first = 0

    def answer(self, headers, body):
        if self.refuse_first:
            self.refuse_first -= 1
            return 503, {}
        try:
            message = receive(headers, body, SECRET)
        except Forged:
            self.forged += 1
            return 401, {}
        except Malformed as error:
            return 200, reply("-1", error.detail)
        known = message.message_id in [each.message_id for each in self.inbound]
        self.inbound.append(message)
        return 200, reply("1" if known else "0")


@pytest.fixture
def agency():
    return Agency()


@pytest.fixture
def portal_url(serve, inbox, agency):
    receiver = serve(inbox(agency.answer)) + INBOUND_PATH
    return serve(create_app(PortalSandboxOptions(receiver=receiver, secret=SECRET)))


@pytest.fixture
def admin(portal_url):
    with httpx.Client(base_url=portal_url + "/_sandbox", timeout=10) as client:
        yield client


def drain(admin) -> list[dict]:
    return admin.post("/callbacks/drain").raise_for_status().json()


def test_a_citizen_files_and_the_dossier_reaches_us(admin, agency):
    wire = {name: value for name, value in WIRE.items() if name not in ("MaHoSo", "NgayNopHoSo")}
    code = admin.post("/dossiers", json=wire).json()["code"]
    (callback,) = drain(admin)
    assert [message.portal_code for message in agency.inbound] == [code]
    assert [delivery["status"] for delivery in callback["deliveries"]] == [200]


def test_a_push_is_repeated_until_we_are_there(admin, agency):
    agency.refuse_first = 2
    admin.post("/dossiers", json=WIRE)
    (callback,) = drain(admin)
    assert [delivery["status"] for delivery in callback["deliveries"]] == [503, 503, 200]
    assert len(agency.inbound) == 1


def test_duplicate_pushes_carry_the_same_message_id(admin, agency):
    admin.post("/faults", json={"duplicate_callbacks": 2})
    admin.post("/dossiers", json=WIRE)
    drain(admin)
    assert len(agency.inbound) == 3
    assert len({message.message_id for message in agency.inbound}) == 1


def test_the_same_reference_may_come_in_another_message(admin, agency):
    for _ in range(2):
        admin.post("/dossiers", json=WIRE)
    drain(admin)
    assert [message.portal_code for message in agency.inbound] == [WIRE["MaHoSo"]] * 2
    assert len({message.message_id for message in agency.inbound}) == 2


def test_a_forged_push_comes_before_the_genuine_one(admin, agency):
    admin.post("/faults", json={"forged_callbacks": 1})
    admin.post("/dossiers", json=WIRE)
    drain(admin)
    assert agency.forged == 1
    assert len(agency.inbound) == 1


def test_a_broken_file_is_answered_with_minus_one(admin, agency):
    admin.post("/dossiers", json={**WIRE, "TaiLieuNop": [{"TenTepDinhKem": "a.pdf", "Base64": "§"}]})
    (callback,) = drain(admin)
    assert json.loads(callback["deliveries"][0]["answer"])["error_code"] == "-1"


def test_reordered_pushes_bring_the_withdrawal_before_the_dossier(admin, agency):
    admin.post("/faults", json={"reorder_callbacks": True})
    admin.post("/dossiers", json=WIRE)
    admin.post(f"/dossiers/{WIRE['MaHoSo']}/withdraw", json={"NoiDung": "nộp nhầm"})
    drain(admin)
    assert [type(message) for message in agency.inbound] == [InboundWithdrawal, InboundDossier]


def test_a_supplement_nobody_asked_for_cannot_be_sent(admin):
    admin.post("/dossiers", json=WIRE)
    assert admin.post(f"/dossiers/{WIRE['MaHoSo']}/supplement", json={}).status_code == 409


async def test_a_supplement_goes_round_from_our_request_to_the_answer_and_on(admin, agency, portal_url):
    code = admin.post("/dossiers", json=WIRE).json()["code"]
    settings = PortalSettings(portal_url, "motcua", "motcua", agency_code="G24.01", destination_code="VN:GOV:DVCQG")
    async with PortalClient(settings) as client:

        async def tell(status: PublicStatus, minute: int, content: str = "") -> None:
            at = datetime(2026, 3, 2, 10, minute, tzinfo=VIETNAM)
            await client.push_status(StatusUpdate(code, "H56.1-260302-0001", status, at, content))

        await tell(PublicStatus.ACCEPTED, 0)
        await tell(PublicStatus.SUPPLEMENT_REQUESTED, 1, "Bổ sung số tài khoản")
        sent = admin.post(f"/dossiers/{code}/supplement", json={"DuLieuToKhai": {"bank_account": "123"}})
        assert sent.status_code == 202
        drain(admin)
        supplement = agency.inbound[-1]
        assert (supplement.dossier_code, supplement.answers) == ("H56.1-260302-0001", {"bank_account": "123"})
        await tell(PublicStatus.IN_PROGRESS, 2)
    record = admin.get(f"/dossiers/{code}").json()
    assert [entry["status"] for entry in record["history"]] == [1, 2, 5, 4]
    assert record["history"][2]["content"] == "Bổ sung số tài khoản"
