"""What conditions may read: steps not yet passed, the year, the acts a decision rests on, when an amount was computed."""

from collections.abc import Callable

import pytest

from tests.workflow.engine.walk import Walk
from workflow.engine.errors import Invalid

Begin = Callable[..., Walk]

LOOP = """
steps:
  look: { review: receiver, unit: ONE_STOP, clock: start, then: { again: sort, done: sort } }
  sort:
    decide:
      - { when: has(second.outcome), then: settled }
      - otherwise: second
  second: { review: specialist, unit: BEN, then: look }
  settled: { end: settled }
"""


def test_whether_a_step_was_passed_can_be_asked(walk: Begin) -> None:
    under_way = walk(LOOP).submit().decide("look", "again")
    assert under_way.stands == ["second"]
    assert under_way.decide("second", "done").decide("look", "again").case.ending == "settled"


def test_a_value_of_a_step_not_yet_passed_is_left_out(walk: Begin) -> None:
    under_way = walk(
        """
        steps:
          note: { notify: hello, with: { said: later.reason, year: dossier.year, bases: dossier.legal_bases }, clock: start }
          later: { review: specialist, unit: BEN }
          settled: { end: settled }
        """
    ).submit()
    [notice] = [command for command in under_way.caused if command.command == "send_notice"]
    assert notice.values["year"] == 2026
    assert notice.values["bases"] == ["41/2024/QH15"]
    assert "said" not in notice.values


@pytest.mark.parametrize("payments", ["form.nobody", "form.name"])
def test_payments_that_are_no_list_are_refused_rather_than_taken_for_none(walk: Begin, payments: str) -> None:
    steps = f"""
    steps:
      look: {{ review: receiver, unit: ONE_STOP, clock: start }}
      money: {{ pay: {payments} }}
      settled: {{ end: settled }}
    """
    under_way = walk(steps).submit({"name": "An"})
    with pytest.raises(Invalid, match="not a list of payments"):
        under_way.decide("look", "done")


def test_a_computed_value_knows_its_day_and_year(walk: Begin) -> None:
    under_way = walk(
        """
        steps:
          amount: { compute: sums.total, with: { numbers: form.numbers }, then: { fine: look, too_much: look } }
          look: { review: receiver, unit: ONE_STOP, clock: start }
          settled: { end: settled }
        """
    ).submit({"numbers": [1, 2]})
    amount = under_way.case.variables()["amount"]
    assert (amount["total"], amount["computed_on"], amount["computed_in"]) == (3, "2026-03-02", 2026)
