"""The employer's list 01B-HSB: split per leave before it is judged, put together again as list C70a-HD (procedure 5)."""

from collections import defaultdict
from datetime import date
from typing import Any

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import name_of, number_text
from procedures.rules.working import Facts, Working

CHILD, LONG_TERM, CORRECTION = "d_child_under_7", "f_long_term_disease", "g_correction"
GROUPS = {CHILD: "Con ốm", LONG_TERM: "Ốm dài ngày", CORRECTION: "Điều chỉnh đợt trước"}
ORDINARY = "Ốm đau thông thường"
CASH = {"cash_at_agency": "Tiền mặt tại cơ quan BHXH", "cash_via_service": "Tiền mặt qua tổ chức dịch vụ"}


class EmployerList(Facts):
    """The rows of the form."""

    rows: tuple[dict[str, Any], ...]


@rule(outcomes=("split",))
def split(facts: EmployerList, law: Parameters) -> Working:
    """`values`: rows, each with `cause` and with `taken`: days of the same kind asked for earlier in this list.

    A leave counts in the year it begins in. Corrections neither use up days here nor are cut by others.
    """
    taken: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    found: dict[int, dict[str, Any]] = {}
    for index, row in sorted(enumerate(facts.rows), key=lambda numbered: numbered[1]["leave_from"]):
        is_child = row["case"] == CHILD
        cause = "sick_child" if is_child else "illness"
        key = (row["si_number"], row.get("child_dob"), row.get("child_name")) if is_child else (row["si_number"],)
        is_counted = row["case"] != CORRECTION
        found[index] = {**row, "cause": cause, "taken": list(taken[key]) if is_counted else []}
        if is_counted:
            taken[key].append({"year": date.fromisoformat(row["leave_from"]).year, "days": row["days"]})
    return Working(outcome="split", values={"rows": [found[index] for index in range(len(facts.rows))]})


class Judged(Facts):
    """What became of every row; `people` as an `each` step gathers them: row, examine, benefit, outcome."""

    dossier: str = Field(description="dossier code, for the text of payments")
    employer: dict[str, Any]
    account: dict[str, Any] | None = Field(None, description="account of the employer, for money paid through it")
    batch: dict[str, Any]
    people: tuple[dict[str, Any], ...]
    settled_on: date


@rule(outcomes=("some_granted", "none_granted"))
def settle(facts: Judged, law: Parameters) -> Working:
    """The list as template sickness-list takes it, and the money.

    `values`: employer, batch, rows, refused, letter (reasons for it), total, payments, cash (đồng in all).
    Raises ValueError when money goes through an employer whose account is unknown.
    """
    granted = [person for person in facts.people if person["outcome"] == "granted"]
    refused = [_refused(person) for person in facts.people if person["outcome"] != "granted"]
    rows = [_row(person, facts.settled_on, law) for person in granted]
    ways = [person["row"]["payment_way"] for person in granted]
    cash = sum(row["amount"] for row, way in zip(rows, ways, strict=True) if way in CASH)
    return Working(
        outcome="some_granted" if rows else "none_granted",
        values={
            "employer": _employer(facts, law),
            "batch": {"number": facts.batch["number"], "month": facts.batch["period"]},
            "rows": rows,
            "refused": refused,
            "letter": [{"text": f"{row['name']} ({row['insurance_number']}): {row['reason']}"} for row in refused],
            "total": sum(row["amount"] for row in rows),
            "payments": _payments(facts, granted, rows),
            "cash": cash,
        },
    )


def _employer(facts: Judged, law: Parameters) -> dict[str, Any]:
    employer = facts.employer
    shown = {"name": employer["name"], "code": employer["employer_code"], "phone": employer.get("phone")}
    if facts.account:
        bank = name_of("banks", facts.account["bank_code"], facts.settled_on, law)
        shown["account"] = f"{facts.account['account_number']}, {bank}"
    return {key: value for key, value in shown.items() if value}


def _row(person: dict[str, Any], on: date, law: Parameters) -> dict[str, Any]:
    row, benefit = person["row"], person["benefit"]
    pieces = benefit["pieces"]
    paid_before = int((person.get("examine") or {}).get("paid_before") or 0)
    notes = []
    if len(pieces) > 1:
        notes.append("; ".join(f"{_length(piece)} × {piece['rate']}%" for piece in pieces))
    if paid_before:
        notes.append(f"Đã trả {paid_before:,} đồng".replace(",", "."))
    years = list(benefit["quota"].values())
    found = {
        "group": GROUPS.get(row["case"], ORDINARY),
        "name": row["full_name"],
        "insurance_number": row["si_number"],
        "from": row["leave_from"],
        "to": row["leave_to"],
        "days": number_text(benefit["days_paid"]),
        "days_in_year": number_text(years[0]["taken_before"] + benefit["days_paid"]) if len(years) == 1 else None,
        "wage": benefit["base_wage"],
        "rate": pieces[0]["rate"],
        "amount": max(benefit["amount"] - paid_before, 0),
        "paid_to": _paid_to(row, on, law),
        "note": "; ".join(notes) or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _length(piece: dict[str, Any]) -> str:
    days = f"{number_text(piece['days'])} ngày".replace(".", ",")
    return f"{piece['months']} tháng {days}" if piece["months"] else days


def _paid_to(row: dict[str, Any], on: date, law: Parameters) -> str:
    if row["payment_way"] == "bank":
        return f"{row['account_number']}, {name_of('banks', row['bank_code'], on, law).partition(' – ')[0]}"
    return CASH.get(row["payment_way"], "Qua đơn vị")


def _refused(person: dict[str, Any]) -> dict[str, Any]:
    row = person["row"]
    reasons = [reason["vi"] for reason in (person.get("benefit") or {}).get("reasons", ())]
    said = (person.get("examine") or {}).get("reason")
    return {
        "name": row["full_name"],
        "insurance_number": row["si_number"],
        "from": row["leave_from"],
        "to": row["leave_to"],
        "days": number_text(row["days"]),
        "reason": " ".join(reasons) or said or "Không đủ điều kiện hưởng.",
    }


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
        if facts.account is None:
            raise ValueError("money goes through the employer, but the form gives no account of the employer")
        account = facts.account
        name, number, bank = facts.employer["name"], account["account_number"], account["bank_code"]
        lines.append({"name": name, "account": number, "bank": bank, "amount": through_employer, "text": text})
    return lines
