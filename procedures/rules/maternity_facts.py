"""What the maternity rule is told: one row of list 01B-HSB, or of a person who files alone, with what the registers say."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from procedures.rules.history import ContributionPeriod
from procedures.rules.ledger import Settled
from procedures.rules.sick_days import Weekday
from procedures.rules.working import Facts

Kind = Literal[
    "prenatal",
    "miscarriage",
    "contraception",
    "birth",
    "carer",
    "surrogate",
    "commissioning",
    "adoption",
    "father_leave",
    "father_one_off",
]

OF_A_BIRTH: frozenset[Kind] = frozenset({"birth", "carer", "surrogate", "father_leave", "father_one_off"})
OF_A_RECEPTION: frozenset[Kind] = frozenset({"commissioning", "adoption"})
CONDITIONAL: frozenset[Kind] = frozenset({"birth", "surrogate", "commissioning", "adoption"})
"""Kinds that ask for months paid before the event; the others only for insurance at the time."""


class Maternity(Facts):
    """One maternity benefit of one person."""

    kind: Kind
    contributions: tuple[ContributionPeriod, ...] = Field(description="the register's history, in any order")
    leave_from: date | None = None
    leave_to: date | None = None
    weekly_rest_days: tuple[Weekday, ...] = Field(("saturday", "sunday"), description="of this worker")
    days_declared: Decimal | None = Field(None, ge=0, description="days on the employer's list, to compare")

    child_birth_on: date | None = Field(None, description="day of birth")
    received_on: date | None = Field(None, description="day the child was received or adopted")
    handed_over_on: date | None = Field(None, description="day a surrogate gave the child to its parents")
    children: int = Field(1, ge=0, description="children born alive at this birth")
    stillborn: int = Field(0, ge=0, description="fetuses of the same pregnancy that died")
    gestational_weeks: int | None = Field(None, ge=0, le=45)
    surgery: bool = False
    under_32_weeks: bool = False
    bed_rest: bool = Field(False, description="leave during pregnancy ordered by a hospital")
    infertility_treatment: bool = False
    living_children_before: int | None = Field(None, ge=0, description="the mother's living children before this birth")
    children_died_on: date | None = Field(None, description="day the last of the children died")
    method: Literal["iud", "sterilisation"] | None = None
    visit_number: int = Field(1, ge=1, description="which prenatal visit of this pregnancy it is")
    far_or_pathological: bool = False
    returned_on: date | None = Field(None, description="first day back at work")

    mother_died_on: date | None = None
    mother_entitled: bool = Field(False, description="the mother meets the condition of months herself")
    mother_leave_from: date | None = Field(None, description="first day of the leave the mother had begun")
    claims_one_off: bool = Field(False, description="a father's leave together with the one-off allowance")
    surrogate_entitled: bool = Field(
        True, description="the surrogate meets the condition, and has the allowance herself"
    )
    father_days_taken: Decimal = Field(Decimal(0), ge=0, description="days of leave for this birth earlier in the list")
    left_work: bool = Field(False, description="left the job before the event: the leave does not count as contributed")
    is_correction: bool = Field(False, description="settled before, and now to be computed anew")
    assessment_fee: int = Field(0, ge=0, description="paid for the medical assessment, đồng")
    settled: tuple[Settled, ...] = Field((), description="this person's ledger")
    other_parent: tuple[Settled, ...] = Field((), description="the ledger of the other parent, or of the mother")

    @model_validator(mode="after")
    def _complete(self) -> "Maternity":
        if self.kind in OF_A_BIRTH and self.child_birth_on is None:
            raise ValueError(f"{self.kind} needs child_birth_on")
        if self.kind in OF_A_RECEPTION and (self.received_on is None or self.child_birth_on is None):
            raise ValueError(f"{self.kind} needs received_on and child_birth_on")
        if self.kind != "father_one_off" and self.leave_from is None:
            raise ValueError(f"{self.kind} needs leave_from")
        if self.kind in ("prenatal", "miscarriage", "contraception", "father_leave") and self.leave_to is None:
            raise ValueError(f"{self.kind} needs leave_to")
        if self.leave_from and self.leave_to and self.leave_to < self.leave_from:
            raise ValueError(f"the leave {self.leave_from} to {self.leave_to} ends before it starts")
        return self

    @property
    def event_on(self) -> date:
        """The day that picks the law: the birth, the reception of the child, else the first day of the leave."""
        day = self.received_on if self.kind in OF_A_RECEPTION else self.child_birth_on
        if self.kind in OF_A_BIRTH | OF_A_RECEPTION and day is not None:
            return day
        return self.begins_on

    @property
    def begins_on(self) -> date:
        """First day of the leave; of a benefit without leave, the event."""
        day = self.leave_from or self.child_birth_on
        if day is None:
            raise ValueError(f"{self.kind} has neither leave nor birth")
        return day
