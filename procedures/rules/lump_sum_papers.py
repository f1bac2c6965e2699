"""What stands in the decision on a one-time withdrawal and in the contribution history that goes with it (procedure 13)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from pydantic import Field

from procedures.rules.average_wage import AverageWage, average_wage, index
from procedures.rules.history import COUNTED, ContributionPeriod, CountedMonth, month_name, months_of
from procedures.rules.history_papers import history_paper
from procedures.rules.law import Parameters
from procedures.rules.lump_sum_facts import Case
from procedures.rules.registry import rule
from procedures.rules.wording import address_line, name_of, number_text
from procedures.rules.working import Facts, Working, cut_to_dong, whole_dong

CASES: dict[str, str] = {
    "a_retirement_age_under_15_years": "Đủ tuổi nghỉ hưu mà chưa đủ số năm đóng để hưởng lương hưu",
    "b_emigration": "Ra nước ngoài để định cư",
    "c_serious_illness": "Đang mắc bệnh hiểm nghèo theo danh mục",
    "d_incapacity_81_or_special_severe_disability": "Suy giảm khả năng lao động từ 81% trở lên hoặc khuyết tật đặc biệt nặng",
    "e_12_months_out_and_under_20_years": "Sau 12 tháng không tham gia bảo hiểm xã hội, đóng chưa đủ 20 năm",
    "f_demobilised": "Phục viên, xuất ngũ, thôi việc mà không đủ điều kiện hưởng lương hưu",
    "g_foreign_worker": "Người lao động nước ngoài chấm dứt tham gia bảo hiểm xã hội tại Việt Nam",
}
WAYS = {"bank": "bank", "cash_at_agency": "cash_at_agency", "cash_via_service": "cash_via_service"}
PROVISIONAL = "Mức điều chỉnh của năm quyết định chưa công bố; sẽ tính lại khi có mức mới."


class Decided(Facts):
    """A request that is granted, with the history it was computed from and what the rule gave."""

    dossier: str = Field(description="dossier code, for the text of the payment")
    case: Case
    person: dict[str, Any]
    address: dict[str, Any] | None = None
    payee: dict[str, Any]
    contributions: tuple[ContributionPeriod, ...]
    benefit: dict[str, Any] = Field(description="the values of rule lump_sum.benefit")
    birth_on: date | None = Field(None, description="as the register has it; by default as the form has it")
    decided_on: date = Field(description="the day the benefit was computed for")


@rule(outcomes=("ready",))
def decision(facts: Decided, law: Parameters) -> Working:
    """`values`: applicant, case, contribution, calculation, amount and payment, as template lump-sum-decision takes them;
    periods, months and scheme, as template contribution-history does; payments and cash (đồng), as the payment needs them."""
    months = [month for month in months_of(facts.contributions) if month.regime in COUNTED]
    amount = facts.benefit["amount"]
    average = average_wage(months, facts.decided_on, law)
    return Working(
        outcome="ready",
        amount=amount,
        values={
            "applicant": _holder(facts, law),
            "case": {"text": CASES[facts.case]},
            "contribution": {
                "months": len(months),
                "from": month_name(months[0].number),
                "to": month_name(months[-1].number),
            },
            "calculation": _calculation(facts, months, average, law),
            "payment": _payment(facts, law),
            "payments": _payments(facts),
            "cash": 0 if facts.payee["way"] == "bank" else amount,
            **history_paper(facts.contributions),
        },
    )


def _holder(facts: Decided, law: Parameters) -> dict[str, Any]:
    person = facts.person
    shown = {
        "name": person["full_name"],
        "insurance_number": person["si_number"],
        "personal_id": person.get("personal_id"),
        "birth": facts.birth_on.isoformat() if facts.birth_on else person["dob"],
        "gender": person["gender"],
        "address": address_line(facts.address, facts.decided_on, law) if facts.address else None,
    }
    return {key: value for key, value in shown.items() if value is not None}


def _calculation(facts: Decided, months: list[CountedMonth], average: AverageWage, law: Parameters) -> dict[str, Any]:
    benefit = facts.benefit
    wage = cut_to_dong(average.exact)
    shown: dict[str, Any] = {
        "periods": list(_stretches(months, facts.decided_on, law)),
        "months": len(months),
        "total": whole_dong(average.exact * len(months)),
        "average": wage,
        "parts": _parts(benefit, wage, facts.decided_on, law),
        "state_support": benefit["state_support"],
    }
    return {**shown, "note": PROVISIONAL} if benefit["is_provisional"] else shown


def _stretches(months: list[CountedMonth], day: date, law: Parameters) -> Iterator[dict[str, Any]]:
    """Months in a row with the same year, wage and regime."""
    for (_, wage, _), group in groupby(months, key=lambda month: (month.year, month.wage, month.regime)):
        stretch = list(group)
        coefficient = index(stretch[0].year, day, law)
        yield {
            "from": month_name(stretch[0].number),
            "to": month_name(stretch[-1].number),
            "months": len(stretch),
            "wage": wage,
            "index": f"{float(coefficient):.2f}",
            "total": whole_dong(len(stretch) * wage * coefficient),
        }


def _parts(benefit: dict[str, Any], wage: int, day: date, law: Parameters) -> list[dict[str, Any]]:
    """Time before 2014 and from 2014 on; time of less than a year in all is one part, paid back as it was paid in."""
    if benefit["months"] < 12:
        label = "Đóng chưa đủ một năm, hoàn trả số đã đóng"
        gross = benefit["amount"] + benefit["state_support"]
        return [{"label": label, "months": benefit["months"], "years": 0, "rate": 0, "amount": gross}]
    parts = []
    for key, label in (("before", "Trước năm 2014"), ("after", "Từ năm 2014")):
        years, rate = benefit[f"years_{key}"], law.number("lump_sum_factor", day, key)
        if benefit[f"months_{key}"]:
            amount = whole_dong(wage * rate * Fraction(str(years)))
            parts.append(
                {
                    "label": label,
                    "months": benefit[f"months_{key}"],
                    "years": number_text(years),
                    "rate": number_text(float(rate)),
                    "amount": amount,
                }
            )
    return parts


def _payment(facts: Decided, law: Parameters) -> dict[str, Any]:
    payee = facts.payee
    if payee["way"] != "bank":
        return {"method": WAYS[payee["way"]]}
    bank = name_of("banks", payee["bank_code"], facts.decided_on, law)
    branch = f" – {payee['bank_branch']}" if payee.get("bank_branch") else ""
    return {
        "method": "bank",
        "account": payee["account_number"],
        "bank": bank + branch,
        "holder": payee["account_holder"],
    }


def _payments(facts: Decided) -> list[dict[str, Any]]:
    """The order to the bank; its text names the dossier and no facts of the person."""
    payee, amount = facts.payee, facts.benefit["amount"]
    if payee["way"] != "bank" or not amount:
        return []
    text = f"BHXH chi tra ho so {facts.dossier}"
    name, account, bank = payee["account_holder"], payee["account_number"], payee["bank_code"]
    return [{"name": name, "account": account, "bank": bank, "amount": amount, "text": text}]
