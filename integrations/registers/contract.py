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
    BENEFITS = "benefits"
    """By insurance number or personal id: the agency's own ledger of benefits, running and past."""
    CARDS = "cards"
    """By insurance number, personal id or card number: the health card, its periods and entitlement."""
    CLAIMS = "claims"
    """By insurance number, personal id or card number: stays claimed at the health-insurance gateway and co-payments."""
    CIVIL_STATUS = "civil_status"
    """By personal id: alive, dead or missing; children and other relatives."""
    INVOICES = "invoices"
    """By serial and number (`1C25TAA/123`): an electronic invoice at the tax office."""
    ASSESSMENTS = "assessments"
    """By number of the minutes: what a Medical Assessment Council found."""
    FACILITIES = "facilities"
    """By facility code: licence, level and care contract."""
    ARCHIVES = "archives"
    """By personal id or file number: an old paper file and what it says."""


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


class BenefitKind(StrEnum):
    """Benefits paid month by month."""

    PENSION = "pension"
    COMMUNE_CADRE = "commune_cadre"
    INCAPACITY = "incapacity"
    DECISION_613 = "decision_613"
    WORK_ACCIDENT = "work_accident"
    SURVIVOR = "survivor"
    UNEMPLOYMENT = "unemployment"


class MonthlyBenefit(Record):
    """One benefit paid month by month, as decided and as it stands."""

    kind: BenefitKind
    decision_no: str
    decided_on: date
    from_: str = Field(alias="from", pattern=MONTH, description="first month due")
    monthly: int = Field(ge=0, description="đồng a month, as last adjusted")
    monthly_at_start: int = Field(ge=0, description="đồng a month, when it began")
    status: str = Field(pattern="^(waiting|paying|suspended|ended)$")
    suspended_on: date | None = None
    suspended_for: str | None = Field(
        default=None, pattern="^(prison|illegal_exit|missing|declared_dead|identity|refused|other)$"
    )
    paid_until: str | None = Field(default=None, pattern=MONTH, description="last month handed out")
    unpaid_months: list[str] = Field(default_factory=list, description="months due and not collected, YYYY-MM")
    percent: int | None = Field(default=None, ge=0, le=100, description="loss of working capacity, where it decides")
    years: Decimal | None = Field(default=None, description="years contributed, as the decision counts them")
    years_before_2014: Decimal | None = None
    province: str = Field(description="province that pays")
    way: str = Field(pattern="^(bank|cash_at_agency|cash_via_service)$")
    account_number: str | None = None
    bank_code: str | None = None


class OneOffBenefit(Record):
    """One settled benefit that is not paid month by month."""

    kind: str = Field(
        pattern="^(sickness|sick_child|maternity|convalescence|work_accident|lump_sum|funeral|survivor|unemployment)$"
    )
    decision_no: str
    decided_on: date
    amount: int = Field(ge=0)
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    days: Decimal | None = None
    percent: int | None = Field(default=None, ge=0, le=100)
    occurred_on: date | None = Field(default=None, description="day of the accident, birth or death it was for")


class BenefitLedger(Record):
    """`benefits`: everything a person has had from the agency, oldest first."""

    si_number: str
    personal_id: str
    full_name: str
    dob: date
    monthly: list[MonthlyBenefit]
    one_off: list[OneOffBenefit]
    authorised_agent: str | None = Field(default=None, description="name of who collects on authorisation")
    authorised_until: date | None = None


class CardPeriod(Record):
    """A stretch of validity of a health card."""

    card_number: str = Field(pattern=r"^[A-Z]{2}[1-5]\d{12}$")
    group: str = Field(pattern="^[A-Z]{2}$")
    level: int = Field(ge=1, le=5, description="entitlement digit")
    from_: date = Field(alias="from")
    to: date


class Card(Record):
    """`cards`: a person's health card."""

    si_number: str
    personal_id: str
    full_name: str
    dob: date
    periods: list[CardPeriod]
    facility: str = Field(pattern=r"^\d{5}$", description="first-contact facility")
    facility_name: str
    five_years_from: date | None = Field(default=None, description="day from which five years in a row are complete")
    is_active: bool


class Stay(Record):
    """A visit or stay a facility claimed."""

    facility: str = Field(pattern=r"^\d{5}$")
    from_: date = Field(alias="from")
    to: date
    icd: str
    total: int = Field(ge=0, description="cost within the insured scope, đồng")
    paid_by_fund: int = Field(ge=0)
    co_payment: int = Field(ge=0)


