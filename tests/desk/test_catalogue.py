"""The public catalogue as applicants and jurists read it: the list, a page for each procedure, its picture and its prose."""

import re

from tests.desk.visiting import Visitor


def test_every_procedure_is_listed_and_has_a_page_with_papers_time_results_and_law(visitor: Visitor) -> None:
    listed = visitor.get("/catalogue")
    slugs = re.findall(r'href="/catalogue/([a-z0-9-]+)"', listed.text)
    assert slugs
    for slug in slugs:
        page = visitor.read(f"/catalogue/{slug}")
        for heading in ("Thành phần hồ sơ", "Thời hạn", "Kết quả", "Căn cứ pháp lý", "Quy trình giải quyết"):
            assert heading in page


def test_the_picture_and_the_whole_page_stand_alone_in_the_language_of_the_visitor(visitor: Visitor) -> None:
    slug = re.findall(r'href="/catalogue/([a-z0-9-]+)"', visitor.get("/catalogue").text)[0]
    picture = visitor.get(f"/catalogue/{slug}/picture.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "script" not in picture.text
    vietnamese = visitor.read(f"/catalogue/{slug}/page")
    visitor.get("/language/en?to=/catalogue")
    english = visitor.read(f"/catalogue/{slug}/page")
    assert "Người nộp" in vietnamese
    assert "Applicants" in english


def test_an_unknown_procedure_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("/catalogue/no-such-thing").status_code == 404
