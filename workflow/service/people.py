"""Officers: their accounts, posts and delegations, and the Actor the engine sees when one of them acts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from workflow.engine.events import Actor
from workflow.engine.permission import SUPERVISOR
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, NotSignedIn
from workflow.service.office import Office
from workflow.service.views import DelegationView, OfficerView
from workflow.store.statements import put_over
from workflow.store.tables import DELEGATIONS, OFFICERS, POSTS

PASSWORDS = PasswordHasher()
"""Argon2id with the library's parameters, which follow RFC 9106 for servers."""

NOBODY = PASSWORDS.hash("a password nobody has")
"""Checked when the name is unknown, so that the answer takes as long and does not tell which of the two was wrong."""

LONGEST_PASSWORD = 500
_D, _P = DELEGATIONS.c, POSTS.c
_DAY: Any = bindparam("day")
_IN_FORCE = and_(_P.since <= _DAY, or_(_P.until.is_(None), _P.until >= _DAY))
_WITH_POSTS = (
    select(OFFICERS.c.name, _P.unit, _P.role)
    .outerjoin(POSTS, and_(_P.officer == OFFICERS.c.id, _IN_FORCE))
    .where(OFFICERS.c.id == bindparam("id"), OFFICERS.c.active)
)
"""An officer's name with each post held on a day; one row without post when there is none."""


def appoint(
    office: Office, id: str, name: str, password: str, posts: Iterable[tuple[str, str]], *,
    email: str | None = None, language: str = "vi", since: date | None = None,
) -> None:  # fmt: skip
    """Open an officer's account with its posts (unit, role), or set an existing one anew. Raises Invalid.

    Posts that are not named any more end; those named hold from `since` (today, unless said otherwise).
    """
    organisation, now = office.organisation, office.now()
    wanted = list(dict.fromkeys(posts))
    for unit, role in wanted:
        if unit not in organisation.units or role not in organisation.roles:
            raise Invalid("unknown-post", f"there is no post {role} in {unit}")
    if not id.strip() or not name.strip() or not 8 <= len(password) <= LONGEST_PASSWORD:
        raise Invalid("officer", "an officer has an id, a name and a password of at least 8 characters")
    row = {
        "id": id, "name": name, "email": email, "password": PASSWORDS.hash(password), "active": True, "language": language,
    }  # fmt: skip
    with office.store.begin() as db:
        put_over(db, OFFICERS, [row], (OFFICERS.c.id,))
        db.execute(delete(POSTS).where(POSTS.c.officer == id))
        held = [
            {"officer": id, "unit": unit, "role": role, "since": since or now.date(), "until": None}
            for unit, role in wanted
        ]
        if held:
            db.execute(insert(POSTS), held)


def dismiss(office: Office, id: str) -> None:
    """Close an account: nobody signs in or acts with it any more; what was done under it stays. Raises NotFound."""
    with office.store.begin() as db:
        _must_exist(db, id)
        db.execute(update(OFFICERS).where(OFFICERS.c.id == id).values(active=False))


def sign_in(office: Office, id: str, password: str) -> OfficerView:
    """The officer with this name and password; raises NotSignedIn."""
    with office.store.read() as db:
        row = db.execute(select(OFFICERS.c.password, OFFICERS.c.active).where(OFFICERS.c.id == id)).one_or_none()
    try:
        # Never hash a megabyte for a stranger.
        PASSWORDS.verify(row.password if row is not None else NOBODY, password[: LONGEST_PASSWORD + 1])
        known = row is not None and row.active
    except (VerifyMismatchError, InvalidHashError):
        known = False
    if not known or row is None:
        raise NotSignedIn("wrong-credentials", "the name or the password is wrong")
    if PASSWORDS.check_needs_rehash(row.password):
        with office.store.begin() as db:
            db.execute(update(OFFICERS).where(OFFICERS.c.id == id).values(password=PASSWORDS.hash(password)))
    return officer(office, id)


def officer(office: Office, id: str) -> OfficerView:
    """An officer's name, posts and delegations in force today; raises NotFound."""
    with office.store.read() as db:
        # Named one by one: a worker, who asks for addresses, may not see passwords.
        shown = select(OFFICERS.c.name, OFFICERS.c.email, OFFICERS.c.language)
        row = db.execute(shown.where(OFFICERS.c.id == id, OFFICERS.c.active)).one_or_none()
        if row is None:
            raise _no_such_officer(id)
        today = office.now().date()
        posts = tuple(sorted(_posts(db, id, today)))
        return OfficerView(id, row.name, row.email, row.language, posts, tuple(delegations_to(db, id, today)))


def colleagues(office: Office, unit: str | None, role: str) -> list[OfficerView]:
    """The officers who hold a role today, in one unit or (None) in any, by name."""
    today = office.now().date()
    wanted = (
        select(OFFICERS.c.id, OFFICERS.c.name)
        .join(POSTS, OFFICERS.c.id == _P.officer)
        .where(_P.role == role, OFFICERS.c.active, _IN_FORCE)
        .order_by(OFFICERS.c.name)
        .distinct()
    )
    if unit is not None:
        wanted = wanted.where(_P.unit == unit)
    with office.store.read() as db:
        ids = [row.id for row in db.execute(wanted, {"day": today})]
    return [officer(office, id) for id in ids]


