"""The agency's ledger of benefits: what synthetic people draw month by month, as decided and as it stands on a day."""

from datetime import date, timedelta
from typing import Any

from integrations.registers.amounts import adjusted, reference_level
from integrations.registers.draw import number
from integrations.registers.endings import PENSIONS, Ending, ending
from integrations.registers.families import family
from integrations.registers.history import history
from integrations.registers.lives import Month, died_on, first_day, missing_since, month_of, month_text, retired_from
from integrations.registers.people import gender_of, person, serial_of
from integrations.registers.settled import settled

KINDS = {
    **dict.fromkeys((*PENSIONS, Ending.TEACHER), "pension"),
    Ending.COMMUNE_CADRE: "commune_cadre",
    Ending.INCAPACITY: "incapacity",
    Ending.DECISION_613: "decision_613",
    Ending.WORK_ACCIDENT: "work_accident",
    Ending.SURVIVOR: "survivor",
    Ending.UNEMPLOYMENT: "unemployment",
}


def benefits(seed: int | str, as_of: date) -> dict[str, Any]:
    """What a person has had from the agency up to a day, as `contract.BenefitLedger`."""
    serial = serial_of(seed)
    who = person(seed)
    authorised = ending(serial) is Ending.PENSION_AUTHORISED
    return {
        **{name: who[name] for name in ("si_number", "personal_id", "full_name", "dob")},
        "monthly": _monthly(serial, as_of),
        "one_off": settled(serial, as_of),
        "authorised_agent": family(serial)[1].full_name if authorised else None,
        "authorised_until": "2026-12-31" if authorised else None,
    }


def accident_percent(serial: str) -> int:
    """The loss of working capacity of those on a monthly work-accident allowance."""
    return number(serial, "percent", 31, 60)


def begun_in(serial: str) -> Month:
    """The first month due of the benefit a life comes with."""
    match ending(serial):
        case Ending.INCAPACITY:
            return number(serial, "begun", 1982 * 12, 1990 * 12)
        case Ending.DECISION_613:
            return 2010 * 12 + 4  # Decision 613/QĐ-TTg applies from 1 May 2010
        case Ending.WORK_ACCIDENT:
            return number(serial, "begun", 2019 * 12 + 7, 2022 * 12)
        case Ending.SURVIVOR:
            return number(serial, "begun", 2013 * 12, 2020 * 12)
        case Ending.UNEMPLOYMENT:
            return 2025 * 12 + 10
        case _:
            return retired_from(serial)


def _monthly(serial: str, as_of: date) -> list[dict[str, Any]]:
    life = ending(serial)
    if life not in KINDS or begun_in(serial) > month_of(as_of):
        return []
    begun = first_day(begun_in(serial))
    start, paid = _amount(serial, begun), history(serial, begun)
    months = paid["months"] if paid and KINDS[life] == "pension" else None
    before_2014 = max(0, 2014 * 12 - (begun_in(serial) - months)) if months else None
    bank = person(serial)["bank"]
    by_bank = number(serial, "way", 1, 10) > 3
    return [
        {
            "kind": KINDS[life],
            "decision_no": f"{number(serial, 'decision', 100, 9999)}/QĐ-BHXH",
            "decided_on": (begun - timedelta(days=number(serial, "decided", 8, 18))).isoformat(),
            "from": month_text(begun_in(serial)),
            "monthly": _today(serial, start, begun, as_of),
            "monthly_at_start": start,
            **_standing(serial, as_of),
            "percent": accident_percent(serial) if life is Ending.WORK_ACCIDENT else None,
            "years": _years(months),
            "years_before_2014": _years(min(before_2014, months)) if months and before_2014 is not None else None,
            "province": "22",
            "way": "bank" if by_bank else "cash_via_service",
            "account_number": bank["account_number"] if by_bank else None,
            "bank_code": bank["bank_code"] if by_bank else None,
        }
    ]


def _amount(serial: str, begun: date) -> int:
    """Đồng a month at the beginning; those that are older than the register carry the raises before 2023."""
    match KINDS[Ending(serial[-4:])]:
        case "work_accident":
            return reference_level(begun) * (30 + 2 * (accident_percent(serial) - 31)) // 100
        case "survivor":
            return reference_level(begun) // 2
        case "unemployment":
            return _average(serial, begun, 6) * 60 // 100
        case "pension" if ending(serial) in PENSIONS:
            return _average(serial, begun, 60) * _rate(serial, begun) // 100
        case kind:
            return 1000 * number(serial, kind, 1_900, 3_300)


def _average(serial: str, begun: date, months: int) -> int:
    """The mean monthly wage of the last months before the benefit, which is enough for a synthetic amount."""
    paid = history(serial, begun)
    wages = [p["wage"] for p in paid["periods"] for _ in range(_length(p))][-months:] if paid else [0]
    return sum(wages) // len(wages)


def _length(period: dict[str, Any]) -> int:
    first, last = (int(text[:4]) * 12 + int(text[5:]) for text in (period["from"], period["to"]))
    return last - first + 1


def _rate(serial: str, begun: date) -> int:
    """Percent: 45 for 15 years and 2 (women 3) for each more, at most 75; Law 58/2014/QH13, article 56 before 2018."""
    paid = history(serial, begun)
    more = (paid["months"] if paid else 0) // 12 - 15
    return min(75, 45 + more * (2 if gender_of(serial) == "male" else 3))


def _years(months: int | None) -> float | None:
    """Years as amounts count them: up to half a year is a half, more is a whole one (Law 41/2024/QH15, article 5.6)."""
    return None if months is None else months // 12 + ((months % 12 > 0) + (months % 12 > 6)) / 2


def _today(serial: str, start: int, begun: date, as_of: date) -> int:
    match ending(serial):
        case Ending.SURVIVOR:
            return reference_level(as_of) // 2
        case Ending.UNEMPLOYMENT:
            return start
        case _:
            return adjusted(start, begun, min(as_of, died_on(serial) or as_of))


def _standing(serial: str, as_of: date) -> dict[str, Any]:
    """Status, suspension, the last month handed out and the months nobody collected."""
    # A month's money is handed out by its tenth day.
    paid_until = month_of(as_of) - (as_of.day <= 10)
    stopped = _suspended(serial)
    if stopped and stopped[0] <= as_of:
        on, why = stopped
        return {
            "status": "suspended",
            "suspended_on": on.isoformat(),
            "suspended_for": why,
            "paid_until": month_text(min(paid_until, month_of(on) - 1)),
        }
    death = died_on(serial)
    if death and death <= as_of:
        uncollected = [month_text(month_of(death) - 1), month_text(month_of(death))]
        return {"status": "ended", "paid_until": month_text(month_of(death) - 2), "unpaid_months": uncollected}
    if ending(serial) is Ending.UNEMPLOYMENT:
        last = begun_in(serial) + number(serial, "months of benefit", 3, 12) - 1
        status = "ended" if paid_until >= last else "paying"
        return {"status": status, "paid_until": month_text(min(paid_until, last))}
    return {"status": "paying", "paid_until": month_text(paid_until)}


def _suspended(serial: str) -> tuple[date, str] | None:
    if missing := missing_since(serial):
        return missing, "missing"
    if ending(serial) is Ending.PENSION_SUSPENDED:
        return first_day(number(serial, "suspended", 2025 * 12 + 1, 2025 * 12 + 6)), "prison"
    return None
