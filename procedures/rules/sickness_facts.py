"""What the sickness rule is told: one row of list 01B-HSB with the worker's contribution history."""

from datetime import date, time
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from procedures.rules.history import ContributionPeriod, Month
from procedures.rules.sick_days import EarlierLeave, Shift, Span, Weekday
from procedures.rules.working import Facts

Group = Literal[
    "contract_employee",
    "civil_servant",
    "defence_worker",
    "armed_forces_officer",
    "conscript",
    "militia",
    "worker_abroad",
    "spouse_abroad",
    "paid_manager",
    "commune_part_time",
    "part_time_employee",
    "household_business_owner",
    "unpaid_manager",
    "foreign_employee",
]

Cause = Literal[
    "illness",
    "accident",
    "commuting_accident",
    "relapse_of_injury",
    "organ_donation",
    "sick_child",
    "drunkenness",
    "self_harm",
    "drugs",
    "work_accident_first_treatment",
    "occupational_disease_first_treatment",
]


class SickLeave(Facts):
    """One leave of one worker."""

    leave_from: date = Field(description="first day of leave; it picks the law and its numbers")
    leave_to: date = Field(description="last day of leave, included")
    contributions: tuple[ContributionPeriod, ...] = Field(description="the register's history, in any order")
    cause: Cause = "illness"
    group: Group = Field("contract_employee", description="group of insured persons (Law 41/2024 art. 2)")
    working_condition: Literal["normal", "hazardous", "difficult_area"] = Field(
        "normal", description="of the job at the moment of this leave: heavy or hazardous, or in a difficult area"
    )
    long_term_disease: bool = Field(False, description="on the list of diseases needing long treatment")
    taken: tuple[EarlierLeave, ...] = Field(
        (), description="leave of the same kind already paid in the years of this one: own sickness, or this child's"
    )
    long_term_days_taken: int = Field(
        0, ge=0, description="calendar days of this long-term illness already paid under the law before 1 July 2025"
    )
    reduced_rate_since: date | None = Field(
        None, description="first day of this illness paid at the lower rate under the law before 1 July 2025"
    )
    rejoined_in: Month | None = Field(
        None, description="month the worker came back to social insurance after having left it"
    )
    child_birth_on: date | None = Field(None, description="required when the cause is sick_child")
    weekly_rest_days: tuple[Weekday, ...] = Field(("saturday", "sunday"), description="of this worker")
    days_off: tuple[date, ...] = Field((), description="further days this worker's roster leaves free")
    other_leave: tuple[Span, ...] = Field((), description="annual, paid, unpaid, maternity or convalescence leave")
    days_declared: Decimal | None = Field(None, ge=0, description="days on the employer's list, to compare")
    half_days: int = Field(
        0,
        ge=0,
        description="days with less than half a shift missed, where the list counts them instead of giving hours",
    )
    starts_at: time | None = Field(None, description="hour of admission or visit on the first day, HH:MM")
    ends_at: time | None = Field(None, description="hour of discharge on the last day, HH:MM")
    shift: Shift | None = Field(None, description="required with starts_at or ends_at")

    @model_validator(mode="after")
    def _complete(self) -> "SickLeave":
        if self.leave_to < self.leave_from:
            raise ValueError(f"the leave {self.leave_from} to {self.leave_to} ends before it starts")
        if self.cause == "sick_child" and self.child_birth_on is None:
            raise ValueError("a sick child's leave needs child_birth_on")
        has_hours = self.starts_at is not None or self.ends_at is not None
        if has_hours and self.shift is None:
            raise ValueError("an hour of admission or discharge needs the shift it falls into")
        if has_hours and self.half_days:
            raise ValueError("give either hours or half_days, not both")
        return self
