"""List C70a-HD, however many people it names: rows with what each is paid, rows refused, and the money (procedures 5 to 7)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import name_of, number_text
from procedures.rules.working import Facts, Working

CORRECTION = "Điều chỉnh đợt trước"
CASH = {"cash_at_agency": "Tiền mặt tại cơ quan BHXH", "cash_via_service": "Tiền mặt qua tổ chức dịch vụ"}

Describe = Callable[[dict[str, Any]], dict[str, Any]]


class Rows(Facts):
    """The rows of a form."""

    rows: tuple[dict[str, Any], ...]


class Days(Facts):
    """A day of every row; a row without one gives null."""

    days: tuple[date | None, ...]


class Judged(Facts):
    """What became of every row; `people` as an `each` step gathers them: row, examine, benefit, outcome."""

    dossier: str = Field(description="dossier code, for the text of payments")
    employer: dict[str, Any] | None = Field(None, description="left out when a person files alone")
    account: dict[str, Any] | None = Field(None, description="account of the employer, for money paid through it")
    batch: dict[str, Any] | None = None
    people: tuple[dict[str, Any], ...]
    settled_on: date


@rule(outcomes=("known",))
def latest(facts: Days, law: Parameters) -> Working:
    """`values`: day, the latest of all, from which a list of many people is late at the soonest."""
    return Working(outcome="known", values={"day": max(day for day in facts.days if day is not None).isoformat()})


def settle_list(facts: Judged, describe: Describe, law: Parameters) -> Working:
    """The list as template settled-list takes it, and the money.

    `describe` says of a person granted what differs from benefit to benefit: group, amount, days, wage, rate, notes.
    `values`: employer, batch, rows, refused, letter (reasons for it), total, payments, cash (đồng in all).
    Raises ValueError when money goes through an employer whose account is unknown.
    """
    granted = [person for person in facts.people if person["outcome"] == "granted"]
    refused = [_refused(person) for person in facts.people if person["outcome"] != "granted"]
    rows = [_row(person, describe(person), facts.settled_on, law) for person in granted]
    ways = [person["row"]["payment_way"] for person in granted]
    values = {
        "employer": _employer(facts, law),
        "batch": {"number": facts.batch["number"], "month": facts.batch["period"]} if facts.batch else None,
        "rows": rows,
        "refused": refused,
        "letter": [{"text": f"{row['name']} ({row['insurance_number']}): {row['reason']}"} for row in refused],
        "total": sum(row["amount"] for row in rows),
        "payments": _payments(facts, granted, rows),
        "cash": sum(row["amount"] for row, way in zip(rows, ways, strict=True) if way in CASH),
    }
    shown = {key: value for key, value in values.items() if value is not None}
    return Working(outcome="some_granted" if rows else "none_granted", values=shown)


def length_text(months: int, days: int | float) -> str:
    """`6 tháng 12 ngày`; what is nothing is left out."""
    counted = f"{number_text(days)} ngày".replace(".", ",")
    if not months:
        return counted
    return f"{months} tháng {counted}" if days else f"{months} tháng"


def _employer(facts: Judged, law: Parameters) -> dict[str, Any] | None:
    employer = facts.employer
    if employer is None:
        return None
    shown = {"name": employer["name"], "code": employer["employer_code"], "phone": employer.get("phone")}
    if facts.account:
        bank = name_of("banks", facts.account["bank_code"], facts.settled_on, law)
        shown["account"] = f"{facts.account['account_number']}, {bank}"
    return {key: value for key, value in shown.items() if value}


def _row(person: dict[str, Any], described: dict[str, Any], on: date, law: Parameters) -> dict[str, Any]:
    row = person["row"]
    paid_before = int((person.get("examine") or {}).get("paid_before") or 0)
    notes = list(described.pop("notes", ()))
    if paid_before:
        notes.append(f"Đã trả {paid_before:,} đồng".replace(",", "."))
    found = {
        "name": row["full_name"],
        "insurance_number": row["si_number"],
        "from": row.get("leave_from"),
        "to": row.get("leave_to"),
        **described,
        "amount": max(described["amount"] - paid_before, 0),
        "paid_to": _paid_to(row, on, law),
        "note": "; ".join(notes) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _paid_to(row: dict[str, Any], on: date, law: Parameters) -> str:
    if row["payment_way"] == "bank":
        return f"{row['account_number']}, {name_of('banks', row['bank_code'], on, law).partition(' – ')[0]}"
    return CASH.get(row["payment_way"], "Qua đơn vị")


def _refused(person: dict[str, Any]) -> dict[str, Any]:
    row = person["row"]
    reasons = [reason["vi"] for reason in (person.get("benefit") or {}).get("reasons", ())]
    said = (person.get("examine") or {}).get("reason")
    shown = {
        "name": row["full_name"],
        "insurance_number": row["si_number"],
        "from": row.get("leave_from"),
        "to": row.get("leave_to"),
        "days": number_text(row["days"]) if "days" in row else None,
        "reason": " ".join(reasons) or said or "Không đủ điều kiện hưởng.",
    }
    return {key: value for key, value in shown.items() if value is not None}


def _payments(facts: Judged, granted: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line a row paid to the worker's account, one for everything that goes through the employer.

    The text says whose dossier it is and nothing of anybody's health: banks and payees read it.
    """
    text = f"BHXH chi tra ho so {facts.dossier}"
    lines, through_employer = [], 0
    for person, paid in zip(granted, rows, strict=True):
        row = person["row"]
        if row["payment_way"] == "bank" and paid["amount"]:
            name, account, bank = row["account_holder"], row["account_number"], row["bank_code"]
            lines.append({"name": name, "account": account, "bank": bank, "amount": paid["amount"], "text": text})
        elif row["payment_way"] == "via_employer":
            through_employer += paid["amount"]
    if through_employer:
        if facts.account is None or facts.employer is None:
            raise ValueError("money goes through the employer, but the form gives no account of the employer")
        account = facts.account
        name, number, bank = facts.employer["name"], account["account_number"], account["bank_code"]
        lines.append({"name": name, "account": number, "bank": bank, "amount": through_employer, "text": text})
    return lines
