"""Choices are proved by trying: what the solver says of a row of conditions is what the evaluator does with real values."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.toy import compiled, context_of, head, library_of
from workflow.compiler import check, remarks
from workflow.compiler.choices import examined
from workflow.compiler.domains import domain_of
from workflow.compiler.solving import ABSENT, BEYOND, ERROR, PRESENT, Domain, Reading
from workflow.conditions import Condition, ExpressionError

# --- The solver and the evaluator agree ---

PATHS = st.sampled_from(["form.n", "form.kind", "form.loss", "form.loss.kind", "form.loss.n", "dossier.year"])
CONSTANTS = st.sampled_from(["1", "2", "3", "-1", "2.5", '"a"', '"b"', '"b "', '""', "true", "null"])
ATOMS = st.one_of(
    st.builds("{} {} {}".format, PATHS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), CONSTANTS),
    st.builds("{1} {0} {2}".format, st.sampled_from(["==", "!=", "<", ">="]), CONSTANTS, PATHS),
    st.builds("{} in [{}, {}]".format, PATHS, CONSTANTS, CONSTANTS),
    st.builds("has({})".format, PATHS),
    st.builds("size(form.rows) {} {}".format, st.sampled_from(["==", "<", ">="]), st.sampled_from(["0", "1", "3"])),
    PATHS,
    st.just("true"),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_what_is_proved_of_a_condition_is_what_the_evaluator_does(source: str) -> None:
    reading = Reading()
    formula = reading.formula(source)
    assert all(unknown.path is not None for unknown in reading.unknowns.values())
    condition = Condition(source)
    for number, values in enumerate(reading.assignments() or ()):
        if number == 60:  # enough of one condition
            break
        assert formula(values) == evaluated(condition, values), values


def evaluated(condition: Condition, values: Mapping[str, Any]) -> Any:
    try:
        return condition.holds(data_of(values))
    except ExpressionError:
        return ERROR


def data_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Real values such as an assignment speaks of."""
    data: dict[str, Any] = {"form": {}, "dossier": {}}
    missing = {key for key, value in values.items() if value is ABSENT}
    for key, value in values.items():
        if value is BEYOND or (value is ABSENT and any(key.startswith(f"{other}.") for other in missing - {key})):
            continue
        if key.startswith("size("):
            key, value = key[5:-1], value if value is ABSENT else [0] * value
        *outer, last = key.split(".")
        place = data
        for name in outer:
            place = place.setdefault(name, {})
        if value is PRESENT:
            place.setdefault(last, {})
        elif value is not ABSENT:
            place[last] = value
    return data


# --- Verdicts ---


