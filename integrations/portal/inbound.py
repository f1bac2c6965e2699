"""What the portal sends to us: new dossiers, the applicant's supplements and withdrawals, signed.

`receive` is all the receiving endpoint needs. The wire follows the promotion-notice body seen in public code; where no
public text shows a field (the e-form answers, the kind of message, the return address) it is a convention of ours,
listed in `docs/integrations/portal.md`.
"""

import base64
import binascii
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from integrations import webhooks
from integrations.errors import Malformed
from integrations.portal.values import (
    ApplicantKind,
    Attachment,
    Inbound,
    InboundDossier,
    InboundSupplement,
    InboundWithdrawal,
    PostalAddress,
    ReturnChoice,
    ReturnMode,
)
from integrations.portal.wire import DateText, Wire, date_from_wire
from integrations.wire import Text, first_problem

INBOUND_PATH = "/VXPAdapter/RestService/forward/nhanhsdvcqg"
Required = Annotated[Text, Field(min_length=1)]


class Kind(StrEnum):
    """LoaiBanTin: what a message is about."""

    DOSSIER = "HO_SO"
    SUPPLEMENT = "BO_SUNG"
    WITHDRAWAL = "RUT_HO_SO"


class AddressWire(Wire):
    """DiaChi: state codes and free text."""

    province_code: Text = Field(alias="MaTinh", default="")
    ward_code: Text = Field(alias="MaXa", default="")
    detail: Text = Field(alias="DiaChiChiTiet", default="")

    def value(self) -> PostalAddress:
        """Return the plain value."""
        return PostalAddress(province_code=self.province_code, ward_code=self.ward_code, detail=self.detail)


