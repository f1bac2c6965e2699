"""The officers of the demonstration: made-up names, one post each."""

from dataclasses import dataclass

from desk.demo.parts import Parts
from workflow.service.people import appoint
from workflow.wiring import open_office

PASSWORD = "mot-cua-2026"
"""Of every demonstration account; printed by `serve` and `demo`, useless elsewhere."""


@dataclass(frozen=True)
class Person:
    """A demonstration officer."""

    id: str
    name: str
    posts: tuple[tuple[str, str], ...]

    @property
    def email(self) -> str:
        return f"{self.id}@motcua.example.vn"


OFFICERS = (
    Person("lan", "Nguyễn Thị Lan", (("ONE_STOP", "receiver"),)),
    Person("mai", "Vũ Thị Mai", (("ONE_STOP", "returner"),)),
    Person("hung", "Trần Văn Hùng", (("BEN", "specialist"),)),
    Person("thao", "Phạm Thị Thảo", (("BEN", "head"),)),
    Person("son", "Đỗ Hồng Sơn", (("COLL", "specialist"),)),
    Person("nga", "Bùi Thị Nga", (("COLL", "head"),)),
    Person("dung", "Hoàng Tiến Dũng", (("FIN", "accountant"),)),
    Person("huong", "Lê Thị Hương", (("FIN", "head"),)),
    Person("yen", "Lương Hải Yến", (("HI", "specialist"),)),
    Person("khoa", "Trịnh Đăng Khoa", (("HI", "head"),)),
    Person("tuan", "Mạc Anh Tuấn", (("INSP", "inspector"),)),
    Person("hai", "Đoàn Thanh Hải", (("INSP", "head"),)),
    Person("thu", "Chu Minh Thư", (("ARCH", "archivist"),)),
    Person("loan", "Cao Bích Loan", (("CLERK", "clerk"),)),
    Person("binh", "Ngô Thanh Bình", (("ONE_STOP", "head"),)),
    Person("linh", "Phan Khánh Linh", (("LEAD", "designer"),)),
    Person("quang", "Đặng Minh Quang", (("LEAD", "director"),)),
)


def with_post(unit: str, role: str) -> Person:
    """The officer who holds a post; raises LookupError when nobody does."""
    for person in OFFICERS:
        if (unit, role) in person.posts:
            return person
    raise LookupError(f"no demonstration officer is {role} in {unit}")


def appoint_all(parts: Parts) -> None:
    """Open the accounts of all demonstration officers in a running office."""
    office = open_office(parts.settings)
    for person in OFFICERS:
        appoint(office, person.id, person.name, PASSWORD, person.posts, email=person.email)
    office.store.close()
