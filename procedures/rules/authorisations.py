"""Authorisations to collect benefits for somebody else: whether one is valid, and from when until when (procedure 23)."""

from datetime import date
from typing import Literal

from pydantic import Field

from procedures.rules.dates import add_months, completed_years
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Reason, Working

# Paid month by month through the list; everything else is paid once, at the agency or by the service organisation.
RUNNING = ("monthly", "unemployment")

REASONS = {
    "not_certified": (
        "Chữ ký trên giấy ủy quyền chưa được chứng thực tại nơi có thẩm quyền.",
        "The signature on the authorisation is not certified by a body that may.",
    ),
    "certified_before_signed": (
        "Ngày chứng thực trước ngày ký giấy ủy quyền.",
        "The certification is dated before the signature.",
    ),
    "own_agent": ("Người ủy quyền và người được ủy quyền là một người.", "Grantor and agent are one person."),
    "agent_too_young": ("Người được ủy quyền chưa đủ tuổi thành niên.", "The agent is not of age."),
    "ended": ("Giấy ủy quyền đã hết hiệu lực.", "The authorisation has ended."),
    "nothing_to_collect": (
        "Giấy ủy quyền không ghi chế độ được lĩnh thay.",
        "No benefit is named in the authorisation.",
    ),
}


class Authorisation(Facts):
    """One authorisation, as its paper has it."""

    checked_on: date = Field(description="day of the check; an authorisation that ended before it is not registered")
    signed_on: date = Field(description="day it was given; it picks the law on terms and certification")
    valid_from: date | None = Field(None, description="first day written in it; by default the day it was signed")
    valid_to: date | None = Field(None, description="last day written in it, if any")
    certifier: Literal["commune", "notary", "prison", "mission", "none"]
    certified_on: date | None = None
    grantor_id: str | None = Field(None, description="citizen number of the receiver")
    agent_id: str | None = Field(None, description="citizen number of the agent")
    agent_birth_on: date | None = None
    benefits: tuple[str, ...] = Field(description="kinds of benefit that may be collected")


@rule(outcomes=("valid", "invalid"))
def validity(facts: Authorisation, law: Parameters) -> Working:
    """Whether the authorisation can be registered, with every reason against it.

    `values`: valid_from, valid_to, is_cut (the law ends it before its own last day), is_running (some of it is paid month
    by month).
    """
    begins = max(facts.valid_from or facts.signed_on, facts.signed_on)
    ends, line = _end(facts, law)
    reasons = [Reason(code=code, vi=REASONS[code][0], en=REASONS[code][1]) for code in _objections(facts, ends, law)]
    return Working(
        outcome="invalid" if reasons else "valid",
        values={
            "valid_from": begins.isoformat(),
            "valid_to": ends.isoformat(),
            "is_cut": facts.valid_to is not None and ends < facts.valid_to,
            "is_running": any(kind in RUNNING for kind in facts.benefits),
        },
        lines=(line,),
        reasons=tuple(reasons),
    )


def _end(facts: Authorisation, law: Parameters) -> tuple[date, Line]:
    """Its own last day or the term of the law, and never later than the law allows.

    What was given under the old law and is alive on 1 July 2025 ends with June 2026 (Law 41/2024 art. 141.14), a year
    after which nothing is said in the paper included (choice).
    """
    used = law.find("authorisation_term", facts.signed_on)
    term = used.value
    after_a_term = add_months(facts.signed_on, term["without_term"])
    if "longest" in term:
        last = add_months(facts.signed_on, term["longest"])
        own = facts.valid_to or after_a_term
    else:
        last = date.fromisoformat(term["until"])
        is_alive = after_a_term >= date.fromisoformat(term["alive_on"])
        own = facts.valid_to or (last if is_alive else after_a_term)
    ends = min(own, last)
    line = Line(
        label_vi="Ủy quyền có giá trị đến hết ngày",
        label_en="The authorisation is valid to the end of",
        value=f"{ends:%d/%m/%Y}",
        basis=used.basis,
        parameter=used.parameter,
        as_of=facts.signed_on,
    )
    return ends, line


def _objections(facts: Authorisation, ends: date, law: Parameters) -> list[str]:
    found = []
    if facts.certifier not in law.at("authorisation_certifiers", facts.signed_on):
        found.append("not_certified")
    elif facts.certified_on is not None and facts.certified_on < facts.signed_on:
        found.append("certified_before_signed")
    if facts.grantor_id is not None and facts.grantor_id == facts.agent_id:
        found.append("own_agent")
    age = law.at("agent_age", facts.signed_on)
    if facts.agent_birth_on is not None and completed_years(facts.agent_birth_on, facts.checked_on) < age:
        found.append("agent_too_young")
    if ends < facts.checked_on:
        found.append("ended")
    if not facts.benefits:
        found.append("nothing_to_collect")
    return found
