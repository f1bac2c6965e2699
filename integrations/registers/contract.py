"""The wire between us and the registers: one question with a key and what we believe, one answer with an outcome.

The contract is our own: every register is reached through one gateway that speaks it (see docs/integrations).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class Register(StrEnum):
    """The registers that can be asked."""

    POPULATION = "population"
    """By personal id: identity and address."""
    CONTRIBUTIONS = "contributions"
    """By insurance number or personal id: what has been paid, when and by whom."""
    CERTIFICATES = "certificates"
    """By serial number: a sick-leave certificate or discharge paper at the health-insurance gateway."""
    ENTERPRISE = "enterprise"
    """By tax code or employer code: name, address, status."""


class AnswerOutcome(StrEnum):
    """How a question ends."""

    FOUND = "found"
    """The register knows the key and nothing we said contradicts it; `data` is the record."""
    NOT_FOUND = "not_found"
    """The register does not know the key."""
    MISMATCH = "mismatch"
    """The key is known, but fields we gave differ; `data` is a `Mismatch` and does not reveal the record."""
    PENDING = "pending"
    """The answer comes later: poll with the reference."""


class Answer(BaseModel):
    """What a register said, complete enough to be journalled."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    register_: Register = Field(alias="register")
    outcome: AnswerOutcome
    reference: str = Field(description="the register's own number of this look-up")
    asked_at: AwareDatetime
    answered_at: AwareDatetime | None = None
    data: dict[str, Any] = Field(default_factory=dict)


class Question(BaseModel):
    """What we ask; `params` are the values we believe, compared with the record."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=40)
    params: dict[str, str] = Field(default_factory=dict)


class Record(BaseModel):
    """A record of a register; fields added later are ignored until we use them."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Mismatch(Record):
    """Names of the parameters that differ from the record."""

    differing: list[str] = Field(min_length=1)


class Address(Record):
    """An address of two levels (since 1 July 2025): province and ward."""

    province: str
    province_name: str
    ward: str
    ward_name: str
    street: str


class VerifiedPerson(Record):
    """`population`: an identity."""

    personal_id: str = Field(pattern=r"^\d{12}$")
    full_name: str
    dob: date
    gender: str = Field(pattern="^(male|female)$")
    nationality: str
    ethnicity: str
    address: Address


class Regime(StrEnum):
    """Under which rules months were paid."""

    COMPULSORY = "compulsory"
    """An employer paid, on a wage the employer decides."""
    COMPULSORY_STATE = "compulsory_state"
    """An employer paid, on a wage of the State pay scale (`pay_coefficient`)."""
    VOLUNTARY = "voluntary"
    """The person paid, on a chosen income."""
    MATERNITY = "maternity"
    """Leave that counts as paid though nobody paid, at the wage before it."""
    UNPAID = "unpaid"
    """At least 14 working days without pay: no contribution was due, the month does not count."""


class ContributionPeriod(Record):
    """Months in a row with one wage, one employer and one regime."""

    from_: str = Field(alias="from", pattern=MONTH)
    to: str = Field(pattern=MONTH, description="included")
    wage: int = Field(ge=0, description="đồng a month; for voluntary months the chosen income")
    employer_code: str | None
    province: str = Field(description="province of the agency that holds these months")
    region: str | None = Field(description="minimum-wage region I to IV of the place of work")
    regime: Regime
    state_support: int = Field(ge=0, description="the State's share of a voluntary contribution, đồng a month")
    pay_coefficient: Decimal | None = Field(default=None, gt=0, description="State pay scale: the coefficient paid by")


class ContributionHistory(Record):
    """`contributions`: the whole history, oldest first."""

    si_number: str
    full_name: str
    dob: date
    personal_id: str
    periods: list[ContributionPeriod]
    months: int = Field(ge=0, description="paid months in all")
    last_paid_month: str = Field(pattern=MONTH)
    is_active: bool = Field(description="paid up to the month before the one asked about")
    elsewhere: bool = Field(description="some months are held by another province and must be confirmed there")
    several_employers: bool


class Certificate(Record):
    """`certificates`: a sick-leave certificate or a discharge paper."""

    kind: str = Field(pattern="^(sick_leave|discharge)$")
    serial: str
    facility: str = Field(pattern=r"^\d{5}$")
    facility_name: str
    full_name: str
    dob: date
    si_number: str
    from_: date = Field(alias="from")
    to: date
    days: int = Field(ge=1, description="calendar days, both ends included")
    icd: str
    diagnosis: str
    issued_on: date
    practitioner: str


class Enterprise(Record):
    """`enterprise`: an employer."""

    employer_code: str
    tax_code: str = Field(pattern=r"^\d{10}(-\d{3})?$")
    name: str
    address: Address
    region: str
    agency_code: str
    phone: str
    status: str = Field(pattern="^(active|suspended|dissolved)$")


RECORDS: dict[Register, type[Record]] = {
    Register.POPULATION: VerifiedPerson,
    Register.CONTRIBUTIONS: ContributionHistory,
    Register.CERTIFICATES: Certificate,
    Register.ENTERPRISE: Enterprise,
}

COMPARED: dict[Register, frozenset[str]] = {
    Register.POPULATION: frozenset({"full_name", "dob", "gender"}),
    Register.CONTRIBUTIONS: frozenset({"full_name", "dob", "personal_id"}),
    Register.CERTIFICATES: frozenset(
        {"facility", "full_name", "dob", "si_number", "from", "to", "days", "icd", "kind"}
    ),
    Register.ENTERPRISE: frozenset({"name", "tax_code", "employer_code"}),
}
"""What a register compares with its record. `contributions` also takes `as_of`, the day (ISO) the history is cut."""
