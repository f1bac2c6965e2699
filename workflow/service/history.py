"""A dossier's journal told in words, in Vietnamese and English."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from workflow.definition.models import ReviewStep, Step, Text
from workflow.engine.moving import step_or_none
from workflow.service.procedures import Version
from workflow.service.queueing import title_of
from workflow.service.views import HistoryEntry
from workflow.store.journal import Entry

Body = dict[str, Any]


class Teller:
    """Tells entries of one dossier; `paths` gives the step of a visit that a person was asked at.

    `versions` are those it ran by, the present one first: a step is told as the newest that has it calls it.
    """

    def __init__(self, versions: Sequence[Version], paths: Mapping[int, str], officers: Mapping[str, str]) -> None:
        self._versions = versions
        self._paths = paths
        self._officers = officers

    def tell(self, entry: Entry) -> HistoryEntry | None:
        """The entry in words, or None for one that is of no interest to people."""
        body = json.loads(entry.body)
        text = self._text(entry.kind, body)
        if text is None:
            return None
        return HistoryEntry(entry.at, entry.kind, self._who(entry, body), text, body.get("reason") or body.get("note"))

    def _text(self, kind: str, body: Body) -> Text | None:
        if kind == "decision_made":
            return self._decision(body)
        if kind in STEPS:
            vi, en = STEPS[kind]
            title = self._title(body["visit"])
            return Text(vi=f"{vi}: {title.vi}", en=f"{en}: {title.en}")
        return TEXTS[kind](body) if kind in TEXTS else None

    def _decision(self, body: Body) -> Text:
        title = self._title(body["visit"])
        _, step = self._step(self._paths.get(body["visit"]))
        label = step.labels.get(body["outcome"]) if isinstance(step, ReviewStep) else None
        label = label or DEFAULT_OUTCOMES.get(body["outcome"]) or Text(vi=body["outcome"], en=body["outcome"])
        return Text(vi=f"{title.vi}: {label.vi}", en=f"{title.en}: {label.en}")

    def _title(self, visit: int) -> Text:
        version, step = self._step(self._paths.get(visit))
        return title_of(version, self._paths[visit]) if step else Text(vi=f"bước {visit}", en=f"step {visit}")

    def _step(self, path: str | None) -> tuple[Version, Step | None]:
        for version in self._versions if path else ():
            step = step_or_none(version.procedure, path or "")
            if step is not None:
                return version, step
        return self._versions[0], None

    def _who(self, entry: Entry, body: Body) -> str | None:
        """Who acted, with whom they acted for: "A thay B"."""
        by = body.get("by")
        if isinstance(by, dict):
            lender = by.get("on_behalf_of")
            return f"{by['name']} thay {self._officers.get(lender, lender)}" if lender else str(by["name"])
        return self._officers.get(entry.actor, None) if entry.actor else None


def digests_run(digest: str, entries: Iterable[Entry]) -> list[str]:
    """The versions a dossier ran by, the present one first."""
    changes = (json.loads(entry.body)["replaces"] for entry in entries if entry.kind == "version_changed")
    return list(dict.fromkeys([digest, *reversed(list(changes))]))


def _plain(vi: str, en: str) -> Callable[[Body], Text]:
    return lambda _: Text(vi=vi, en=en)


def _work(body: Body) -> Text | None:
    output = body.get("output", {})
    if body["kind"] == "produce":
        number = f" {output['number']}" if output.get("number") else ""
        return Text(vi=f"Đã lập văn bản{number}", en=f"Document{number} laid out")
    return WORK.get(body["kind"])


def _parcel(body: Body) -> Text:
    text, item = PARCELS[body["state"]], body.get("item_code")
    return Text(vi=f"{text.vi} ({item})", en=f"{text.en} ({item})") if item else text


def _timer(body: Body) -> Text | None:
    return TIMERS.get(body["timer"].partition(":")[0])


def _day(moment: str) -> str:
    return f"{moment[8:10]}/{moment[5:7]}/{moment[:4]}"


STEPS = {
    "assignment_claimed": ("Nhận xử lý", "Taken up"),
    "assignment_released": ("Trả lại hàng đợi", "Given back"),
    "assignment_reassigned": ("Phân công lại", "Reassigned"),
    "dossier_transferred": ("Chuyển bộ phận", "Moved to another unit"),
}
WORK = {
    "sign": Text(vi="Đã ký số văn bản", en="Document signed"),
    "pay": Text(vi="Ngân hàng đã trả lời lệnh chi", en="The bank answered the payment order"),
    "request": Text(vi="Đã có kết quả tra cứu", en="The register answered"),
    "sync": Text(vi="Đã trả kết quả điện tử", en="Result delivered electronically"),
}
PARCELS = {
    "booked": Text(vi="Đã gửi bưu điện", en="Given to the post"),
    "on_the_way": Text(vi="Bưu gửi đang chuyển", en="Parcel on its way"),
    "delivered": Text(vi="Bưu gửi đã phát", en="Parcel delivered"),
    "undelivered": Text(vi="Bưu gửi không phát được", en="Parcel came back"),
}
TIMERS = {
    "warn": Text(vi="Sắp đến hạn giải quyết", en="The deadline is near"),
    "due": Text(vi="Quá hạn giải quyết", en="The deadline has passed"),
    "supplement": Text(vi="Hết hạn bổ sung hồ sơ", en="The time to complete the dossier is over"),
}
DEFAULT_OUTCOMES = {
    "handed_over": Text(vi="Đã trao kết quả", en="Handed over"),
    "send_again": Text(vi="Gửi lại", en="Send again"),
    "keep_at_counter": Text(vi="Giữ tại quầy", en="Keep at the counter"),
    "done": Text(vi="Xong", en="Done"),
}
TEXTS: dict[str, Callable[[Body], Text | None]] = {
    "dossier_submitted": _plain("Nộp hồ sơ", "Submitted"),
    "supplement_requested": _plain("Yêu cầu bổ sung hồ sơ", "Supplement asked for"),
    "supplement_received": _plain("Đã bổ sung hồ sơ", "Supplement received"),
    "dossier_withdrawn": _plain("Người nộp rút hồ sơ", "Withdrawn by the applicant"),
    "dossier_suspended": _plain("Tạm dừng giải quyết", "Suspended"),
    "dossier_resumed": _plain("Tiếp tục giải quyết", "Resumed"),
    "appointment_extended": lambda body: Text(
        vi=f"Xin lỗi và hẹn lại ngày {_day(body['due_at'])}", en=f"Apology, new appointment on {_day(body['due_at'])}"
    ),
    "version_changed": lambda body: Text(
        vi="Trở lại phiên bản trước của thủ tục" if body["undoes"] else "Chuyển sang phiên bản khác của thủ tục",
        en="Back to the earlier version of the procedure"
        if body["undoes"]
        else "Moved to another version of the procedure",
    ),
    "result_corrected": _plain("Đính chính kết quả", "Correction of the result"),
    "step_skipped": _plain("Xử lý sự cố bằng tay", "Incident settled by hand"),
    "incident_retried": _plain("Cho thực hiện lại việc gặp sự cố", "Failed work tried again"),
    "incident_skipped": _plain("Bỏ qua việc gặp sự cố", "Failed work given up"),
    "refused": lambda body: Text(vi=f"Từ chối thao tác {body['act']}", en=f"Act refused: {body['act']}"),
    "signal_received": lambda body: Text(vi=f"Nhận tín hiệu {body['name']}", en=f"Signal {body['name']}"),
    "called_dossier_ended": lambda body: Text(
        vi=f"Hồ sơ liên quan {body['dossier']} đã kết thúc", en=f"Called dossier {body['dossier']} ended"
    ),
    "work_completed": _work,
    "shipment_reported": _parcel,
    "timer_fired": _timer,
}
