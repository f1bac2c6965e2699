"""Why a work-accident benefit is denied, or what an officer should look at, in both languages."""

from datetime import date

from procedures.rules.working import Reason

CAUSE_EXCLUDED = Reason(
    code="cause_excluded",
    vi="Tai nạn do mâu thuẫn không liên quan đến công việc, do cố ý tự hủy hoại sức khỏe hoặc do sử dụng ma túy.",
    en="The accident came from a conflict unrelated to work, from deliberate self-harm or from drugs.",
)
NOT_INSURED = Reason(
    code="not_insured",
    vi="Không tham gia bảo hiểm tai nạn lao động, bệnh nghề nghiệp tại thời điểm bị tai nạn hoặc làm công việc có hại.",
    en="The person was not in the accident fund at the time of the accident or of the harmful job.",
)
NO_RISE = Reason(
    code="no_rise",
    vi="Mức suy giảm khả năng lao động không tăng so với lần đã giải quyết.",
    en="The loss of working capacity has not risen since it was settled before.",
)
EARLY = Reason(
    code="early_reassessment",
    vi="Giám định lại sớm hơn thời gian quy định giữa hai lần giám định; cần kiểm tra lý do.",
    en="Assessed again before the usual time between two assessments; the ground is to be looked at.",
)


def too_slight(percent: int, lowest: int) -> Reason:
    """The rate brings no benefit."""
    return Reason(
        code="too_slight",
        vi=f"Mức suy giảm khả năng lao động {percent}% chưa đạt {lowest}%.",
        en=f"A loss of working capacity of {percent} % is below {lowest} %.",
    )


def guarantee_over(ended_on: date) -> Reason:
    """The disease was found too long after the harmful job."""
    return Reason(
        code="guarantee_over",
        vi=f"Thời gian bảo đảm của bệnh nghề nghiệp đã hết ngày {ended_on:%d/%m/%Y}.",
        en=f"The guarantee period of the disease ended on {ended_on:%d %B %Y}.",
    )
