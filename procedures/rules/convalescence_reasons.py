"""The reasons a convalescence is denied or cut, in both languages."""

from datetime import date

from procedures.rules.working import Reason

TOO_EARLY = Reason(
    code="too_early",
    vi="Ngày nghỉ dưỡng sức bắt đầu khi thời gian nghỉ trước đó chưa kết thúc.",
    en="The rest begins before the leave it follows is over.",
)
RETURNED_EARLY = Reason(
    code="returned_early",
    vi="Người mẹ đi làm trước khi hết thời gian nghỉ thai sản không được nghỉ dưỡng sức.",
    en="A mother who went back to work before the end of her leave has no convalescence.",
)
NOT_RESTED = Reason(
    code="not_rested",
    vi="Người lao động không nghỉ việc, hoặc nghỉ phép, nghỉ việc riêng, nghỉ không hưởng lương trong những ngày này.",
    en="The worker did not stop working, or was on annual, private or unpaid leave on these days.",
)
CAPACITY_LOSS_TOO_LOW = Reason(
    code="capacity_loss_too_low",
    vi="Mức suy giảm khả năng lao động dưới mức được nghỉ dưỡng sức.",
    en="The loss of working capacity is below the least for which convalescence is due.",
)


def window_passed(last: date) -> Reason:
    """The rest begins too late."""
    return Reason(
        code="window_passed",
        vi=f"Phải bắt đầu nghỉ dưỡng sức chậm nhất ngày {last:%d/%m/%Y}.",
        en=f"The rest had to begin by {last:%d %B %Y}.",
    )


def sick_days_short(enough: int) -> Reason:
    """Too few paid sick days in the year."""
    return Reason(
        code="sick_days_short",
        vi=f"Chưa đủ {enough} ngày nghỉ hưởng chế độ ốm đau trong năm.",
        en=f"Fewer than {enough} paid sick days in the year.",
    )


def limit_reached(allowed: int, taken: int) -> Reason:
    """More days were asked for than are left."""
    return Reason(
        code="limit_reached",
        vi=f"Được nghỉ tối đa {allowed} ngày, đã nghỉ {taken} ngày.",
        en=f"{allowed} days at most, of which {taken} are taken.",
    )


def days_differ(counted: int) -> Reason:
    """The employer declared another number of days."""
    return Reason(
        code="days_differ",
        vi=f"Số ngày đơn vị khai khác với số ngày tính được ({counted} ngày).",
        en=f"The days declared differ from the days counted ({counted}).",
    )