def verdict(*conditions: str, known: dict[str, Domain] | None = None) -> Any:
    found = examined([Condition(each) for each in conditions], lambda path: (known or {}).get(".".join(path)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("conditions", "taken", "is_total"),
    [
        (["form.a > 3", "form.a <= 3"], {0, 1}, True),
        (["form.a > 3", "form.a < 3"], {0, 1}, False),  # 3 itself
        (["has(form.a)", "!has(form.a)"], {0, 1}, True),
        (["form.a", "!form.a", "form.b"], {0, 1}, True),
        (['form.on < "2025-07-01"', 'form.on >= "2025-07-01"'], {0, 1}, True),
        (['form.k == "a"', 'form.k == "b"'], {0, 1}, False),
        (['form.k.startsWith("a")', '!form.k.startsWith("a")'], {0, 1}, True),  # the same closed box
        (['form.k.startsWith("a")', 'form.k.startsWith("b")'], {0, 1}, False),
        (["size(form.rows) > 0", "size(form.rows) == 0"], {0, 1}, True),
        (["form.a > 1 && form.a < 2"], {0}, False),  # 1.5
    ],
)
def test_branches_taken_and_totality(conditions: list[str], taken: set[int], is_total: bool) -> None:
    found = verdict(*conditions)
    assert (found.taken, found.uncovered is None) == (taken, is_total)


def test_what_the_form_allows_narrows_what_can_be() -> None:
    whole = {"form.a": Domain(is_whole=True)}
    assert verdict("form.a > 1 && form.a < 2", known=whole).taken == set()
    few = {"form.k": Domain(("a", "b"), is_always_there=True)}
    assert verdict('form.k == "a"', 'form.k == "b"', known=few).uncovered is None
    limited = {"form.a": Domain(lowest=0, highest=10)}
    assert verdict("form.a < 0", "form.a > 10", known=limited).taken == set()


def test_a_domain_is_read_from_the_schema_of_the_form() -> None:
    schema = {
        "required": ["loss"],
        "properties": {
            "loss": {"required": ["kind"], "properties": {"kind": {"enum": ["lost", "worn"]}, "n": {"type": "integer", "minimum": 1}}},
            "is_agent": {"type": "boolean"},
        },
    }  # fmt: skip
    assert domain_of(("loss", "kind"), schema) == Domain(("lost", "worn"), is_always_there=True)
    assert domain_of(("loss", "n"), schema) == Domain(is_whole=True, lowest=1)
    assert domain_of(("is_agent",), schema) == Domain((True, False))
    assert domain_of(("nothing",), schema) is domain_of(("loss",), None) is None


def test_what_reads_too_much_is_undecided() -> None:
    conditions = [Condition(f"form.a{number} > {number}") for number in range(12)]
    assert examined(conditions, lambda path: None) is None


# --- In a definition ---

STEPS = """
steps:
  intake: {{ call: common/intake, then: {{ accepted: check, refused: refused }} }}
  check: {{ review: specialist, unit: BEN, then: {{ grant: sort, decline: sort }} }}
  sort: {{ decide: [{decide}] }}
  settled: {{ end: settled }}
  declined: {{ end: declined }}
  refused: {{ end: refused }}
"""


def remarks_of(root: Path, decide: str) -> list[tuple[str, str]]:
    library = library_of(root, {"toy": head() + STEPS.format(decide=decide)})
    context = context_of(library)
    assert check(library.sources["toy"], context) == []
    found = remarks(library.sources["toy"], context)
    return [
        (remark.code, remark.reason) for remark in found if remark.code in ("overlap", "idle-otherwise", "undecided")
    ]


def test_a_choice_that_leaves_nothing_over_needs_no_otherwise(tmp_path: Path) -> None:
    steps = STEPS.format(
        decide="{when: form.n < 5, then: settled}, {when: form.n == 5, then: declined}, {when: form.n > 5, then: settled}"
    )
    assert compiled(tmp_path, steps).definition.steps


def test_branches_that_may_hold_together_are_named_and_are_no_fault(tmp_path: Path) -> None:
    found = remarks_of(
        tmp_path,
        "{when: form.n > 5, then: settled}, {when: form.n > 3 || form.k, then: declined}, {otherwise: settled}",
    )
    assert [code for code, _ in found] == ["overlap"]
    assert "'settled' and 'declined' both hold when form.n is 6" in found[0][1]


def test_branches_that_lead_to_the_same_step_may_overlap(tmp_path: Path) -> None:
    decide = "{when: form.n > 5, then: settled}, {when: form.n > 3, then: settled}, {otherwise: declined}"
    assert remarks_of(tmp_path, decide) == []


def test_an_otherwise_that_only_guards_is_remarked_and_no_fault(tmp_path: Path) -> None:
    decide = '{when: check.outcome == "grant", then: settled}, {when: check.outcome == "decline", then: declined}, {otherwise: settled}'
    assert [code for code, _ in remarks_of(tmp_path, decide)] == ["idle-otherwise"]


def test_what_is_not_proved_is_said(tmp_path: Path) -> None:
    branches = [f"{{when: form.a{number} > {number}, then: settled}}" for number in range(12)]
    found = remarks_of(tmp_path, ", ".join([*branches, "{otherwise: declined}"]))
    assert [code for code, _ in found] == ["undecided"]


@pytest.mark.parametrize(
    "until", ['branches.one.outcome == "bad"', "count == 2", 'count >= 1 && has(branches.two) || branches.two.outcome != "good"']
)  # fmt: skip
def test_branches_may_be_joined_on_what_can_come_about(until: str, tmp_path: Path) -> None:
    branch = "{ say: { review: specialist, then: { yea: good, nay: bad } }, good: { end: good }, bad: { end: bad } }"
    steps = f"""
steps:
  intake: {{ call: common/intake, then: {{ accepted: opinions, refused: refused }} }}
  opinions: {{ parallel: {{ one: {branch}, two: {branch} }}, until: '{until}', then: settled }}
  settled: {{ end: settled }}
  refused: {{ end: refused }}
"""
    assert compiled(tmp_path, steps).definition.steps
