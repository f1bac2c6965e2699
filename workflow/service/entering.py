"""Dossiers entered at the counter: kept while an officer fills them in, then filed through the door all dossiers come by."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select

from forms import Form
from forms.drafts import draft_of, resume
from forms.lists import ListLayout
from forms.showing import shown
from workflow.definition.models import Definition
from workflow.engine.events import FormFault, Paper
from workflow.service.attachments import Attachment, check, keep
from workflow.service.errors import NotFound, NotPermitted, Rejected
from workflow.service.kept import version_for
from workflow.service.lists import layouts_for
from workflow.service.office import Office
from workflow.service.procedures import NotInForce, Version
from workflow.service.submitting import APPLICANT, RETURN_WAYS, Receipt, Submission, code_of, submit
from workflow.service.viewing import who_looks
from workflow.store.statements import put_over
from workflow.store.tables import ENTRIES

RECEIVER = "receiver"
"""Role that takes dossiers in at the counter."""

COUNTER = "counter"
RETURN = "/return_to"
"""Where a form asks how and to whom the result goes back; then nobody is asked beside it."""
KEPT_FOR = timedelta(days=30)
"""After this an entry nobody touched is thrown away: it holds what people said of themselves, and leads to nothing."""

POST = "post"
ADDRESS = ("street", "ward", "province")
"""What an address says, in the order it is written on a parcel."""

_E = ENTRIES.c


@dataclass(frozen=True)
class Entry:
    """What was typed so far. `lists` says of a field which file its rows are to come from, and what is wrong with it."""

    id: str
    procedure: str
    answers: dict[str, Any] = field(default_factory=dict, repr=False)
    applicant: dict[str, str] = field(default_factory=dict, repr=False)
    return_way: str = COUNTER
    papers: tuple[Paper, ...] = ()
    lists: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    lost: tuple[str, ...] = ()
    """Answers the form has no place for any more, since it was changed."""
    is_new: bool = False


@dataclass(frozen=True)
class EntryRow:
    """An entry in the list of those an officer has begun."""

    id: str
    procedure: str
    name: str
    saved_at: datetime


def version_today(office: Office, officer_id: str, slug: str) -> tuple[Version, tuple[ListLayout, ...]]:
    """The version that rules what is filed today, and how its lists come as files.

    Raises NotPermitted for whoever takes no dossiers in, and NotFound for what is not offered at the counter.
    """
    with office.store.read() as db:
        _at_counter(db, office, officer_id)
    found = office.library.slug_of(slug)
    try:
        version = version_for(office, found, office.now().date()) if found == slug else None
    except NotInForce:
        version = None
    if version is None or COUNTER not in version.definition.channels:
        raise NotFound("not-at-the-counter", f"{slug} is not offered at the counter today")
    return version, layouts_for(office.library, slug, version.form)


def entries_of(office: Office, officer_id: str) -> list[EntryRow]:
    """What an officer has begun, latest first. Raises NotPermitted."""
    with office.store.read() as db:
        _at_counter(db, office, officer_id)
        rows = db.execute(select(ENTRIES).where(_E.officer == officer_id).order_by(_E.saved_at.desc())).all()
    return [EntryRow(row.id, row.procedure, row.body["applicant"].get("name", ""), row.saved_at) for row in rows]


def new_entry() -> str:
    """An id nobody guesses."""
    return secrets.token_urlsafe(18)


def open_entry(office: Office, officer_id: str, version: Version, id: str) -> Entry:
    """The officer's entry, an empty one where nothing is kept. Raises NotFound where it is another's or of another procedure."""
    slug = version.procedure.slug
    with office.store.read() as db:
        row = db.execute(select(ENTRIES).where(_E.id == id)).one_or_none()
    if row is None:
        return Entry(id, slug, is_new=True)
    if row.officer != officer_id or row.procedure != slug:
        raise _not_yours()
    body = row.body
    resumed = resume(version.form, body["draft"])
    papers = tuple(Paper.model_validate(each) for each in body["papers"])
    known = tuple(each for each in papers if each.component in version.definition.components)
    return Entry(id, slug, resumed.answers, body["applicant"], body["return_way"], known, body["lists"], resumed.lost)


def keep_entry(office: Office, officer_id: str, version: Version, entry: Entry) -> None:
    """Keep what was typed; over what was kept before. Raises NotFound for another's entry."""
    body = {
        "draft": draft_of(version.form, entry.answers).as_json(),
        "applicant": {name: entry.applicant.get(name, "") for name in APPLICANT},
        "return_way": entry.return_way,
        "papers": [paper.model_dump(mode="json") for paper in entry.papers],
        "lists": entry.lists,
    }
    row = {
        "id": entry.id, "officer": officer_id, "procedure": entry.procedure, "body": body, "saved_at": office.now(),
    }  # fmt: skip

    def once(db: Connection) -> None:
        owner = db.scalar(select(_E.officer).where(_E.id == entry.id))
        if owner not in (None, officer_id):
            raise _not_yours()
        put_over(db, ENTRIES, [row], (_E.id,))
        db.execute(delete(ENTRIES).where(_E.saved_at < office.now() - KEPT_FOR))

    office.store.transact(once)


