"""What we tell the national portal and what it tells us, in plain typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class PublicStatus(IntEnum):
    """The portal's status codes of a dossier."""

    REGISTERED = 1  # mới đăng ký: filed, nobody has looked; the receiving officer moves it on
    ACCEPTED = 2  # được tiếp nhận: the legal clock runs; the unit in charge moves it on
    REFUSED = 3  # không được tiếp nhận: refused at intake, final
    IN_PROGRESS = 4  # đang xử lý: officers work on it
    SUPPLEMENT_REQUESTED = 5  # yêu cầu bổ sung giấy tờ: the applicant moves it on
    PAYMENT_REQUESTED = 6  # yêu cầu thực hiện nghĩa vụ tài chính: the applicant moves it on
    WITHDRAWN = 7  # công dân yêu cầu rút hồ sơ: final
    STOPPED = 8  # dừng xử lý: resumed by an officer, or final
    SETTLED = 9  # đã xử lý xong: the result exists, the return is under way
    RETURNED = 10  # đã trả kết quả: final


_MOVES: dict[int, tuple[int, ...]] = {
    1: (2, 3, 5, 6, 7),
    2: (4, 5, 6, 7, 8, 9),
    3: (),
    4: (5, 6, 7, 8, 9),
    5: (2, 3, 4, 7, 8),
    6: (2, 4, 7, 8),
    7: (),
    8: (4,),
    9: (10,),
    10: (),
}


def may_follow(now: PublicStatus, following: PublicStatus) -> bool:
    """Whether a dossier in `now` may move to `following` (domain facts §6, last column)."""
    return following in _MOVES[now]


class Channel(IntEnum):
    """How a dossier came in (KenhThucHien)."""

    COUNTER = 1
    ONLINE = 2
    POST = 3


class ApplicantKind(IntEnum):
    """Who the owner is (LoaiDoiTuong)."""

    CITIZEN = 1
    BUSINESS = 2
    STATE_AGENCY = 3
    ORGANISATION = 4


class ReturnMode(IntEnum):
    """How the result is returned (HinhThuc)."""

    COUNTER = 0
    POST = 1


@dataclass(frozen=True)
class SubmittedPaper:
    """A paper of the dossier as the portal lists it; `url` is where the portal may fetch it."""

    id: str
    name: str
    component_code: str
    url: str = ""
    is_digitised: bool = False


@dataclass(frozen=True)
class SupplementRound:
    """One request for supplements and, once answered, its answer."""

    id: str
    requested_by: str
    content: str
    requested_at: datetime
    received_by: str = ""
    received_content: str = ""
    received_at: datetime | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True)
class ResultPaper:
    """A result file; the portal fetches `url` once per `id`."""

    id: str
    name: str
    url: str
    result_code: str = ""
    component_code: str = ""


@dataclass(frozen=True)
class DossierSnapshot:
    """A dossier as it stands now; pushing a newer one replaces the older."""

    code: str
    procedure_code: str
    procedure_name: str
    sector_code: str
    sector_name: str
    applicant_kind: ApplicantKind
    owner_name: str
    received_at: datetime
    status: PublicStatus
    return_mode: ReturnMode
    handling_unit: str
    channel: Channel = Channel.ONLINE
    owner_id_number: str = ""
    tech_id: str = ""
    email: str = ""
    phone: str = ""
    abstract: str = ""
    filed_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    refused_at: datetime | None = None
    return_info: str = ""
    note: str = ""
    is_filed_at_portal: bool = False
    is_vneid_verified: bool = False
    papers: tuple[SubmittedPaper, ...] = ()
    supplements: tuple[SupplementRound, ...] = ()
    results: tuple[ResultPaper, ...] = ()


@dataclass(frozen=True)
class ProgressRow:
    """One act on the dossier, in the order it was done."""

    handled_by: str
    handled_at: datetime
    status: PublicStatus
    position: str = ""
    unit: str = ""
    content: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class StatusUpdate:
    """A change of status of a dossier that was filed at the portal, told under the portal's code and ours."""

    portal_code: str
    dossier_code: str
    status: PublicStatus
    processed_at: datetime
    content: str = ""
    tech_id: str = ""
    results: tuple[ResultPaper, ...] = ()


@dataclass(frozen=True)
class PortalDossier:
    """What the portal holds under a code."""

    code: str
    status: PublicStatus | None
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class PublishedPaper:
    """A component or result of a published procedure with the portal's code for it."""

    code: str
    name: str
    case: str = ""


@dataclass(frozen=True)
class PublishedProcedure:
    """A procedure as the portal publishes it; a changed `digest` means a new version."""

    code: str
    name: str
    is_public: bool
    sector_codes: tuple[str, ...]
    components: tuple[PublishedPaper, ...]
    results: tuple[PublishedPaper, ...]
    digest: str
    raw: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Attachment:
    """A file as sent: its name, kind and content are the sender's claim, nothing about them has been checked."""

    declared_name: str
    component_code: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class PostalAddress:
    """An address in the state's codes plus the free text that a postman reads."""

    province_code: str = ""
    ward_code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class ReturnChoice:
    """How the applicant wants the result, and where to."""

    mode: ReturnMode
    receiver_name: str = ""
    receiver_phone: str = ""
    address: PostalAddress = PostalAddress()


@dataclass(frozen=True)
class InboundDossier:
    """A new dossier from the portal; the same `portal_code` twice is the same dossier."""

    message_id: str
    portal_code: str
    procedure_code: str
    filed_at: datetime
    owner_name: str
    owner_id_number: str
    applicant_kind: ApplicantKind
    tech_id: str
    phone: str
    email: str
    address: PostalAddress
    agency_code: str
    answers: Mapping[str, Any] = field(repr=False)
    attachments: tuple[Attachment, ...]
    return_choice: ReturnChoice


@dataclass(frozen=True)
class InboundSupplement:
    """The applicant's answer to a supplement request; the same `reference` twice is the same answer."""

    message_id: str
    reference: str
    portal_code: str
    dossier_code: str
    sent_at: datetime
    content: str
    answers: Mapping[str, Any] = field(repr=False)
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class InboundWithdrawal:
    """The applicant takes the dossier back; the same `reference` twice is the same act."""

    message_id: str
    reference: str
    portal_code: str
    dossier_code: str
    sent_at: datetime
    reason: str


Inbound = InboundDossier | InboundSupplement | InboundWithdrawal
