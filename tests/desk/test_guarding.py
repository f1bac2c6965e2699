"""What every answer and request passes: headers, form tokens, limits, errors in two shapes."""

import re
from collections.abc import Callable
from itertools import chain, repeat

import httpx
import pytest
from fastapi.routing import APIRoute

from desk.app import PAGES, create_app
from desk.settings import DeskSettings
from tests.desk.conftest import SECRET, verify_file
from tests.desk.visiting import Visitor, words_of
from workflow.service.office import Office

Officers = Callable[[str], Visitor]
ANYTHING = {"code": "X", "visit": "1", "number": "1", "work": "1", "slug": "toy", "name": "procedure.yaml"}


def posts_of_pages() -> list[str]:
    """Every address of a page that takes a form, with something in its places."""
    routes = [route for module in PAGES for route in module.router.routes if isinstance(route, APIRoute)]
    return [
        route.path.replace(":path", "").format_map(ANYTHING) + "?entry=1"
        for route in routes
        if "POST" in (route.methods or ())
    ]


def test_no_form_is_taken_without_its_token(as_officer: Officers) -> None:
    officer = as_officer("dir")
    posts = posts_of_pages()
    assert len(posts) > 15
    for path in posts:
        assert officer.client.post(path).status_code == 403, path
        assert officer.client.post(path, data={"csrf_token": "guess"}).status_code == 403, path


def test_the_token_of_another_session_does_not_do(as_officer: Officers, visitor: Visitor) -> None:
    stolen = visitor.token()
    answer = as_officer("spec").client.post("/sign-out", data={"csrf_token": stolen})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu." in words_of(answer.text)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/track", "/verify", "/nowhere", "/api/queue", "/static/desk.css"])
def test_every_answer_carries_the_security_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("public, max-age=31536000, immutable" if "static" in path else "no-store")


def test_no_page_carries_scripts_or_styles_of_its_own(visitor: Visitor, as_officer: Officers) -> None:
    officer = as_officer("dir")
    pages = [visitor.get(address).text for address in ("/", "/sign-in", "/track", "/verify", "/api/docs")]
    pages += [officer.get(address).text for address in ("/queue", "/search", "/delegations", "/incidents")]
    for page in pages:
        assert not re.search(r"<script(?![^>]* src=\"/static/)", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page), "nothing comes from another origin"


async def test_over_https_cookies_are_bound_to_this_host(office: Office) -> None:
    app = create_app(office, DeskSettings(secret=SECRET, verify_file=verify_file))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://desk.example") as client:
        answer = await client.get("/sign-in")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-motcua_session=")
    assert "secure" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_short_secret_is_not_taken() -> None:
    with pytest.raises(ValueError, match="32 characters"):
        DeskSettings(secret="short", verify_file=verify_file)


def test_a_body_above_the_limit_is_refused_announced_or_not(visitor: Visitor) -> None:
    assert visitor.client.post("/verify", files={"file": ("a.pdf", b"x" * 5_000_000)}).status_code == 413
    begin = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    chunks = chain([begin], repeat(b"y" * 1_000_000, 5), [b"\r\n--B--\r\n"])
    form = {"content-type": "multipart/form-data; boundary=B"}
    assert visitor.client.post("/verify", content=chunks, headers=form).status_code == 413


def test_errors_are_pages_for_people_and_problems_for_programs(visitor: Visitor) -> None:
    page = visitor.get("/nowhere")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Không tìm thấy trang" in words_of(page.text)
    problem = visitor.get("/nowhere", headers={"accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "not-found"


def test_a_fault_of_ours_tells_nothing_about_our_inside(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the password of the database is swordfish")

    monkeypatch.setattr("desk.doors.track", broken)
    answer = visitor.send("/track", {"code": "X", "last_four": "1234"})
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "Lỗi đã được ghi lại." in words_of(answer.text)
    assert "content-security-policy" in answer.headers


def test_static_files_change_their_address_with_their_content(visitor: Visitor) -> None:
    page = visitor.get("/").text
    address = re.search(r'href="(/static/desk\.css\?[0-9a-f]{10})"', page)
    assert address is not None
    assert visitor.get(address[1]).headers["content-type"].startswith("text/css")
    assert visitor.get("/static/../words.yaml").status_code == 404
    assert httpx.URL(address[1]).query
