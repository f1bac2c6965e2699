"""Sessions: what is typed becomes acts of a case, can be taken back, and the case that is written holds."""

from datetime import datetime
from pathlib import Path

import pytest

from workflow.cases.notation import Mistake
from workflow.cases.running import run_case
from workflow.cases.session import Session
from workflow.cases.typed import Unclear, act_of, choices
from workflow.clock import HANOI
from workflow.definition.places import Place
from workflow.definition.reading import node_of, read_text
from workflow.definition.writing import as_yaml
from workflow.service.trying import Bench, NotTried, add_case, begin, cases_of, open_bench, paper

PROCEDURES = Path(__file__).parents[2] / "procedures"
LUMP_SUM = "settle-lump-sum-social-insurance"
BOOKS = "reissue-adjust-insurance-book-and-health-card"
NOW = datetime(2025, 8, 4, 9, tzinfo=HANOI)
TO_THE_BANK = ("accept", "answer", "grant", "agree", "sign", "check agree", "order sign")


@pytest.fixture(scope="module")
def bench() -> Bench:
    return open_bench(PROCEDURES, LUMP_SUM)


@pytest.fixture
def session(bench: Bench) -> Session:
    """Submitted as the first case does."""
    return begin(bench, now=NOW)


def typed(session: Session, *lines: str) -> Session:
    for line in lines:
        session.do(act_of(line, session))
    return session


def holds(bench: Bench, session: Session) -> dict[str, object]:
    """The case a session writes, run as a file of cases would be."""
    case = session.written("Tried.")
    [node] = read_text(as_yaml([case]), "tried.yaml").value
    assert [str(fault) for fault in run_case(node, bench.ground).faults] == []
    return case


def test_a_session_to_the_end_is_a_case_whose_world_answers_at_once(bench: Bench, session: Session) -> None:
    typed(session, *TO_THE_BANK, "paid", "closed", "delivered")
    case = holds(bench, session)
    assert session.run.case.ending == "settled"
    assert [*case["acts"]] == [  # type: ignore[misc] # a list of acts
        *({"receive": "accept"}, {"propose": "grant"}, {"head": "agree"}, {"sign": "sign"}, {"check": "agree"}),
        *({"order": "sign"}, {"close_book": "closed"}),
    ]
    assert "bank" not in case
    assert case["expect"]["ends"] == "settled"  # type: ignore[index] # a mapping


def test_an_answer_that_took_its_time_stays_an_act(bench: Bench, session: Session) -> None:
    typed(session, *TO_THE_BANK, "pass 2 working days", "rejected")
    case = holds(bench, session)
    assert case["bank"] == "silent"
    assert {"answer": {"bank": "rejected"}} in case["acts"]  # type: ignore[operator] # a list


def test_answers_one_after_another_are_written_in_the_order_they_were_asked_for(bench: Bench, session: Session) -> None:
    account = 'correct holder="DANG HONG QUYNH" number=288010889999 bank=01203001'
    typed(session, *TO_THE_BANK, "rejected", account, "order sign", "paid", "closed", "undelivered", "keep_at_counter")
    case = holds(bench, session)
    assert case["bank"] == ["rejected", "paid"]
    assert case["post"] == ["undelivered"]
    assert case["expect"]["pays"] == {"288010889999": 42_175_000}  # type: ignore[index] # a mapping


def test_what_is_taken_back_did_not_happen(session: Session) -> None:
    typed(session, "accept", "answer")
    before = session.run.case
    typed(session, "grant", "pass 3 working days")
    assert session.undo() == {"after": "3 working days"}
    assert session.undo() == {"propose": "grant"}
    assert session.run.case == before


def test_what_cannot_be_leaves_everything_as_it_was(session: Session) -> None:
    typed(session, "accept")
    before = session.run.case
    for act in ({"receive": "accept"}, {"answer": {"bank": "paid"}}, {"at": "2025-01-01 08:00"}):
        with pytest.raises(Mistake):
            session.do(act)
    assert session.run.case == before
    assert session.acts == [{"receive": "accept"}]


def test_an_incomplete_dossier_is_asked_for_and_completed(bench: Bench, session: Session) -> None:
    typed(session, "ask /contact/phone the number is wrong; insurance_book it is unreadable")
    assert session.run.case.supplement is not None
    assert choices(session) == []
    typed(session, "pass 1 working days", "supply /contact/phone=0912000111 insurance_book")
    assert session.run.case.form["contact"]["phone"] == "0912000111"
    typed(session, "withdraw it takes too long")
    assert holds(bench, session)["expect"]["ends"] == "withdrawn"  # type: ignore[index] # a mapping


