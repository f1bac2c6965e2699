"""A small office written into a folder: calendar, organisation, shared graphs and procedures, from YAML in the test's hand.

The calendar is the fixture of the published test vectors: 07:30–11:30 and 13:30–17:30, Monday to Friday, public holidays off.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from workflow.clock import HANOI
from workflow.compiler import Context, compile_procedure
from workflow.compiler.context import Beginning
from workflow.definition.library import Library, digest_of, read_library
from workflow.engine import Procedure
from workflow.engine.events import Actor

CALENDAR = """
sessions:
  - from: 1995-01-01
    monday_to_friday: ["07:30-11:30", "13:30-17:30"]
    basis: fixture
"""

ORGANISATION = """
agency:
  { code: 000.00.22.G24, name: BẢO HIỂM XÃ HỘI, parent: BẢO HIỂM XÃ HỘI VIỆT NAM, place: Quảng Ninh, address: Hồng Gai,
    phone: "02033000000", email: toy@example.vn, province_code: "22" }
units:
  ONE_STOP: { title: { vi: Một cửa, en: One-stop unit }, symbol: TNTKQ }
  BEN: { title: { vi: Chế độ, en: Benefits }, symbol: CĐ }
  FIN: { title: { vi: Tài chính, en: Finance }, symbol: TC }
  LEAD: { title: { vi: Ban Giám đốc, en: Directors }, symbol: BGĐ }
roles:
  receiver: { vi: Tiếp nhận, en: Receiver }
  specialist: { vi: Chuyên viên, en: Specialist }
  head: { vi: Trưởng phòng, en: Head }
  director: { vi: Giám đốc, en: Director }
  returner: { vi: Trả kết quả, en: Returner }
series:
  receipt: { title: { vi: Giấy tiếp nhận, en: Receipts }, symbol: TN }
  supplement: { title: { vi: Phiếu bổ sung, en: Supplement requests }, symbol: BS }
  refusal: { title: { vi: Phiếu từ chối, en: Refusals }, symbol: TC }
  apology: { title: { vi: Xin lỗi, en: Apologies }, symbol: XL }
  stop: { title: { vi: Dừng, en: Stop notices }, symbol: TB }
  decision: { title: { vi: Quyết định, en: Decisions }, symbol: QĐ }
early_warning: 1 working days
"""

HEAD = """
procedure: {slug}
code: "1.000001"
sector: toy
title: {{ vi: Thử, en: Toy }}
applicants: [individual]
basis: [{{ act: 41/2024/QH15 }}]
components:
  form_paper: {{ title: {{ vi: Tờ khai, en: Form }} }}
  proof: {{ title: {{ vi: Minh chứng, en: Proof }}, when: has(form.proof) && form.proof }}
deadline: [{{ from: 2020-01-01, time: {time}, basis: fixture }}]
supplement: {{ clock: {clock}, window: {window}, rounds: {rounds} }}
"""

INTAKE = """
graph: common/intake
steps:
  formal: { validate: all, then: receive }
  receive: { review: receiver, unit: ONE_STOP, then: { accept: receipt, refuse: slip }, reason_for: [refuse] }
  receipt: { produce: receipt, series: receipt, result: false, clock: start, then: accepted }
  accepted: { end: accepted }
  slip: { produce: refusal, series: refusal, with: { reason: receive.reason } }
  refused: { end: refused }
