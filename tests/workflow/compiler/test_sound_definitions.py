"""Definitions that look dangerous and are not: the proofs refuse no more than they must."""

from pathlib import Path

import pytest

from tests.workflow.toy import compiled

ACCEPTED = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: receipt }
  receipt: { produce: receipt, result: false, clock: start }
"""

SOUND = {
    "a rejected payment is ordered again over steps that pass at once, because the bank was waited for": """
  money: { pay: form.payments, then: { paid: settled, rejected: mend } }
  mend: { each: form.payments, steps: { ok: { end: ok } }, then: money }
  settled: { end: settled }
""",
    "a loop over a call waits when every way through the called graph does": """
  check: { call: common/intake, then: { accepted: sort, refused: settled } }
  sort: { decide: [{ when: form.again, then: check }, { otherwise: settled }] }
  settled: { end: settled }
""",
    "a loop over branches waits when all are needed and one of them waits": """
  checks:
    parallel:
      quick: { tell: { notify: hello }, ok: { end: ok } }
      slow: { see: { review: specialist }, ok: { end: ok } }
  sort: { decide: [{ when: form.again, then: checks }, { otherwise: settled }] }
  settled: { end: settled }
""",
    "all of two branches is as good as all": """
  checks:
    parallel:
      money: { order: { pay: form.payments }, ok: { end: ok } }
      law: { see: { review: specialist }, ok: { end: ok } }
    until: 2
  settled: { end: settled }
""",
    "names that expressions bring along are their own": """
  sort:
    decide:
      - { when: "form.people.all(p, p.age > 18 && receive.outcome == p.wish)", then: settled }
      - { otherwise: settled }
  settled: { end: settled }
""",
    "a parcel on its way can be spoken of": """
  paper: { produce: decision }
  back: { return: post, documents: [paper] }
  tell: { notify: hello, with: { code: back_shipment.item_code } }
  settled: { end: settled }
""",
}


@pytest.mark.parametrize("steps", SOUND.values(), ids=SOUND)
def test_it_is_sound_when(steps: str, tmp_path: Path) -> None:
    assert compiled(tmp_path, ACCEPTED + steps.lstrip("\n")).definition.steps


def test_acceptance_inside_a_called_graph_counts_by_the_end_it_comes_to(tmp_path: Path) -> None:
    steps = """
steps:
  intake: { call: common/intake, then: { accepted: settled, refused: refused } }
  settled: { end: settled }
  refused: { end: refused }
"""
    assert compiled(tmp_path, steps).definition.steps


def test_a_refusal_before_the_receipt_is_one_even_after_a_long_look(tmp_path: Path) -> None:
    steps = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: { accept: look, refuse: refused } }
  look: { review: specialist, unit: BEN, then: { fine: receipt, hopeless: refused } }
  receipt: { produce: receipt, result: false, clock: start, then: settled }
  settled: { end: settled }
  refused: { end: refused }
"""
    assert compiled(tmp_path, steps).definition.steps
