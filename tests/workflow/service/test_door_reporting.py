"""The figures of a period, counted by hand; and said aloud when they do not add up."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from walking import PAYMENT, case, decided, perform_all, settled, submitted

from tests.conftest import Clock
from workflow.clock import HANOI
from workflow.service.applicant import withdraw
from workflow.service.errors import Invalid, NotPermitted
from workflow.service.office import Office
from workflow.service.recounting import recount
from workflow.service.reporting import Broken, Count, Flow, report, report_for
from workflow.service.tallying import measured
from workflow.store.tables import DOSSIERS, TALLIES

FIRST, LAST = date(2025, 8, 1), date(2025, 9, 30)


def at(day: int, hour: int = 9, month: int = 8) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=HANOI)


@pytest.fixture
def two_months(office: Office, clock: Clock) -> dict[str, str]:
    """Eight dossiers around August and September 2025; seven working days are allowed."""
    codes: dict[str, str] = {}

    def filed(name: str, answers: Mapping[str, Any] = {}, **changes: Any) -> None:
        answers = {"person_id": f"00100000000{len(codes)}", **answers}
        codes[name] = submitted(office, name, answers=answers, **changes)

    clock.at = at(31, month=7)
    filed("carried", channel="counter", return_way="counter")
    clock.at = at(4)
    filed("on time")
    filed("late")
    filed("refused")
    filed("withdrawn")
    clock.at = at(5)
    settled(office, codes["carried"])
    decided(office, codes["carried"], "back", "ret", "handed_over")
    decided(office, codes["refused"], "intake/receive", "rec", "refuse", reason="không thuộc thẩm quyền")
    decided(office, codes["on time"], "intake/receive", "rec", "accept")  # due on Thursday 14 August, nine o'clock
    decided(office, codes["late"], "intake/receive", "rec", "accept")
    withdraw(office, codes["withdrawn"], "không cần nữa")
    perform_all(office)
    clock.at = at(14, 8)
    finish(office, codes["on time"])
    clock.at = at(20)
    finish(office, codes["late"])
    clock.at = at(29)
    filed("over the month", {"payments": [PAYMENT] * 2}, channel="counter")
    filed("open")
    decided(office, codes["over the month"], "intake/receive", "rec", "accept")
    decided(office, codes["open"], "intake/receive", "rec", "accept")
    perform_all(office)
    clock.at = at(3, month=9)
    finish(office, codes["over the month"], granted=1500)
    clock.at = at(1, month=10)
    filed("after")
    return codes


def finish(office: Office, code: str, granted: int = 400) -> None:
    decided(office, code, "assess", "spec", "grant", fields={"granted": granted})
    decided(office, code, "sign", "dir", "sign")
    perform_all(office)


def test_every_dossier_counts_where_it_belongs(office: Office, two_months: dict[str, str]) -> None:
    found = report(office, FIRST, LAST)
    # In: one from July, then on time, late, refused, withdrawn, over the month, open. Out: all but the open one.
    assert found.total.flow == Flow(
        carried=1, received=6, early=2, on_time=1, late=1, refused=1, withdrawn=1, pending=1, pending_late=1
    )
    august, september = (line.flow for line in found.months)
    assert august == Flow(carried=1, received=6, early=1, on_time=1, late=1, refused=1, withdrawn=1, pending=2)
    assert september == Flow(carried=2, early=1, pending=1)
    online, counter, post = (line.flow for line in found.channels)
    assert online == Flow(received=5, on_time=1, late=1, refused=1, withdrawn=1, pending=1, pending_late=1)
    assert counter == Flow(carried=1, received=1, early=2, pending_late=0)
    assert post == Flow(pending_late=0)
    assert [(line.key, line.title.en) for line in found.procedures] == [("toy", "Toy benefit")]
    assert found.holds
    assert found.odd == ()


def test_money_people_papers_and_returns_are_counted(office: Office, two_months: dict[str, str]) -> None:
    found = report(office, FIRST, LAST)
    # Three dossiers with one payment of 500 đồng, one with two; that one was granted 1,500 in cash besides.
    assert found.total.measured == {"toy": Count(5, 2500), "paper": Count(4)}
    assert found.total.paid == {"account": Count(5, 2500), "cash": Count(1, 1500)}
    assert found.total.returned == {"post": Count(3), "counter": Count(1)}
    assert [line.paid["account"] for line in found.months] == [Count(3, 1500), Count(2, 1000)]
    assert found.parcels == {"delivered": 3}
    assert found.measures["paper"][0] == "issued"


def test_units_have_an_identity_of_their_own(office: Office, two_months: dict[str, str]) -> None:
    lines = {line.unit: line for line in report(office, FIRST, LAST).units}
    # Specialists: carried, on time, late, over the month, open; they have two working days each,
    # which on time and late took longer than. Over the month did not: 1 and 2 September are holidays.
    assert (lines["BEN"].carried, lines["BEN"].opened, lines["BEN"].closed, lines["BEN"].pending) == (0, 5, 4, 1)
    assert lines["BEN"].late == 2
    # Receivers had the one of July on their desk; the returner handed it over.
    assert (lines["ONE_STOP"].carried, lines["ONE_STOP"].opened, lines["ONE_STOP"].closed) == (1, 7, 8)
    assert all(line.holds for line in lines.values())


def test_a_dossier_that_another_opened_came_by_no_channel(
    office: Office, two_months: dict[str, str], clock: Clock
) -> None:
    clock.at = at(30, month=9)
    submitted(office, "called", answers={"person_id": "001000000009"}, parent=(two_months["open"], 1))
    found = report(office, FIRST, LAST)
    assert [line.key for line in found.channels] == ["online", "counter", "post", "called"]
    assert found.channels[-1].flow == Flow(received=1, pending=1, pending_late=0)
    assert found.holds


def test_a_period_may_begin_and_end_on_any_day(office: Office, two_months: dict[str, str]) -> None:
    one_day = report(office, date(2025, 8, 5), date(2025, 8, 5))
    assert one_day.total.flow == Flow(carried=5, early=1, refused=1, withdrawn=1, pending=2, pending_late=0)
    with pytest.raises(Invalid):
        report(office, LAST, FIRST)


def test_what_does_not_add_up_is_said(office: Office, two_months: dict[str, str]) -> None:
    with office.store.begin() as db:  # settled in July, but received in August: somebody's clock was wrong
        this = DOSSIERS.c.code == two_months["late"]
        db.execute(update(DOSSIERS).where(this).values(settled_at=at(30, month=7)))
    found = report(office, FIRST, LAST)
    assert not found.holds
    assert Broken("flow", "", 7, 6) in found.broken
    assert Broken("flow", "2025-08", 7, 6) in found.broken
    assert found.odd == (two_months["late"],)


def test_only_heads_and_directors_see_it(office: Office) -> None:
    assert report_for(office, "head", FIRST, LAST).total.flow == Flow(pending_late=0)
    with pytest.raises(NotPermitted):
        report_for(office, "spec", FIRST, LAST)


def test_figures_that_cannot_be_read_are_told_and_stop_nothing(office: Office, two_months: dict[str, str]) -> None:
    with office.store.begin() as db:
        db.execute(update(TALLIES).where(TALLIES.c.part == "toy").values(number=None, amount=0))
    assert report(office, FIRST, LAST).total.measured["toy"] == Count(0, 0, uncounted=4)
    code = two_months["late"]
    with office.store.read() as db:
        digest = db.execute(select(DOSSIERS.c.digest).where(DOSSIERS.c.code == code)).scalar_one()
    procedure = office.library.by_digest(digest, lambda: (FIRST, "")).procedure
    broken = case(office, code)
    unreadable = broken.but(form={**broken.form, "payments": [{"amount": "ba đồng"}]})
    [toy, _] = measured(office.library.figures, procedure, unreadable, at(20))
    assert (toy["part"], toy["number"], toy["amount"]) == ("toy", None, 0)


def test_counted_anew_the_figures_are_the_same(office: Office, two_months: dict[str, str]) -> None:
    before = report(office, FIRST, LAST)
    with office.store.begin() as db:
        db.execute(delete(TALLIES))
    assert report(office, FIRST, LAST).total.paid == {}
    assert recount(office) == 4  # those that were settled
    after = report(office, FIRST, LAST)
    assert (after.total, after.months) == (before.total, before.months)
    assert recount(office) == 4
    assert report(office, FIRST, LAST).total == before.total
