"""What machines could not do comes before a supervisor, who retries it or settles it by hand, with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from walking import case, decided, perform_all, submitted

from tests.conftest import Clock
from workflow.engine.commands import OpenDossier, ReportStatus
from workflow.engine.events import CalledDossierEnded
from workflow.service.applicant import withdraw
from workflow.service.applying import apply, park, take
from workflow.service.audit import verify
from workflow.service.called import open_called
from workflow.service.carrying import Applied, Carrying
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted
from workflow.service.incidents import incidents, retry, skip
from workflow.service.office import Office
from workflow.service.signals import signal
from workflow.service.timers import fire_timers
from workflow.store import journal
from workflow.store.tables import TIMERS, WORKS
from workflow.store.works import Work

LEASE = timedelta(minutes=1)


def an_incident(office: Office, kind: str = "produce") -> tuple[str, Work]:
    """A dossier whose work of this kind was given up by its worker."""
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    [work] = take(office, [kind], 1, "w1", LEASE)
    park(office, work, "the printer is on fire")
    return code, work


def kinds(office: Office, code: str) -> list[str]:
    with office.store.read() as db:
        return [entry.kind for entry in journal.entries(db, code)]


def test_an_incident_says_what_where_and_how_it_may_end(office: Office) -> None:
    code, work = an_incident(office)
    [found] = incidents(office, "head")
    assert (found.work_id, found.code, found.step) == (work.id, code, "intake/receipt")
    assert found.error == "the printer is on fire"
    assert found.outcomes == ("produced",)
    assert take(office, ["produce"], 1, "w1", LEASE) == []


def test_a_retry_begins_anew(office: Office) -> None:
    code, work = an_incident(office)
    retry(office, work.id, "head", "đã sửa máy in")
    assert incidents(office, "head") == []
    perform_all(office)
    assert [token.path for token in case(office, code).tokens.values()] == ["assess"]
    assert "incident_retried" in kinds(office, code)
    assert verify(office, code).faults == ()


def test_a_step_can_be_ended_by_hand(office: Office) -> None:
    code, work = an_incident(office)
    with pytest.raises(Invalid, match="how it ends"):
        skip(office, work.id, "head", None, "in tay")
    with pytest.raises(Invalid, match="produced"):
        skip(office, work.id, "head", "sung", "in tay")
    assert len(incidents(office, "head")) == 1
    skip(office, work.id, "head", "produced", "in tay")
    assert incidents(office, "head") == []
    assert [token.path for token in case(office, code).tokens.values()] == ["assess"]
    assert verify(office, code).faults == ()


def test_work_no_step_waits_for_is_given_up_and_its_lane_goes_on(office: Office) -> None:
    code, work = an_incident(office, "sync")
    assert take(office, ["sync"], 9, "w1", LEASE) == []
    assert incidents(office, "dir")[0].outcomes == ()
    skip(office, work.id, "dir", None, "cổng đã biết")
    [following] = take(office, ["sync"], 9, "w1", LEASE)
    assert ReportStatus.model_validate_json(following.payload).number == 2
    assert verify(office, code).faults == ()


def test_only_supervisors_with_a_reason_settle_incidents(office: Office) -> None:
    code, work = an_incident(office)
    with pytest.raises(NotPermitted):
        incidents(office, "spec")
    with pytest.raises(NotPermitted):
        retry(office, work.id, "spec", "vì tôi muốn")
    with pytest.raises(Invalid):
        retry(office, work.id, "head", " ")
    with pytest.raises(NotFound):
        retry(office, 999_999, "head", "?")
    assert kinds(office, code)[-2:] == ["refused", "refused"]
    retry(office, work.id, "head", "được")
    with pytest.raises(Conflict):
        retry(office, work.id, "head", "lại")


def test_due_timers_fire_once_and_late_ones_do_nothing(office: Office, clock: Clock) -> None:
    code = submitted(office, procedure="toy-wait", answers={}, attachments=[])
    perform_all(office)
    assert fire_timers(office) == 0
    clock.forward(days=3)
    assert fire_timers(office) >= 1
    assert case(office, code).ending == "declined"
    assert fire_timers(office) == 0
    with office.store.read() as db:
        assert db.execute(select(TIMERS)).all() == []
    assert verify(office, code).faults == ()


def test_a_sweep_takes_no_more_than_asked_and_the_next_takes_the_rest(office: Office, clock: Clock) -> None:
    for number in range(3):
        submitted(office, f"P-{number}", procedure="toy-wait", answers={}, attachments=[])
    perform_all(office)
    clock.forward(days=3)
    fired = [fire_timers(office, limit=2)]
    while fired[-1]:
        fired.append(fire_timers(office, limit=2))
    assert max(fired) == 2
    assert sum(fired) >= 3


def test_a_timer_that_breaks_what_fires_it_holds_up_no_other(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [submitted(office, f"P-{n}", procedure="toy-wait", answers={}, attachments=[]) for n in range(3)]
    perform_all(office)
    clock.forward(days=3)
    apply = Carrying.apply

    def breaks(carrying: Carrying, code: str, *more: Any) -> Applied:
        if code == codes[1]:
            raise KeyError("amount")
        return apply(carrying, code, *more)

    with monkeypatch.context() as broken:
        broken.setattr(Carrying, "apply", breaks)
        with pytest.raises(KeyError):
            fire_timers(office)
    assert [case(office, code).ending for code in codes] == ["declined", None, "declined"]
    assert fire_timers(office) == 1
    assert case(office, codes[1]).ending == "declined"


def test_a_signal_moves_on_whoever_waits_for_it(office: Office) -> None:
    code = submitted(office, procedure="toy-wait", answers={}, attachments=[])
    early = signal(office, code, "answer", message=("events", "7"))
    assert early is not None
    assert early.late
    perform_all(office, ("produce", "sign"))
    assert signal(office, code, "something else").late
    assert not signal(office, code, "answer", {"from": "phường"}, ("events", "7")).late
    assert signal(office, code, "answer", {"from": "phường"}, ("events", "7")) is None
    perform_all(office)
    assert case(office, code).ending == "settled"
    with pytest.raises(NotFound):
        signal(office, "nothing", "answer")


def test_a_timer_the_engine_cannot_take_becomes_an_incident_and_is_not_tried_for_ever(
    office: Office, clock: Clock
) -> None:
    code = submitted(office, procedure="toy-stuck", answers={"reason": "x"}, attachments=[])
    perform_all(office)
    clock.forward(days=3)
    assert fire_timers(office) >= 1
    [found] = incidents(office, "dir")
    assert (found.kind, found.code) == ("timer", code)
    assert fire_timers(office) == 0
    retry(office, found.work_id, "dir", "thử lại")
    assert fire_timers(office) == 1
    assert len(incidents(office, "dir")) == 1
    assert verify(office, code).faults == ()


def test_a_called_dossier_is_opened_once_and_its_end_reaches_the_caller(office: Office) -> None:
    parent = submitted(office, procedure="toy-caller", answers={}, attachments=[])
    perform_all(office, ("produce", "sign", "sync"))
    [work] = take(office, ["open"], 1, "w1", LEASE)
    command = OpenDossier.model_validate_json(work.payload)
    child = open_called(office, parent, command)
    assert open_called(office, parent, command) == child
    apply(office, work)
    assert case(office, child).form["amount"] == 5
    assert case(office, child).applicant == case(office, parent).applicant
    withdraw(office, child)
    [work] = take(office, ["open"], 1, "w1", LEASE)
    assert (work.dossier, work.key) == (parent, f"{parent}:{command.visit}:open:ended")
    apply(office, work, CalledDossierEnded(at=office.now(), visit=work.visit, dossier=child, ending="withdrawn"))
    assert case(office, parent).ending == "declined"
    with office.store.read() as db:
        assert db.execute(select(WORKS.c.id).where(WORKS.c.kind == "open", WORKS.c.state != "done")).all() == []
    assert verify(office, parent).faults == ()
