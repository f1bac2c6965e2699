"""All tables. Rows are written and read with plain statements over `TABLE.c`; the models say what a row is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from workflow.store.types import Counter, Moment, Sealed

DOSSIER = "dossier.code"


class WorkState(StrEnum):
    """Where a piece of work is; who moves it on."""

    READY = "ready"  # to be done: any worker
    LEASED = "leased"  # being done: the worker that holds it, or anybody once the lease has run out
    WAITING = "waiting"  # for somebody outside; looked at again after `run_after`: any worker
    INCIDENT = "incident"  # tries used up or refused: a supervisor
    DONE = "done"  # final
    CANCELLED = "cancelled"  # no longer wanted, final: the engine or a supervisor


OPEN_STATES = ("ready", "leased", "waiting", "incident")
_CLAIMABLE = text("state IN ('ready', 'leased', 'waiting')")
_UNFINISHED = text("lane IS NOT NULL AND state IN ('ready', 'leased', 'waiting', 'incident')")
_OPEN = text("closed_at IS NULL")
_NOT_ENDED = text("ending IS NULL")
_FIRST = text("entry = 1")


class ProcedureVersion(SQLModel, table=True):
    """A version of a procedure that dossiers run by: kept whole, so that they keep it when the files change."""

    __tablename__ = "procedure_version"

    digest: str = Field(primary_key=True)
    slug: str
    valid_from: date
    source: str  # JSON: the tree in force and the form's files
    published_at: datetime = Field(sa_type=Moment)


class Publication(SQLModel, table=True):
    """A version that was published: dossiers submitted from its day on run by it. Of one day the highest number counts."""

    __tablename__ = "publication"

    slug: str = Field(primary_key=True)
    number: int = Field(primary_key=True)  # counts from 1 for each procedure
    digest: str = Field(foreign_key="procedure_version.digest")
    valid_from: date
    published_at: datetime = Field(sa_type=Moment)
    published_by: str


class Migration(SQLModel, table=True):
    """A run that moved dossiers from one version to another, so that it can be told and undone."""

    __tablename__ = "migration"

    run: str = Field(primary_key=True)
    slug: str
    digest: str = Field(foreign_key="procedure_version.digest")  # to which
    renames: str  # JSON: new names by the old paths of steps
    reason: str
    started_at: datetime = Field(sa_type=Moment)
    started_by: str


class Dossier(SQLModel, table=True):
    """A dossier: the engine's case as a snapshot, and what lists and look-ups need of it beside."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("source", "reference"),
        Index("dossier_duplicate", "duplicate_index", postgresql_where=_NOT_ENDED, sqlite_where=_NOT_ENDED),
        Index("dossier_due", "due_at", postgresql_where=_NOT_ENDED, sqlite_where=_NOT_ENDED),
    )

    code: str = Field(primary_key=True)
    procedure: str
    digest: str = Field(foreign_key="procedure_version.digest")
    source: str  # portal, counter, call, …
    reference: str = Field(index=True)  # what the source calls it
    channel: str
    parent: str | None = Field(default=None, foreign_key=DOSSIER)
    parent_visit: int | None = None
    applicant_name: str = Field(sa_type=Sealed("dossier.applicant_name"))
    name_index: str = Field(index=True)
    id_index: str | None = Field(default=None, index=True)
    phone_index: str | None = Field(default=None, index=True)
    duplicate_index: str | None = None
    subject: str | None = Field(default=None, sa_type=Sealed("dossier.subject"))
    status: int | None = None
    ending: str | None = None
    unit: str | None = None  # with which it lies now
    submitted_at: datetime = Field(sa_type=Moment, index=True)
    accepted_at: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)  # what the applicant was last promised
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    returned_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    overdue: bool = False
    sequence: int  # of the case
    entries: int  # in the journal
    head: str  # hash of the last journal entry
    snapshot: str = Field(sa_type=Sealed("dossier.snapshot"))


