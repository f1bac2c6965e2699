"""The dossiers of the demonstration: who files what, what officers do at which step, and how each must end.

People and employers are the synthetic ones the sandbox registers know, so that look-ups agree with what is filed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from integrations.registers.people import person
from workflow.cases.playing import Reply, Told
from workflow.clock import HANOI

BEGINS_AT = datetime(2025, 10, 8, 8, 5, tzinfo=HANOI)
"""The office's time when the demonstration begins: a Wednesday morning, within the first half of a quarter."""

BOOK_AND_CARD = "1.002759"
SICKNESS = "1.001667"
LUMP_SUM = "1.001613"
FOLDERS = {
    BOOK_AND_CARD: "books/reissue-adjust-insurance-book-and-health-card",
    SICKNESS: "si/settle-sickness-benefit",
    LUMP_SUM: "si/settle-lump-sum-social-insurance",
}


@dataclass(frozen=True)
class Decide:
    """Decide a step; without an outcome the first one the step offers."""

    outcome: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    reason: str = "Theo quy định"


@dataclass(frozen=True)
class AskSupplement:
    """Ask the applicant to complete the dossier; the applicant then hands in `papers`, all of them real files."""

    items: tuple[Mapping[str, str], ...]
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Withdraw:
    """The applicant takes the dossier back while it lies here."""

    reason: str


@dataclass(frozen=True)
class BeLate:
    """Nobody acts until the day before the deadline; the head apologises and gives one new appointment, then it goes on."""

    reason: str


Act = Decide | AskSupplement | Withdraw | BeLate


@dataclass(frozen=True)
class Script:
    """One dossier from the portal to its end."""

    name: str
    procedure: str
    answers: dict[str, Any]
    papers: tuple[str, ...]
    ends: Literal["settled", "declined", "refused", "withdrawn"]
    acts: Mapping[str, tuple[Act, ...]] = field(default_factory=dict)
    comes_back: bool = False
    """The first parcel cannot be delivered."""
    is_late: bool = False
    replies: tuple[Reply, ...] = ()
    """What registers are told beforehand to say."""
    told: tuple[Told, ...] = ()
    """What bodies outside tell."""

    @property
    def applicant(self) -> dict[str, str]:
        """Who files: the first person of the form, or the first organisation where there is none."""
        groups = list(_groups(self.answers))
        person = next((group for group in groups if "full_name" in group), None)
        body = next((group for group in groups if "name" in group), {})
        phone = next((group["phone"] for group in groups if "phone" in group), "0912345678")
        if person is not None and ("tax_code" not in body or "person" in self.answers):
            id_number = person.get("personal_id", "022080000001")
            return {"name": person["full_name"], "id": id_number, "phone": phone, "kind": "1"}
        return {"name": body["name"], "id": body.get("tax_code", "5700100256"), "phone": phone, "kind": "2"}

    @property
    def return_to(self) -> Mapping[str, Any]:
        """How the result comes back; forms that do not ask get it electronically."""
        back: Mapping[str, Any] = self.answers.get("return_to", {"way": "electronic"})
        return back