def delegate(office: Office, by: str, to: str, unit: str, role: str, since: date, until: date) -> int:
    """Let `to` act in a post of `by` from `since` until the end of `until`; gives the delegation's number.

    Raises NotPermitted when `by` does not hold the post, Invalid for days out of order or oneself.
    """
    if to == by:
        raise Invalid("to-oneself", "nobody can stand in for themselves")
    if until < since:
        raise Invalid("days", "the delegation ends before it begins")
    with office.store.begin() as db:
        _must_exist(db, by)
        _must_exist(db, to)
        if (unit, role) not in _posts(db, by, office.now().date()):
            raise NotPermitted("not-your-post", f"{by} does not hold the role '{role}' of unit {unit}")
        row = {
            "from_officer": by, "to_officer": to, "unit": unit, "role": role, "since": since, "until": until,
            "given_by": by, "given_at": office.now(),
        }  # fmt: skip
        number: int = db.execute(insert(DELEGATIONS).values(row).returning(_D.id)).scalar_one()
        return number


def delegations(office: Office, officer_id: str) -> list[DelegationView]:
    """Delegations given by or to an officer, in force or to come, earliest first."""
    giver, taker = OFFICERS.alias("giver"), OFFICERS.alias("taker")
    wanted = (
        select(DELEGATIONS, giver.c.name.label("by_name"), taker.c.name.label("to_name"))
        .join(giver, giver.c.id == _D.from_officer)
        .join(taker, taker.c.id == _D.to_officer)
        .where(or_(_D.from_officer == officer_id, _D.to_officer == officer_id), _D.revoked_at.is_(None))
        .where(_D.until >= office.now().date())
        .order_by(_D.since, _D.id)
    )
    with office.store.read() as db:
        return [
            DelegationView(
                row.id,
                row.from_officer,
                row.by_name,
                row.to_officer,
                row.to_name,
                row.unit,
                row.role,
                row.since,
                row.until,
            )
            for row in db.execute(wanted)
        ]


def revoke(office: Office, by: str, delegation_id: int) -> None:
    """End a delegation now: whoever gave it, or a head of the unit. Raises NotFound, NotPermitted, Conflict."""
    with office.store.begin() as db:
        row = db.execute(select(DELEGATIONS).where(_D.id == delegation_id)).one_or_none()
        if row is None:
            raise NotFound("no-such-delegation", f"there is no delegation {delegation_id}")
        if by != row.from_officer and (row.unit, SUPERVISOR) not in _posts(db, by, office.now().date()):
            raise NotPermitted("not-your-delegation", "only who gave it, or a head of the unit, can take it back")
        if row.revoked_at is not None:
            raise Conflict("already-revoked", "the delegation was taken back before")
        db.execute(update(DELEGATIONS).where(_D.id == delegation_id).values(revoked_at=office.now()))


def actor(db: Connection, id: str, on_behalf_of: str | None, at: datetime) -> Actor:
    """Who acts, with the posts held at that moment; on behalf of somebody, only the posts that one let them use.

    Raises NotFound for an unknown or closed account, NotPermitted without a delegation in force.
    """
    today = at.date()
    found = db.execute(_WITH_POSTS, {"id": id, "day": today}).all()
    if not found:
        raise _no_such_officer(id)
    name = found[0].name
    if on_behalf_of is None:
        return Actor(id=id, name=name, posts=tuple(sorted((row.unit, row.role) for row in found if row.unit)))
    held = _posts(db, on_behalf_of, today)
    lent = [(unit, role) for lender, unit, role in delegations_to(db, id, today) if lender == on_behalf_of]
    posts = tuple(sorted(post for post in lent if post in held))
    if not posts:
        raise NotPermitted("no-delegation", f"{name} has no delegation of {on_behalf_of} in force today")
    return Actor(id=id, name=name, posts=posts, on_behalf_of=on_behalf_of)


def posts_and_delegations(
    db: Connection, id: str, today: date
) -> tuple[set[tuple[str, str]], list[tuple[str, str, str]]]:
    """An officer's own posts, and those lent by others who hold them: (lender, unit, role). Raises NotFound."""
    _must_exist(db, id)
    lent = delegations_to(db, id, today)
    held = {lender: _posts(db, lender, today) for lender in {lender for lender, _, _ in lent}}
    return _posts(db, id, today), [each for each in lent if each[1:] in held[each[0]]]


def delegations_to(db: Connection, id: str, today: date) -> list[tuple[str, str, str]]:
    """(from officer, unit, role) of the delegations that officer may use on a day."""
    rows = db.execute(
        select(_D.from_officer, _D.unit, _D.role)
        .where(_D.to_officer == id, _D.revoked_at.is_(None), _D.since <= today, _D.until >= today)
        .order_by(_D.id)
    )
    return [(row.from_officer, row.unit, row.role) for row in rows]


def _posts(db: Connection, id: str, today: date) -> set[tuple[str, str]]:
    return {(row.unit, row.role) for row in db.execute(_WITH_POSTS, {"id": id, "day": today}) if row.unit}


def _must_exist(db: Connection, id: str) -> None:
    if db.execute(select(OFFICERS.c.id).where(OFFICERS.c.id == id, OFFICERS.c.active)).one_or_none() is None:
        raise _no_such_officer(id)


def _no_such_officer(id: str) -> NotFound:
    return NotFound("no-such-officer", f"there is no officer {id}")
