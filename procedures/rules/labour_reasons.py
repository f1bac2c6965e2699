"""Why a row of list D02-LT is questioned (procedure 1)."""

from procedures.rules.history import month_text
from procedures.rules.working import Reason

MONTHS_AHEAD = Reason(
    code="months_ahead",
    vi="Tháng bắt đầu sau tháng kết thúc hoặc sau tháng nộp hồ sơ.",
    en="The first month comes after the last, or after the month of filing.",
)
GROUP_NOT_INSURED = Reason(
    code="group_not_insured",
    vi="Nhóm này chưa thuộc diện tham gia bắt buộc trong tháng bắt đầu.",
    en="This group is not insured compulsorily in that month.",
)
PROOF_MISSING = Reason(
    code="proof_missing",
    vi="Truy đóng phải có bảng kê giấy tờ chứng minh (D01-TS).",
    en="A back-payment needs the evidence sheet (D01-TS).",
)


def _reason(code: str, vi: str, en: str) -> Reason:
    return Reason(code=code, vi=vi, en=en)


def active_elsewhere(number: int) -> Reason:
    """Another employer pays for that month."""
    vi = f"Đang tham gia tại đơn vị khác trong tháng {month_text(number)}; chỉ đóng BHXH, BHTN theo hợp đồng đầu tiên."
    return _reason(
        "active_elsewhere", vi, f"Insured with another employer in {month_text(number)}: the first contract counts."
    )


def active_here(number: int) -> Reason:
    """This employer pays for that month already."""
    vi = f"Đã tham gia tại đơn vị trong tháng {month_text(number)}."
    return _reason("active_here", vi, f"Insured here already in {month_text(number)}.")


def not_active(number: int) -> Reason:
    """There is nothing to change or to end."""
    vi = f"Không tham gia tại đơn vị trong tháng {month_text(number)} hoặc tháng trước đó."
    return _reason("not_active", vi, f"Not insured here in {month_text(number)} or the month before.")


def below_floor(lowest: int) -> Reason:
    """The wage is too low to be insured on."""
    vi = f"Tiền lương thấp hơn mức thấp nhất {lowest:,} đồng.".replace(",", ".")
    return _reason("below_floor", vi, f"The wage is below the floor of {lowest:,} đồng.")
