"""The page a jurist signs: everything that matters is told, in both languages, and it fits the terminal."""

import re
from datetime import date
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.workflow.drawing.described import version, versions, workplace
from workflow.conditions import Condition
from workflow.definition.models import EndStep, ReviewStep
from workflow.drawing.conditions import in_words
from workflow.drawing.pages import as_html, as_text
from workflow.drawing.plan import plan_of
from workflow.drawing.prose import Block, page

ALL = versions()
LUMP_SUM = "settle-lump-sum-social-insurance"
SICKNESS = "settle-sickness-benefit"


@cache
def told(slug: str, day: date, language: str) -> tuple[Block, ...]:
    found = version(slug, day, language)
    return tuple(page(found.procedure.definition, day, found.until, found.procedure.digest, found.names))


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_every_step_is_told_once_with_a_number_of_its_own(slug: str, day: date, language: str) -> None:
    found = version(slug, day, language)
    steps = [block for block in told(slug, day, language) if block.kind == "step"]
    plan = plan_of(found.procedure.definition.graph, found.names)
    titles = [node.title for node in plan.all_nodes() if not isinstance(node.step, EndStep)]
    assert [block.text for block in steps] == titles
    assert len({block.mark for block in steps}) == len(steps)


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_papers_times_law_and_notes_are_told(slug: str, day: date, language: str) -> None:
    found = version(slug, day, language)
    definition, text = found.procedure.definition, "\n".join(block.text for block in told(slug, day, language))
    wanted = [
        definition.code,
        *(found.names.text(component.title) for component in definition.components.values()),
        *definition.legal_bases,
        *definition.notes,
        *(found.names.text(each) for node in plan_of(definition.graph, found.names).all_nodes()
          if isinstance(node.step, ReviewStep) for each in node.step.checklist),
    ]  # fmt: skip
    assert [each for each in wanted if each not in text] == []


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_every_step_that_is_spoken_of_exists(slug: str, day: date, language: str) -> None:
    blocks = told(slug, day, language)
    numbers = {block.mark for block in blocks if block.kind == "step"}
    spoken = {
        number
        for block in blocks
        if block.kind != "step"
        for number in re.findall(r"(?:bước|step) (\d[\w.]*)\b", block.text)
    }
    assert spoken - numbers == set()


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_the_text_keeps_to_the_width_of_the_terminal(slug: str, day: date, language: str) -> None:
    lines = as_text(told(slug, day, language), 80).splitlines()
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_the_html_says_the_same_and_needs_nothing_from_elsewhere(slug: str, day: date, language: str) -> None:
    blocks = told(slug, day, language)
    source = as_html(blocks, language)
    assert not re.search(r"<script|src=|href=|url\(", source)
    body = ElementTree.fromstring(re.search(r"<body>.*</body>", source, re.DOTALL)[0])  # type: ignore[index]
    assert [
        (element.text or "").removeprefix(f"{block.mark} ") for element, block in zip(body, blocks, strict=True)
    ] == [block.text for block in blocks]


def test_a_version_that_was_followed_by_another_tells_its_last_day() -> None:
    text = "\n".join(block.text for block in told(LUMP_SUM, date(2019, 5, 1), "en"))
    assert "from 01/05/2019 to 30/06/2025" in text
    assert "5 working days" in text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('form.case == "b_emigration"', "“Case” is “Settling abroad”"),
        ('form.filed_by != "self"', "“Filed by” is not “The beneficiary”"),
        ('dossier.channel != "online"', "the way of filing is not online"),
        (
            'has(form.case) && form.case in ["b_emigration", "c_serious_illness"]',
            "“Case” is “Settling abroad” or “Serious illness”",
        ),
    ],
)
def test_conditions_are_said_with_the_labels_of_the_form(source: str, words: str) -> None:
    assert in_words(Condition(source), version(LUMP_SUM, date(2025, 7, 1), "en").names) == words


@pytest.mark.parametrize(
    "source", ["a.map(x, x + 1) == [2]", "size(form.case) > 3", "(form.book_lost || true) && form.x == 1"]
)
def test_what_is_not_simple_stands_as_it_is_written(source: str) -> None:
    assert in_words(Condition(source), version(LUMP_SUM, date(2025, 7, 1), "en").names) == source


def test_an_outcome_is_not_read_as_the_beginning_of_a_sentence() -> None:
    names = version(LUMP_SUM, date(2025, 7, 1), "en").names
    assert names.outcome("signed") == "Signed"


def test_a_page_is_the_same_every_time() -> None:
    found = version(SICKNESS, date(2025, 7, 1), "vi")
    again = page(found.procedure.definition, date(2025, 7, 1), found.until, found.procedure.digest, found.names)
    assert again == list(told(SICKNESS, date(2025, 7, 1), "vi"))
    assert workplace().procedures.on(SICKNESS, date(2025, 7, 1)).digest.startswith(found.procedure.digest[:16])


def test_only_what_was_passed_before_is_gone_back_to_and_only_some_outcomes_need_a_reason() -> None:
    blocks = told(LUMP_SUM, date(2025, 7, 1), "en")
    texts = [block.text for block in blocks]
    assert "“Accept”: on to step 1.3 (Check the form by the rules)." in texts
    assert "“not valid”: back to step 1.2 (Receive the dossier)." in texts
    asked_again = [text for text in texts if "(Ask: Contribution records)" in text and text.startswith("“")]
    assert [("with a written reason" in text) for text in asked_again if "back to" in text] == [True, False]
