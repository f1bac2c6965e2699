"""The portal's outbound wire: the envelope's answer, dossier, progress and status objects.

Field names as in public client code; there is no public specification.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations.errors import Temporary
from integrations.portal.wire import DateText, Wire
from integrations.wire import Text

SYSTEM = "portal"
MAX_PROGRESS_ROWS = 10  # rows a call

Status = Text  # "1" … "10"
STATUS_PATTERN = r"^([1-9]|10)$"
FLAG = r"^[01]?$"


class Answer(BaseModel):
    """What the portal answers to any service."""

    model_config = ConfigDict(extra="ignore")

    error_code: Text
    message: Text = ""
    result: Any = None
    session: Text = ""

    @classmethod
    def read(cls, body: object) -> "Answer":
        """Read an answer; raises Temporary when it has another shape, for then nothing is known about the outcome."""
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            raise Temporary("the answer has an unknown shape", system=SYSTEM, outcome_unknown=True) from error

    @property
    def is_success(self) -> bool:
        """Whether a write was done: code 0 alone does not say so."""
        return self.error_code in ("0", "00") and "thành công" in self.message.lower()

    @property
    def says_exists(self) -> bool:
        """Whether a create met a dossier that is there."""
        return self.error_code in ("0", "3", "-3") and "đã tồn tại" in self.message.lower()

    @property
    def says_unknown(self) -> bool:
        """Whether an update met no dossier."""
        return self.error_code == "-3" and not self.says_exists

    @property
    def says_session_expired(self) -> bool:
        """Whether logging in again may help."""
        message = self.message.lower()
        return self.error_code == "-1" and ("session" in message or "phiên" in message)


class PaperWire(Wire):
    """TaiLieuNop[]."""

    id: Text = Field(alias="TepDinhKemId", min_length=1)
    name: Text = Field(alias="TenTepDinhKem", min_length=1, max_length=4000)
    is_deleted: Text = Field(alias="IsDeleted", default="0")
    component_code: Text = Field(alias="MaThanhPhanHoSo")
    url: Text = Field(alias="DuongDanTaiTepTin")
    is_digitised: Text = Field(alias="DuocSoHoa", default="0", pattern=FLAG)
    is_reused: Text = Field(alias="DuocTaiSuDung", default="0")
    is_from_store: Text = Field(alias="DuocLayTuKhoDMQG", default="0", pattern=FLAG)
    replaced_result_code: Text = Field(alias="MaKetQuaThayThe", default="")


class SupplementWire(Wire):
    """DanhSachHoSoBoSung[]."""

    id: Text = Field(alias="HoSoBoSungId", min_length=1)
    requested_by: Text = Field(alias="NguoiYeuCauBoSung")
    content: Text = Field(alias="NoiDungBoSung", min_length=1)
    requested_at: DateText = Field(alias="NgayBoSung", min_length=1)
    received_by: Text = Field(alias="NguoiTiepNhanBoSung")
    received_content: Text = Field(alias="ThongTinTiepNhan")
    received_at: DateText = Field(alias="NgayTiepNhanBoSung")
    is_done: Text = Field(alias="TrangThaiBoSung", pattern=FLAG)
    papers: list[Any] = Field(alias="DanhSachGiayToBoSung", default_factory=list)
    fees: list[Any] = Field(alias="DanhSachLePhiBoSung", default_factory=list)
    due_before: DateText = Field(alias="NgayHenTraTruoc")
    due_after: DateText = Field(alias="NgayHenTraMoi")


class ResultWire(Wire):
    """DanhSachGiayToKetQua[]."""

    name: Text = Field(alias="TenGiayTo", min_length=1, max_length=2000)
    component_code: Text = Field(alias="MaThanhPhanHoSo", default="")
    id: Text = Field(alias="GiayToId", min_length=1)
    url: Text = Field(alias="DuongDanTepTinKetQua", pattern=r"^https?://")
    result_code: Text = Field(alias="MaGiayToKetQua", default="")


class IdentityWire(Wire):
    """DinhDanhCHS[]: "1" is the 12-digit personal number, "2" the older 9-digit card; other values are unknown."""

    kind: Text = Field(alias="LoaiDinhDanh")
    number: Text = Field(alias="SoDinhDanh")


class DossierWire(Wire):
    """DongBoHoSoMC.data[]."""

    code: Text = Field(alias="MaHoSo", min_length=1)
    procedure_code: Text = Field(alias="MaTTHC", min_length=1)
    procedure_name: Text = Field(alias="TenTTHC", min_length=1)
    sector_code: Text = Field(alias="MaLinhVuc", min_length=1)
    sector_name: Text = Field(alias="TenLinhVuc", min_length=1)
    channel: Text = Field(alias="KenhThucHien", default="", pattern="^[123]?$")
    owner_name: Text = Field(alias="ChuHoSo", default="")
    applicant_kind: Text = Field(alias="LoaiDoiTuong", pattern="^[1234]$")
    tech_id: Text = Field(alias="MaDoiTuong", default="")
    owner_id_number: Text = Field(alias="SoGiayToChuHoSo", default="")
    other_info: Text = Field(alias="ThongTinKhac", default="")
    email: Text = Field(alias="Email", default="")
    fax: Text = Field(alias="Fax", default="")
    phone: Text = Field(alias="SoDienThoai", default="")
    abstract: Text = Field(alias="TrichYeuHoSo", default="", max_length=1000)
    received_at: DateText = Field(alias="NgayTiepNhan", min_length=1)
    due_at: DateText = Field(alias="NgayHenTra", default="")
    status: Status = Field(alias="TrangThaiHoSo", pattern=STATUS_PATTERN)
    returned_at: DateText = Field(alias="NgayTra", default="")
    return_info: Text = Field(alias="ThongTinTra", default="")
    return_mode: Text = Field(alias="HinhThuc", pattern="^[01]$")
    finished_at: DateText = Field(alias="NgayKetThucXuLy", default="")
    handling_unit: Text = Field(alias="DonViXuLy", min_length=1)
    note: Text = Field(alias="GhiChu", default="")
    papers: list[PaperWire] = Field(alias="TaiLieuNop", default_factory=list)
    fees: list[Any] = Field(alias="DanhSachLePhi", default_factory=list)
    other_papers: list[Any] = Field(alias="DanhSachTepDinhKemKhac", default_factory=list)
    supplements: list[SupplementWire] = Field(alias="DanhSachHoSoBoSung", default_factory=list)
    results: list[ResultWire] = Field(alias="DanhSachGiayToKetQua", default_factory=list)
    filed_through: Text = Field(alias="NoiNopHoSo", default="")
    is_digitised: Text = Field(alias="HoSoCoThanhPhanSoHoa", default="0", pattern=FLAG)
    is_vneid_verified: Text = Field(alias="TaiKhoanDuocXacThucVoiVNeID", default="0", pattern=FLAG)
    online_payment: Text = Field(alias="DuocThanhToanTrucTuyen", default="0", pattern="^[0123]?$")
    refused_at: DateText = Field(alias="NgayTuChoi", default="")
    filed_at: DateText = Field(alias="NgayNopHoSo", default="")
    identities: list[IdentityWire] = Field(alias="DinhDanhCHS", default_factory=list)
    databases: list[Any] = Field(alias="DSKetNoiCSDL", default_factory=list)


class ProgressWire(Wire):
    """CapNhatTienDoHoSoMC.data[]."""

    code: Text = Field(alias="MaHoSo", min_length=1)
    handled_by: Text = Field(alias="NguoiXuLy", min_length=1, max_length=50)
    position: Text = Field(alias="ChucDanh", default="")
    handled_at: DateText = Field(alias="ThoiDiemXuLy", min_length=1)
    unit: Text = Field(alias="PhongBanXuLy", default="")
    content: Text = Field(alias="NoiDungXuLy", default="")
    status: Status = Field(alias="TrangThai", pattern=STATUS_PATTERN)
    started_at: DateText = Field(alias="NgayBatDau", default="")
    due_at: DateText = Field(alias="NgayKetThucTheoQuyDinh", default="")


class ProcessedPaperWire(Wire):
    """TaiLieuXuLy[]: its inner names were not seen; those of TaiLieuNop are assumed."""

    id: Text = Field(alias="TepDinhKemId", min_length=1)
    name: Text = Field(alias="TenTepDinhKem", min_length=1)
    url: Text = Field(alias="DuongDanTaiTepTin", pattern=r"^https?://")
    result_code: Text = Field(alias="MaGiayToKetQua", default="")


class StatusWire(Wire):
    """DongBoTrangThaiHoSo.data."""

    status: Status = Field(alias="TrangThai", pattern=STATUS_PATTERN)
    portal_code: Text = Field(alias="MaHoSo", min_length=1)
    dossier_code: Text = Field(alias="MaHoSoDonVi", default="")
    tech_id: Text = Field(alias="MaDoiTuong", default="")
    content: Text = Field(alias="NoiDung", default="")
    processed_at: DateText = Field(alias="NgayXuLy", min_length=1)
    papers: list[ProcessedPaperWire] = Field(alias="TaiLieuXuLy", default_factory=list)
