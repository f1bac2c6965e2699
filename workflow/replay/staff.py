"""The officers of a replay: as many for each post as the organisation has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from sqlalchemy import select

from integrations.registers.people import person
from workflow.service.office import Office
from workflow.service.people import appoint
from workflow.store.tables import OFFICERS

PASSWORD = "phat-lai-2025"
Staff = Mapping[tuple[str, str], Sequence[str]]
"""Officers by unit and role."""


def appoint_all(office: Office, since: date) -> None:
    """Open the accounts of everybody, who hold their posts since a day; those that are open stay as they are."""
    with office.store.read() as db:
        known = set(db.scalars(select(OFFICERS.c.id)))
    for number, (id_, posts) in enumerate(_accounts(office)):
        if id_ not in known:  # a password takes long to hash
            name, email = person(700_001 + number)["full_name"], f"{id_}@motcua.example.vn"
            appoint(office, id_, name, PASSWORD, posts, email=email, since=since)


def staff_of(office: Office) -> Staff:
    """Who holds which post."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id_, posts in _accounts(office):
        for post in posts:
            held[post].append(id_)
    return held


def candidates(staff: Staff, unit: str | None, role: str, before: str | None, chance: Random) -> list[str]:
    """Who may be asked, first whoever had it before; nobody is asked twice."""
    found = [
        id_ for (in_unit, has_role), ids in staff.items() if has_role == role and unit in (None, in_unit) for id_ in ids
    ]
    chance.shuffle(found)
    return list(dict.fromkeys([*([before] if before in found else []), *found]))


def _accounts(office: Office) -> list[tuple[str, list[tuple[str, str]]]]:
    accounts = []
    for group in office.organisation.staff:
        posts = [(post.partition(":")[0], post.partition(":")[2]) for post in group.posts]
        name = "-".join(posts[0]).lower().replace("_", "-")
        accounts += [(f"{name}-{number}", posts) for number in range(1, group.count + 1)]
    return accounts
