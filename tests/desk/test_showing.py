"""How moments, spans and the legal clock are written; and the stations of a dossier."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk import showing
from desk.dossier_clock import Times, face
from desk.labels import plain
from desk.showing import VIETNAM
from desk.words import Words

NOW = datetime(2026, 3, 5, 10, 20, tzinfo=VIETNAM)
VI, EN = Words("vi"), Words("en")
RUNNING = Times("running", NOW - timedelta(days=2), NOW + timedelta(days=2))


def test_moments_are_vietnamese_wall_time() -> None:
    assert showing.moment(datetime(2026, 3, 5, 20, 0, tzinfo=UTC), "vi") == "03:00 06/03/2026"
    assert showing.moment(NOW, "en") == "10:20, 5 Mar 2026"
    assert showing.day(date(2026, 1, 2), "vi") == "02/01/2026"
    assert showing.moment(None, "vi") == "—"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (NOW.replace(hour=17, minute=30), "17:30 hôm nay"),
        (NOW + timedelta(days=1), "10:20 ngày mai"),
        (NOW - timedelta(days=1), "10:20 hôm qua"),
        (NOW + timedelta(days=2), "10:20 07/03/2026"),
    ],
)
def test_near_moments_are_named(due: datetime, said: str) -> None:
    assert showing.near(due, NOW, VI) == said


@pytest.mark.parametrize(
    ("minutes", "said", "in_english"),
    [
        (3 * 24 * 60 + 5, "còn 3 ngày", "3 days left"),
        (24 * 60, "còn 1 ngày", "1 day left"),
        (60, "còn 1 giờ", "1 hour left"),
        (59, "còn 59 phút", "59 min left"),
        (-125, "quá 2 giờ", "late by 2 hours"),
    ],
)
def test_time_left_is_said_in_its_largest_unit(minutes: int, said: str, in_english: str) -> None:
    due = NOW + timedelta(minutes=minutes)
    assert showing.left(due, NOW, VI) == said
    assert showing.left(due, NOW, EN) == in_english


@pytest.mark.parametrize(
    ("times", "tone", "state"),
    [
        (RUNNING, "normal", "Trong hạn, còn 2 ngày"),
        (replace(RUNNING, due_at=NOW + timedelta(hours=23)), "soon", "Trong hạn, còn 23 giờ"),
        (replace(RUNNING, due_at=NOW + timedelta(hours=3)), "today", "Trong hạn, còn 3 giờ"),
        (replace(RUNNING, due_at=NOW - timedelta(hours=3)), "overdue", "Quá hạn, quá 3 giờ"),
        (replace(RUNNING, state="paused"), "paused", "Chờ người nộp bổ sung"),
        (replace(RUNNING, state="paused", suspended=True), "paused", "Hồ sơ đang tạm dừng"),
        (replace(RUNNING, state="stopped", stopped_at=NOW, late=False), "stopped", "Đúng hạn"),
        (replace(RUNNING, state="stopped", stopped_at=NOW, late=True), "overdue", "Trễ hạn"),
        (Times("not_started", None, None), "none-yet", "Tính từ khi tiếp nhận"),
        (Times("not_started", None, None, ended=True), "stopped", ""),
    ],
)
def test_the_clock_is_always_told_in_words(times: Times, tone: str, state: str) -> None:
    shown = face(times, NOW, VI)
    assert (shown.tone, shown.state) == (tone, state)


def test_the_time_used_is_a_share_between_acceptance_and_promise() -> None:
    assert face(RUNNING, NOW, VI).used == 50
    assert face(replace(RUNNING, due_at=NOW - timedelta(hours=1)), NOW, VI).used == 100


def test_plain_answers_read_like_text() -> None:
    assert plain({"street": "Số 1", "ward": None, "province": "Quảng Ninh"}, VI) == "Số 1, Quảng Ninh"
    assert plain("2026-03-05", VI) == "05/03/2026"
    assert plain("2026-13-99", VI) == "2026-13-99"
    assert plain(True, EN) == "Yes"
    assert plain([1, "a"], VI) == "1, a"


def test_money_and_sizes() -> None:
    assert showing.money(1_234_567, "vi") == "1.234.567 đồng"
    assert showing.money(1_234_567, "en") == "VND 1,234,567"
    assert showing.size(1) == "1 kB"
    assert showing.size(1_250_000) == "1.2 MB"
