"""Files that come with a dossier: what is let in, what is not, and under which name."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest

from forms.attachments import check, check_together, display_name
from forms.inspecting import KINDS, kind_of

EVERY = tuple(KINDS)


def code(name: str, content: bytes, accepts: tuple[str, ...] = EVERY, max_bytes: int = 5 * 2**20) -> str | None:
    found = check(name, content, accepts=accepts, max_bytes=max_bytes)
    return found.code if found else None


def pdf(change=None, **save) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target, **save)
    return target.getvalue()


def archive(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return target.getvalue()


def workbook(**more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpg(width: int = 4, height: int = 3) -> bytes:
    jfif = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + jfif + frame + b"\xff\xd9" + b"\0" * 20


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", pdf()),
        ("jpg", jpg()),
        ("png", png()),
        ("xml", b'\xef\xbb\xbf<?xml version="1.0"?>\n<HSDLGIAMDINH/>'),
        ("xml", "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")),
        ("xlsx", workbook()),
        ("docx", archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})),
        ("zip", archive({"giấy ra viện.txt": b"x"})),
    ],
)
def test_a_sound_file_of_each_kind_comes_in_whatever_it_is_called(kind, content):
    assert kind_of(content) == kind
    assert code("tệp.bin", content, (kind,)) is None


def test_a_file_of_a_kind_not_asked_for_stays_out_even_with_the_right_name():
    assert code("giay-ra-vien.pdf", png(), ("pdf",)) == "attachment_type"
    assert code("giay-ra-vien.pdf", b"MZ" + b"\0" * 100, ("pdf", "png")) == "attachment_type"
    assert code("ghi-chu.pdf", b"just words", ("pdf",)) == "attachment_type"


def test_the_message_names_the_kinds_that_are_accepted_and_the_file():
    found = check("anh.png", png(), accepts=("pdf", "jpg"), max_bytes=1000)
    assert found is not None
    assert found.message_vi == "Tệp “anh.png” không đúng loại; chỉ nhận: jpg, pdf."
    assert "jpg, pdf" in found.message_en


def test_a_kind_nobody_can_look_into_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="unknown kinds"):
        check("a.exe", b"MZ", accepts=("exe",), max_bytes=10)


def test_an_empty_file_and_one_beyond_the_limit_stay_out():
    content = pdf()
    assert code("a.pdf", b"") == "attachment_empty"
    assert code("a.pdf", content, max_bytes=len(content)) is None
    assert code("a.pdf", content, max_bytes=len(content) - 1) == "attachment_too_large"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        (r"C:\Users\an\giay.pdf", "giay.pdf"),
        ("giay\0.pdf", "giay.pdf"),
        ("giay\u202efdp.exe", "giayfdp.exe"),
        ("giay\u200b.pdf", "giay.pdf"),
        ("giay\n.pdf", "giay.pdf"),
        ("con.pdf", "_con.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        (".htaccess", "htaccess"),
        ("giay.pdf ", "giay.pdf"),
        ("", "tep-dinh-kem"),
        ("..", "tep-dinh-kem"),
        ("ă" * 200 + ".pdf", "ă" * 146 + ".pdf"),
        ("x" * 300, "x" * 150),
    ],
)
def test_a_dangerous_name_is_refused_and_shown_without_its_danger(name, shown):
    assert display_name(name) == shown
    found = check(name, pdf(), accepts=("pdf",), max_bytes=10**6)
    assert found is not None
    assert found.code == "attachment_name"
    assert shown in found.message_vi


@pytest.mark.parametrize("name", ["Giấy ra viện – Nguyễn Văn An (1).pdf", "Gia\u0302\u0301y.pdf", "a" * 146 + ".pdf"])
def test_ordinary_names_come_in_also_with_letters_decomposed_as_a_mac_sends_them(name):
    assert code(name, pdf()) is None


def test_a_locked_pdf_stays_out_even_when_anyone_may_read_it():
    for user in ("secret", ""):
        locked = pdf(encryption=pikepdf.Encryption(owner="owner", user=user))
        assert code("a.pdf", locked) == "attachment_encrypted"


def javascript(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def nested_launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    document.pages[0].Annots = document.make_indirect([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


def script_tree(document: pikepdf.Pdf) -> None:
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(b"x")))
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))


def xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"))


@pytest.mark.parametrize("change", [javascript, nested_launch, script_tree, xfa])
@pytest.mark.parametrize("streams", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable])
def test_a_pdf_that_runs_something_stays_out_however_deep_it_hides(change, streams):
    assert code("a.pdf", pdf(change, object_stream_mode=streams)) == "attachment_active"


def test_a_pdf_with_links_and_an_opening_view_comes_in():
    def ordinary(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.vn")
        document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=link)])

    assert code("a.pdf", pdf(ordinary)) is None


def test_a_damaged_pdf_and_one_without_pages_stay_out():
    assert code("a.pdf", pdf()[:200]) == "attachment_broken"
    assert code("a.pdf", b"%PDF-1.7\n" + b"\xff" * 500) == "attachment_broken"
    assert code("a.pdf", pdf(lambda document: document.pages.__delitem__(0))) == "attachment_broken"


def zeros(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9)
    return packer.compress(b"1 0 " + b" " * (mebibytes << 20)) + packer.flush()


def pdf_with_object_stream(data: bytes, filters: bytes) -> bytes:
    """A hand-made PDF whose root lies in a compressed object stream of our choosing."""
    body = b"%PDF-1.5\n"
    places = []
    for number, text in (
        (2, b"<</Type/Pages/Kids[]/Count 0>>"),
        (3, b"<</Type/ObjStm/N 1/First 4/Filter%s/Length %d>>stream\n%s\nendstream" % (filters, len(data), data)),
    ):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    rows = [(0, 0, 65535), (2, 3, 0), (1, places[0], 0), (1, places[1], 0), (1, len(body), 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    head = b"<</Type/XRef/Size 5/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    return body + b"4 0 obj\n%sstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, table, len(body))


def test_a_pdf_whose_objects_unpack_without_end_stays_out():
    assert code("a.pdf", pdf_with_object_stream(zeros(300), b"/FlateDecode")) == "attachment_broken"
    assert code("a.pdf", pdf_with_object_stream(b"x", b"/L#5AWDecode")) == "attachment_bomb"


def test_an_archive_that_unpacks_too_far_stays_out():
    assert code("a.xlsx", workbook(**{"xl/a.xml": b"\0" * (3 * 2**20)})) == "attachment_bomb"  # ratio
    assert code("a.zip", archive({f"{n}.txt": b"" for n in range(1001)})) == "attachment_bomb"  # count
    page = bytes(range(256)) * 4096
    stored = archive({str(n): page for n in range(101)}, zipfile.ZIP_STORED)
    assert code("a.zip", stored, max_bytes=10**9) == "attachment_bomb"  # total


def test_an_archive_that_lies_about_its_sizes_is_counted_while_it_is_read():
    honest = archive({"a.txt": b"\0" * (20 * 2**20)})
    lying = honest.replace(struct.pack("<I", 20 * 2**20), struct.pack("<I", 1000))
    assert lying != honest
    assert code("a.zip", lying) in ("attachment_bomb", "attachment_broken")


def test_locked_macro_carrying_and_damaged_workbooks_stay_out():
    assert code("a.xlsx", workbook(**{"xl/vbaProject.bin": b"x"})) == "attachment_active"
    assert code("a.xlsx", workbook()[:-30], ("xlsx",)) == "attachment_broken"
    assert code("a.xlsx", workbook()[:-30], ("pdf",)) == "attachment_type"
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
    assert code("a.xlsx", compound + "EncryptedPackage".encode("utf-16-le"), ("xlsx",)) == "attachment_encrypted"
    assert code("a.xls", compound, ("xlsx",)) == "attachment_type"


def test_an_archive_with_a_password_stays_out():
    content = bytearray(archive({"a.txt": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert code("a.zip", bytes(content)) == "attachment_encrypted"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "attachment_active"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "attachment_active"),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>', "attachment_active"),
        (b'<?xml-stylesheet href="a.xsl"?><a/>', "attachment_active"),
        (b"<a><b></a>", "attachment_broken"),
    ],
)
def test_xml_with_entities_pages_for_browsers_and_malformed_xml_stay_out(content, expected):
    assert code("a.xml", content) == expected


def test_pictures_with_too_many_points_or_cut_off_stay_out():
    assert code("a.png", png(20_000, 20_000)) == "attachment_bomb"
    assert code("a.jpg", jpg(20_000, 20_000)) == "attachment_bomb"
    assert code("a.png", png()[:-20]) == "attachment_broken"
    assert code("a.jpg", jpg()[:25]) == "attachment_broken"
    assert code("a.png", png(0, 5)) == "attachment_broken"


def test_files_of_a_dossier_have_limits_together():
    assert check_together([1] * 6) is None
    assert check_together([5 * 2**20]) is None
    few = check_together([1] * 7)
    much = check_together([3 * 2**20, 3 * 2**20])
    assert few is not None
    assert much is not None
    assert (few.code, much.code) == ("attachments_too_many", "attachments_too_large")
    assert "5 MB" in much.message_vi