class Journal(SQLModel, table=True):
    """One entry of a dossier's journal, never changed: an event of the engine, or an act beside it (no sequence)."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_came", "at", postgresql_where=_FIRST, sqlite_where=_FIRST),)

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    entry: int = Field(primary_key=True)
    sequence: int | None = None
    at: datetime = Field(sa_type=Moment)
    kind: str
    actor: str | None = None
    body: str = Field(sa_type=Sealed("journal.body"))
    previous: str
    hash: str


class Work(SQLModel, table=True):
    """Something to be done outside the transaction that caused it."""

    __tablename__ = "work"
    __table_args__ = (
        Index("work_claimable", "run_after", "id", postgresql_where=_CLAIMABLE, sqlite_where=_CLAIMABLE),
        Index("work_lane", "lane", "id", postgresql_where=_UNFINISHED, sqlite_where=_UNFINISHED),
        Index("work_of_dossier", "dossier", "visit"),
        Index(
            "work_incident", "id", postgresql_where=text("state = 'incident'"), sqlite_where=text("state = 'incident'")
        ),
    )

    id: int = Field(primary_key=True, sa_type=Counter)
    dossier: str = Field(foreign_key=DOSSIER)
    visit: int
    kind: str
    key: str = Field(unique=True)  # idempotency key
    lane: str | None = None  # works of a lane are done one after the other
    payload: str = Field(sa_type=Sealed("work.payload"))
    state: str
    run_after: datetime = Field(sa_type=Moment)  # not before this; of leased work the end of the lease
    leased_by: str | None = None
    attempts: int = 0  # failures
    looks: int = 0  # times it was found still waiting
    news_at: datetime | None = Field(default=None, sa_type=Moment)  # a callback came while it was in hand
    error: str | None = Field(default=None, sa_type=Sealed("work.error"))
    created_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class Assignment(SQLModel, table=True):
    """A step that waits, or waited, for a person."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("assignment_open", "unit", "role", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("assignment_officer", "officer", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    visit: int = Field(primary_key=True)
    step: str
    role: str
    unit: str | None = None
    officer: str | None = None  # who holds it
    kept_for: str | None = None  # who had it before
    parked: bool = False
    opened_at: datetime = Field(sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Timer(SQLModel, table=True):
    """A moment at which a case wants to be woken."""

    __tablename__ = "timer"

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)


