"""What the proofs of types and data flow accept: values tested for, given on every way, or left out where that is allowed."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from tests.workflow.toy import SCHEMAS, TEMPLATES, context_of, head, library_of
from workflow.compiler import check, compile_procedure
from workflow.definition.library import digest_of

NEEDED = {**dict.fromkeys(TEMPLATES, frozenset[str]()), "certificate": frozenset({"holder"})}
BEGIN = """
steps:
  receive: { review: receiver, unit: ONE_STOP, then: { accept: receipt, refuse: refused }, reason_for: [refuse] }
  receipt: { produce: receipt, result: false, clock: start }
"""
END = """
  settled: { end: settled }
  refused: { end: refused }
"""

GUARDED = {
    "a field tested in the same condition": "has(form.amount) && form.amount > 5",
    "a field tested the other way round": "!has(form.amount) || form.amount > 5",
    "a field read where the test holds": "has(form.amount) ? form.amount > 5 : false",
    "a field inside another, each tested": "has(form.loss) && has(form.loss.noticed_on) && form.loss.noticed_on > dossier.today",
    "a test inside parentheses and a negation": '!(!has(form.loss) || form.loss.kind == "x")',
    "a field of an element tested for each": "form.people.exists(p, has(p.age) && p.age > 17)",
    "elements sorted out before they are read": "form.people.filter(p, has(p.age)).size() > 1",
    "one of two tested": 'has(form.contact.email) && form.contact.email != ""',
    "a choice compared with what it has": 'form.kind in ["lost", "damaged"] && form.kind != "lost"',
    "a day compared with days": 'form.filed_on >= "2026-01-31" && form.filed_on < dossier.today',
    "numbers of both kinds": "has(form.amount) && form.amount * 2 + 1 > 5",
    "a step that was passed": 'receive.outcome == "accept" && receive.by != ""',
}

PROVED = {
    "what only one way gives is tested for": """
  sort: { decide: [{ when: dossier.year > 2030, then: history }, { otherwise: after }] }
  history: { request: population, with: { key: form.name } }
  after: { decide: [{ when: has(history.years) && history.years > 5, then: settled }, { otherwise: settled }] }
""",
    "an outcome tested for stands for what comes with it": """
  history: { request: population, with: { key: form.name } }
  after: { decide: [{ when: history.outcome == "found" && history.years > 5, then: settled }, { otherwise: settled }] }
""",
    "the way of an outcome has what comes with it": """
  history: { request: population, with: { key: form.name }, then: { found: after, otherwise: settled } }
  after: { decide: [{ when: history.years > 5, then: settled }, { otherwise: settled }] }
""",
    "a loop comes back with what was given before": """
  history: { request: population, with: { key: form.name }, then: { found: look, otherwise: clarify } }
  clarify: { review: specialist, then: { again: history, stop: settled } }
  look: { review: specialist, then: { good: after, again: history } }
  after: { decide: [{ when: history.years > 5, then: settled }, { otherwise: settled }] }
""",
    "a choice before tells what is there": """
  sort: { decide: [{ when: "!has(form.loss)", then: settled }, { otherwise: history }] }
  history: { request: population, with: { key: form.loss.kind } }
""",
    "two ways that both have it come together": """
  history: { request: population, with: { key: form.name } }
  sort: { decide: [{ when: history.outcome == "found", then: after }, { when: has(history.years), then: see }, { otherwise: settled }] }
  see: { review: specialist, then: after }
  after: { decide: [{ when: history.years > 5, then: settled }, { otherwise: settled }] }
""",
    "what a join of all branches gathers is there": """
  both:
    parallel:
      one: { see: { review: receiver, fields: { n: { type: integer } }, required: [n] }, ok: { end: ok } }
      two: { see: { review: receiver }, ok: { end: ok } }
  after: { decide: [{ when: both.branches.one.see.n > 1, then: settled }, { otherwise: settled }] }
