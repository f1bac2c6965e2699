"""List D02-LT as a whole: its lane before anything is asked, its sums afterwards, and who has to sign it (procedure 1)."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from pydantic import Field

from procedures.rules.labour_papers import book_of, card_of, is_new
from procedures.rules.law import Parameters
from procedures.rules.participants import in_sentences, why_not
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Working

KIND_NAMES = {
    "increase": "Báo tăng",
    "back_payment": "Truy đóng",
    "adjustment": "Điều chỉnh",
    "decrease": "Báo giảm",
}
SUMS = ("worker", "employer", "principal", "interest", "total")


class Filed(Facts):
    """The dossier as it came in."""

    case: str
    rows: tuple[dict[str, Any], ...] = ()
    submitted_on: date


@rule(outcomes=("ordinary", "violation", "wage_rise", "pause", "confirmation", "refund"))
def lane(facts: Filed, law: Parameters) -> Working:
    """Which limit and way the dossier has. `violation`: back-payment, or workers registered after the window."""
    lanes = {"f_pause_pension_fund": "pause", "h_confirm_book": "confirmation", "j_refund": "refund"}
    if facts.case in lanes:
        return Working(outcome=lanes[facts.case])
    if facts.case == "i_wage_rise_already_paid":
        return Working(outcome="wage_rise")
    is_violation = facts.case == "e_back_payment" or any(_is_late(row, facts.submitted_on, law) for row in facts.rows)
    return Working(outcome="violation" if is_violation else "ordinary")


class Judged(Facts):
    """Every worker as an `each` step gathers them: row, participant, change, arrears, facility, examine, outcome."""

    people: tuple[dict[str, Any], ...]
    employer: dict[str, Any] | None = Field(None, description="left out for people who file for themselves")
    card_group: str = Field("DN", pattern="^[A-Z]{2}$", description="first two letters of the workers' health cards")
    home_province: str = Field(pattern=r"^\d{2}$")
    settled_on: date


@rule(outcomes=("some_accepted", "none_accepted"))
def settle(facts: Judged, law: Parameters) -> Working:
    """`values`: worker, employer, principal, interest, total (đồng), months_back, books (for template insurance-book-cover),
    cards (for health-card-sheet), amounts and facts (for notice), letter (reasons), applicant, accepted, refused."""
    accepted = [person for person in facts.people if person["outcome"] == "ready"]
    refused = [person for person in facts.people if person["outcome"] != "ready"]
    owed = [person["arrears"] for person in accepted if person.get("arrears")]
    sums = {key: sum(each[key] for each in owed) for key in SUMS}
    back = [each["arrears"]["months"] for each in accepted if each["change"]["kind"] == "back_payment"]
    return Working(
        outcome="some_accepted" if accepted else "none_accepted",
        amount=sums["total"],
        values={
            **sums,
            "months_back": max(back, default=0),
            "accepted": len(accepted),
            "refused": len(refused),
            "books": [book_of(each) for each in accepted if is_new(each)],
            "cards": [
                card_of(each, facts.card_group, facts.home_province, facts.settled_on, law)
                for each in accepted
                if each.get("facility")
            ],
            "amounts": _amounts(sums),
            "facts": _facts(accepted, refused),
            "letter": [{"text": f"{each['row']['full_name']}: {why_refused(each)}"} for each in refused],
            "applicant": {"name": facts.employer["name"] if facts.employer else facts.people[0]["row"]["full_name"]},
        },
    )


class Weight(Facts):
    """What a list comes to."""

    principal: int = Field(ge=0, description="đồng owed for months gone by")
    months_back: int = Field(0, ge=0)
    books: int = Field(0, ge=0, description="books to be issued, which the director signs")
    decided_on: date


@rule(outcomes=("head", "director"))
def level(facts: Weight, law: Parameters) -> Working:
    """Whether the head of the unit may settle the list alone. `values`: limits."""
    limits = law.at("leadership_from", facts.decided_on)
    reached = [
        limits["amount"] is not None and facts.principal >= limits["amount"],
        limits["months"] is not None and facts.months_back >= limits["months"],
    ]
    return Working(outcome="director" if facts.books or any(reached) else "head", values={"limits": limits})


def why_refused(person: dict[str, Any]) -> str:
    """What the officer wrote, or what the rules found."""
    found = [reason["vi"] for reason in (person.get("change") or {}).get("reasons", ())]
    said = (person.get("examine") or {}).get("reason")
    return in_sentences([said, *found]) or why_not(person)


def _is_late(row: dict[str, Any], submitted_on: date, law: Parameters) -> bool:
    started = (row.get("contract") or {}).get("from")
    if row["plan"] not in ("TM", "TC", "TD") or not started:
        return False
    first = date.fromisoformat(started)
    return submitted_on > first + timedelta(days=law.at("registration_window", first))


def _amounts(sums: dict[str, int]) -> list[dict[str, Any]]:
    labels: dict[str, str] = {
        "worker": "Người lao động đóng",
        "employer": "Đơn vị đóng",
        "interest": "Số tiền chậm đóng",
    }
    return [{"label": label, "amount": sums[key]} for key, label in labels.items() if sums[key]]


def _facts(accepted: list[dict[str, Any]], refused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter(person["change"]["kind"] for person in accepted)
    shown: list[dict[str, Any]] = [
        {"label": f"{name} (người)", "value": counts[kind]} for kind, name in KIND_NAMES.items() if counts[kind]
    ]
    late = [person for person in accepted if person["change"]["is_evasion"]]
    if late:
        shown.append({"label": "Quá hạn đăng ký trên 60 ngày (người)", "value": len(late)})
    if refused:
        names = "; ".join(f"{person['row']['full_name']}: {why_refused(person)}" for person in refused)
        shown.append({"label": "Không chấp nhận", "value": names})
    return shown
