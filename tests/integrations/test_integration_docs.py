"""What integrators look for is written where they look."""

from pathlib import Path

import pytest

from integrations.bank.contract import LineState, PaymentLine, Rejection
from integrations.bank.settling import BANKS
from integrations.registers.contract import COMPARED, AnswerOutcome, ContributionPeriod, Regime, Register
from integrations.registers.endings import Ending

DOCS = Path(__file__).parents[2] / "docs" / "integrations"
PERIOD_FIELDS = [field.alias or name for name, field in ContributionPeriod.model_fields.items()]


@pytest.mark.parametrize("word", [*LineState, *Rejection, *PaymentLine.model_fields, *BANKS])
def test_bank_page_explains(word):
    assert f"`{word}`" in (text := (DOCS / "bank.md").read_text()) or (word in BANKS and word in text)


@pytest.mark.parametrize(
    "word", [*Register, *AnswerOutcome, *Ending, *Regime, *PERIOD_FIELDS, *sorted(set().union(*COMPARED.values()))]
)
def test_registers_page_explains(word):
    assert f"`{word}`" in (DOCS / "registers.md").read_text()