""",
    "a branch that is always begun is there though another may not be": """
  both:
    parallel:
      one: { steps: { see: { review: receiver, fields: { n: { type: integer } }, required: [n] }, ok: { end: ok } } }
      two: { when: has(form.amount), steps: { look: { review: receiver }, ok: { end: ok } } }
  after: { decide: [{ when: both.branches.one.see.n > 1, then: settled }, { otherwise: settled }] }
""",
    "what comes with any of several events may be read": """
  hear: { wait: 3 working days, events: [said, unsaid], then: { said: after, unsaid: after, elapsed: settled } }
  after: { decide: [{ when: hear.words == "yes", then: settled }, { otherwise: settled }] }
""",
    "the end of a branch tells which of its steps were passed": """
  both:
    parallel:
      one:
        ask: { request: population, with: { key: form.name }, then: { found: known, otherwise: unknown } }
        known: { end: known }
        unknown: { end: unknown }
  after:
    decide:
      - { when: both.branches.one.outcome == "unknown", then: settled }
      - { when: both.branches.one.ask.years > 5, then: settled }
      - { otherwise: settled }
""",
    "a list that may be left empty has no elements": """
  found: { each: "form.people.filter(p, has(p.age))", steps: { see: { review: receiver }, ok: { end: ok } } }
  after:
    decide:
      - { when: "found.rows.all(r, r.outcome == \'ok\' && r.see.by != \'\' && r.row.name != \'\')", then: settled }
      - { otherwise: settled }
""",
    "an input that may be left out may read what is not there": """
  add: { compute: sums.total, with: { numbers: form.numbers, bonus: form.amount }, then: settled }
""",
    "an input that is left out as nothing": """
  add: { compute: sums.total, with: { numbers: form.numbers, bonus: "has(form.amount) ? form.amount : null" }, then: settled }
""",
    "a choice before leaves values that the rule takes": """
  sort: { decide: [{ when: form.kind == "lost", then: add }, { otherwise: settled }] }
  add: { compute: sums.total, with: { numbers: form.numbers, kind: form.kind }, then: settled }
""",
    "a reason is there where the outcome asks for one": """
  check: { review: specialist, then: { fine: settled, bad: letter }, reason_for: [bad] }
  letter: { produce: certificate, with: { holder: check.reason } }
""",
}


def faults_of(steps: str, root: Path) -> list[str]:
    library = library_of(root, {"toy": head() + dedent(BEGIN + steps.strip("\n") + END)})
    return [str(fault) for fault in check(library.sources["toy"], context_of(library, templates=NEEDED, **SCHEMAS))]


@pytest.mark.parametrize("condition", GUARDED.values(), ids=GUARDED)
def test_a_condition_may_read(condition: str, tmp_path: Path) -> None:
    steps = f"  sort: {{ decide: [{{ when: '{condition}', then: settled }}, {{ otherwise: settled }}] }}"
    assert faults_of(steps, tmp_path) == []


@pytest.mark.parametrize("steps", PROVED.values(), ids=PROVED)
def test_it_is_proved_that(steps: str, tmp_path: Path) -> None:
    assert faults_of(steps, tmp_path) == []


def test_a_value_left_empty_where_a_reason_is_written_must_be_tested_for(tmp_path: Path) -> None:
    steps = """
  check:
    review: specialist
    fields: { n: { type: integer } }
    required: [n]
    reason_for: [bad]
    then: { good: after, bad: after }
  after: { decide: [{ when: check.n > 1, then: settled }, { otherwise: settled }] }
"""
    (fault,) = faults_of(steps, tmp_path)
    assert "not-on-every-way" in fault
    assert "receive (accept) → receipt → check (bad) → after" in fault


def test_a_form_that_is_not_known_is_taken_on_trust(tmp_path: Path) -> None:
    steps = (
        BEGIN + "  sort: { decide: [{ when: form.anything.at_all > 5, then: settled }, { otherwise: settled }] }" + END
    )
    library = library_of(tmp_path, {"toy": head() + dedent(steps)})
    compiled = compile_procedure(library.sources["toy"], date(2026, 1, 5), context_of(library), digest_of)
    assert compiled.definition.steps