class ClaimHistory(Record):
    """`claims`: what facilities claimed for a person, oldest first."""

    si_number: str
    full_name: str
    dob: date
    stays: list[Stay]
    co_payment_this_year: int = Field(ge=0, description="đồng, in the year asked about, treatment on the proper route")


class Relative(Record):
    """Somebody the civil registers tie to a person."""

    relation: str = Field(pattern="^(spouse|child|father|mother)$")
    full_name: str
    dob: date
    personal_id: str | None = None
    is_alive: bool
    birth_certificate: str | None = None


class CivilStatus(Record):
    """`civil_status`: what the civil registers say of a person."""

    personal_id: str
    full_name: str
    dob: date
    status: str = Field(pattern="^(alive|dead|missing)$")
    died_on: date | None = None
    certificate_no: str | None = Field(default=None, description="number of the death certificate or court decision")
    relatives: list[Relative]


class Invoice(Record):
    """`invoices`: an electronic invoice."""

    number: str
    seller_tax_code: str
    seller_name: str
    buyer_name: str
    issued_on: date
    total: int = Field(ge=0)
    status: str = Field(pattern="^(valid|replaced|cancelled)$")


class Assessment(Record):
    """`assessments`: minutes of a Medical Assessment Council."""

    number: str
    council: str
    held_on: date
    full_name: str
    dob: date
    personal_id: str
    percent: int = Field(ge=0, le=100)
    kind: str = Field(pattern="^(work_accident|occupational_disease|combined|retirement|relative)$")
    needs_carer: bool
    diagnosis: str


class Facility(Record):
    """`facilities`: a place of care."""

    code: str = Field(pattern=r"^\d{5}$")
    name: str
    licence_no: str
    licence_issued_on: date
    licence_issuer: str
    is_licence_valid: bool
    is_private: bool
    level: str = Field(pattern="^(initial|basic|specialised)$", description="technical level")
    beds: int = Field(ge=0)
    has_contract: bool
    contract_until: date | None = None
    connection_tested_on: date | None = Field(default=None, description="data connection with the gateway")


class ArchivedFile(Record):
    """`archives`: an old paper file."""

    file_no: str
    personal_id: str
    full_name: str
    dob: date
    kind: str = Field(pattern="^(incapacity|pension|work_accident|teacher)$")
    province: str = Field(description="province that holds it")
    decided_on: date
    ended_on: date | None = None
    service_months: int = Field(ge=0)
    percent: int | None = Field(default=None, ge=0, le=100)
    amount: int = Field(ge=0, description="đồng: a month, or once")
    is_one_off: bool


RECORDS: dict[Register, type[Record]] = {
    Register.POPULATION: VerifiedPerson,
    Register.CONTRIBUTIONS: ContributionHistory,
    Register.CERTIFICATES: Certificate,
    Register.ENTERPRISE: Enterprise,
    Register.BENEFITS: BenefitLedger,
    Register.CARDS: Card,
    Register.CLAIMS: ClaimHistory,
    Register.CIVIL_STATUS: CivilStatus,
    Register.INVOICES: Invoice,
    Register.ASSESSMENTS: Assessment,
    Register.FACILITIES: Facility,
    Register.ARCHIVES: ArchivedFile,
}

COMPARED: dict[Register, frozenset[str]] = {
    Register.POPULATION: frozenset({"full_name", "dob", "gender"}),
    Register.CONTRIBUTIONS: frozenset({"full_name", "dob", "personal_id"}),
    Register.CERTIFICATES: frozenset(
        {"facility", "full_name", "dob", "si_number", "from", "to", "days", "icd", "kind"}
    ),
    Register.ENTERPRISE: frozenset({"name", "tax_code", "employer_code"}),
    Register.BENEFITS: frozenset({"full_name", "dob"}),
    Register.CARDS: frozenset({"full_name", "dob", "personal_id"}),
    Register.CLAIMS: frozenset({"full_name", "dob"}),
    Register.CIVIL_STATUS: frozenset({"full_name", "dob"}),
    Register.INVOICES: frozenset({"seller_tax_code", "issued_on", "total"}),
    Register.ASSESSMENTS: frozenset({"full_name", "dob", "personal_id", "percent", "held_on"}),
    Register.FACILITIES: frozenset({"name", "licence_no"}),
    Register.ARCHIVES: frozenset({"full_name", "dob"}),
}
"""What a register compares with its record."""

AS_OF = frozenset({Register.CONTRIBUTIONS, Register.BENEFITS, Register.CARDS, Register.CLAIMS, Register.CIVIL_STATUS})
"""Registers that also take `as_of`, the day (ISO) their record is cut."""
