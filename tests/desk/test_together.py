"""Deciding many reviews at once from the queue, as a browser without JavaScript does it, and by the API."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from httpx import Response

from desk.visitors import signer
from tests.desk.conftest import SECRET
from tests.desk.visiting import TOKEN, Visitor, words_of
from tests.desk.walking import SIGN, accepted, at, proposed
from tests.workflow.service.walking import case, visit_of
from workflow.service.assignments import claim
from workflow.service.office import Office
from workflow.service.supervising import resume, suspend

Officers = Callable[[str], Visitor]
BOX = re.compile(r'<input type="checkbox" form="together"[^>]*>')
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def boxes(page: str) -> list[str]:
    """What a box of the queue says: its review, and whether it is open or ticked."""
    return [
        re.sub(r'.*value="([^"]+)".*?(disabled|checked|)>', r"\1 \2", box.replace(' autocomplete="off"', "")).strip()
        for box in BOX.findall(page)
    ]


def look(officer: Visitor, office: Office, *codes: str) -> None:
    for code in codes:
        assert officer.get(f"{at(office, code, SIGN)}/preview").status_code == 200


def pick(office: Office, *codes: str) -> dict[str, list[str]]:
    return {"pick": [f"{code}:{visit_of(office, code, SIGN)}" for code in codes]}


def inputs(page: str) -> Iterator[tuple[str, str]]:
    """What the form of the page sends, but for the sign-out button's."""
    form = page.split('<form method="post" action="/queue/decide"')[1]
    return ((name, unescape(value)) for name, value in INPUT.findall(form))


def press(officer: Visitor, page: str) -> Response:
    fields: dict[str, list[str]] = {}
    for name, value in inputs(page):
        fields.setdefault(name, []).append(value)
    return officer.client.post("/queue/decide", data=fields)


def test_a_box_opens_once_the_result_was_looked_at(office: Office, as_officer: Officers) -> None:
    first, second = proposed(office, "P-1"), proposed(office, "P-2")
    officer = as_officer("dir")
    before = officer.get("/queue").text
    assert [box.split()[1] for box in boxes(before)] == ["disabled", "disabled"]
    assert words_of(before).count("Xem trước rồi mới chọn được") == 2
    officer.read(f"/dossiers/{first}")
    assert len([box for box in boxes(officer.get("/queue").text) if box.endswith("disabled")]) == 2
    look(officer, office, first)
    after = officer.get("/queue").text
    assert sorted(boxes(after)) == sorted(
        [f"{first}:{visit_of(office, first, SIGN)}", f"{second}:{visit_of(office, second, SIGN)} disabled"]
    )
    assert "Chọn tất cả đã xem (1)" in words_of(after)
    ticked = boxes(officer.get("/queue?ticked=all").text)
    assert sorted(box.split()[1] for box in ticked) == ["checked", "disabled"]


def test_a_queue_where_every_step_asks_for_more_has_no_boxes(office: Office, as_officer: Officers) -> None:
    accepted(office)
    page = as_officer("spec").get("/queue").text
    assert boxes(page) == []
    assert 'action="/queue/decide"' not in page


def test_what_is_listed_is_what_is_decided(office: Office, as_officer: Officers) -> None:
    codes = [proposed(office, f"P-{n}") for n in range(3)]
    officer = as_officer("dir")
    look(officer, office, *codes[:2])
    page = officer.get("/queue/decide", params=pick(office, *codes)).text
    shown = words_of(page)
    for words in (
        "Chưa có gì được ghi nhận", "Kết luận Ký duyệt", "2 hồ sơ", "Đặng Thị Ánh Nguyệt", "thử nghiệm",
        "Quyết định hưởng bảo hiểm xã hội một lần", "Ghi nhận quyết định cho 2 hồ sơ", "Không quyết định cùng lúc được (1)",
        "Bạn chưa xem hồ sơ và dự thảo kết quả như hiện nay.",
    ):  # fmt: skip
        assert words in shown, words
    assert f'href="{at(office, codes[0], SIGN)}/preview"' in page
    assert all(case(office, code).tokens for code in codes), "looking at the list decides nothing"
    assert {token.path for token in case(office, codes[0]).tokens.values()} == {SIGN}
    done = words_of(press(officer, page).text)
    assert "Đã ghi nhận quyết định (2)" in done
    assert "Ký duyệt: Ký duyệt" in done
    for code in codes[:2]:
        assert {token.path for token in case(office, code).tokens.values()} == {"decision"}
    assert {token.path for token in case(office, codes[2]).tokens.values()} == {SIGN}


