"""Health cards of synthetic people: periods that go with their work and benefits, and what facilities claimed on them."""

from datetime import date, timedelta
from typing import Any

from integrations.registers.amounts import reference_level
from integrations.registers.certificates import DIAGNOSES
from integrations.registers.draw import choice, number
from integrations.registers.endings import PENSIONS, Ending, ending
from integrations.registers.history import history
from integrations.registers.ledger import begun_in
from integrations.registers.lives import died_on, first_day, month_of, years_on
from integrations.registers.people import card_group, person, serial_of
from integrations.registers.places import FACILITIES, PROVINCE

_SHARE = {"1": 100, "2": 100, "3": 95, "4": 80, "5": 100}
_PERMITTED_GAP = timedelta(days=92)


def card(seed: int | str, as_of: date) -> dict[str, Any] | None:
    """The card and its periods up to a day, as `contract.Card`; None when there was none yet."""
    serial = serial_of(seed)
    who = person(seed)
    periods = [p for p in _periods(serial, as_of) if p[1] <= as_of]
    if not periods:
        return None
    return {
        **{name: who[name] for name in ("si_number", "personal_id", "full_name", "dob")},
        "periods": [
            {
                "card_number": f"{group}{PROVINCE}{who['si_number']}",
                "group": group[:2],
                "level": int(group[2]),
                "from": since.isoformat(),
                "to": until.isoformat(),
            }
            for group, since, until in periods
        ],
        "facility": who["kcb_code"],
        "facility_name": FACILITIES[who["kcb_code"]],
        "five_years_from": years_on(_unbroken_since(periods), 5).isoformat(),
        "is_active": periods[-1][1] <= as_of <= periods[-1][2],
    }


def claims(seed: int | str, as_of: date) -> dict[str, Any]:
    """What facilities claimed by a day, as `contract.ClaimHistory`."""
    serial = serial_of(seed)
    who = person(seed)
    stays = [each for each in _stays(serial, as_of) if each["to"] < as_of.isoformat()]
    this_year = [each for each in stays if each["to"][:4] == str(as_of.year)]
    return {
        **{name: who[name] for name in ("si_number", "full_name", "dob")},
        "stays": stays,
        "co_payment_this_year": sum(each["co_payment"] for each in this_year),
    }


def _periods(serial: str, as_of: date) -> list[tuple[str, date, date]]:
    """(group with level, first day, last day), oldest first; the last one ends with the year."""
    year_end = date(as_of.year, 12, 31)
    held = history(serial, as_of)
    found = []
    if held:
        since, last = (_month(held["periods"][place][name]) for place, name in ((0, "from"), (-1, "to")))
        since = max(since, date(1993, 1, 1))  # the first cards
        found.append(
            ("DN4", since, year_end if held["is_active"] else first_day(month_of(last) + 1) - timedelta(days=1))
        )
    group = card_group(serial)
    if group != "DN4":
        after = found[0][2] + timedelta(days=1) if found else date(2015, 1, 1)
        begun = first_day(begun_in(serial)) if ending(serial) in (*PENSIONS, Ending.TEACHER) else after
        found.append((group, max(after, begun), year_end))
    # Who died needs no card from the day after.
    death = died_on(serial)
    ended = death if death and death <= as_of else year_end
    return [(group, since, min(until, ended)) for group, since, until in found if since <= ended]


def _month(text: str) -> date:
    return date(int(text[:4]), int(text[5:]), 1)


def _unbroken_since(periods: list[tuple[str, date, date]]) -> date:
    """The first day without a gap of more than three months since."""
    since = periods[-1][1]
    for (_, earlier, until), (_, later, _) in zip(periods[-2::-1], periods[:0:-1], strict=False):
        if later - until > _PERMITTED_GAP:
            break
        since = earlier
    return since


def _stays(serial: str, as_of: date) -> list[dict[str, Any]]:
    """Up to three visits a year since 2022; a person with high co-payments had long ones in every month."""
    periods, facility = _periods(serial, as_of), person(serial)["kcb_code"]
    found = []
    for year in range(2022, as_of.year + 1):
        is_costly = ending(serial) is Ending.CO_PAYMENTS
        for place in range(12 if is_costly else number(serial, f"stays {year}", 0, 3)):
            drawn = f"stay {year} {place}"
            first = date(year, place + 1, 1) if is_costly else date(year, 1, 2) + timedelta(days=120 * place)
            first += timedelta(days=number(serial, drawn, 0, 9 if is_costly else 100))
            total = 1000 * number(serial, f"cost {drawn}", 41_000 if is_costly else 150, 60_000 if is_costly else 9_000)
            group = next((group for group, since, until in periods if since <= first <= until), None)
            if group is None:
                continue
            # Below 15 % of the reference level the fund pays all.
            is_small = total * 100 < reference_level(first) * 15
            share = 100 if is_small else _SHARE[group[2]]
            paid = total * share // 100
            found.append(
                {
                    "facility": facility,
                    "from": first.isoformat(),
                    "to": (first + timedelta(days=number(serial, f"days {drawn}", 0, 8))).isoformat(),
                    "icd": choice(serial, f"icd {drawn}", tuple(DIAGNOSES)),
                    "total": total,
                    "paid_by_fund": paid,
                    "co_payment": total - paid,
                }
            )
    return sorted(found, key=lambda each: each["from"])
