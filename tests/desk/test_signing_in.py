"""Signing in and out, and how guesses are held off."""

from collections.abc import Callable

from tests.conftest import PASSWORD
from tests.desk.visiting import Visitor, words_of


def test_an_officer_signs_in_and_sees_the_queue(visitor: Visitor) -> None:
    answer = visitor.send("/sign-in", {"name": "spec", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    assert "Trần Văn Thẩm" in visitor.read("/queue")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: Visitor) -> None:
    wrong = visitor.send("/sign-in", {"name": "spec", "password": "something else"})
    unknown = visitor.send("/sign-in", {"name": "nobody", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert words_of(wrong.text) == words_of(unknown.text)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in words_of(wrong.text)


def test_after_five_wrong_tries_even_the_right_password_must_wait(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.send("/sign-in", {"name": "spec", "password": "wrong"})
    answer = visitor.send("/sign-in", {"name": "spec", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert visitor.send("/sign-in", {"name": "rec", "password": PASSWORD}).status_code == 303, "others are not held up"


def test_a_page_for_officers_sends_strangers_to_the_sign_in_page_and_back(visitor: Visitor) -> None:
    answer = visitor.get("/delegations")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fdelegations")
    answer = visitor.send("/sign-in", {"name": "spec", "password": PASSWORD, "next": "/delegations"})
    assert answer.headers["location"] == "/delegations"


def test_nobody_is_sent_to_another_site_after_signing_in(visitor: Visitor) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = visitor.send("/sign-in", {"name": "spec", "password": PASSWORD, "next": elsewhere})
        assert answer.headers["location"] == "/queue"


def test_signing_in_leaves_nothing_of_the_session_before(visitor: Visitor) -> None:
    before = visitor.token()
    visitor.send("/sign-in", {"name": "spec", "password": PASSWORD})
    assert visitor.token() != before


def test_signing_out_ends_the_session(as_officer: Callable[[str], Visitor]) -> None:
    officer = as_officer("spec")
    assert officer.send("/sign-out").headers["location"] == "/sign-in"
    assert officer.get("/queue").status_code == 303


def test_a_session_somebody_else_signed_is_no_session(visitor: Visitor) -> None:
    visitor.client.cookies.set("motcua_session", "eyJvZmZpY2VyIjogImRpciJ9.aaaa.bbbb")
    assert visitor.get("/queue").status_code == 303


def test_every_page_speaks_the_chosen_language(visitor: Visitor) -> None:
    assert "Đăng nhập" in visitor.read("/sign-in")
    answer = visitor.get("/language/en?to=/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    page = visitor.get("/sign-in").text
    assert "User name" in words_of(page)
    assert '<html lang="en">' in page
    assert visitor.get("/language/xx?to=https://evil.example").headers["location"] == "/"
