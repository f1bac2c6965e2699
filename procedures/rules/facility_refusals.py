"""What assessors refuse of a facility's claims, line by line as they write it down (procedure 21)."""

import re
from typing import Any

from pydantic import Field

from procedures.rules.facility_claims import Claim
from procedures.rules.health_wording import money_text
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Reason, Working

_LINE = re.compile(r"\s*(?P<claim_no>[^;\t]+?)\s*[;\t]\s*(?P<amount>[\d.]+)\s*[;\t]\s*(?P<code>[0-9A-Za-z]{1,10})\s*")


class Refusals(Facts):
    """The assessors' list and the claims it is about."""

    text: str = Field("", description="one line a claim: number; đồng refused; refusal code")
    claims: tuple[Claim, ...]


@rule(outcomes=("readable", "unreadable"))
def read(facts: Refusals, law: Parameters) -> Working:
    """`values`: refused (claim_no, amount, code). `unreadable`: a line is none, names no claim, or refuses more than was asked."""
    requested = {claim.claim_no: claim.requested for claim in facts.claims}
    refused: dict[str, dict[str, Any]] = {}
    reasons = []
    for number, line in enumerate(facts.text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if not found:
            reasons.append(not_a_line(number))
            continue
        claim_no, amount = found["claim_no"], int(found["amount"].replace(".", "") or 0)
        if claim_no not in requested or claim_no in refused:
            reasons.append(no_such_claim(number, claim_no))
        elif amount > requested[claim_no]:
            reasons.append(too_much(number, requested[claim_no]))
        else:
            refused[claim_no] = {"claim_no": claim_no, "amount": amount, "code": found["code"].upper()}
    if reasons:
        return Working(outcome="unreadable", reasons=tuple(reasons))
    return Working(outcome="readable", values={"refused": list(refused.values())})


def not_a_line(number: int) -> Reason:
    """A line that is not of the form asked for."""
    return Reason(
        code="not_a_line",
        vi=f"Dòng {number} không đúng dạng: mã lượt; số tiền; mã từ chối.",
        en=f"Line {number} is not of the form: claim number; amount; refusal code.",
    )


def no_such_claim(number: int, claim_no: str) -> Reason:
    """A claim that is not in the report, or named twice."""
    return Reason(
        code="no_such_claim",
        vi=f"Dòng {number}: lượt {claim_no} không có trong báo cáo hoặc đã ghi ở dòng trên.",
        en=f"Line {number}: claim {claim_no} is not in the report, or stands above already.",
    )


def too_much(number: int, requested: int) -> Reason:
    """More is refused than was asked."""
    return Reason(
        code="too_much",
        vi=f"Dòng {number}: từ chối nhiều hơn số đề nghị {money_text(requested)} đồng.",
        en=f"Line {number}: more is refused than the {requested:,} đồng asked for.",
    )
