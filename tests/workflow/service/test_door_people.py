"""Accounts, posts and delegations: who somebody is, what they may do today, and in whose name."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from walking import case, decided, perform_all, submitted, visit_of

from tests.conftest import PASSWORD, Clock
from workflow.service.assignments import claim
from workflow.service.audit import verify
from workflow.service.deciding import decide
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, NotSignedIn
from workflow.service.office import Office
from workflow.service.people import appoint, colleagues, delegate, delegations, dismiss, officer, revoke, sign_in
from workflow.service.queueing import queue
from workflow.service.viewing import dossier
from workflow.store.tables import OFFICERS

TODAY = date(2025, 8, 4)


def lent(office: Office, to: str = "spec2", until: date = TODAY) -> int:
    """The receiver lets somebody stand in for today."""
    return delegate(office, "rec", to, "ONE_STOP", "receiver", TODAY, until)


def test_the_right_password_opens_and_nothing_else_does(office: Office) -> None:
    assert sign_in(office, "rec", PASSWORD).name == "Nguyễn Thị Tiếp"
    for name, password in (("rec", "sai"), ("rec", ""), ("nobody", PASSWORD), ("rec", "x" * 100_000)):
        with pytest.raises(NotSignedIn) as refusal:
            sign_in(office, name, password)
        assert str(refusal.value) == "the name or the password is wrong"


def test_passwords_are_kept_as_argon2_alone(office: Office) -> None:
    with office.store.read() as db:
        kept = db.execute(select(OFFICERS.c.password)).scalars().all()
    assert all(each.startswith("$argon2id$") for each in kept)
    assert len(set(kept)) == len(kept)


def test_appointing_again_sets_posts_anew(office: Office) -> None:
    appoint(office, "rec", "Nguyễn Thị Tiếp", "mật khẩu khác", [("COLL", "specialist")])
    assert officer(office, "rec").posts == (("COLL", "specialist"),)
    assert sign_in(office, "rec", "mật khẩu khác").id == "rec"


@pytest.mark.parametrize(
    ("posts", "password"),
    [([("NOWHERE", "head")], PASSWORD), ([("BEN", "king")], PASSWORD), ([("BEN", "head")], "ngắn")],
)
def test_unknown_posts_and_short_passwords_are_refused(
    office: Office, posts: list[tuple[str, str]], password: str
) -> None:
    with pytest.raises(Invalid):
        appoint(office, "new", "Người mới", password, posts)
    with pytest.raises(NotFound):
        officer(office, "new")


def test_a_closed_account_opens_nothing_and_its_delegations_are_worth_nothing(office: Office) -> None:
    lent(office)
    dismiss(office, "rec")
    with pytest.raises(NotSignedIn):
        sign_in(office, "rec", PASSWORD)
    code = submitted(office)
    for who, for_whom in (("rec", None), ("spec2", "rec")):
        with pytest.raises((NotFound, NotPermitted)):
            claim(office, code, visit_of(office, code, "intake/receive"), who, on_behalf_of=for_whom)
    with pytest.raises(NotFound):
        dismiss(office, "rec")


def test_colleagues_of_a_post_are_found_by_name(office: Office) -> None:
    assert [each.id for each in colleagues(office, "BEN", "specialist")] == ["spec2", "both", "spec"]
    assert [each.id for each in colleagues(office, None, "head")] == ["head", "head_one"]


def test_a_post_holds_from_its_first_day(office: Office, clock: Clock) -> None:
    appoint(office, "new", "Người mới", PASSWORD, [("ONE_STOP", "receiver")], since=TODAY + timedelta(days=1))
    code = submitted(office)
    with pytest.raises(NotPermitted):
        claim(office, code, visit_of(office, code, "intake/receive"), "new")
    clock.forward(days=1)
    claim(office, code, visit_of(office, code, "intake/receive"), "new")


def test_a_stand_in_acts_in_the_others_name_and_both_are_remembered(office: Office) -> None:
    code = submitted(office)
    visit = visit_of(office, code, "intake/receive")
    with pytest.raises(NotPermitted):
        claim(office, code, visit, "spec2")
    lent(office)
    with pytest.raises(NotPermitted):
        claim(office, code, visit, "spec2")  # not without saying for whom
    claim(office, code, visit, "spec2", on_behalf_of="rec")
    decide(office, code, visit, "spec2", "accept", on_behalf_of="rec")
    [actor] = case(office, code).deciders["intake/receive"]
    assert (actor.id, actor.on_behalf_of) == ("spec2", "rec")
    assert any(entry.who == "Lê Thị Định thay Nguyễn Thị Tiếp" for entry in dossier(office, code, "rec").history)
    assert verify(office, code).faults == ()


def test_four_eyes_count_the_stand_in_and_whom_they_stand_in_for(office: Office) -> None:
    delegate(office, "dir", "spec2", "LEAD", "director", TODAY, TODAY)
    code = submitted(office)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    decided(office, code, "assess", "spec2", "grant", fields={"granted": 5})
    with pytest.raises(NotPermitted) as refusal:
        decide(office, code, visit_of(office, code, "sign"), "spec2", "sign", on_behalf_of="dir")
    assert refusal.value.code == "four-eyes"


def test_a_delegation_ends_with_its_last_day(office: Office, clock: Clock) -> None:
    lent(office)
    code = submitted(office)
    clock.forward(days=1)
    with pytest.raises(NotPermitted):
        claim(office, code, visit_of(office, code, "intake/receive"), "spec2", on_behalf_of="rec")


def test_a_delegation_taken_back_is_worth_nothing(office: Office) -> None:
    number = lent(office)
    with pytest.raises(NotPermitted):
        revoke(office, "spec", number)
    revoke(office, "rec", number)
    with pytest.raises(Conflict):
        revoke(office, "rec", number)
    with pytest.raises(NotFound):
        revoke(office, "rec", 999)
    code = submitted(office)
    with pytest.raises(NotPermitted):
        claim(office, code, visit_of(office, code, "intake/receive"), "spec2", on_behalf_of="rec")


def test_nobody_lends_what_they_do_not_hold(office: Office) -> None:
    with pytest.raises(NotPermitted):
        delegate(office, "rec", "spec2", "LEAD", "director", TODAY, TODAY)
    with pytest.raises(Invalid):
        delegate(office, "rec", "rec", "ONE_STOP", "receiver", TODAY, TODAY)
    with pytest.raises(Invalid):
        delegate(office, "rec", "spec2", "ONE_STOP", "receiver", TODAY, TODAY - timedelta(days=1))
    with pytest.raises(NotFound):
        delegate(office, "rec", "nobody", "ONE_STOP", "receiver", TODAY, TODAY)


def test_what_was_lent_by_who_lost_the_post_is_worth_nothing(office: Office) -> None:
    lent(office)
    appoint(office, "rec", "Nguyễn Thị Tiếp", PASSWORD, [("COLL", "specialist")], since=date(2020, 1, 1))
    code = submitted(office)
    with pytest.raises(NotPermitted):
        claim(office, code, visit_of(office, code, "intake/receive"), "spec2", on_behalf_of="rec")
    assert queue(office, "spec2") == []


def test_delegations_in_force_and_to_come_are_listed(office: Office, clock: Clock) -> None:
    lent(office, until=TODAY + timedelta(days=2))
    [seen] = delegations(office, "spec2")
    assert (seen.by_name, seen.to_name, seen.role) == ("Nguyễn Thị Tiếp", "Lê Thị Định", "receiver")
    assert delegations(office, "rec") == [seen]
    assert officer(office, "spec2").delegated == (("rec", "ONE_STOP", "receiver"),)
    clock.forward(days=3)
    assert delegations(office, "rec") == []
