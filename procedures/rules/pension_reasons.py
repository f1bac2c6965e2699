"""Why a pension is denied, or what its decision must point out, in both languages."""

from datetime import date

from procedures.rules.working import Reason

NOTHING_PAID = Reason(
    code="nothing_paid",
    vi="Không có thời gian đóng bảo hiểm xã hội.",
    en="There are no paid months.",
)
INCAPACITY_TOO_LOW = Reason(
    code="incapacity_too_low",
    vi="Mức suy giảm khả năng lao động chưa đạt mức để nghỉ hưu trước tuổi.",
    en="The loss of working capacity is too low for retiring early.",
)
PAID_AFTER_START = Reason(
    code="paid_after_start",
    vi="Quá trình đóng còn tháng sau thời điểm nghỉ hưu ghi trong văn bản của đơn vị.",
    en="The history holds months after the day of retirement in the employer's paper.",
)
PROVISIONAL = Reason(
    code="index_provisional",
    vi="Mức điều chỉnh của năm hưởng chưa công bố; phải tính lại khi có mức mới.",
    en="The index of the year of entitlement is not published yet; compute again when it is.",
)
BOUNDARY_MONTH = Reason(
    code="boundary_month",
    vi="Tháng sinh ở ranh giới của bảng tuổi nghỉ hưu; cần đối chiếu Phụ lục Nghị định 135/2020/NĐ-CP.",
    en="The month of birth lies on an edge of the table of ages; compare the annex of Decree 135/2020/NĐ-CP.",
)


def age_not_reached(reached_on: date) -> Reason:
    """The age condition is met on a later day."""
    return Reason(
        code="age_not_reached",
        vi=f"Chưa đủ tuổi hưởng lương hưu; đủ tuổi từ ngày {reached_on:%d/%m/%Y}.",
        en=f"The age for the pension is reached on {reached_on:%d %B %Y}.",
    )


def months_missing(months: int) -> Reason:
    """Some months are missing for the shortest time that gives a right."""
    return Reason(
        code="months_missing",
        vi=f"Thời gian đóng còn thiếu {months} tháng so với thời gian tối thiểu.",
        en=f"{months} months are missing for the shortest time.",
    )


def other_ways(months: int, voluntary_limit: int) -> Reason:
    """What else is open to those whose time is too short."""
    voluntary_vi = "đóng tiếp bảo hiểm xã hội tự nguyện cho thời gian còn thiếu; " if months <= voluntary_limit else ""
    voluntary_en = "pay the missing time under voluntary insurance; " if months <= voluntary_limit else ""
    return Reason(
        code="other_ways",
        vi=f"Có thể: {voluntary_vi}bảo lưu thời gian đóng; đề nghị bảo hiểm xã hội một lần hoặc trợ cấp hằng tháng nếu đủ điều kiện.",
        en=f"Other ways: {voluntary_en}keep the time; ask for the lump sum or the monthly allowance where entitled.",
    )