def _groups(value: Any) -> Iterator[dict[str, Any]]:
    """Every group of answers, the outer ones first, and the rows of lists last: they may be other people's."""
    if isinstance(value, dict):
        yield value
        for inner in sorted(value.values(), key=lambda each: isinstance(each, list)):
            yield from _groups(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _groups(inner)


def scripts(procedures: Path) -> list[Script]:
    """All dossiers of the demonstration, in the order they are filed."""

    def example(procedure: str, name: str = "valid") -> dict[str, Any]:
        file = procedures / FOLDERS[procedure] / "examples" / f"{name}.json"
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found

    facility = {"facility_code": "22012", "facility": "Bệnh viện đa khoa tỉnh Quảng Ninh"}
    card_data = Decide("issue", {**facility, "valid_from": "2025-10-08"})
    entry = Decide("grant", {"issue": 2})
    return [
        Script(
            "Thẻ BHYT bị mất, cấp lại trong ngày",
            BOOK_AND_CARD, example(BOOK_AND_CARD), (), "settled", {"card_data": (card_data,)},
        ),
        Script(
            "Đổi nơi khám chữa bệnh ban đầu, nhận kết quả điện tử",
            BOOK_AND_CARD, example(BOOK_AND_CARD, "first-contact-facility"), (), "settled",
            {"card_data": (card_data,)},
        ),
        Script(
            "Sổ BHXH bị mất, quá trình đóng trong tỉnh",
            BOOK_AND_CARD, lost_book(example(BOOK_AND_CARD), 100_602), (), "settled", {"propose": (entry,)},
        ),
        Script(
            "Sổ BHXH bị mất, phải xác minh ở tỉnh khác (45 ngày)",
            BOOK_AND_CARD, lost_book(example(BOOK_AND_CARD), 109_301), (), "settled", {"propose": (entry,)},
        ),
        Script(
            "Thiếu giấy tờ tùy thân, bổ sung rồi được giải quyết",
            BOOK_AND_CARD, example(BOOK_AND_CARD, "identity-change-through-employer"), (), "settled",
            {
                "receive": (
                    AskSupplement(
                        ({"component": "identity_paper", "reason": "Chưa có bản chụp căn cước công dân"},), ("identity_paper",)
                    ),
                    Decide("accept"),
                ),
                "propose": (entry,),
            },
        ),
        Script(
            "Không thuộc thẩm quyền, từ chối tiếp nhận",
            BOOK_AND_CARD, lost_book(example(BOOK_AND_CARD), 100_606), (), "refused",
            {"receive": (Decide("refuse", reason="Hồ sơ thuộc thẩm quyền giải quyết của cơ quan khác"),)},
        ),
        Script(
            "Người nộp rút hồ sơ",
            BOOK_AND_CARD, lost_book(example(BOOK_AND_CARD), 100_608), (), "withdrawn",
            {"propose": (Withdraw("Đã tìm thấy sổ"),)},
        ),
        Script(
            "Trễ hạn, xin lỗi và hẹn lại một lần",
            BOOK_AND_CARD, lost_book(example(BOOK_AND_CARD), 100_610), (), "settled",
            {"propose": (BeLate("Hệ thống cấp sổ gặp sự cố kỹ thuật"), entry)}, is_late=True,
        ),
        Script(
            "Danh sách ốm đau của một đơn vị, ba người",
            SICKNESS, example(SICKNESS), list_papers(example(SICKNESS)), "settled", {"examine": (Decide("accept"),) * 3},
        ),
        Script(
            "Danh sách ốm đau của một đơn vị, 25 người",
            SICKNESS, example(SICKNESS, "twenty-five-workers"), list_papers(example(SICKNESS, "twenty-five-workers")),
            "settled", {"examine": (Decide("accept"),) * 25},
        ),
        Script(
            "BHXH một lần; bưu gửi bị trả lại rồi phát lại",
            LUMP_SUM, example(LUMP_SUM), ("insurance_book",), "settled", comes_back=True,
        ),
        Script(
            "BHXH một lần; ngân hàng trả lệnh, sửa tài khoản rồi chi lại",
            LUMP_SUM, lump_sum(example(LUMP_SUM), 100_611, account="1234567890000"), ("insurance_book",), "settled",
            {"account": (Decide("correct", other_account(100_611)),)},
        ),
        Script(
            "BHXH một lần, đang đóng nên không đủ điều kiện",
            LUMP_SUM, lump_sum(example(LUMP_SUM), 100_612), ("insurance_book",), "declined",
        ),
        Script(
            "BHXH một lần, mất sổ: cấp lại sổ trước",
            LUMP_SUM, {**lump_sum(example(LUMP_SUM), 100_613), "book_lost": True}, (), "settled", {"propose": (entry, Decide("grant"))},
        ),
    ]  # fmt: skip


def somebody(form: dict[str, Any], seed: int) -> dict[str, Any]:
    """A form filed by another person of the registers."""
    who = person(seed)
    identity = ("full_name", "dob", "gender", "personal_id", "si_number")
    address = {key: who["address"][key] for key in ("province", "ward", "street")}
    filled = {
        **form,
        "person": {**form["person"], **{key: who[key] for key in identity}},
        "address": address,
        "contact": {"phone": who["phone"], "email": who["email"]},
        "return_to": {"way": "post", "address": address},
    }
    if "hi_card" in form["person"]:
        filled["person"]["hi_card"] = who["hi_card"]
    return filled


def lost_book(form: dict[str, Any], seed: int) -> dict[str, Any]:
    """A request for a new book in place of a lost one."""
    filled = somebody(form, seed)
    filled["person"].pop("hi_card", None)
    filled.pop("is_in_treatment", None)
    return {**filled, "case": "a_book_lost_or_damaged", "change_request": "Đề nghị cấp lại sổ BHXH do bị mất."}


def lump_sum(form: dict[str, Any], seed: int, account: str = "") -> dict[str, Any]:
    """A request for a lump sum into the person's own account, or into another one."""
    bank = person(seed)["bank"]
    payee = {**form["payee"], **{key: bank[key] for key in ("account_number", "account_holder", "bank_code")}}
    if account:
        payee["account_number"] = account
    return {**somebody(form, seed), "payee": payee}


def other_account(seed: int) -> dict[str, str]:
    """What an accountant fills in when the bank knows the first account as closed."""
    bank = person(seed)["bank"]
    return {"holder": bank["account_holder"], "number": bank["account_number"], "bank": bank["bank_code"]}


def list_papers(form: dict[str, Any]) -> tuple[str, ...]:
    """The papers an employer encloses: one file for each kind its rows need."""
    cases = {row["case"] for row in form["rows"]}
    needed = {
        "a_inpatient": "discharge_paper",
        "b_outpatient": "sick_leave_certificate",
        "d_child_under_7": "sick_leave_certificate",
    }
    return tuple(dict.fromkeys(needed[case] for case in sorted(cases) if case in needed))