def drop_entry(office: Office, officer_id: str, id: str) -> None:
    """Throw an entry away. Of the files nothing points to any more."""
    with office.store.begin() as db:
        db.execute(delete(ENTRIES).where(_E.id == id, _E.officer == officer_id))


def attach(
    office: Office, definition: Definition, entry: Entry, files: Sequence[Attachment]
) -> tuple[Entry, list[FormFault]]:
    """The entry with those of the files that may come in, and what is wrong with the others."""
    found = list(check(files, definition, entry.papers))
    faulty = {fault.pointer.rpartition("/")[2] for fault in found}
    if "attachments" in faulty:  # too many, or too large together
        return entry, found
    sound = [each for place, each in enumerate(files) if str(place) not in faulty]
    return replace(entry, papers=(*entry.papers, *keep(office, sound))), found


def file_entry(office: Office, officer_id: str, version: Version, entry: Entry) -> Receipt:
    """File it; safe to repeat. Raises Rejected with every problem around the form, as any dossier that comes in."""
    if asks_return(version.form):
        entry = replace(entry, return_way=_way_said(entry))
    receiver = _receiver(version.form, entry, office.now().date())
    found = list(_around(entry, version.definition, receiver))
    if found:
        raise Rejected("submission", "the dossier cannot be taken in", tuple(found))
    papers = [Attachment(each.component, each.name, office.blobs.get(each.sha256)) for each in entry.papers]
    receipt = submit(
        office,
        Submission(
            source=COUNTER, reference=entry.id, procedure=entry.procedure, channel=COUNTER,
            applicant={**{name: entry.applicant.get(name) or None for name in APPLICANT}, "receiver": receiver},
            return_way=entry.return_way, answers=entry.answers, attachments=papers,
        ),
    )  # fmt: skip
    drop_entry(office, officer_id, entry.id)
    return receipt


def asks_return(form: Form) -> bool:
    """Whether the form itself asks how the result goes back."""
    return form.field(f"{RETURN}/way") is not None


def filed_as(office: Office, id: str) -> str | None:
    """The dossier that an entry became; None while it is not filed."""
    return code_of(office, COUNTER, id)


def keep_list_file(office: Office, content: bytes) -> str:
    """Keep a list file while it is judged; its digest."""
    return office.blobs.put(content)


def list_file(office: Office, digest: str) -> bytes:
    """A list file kept before."""
    return office.blobs.get(digest)


def _way_said(entry: Entry) -> str:
    """How the result goes back, as the form says; at the counter where nothing usable is said yet."""
    way = _wish(entry).get("way")
    return way if way in RETURN_WAYS else COUNTER


def _wish(entry: Entry) -> Mapping[str, Any]:
    wish = entry.answers.get(RETURN.removeprefix("/"))
    return wish if isinstance(wish, Mapping) else {}


def _receiver(form: Form, entry: Entry, day: date) -> dict[str, str] | None:
    """To whom the post brings the result, where the form says so; otherwise it is the applicant."""
    wish = _wish(entry)
    address = wish.get("address")
    if entry.return_way != POST or not isinstance(address, Mapping) or "province" not in address:
        return None
    lines = (form.node(entry.answers, f"{RETURN}/address/{name}") for name in ADDRESS)
    said = [
        shown(address[name], node, form.codes, "vi", day)
        for name, node in zip(ADDRESS, lines, strict=True)
        if name in address
    ]
    return {
        "name": str(wish.get("recipient") or entry.applicant.get("name", "")),
        "phone": entry.applicant.get("phone", ""),
        "address": ", ".join(said),
        "province_code": str(address["province"]),
    }


def _around(entry: Entry, definition: Definition, receiver: Mapping[str, str] | None) -> list[FormFault]:
    """What an officer must ask for before the dossier can be found, told about and returned."""
    given = entry.applicant
    found = []

    def missing(name: str, vi: str, en: str) -> None:
        found.append(FormFault(pointer=f"/applicant/{name}", code="required", vi=vi, en=en))

    if given.get("kind") not in definition.applicants:
        missing("kind", "Chọn ai nộp hồ sơ.", "Choose who files.")
    if not given.get("name"):
        missing("name", "Thiếu tên người nộp hồ sơ.", "The applicant's name is missing.")
    if not given.get("id_number") and not given.get("phone"):
        text = (
            "Cần số định danh hoặc điện thoại để tra cứu hồ sơ.",
            "An id number or phone is needed to track the dossier.",
        )
        missing("id_number", *text)
    if entry.return_way == POST and receiver is None and not given.get("address"):
        missing("address", "Trả qua bưu điện thì cần địa chỉ.", "A result that goes by post needs an address.")
    return found


def _at_counter(db: Connection, office: Office, officer_id: str) -> None:
    colleague = who_looks(db, officer_id, office.now())
    if not any(role == RECEIVER for actor in colleague.actors() for _, role in actor.posts):
        raise NotPermitted("no-receiver", f"{officer_id} takes no dossiers in")


def _not_yours() -> NotFound:
    return NotFound("no-such-entry", "there is no such entry, or another officer began it")
