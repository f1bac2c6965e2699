"""Laying out: kind of file, attached data, sameness, closed doors, and faults that name their place."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from paper_reading import ISSUED_ON, Builder, text_of
from weasyprint import HTML, svg  # type: ignore[import-untyped] # WeasyPrint has no type information

from outputs import rendering
from outputs.catalogue import Catalogue
from outputs.errors import DataInvalid, ForbiddenAddress, TemplateBroken, UnknownTemplate
from outputs.rendering import Renderer


def test_a_document_is_pdf_a_3_tagged_in_vietnamese_with_title_and_author(renderer: Renderer, sample: Builder) -> None:
    paper = renderer.render("apology", sample("apology"), issued_on=ISSUED_ON)
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert "000.00.22.G28-260302-0042" in metadata["dc:title"]
        assert document.Root.Lang == "vi"
        assert document.Root.MarkInfo.Marked
        assert document.Root.StructTreeRoot is not None
        assert document.docinfo.Author == "Bảo hiểm xã hội khu vực VIII"
        assert str(document.docinfo.CreationDate).startswith("D:20260309")
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert len(document.pages) == paper.pages == 1


def test_the_data_are_attached_as_they_are_shown(renderer: Renderer, sample: Builder) -> None:
    data = sample("apology")
    with pikepdf.open(BytesIO(renderer.render("apology", data, issued_on=ISSUED_ON).pdf)) as document:
        assert document.Root.AF[0].AFRelationship == "/Data"
        attached = json.loads(document.attachments["data.json"].get_file().read_bytes())
    data["document"]["issued_on"] = "2026-03-09"
    for unused in attached.keys() ^ data.keys():
        raise AssertionError(unused)
    assert attached["document"] == data["document"]
    assert attached["reason"] == data["reason"]


def test_the_same_data_template_and_date_give_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib, datetime; from outputs.rendering import Renderer; r = Renderer(); t = 'lump-sum-decision';"
        "p = r.render(t, r.catalogue[t].sample, issued_on=datetime.date(2026, 3, 9));"
        "print(p.template_digest, hashlib.sha256(p.pdf).hexdigest())"
    )
    one, other = (
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": "/usr/bin:/bin"},
            cwd=Path(__file__).parents[2],
        ).stdout.split()
        for seed, zone in (("7", "America/Lima"), ("11", "Asia/Ho_Chi_Minh"))
    )
    assert len(one) == 2
    assert one == other


@pytest.mark.parametrize("template_id", [template.id for template in Catalogue()])
def test_no_shortcut_changes_a_byte(
    renderer: Renderer, sample: Builder, template_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [
        renderer.render(template_id, sample(template_id), issued_on=ISSUED_ON, preview=preview).pdf
        for preview in (False, True, False, True)
    ]
    # WeasyPrint by itself.
    monkeypatch.setattr(rendering, "Page", lambda html, _, **options: HTML(string=html, **options))
    monkeypatch.setattr(rendering, "_make_once", None)
    monkeypatch.setitem(svg.TAGS, "path", svg.path)
    plain = Renderer()
    once, preview = (
        plain.render(template_id, sample(template_id), issued_on=ISSUED_ON, preview=preview).pdf
        for preview in (False, True)
    )
    assert made == [once, preview, once, preview]


def test_another_date_gives_another_document(renderer: Renderer, sample: Builder) -> None:
    one = renderer.render("apology", sample("apology"), issued_on=ISSUED_ON)
    other = renderer.render("apology", sample("apology"), issued_on=date(2026, 3, 10))
    assert "ngày 10 tháng 3" in text_of(other.pdf)[0]
    assert one.pdf != other.pdf
    assert one.template_digest == other.template_digest


def test_dates_may_be_given_as_dates(renderer: Renderer, sample: Builder) -> None:
    data = sample("supplement-request", respond_by=date(2026, 4, 1))
    assert "ngày 01 tháng 4 năm 2026" in renderer.html("supplement-request", data)


def test_a_preview_is_marked_on_every_page(renderer: Renderer, sample: Builder) -> None:
    data = sample("lump-sum-decision")
    preview = text_of(renderer.render("lump-sum-decision", data, issued_on=ISSUED_ON, preview=True).pdf)
    final = text_of(renderer.render("lump-sum-decision", data, issued_on=ISSUED_ON).pdf)
    assert len(preview) == len(final) == 2
    assert all("BẢN XEM TRƯỚC" in page for page in preview)
    assert not any("BẢN XEM TRƯỚC" in page for page in final)


def test_the_screen_version_brings_its_styles_along(renderer: Renderer, sample: Builder) -> None:
    html = renderer.html("refusal", sample("refusal"), issued_on=ISSUED_ON, preview=True)
    assert "<style>" in html
    assert 'font-family: Arimo, "Noto Sans", sans-serif' in html
    assert "BẢN XEM TRƯỚC" in html
    assert "<link" not in html
    assert 'src="' not in html


def test_an_unknown_template_is_named_with_those_there_are(renderer: Renderer) -> None:
    with pytest.raises(UnknownTemplate, match=r"'reciept'.*receipt"):
        renderer.render("reciept", {}, issued_on=ISSUED_ON)


def test_missing_data_are_named_all_at_once(renderer: Renderer, sample: Builder) -> None:
    data = sample("lump-sum-decision")
    del data["applicant"]["birth"], data["amount"], data["calculation"]["periods"][3]["index"]
    with pytest.raises(DataInvalid) as caught:
        renderer.render("lump-sum-decision", data, issued_on=ISSUED_ON)
    assert [str(fault) for fault in caught.value.faults] == [
        "amount is missing",
        "applicant.birth is missing",
        "calculation.periods[3].index is missing",
    ]
    assert str(caught.value).startswith("lump-sum-decision: amount is missing; ")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"new_due_at": "2026-03-16T09:00:00"}, "new_due_at does not fit"),  # no zone
        ({"new_due_at": "tomorrow"}, "new_due_at does not fit"),
        ({"resaon": "x"}, "resaon is not a field of this template"),
        ({"reason": ""}, "reason does not fit"),
        ({"signer": {"name": "A", "title": "B", "capacity": "PP."}}, "signer.capacity does not fit"),
        ({"verify_url": "javascript:alert(1)"}, "verify_url does not fit"),
        ({"document": 3}, "document does not fit"),
    ],
)
def test_wrong_data_are_named_by_field(
    renderer: Renderer, sample: Builder, change: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(DataInvalid, match=complaint):
        renderer.render("apology", sample("apology", **change), issued_on=ISSUED_ON)


def test_a_tracking_number_of_the_posts_own_shape_must_have_its_check_digit(
    renderer: Renderer, sample: Builder
) -> None:
    data = sample("shipment-label")
    data["shipment"]["tracking_number"] = "EE123456786VN"
    with pytest.raises(DataInvalid, match=r"shipment\.tracking_number"):
        renderer.render("shipment-label", data, issued_on=ISSUED_ON)
    data["shipment"]["tracking_number"] = "VTP00123456"
    assert renderer.render("shipment-label", data, issued_on=ISSUED_ON).pages == 1


def test_what_a_produce_step_has_to_fill_is_known(renderer: Renderer) -> None:
    template = renderer.catalogue["apology"]
    assert template.needs == {"late_agency", "reason", "new_due_at"}
    assert template.accepts == template.needs | {"place", "recipients"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one template that shows a picture from the address in its data."""
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    (folder / "data.schema.json").write_text(
        '{"$id": "motcua:outputs/own", "type": "object", "additionalProperties": false,'
        '"properties": {"document": {"$ref": "motcua:outputs/base#/$defs/document"}, "address": {"type": "string"}}}'
    )
    (folder / "document.html.j2").write_text(
        '{% extends "_base/layout.html.j2" %}{% block body %}<p>Chữ</p><img alt="" src="{{ address }}">{% endblock %}'
    )
    (folder / "inside.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    (tmp_path / "outside.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    return folder.parent


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback, and the paths it was asked for."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the list above is the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_template_uses_files_of_its_own_folder(own: Path) -> None:
    renderer = Renderer(own)
    for address in ("inside.svg", "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"):
        assert renderer.render("own", {"address": address}, issued_on=ISSUED_ON).pages == 1


@pytest.mark.parametrize(
    "address", ["../../outside.svg", "/etc/hostname", "file:///etc/hostname", "file://elsewhere/etc/hostname"]
)
def test_a_template_reads_nothing_outside_its_folder(own: Path, address: str) -> None:
    with pytest.raises(ForbiddenAddress, match="out of reach"):
        Renderer(own).render("own", {"address": address}, issued_on=ISSUED_ON)


def test_a_template_asks_nothing_of_the_network(own: Path, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    with pytest.raises(ForbiddenAddress):
        Renderer(own).render("own", {"address": f"{address}/picture.png"}, issued_on=ISSUED_ON)
    (own / "own" / "style.css").write_text(f'@import "{address}/style.css";')
    with pytest.raises(ForbiddenAddress):
        Renderer(own).render("own", {"address": "inside.svg"}, issued_on=ISSUED_ON)
    assert asked == []


def test_a_link_out_of_the_folder_is_not_followed(own: Path) -> None:
    (own / "own" / "linked.svg").symlink_to(own.parent / "outside.svg")
    with pytest.raises(ForbiddenAddress):
        Renderer(own).render("own", {"address": "linked.svg"}, issued_on=ISSUED_ON)


def test_a_template_that_uses_what_its_schema_does_not_promise_is_reported(own: Path) -> None:
    with pytest.raises(TemplateBroken, match="own: 'address' is undefined"):
        Renderer(own).render("own", {}, issued_on=ISSUED_ON)


def test_a_change_of_the_template_changes_its_digest(own: Path) -> None:
    before = Renderer(own).catalogue["own"].digest
    (own / "own" / "sample.json").write_text("{}")
    assert Renderer(own).catalogue["own"].digest == before
    (own / "own" / "style.css").write_text("p { color: red }")
    assert Renderer(own).catalogue["own"].digest != before


def test_threads_may_share_a_renderer(renderer: Renderer, sample: Builder) -> None:
    data = sample("apology")
    expected = renderer.render("apology", data, issued_on=ISSUED_ON).pdf
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(renderer.render("apology", data, issued_on=ISSUED_ON).pdf))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [expected] * 4
