"""Numbers: without gaps whatever happens side by side, and dossier codes as the portal prescribes."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Connection, update

from workflow.store.numbers import DOSSIERS_OF_A_DAY, SeriesExhausted, next_dossier_code, next_number
from workflow.store.tables import SERIES
from workflow.store.unit_of_work import Store

AGENCY = "000.00.22.G24"
PORTAL_CODE = re.compile(r"^[0-9A-Z]+(\.[0-9A-Z]+)*-\d{6}-\d{4,5}$")


class ChangedMyMind(Exception):
    """A transaction that does not want to be."""


def test_a_series_begins_at_one_and_leaves_nothing_out(store: Store) -> None:
    with store.begin() as db:
        assert [next_number(db, "decision", AGENCY, "2026") for _ in range(5)] == [1, 2, 3, 4, 5]


def test_units_years_and_kinds_count_for_themselves(store: Store) -> None:
    with store.begin() as db:
        next_number(db, "decision", AGENCY, "2026")
        assert next_number(db, "decision", AGENCY, "2027") == 1
        assert next_number(db, "letter", AGENCY, "2026") == 1
        assert next_number(db, "decision", "another", "2026") == 1


def test_no_number_is_lost_or_given_twice_by_threads_of_which_some_roll_back(store: Store) -> None:
    random.seed(7)
    fates = [random.random() < 0.3 for _ in range(80)]

    def take(rolls_back: bool) -> int | None:
        def once(db: Connection) -> int:
            number = next_number(db, "decision", AGENCY, "2026")
            if rolls_back:
                raise ChangedMyMind
            return number

        try:
            return store.transact(once)
        except ChangedMyMind:
            return None

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in pool.map(take, fates) if number is not None]
    assert sorted(numbers) == list(range(1, fates.count(False) + 1))


def test_a_dossier_code_says_agency_day_and_running_number(store: Store) -> None:
    with store.begin() as db:
        codes = [next_dossier_code(db, AGENCY, day) for day in (date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3))]
    assert codes == ["000.00.22.G24-260302-0001", "000.00.22.G24-260302-0002", "000.00.22.G24-260303-0001"]
    assert all(PORTAL_CODE.fullmatch(code) for code in codes)


def test_the_ten_thousandth_dossier_of_a_day_gets_a_fifth_digit(store: Store) -> None:
    _count_to(store, 9_999)
    with store.begin() as db:
        code = next_dossier_code(db, AGENCY, date(2026, 3, 2))
    assert code == "000.00.22.G24-260302-10000"
    assert PORTAL_CODE.fullmatch(code)


def test_a_day_without_codes_left_says_so(store: Store) -> None:
    _count_to(store, 99_999)
    with pytest.raises(SeriesExhausted, match="2026-03-02"), store.begin() as db:
        next_dossier_code(db, AGENCY, date(2026, 3, 2))


def _count_to(store: Store, last: int) -> None:
    with store.begin() as db:
        next_dossier_code(db, AGENCY, date(2026, 3, 2))
        db.execute(update(SERIES).where(SERIES.c.series == DOSSIERS_OF_A_DAY).values(last=last))