class Document(SQLModel, table=True):
    """A document with its number; its file comes when it is rendered, its signature after that."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("series", "unit", "year", "ordinal"),)

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    visit: int = Field(primary_key=True)
    template: str
    step: str
    series: str | None = None
    unit: str | None = None
    year: int | None = None
    ordinal: int | None = None
    number: str | None = None  # as printed
    result: bool
    signer: str | None = None
    replaces: int | None = None
    issued_at: datetime = Field(sa_type=Moment)
    token: str = Field(unique=True)  # of the public verification page
    sha256: str | None = Field(default=None, index=True)
    media_type: str | None = None
    size: int | None = None
    pages: int | None = None
    signed_at: datetime | None = Field(default=None, sa_type=Moment)


class Shipment(SQLModel, table=True):
    """A parcel of a dossier."""

    __tablename__ = "shipment"

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    visit: int = Field(primary_key=True)
    attempt: int = Field(primary_key=True)
    order_key: str = Field(unique=True)
    item_code: str | None = Field(default=None, index=True)
    state: str
    detail: str | None = None
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class Migrated(SQLModel, table=True):
    """A dossier that a run moved: from which version, and the sequence of its case right after."""

    __tablename__ = "migrated"

    run: str = Field(primary_key=True, foreign_key="migration.run")
    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    digest: str = Field(foreign_key="procedure_version.digest")  # from which
    sequence: int
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


class Message(SQLModel, table=True):
    """A message from outside that was taken in; the same one again changes nothing and gets the same answer."""

    __tablename__ = "message"

    source: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    digest: str | None = None  # of its content, where the sender's number alone is not trusted
    answer: int | None = None  # sequence of the case it led to
    received_at: datetime = Field(sa_type=Moment)


class Series(SQLModel, table=True):
    """The last number given out in a series: of documents per unit and year, of dossier codes per unit and day."""

    __tablename__ = "series"

    series: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    last: int


class Officer(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__ = "officer"

    id: str = Field(primary_key=True)
    name: str
    email: str | None = None
    password: str  # argon2
    active: bool = True
    language: str = "vi"


class Post(SQLModel, table=True):
    """A role an officer holds in a unit, from a day until a day."""

    __tablename__ = "post"

    officer: str = Field(primary_key=True, foreign_key="officer.id")
    unit: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    since: date = Field(primary_key=True)
    until: date | None = None  # the last day


class Delegation(SQLModel, table=True):
    """An officer lets another act in one post for some days."""

    __tablename__ = "delegation"

    id: int = Field(primary_key=True, sa_type=Counter)
    from_officer: str = Field(foreign_key="officer.id", index=True)
    to_officer: str = Field(foreign_key="officer.id", index=True)
    unit: str
    role: str
    since: date
    until: date  # the last day
    given_by: str
    given_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class Tally(SQLModel, table=True):
    """What a dossier adds to the agency's figures: no names, so that it can be summed where everything about people is sealed."""

    __tablename__ = "tally"

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    kind: str = Field(primary_key=True)  # measured, paid, returned
    part: str = Field(primary_key=True)  # which measure, way of payment, way of return
    visit: int = Field(primary_key=True)  # of the payment; 0 where a dossier counts once
    at: datetime = Field(sa_type=Moment)  # when it happened: the period it counts in
    number: int | None = None  # people, papers, payments; none: it could not be counted
    amount: int = Field(default=0, sa_type=BigInteger)  # đồng


class Draft(SQLModel, table=True):
    """What an officer has filled in and not yet decided."""

    __tablename__ = "draft"

    dossier: str = Field(primary_key=True, foreign_key=DOSSIER)
    visit: int = Field(primary_key=True)
    officer: str = Field(primary_key=True, foreign_key="officer.id")
    fields: dict[str, Any] = Field(sa_type=Sealed("draft.fields", "json"))
    saved_at: datetime = Field(sa_type=Moment)


class Entry(SQLModel, table=True):
    """A dossier that an officer is entering at the counter and has not filed yet."""

    __tablename__ = "entry"

    id: str = Field(primary_key=True)
    officer: str = Field(foreign_key="officer.id", index=True)
    procedure: str
    body: dict[str, Any] = Field(sa_type=Sealed("entry.body", "json"))
    saved_at: datetime = Field(sa_type=Moment)


class Access(SQLModel, table=True):
    """Who looked at or was refused what, when and why."""

    __tablename__ = "access"

    id: int = Field(primary_key=True, sa_type=Counter)
    dossier: str | None = Field(default=None, index=True)
    officer: str | None = None
    at: datetime = Field(sa_type=Moment)
    act: str
    visit: int | None = None  # the review whose result was looked at
    sequence: int | None = None  # of the dossier, in the state that was looked at
    why: str | None = Field(default=None, sa_type=Sealed("access.why"))  # may hold the name somebody looked for


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


PROCEDURE_VERSIONS = _table(ProcedureVersion)
PUBLICATIONS = _table(Publication)
MIGRATIONS = _table(Migration)
MIGRATED = _table(Migrated)
DOSSIERS = _table(Dossier)
JOURNAL = _table(Journal)
WORKS = _table(Work)
ASSIGNMENTS = _table(Assignment)
TIMERS = _table(Timer)
DOCUMENTS = _table(Document)
SHIPMENTS = _table(Shipment)
MESSAGES = _table(Message)
SERIES = _table(Series)
OFFICERS = _table(Officer)
POSTS = _table(Post)
DELEGATIONS = _table(Delegation)
DRAFTS = _table(Draft)
ENTRIES = _table(Entry)
TALLIES = _table(Tally)
ACCESSES = _table(Access)
