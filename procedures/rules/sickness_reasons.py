"""The reasons a sickness row is denied or cut, in both languages."""

from procedures.rules.working import Reason

GROUP_NOT_COVERED = Reason(
    code="group_not_covered",
    vi="Người lao động không thuộc nhóm được hưởng chế độ ốm đau.",
    en="The worker's group is not covered for sickness.",
)
CAUSE_EXCLUDED = Reason(
    code="cause_excluded",
    vi="Lý do nghỉ việc không được hưởng chế độ ốm đau.",
    en="The cause of the leave is excluded from sickness benefit.",
)
NOT_INSURED = Reason(
    code="not_insured",
    vi="Không tham gia bảo hiểm xã hội bắt buộc vào tháng nghỉ hoặc tháng liền trước.",
    en="Not in compulsory social insurance in the month of the leave or the month before.",
)
NO_WORKING_DAY = Reason(
    code="no_working_day",
    vi="Thời gian nghỉ không có ngày làm việc nào được tính.",
    en="The leave holds no working day that counts.",
)
OVERLAP = Reason(
    code="overlaps_other_leave",
    vi="Không tính các ngày trùng với nghỉ phép, nghỉ việc riêng, nghỉ không lương, nghỉ thai sản hoặc nghỉ dưỡng sức.",
    en="Days that overlap annual, private, unpaid, maternity or convalescence leave are left out.",
)
LOWER_RATE_ENDED = Reason(
    code="lower_rate_ended",
    vi="Thời gian hưởng mức thấp hơn đã bằng thời gian đóng bảo hiểm xã hội.",
    en="The lower rate has been paid for as long as contributions had been paid.",
)


def quota_used(year: int, days: int) -> Reason:
    """The year's days are used up."""
    return Reason(
        code="quota_used",
        vi=f"Đã hết {days} ngày nghỉ được hưởng trong năm {year}.",
        en=f"The {days} days of {year} are used up.",
    )


def days_differ(counted: int | float) -> Reason:
    """The employer declared another number of days."""
    return Reason(
        code="days_differ",
        vi=f"Số ngày đơn vị khai khác với số ngày tính được ({str(counted).replace('.', ',')} ngày).",
        en=f"The days declared differ from the days counted ({counted}).",
    )


def child_too_old(limit: int) -> Reason:
    """The child has reached the age limit."""
    return Reason(
        code="child_too_old",
        vi=f"Con đã đủ {limit} tuổi.",
        en=f"The child has turned {limit}.",
    )