def test_time_passes_by_length_to_a_moment_and_to_the_next_thing_that_happens(session: Session) -> None:
    typed(session, "next")
    assert session.run.now == datetime(2025, 7, 2, 12, tzinfo=HANOI)  # half a day to receive it, from 8 o'clock
    typed(session, "pass 1 working days")
    assert session.run.now == datetime(2025, 7, 3, 12, tzinfo=HANOI)
    typed(session, "until 2025-07-07")
    assert session.run.now == datetime(2025, 7, 7, 8, tzinfo=HANOI)


def test_how_things_stand_on_the_way_can_be_part_of_the_case(bench: Bench, session: Session) -> None:
    typed(session, "accept", "expect")
    assert {
        "expect": {"waits_at": ["history"], "due": "2025-07-11 08:00", "late": False, "documents": ["receipt"]}
    } in (
        holds(bench, session)["acts"]  # type: ignore[operator] # a list
    )


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("1", {"receive": "accept"}),
        ("accept", {"receive": "accept"}),
        ("receive accept", {"receive": "accept"}),
        ("intake/receive: accept", {"receive": "accept"}),
        ("refuse because it is not for us", {"receive": "refuse", "reason": "it is not for us"}),
        ("suspend a trial", {"suspend": "a trial"}),
        ("apologise 2025-08-20 many dossiers", {"apologise": {"until": "2025-08-20 08:00", "reason": "many dossiers"}}),
        ("apologise 2025-08-20 10:30", {"apologise": {"until": "2025-08-20 10:30", "reason": "tried by hand"}}),
        ("supply /a/b=1 /c=true paper", {"supply": {"change": {"/a/b": "1", "/c": True}, "papers": ["paper"]}}),
    ],
)
def test_a_line_means_an_act(session: Session, line: str, act: dict[str, object]) -> None:
    assert act_of(line, session) == act


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("allow", "possible: 1 accept, 2 refuse"),
        ("9", "possible: 1 accept"),
        ("accept thoroughly", "write name=value"),
        ('accept note="open', "quotation mark"),
        ("answer", "nothing is asked"),
        ("ask", "papers: "),
    ],
)
def test_a_line_that_means_nothing_says_what_would(session: Session, line: str, words: str) -> None:
    with pytest.raises(Unclear, match=words):
        act_of(line, session)


def test_two_steps_with_the_same_way_out_are_told_apart(session: Session) -> None:
    typed(session, "accept", "answer", "grant", "agree", "sign")
    assert {choice.step.rpartition("/")[2] for choice in choices(session)} == {"check", "close_book"}
    assert act_of("close_book closed", session) == {"close_book": "closed"}


def test_every_case_of_every_procedure_can_be_begun_with() -> None:
    for slug in (LUMP_SUM, BOOKS):
        bench = open_bench(PROCEDURES, slug)
        for number, (sentence, header) in enumerate(cases_of(bench), start=1):
            session = begin(bench, now=NOW, case=str(number))
            assert session.run.case.status is not None, sentence
            assert session.run.procedure.valid_from <= session.run.now.date(), header


def test_a_case_is_found_by_words_of_its_sentence_and_else_the_others_are_named(bench: Bench) -> None:
    assert begin(bench, now=NOW, case="last day of the old law").run.now.date().isoformat() == "2025-06-30"
    with pytest.raises(NotTried, match="there are:\n  1 "):
        begin(bench, now=NOW, case="no such sentence")


def test_a_day_before_the_procedure_is_said(bench: Bench) -> None:
    with pytest.raises(NotTried, match="not in force"):
        begin(bench, now=NOW, on="2001-01-01")


def test_a_document_can_be_looked_at(session: Session) -> None:
    typed(session, "accept")
    template, pdf = paper(session, 1)
    assert template == "receipt"
    assert pdf.startswith(b"%PDF-1.7")
    with pytest.raises(NotTried, match="there are 1"):
        paper(session, 2)


def test_a_case_is_added_after_those_of_a_file(bench: Bench, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    for lines in (["accept"], ["answer", "grant"]):
        add_case(file, typed(session, *lines).written(f"After {lines[-1]}."))
    found = [node["case"].value for node in read_text(file.read_text("utf-8"), "cases.yaml").value]
    assert found == ["After accept.", "After grant."]


def test_what_is_written_is_read_as_the_same() -> None:
    values = [
        {"case": "A: b # c", "on": "no", "x": {"code": "0101", "day": "2025-08-04", "moment": "2025-08-04 09:00:01"}},
        {
            "long": ["word"] * 60,
            "none": None,
            "empty": {},
            "text": 'two\nlines "quoted" {braces}',
            "rows": [{"a": [1]}],
        },
    ]
    assert read_text(as_yaml(values), "x").plain() == values
    assert node_of(values, Place("x")).plain() == values
