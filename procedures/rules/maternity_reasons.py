"""The reasons a maternity benefit is denied, cut or flagged, in both languages."""

from datetime import date

from procedures.rules.working import Reason

NOT_INSURED = Reason(
    code="not_insured",
    vi="Không tham gia bảo hiểm xã hội bắt buộc vào tháng nghỉ hoặc tháng liền trước.",
    en="Not in compulsory social insurance in the month of the leave or the month before.",
)
NO_WAGE = Reason(
    code="no_wage",
    vi="Không có tháng đóng bảo hiểm xã hội nào trước khi nghỉ để tính mức bình quân.",
    en="No paid month before the leave to take an average of.",
)
CHILD_DIED = Reason(
    code="child_died",
    vi="Con chết: thời gian nghỉ tính từ ngày sinh hoặc ngày con chết.",
    en="The child died: the leave counts from the birth or from the death.",
)
CHILD_TOO_OLD = Reason(
    code="child_too_old",
    vi="Con đã đủ 6 tháng tuổi khi được nhận.",
    en="The child had turned six months when it was received.",
)
ALREADY_PAID = Reason(
    code="already_paid",
    vi="Chế độ thai sản của lần sinh này đã được giải quyết cho người này.",
    en="Maternity benefit for this birth has already been settled for this person.",
)
OTHER_PARENT_PAID = Reason(
    code="other_parent_paid",
    vi="Cha hoặc mẹ còn lại đã hưởng chế độ cho lần sinh hoặc nhận con này.",
    en="The other parent has had the benefit for this birth or child.",
)
MOTHER_ENTITLED = Reason(
    code="mother_entitled",
    vi="Người mẹ đủ điều kiện hưởng trợ cấp một lần nên người cha không được hưởng.",
    en="The mother has the one-off allowance herself, so the father has none.",
)
FATHER_ONE_OFF_DENIED = Reason(
    code="father_one_off_denied",
    vi="Không trả trợ cấp một lần cho người cha: mẹ đủ điều kiện, hoặc cha chưa đóng đủ số tháng.",
    en="No one-off allowance for the father: the mother is entitled, or he has not paid enough months.",
)
BEFORE_BIRTH = Reason(
    code="before_birth",
    vi="Người cha nghỉ trước ngày sinh con.",
    en="The father's leave begins before the birth.",
)
NO_DAY = Reason(
    code="no_day",
    vi="Không còn ngày nào được hưởng.",
    en="No day is left that could be paid.",
)
NOT_IN_FORCE = Reason(
    code="grant_not_in_force",
    vi="Trợ cấp thai sản của bảo hiểm xã hội tự nguyện chỉ có từ ngày 01/07/2025.",
    en="The maternity grant of voluntary insurance exists from 1 July 2025 only.",
)
COMPULSORY_ENTITLED = Reason(
    code="compulsory_entitled",
    vi="Đủ điều kiện hưởng thai sản của bảo hiểm xã hội bắt buộc nên hưởng theo chế độ bắt buộc.",
    en="Entitled under compulsory insurance, whose benefit goes before the grant.",
)
NO_CHILD = Reason(
    code="no_child",
    vi="Không có con được sinh và thai chết chưa đủ số tuần tuổi.",
    en="No child was born, and no fetus that died had reached the weeks needed.",
)


def months_short(found: int, needed: int, within: int) -> Reason:
    """Too few paid months in the window."""
    return Reason(
        code="months_short",
        vi=f"Mới đóng {found} tháng trong {within} tháng trước khi sinh con hoặc nhận con, phải đủ {needed} tháng.",
        en=f"{found} months paid in the {within} months before the birth or reception; {needed} are needed.",
    )


def too_many_visits(most: int) -> Reason:
    """More visits than the law pays."""
    return Reason(
        code="too_many_visits",
        vi=f"Đã hưởng đủ {most} lần khám thai.",
        en=f"The {most} prenatal visits are used up.",
    )


def limit_reached(allowed: int) -> Reason:
    """More days were asked for than are allowed or left."""
    return Reason(
        code="limit_reached",
        vi=f"Chỉ được hưởng {allowed} ngày.",
        en=f"Only {allowed} days can be paid.",
    )


def window_passed(last: date) -> Reason:
    """A father's leave begins too late."""
    return Reason(
        code="window_passed",
        vi=f"Người cha phải bắt đầu nghỉ chậm nhất ngày {last:%d/%m/%Y}.",
        en=f"The father's leave had to begin by {last:%d %B %Y}.",
    )


def began_too_early(earliest: date) -> Reason:
    """Leave before the birth is longer than allowed."""
    return Reason(
        code="began_too_early",
        vi=f"Thời gian nghỉ trước khi sinh chỉ tính từ ngày {earliest:%d/%m/%Y}.",
        en=f"Leave before the birth counts from {earliest:%d %B %Y} only.",
    )


def returned_before(months: int) -> Reason:
    """Back at work before the least leave was over."""
    return Reason(
        code="returned_before",
        vi=f"Đi làm khi chưa nghỉ đủ {months} tháng; cần xem điều kiện đi làm sớm.",
        en=f"Back at work before {months} months of leave; the conditions of an early return are to be looked at.",
    )


def days_differ(counted: int) -> Reason:
    """The employer declared another number of days."""
    return Reason(
        code="days_differ",
        vi=f"Số ngày khai khác với số ngày tính được ({counted} ngày).",
        en=f"The days declared differ from the days counted ({counted}).",
    )