def test_what_happened_meanwhile_is_refused_and_named(office: Office, as_officer: Officers) -> None:
    good, held, changed = (proposed(office, f"P-{n}") for n in range(3))
    officer = as_officer("dir")
    look(officer, office, good, held, changed)
    page = officer.get("/queue/decide", params=pick(office, good, held, changed)).text
    claim(office, held, visit_of(office, held, SIGN), "both")
    suspend(office, changed, "both", "xác minh")
    resume(office, changed, "both", "xong")
    done = words_of(press(officer, page).text)
    assert "Đã ghi nhận quyết định (1)" in done
    assert "Chưa quyết định (2)" in done
    assert "Người khác đang giữ bước này." in done
    assert "Hồ sơ đã thay đổi từ khi bạn mở. Hãy xem lại." in done
    assert "Đã thay đổi, hãy xem lại" in officer.read("/queue")


def test_the_page_sent_twice_decides_once_and_says_the_same(office: Office, as_officer: Officers) -> None:
    code = proposed(office)
    officer = as_officer("dir")
    look(officer, office, code)
    page = officer.get("/queue/decide", params=pick(office, code)).text
    first, entries = press(officer, page), case(office, code).sequence
    second = press(officer, page)
    assert words_of(first.text) == words_of(second.text)
    assert case(office, code).sequence == entries
    late = words_of(officer.get("/queue/decide", params={"pick": f"{code}:1"}, follow_redirects=True).text)
    assert "Chưa chọn hồ sơ nào." in late or "đã được quyết định" in late


def test_nothing_chosen_and_forged_forms_decide_nothing(office: Office, as_officer: Officers) -> None:
    code = proposed(office)
    officer = as_officer("dir")
    look(officer, office, code)
    assert officer.get("/queue/decide").headers["location"] == "/queue"
    assert "Chưa chọn hồ sơ nào." in officer.read("/queue")
    assert officer.get("/queue/decide?pick=nonsense").headers["location"] == "/queue"
    page = officer.get("/queue/decide", params=pick(office, code)).text
    forged = TOKEN.sub('name="csrf_token" value="another"', page)
    assert press(officer, forged).status_code == 403
    outcome = press(officer, page.replace('value="sign"', 'value="rework"'))
    assert "Kết luận này cần ghi lý do." in words_of(outcome.text)
    assert {token.path for token in case(office, code).tokens.values()} == {SIGN}


def test_it_is_all_there_in_english(office: Office, as_officer: Officers) -> None:
    code = proposed(office)
    officer = as_officer("dir")
    officer.client.cookies.set("language", "en")
    assert "Look at it first to choose it" in officer.read("/queue")
    look(officer, office, code)
    assert "Choose all looked at (1)" in officer.read("/queue")
    page = officer.get("/queue/decide", params=pick(office, code)).text
    assert "Record the decision on 1 dossier" in words_of(page)
    assert "Sign: Sign" in words_of(press(officer, page).text)


@pytest.fixture
def director(visitors: Callable[[], Visitor]) -> Visitor:
    """A program that acts for the director."""
    visitor = visitors()
    visitor.client.headers["authorization"] = f"Bearer {signer(SECRET).dumps('dir')}"
    return visitor


def test_by_the_api_each_decision_has_its_own_answer(office: Office, director: Visitor) -> None:
    good, unseen = proposed(office, "P-1"), proposed(office, "P-2")
    asked = []
    for code in (good, unseen):
        seen = director.get(f"/api/dossiers/{code}").json()["sequence"]
        asked.append(
            {"code": code, "visit": visit_of(office, code, SIGN), "outcome": "sign", "seen_sequence": seen}
        )  # fmt: skip
    paper = director.get(f"/api{at(office, good, SIGN)}/preview")
    assert paper.headers["content-type"] == "application/pdf"
    request = {"json": {"decisions": asked}, "headers": {"idempotency-key": "k-1"}}
    answer = director.client.post("/api/decisions", **request)  # type: ignore[arg-type] # as given
    done, left = answer.json()
    assert done == {
        "code": good, "visit": asked[0]["visit"], "sequence": case(office, good).sequence, "problem": None,
    }  # fmt: skip
    assert left["sequence"] is None
    problem = left["problem"]
    assert (problem["status"], problem["code"], problem["type"]) == (409, "not-seen", "/api/docs#not-seen")
    assert problem["instance"] == f"/api{at(office, unseen, SIGN)}/decide"
    assert director.client.post("/api/decisions", **request).json()[0] == done  # type: ignore[arg-type] # as given
    none = director.client.post("/api/decisions", json={"decisions": []})
    assert (none.status_code, none.json()["code"]) == (422, "request-not-valid")
    assert "/api/decisions" in director.read("/api/docs")