class AttachmentWire(Wire):
    """TaiLieuNop[]."""

    name: Required = Field(alias="TenTepDinhKem")
    base64: Text = Field(alias="Base64", repr=False)
    component_code: Text = Field(alias="MaThanhPhanHoSo", default="")

    def value(self) -> Attachment:
        """Return the plain value; raises Malformed when the content is not base64."""
        try:
            content = base64.b64decode(self.base64, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Malformed(f"TaiLieuNop: the content of {self.name!r} is not base64") from error
        return Attachment(declared_name=self.name, component_code=self.component_code, content=content)


class ReturnWire(Wire):
    """DiaChiTraKetQua: who gets the result by post, and where."""

    name: Text = Field(alias="HoTen", default="")
    phone: Text = Field(alias="SoDienThoai", default="")
    address: AddressWire = Field(alias="DiaChi", default=AddressWire())


class DossierIn(Wire):
    """A new dossier."""

    kind: Literal[Kind.DOSSIER] = Field(alias="LoaiBanTin", default=Kind.DOSSIER)
    portal_code: Required = Field(alias="MaHoSo")
    procedure_code: Required = Field(alias="MaTTHC")
    filed_at: Annotated[DateText, Field(min_length=1)] = Field(alias="NgayNopHoSo")
    agency_code: Text = Field(alias="MaDonVi", default="")
    owner_name: Required = Field(alias="ChuHoSo")
    owner_id_number: Text = Field(alias="SoGiayToChuHoSo", default="")
    applicant_kind: Text = Field(alias="LoaiDoiTuong", default="1", pattern="^[1234]$")
    tech_id: Text = Field(alias="MaDoiTuong", default="")
    phone: Text = Field(alias="SoDienThoai", default="")
    email: Text = Field(alias="Email", default="")
    address: AddressWire = Field(alias="DiaChi", default=AddressWire())
    answers: dict[str, Any] = Field(alias="DuLieuToKhai", repr=False)
    attachments: tuple[AttachmentWire, ...] = Field(alias="TaiLieuNop", default=())
    return_mode: Text = Field(alias="HinhThuc", default="0", pattern="^[01]$")
    return_to: ReturnWire = Field(alias="DiaChiTraKetQua", default=ReturnWire())


class SupplementIn(Wire):
    """The applicant's answer to a supplement request."""

    kind: Literal[Kind.SUPPLEMENT] = Field(alias="LoaiBanTin")
    reference: Required = Field(alias="MaThamChieu")
    portal_code: Required = Field(alias="MaHoSo")
    dossier_code: Required = Field(alias="MaHoSoDonVi")
    sent_at: Annotated[DateText, Field(min_length=1)] = Field(alias="NgayGui")
    content: Text = Field(alias="NoiDung", default="")
    answers: dict[str, Any] = Field(alias="DuLieuToKhai", default_factory=dict, repr=False)
    attachments: tuple[AttachmentWire, ...] = Field(alias="TaiLieuNop", default=())


class WithdrawalIn(Wire):
    """The applicant takes the dossier back."""

    kind: Literal[Kind.WITHDRAWAL] = Field(alias="LoaiBanTin")
    reference: Required = Field(alias="MaThamChieu")
    portal_code: Required = Field(alias="MaHoSo")
    dossier_code: Text = Field(alias="MaHoSoDonVi", default="")
    sent_at: Annotated[DateText, Field(min_length=1)] = Field(alias="NgayGui")
    reason: Text = Field(alias="NoiDung", default="")


_BODIES: dict[str, TypeAdapter[Any]] = {
    Kind.DOSSIER: TypeAdapter(DossierIn),
    Kind.SUPPLEMENT: TypeAdapter(SupplementIn),
    Kind.WITHDRAWAL: TypeAdapter(WithdrawalIn),
}


def receive(headers: Mapping[str, str], body: bytes, secret: str) -> Inbound:
    """Check the signature and read the message; raises Forged or Malformed.

    Not checked here: whether `message_id` came before (the receiver keeps those it has seen), whether the codes are
    known, whether the answers fit the form, what the attachments really are.
    """
    message_id = webhooks.verify(headers, body, secret)
    return parse(message_id, body)


def parse(message_id: str, body: bytes) -> Inbound:
    """Read a message whose sender is already known; raises Malformed naming the wire field."""
    fields = _fields(body)
    adapter = _BODIES.get(str(fields.get("LoaiBanTin", Kind.DOSSIER)))
    if adapter is None:
        raise Malformed("LoaiBanTin: unknown kind of message")
    try:
        wire = adapter.validate_python(fields)
    except ValidationError as error:
        raise Malformed(first_problem(error)) from error
    match wire:
        case DossierIn():
            return _dossier(message_id, wire)
        case SupplementIn():
            return _supplement(message_id, wire)
        case _:
            return _withdrawal(message_id, wire)


def reply(code: Literal["0", "1", "-1"], message: str = "") -> dict[str, str]:
    """Return the body the portal expects: 0 accepted, 1 this reference is here already, -1 not taken, and why."""
    return {"error_code": code, "message": message or {"0": "Thành công", "1": "Trùng mã tham chiếu"}.get(code, "Lỗi")}


def _fields(body: bytes) -> dict[str, Any]:
    try:
        # Refuses what would fail further in: NaN, half characters, nesting without end.
        fields = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise Malformed("the body is not JSON") from error
    if not isinstance(fields, dict):
        raise Malformed("the body is not a JSON object")
    if _has_nul(fields):
        raise Malformed("the body holds a NUL character, which no database stores")
    return fields


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(_has_nul(inner) for inner in value)


def _dossier(message_id: str, wire: DossierIn) -> InboundDossier:
    return InboundDossier(
        message_id=message_id,
        portal_code=wire.portal_code,
        procedure_code=wire.procedure_code,
        filed_at=date_from_wire(wire.filed_at),
        owner_name=wire.owner_name,
        owner_id_number=wire.owner_id_number,
        applicant_kind=ApplicantKind(int(wire.applicant_kind)),
        tech_id=wire.tech_id,
        phone=wire.phone,
        email=wire.email,
        address=wire.address.value(),
        agency_code=wire.agency_code,
        answers=wire.answers,
        attachments=tuple(attachment.value() for attachment in wire.attachments),
        return_choice=ReturnChoice(
            mode=ReturnMode(int(wire.return_mode)),
            receiver_name=wire.return_to.name,
            receiver_phone=wire.return_to.phone,
            address=wire.return_to.address.value(),
        ),
    )


def _supplement(message_id: str, wire: SupplementIn) -> InboundSupplement:
    return InboundSupplement(
        message_id=message_id,
        reference=wire.reference,
        portal_code=wire.portal_code,
        dossier_code=wire.dossier_code,
        sent_at=date_from_wire(wire.sent_at),
        content=wire.content,
        answers=wire.answers,
        attachments=tuple(attachment.value() for attachment in wire.attachments),
    )


def _withdrawal(message_id: str, wire: WithdrawalIn) -> InboundWithdrawal:
    return InboundWithdrawal(
        message_id=message_id,
        reference=wire.reference,
        portal_code=wire.portal_code,
        dossier_code=wire.dossier_code,
        sent_at=date_from_wire(wire.sent_at),
        reason=wire.reason,
    )
