"""Money an employer paid too much: what the decision says and how it goes back (procedure 1, case j)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from procedures.rules.law import Parameters
from procedures.rules.registry import rule
from procedures.rules.wording import dong
from procedures.rules.working import Facts, Working

Way = Literal["transfer", "offset"]


class Overpaid(Facts):
    """An employer's overpayment, as the specialist has verified it."""

    dossier: str
    employer: dict[str, Any]
    amount: int = Field(gt=0)
    way: Way
    account: dict[str, Any] | None = Field(None, description="account number and bank, for a transfer")
    decided_on: date


@rule(outcomes=("transfer", "offset"))
def refund(facts: Overpaid, law: Parameters) -> Working:
    """`values`: applicant, facts, amounts, articles (for template decision), payments.

    Raises ValueError when money is to be transferred and no account is given.
    """
    if facts.way == "transfer" and facts.account is None:
        raise ValueError("the refund is to be transferred, but no account is given")
    employer = facts.employer
    payments = []
    sentence = "Số tiền được trừ vào số phải đóng của các tháng tiếp theo."
    if facts.way == "transfer" and facts.account:
        text = f"BHXH hoan tra ho so {facts.dossier}"
        name, number, bank = employer["name"], facts.account["account_number"], facts.account["bank_code"]
        payments.append({"name": name, "account": number, "bank": bank, "amount": facts.amount, "text": text})
        sentence = f"Số tiền {dong(facts.amount)} được chuyển vào tài khoản số {number} của đơn vị."
    return Working(
        outcome=facts.way,
        amount=facts.amount,
        values={
            "applicant": {"name": employer["name"]},
            "facts": [
                {"label": "Tên đơn vị", "value": employer["name"]},
                {"label": "Mã đơn vị", "value": employer["employer_code"]},
            ],
            "amounts": [{"label": "Tiền đóng thừa được hoàn trả", "amount": facts.amount}],
            "articles": [sentence],
            "payments": payments,
        },
    )
