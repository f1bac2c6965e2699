"""Deciding many reviews at once: only what was looked at as it stands, each with its own answer."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from tests.workflow.service.test_door_sections import a_change, locks_are_looked_at
from tests.workflow.service.walking import case, decided, perform_all, submitted, visit_of
from workflow.service.assignments import claim, release
from workflow.service.carrying import Applied
from workflow.service.deciding import Decision, decide
from workflow.service.errors import Conflict, Invalid, NotFound, NotPermitted, Refused
from workflow.service.office import Office
from workflow.service.people import delegate
from workflow.service.preview import previewing
from workflow.service.queueing import queue
from workflow.service.supervising import resume, suspend
from workflow.service.together import AT_ONCE, decide_together, to_decide, together
from workflow.service.viewing import dossier
from workflow.store.tables import JOURNAL

SIGN = "sign"


def to_sign(office: Office, reference: str = "P-1", specialist: str = "spec") -> str:
    """A dossier that waits for the director."""
    code = submitted(office, reference)
    decided(office, code, "intake/receive", "rec", "accept")
    perform_all(office)
    decided(office, code, "assess", specialist, "grant", fields={"granted": 400})
    return code


def look(office: Office, code: str, officer: str = "dir", path: str = SIGN) -> None:
    """The officer is shown the result."""
    with previewing(office, code, visit_of(office, code, path), officer):
        pass


def signing(office: Office, code: str, officer: str = "dir", outcome: str = "sign", **more: str) -> Decision:
    standing = case(office, code)
    return Decision(code, visit_of(office, code, SIGN), officer, outcome, seen_sequence=standing.sequence, **more)  # type: ignore[arg-type] # names


def codes_of(answers: Sequence[Applied | Refused]) -> list[str]:
    return [answer.code if isinstance(answer, Refused) else "done" for answer in answers]


def ways(office: Office, officer: str = "dir") -> dict[str, tuple[list[str], str | None]]:
    """Of each dossier in the queue: the outcomes offered together, and what stands in the way."""
    found = together(office, officer, queue(office, officer))
    return {code: ([each.name for each in way.outcomes], way.why_not) for (code, _), way in found.items()}


def test_what_was_previewed_is_decided_in_one_go_and_the_dossiers_go_on(office: Office) -> None:
    codes = [to_sign(office, f"P-{n}") for n in range(3)]
    for code in codes:
        look(office, code)
    assert ways(office) == {code: (["sign"], None) for code in codes}
    answers = decide_together(office, [signing(office, code) for code in codes])
    assert codes_of(answers) == ["done"] * 3
    for code, answer in zip(codes, answers, strict=True):
        standing = case(office, code)
        assert isinstance(answer, Applied)
        assert answer.sequence == standing.sequence
        assert [token.path for token in standing.tokens.values()] == ["decision"]
        assert standing.scopes[""].variables["sign"]["by"] == "Bùi Văn Giám"


def test_only_the_result_counts_where_there_is_one(office: Office) -> None:
    code = to_sign(office)
    assert ways(office) == {code: ([], "not-seen")}
    dossier(office, code, "dir")
    assert ways(office) == {code: ([], "not-seen")}, "the dossier was opened, its result was not"
    look(office, code, "both")
    assert ways(office) == {code: ([], "not-seen")}, "somebody else looked"
    [answer] = decide_together(office, [signing(office, code)])
    assert isinstance(answer, Conflict)
    assert answer.code == "not-seen"
    assert case(office, code).tokens[visit_of(office, code, SIGN)].holder is None
    look(office, code)
    assert ways(office) == {code: (["sign"], None)}


def test_where_no_result_follows_the_dossier_is_what_is_looked_at(office: Office) -> None:
    code = a_change(office, "P-1")
    locks_are_looked_at(office)
    visit = visit_of(office, code, "change.record/write")
    assert ways(office, "spec") == {code: ([], "not-seen")}
    dossier(office, code, "spec")
    assert ways(office, "spec") == {code: (["done"], None)}
    assert codes_of(decide_together(office, [Decision(code, visit, "spec", "done")])) == ["done"]


def test_a_preview_that_could_not_be_made_is_no_look(office: Office) -> None:
    code = to_sign(office)
    with (
        pytest.raises(Conflict),
        previewing(office, code, visit_of(office, code, SIGN), "dir"),
    ):
        raise Conflict("preview-incomplete", "something is missing")
    assert ways(office) == {code: ([], "not-seen")}


def test_refused_ones_stop_no_other_and_each_says_why(office: Office) -> None:
    good, held, own, changed, over = (to_sign(office, f"P-{n}", "both" if n == 2 else "spec") for n in range(5))
    for code in (good, held, own, changed, over):
        look(office, code, "both")
    asked = [signing(office, code, "both") for code in (held, own, changed, over, good)]
    claim(office, held, visit_of(office, held, SIGN), "dir")
    suspend(office, changed, "dir", "chờ xác minh")
    resume(office, changed, "dir", "đã rõ")
    decide(office, over, visit_of(office, over, SIGN), "dir", "sign")
    nowhere = Decision("000.00.22.G24-250804-9999", 1, "both", "sign", seen_sequence=1)
    answers = decide_together(office, [*asked[:4], nowhere, asked[4]])
    assert codes_of(answers) == [
        "held-by-other", "four-eyes", "changed-meanwhile", "already-decided", "no-such-dossier", "done",
    ]  # fmt: skip
    assert [type(answer) for answer in answers[:5]] == [Conflict, NotPermitted, Conflict, Conflict, NotFound]
    assert case(office, own).tokens[visit_of(office, own, SIGN)].holder is None, "what is refused is not claimed either"
    assert case(office, changed).tokens[visit_of(office, changed, SIGN)].holder is None


def test_what_changed_after_the_look_wants_another_look(office: Office) -> None:
    code = to_sign(office)
    look(office, code)
    suspend(office, code, "dir", "chờ xác minh")
    resume(office, code, "dir", "đã rõ")
    assert ways(office) == {code: ([], "changed-meanwhile")}
    assert codes_of(decide_together(office, [signing(office, code)])) == ["changed-meanwhile"]
    look(office, code)
    assert codes_of(decide_together(office, [signing(office, code)])) == ["done"]


def test_what_does_not_matter_may_happen_after_the_look(office: Office) -> None:
    code = to_sign(office)
    look(office, code)
    asked = signing(office, code)
    claim(office, code, visit_of(office, code, SIGN), "dir")
    release(office, code, visit_of(office, code, SIGN), "dir")
    assert case(office, code).sequence > (asked.seen_sequence or 0)
    assert ways(office) == {code: (["sign"], None)}
    assert codes_of(decide_together(office, [asked])) == ["done"]


def test_what_asks_for_more_than_an_outcome_is_decided_on_its_page(office: Office) -> None:
    code = submitted(office)
    look(office, code, "rec", "intake/receive")
    assert ways(office, "rec") == {code: ([], "one-by-one")}
    [answer] = decide_together(office, [Decision(code, visit_of(office, code, "intake/receive"), "rec", "accept")])
    assert isinstance(answer, Invalid)
    assert answer.code == "one-by-one"
    other = to_sign(office, "P-2")
    look(office, other)
    assert codes_of(decide_together(office, [signing(office, other, outcome="rework")])) == ["reason-missing"]
    back = Decision(other, visit_of(office, other, SIGN), "dir", "rework", reason="tính lại")
    assert codes_of(decide_together(office, [back])) == ["one-by-one"]


def test_the_same_decisions_again_under_their_key_get_the_first_answers(office: Office) -> None:
    first, second = to_sign(office, "P-1"), to_sign(office, "P-2")
    look(office, first)
    asked = [signing(office, first), signing(office, second)]
    once = decide_together(office, asked, "k")
    entries = _entries(office, first)
    look(office, second)
    again = decide_together(office, asked, "k")
    assert codes_of(once) == ["done", "not-seen"]
    assert codes_of(again) == ["done", "done"]
    assert isinstance(once[0], Applied)
    assert isinstance(again[0], Applied)
    assert again[0].sequence == once[0].sequence
    assert _entries(office, first) == entries
    assert codes_of(decide_together(office, asked[:1], "another")) == ["already-decided"]


def test_nobody_has_more_in_mind_than_that(office: Office) -> None:
    with pytest.raises(Invalid) as refusal:
        decide_together(office, [Decision("x", 1, "dir", "sign")] * (AT_ONCE + 1))
    assert refusal.value.code == "too-many"


def test_a_delegate_decides_in_the_name_of_who_lent_the_post(office: Office) -> None:
    code, today = to_sign(office), office.now().date()
    delegate(office, "dir", "head", "LEAD", "director", today, today)
    look(office, code, "head")
    [found] = to_decide(office, "head", [(code, visit_of(office, code, SIGN))])
    assert (found.how.on_behalf_of, found.how.leads_to) == ("dir", "lump-sum-decision")
    asked = signing(office, code, "head", on_behalf_of=found.how.on_behalf_of or "")
    assert codes_of(decide_together(office, [asked])) == ["done"]
    assert "Hoàng Văn Trưởng thay Bùi Văn Giám" in str(dossier(office, code, "dir").history)


def test_what_is_over_is_still_told_by_name(office: Office) -> None:
    code = to_sign(office)
    review = (code, visit_of(office, code, SIGN))
    decided(office, code, SIGN, "dir", "sign")
    [found] = to_decide(office, "dir", [review, (code, 9999), ("nowhere", 1)])
    assert (found.applicant, found.how.why_not) == ("Đặng Thị Ánh Nguyệt", "already-decided")
    assert found.labels["sign"].vi == "Ký duyệt"


def _entries(office: Office, code: str) -> int:
    with office.store.read() as db:
        return int(db.scalar(select(func.count()).select_from(JOURNAL).where(JOURNAL.c.dossier == code)) or 0)
