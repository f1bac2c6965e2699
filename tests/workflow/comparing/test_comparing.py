"""What changes between two versions is told, whatever it is, under the heading it belongs to."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import TEMPLATES, TOY
from workflow.comparing import Heading, compare
from workflow.comparing.head import ELSEWHERE, VALUES
from workflow.comparing.way import GRAPHS, KEYS
from workflow.definition.models import STEP_KINDS, Definition
from workflow.service.procedures import Procedures, Version

NEEDS = {name: frozenset[str]() for name in TEMPLATES}
DEFINITION, FORM = "si/toy/procedure.yaml", "si/toy/form.schema.json"


def toy(root: Path) -> Version:
    procedures = Procedures.load(root, templates=NEEDS)
    return procedures.on("toy", procedures.days_of("toy")[-1])


def changes(folder: Path, file: str, *lines: tuple[str, str]) -> list[tuple[Heading, str]]:
    """What is told after a designer replaced these lines."""
    root = folder / "procedures"
    shutil.copytree(TOY, root)
    text = (root / file).read_text(encoding="utf-8")
    for before, after in lines:
        assert before in text
        text = text.replace(before, after)
    (root / file).write_text(text, encoding="utf-8")
    return [(change.heading, str(change)) for change in compare(toy(TOY), toy(root))]


CHANGES = [
    (
        DEFINITION,
        "time: 7 working days",
        "time: 9 working days",
        Heading.APPLICANT,
        "time limit: 7 working days → 9 working days",
    ),
    (
        DEFINITION,
        "clock: pause",
        "clock: restart",
        Heading.APPLICANT,
        "a supplement request makes the clock: pause → restart",
    ),
    (
        DEFINITION,
        "channels: [online, counter]",
        "channels: [online]",
        Heading.APPLICANT,
        "how it may be submitted: online, counter → online",
    ),
    (
        DEFINITION,
        "form.amount > 1000000",
        "form.amount > 5",
        Heading.APPLICANT,
        "paper 'certificate' is asked for when: `form.amount > 1000000` → `form.amount > 5`",
    ),
    (
        DEFINITION,
        "applicants: [individual]",
        "applicants: [individual, school]",
        Heading.APPLICANT,
        "who may apply: individual → individual, school",
    ),
    (FORM, '"maxLength": 200', '"maxLength": 10', Heading.APPLICANT, "form, /properties/reason/maxLength: 200 → 10"),
    (
        DEFINITION,
        "review: director\n    unit: LEAD",
        "review: head\n    unit: LEAD",
        Heading.WAY,
        "step 'sign': who decides: director → head",
    ),
    (
        DEFINITION,
        "not_by: [assess]",
        "not_by: []",
        Heading.WAY,
        "step 'sign': not by whoever decided: assess → nothing",
    ),
    (
        DEFINITION,
        "within: 2 working days",
        "within: 3 working days",
        Heading.WAY,
        "step 'assess': time allowed: 2 working days → 3 working days",
    ),
    (
        DEFINITION,
        "rework: assess }",
        "rework: letter }",
        Heading.WAY,
        "step 'sign': 'rework' leads to 'letter' instead of 'assess'",
    ),
    (
        DEFINITION,
        "{ pay: form.payments }",
        "{ pay: form.payouts }",
        Heading.MONEY,
        "step 'money': what is paid: `form.payments` → `form.payouts`",
    ),
    (
        DEFINITION,
        "with: { amount: assess.granted }",
        "with: { amount: form.amount }",
        Heading.RESULTS,
        "step 'decision': amount: `assess.granted` → `form.amount`",
    ),
    (DEFINITION, "en: Toy benefit", "en: Toy allowance", Heading.WORDING, "title: Toy benefit → Toy allowance"),
    (DEFINITION, 'articles: "70"', 'articles: "71"', Heading.WORDING, "legal act new: 41/2024/QH15, 71"),
]


@pytest.mark.parametrize(("file", "before", "after", "heading", "told"), CHANGES, ids=[row[4][:40] for row in CHANGES])
def test_a_change_is_told_under_its_heading(
    file: str, before: str, after: str, heading: Heading, told: str, tmp_path: Path
) -> None:
    assert (heading, told) in changes(tmp_path, file, (before, after))


def test_the_same_words_laid_out_otherwise_change_nothing(tmp_path: Path) -> None:
    assert changes(tmp_path, DEFINITION, ("sector: si", 'sector: "si"')) == []


def test_a_step_put_between_two_others_is_new_and_changes_where_the_first_leads(tmp_path: Path) -> None:
    told = changes(tmp_path, DEFINITION, ("  money: {", "  hello: { wait: 1 working days }\n  money: {"))
    assert told == [
        (Heading.WAY, "step 'hello' is new"),
        (Heading.WAY, "step 'decision': 'produced' leads to 'hello' instead of 'money'"),
    ]


def test_a_step_that_is_only_called_otherwise_is_renamed_and_all_ways_to_it_are_the_same(tmp_path: Path) -> None:
    told = changes(tmp_path, DEFINITION, ("  money:", "  payout:"))
    assert told == [(Heading.WAY, "step 'money' is now called 'payout'")]


def test_a_step_of_another_kind_is_told(tmp_path: Path) -> None:
    told = changes(tmp_path, DEFINITION, ("money: { pay: form.payments }", "money: { wait: 1 working days }"))
    assert (Heading.WAY, "step 'money' is something else now: pay → wait") in told


def test_a_change_inside_a_shared_graph_is_told_by_its_path(tmp_path: Path) -> None:
    told = changes(tmp_path, "common/graphs/intake.yaml", ("unit: ONE_STOP", "unit: BEN"))
    assert (Heading.WAY, "step 'intake/receive': unit: ONE_STOP → BEN") in told


def test_what_weighs_most_for_the_applicant_comes_first(tmp_path: Path) -> None:
    lines = ("en: Toy benefit", "en: Toy"), ("review: director", "review: head"), ("time: 7 working", "time: 8 working")
    told = changes(tmp_path, DEFINITION, *lines)
    assert [heading for heading, _ in told] == [Heading.APPLICANT, Heading.WAY, Heading.WORDING]


def test_every_key_of_the_language_is_compared() -> None:
    assert set(Definition.model_fields) <= {*VALUES, *ELSEWHERE}
    for kind in STEP_KINDS.values():
        assert set(kind.model_fields) <= {*KEYS, *GRAPHS}, kind
