"""The desk in a real browser: by keyboard alone, with and without JavaScript, wide and narrow."""

import re
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import PASSWORD
from tests.desk.walking import ASSESS, LAST_FOUR, SIGN, accepted, asked, at, proposed
from tests.workflow.service.walking import case, decided, visit_of
from workflow.service.assignments import claim
from workflow.service.deciding import decide
from workflow.service.office import Office
from workflow.service.preview import previewing
from workflow.service.together import to_decide

HINT = "the desk's tests need a Chromium: apt-get install chromium"
Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, without its sandbox, which containers do not allow."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program is not None, HINT
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield running
        running.close()


@pytest.fixture
def contexts(browser: Browser, address: str) -> Iterator[Contexts]:
    """Makes browser windows; whatever a page complains about (a blocked script, an error) fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def new(**how: object) -> BrowserContext:
        context = browser.new_context(base_url=address, locale="vi-VN", **how)  # type: ignore[arg-type] # as given
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: complaints.append(said.text) if _matters(said.type, said.text) else None)
        made.append(context)
        return context

    yield new
    for context in made:
        context.close()
    assert complaints == []


@pytest.fixture
def page(contexts: Contexts) -> Page:
    """A window of an ordinary screen."""
    return contexts(viewport={"width": 1280, "height": 900}).new_page()


def signed_in(page: Page, name: str) -> Page:
    """The page after signing in by hand."""
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/')[0]}//{page.url.split('/')[2]}/queue")
    return page


def test_an_officer_claims_and_decides_with_the_keyboard_alone(office: Office, page: Page) -> None:
    accepted(office, reference="P-1")
    code = accepted(office, reference="P-2")
    signed_in(page, "spec")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.get_by_text("Bạn đã nhận hồ sơ.")).to_be_visible()
    page.get_by_label("Số tiền").focus()
    page.keyboard.type("1.250.000")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_label("Đề xuất giải quyết")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Đã ghi nhận quyết định cho hồ sơ {code}.")).to_be_visible()
    assert case(office, code).scopes[""].variables["assess"]["granted"] == 1_250_000


def test_keys_move_open_and_explain_themselves(office: Office, page: Page) -> None:
    first, second = accepted(office, reference="P-1"), accepted(office, reference="P-2")
    signed_in(page, "spec")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    page.keyboard.press("Escape")
    for key in "jjk":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_text(first, exact=True).first).to_be_visible()
    page.keyboard.press("g")
    expect(page.get_by_text(second)).to_be_visible()


def test_a_reason_is_asked_for_where_the_outcome_needs_one(office: Office, page: Page) -> None:
    code = accepted(office)
    claim(office, code, visit_of(office, code, ASSESS), "spec")
    signed_in(page, "spec").goto(f"/dossiers/{code}")
    expect(page.get_by_text("(bắt buộc)")).to_be_hidden()
    page.keyboard.press("2")
    expect(page.get_by_text("(bắt buộc)")).to_be_visible()
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    expect(page.get_by_label("Lý do", exact=False).first).to_be_focused()
    page.keyboard.type("chưa đủ điều kiện")
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    expect(page.get_by_text("Đã ghi nhận quyết định")).to_be_visible()


def test_what_is_typed_is_kept_as_a_draft_and_guarded(office: Office, page: Page) -> None:
    code = accepted(office)
    claim(office, code, visit_of(office, code, ASSESS), "spec")
    signed_in(page, "spec").goto(f"/dossiers/{code}")
    page.get_by_label("Ghi chú").fill("đang xem giấy tờ")
    expect(page.get_by_text("Đã lưu nháp")).to_be_visible()
    page.goto("/queue")
    page.goto(f"/dossiers/{code}")
    expect(page.get_by_label("Ghi chú")).to_have_value("đang xem giấy tờ")


def test_a_decision_that_comes_second_is_told_who_was_first(office: Office, page: Page) -> None:
    code = accepted(office)
    signed_in(page, "spec").goto(f"/dossiers/{code}")
    decide(office, code, visit_of(office, code, ASSESS), "spec2", "grant", {"granted": 300})
    page.get_by_label("Số tiền").fill("999")
    page.keyboard.press("Tab")
    page.get_by_text("Đề xuất giải quyết").click()
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Hồ sơ đã thay đổi trong khi bạn đang xem")
    expect(alert).to_contain_text("Lê Thị Định")
    expect(page.get_by_role("heading", name="Bạn đã nhập")).to_be_visible()
    expect(page.get_by_text("999")).to_be_visible()


def test_a_supplement_request_is_built_by_ticking(office: Office, page: Page) -> None:
    code = accepted(office)
    claim(office, code, visit_of(office, code, ASSESS), "spec")
    signed_in(page, "spec").goto(f"{at(office, code, ASSESS)}/supplement")
    expect(page.get_by_placeholder("Lý do, cần sửa thế nào").first).to_be_hidden()
    page.get_by_label("Lý do thử nghiệm").check()
    page.keyboard.type("Ghi rõ lý do hơn.")
    page.get_by_text("Dòng 1").click()
    page.get_by_label("Tài khoản 0011223344").check()
    page.keyboard.type("Sai số tài khoản.")
    expect(page.get_by_text("Đã chọn 2 mục")).to_be_visible()
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Đã gửi yêu cầu bổ sung")).to_be_visible()
    supplement = case(office, code).supplement
    assert supplement is not None
    assert [item.field for item in supplement.items] == ["/reason", "/payments/0/account"]


def test_who_signs_reads_the_result_in_the_page(office: Office, page: Page) -> None:
    code = accepted(office)
    decided(office, code, ASSESS, "spec", "grant", fields={"granted": 400})
    with page.expect_response(lambda answer: answer.url.endswith("/preview")) as shown:
        signed_in(page, "dir").goto(f"/dossiers/{code}")
    assert shown.value.status == 200
    assert shown.value.headers["content-type"] == "application/pdf"


def test_an_applicant_tracks_and_completes_without_javascript(office: Office, contexts: Contexts) -> None:
    code = asked(office)
    page = contexts(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto("/")
    page.get_by_label("Mã hồ sơ").fill(code)
    page.get_by_label("4 số cuối").fill(LAST_FOUR)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.get_by_role("heading", name="Hồ sơ cần bổ sung")).to_be_visible()
    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    page.locator("input[name='/amount']").fill("750")
    page.get_by_role("button", name="Gửi bổ sung").click()
    expect(page.get_by_text("Đã nhận phần bổ sung.")).to_be_visible()
    assert case(office, code).form["amount"] == 750


def test_an_officer_works_without_javascript(office: Office, contexts: Contexts) -> None:
    code = accepted(office)
    page = contexts(java_script_enabled=False).new_page()
    signed_in(page, "spec")
    page.get_by_role("button", name="Nhận").click()
    page.get_by_label("Số tiền").fill("400")
    page.get_by_label("Đề xuất giải quyết").check()
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    expect(page.get_by_text("Đã ghi nhận quyết định")).to_be_visible()
    assert case(office, code).scopes[""].variables["assess"]["granted"] == 400


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_no_page_is_wider_than_its_window_and_each_has_its_landmarks(
    office: Office, contexts: Contexts, width: int
) -> None:
    code = asked(office)
    page = signed_in(contexts(viewport={"width": width, "height": 800}).new_page(), "head")
    review = at(office, code, ASSESS)
    paths = ["/", "/track", "/verify", "/queue", f"/dossiers/{code}", f"{review}/supplement"]
    for path in [*paths, "/delegations", "/incidents", "/search?q=0912345678"]:
        page.goto(path)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, path
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("banner")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button')]"
            ".filter(e => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim())).length"
        )
        assert unnamed == 0, path


def test_the_first_tab_leads_past_the_navigation(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def _matters(kind: str, text: str) -> bool:
    """Whether a line of the console is a fault of ours: an answer of 4xx is shown there too, but meant."""
    return kind == "error" and "Failed to load resource" not in text


def test_what_was_looked_at_is_ticked_and_decided_with_the_keyboard_alone(office: Office, page: Page) -> None:
    codes = [proposed(office, f"P-{n}") for n in range(4)]
    for code in codes[:3]:
        with previewing(office, code, visit_of(office, code, SIGN), "dir"):
            pass
    signed_in(page, "dir")
    bar = page.get_by_role("button", name="Kiểm tra lại lần cuối")
    expect(bar).to_be_disabled()
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.get_by_text("Đã chọn 3 hồ sơ")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("x")
    page.goto(f"/dossiers/{codes[3]}")
    page.keyboard.press("g")
    expect(page.get_by_text("Đã chọn 2 hồ sơ")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Quyết định cùng lúc")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi nhận quyết định (2)")).to_be_visible()
    page.keyboard.press("g")
    expect(bar).to_be_disabled()
    left = [code for code in codes if SIGN in {token.path for token in case(office, code).tokens.values()}]
    assert left == [codes[1], codes[3]]


def test_from_dossier_to_dossier_each_is_looked_at_and_chosen(office: Office, page: Page) -> None:
    codes = [proposed(office, f"P-{n}") for n in range(3)]
    signed_in(page, "dir")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for code in codes:
        expect(page).to_have_url(re.compile(rf"/dossiers/{re.escape(code)}\?"))
        _wait_for_the_look(office, code)
        page.keyboard.press("x")
    expect(page.get_by_text("Đã chọn 3 hồ sơ")).to_be_visible()
    page.get_by_role("button", name="Kiểm tra lại lần cuối").click()
    expect(page.get_by_role("button", name="Ghi nhận quyết định cho 3 hồ sơ")).to_be_visible()


def _wait_for_the_look(office: Office, code: str) -> None:
    """Until the frame on the page has brought the preview."""
    while to_decide(office, "dir", [(code, visit_of(office, code, SIGN))])[0].how.why_not:
        time.sleep(0.05)
