"""Handing results over: by post with its news, at the counter, electronically; undelivered parcels; what is handed over."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import RETURNER, SPECIALIST
from workflow.engine import NotPermitted
from workflow.engine.errors import Invalid
from workflow.engine.events import ShipmentReported

Begin = Callable[..., Walk]


def decided(begin: Begin, return_way: str = "post") -> Walk:
    dossier = begin().submit(return_way=return_way).accept().decide("check", "grant").decide("approve", "agree")
    return dossier.issue("decision")


def test_a_parcel_is_followed_until_it_has_arrived(walk: Begin) -> None:
    dossier = decided(walk)
    order = dossier.world.orders[dossier.at("back").visit]
    assert (order.attempt, order.documents) == (1, (dossier.document("decision").visit,))
    dossier.shipped("back", "booked")
    assert dossier.value("back_shipment.item_code") == "EE000000005VN"
    before = dossier.case
    assert dossier.shipped("back", "booked").shipped("back", "on_the_way").case is before
    dossier.shipped("back", "delivered")
    assert dossier.value("back") == {"way": "post", "item_code": "EE000000005VN", "attempts": 1, "outcome": "returned"}
    assert dossier.case.ending == "settled"


def test_news_may_be_skipped_a_parcel_delivered_without_a_booking_is_delivered(walk: Begin) -> None:
    assert decided(walk).shipped("back", "delivered").case.ending == "settled"


def test_an_undelivered_parcel_is_sent_again_as_a_second_one(walk: Begin) -> None:
    dossier = decided(walk).shipped("back", "undelivered")
    assert dossier.at("back").unit == "ONE_STOP"
    dossier.decide("back", "send_again", RETURNER)
    order = dossier.world.orders[dossier.at("back").visit]
    assert order.attempt == 2
    dossier.shipped("back", "undelivered").decide("back", "send_again").shipped("back", "delivered")
    assert dossier.value("back.attempts") == 3
    assert dossier.heard == [1, 2, 4, 9, 10]


def test_news_of_the_first_parcel_does_not_touch_the_second(walk: Begin) -> None:
    dossier = decided(walk)
    first = dossier.at("back").visit
    dossier.shipped("back", "undelivered").decide("back", "send_again")
    before = dossier.case
    late: Any
    for visit, attempt in ((first, 1), (dossier.at("back").visit, 1)):
        late = ShipmentReported(at=dossier.now, visit=visit, attempt=attempt, state="delivered")
        assert dossier.apply(late).case is before


def test_an_undelivered_result_may_be_kept_at_the_counter(walk: Begin) -> None:
    dossier = decided(walk).shipped("back", "undelivered").decide("back", "keep_at_counter")
    dossier.decide("back", "handed_over", fields={"receiver": "Lê Văn Bá"})
    assert dossier.value("back") == {"way": "counter", "to": "Lê Văn Bá", "by": "Trà", "outcome": "returned"}


def test_at_the_counter_the_return_officer_hands_over(walk: Begin) -> None:
    dossier = decided(walk, "counter")
    for somebody in (SPECIALIST,):
        with pytest.raises(NotPermitted):
            dossier.decide("back", "handed_over", somebody)
    with pytest.raises(Invalid, match="handed_over"):
        dossier.decide("back", "send_again")
    dossier.claim("back", RETURNER).decide("back", "handed_over", RETURNER)
    assert dossier.heard == [1, 2, 4, 9, 10]


def test_electronic_results_are_returned_when_the_portal_has_them(walk: Begin) -> None:
    dossier = decided(walk, "electronic").work("back", "done")
    assert dossier.value("back.way") == "electronic"
    assert dossier.case.ending == "settled"


MANY = """
steps:
  receive: { review: receiver, unit: ONE_STOP }
  receipt: { produce: receipt, result: false, clock: start }
  first: { produce: decision }
  second: { produce: letter }
  back: { return: post, documents: [second] }
  rest: { return: electronic }
  settled: { end: settled }
"""


def test_a_return_hands_over_the_results_it_names_or_all_and_never_slips(walk: Begin) -> None:
    dossier = walk(MANY).submit().decide("receive", "done").issue("receipt").issue("first").issue("second")
    first, second = dossier.document("decision").visit, dossier.document("letter").visit
    assert dossier.world.orders[dossier.at("back").visit].documents == (second,)
    dossier.shipped("back", "delivered")
    assert dossier.world.orders[dossier.at("rest").visit].documents == (first, second)


def test_a_definition_may_fix_the_way_whatever_the_applicant_chose(walk: Begin) -> None:
    dossier = walk(MANY).submit(return_way="counter").decide("receive", "done").issue("receipt")
    assert dossier.issue("first").issue("second").at("back").stage == "shipping"


def test_with_nothing_issued_there_is_nothing_to_hand_over(walk: Begin) -> None:
    dossier = walk().submit().accept().decide("check", "grant").decide("approve", "agree")
    dossier.skip("decision", "produced")
    assert (dossier.case.ending, dossier.heard) == ("settled", [1, 2, 4, 9, 10])
