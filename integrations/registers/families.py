"""Relatives of synthetic people: each has a personal id that tells whose relative it is, so that registers know them too.

The place of birth registration in a relative's number is another one than 022; its last six digits are the serial of
the person the family belongs to.
"""

from datetime import date, timedelta
from typing import NamedTuple

from integrations.registers.draw import choice, number
from integrations.registers.endings import Ending, ending
from integrations.registers.lives import died_on, years_on
from integrations.registers.names import GIVEN_NAMES, MIDDLE_NAMES, SURNAMES
from integrations.registers.people import born_on, citizen_number, person, serial_of

_PLACES = {"spouse": "030", "father": "034", "mother": "036", "child1": "031", "child2": "024", "child3": "020"}


class Member(NamedTuple):
    """One of a family; `role` is `self` or a key of the places above."""

    role: str
    full_name: str
    gender: str
    born_on: date
    personal_id: str
    died_on: date | None = None
    birth_certificate: str | None = None

    @property
    def relation(self) -> str:
        """The role without its number, as the contract names it."""
        return self.role.rstrip("123")


def family(seed: int | str) -> list[Member]:
    """The person first, then spouse, children, father and mother."""
    serial = serial_of(seed)
    who = person(serial)
    me = Member("self", who["full_name"], who["gender"], born_on(serial), who["personal_id"], died_on(serial))
    surname = who["full_name"].split()[0]
    spouse = _spouse(serial, me)
    of_father = surname if me.gender == "male" else spouse[0].full_name.split()[0] if spouse else surname
    return [me, *spouse, *_children(serial, me, of_father, bool(spouse)), *_parents(serial, me, surname)]


def member_of(key: str) -> tuple[list[Member], Member] | None:
    """The family a personal id belongs to and whose it is; None when nobody has it."""
    if len(key) != 12 or not (key.isascii() and key.isdigit()):
        return None
    members = family(key)
    return next(((members, each) for each in members if each.personal_id == key), None)


def relatives_of(members: list[Member], one: Member, day: date) -> list[tuple[str, Member]]:
    """(relation, relative) as seen from one of the family, of those born by a day."""
    me = members[0]
    parent = {"male": "father", "female": "mother"}
    found = []
    for other in members:
        if other is one or other.born_on > day:
            continue
        if one is me:
            found.append((other.relation, other))
        elif one.relation == "spouse" and other.relation in ("self", "child"):
            found.append(("spouse" if other is me else "child", other))
        elif one.relation == "child" and other.relation in ("self", "spouse"):
            found.append((parent[other.gender], other))
        elif one.relation in ("father", "mother") and (other is me or other.relation in ("father", "mother")):
            found.append(("child" if other is me else "spouse", other))
    return found


def _spouse(serial: str, me: Member) -> list[Member]:
    if ending(serial) not in (Ending.DEAD, Ending.PENSION_AUTHORISED) and number(serial, "married", 1, 10) > 8:
        return []
    gender = "female" if me.gender == "male" else "male"
    born = years_on(me.born_on, number(serial, "spouse age", -3, 4)) + timedelta(days=number(serial, "spouse", 0, 90))
    return [_member(serial, "spouse", gender, born, choice(serial, "spouse surname", SURNAMES))]


def _children(serial: str, me: Member, surname: str, is_married: bool) -> list[Member]:
    dies_young = ending(serial) is Ending.DEAD
    how_many = 2 if dies_young else number(serial, "children", 0, 3) if is_married else 0
    found = []
    for place in range(how_many):
        age = (31 if dies_young else 24 + number(serial, "first child", 0, 5)) + 4 * place
        born = years_on(me.born_on, age) + timedelta(days=number(serial, f"child {place}", 0, 360))
        gender = choice(serial, f"child gender {place}", ("male", "female"))
        certificate = f"{number(serial, f'birth {place}', 1, 400)}/{born.year}"
        found.append(
            _member(serial, f"child{place + 1}", gender, born, surname)._replace(birth_certificate=certificate)
        )
    return found


def _parents(serial: str, me: Member, surname: str) -> list[Member]:
    found = []
    for role, gender, name in (("father", "male", surname), ("mother", "female", choice(serial, "maiden", SURNAMES))):
        born = years_on(me.born_on, -number(serial, f"{role} age", 23, 33)) + timedelta(
            days=number(serial, role, 0, 300)
        )
        at = years_on(born, number(serial, f"{role} dies", 62, 96))
        # Somebody who died young leaves a mother.
        death = None if ending(serial) is Ending.DEAD and role == "mother" else at
        found.append(_member(serial, role, gender, born, name)._replace(died_on=death))
    return found


def _member(serial: str, role: str, gender: str, born: date, surname: str) -> Member:
    middle, given = choice(serial, f"{role} middle", MIDDLE_NAMES[gender]), choice(serial, role, GIVEN_NAMES[gender])
    number_of = citizen_number(_PLACES[role], gender, born, serial)
    return Member(role, f"{surname} {middle} {given}", gender, born, number_of)
