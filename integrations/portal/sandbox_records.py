"""What the portal sandbox remembers of a dossier, and what it holds against us."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from integrations.portal.values import PublicStatus, may_follow

STATUS_NAMES = {
    PublicStatus.REGISTERED: "Mới đăng ký",
    PublicStatus.ACCEPTED: "Được tiếp nhận",
    PublicStatus.REFUSED: "Không được tiếp nhận",
    PublicStatus.IN_PROGRESS: "Đang xử lý",
    PublicStatus.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung giấy tờ",
    PublicStatus.PAYMENT_REQUESTED: "Yêu cầu thực hiện nghĩa vụ tài chính",
    PublicStatus.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    PublicStatus.STOPPED: "Dừng xử lý",
    PublicStatus.SETTLED: "Đã xử lý xong",
    PublicStatus.RETURNED: "Đã trả kết quả",
}


class Message(BaseModel):
    """The wire body of a push to us, kept once however often it is sent."""

    wire: dict[str, Any]


class StatusEntry(BaseModel):
    """A status as it took effect; `source` says which service brought it."""

    status: PublicStatus
    name: str
    processed_at: str
    arrived_at: str
    content: str = ""
    source: Literal["applicant", "DongBoTrangThaiHoSo", "DongBoHoSoMC"]

    def says_the_same(self, other: "StatusEntry") -> bool:
        """Whether this is the same message sent again."""
        return (self.status, self.processed_at, self.content) == (other.status, other.processed_at, other.content)


class ResultEntry(BaseModel):
    """A result file: told once or often, fetched once."""

    id: str
    name: str
    url: str
    result_code: str = ""
    state: Literal["pending", "fetched", "failed"] = "pending"
    told: int = 1
    fetches: int = 0
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    problem: str = ""


class DossierRecord(BaseModel):
    """One dossier as the portal sees it; `violations` are our mistakes."""

    code: str
    local_code: str = ""
    procedure_code: str = ""
    status: PublicStatus
    history: list[StatusEntry] = Field(default_factory=list)
    progress: list[dict[str, Any]] = Field(default_factory=list)
    results: list[ResultEntry] = Field(default_factory=list)
    snapshot: dict[str, Any] = Field(default_factory=dict)
    snapshots: int = 0
    repeats: int = 0
    supplements: int = 0
    is_withdrawal_asked: bool = False
    violations: list[str] = Field(default_factory=list)

    def move(self, entry: StatusEntry) -> str | None:
        """Take a status; returns why not when the move is not allowed. The same entry again changes nothing."""
        if any(known.says_the_same(entry) for known in self.history):
            self.repeats += 1
            return None
        if self.history and not may_follow(self.status, entry.status):
            problem = f"TrangThai: {self.status.value} → {entry.status.value} is not allowed"
            self.violations.append(problem)
            return problem
        self.history.append(entry)
        self.status = entry.status
        return None

    def add_result(self, result: ResultEntry) -> bool:
        """Note a result file; returns whether it is new and must be fetched."""
        known = next((each for each in self.results if each.id == result.id), None)
        if known is None:
            self.results.append(result)
            return True
        known.told += 1
        return False

    def add_progress(self, row: dict[str, Any]) -> None:
        """Note a progress row; known rows are only counted, odd ones are held against us."""
        key = ("ThoiDiemXuLy", "TrangThai", "NguoiXuLy")
        if any(all(row[name] == known[name] for name in key) for known in self.progress):
            self.repeats += 1
            return
        status = PublicStatus(int(row["TrangThai"]))
        if not self.progress:
            if status is not PublicStatus.ACCEPTED:
                self.violations.append(f"progress: the first row has status {status.value}, not 2")
        else:
            last = self.progress[-1]
            before = PublicStatus(int(last["TrangThai"]))
            if row["ThoiDiemXuLy"] < last["ThoiDiemXuLy"]:
                self.violations.append(f"progress: {row['ThoiDiemXuLy']} came after {last['ThoiDiemXuLy']}")
            if status is not before and not may_follow(before, status):
                self.violations.append(f"progress: {before.value} → {status.value} is not allowed")
        self.progress.append(row)
