"""Rows of maternity: split before they are judged, compared with the civil registers, put together as list C70a-HD (procedure 6)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.settled_list import CORRECTION, Judged, Rows, settle_list
from procedures.rules.working import Facts, Value, Working

KINDS = {
    "a_prenatal": ("prenatal", "Khám thai"),
    "a_miscarriage": ("miscarriage", "Sẩy thai, phá thai, thai chết"),
    "a_contraception": ("contraception", "Thực hiện biện pháp tránh thai"),
    "b_birth": ("birth", "Sinh con"),
    "b_carer": ("carer", "Người cha hoặc người trực tiếp nuôi con"),
    "c_surrogate": ("surrogate", "Mang thai hộ"),
    "c_commissioning": ("commissioning", "Nhờ mang thai hộ nhận con"),
    "d_adoption": ("adoption", "Nhận nuôi con nuôi dưới 6 tháng tuổi"),
    "e_father_leave": ("father_leave", "Lao động nam nghỉ khi vợ sinh con"),
    "f_father_one_off": ("father_one_off", "Trợ cấp một lần của lao động nam khi vợ sinh con"),
    "h_voluntary_grant": ("grant", "Trợ cấp thai sản của BHXH tự nguyện"),
}
SECOND_CHILD = "Sinh con thứ hai"
OF_A_CHILD = frozenset({"birth", "carer", "commissioning", "adoption", "father_leave", "father_one_off", "grant"})
# What only a person can judge: hospital confirmations, proofs of treatment, papers of a case settled before.
FOR_A_PERSON = (
    "correction",
    "bed_rest",
    "infertility_treatment",
    "mother_unfit",
    "no_birth_paper",
    "assessment_fee",
    "foreign_papers",
)


@rule(outcomes=("split",))
def split(facts: Rows, law: Parameters) -> Working:
    """`values`: rows, each with `kind`, with `taken_here` (a father's days for this birth earlier in this list), with `has_child`
    (the civil registers are asked for it) and `by_hand` (a specialist looks at it whatever the registers say)."""
    taken: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    found: dict[int, dict[str, Any]] = {}
    for index, row in sorted(enumerate(facts.rows), key=lambda numbered: numbered[1].get("leave_from") or ""):
        key = (row["si_number"], row.get("child_dob", ""))
        kind = KINDS[row["case"]][0]
        has_child = kind in OF_A_CHILD and row.get("children", 0) > 0
        found[index] = {
            **row,
            "kind": kind,
            "taken_here": str(taken[key]) if kind == "father_leave" else "0",
            "has_child": has_child and "personal_id" in row,
            "by_hand": any(row.get(name) for name in FOR_A_PERSON) or (has_child and "personal_id" not in row),
        }
        if kind == "father_leave" and "correction" not in row:
            taken[key] += Decimal(str(row.get("days", 0)))
    return Working(outcome="split", values={"rows": [found[index] for index in range(len(facts.rows))]})


class Child(Value):
    """A relative the civil registers know; what is not needed is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    relation: str
    dob: date
    is_alive: bool = True


class Birth(Facts):
    """What a row says of a birth, and the relatives the civil registers know of its parent."""

    child_birth_on: date
    children: int = 1
    children_died_on: date | None = None
    living_children_before: int | None = Field(None, description="as the row has it; it decides about a second child")
    relatives: tuple[Child, ...] = ()


@rule(outcomes=("confirmed", "differs"))
def birth(facts: Birth, law: Parameters) -> Working:
    """Whether the registers know as many children born that day, alive or dead as the row says.

    `values`: known (children born that day), living_before (older children alive).
    """
    children = [each for each in facts.relatives if each.relation == "child"]
    born = [each for each in children if each.dob == facts.child_birth_on]
    before = sum(each.is_alive and each.dob < facts.child_birth_on for each in children)
    alive_as_said = all(each.is_alive for each in born) or facts.children_died_on is not None
    # Left open it is no matter, unless this would be a second child, for whom the leave is longer.
    matters = before == 1 and law.at("maternity_second_child_months", facts.child_birth_on) > 0
    agrees_on_order = facts.living_children_before == before or (facts.living_children_before is None and not matters)
    is_confirmed = len(born) == facts.children and alive_as_said and agrees_on_order
    return Working(
        outcome="confirmed" if is_confirmed else "differs", values={"known": len(born), "living_before": before}
    )


@rule(outcomes=("some_granted", "none_granted"))
def settle(facts: Judged, law: Parameters) -> Working:
    """The list as template settled-list takes it, and the money; see `settled_list.settle_list` for its values."""
    people = tuple({**person, "benefit": person.get("benefit") or person.get("grant")} for person in facts.people)
    return settle_list(facts.model_copy(update={"people": people}), _describe, law)


def _describe(person: dict[str, Any]) -> dict[str, Any]:
    row, benefit = person["row"], person["benefit"]
    group = CORRECTION if "correction" in row else KINDS[row["case"]][1]
    if row["kind"] == "grant":
        return {"group": group, "days": 0, "amount": benefit["amount"], "one_off": benefit["amount"]}
    notes = (
        [SECOND_CHILD] if row.get("living_children_before") == 1 and row["kind"] in ("birth", "father_leave") else []
    )
    if benefit["fee"]:
        notes.append(f"Phí giám định {benefit['fee']:,} đồng".replace(",", "."))
    return {
        "group": group,
        "from": benefit["leave_from"],
        "to": benefit["leave_to"],
        "months": benefit["months"] or None,
        "days": benefit["days"],
        "wage": benefit["average"] or None,
        "rate": benefit["rate"] if benefit["average"] else None,
        "one_off": benefit["one_off"] or None,
        "amount": benefit["amount"],
        "notes": notes,
    }
