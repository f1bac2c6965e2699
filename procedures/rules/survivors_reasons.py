"""Why a survivor benefit was not granted, or not as it was asked for."""

from procedures.rules.working import Reason


def beyond(most: int) -> Reason:
    """More relatives ask for it than may receive."""
    return Reason(
        code="beyond_most",
        vi=f"Mỗi người chết có tối đa {most} thân nhân hưởng hằng tháng; tính theo thứ tự đã khai.",
        en=f"At most {most} relatives of a deceased receive monthly; the order of the form counts.",
    )


NOTHING_LEFT = Reason(
    code="nothing_left",
    vi="Người chết không có thời gian đóng bảo hiểm xã hội chưa hưởng và không hưởng chế độ nào.",
    en="The deceased had no paid months left and drew nothing.",
)
NO_FUNERAL = Reason(
    code="no_funeral",
    vi="Không đủ điều kiện về thời gian đóng để hưởng trợ cấp mai táng.",
    en="The months paid are not enough for the funeral allowance.",
)
NO_RELATIVE = Reason(
    code="no_relative",
    vi="Không có thân nhân đủ điều kiện hưởng hằng tháng; hưởng trợ cấp tuất một lần.",
    en="No relative may receive monthly; the one-off is due instead.",
)
NO_MONTHLY_RIGHT = Reason(
    code="no_monthly_right",
    vi="Người chết không thuộc trường hợp có tuất hằng tháng; hưởng trợ cấp tuất một lần.",
    en="The death gives no monthly benefits; the one-off is due instead.",
)
NOT_ALL_AGREE = Reason(
    code="not_all_agree",
    vi="Các thân nhân chưa cùng chọn trợ cấp tuất một lần; giải quyết hằng tháng.",
    en="Not all relatives chose the one-off; monthly benefits are granted.",
)
SMALL_CHILD = Reason(
    code="small_child",
    vi="Có con dưới 6 tuổi nên không được chọn trợ cấp tuất một lần.",
    en="A child under 6 bars the choice of the one-off.",
)
INCAPACITATED = Reason(
    code="incapacitated",
    vi="Có con, vợ hoặc chồng suy giảm khả năng lao động từ 81% nên không được chọn trợ cấp tuất một lần.",
    en="A child or spouse of 81 % loss bars the choice of the one-off.",
)
