"""The portal's wire, word for word: what we write, what we tolerate when reading."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from integrations.errors import Permanent, Temporary
from integrations.portal.contract import Answer
from integrations.portal.mapping import dossier_to_wire, progress_to_wire, status_to_wire
from integrations.portal.values import (
    ApplicantKind,
    Channel,
    DossierSnapshot,
    ProgressRow,
    PublicStatus,
    ResultPaper,
    ReturnMode,
    StatusUpdate,
    SubmittedPaper,
    SupplementRound,
    may_follow,
)
from integrations.wire import VIETNAM

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
SNAPSHOT = DossierSnapshot(
    code="000.00.12.H56-260302-0007",
    procedure_code="1.003560",
    procedure_name="Thủ tục",
    sector_code="LV",
    sector_name="Lĩnh vực",
    applicant_kind=ApplicantKind.CITIZEN,
    owner_name="Nguyễn Văn A",
    owner_id_number="001000000001",
    received_at=NINE,
    due_at=datetime(2026, 3, 9, 2, 0, tzinfo=UTC),
    status=PublicStatus.ACCEPTED,
    return_mode=ReturnMode.POST,
    handling_unit="Một cửa",
)


def test_a_dossier_is_written_in_the_portals_words():
    wire = dossier_to_wire(SNAPSHOT)
    expected = {
        "MaHoSo": "000.00.12.H56-260302-0007",
        "MaTTHC": "1.003560",
        "KenhThucHien": "2",
        "ChuHoSo": "Nguyễn Văn A",
        "LoaiDoiTuong": "1",
        "MaDoiTuong": "",
        "NgayTiepNhan": "20260302090000",
        "NgayHenTra": "20260309090000",
        "NgayTra": "",
        "TrangThaiHoSo": "2",
        "HinhThuc": "1",
        "DonViXuLy": "Một cửa",
        "TaiLieuNop": [],
        "DanhSachLePhi": [],
        "NoiNopHoSo": "2",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "001000000001"}],
    }
    assert {name: wire[name] for name in expected} == expected


def test_every_scalar_is_text():
    wire = dossier_to_wire(SNAPSHOT)
    assert {type(value) for value in wire.values()} == {str, list}


def test_papers_supplements_and_results_are_written_in_the_portals_words():
    wire = dossier_to_wire(
        replace(
            SNAPSHOT,
            papers=(SubmittedPaper("p1", "don.pdf", "GT.1", "http://our/p1", is_digitised=True),),
            supplements=(SupplementRound("s1", "Cán bộ B", "Thiếu giấy", NINE, received_at=NINE),),
            results=(ResultPaper("r1", "Thẻ BHYT", "http://our/r1", "KQ.1"),),
        )
    )
    assert wire["TaiLieuNop"][0]["MaThanhPhanHoSo"] == "GT.1"
    assert wire["TaiLieuNop"][0]["DuocSoHoa"] == wire["HoSoCoThanhPhanSoHoa"] == "1"
    assert wire["DanhSachHoSoBoSung"][0]["NoiDungBoSung"] == "Thiếu giấy"
    assert wire["DanhSachHoSoBoSung"][0]["TrangThaiBoSung"] == "1"
    assert wire["DanhSachGiayToKetQua"][0] == {
        "TenGiayTo": "Thẻ BHYT",
        "MaThanhPhanHoSo": "",
        "GiayToId": "r1",
        "DuongDanTepTinKetQua": "http://our/r1",
        "MaGiayToKetQua": "KQ.1",
    }


def test_long_texts_are_cut_as_the_portal_takes_them():
    assert len(dossier_to_wire(replace(SNAPSHOT, abstract="x" * 2000))["TrichYeuHoSo"]) == 998
    (row,) = progress_to_wire("X", [ProgressRow("N" * 60, NINE, PublicStatus.ACCEPTED)])[0]
    assert row["NguoiXuLy"] == "N" * 46 + "..."


@pytest.mark.parametrize(
    ("number", "identities"),
    [
        ("012345678", [{"LoaiDinhDanh": "2", "SoDinhDanh": "012345678"}]),
        ("C1234567", []),  # a passport: the portal's code for it is not known, so none is made up
        ("", []),
    ],
)
def test_an_identity_number_is_only_classified_when_its_kind_is_certain(number, identities):
    assert dossier_to_wire(replace(SNAPSHOT, owner_id_number=number))["DinhDanhCHS"] == identities


def test_the_technical_id_goes_only_with_online_dossiers():
    assert dossier_to_wire(replace(SNAPSHOT, tech_id="T"))["MaDoiTuong"] == "T"
    assert dossier_to_wire(replace(SNAPSHOT, tech_id="T", channel=Channel.COUNTER))["MaDoiTuong"] == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [({"code": ""}, "MaHoSo"), ({"handling_unit": ""}, "DonViXuLy"), ({"sector_code": ""}, "MaLinhVuc")],
)
def test_a_missing_value_stops_the_push_naming_the_field(change, field):
    with pytest.raises(Permanent, match=field):
        dossier_to_wire(replace(SNAPSHOT, **change))


def test_a_result_needs_an_address_to_fetch():
    update = StatusUpdate("P", "D", PublicStatus.SETTLED, NINE, results=(ResultPaper("r", "x", "file:///etc/passwd"),))
    with pytest.raises(Permanent, match="DuongDanTaiTepTin"):
        status_to_wire(update)


def test_a_status_carries_both_codes():
    wire = status_to_wire(StatusUpdate("P", "D", PublicStatus.REFUSED, NINE, "Không thuộc thẩm quyền"))
    assert (wire["MaHoSo"], wire["MaHoSoDonVi"], wire["TrangThai"]) == ("P", "D", "3")
    assert (wire["NoiDung"], wire["NgayXuLy"]) == ("Không thuộc thẩm quyền", "20260302090000")


@pytest.mark.parametrize(
    ("answer", "success", "exists", "unknown", "expired"),
    [
        ({"error_code": "0", "message": "Thành công"}, True, False, False, False),
        ({"error_code": 0, "message": "Đồng bộ THÀNH CÔNG"}, True, False, False, False),
        ({"error_code": "00", "message": "thành công"}, True, False, False, False),
        ({"error_code": "0", "message": "Hồ sơ đã tồn tại"}, False, True, False, False),
        ({"error_code": "3", "message": "Hồ sơ đã tồn tại"}, False, True, False, False),
        ({"error_code": -3, "message": "Hồ sơ đã tồn tại"}, False, True, False, False),
        ({"error_code": "-3", "message": "Hồ sơ không tồn tại"}, False, False, True, False),
        ({"error_code": "-1", "message": "Session expired"}, False, False, False, True),
        ({"error_code": "-1", "message": "Phiên hết hạn"}, False, False, False, True),
        ({"error_code": "0", "message": None}, False, False, False, False),
    ],
)
def test_answers_are_told_apart_by_code_and_message(answer, success, exists, unknown, expired):
    read = Answer.read(answer)
    assert (read.is_success, read.says_exists) == (success, exists)
    assert (read.says_unknown, read.says_session_expired) == (unknown, expired)


@pytest.mark.parametrize("body", [[], "text", None, {"message": "no code"}])
def test_an_answer_of_another_shape_says_nothing(body):
    with pytest.raises(Temporary, match="unknown shape"):
        Answer.read(body)


def test_final_statuses_have_no_way_on():
    final = {status for status in PublicStatus if not any(may_follow(status, other) for other in PublicStatus)}
    assert final == {PublicStatus.REFUSED, PublicStatus.WITHDRAWN, PublicStatus.RETURNED}
