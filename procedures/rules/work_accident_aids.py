"""Money for living aids and orthopaedic devices: which are due now, how much, and when the next one is (OSH law art. 51)."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from procedures.rules.dates import add_months
from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.working import Facts, Line, Value, Working

NAMES = {
    "arm_prosthesis": ("Tay giả", "Arm prosthesis"),
    "arm_splint": ("Máng nhựa tay", "Arm splint"),
    "leg_prosthesis": ("Chân giả", "Leg prosthesis"),
    "leg_splint": ("Máng nhựa chân", "Leg splint"),
    "orthopaedic_shoes": ("Giày, dép chỉnh hình", "Orthopaedic shoes"),
    "thigh_or_shin_brace": ("Nẹp đùi, nẹp cẳng chân", "Thigh or shin brace"),
    "orthopaedic_vest": ("Áo chỉnh hình", "Orthopaedic vest"),
    "wheelchair": ("Xe lăn, xe lắc", "Wheelchair"),
    "hearing_aid": ("Máy trợ thính", "Hearing aid"),
    "false_teeth": ("Răng giả", "False teeth"),
    "false_eye": ("Mắt giả", "False eye"),
    "crutches": ("Nạng", "Crutches"),
}
AidKind = Literal[
    "arm_prosthesis",
    "arm_splint",
    "leg_prosthesis",
    "leg_splint",
    "orthopaedic_shoes",
    "thigh_or_shin_brace",
    "orthopaedic_vest",
    "wheelchair",
    "hearing_aid",
    "false_teeth",
    "false_eye",
    "crutches",
]


class Aid(Value):
    """An aid the facility ordered."""

    kind: AidKind
    quantity: int = Field(ge=1)
    last_granted_on: date | None = Field(None, description="when money for the same aid was last given")
    indication: dict[str, Any] | None = None


class Examined(BaseModel):
    """An aid as an officer left it; whatever else the step carries is not read."""

    model_config = ConfigDict(frozen=True)

    row: Aid
    outcome: Literal["approved", "not_approved"]
    price: dict[str, Any] = Field(description="the officer's step: price (đồng for one, by the list in force), reason")


class Order(Facts):
    """The aids asked for, each examined."""

    aids: tuple[Examined, ...]
    decided_on: date


@rule(outcomes=("some", "none"))
def schedule(facts: Order, law: Parameters) -> Working:
    """What is due: not before the term of the last one is over. `values`: rows (kind, name, quantity, amount, next_on),
    not_yet (kind, name, due_on), amount."""
    rows: list[dict[str, Any]] = []
    not_yet: list[dict[str, Any]] = []
    lines = []
    for examined in facts.aids:
        aid = examined.row
        if examined.outcome == "not_approved":
            continue
        price = examined.price["price"]
        term = law.find("work_accident_aid_terms", facts.decided_on, aid.kind)
        due_on = add_months(aid.last_granted_on, term.value) if aid.last_granted_on else facts.decided_on
        vi, en = NAMES[aid.kind]
        if due_on > facts.decided_on:
            not_yet.append({"kind": aid.kind, "name": vi, "due_on": due_on.isoformat()})
            continue
        amount = aid.quantity * price
        next_on = add_months(facts.decided_on, term.value).isoformat()
        rows.append({"kind": aid.kind, "name": vi, "quantity": aid.quantity, "amount": amount, "next_on": next_on})
        lines.append(
            Line(
                label_vi=f"{vi}: {aid.quantity} × {price:,}".replace(",", "."),
                label_en=f"{en}: {aid.quantity} × {price:,}",
                value=amount,
                unit="đồng",
                basis=term.basis,
                parameter=term.parameter,
                as_of=facts.decided_on,
            )
        )
    total = sum(row["amount"] for row in rows)
    return Working(
        outcome="some" if rows else "none",
        amount=total,
        values={"rows": rows, "not_yet": not_yet, "amount": total},
        lines=tuple(lines),
    )
