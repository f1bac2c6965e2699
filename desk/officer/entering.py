"""Entering a dossier at the counter: choose a procedure, fill in its form for whoever stands there, file it.

Every button first keeps what was typed. A page also carries a token that says which officer it was made for: with it, what
was typed is kept even when the session is over, and nothing else happens.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import doors
from desk.forms_shown import editable_part, to_fill_in
from desk.guarding import TOKEN_FIELD, check_token
from desk.labels import field_label
from desk.officer.entry_lists import taken_in
from desk.officer.entry_posted import APPLICANT, Posted, Raw, around, held, placed, posted_over, raw_form
from desk.pages import notice, page, words_for
from desk.problems import Problem, status_of
from desk.visitors import Office, Officer, signed_in
from desk.words import Words
from forms.pointers import ABSENT, covers

router = APIRouter(include_in_schema=False, prefix="/apply")
Sent = Annotated[Raw, Depends(raw_form)]
Id = Annotated[str, Query(alias="entry", max_length=100)]
PAGE_TOKEN = "page_token"
PAGE_SECONDS = 14 * 24 * 3600
RETURN_WAYS = ("post", "counter", "electronic")


@router.get("")
def choose(request: Request, office: Office, officer: Officer) -> Response:
    """What can be filed at the counter, and what was begun."""
    begun = doors.entries_of(office, officer.id)
    words, day = words_for(request), office.now().date()
    sectors = [
        (sector, list(doors.entries(office.library, sector.procedures, day, words.language, words.of)))
        for sector in doors.sectors_of(office.library)
    ]
    titles = {entry.slug: entry.title for _, entries in sectors for entry in entries}
    return page(request, "officer/apply.html", section="apply", sectors=sectors, begun=begun, titles=titles)


@router.get("/{slug}")
def show(request: Request, slug: str, office: Office, officer: Officer, id: Id = "") -> Response:
    """The form as it stands; the receipt once it is filed."""
    version, layouts = doors.version_today(office, officer.id, slug)
    if not id:
        return _back(slug, doors.new_entry())
    if code := doors.filed_as(office, id):
        return page(request, "officer/filed.html", section="apply", code=code, slug=slug, definition=version.definition)
    entry = doors.open_entry(office, officer.id, version, id)
    return _Page(request, office, officer.id, version, layouts, entry).answer()


@router.post("/{slug}/keep")
def keep(request: Request, slug: str, sent: Sent, office: Office, id: Id) -> Response:
    """Keep what was typed, for a script that does so while one types."""
    officer_id, _ = _who(request, sent, slug, id)
    if doors.filed_as(office, id) is None:
        version, _ = doors.version_today(office, officer_id, slug)
        before = doors.open_entry(office, officer_id, version, id)
        doors.keep_entry(office, officer_id, version, posted_over(sent, before, version.form).entry)
    return Response(status_code=204)


@router.post("/{slug}")
def act(request: Request, slug: str, sent: Sent, office: Office, id: Id) -> Response:
    """Keep what was typed, then do what the button says."""
    officer_id, is_here = _who(request, sent, slug, id)
    if doors.filed_as(office, id) is not None:
        return _back(slug, id)
    version, layouts = doors.version_today(office, officer_id, slug)
    posted = posted_over(sent, doors.open_entry(office, officer_id, version, id), version.form)
    doors.keep_entry(office, officer_id, version, posted.entry)
    entry, faults = doors.attach(office, version.definition, posted.entry, posted.papers)
    shown = _Page(request, office, officer_id, version, layouts, entry)
    shown.paper_faults(faults, posted)
    shown.read_lists(posted)
    if not is_here:
        shown.keep()
        notice(request, "warning", words_for(request)("entry.kept_not_sent"))
        return _to_sign_in(request, slug, id)
    return shown.after(posted)


def _who(request: Request, sent: Raw, slug: str, id: str) -> tuple[str, bool]:
    """The officer, and whether the session still stands; without one, whom the page was made for. Raises Problem."""
    try:
        officer = signed_in(request)
        check_token(request, sent.form.get(TOKEN_FIELD))
    except Problem as problem:
        try:
            made_for, page_of, entry = _signer(request).loads(str(sent.form.get(PAGE_TOKEN)), max_age=PAGE_SECONDS)
        except (BadSignature, ValueError):
            raise problem from None
        if (page_of, entry) != (slug, id):
            raise
        return str(made_for), False
    return officer.id, True


def _signer(request: Request) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(request.app.state.settings.secret, salt="desk.officer.entering")


def _address(slug: str, id: str) -> str:
    return f"/apply/{slug}?{urlencode({'entry': id})}"


def _back(slug: str, id: str, place: str = "") -> Response:
    return RedirectResponse(_address(slug, id) + place, 303)


def _to_sign_in(request: Request, slug: str, id: str) -> Response:
    try:
        signed_in(request)
    except Problem:
        return RedirectResponse(f"/sign-in?{urlencode({'next': _address(slug, id)})}", 303)
    return _back(slug, id)


class _Page:
    """One visit to the page of an entry: what its buttons do, and how it looks afterwards."""

    def __init__(
        self, request: Request, office: doors.Office, officer_id: str, version: doors.Version,
        layouts: tuple[doors.ListLayout, ...], entry: doors.CounterEntry,
    ) -> None:  # fmt: skip
        self.request, self.office, self.officer_id = request, office, officer_id
        self.version, self.layouts, self.entry = version, layouts, entry
        self.words = words_for(request)
        self.today = office.now().date()
        self.problems: list[Any] = []
        self.beside: defaultdict[str, list[str]] = defaultdict(list)
        """What is wrong around the form: applicant.name, paper:component, or empty for the whole."""
        self.may_file_anyway = False

    def keep(self) -> None:
        """Keep the entry as it is now."""
        doors.keep_entry(self.office, self.officer_id, self.version, self.entry)

    def paper_faults(self, faults: list[Any], posted: Posted) -> None:
        """Put what is wrong with papers beside them."""
        for fault in faults:
            place = fault.pointer.rpartition("/")[2]
            name = f"paper:{posted.papers[int(place)].component}" if place.isdecimal() else "papers"
            self.beside[name].append(self.words.pick(fault))

    def read_lists(self, posted: Posted) -> None:
        """Take list files in."""
        for field, name, content in posted.lists:
            if layout := self._layout(field):
                self.entry = taken_in(
                    self.office, self.version.form, layout, self.entry, name, content, today=self.today
                )
                self._say_rows(layout)

    def after(self, posted: Posted) -> Response:
        """Do what the button says."""
        match posted.act:
            case "registers":
                self._ask_registers()
            case "earlier":
                self._take_earlier()
            case "sound":
                self._take_sound(posted.argument)
            case "clear":
                self._clear(posted.argument)
            case "unpaper":
                papers = enumerate(self.entry.papers)
                self.entry = replace(self.entry, papers=tuple(p for n, p in papers if str(n) != posted.argument))
            case "drop":
                doors.drop_entry(self.office, self.officer_id, self.entry.id)
                notice(self.request, "done", self.words("entry.dropped"))
                return RedirectResponse("/apply", 303)
        self.keep()
        if posted.act in ("file", "anyway") and not self.beside:
            return self._file(anyway=posted.act == "anyway")
        if self.beside:
            return self.answer(422)
        if posted.act == "keep" and not posted.lists:
            notice(self.request, "done", self.words("entry.kept"))
        return _back(self.entry.procedure, self.entry.id, self._place(posted))

    def _place(self, posted: Posted) -> str:
        """Where on the page to go on: at the list whose file was just read, when that has faults."""
        fields = [name for name, *_ in posted.lists]
        read = [
            n for n, layout in enumerate(self.layouts, 1) if layout.field in fields and layout.field in self.entry.lists
        ]
        return f"#list{read[0]}" if read else "#papers" if posted.papers or posted.act == "unpaper" else ""

    def _file(self, anyway: bool) -> Response:
        form = self.version.form
        self.problems = list(form.validate(self.entry.answers, today=self.today))
        waiting = [each.field for each in self.layouts if each.field in self.entry.lists]
        if waiting:
            self.beside[""].append(self.words("entry.list_waits"))
        if waiting or (self.problems and not anyway):
            self.may_file_anyway = not waiting
            return self.answer(422)
        try:
            doors.file_entry(self.office, self.officer_id, self.version, self.entry)
        except (doors.Invalid, doors.Conflict) as refusal:
            for fault in getattr(refusal, "problems", ()):
                token = fault.pointer.removeprefix("/")
                name = token.replace("/", ".") if token.startswith("applicant/") else ""
                self.beside[name].append(self.words.pick(fault))
            if not self.beside:
                self.beside[""].append(self.words.refusal(refusal))
            return self.answer(status_of(refusal))
        return _back(self.entry.procedure, self.entry.id)

    def _ask_registers(self) -> None:
        ask = self.request.app.state.settings.ask
        if ask is None:
            notice(self.request, "warning", self.words("entry.no_registers"))
            return
        known = doors.from_registers(self.office, self.officer_id, self.version.form, self.entry.answers, ask)
        self.entry = replace(self.entry, answers=known.answers)
        for name in known.silent:
            text = self.words("entry.register_away", register=self.words.of("register", name))
            notice(self.request, "warning", text)
        for name in known.unknown:
            text = self.words("entry.register_unknown", register=self.words.of("register", name))
            notice(self.request, "warning", text)
        if not known.sources:
            notice(self.request, "warning", self.words("entry.nothing_to_ask"))
        elif not known.silent or known.filled:
            self._say_filled(known)

    def _take_earlier(self) -> None:
        number = self.entry.applicant.get("id_number", "")
        if not number:
            notice(self.request, "warning", self.words("entry.earlier_needs_number"))
            return
        known = doors.from_earlier_dossiers(self.office, self.officer_id, self.version.form, self.entry.answers, number)
        self.entry = replace(self.entry, answers=known.answers)
        if not known.sources:
            notice(self.request, "warning", self.words("entry.no_earlier"))
            return
        self._say_filled(known)

    def _say_filled(self, known: doors.Known) -> None:
        form = self.version.form
        notice(self.request, "done", self.words("entry.filled", number=len(known.filled)))
        if known.differing:
            labels = "; ".join(field_label(form, pointer, self.words) for pointer in known.differing)
            notice(self.request, "warning", self.words("entry.differing", fields=labels))

    def _take_sound(self, field: str) -> None:
        layout, said = self._layout(field), self.entry.lists.get(field)
        if layout is None or said is None:
            return
        content = doors.list_file(self.office, said["sha256"])
        self.entry = taken_in(
            self.office, self.version.form, layout, self.entry, said["name"], content, today=self.today, sound_only=True
        )
        self._say_rows(layout)

    def _clear(self, field: str) -> None:
        if layout := self._layout(field):
            others = {name: said for name, said in self.entry.lists.items() if name != layout.field}
            had_file = layout.field in self.entry.lists
            answers = self.entry.answers if had_file else placed(self.entry.answers, layout.field, ABSENT)
            self.entry = replace(self.entry, answers=answers, lists=others)

    def _say_rows(self, layout: doors.ListLayout) -> None:
        if layout.field not in self.entry.lists:
            rows: Any = self.entry.answers
            for token in layout.field.split("/")[1:]:
                rows = rows[token]
            notice(self.request, "done", self.words("entry.rows_taken", number=len(rows)))

    def _layout(self, field: str) -> doors.ListLayout | None:
        return next((layout for layout in self.layouts if layout.field == field), None)

    def answer(self, status: int = 200) -> Response:
        """The page."""
        form, words, entry = self.version.form, self.words, self.entry
        long = held(entry, self.layouts)
        in_lists = [each for each in self.problems if covers(long, each.pointer)]
        of_form = [each for each in self.problems if not covers(long, each.pointer)]
        if long:
            answers = entry.answers
            for field in long:
                answers = placed(answers, field, ABSENT)
            html = editable_part(form, answers, of_form, around(form, long), words.language, self.today)
        else:
            html = to_fill_in(form, words.language, self.today, entry.answers, of_form)
        said = self._said(words)
        return page(
            self.request,
            "officer/entry.html",
            status,
            section="apply",
            entry=entry,
            applicant={name: entry.applicant.get(name, "") for name in APPLICANT},
            definition=self.version.definition,
            address=_address(entry.procedure, entry.id),
            keep_address=_address(f"{entry.procedure}/keep", entry.id),
            page_token=_signer(self.request).dumps([self.officer_id, entry.procedure, entry.id]),
            form_html=html,
            form_faults=len(self.problems),
            kinds=said["kinds"],
            whens=said["whens"],
            applicant_fields=APPLICANT[1:],
            ways=() if doors.asks_return(form) else RETURN_WAYS,
            beside=self.beside,
            problems=[text for texts in self.beside.values() for text in texts],
            lists=[self._list(layout, long, in_lists) for layout in self.layouts],
            held=long,
            papers=[
                (name, component, [(n, paper) for n, paper in enumerate(entry.papers) if paper.component == name])
                for name, component in self.version.definition.components.items()
            ],
            limits=self.version.definition.attachments,
            lost=[field_label(form, pointer, words) for pointer in entry.lost],
            may_file_anyway=self.may_file_anyway,
        )

    def _list(self, layout: doors.ListLayout, long: dict[str, int], problems: list[Any]) -> dict[str, Any]:
        mine = [each for each in problems if covers([layout.field], each.pointer)]
        return {
            "field": layout.field,
            "label": field_label(self.version.form, layout.field, self.words),
            "form_no": layout.form_no,
            "partial": layout.partial[self.words.language] if layout.partial else "",
            "said": self.entry.lists.get(layout.field),
            "rows": long.get(layout.field),
            "problems": [each.message(self.words.language) for each in mine[:50]],
        }

    def _said(self, words: Words) -> dict[str, Any]:
        """What applicants and papers are called in the visitor's language."""
        definition = self.version.definition
        try:
            found = doors.entry(
                doors.described(self.office.library, self.entry.procedure, self.today, words.language, words.of)
            )
        except (doors.NoSuchProcedure, doors.DefinitionError):
            return {
                "kinds": [(each, each) for each in definition.applicants],
                "whens": dict.fromkeys(definition.components, ""),
            }
        kinds = dict(zip(definition.applicants, found.applicants, strict=False))
        whens = dict.fromkeys(definition.components, "")
        # A paper that only a later step may ask for has the condition `false`; here it may come in all the same.
        said = ("" if paper.when == "false" else paper.when for paper in found.papers)
        whens |= dict(zip(definition.components, said, strict=False))
        return {"kinds": [(each, kinds.get(each, each)) for each in definition.applicants], "whens": whens}
