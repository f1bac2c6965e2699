"""What the world would say to a command before it is carried out: papers, bank, registers, forms of other procedures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from forms import Form
from integrations.registers.answers import check_params
from integrations.registers.contract import Question, Register
from outputs.catalogue import Catalogue
from outputs.errors import DataInvalid
from workflow.definition.models import ReviewStep
from workflow.definition.organisation import Organisation
from workflow.engine import commands
from workflow.engine.case import Case
from workflow.engine.events import FormFault
from workflow.engine.procedure import Procedure
from workflow.ordering import order_of
from workflow.papers import Ask, Signatory, data_of
from workflow.service.errors import Rejected
from workflow.service.filling import faults, filled_in

SIGNATORY = Signatory(name="NGUYỄN THỊ MẪU", title="Giám đốc")
VERIFY_URL = "https://motcua.example.vn/kiem-tra/0000"


@dataclass(frozen=True)
class Contracts:
    """The door and the outside as cases meet them; `form_of` gives the form of a version, or of a slug on a day."""

    organisation: Organisation
    form_of: Callable[[Procedure], Form]
    called_form: Callable[[str, date], Form]
    papers: Catalogue = field(default_factory=Catalogue)

    def check_form(self, procedure: Procedure, answers: dict[str, Any], today: date) -> list[FormFault]:
        """Every fault of the answers, as the door finds them."""
        return list(faults(self.form_of(procedure).validate(answers, today=today)))

    def fill_in(
        self, step: ReviewStep, outcome: str, fields: Mapping[str, Any], today: date
    ) -> tuple[dict[str, Any], list[FormFault]]:
        """What an officer filled in, normalised, with every fault of it."""
        try:
            return filled_in(step, outcome, fields, today), []
        except Rejected as rejected:
            return {}, list(rejected.problems)

    def complaint(self, procedure: Procedure, case: Case, command: commands.Command) -> str | None:
        """What would not be taken about a command, in words; None when it is sound."""
        try:
            match command:
                case commands.ProduceDocument():
                    self.paper_data(procedure, case, command)
                case commands.OrderPayment():
                    order_of("check", command)
                case commands.QueryRegister():
                    values = {name: str(value) for name, value in command.parameters.items() if value is not None}
                    question = Question(key=values.pop("key", ""), params=values)
                    check_params(Register(command.source), question.params)
                case commands.OpenDossier():
                    found = self.called_form(command.procedure, _day(case)).validate(command.answers, today=_day(case))
                    if found:
                        return f"{command.procedure} would not take the dossier: " + "; ".join(
                            f"{each.pointer}: {each.message_en}" for each in found
                        )
        except (DataInvalid, ValidationError, ValueError, KeyError) as error:
            return f"the {command.command} cannot be carried out: {error}"
        return None

    def paper_data(self, procedure: Procedure, case: Case, command: commands.ProduceDocument) -> dict[str, Any]:
        """What a paper would be made from, with an invented number, signatory and address; raises DataInvalid."""
        form = self.form_of(procedure)

        def label_of(pointer: str) -> str:
            known = form.field(pointer)
            return known.label if known else pointer

        ask = Ask(command, case, procedure, self.organisation, label_of)
        data = data_of(ask, number="1" if command.series else None, signatory=SIGNATORY, verify_url=VERIFY_URL)
        data["document"] = {**data["document"], "issued_on": command.issued_at.date().isoformat()}
        return self.papers[command.template].fitting(data)


def _day(case: Case) -> date:
    assert case.submitted_at is not None
    return case.submitted_at.date()