"""

TEMPLATES = ("receipt", "refusal", "decision", "letter", "supplement-request", "apology", "stop-notice")
MESSAGES = ("hello", "longer", "step-overdue", "deadline-near", "deadline-passed")


def head(
    slug: str = "toy", *, time: str = "5 working days", clock: str = "pause", window: str = "10 calendar days", rounds: int = 1
) -> str:  # fmt: skip
    """The part of a definition above its steps."""
    return HEAD.format(slug=slug, time=time, clock=clock, window=window, rounds=rounds)


def write_library(
    root: Path, procedures: Mapping[str, str], shared: Mapping[str, str] | None = None, calendar: str = CALENDAR
) -> Path:
    """Write a folder of procedures (`slug` to text of procedure.yaml) and shared graphs (`intake` to text); gives the folder."""
    files = {"calendar.yaml": calendar, "organisation.yaml": ORGANISATION}
    files |= {f"toy/{slug}/procedure.yaml": text for slug, text in procedures.items()}
    files |= {f"common/graphs/{name}.yaml": text for name, text in {"intake": INTAKE, **(shared or {})}.items()}
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return root


def library_of(root: Path, procedures: Mapping[str, str], shared: Mapping[str, str] | None = None) -> Library:
    """The folder written and read."""
    return read_library(write_library(root, procedures, shared))


def context_of(library: Library, **more: Any) -> Context:
    """What definitions of this library may refer to."""
    known: dict[str, Any] = {
        "rules": RULES,
        "rule_inputs": {"sums.total": {"numbers": True, "bonus": False}},
        "templates": dict.fromkeys(TEMPLATES, frozenset()),
        "messages": frozenset(MESSAGES),
        "procedures": frozenset(library.sources),
        "registers": frozenset({"population", "contributions", "certificates", "enterprise"}),
    }
    return Context(library.organisation, library.calendar, **{**known, **more})


def compiled(
    root: Path, steps: str, *, shared: Mapping[str, str] | None = None, others: Mapping[str, str] | None = None, **head_of: Any
) -> Procedure:  # fmt: skip
    """The procedure `toy` with these steps (the text below `steps:`), compiled for a day of 2026."""
    text = head(**head_of) + dedent(steps)
    library = library_of(root, {"toy": text, **(others or {})}, shared)
    return compile_procedure(library.sources["toy"], date(2026, 1, 5), context_of(library), digest_of)


FORM: dict[str, Any] = {
    "type": "object",
    "required": [
        "name",
        "kind",
        "filed_on",
        "numbers",
        "people",
        "contact",
        "quick",
        "insurance_number",
        "health_card",
        "payments",
    ],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "kind": {"enum": ["lost", "damaged"]},
        "filed_on": {"type": "string", "format": "date"},
        "proof": {"type": "boolean"},
        "quick": {"type": "boolean"},
        "insurance_number": {"type": "string", "format": "si_number"},
        "diagnosis": {"type": "string", "format": "icd10"},
        "health_card": {"type": "string"},
        "payments": {"type": "array"},
        "amount": {"type": "integer"},
        "numbers": {"type": "array", "items": {"type": "integer"}},
        "loss": {
            "type": "object",
            "required": ["kind"],
            "additionalProperties": False,
            "properties": {"kind": {"type": "string"}, "noticed_on": {"type": "string", "format": "date"}},
        },
        "people": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
            },
        },
        "contact": {
            "type": "object",
            "properties": {"email": {"type": "string"}, "phone": {"type": "string"}},
            "anyOf": [{"required": ["email"]}, {"required": ["phone"]}],
        },
    },
}
"""A form for proofs; definitions of other tests ask for whatever they like, and nothing is known of their forms."""
TOTAL = {
    "type": "object",
    "required": ["numbers"],
    "properties": {
        "numbers": {"type": "array", "items": {"type": "integer"}}, "bonus": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "kind": {"enum": ["lost", "stolen"]},
    },
}  # fmt: skip
RECORD = {
    "type": "object",
    "required": ["name", "years"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "years": {"type": "integer"}},
}
SCHEMAS: dict[str, Any] = {
    "form_of": lambda slug, file: FORM,
    "rule_inputs": {"sums.total": {"numbers": True, "bonus": False, "kind": False}},
    "rule_facts": {"sums.total": TOTAL},
    "rule_names": {"sums.named": frozenset({"sum", "largest"})},
    "rule_numbers": {"sums.rated": {"rate": Beginning(date(2025, 7, 1)), "floor": Beginning(date(2012, 5, 1))}},
    "records": {"population": RECORD},
    "papers": {"certificate": {"type": "object", "properties": {"holder": {"type": "string"}}}},
}
"""What is declared of form, rule, register and paper, for definitions that are to be proved."""


class Total:
    """A rule: adds numbers up; more than 100 is too much."""

    outcomes = ("fine", "too_much")

    def __call__(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        total = sum(values["numbers"])
        return ("fine" if total <= 100 else "too_much"), {"total": total}


RULES = {"sums.total": Total(), "sums.rated": Total(), "sums.named": Total()}


# --- People ----------------------------------------------------------------------------------------------------------


def officer(name: str, *posts: tuple[str, str], behalf: str | None = None) -> Actor:
    """An officer who holds these (unit, role) posts, acting for somebody else when `behalf` says so."""
    return Actor(id=name.lower(), name=name, posts=posts, on_behalf_of=behalf)


RECEIVER = officer("Rạng", ("ONE_STOP", "receiver"))
RETURNER = officer("Trà", ("ONE_STOP", "returner"))
SPECIALIST = officer("An", ("BEN", "specialist"))
COLLEAGUE = officer("Bình", ("BEN", "specialist"))
HEAD_OF_BEN = officer("Hà", ("BEN", "head"))
DIRECTOR = officer("Dung", ("LEAD", "director"))
EVERYBODY = (RECEIVER, RETURNER, SPECIALIST, COLLEAGUE, HEAD_OF_BEN, DIRECTOR)


def at(words: str) -> datetime:
    """A moment of 2026 in Hanoi: `03-04 10:00`."""
    return datetime.fromisoformat(f"2026-{words}").replace(tzinfo=HANOI)


PLAIN = """
steps:
  intake: { call: common/intake, then: { accepted: check, refused: refused } }
  check: { review: specialist, unit: BEN, within: 2 working days, then: { grant: approve, decline: letter }, reason_for: [decline] }
  approve: { review: head, unit: BEN, not_by: [check], then: { agree: decision, rework: check } }
  decision: { produce: decision, series: decision, signed_by: approve, with: { name: form.name } }
  back: { return: chosen, then: settled }
  settled: { end: settled }
  letter: { produce: letter, signed_by: check, with: { reason: check.reason } }
  back_letter: { return: chosen, then: declined }
  declined: { end: declined }
  refused: { end: refused }
"""
"""The steps of an ordinary procedure: intake, check, approval by another, decision, return."""
