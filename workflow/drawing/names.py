"""What things are called on a drawing: units and roles by the organisation, other codes by the desk's catalogue, the rest here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from workflow.clock.duration import Duration, Language
from workflow.definition.models import Text
from workflow.definition.organisation import Organisation

WORDS: dict[str, tuple[str, str]] = {
    "validate": ("Kiểm tra {} theo quy tắc", "Check {} by the rules"),
    "validate.form": ("tờ khai", "the form"),
    "validate.papers": ("giấy tờ", "the papers"),
    "validate.all": ("tờ khai, giấy tờ", "form and papers"),
    "compute": ("Tính: {}", "Compute: {}"),
    "request": ("Tra cứu: {}", "Ask: {}"),
    "produce": ("Lập {}", "Produce {}"),
    "pay": ("Chi trả qua ngân hàng", "Pay through the bank"),
    "return": ("Trả kết quả: {}", "Return the result: {}"),
    "return.chosen": ("theo cách đã chọn", "the way chosen"),
    "return.post": ("bưu điện", "post"),
    "return.counter": ("tại quầy", "counter"),
    "return.electronic": ("điện tử", "electronic"),
    "wait": ("Chờ {}", "Wait {}"),
    "wait.event": ("sự kiện “{}”", "for “{}”"),
    "wait.until": ("đến {}", "until {}"),
    "notify": ("Thông báo: {}", "Notify: {}"),
    "parallel": ("Cùng lúc", "Side by side"),
    "parallel.all": ("xong khi mọi nhánh xong", "done when all branches are"),
    "parallel.any": ("xong khi một nhánh xong, các nhánh khác dừng", "done when one branch is; the others stop"),
    "parallel.some": ("xong khi {} nhánh xong, các nhánh khác dừng", "done when {} branches are; the others stop"),
    "parallel.condition": ("xong khi {}, các nhánh khác dừng", "done when {}; the others stop"),
    "each": ("Với từng phần tử của {}", "For each of {}"),
    "call": ("Thủ tục khác: {}", "Another procedure: {}"),
    "review": ("Xử lý", "Decide"),
    "decide": ("Rẽ theo điều kiện", "Choice"),
    "otherwise": ("còn lại", "otherwise"),
    "start": ("Nộp hồ sơ", "Dossier filed"),
    "system": ("Hệ thống", "System"),
    "applicant": ("Người nộp", "Applicant"),
    "signed": ("ký: {}", "signed: {}"),
    "sealed": ("đóng dấu cơ quan", "sealed"),
    "clock.start": ("tính giờ từ đây", "the legal clock starts"),
    "clock.stop": ("dừng tính giờ", "the legal clock stops"),
    "deadline": ("Thời hạn giải quyết", "Legal time"),
    "version": ("Áp dụng cho hồ sơ nộp từ {}", "For dossiers submitted from {}"),
    "graph.intake": ("Tiếp nhận hồ sơ", "Intake"),
    "graph.approval": ("Thẩm định và ký duyệt", "Appraisal and approval"),
    "graph.decline": ("Trả lời không giải quyết", "Decline with reasons"),
    "graph.light-approval": ("Cập nhật và ký duyệt", "Entry and signature"),
    "graph.opinion": ("Ý kiến thẩm định", "Opinion"),
    "graph.payment": ("Chi trả", "Payment"),
    "graph.death-check": ("Kiểm tra việc chết", "Proof of a death"),
    "graph.relatives-agree": ("Ý kiến của các thân nhân", "Agreement of the relatives"),
    "graph.work-accident-evidence": ("Xác minh tai nạn, bệnh nghề nghiệp", "Evidence of the accident or disease"),
    "graph.work-accident-award": ("Giải quyết và chi trả", "Award and payment"),
    "graph.old-settlement": ("Mức đã giải quyết trước đây", "What was settled before"),
    "graph.outside-answer": ("Hỏi cơ quan, tổ chức bên ngoài", "A question to somebody outside"),
    "graph.outside-word": ("Chờ trả lời của bên ngoài", "Word from outside"),
    "graph.two-party-signing": ("Hai bên ký", "Signing by both parties"),
    "graph.gateway-closing": ("Chi trả và cập nhật Cổng giám định", "Payment, and entry at the gateway"),
    "legend": ("Chú giải", "Legend"),
    "person": ("Người quyết định", "A person decides"),
    "automatic": ("Hệ thống tự làm", "Automatic"),
    "register": ("Tra cứu cơ sở dữ liệu", "Asks a register"),
    "decision": ("Rẽ theo điều kiện", "Choice by conditions"),
    "document": ("Lập văn bản", "A paper is produced"),
    "money": ("Chi tiền", "Money is paid"),
    "post": ("Trả kết quả", "Result is returned"),
    "waiting": ("Chờ", "Waiting"),
    "message": ("Thông báo", "Message"),
    "ending": ("Kết thúc", "End"),
    "group": ("Nhóm bước (quy trình con)", "Group of steps (sub-process)"),
    "several": ("Chọn theo kết quả", "By outcome"),
    "note_outcome": ("Ghi kết quả: {}", "Note the outcome: {}"),
    "join": ("Gộp nhánh", "Join"),
    "split": ("Tách nhánh", "Split"),
    "agency": ("Cơ quan", "Agency"),
    "overdue": ("quá {}", "after {}"),
    "repeated": ("Lặp cho từng phần tử", "Repeated for each element"),
    "beginning": ("Bắt đầu", "Beginning"),
    "loop": ("Quay lại bước trước", "Back to an earlier step"),
    "settled": ("Đã giải quyết", "Settled"),
    "declined": ("Không giải quyết", "Declined"),
    "refused": ("Từ chối tiếp nhận", "Refused at intake"),
    "withdrawn": ("Người nộp rút hồ sơ", "Withdrawn"),
    "expired": ("Hết hạn bổ sung", "Expired"),
    "valid": ("hợp lệ", "valid"),
    "invalid": ("chưa hợp lệ", "not valid"),
    "completed": ("xong", "completed"),
    "arrived": ("đã đến", "arrived"),
    "elapsed": ("hết thời gian", "time is up"),
    "done": ("xong", "done"),
    "accepted": ("tiếp nhận", "accepted"),
    "contested": ("xem xét lại", "examined again"),
    "agreed": ("đồng ý", "agreed"),
    "disagreed": ("không đồng ý", "disagreed"),
    "confirmed": ("đã xác nhận", "confirmed"),
    "differs": ("không khớp", "they differ"),
    "corrected": ("đã sửa", "corrected"),
    "closed": ("đã chốt", "closed"),
    "given": ("đã cho ý kiến", "given"),
    "found_outcome": ("kết quả “{}”", "outcome of “{}”"),
    "dossier.channel": ("cách nộp", "the way of filing"),
    "dossier.return_way": ("cách nhận kết quả", "the way of return"),
    "dossier.year": ("năm hiện tại", "the present year"),
    "dossier.papers": ("giấy tờ đã nộp", "the papers handed in"),
    "online": ("trực tuyến", "online"),
    "counter": ("tại quầy", "at the counter"),
    "post_way": ("qua bưu điện", "by post"),
    "electronic": ("điện tử", "electronically"),
    "true": ("có", "yes"),
    "false": ("không", "no"),
    "insured": ("có đóng", "insured"),
    "unclear": ("chưa rõ", "unclear"),
    "by_hand": ("cần người xem", "by hand"),
    "paying": ("đang chi trả", "paid at present"),
    "suspended": ("tạm dừng hưởng", "suspended"),
    "ended": ("đã chấm dứt", "ended"),
    "in_time": ("kịp danh sách", "in time for the list"),
    "too_late": ("danh sách đã khóa", "the list is closed"),
    "changes": ("có thay đổi", "something changes"),
    "nothing": ("không có gì thay đổi", "nothing changes"),
    "right": ("đúng", "right"),
    "known": ("đã rõ", "known"),
    "revoked": ("người ủy quyền hủy", "revoked"),
    "death_reported": ("được báo người ủy quyền chết", "death reported"),
    "death_found": ("phát hiện người ủy quyền chết", "death found out"),
    "same_province": ("cùng tỉnh", "the same province"),
    "other_province": ("tỉnh khác", "another province"),
    "taken_over": ("tỉnh tiếp nhận đã nhận", "taken over"),
    "sent_back": ("tỉnh tiếp nhận trả lại", "sent back"),
    "identity": ("thông tin nhân thân", "identity data"),
    "monthly": ("chế độ hằng tháng", "a monthly benefit"),
    "once": ("một lần", "once"),
    "living": ("còn sống", "living"),
    "deceased": ("đã chết", "deceased"),
    "no_number": ("không có số định danh", "no citizen number"),
    "supports": ("phù hợp với căn cứ", "supports the ground"),
    "contradicts": ("trái với căn cứ", "contradicts the ground"),
    "higher": ("truy lĩnh", "arrears"),
    "lower": ("thu hồi", "recovery"),
    "instalments": ("trả dần", "by instalments"),
    "objected": ("không đồng ý", "objected"),
    "asked_for_instalments": ("đề nghị trả dần", "asks for instalments"),
    "clean": ("không chi vượt", "nothing paid beyond"),
    "overpaid": ("chi vượt", "paid beyond"),
    "evident": ("đủ căn cứ", "proved"),
    "unknown": ("không xác minh được", "not known"),
    "not_assessed": ("không cần giám định", "no assessment needed"),
    "wrong": ("không đúng", "wrong"),
    "covered": ("thuộc chế độ", "covered"),
    "not_covered": ("không thuộc chế độ", "not covered"),
    "settled_before": ("đã giải quyết trước đây", "settled before"),
    "never_settled": ("chưa từng giải quyết", "never settled"),
    "read": ("đã ghi theo hồ sơ", "entered from the file"),
    "not_as_said": ("không đúng như đề nghị", "not as the request says"),
    "approved": ("được cấp", "approved"),
    "not_approved": ("không được cấp", "not approved"),
    "enrolled": ("đã ghi danh sách", "entered in the list"),
    "carded": ("đã cấp thẻ", "card issued"),
    "moved": ("đã thông báo nơi mới", "new place told"),
    "card_covers": ("thẻ có giá trị", "the card covers it"),
    "card_covers_partly": ("thẻ chỉ có giá trị một phần", "the card covers a part"),
    "no_card": ("không có thẻ có giá trị", "no valid card"),
    "fits": ("đạt", "fits"),
    "lacking": ("chưa đạt", "lacking"),
    "stands": ("hóa đơn hợp lệ", "the invoice stands"),
    "stand": ("mọi hóa đơn hợp lệ", "all invoices stand"),
    "doubtful": ("có hóa đơn chưa rõ", "an invoice is doubtful"),
    "claimed": ("đã đề nghị qua cơ sở", "claimed by the facility"),
    "not_claimed": ("chưa đề nghị qua cơ sở", "not claimed by the facility"),
    "appraised": ("đã giám định", "appraised"),
    "panel": ("phải qua tổ thẩm định", "a panel is needed"),
    "exempt": ("không phải cùng chi trả nữa", "no more is co-paid"),
    "not_yet": ("chưa đủ điều kiện", "not yet"),
    "entered": ("đã cập nhật", "entered"),
    "checked": ("đã kiểm tra", "checked"),
    "assessed": ("đã giám định", "assessed"),
    "has_signed": ("đã ký", "has signed"),
    "both_signed": ("hai bên đã ký", "both have signed"),
    "needs_rework": ("phải làm lại", "to be done again"),
    "facility_signed": ("cơ sở ký", "the facility signs"),
    "facility_objects": ("cơ sở không thống nhất", "the facility objects"),
    "facility_disagrees": ("cơ sở không đồng ý", "the facility does not agree"),
    "facility_silent": ("cơ sở chưa trả lời", "the facility is silent"),
    "outside_confirmed": ("nơi được hỏi xác nhận", "whoever was asked confirms"),
    "outside_objected": ("nơi được hỏi không xác nhận", "whoever was asked objects"),
    "no_reply": ("không trả lời", "no reply"),
    "agency_owes": ("cơ quan còn phải trả", "the agency owes"),
    "facility_owes": ("cơ sở đã nhận vượt", "the facility owes"),
    "balanced": ("không bên nào nợ", "nobody owes"),
    "payable": ("có tiền chuyển", "money goes out"),
    "all_offset": ("bù trừ hết", "offset in full"),
    "flagged": ("có lượt bị cảnh báo", "some are flagged"),
    "unflagged": ("không có cảnh báo", "none is flagged"),
    "readable": ("đọc được", "readable"),
    "unreadable": ("không đọc được", "not readable"),
    "another": ("còn vòng giải trình", "another round"),
    "used_up": ("hết vòng giải trình", "no round is left"),
    "within_fund": ("trong dự toán", "within the fund"),
    "above_fund": ("vượt dự toán", "above the fund"),
    "period_open": ("kỳ chưa kết thúc", "the period is not over"),
    "announced": ("thông báo đủ ngày", "announced in time"),
    "late_notice": ("thông báo muộn", "announced too late"),
    "offered": ("đã gửi ký", "offered"),
    "taken": ("đã ghi nhận", "taken"),
}  # fmt: skip
"""Vietnamese and English; {} is filled in."""


@dataclass(frozen=True)
class Names:
    """The words of one language; `word` names a code of a group (rule, register, outcome, document), or gives it back."""

    language: Language
    organisation: Organisation
    word: Callable[[str, str], str]
    label: Callable[[str], str | None] = field(default=lambda path: None, repr=False)
    """What a field of the form is called, by its path such as `person.dob`; `*` stands for any row."""
    answer: Callable[[str, object], str | None] = field(default=lambda path, value: None, repr=False)
    """How the form labels an answer to a field."""
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the steps in sight are called."""

    def knowing(self, titles: Mapping[str, str]) -> "Names":
        """The same names inside a graph with these steps."""
        return replace(self, titles={**self.titles, **titles})

    def reads(self, path: str) -> str:
        """What a condition reads, in words."""
        first, *rest = path.split(".")
        if first == "form" and (label := self.label(".".join(rest))):
            return f"“{label}”"
        if path in WORDS:
            return self.say(path)
        if rest and rest[-1] == "outcome":
            inner = rest[rest.index("branches") + 1 : -1] if "branches" in rest else rest[:-1]
            named = ", ".join(plain(each) for each in inner if each not in ("rows", "*"))
            return self.say("found_outcome", named or self.titles.get(first) or plain(first))
        return path

    def value(self, path: str, value: object) -> str:
        """A value a condition compares with, in words."""
        if isinstance(value, bool):
            return self.say(str(value).lower())
        if path.startswith("form.") and (said := self.answer(path.removeprefix("form."), value)):
            return f"“{said}”" if isinstance(value, str) else said
        if path.endswith("outcome"):
            return f"“{self.outcome(str(value))}”"
        if path in ("dossier.channel", "dossier.return_way"):
            return self.say("post_way" if value == "post" else str(value))
        return f"“{plain(value)}”" if isinstance(value, str) else str(value)

    def say(self, key: str, *values: object) -> str:
        """Our own words."""
        return WORDS[key][self.language == "en"].format(*values)

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    def time(self, duration: Duration) -> str:
        return duration.text(self.language)

    def role(self, role: str) -> str:
        if role == "applicant":
            return self.say("applicant")
        found = self.organisation.roles.get(role)
        return self.text(found) if found else role

    def unit(self, unit: str) -> str:
        found = self.organisation.units.get(unit)
        return self.text(found.title) if found else unit

    def outcome(self, outcome: str) -> str:
        """An outcome or ending as people say it."""
        known = self.word("outcome", outcome)
        if known != outcome:
            return known
        # `signed` is also the beginning of a sentence of ours, which wants a value.
        is_word = outcome in WORDS and "{" not in WORDS[outcome][0]
        return self.say(outcome) if is_word else plain(outcome)

    def of(self, group: str, code: str) -> str:
        """A code of a group as the catalogue calls it."""
        known = self.word(group, code)
        if known != code:
            return known
        return self.say(f"{group}.{code}") if f"{group}.{code}" in WORDS else plain(code)


def plain(code: str) -> str:
    """A code with spaces, where nothing better is known."""
    return code.replace("_", " ").replace("-", " ")
