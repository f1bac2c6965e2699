"""What definitions of this office may refer to: its rules of law, papers, notices, registers and procedures."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from forms.codes import CodeList, load_codes
from forms.errors import FormError
from forms.fragments import Fragments
from integrations.registers.contract import RECORDS
from outputs.catalogue import Catalogue, Template
from procedures.rules import Entry, Parameter, Parameters, Working
from workflow.clock import Calendar
from workflow.compiler import Context
from workflow.compiler.context import Beginning
from workflow.definition.acts import load_acts
from workflow.definition.library import Library
from workflow.definition.messages import load_messages
from workflow.definition.parameters import load_parameters
from workflow.definition.places import DefinitionError
from workflow.definition.rules import BoundRule, bound_rules
from workflow.papers import GUARANTEED, OWN, SUPPLIED
from workflow.service.proved import Proved, proved_in

ACTS = "common/acts.yaml"
MESSAGES = "common/messages.yaml"
CODES = "common/codes"
FORMS = "common/forms"
PARAMETERS = "parameters"
Schema = Mapping[str, Any]
Made = TypeVar("Made", covariant=True)


class Asked(Mapping[str, Made]):
    """Things by name, each made when it is first asked for: most who open a folder of procedures ask for few."""

    def __init__(self, makers: Mapping[str, Callable[[], Made]], made: Mapping[str, Made] | None = None) -> None:
        self._makers = makers
        self._made = dict(made or {})

    def __getitem__(self, name: str) -> Made:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def build_context(library: Library, catalogue: Catalogue | None = None, proved: Proved | None = None) -> Context:
    """The context all procedures of a library are compiled in; raises DefinitionError for faulty parameters or notices."""
    rules = rules_in(library.root, library.calendar)
    papers = catalogue or Catalogue()
    return Context(
        organisation=library.organisation,
        calendar=library.calendar,
        rules=rules,
        rule_inputs={name: rule.inputs for name, rule in rules.items()},
        templates={template.id: frozenset(values_needed(template)) for template in papers},
        messages=frozenset(load_messages(library.root / MESSAGES)),
        procedures=frozenset(library.sources),
        form_of=forms_of(library),
        rule_facts=Asked({name: bound.rule.facts_model.model_json_schema for name, bound in rules.items()}),
        rule_numbers=Asked({name: partial(_beginnings, bound) for name, bound in rules.items()}),
        rule_values=dict.fromkeys(rules, worked()),
        registers=frozenset(register.value for register in RECORDS),
        records=Asked(
            {
                register.value: partial(record.model_json_schema, mode="serialization")
                for register, record in RECORDS.items()
            }
        ),
        papers={name: schema for name, schema in papers.schemas.items() if name not in OWN},
        acts=load_acts(library.root / ACTS, f"{library.root.name}/{ACTS}"),
        proved=proved or proved_in(library.root, library.sources),
    )


def _beginnings(bound: BoundRule) -> dict[str, Beginning]:
    return {each.name: Beginning(each.entries[0].starts_on, each.before) for each in bound.numbers if each.entries}


def rules_in(root: Path, calendar: Calendar) -> dict[str, BoundRule]:
    """Every rule, bound to the parameters and code lists of a folder of procedures; raises DefinitionError."""
    return bound_rules(with_code_names(load_parameters(root / PARAMETERS, calendar), root / CODES))


def forms_of(library: Library) -> Callable[[str, str], Schema | None]:
    """Finds the schema of a form with all it refers to; a form that cannot be loaded is told of elsewhere."""

    fragments = Fragments(library.root / FORMS)

    @cache
    def form_of(slug: str, file: str) -> Schema | None:
        try:
            schema: Schema = fragments.whole(library.sources[slug].folder / file)
        except (FormError, DefinitionError, KeyError):
            return None
        return schema

    return form_of


def worked() -> Schema:
    """What every rule gives; the names of its own values are declared nowhere."""
    schema = Working.model_json_schema(mode="serialization")
    properties = {name: each for name, each in schema["properties"].items() if name != "values"}
    return {**schema, "properties": properties, "required": list(properties), "additionalProperties": True}


def with_code_names(law: Parameters, folder: Path) -> Parameters:
    """The law with the names of every code list as parameters `codes.<list>`, so that rules may write names on papers."""
    lists = [load_codes(folder, file.stem) for file in sorted(folder.glob("*.yaml"))]
    return Parameters.of([*law.by_name.values(), *map(_names, lists)], law.calendar)


def _names(codes: CodeList) -> Parameter:
    """Every code's name from day to day; a code withdrawn or not yet in force keeps the nearest name it has."""
    days = sorted({date.min, *(entry.start for entries in codes.entries.values() for entry in entries)})
    tables = ((day, {code: codes.name_of(code, day, "vi") for code in codes.entries}) for day in days)
    entries = tuple(Entry(day, table, f"code list {codes.name}") for day, table in tables)
    return Parameter(f"codes.{codes.name}", f"Danh mục {codes.name}", f"Code list {codes.name}", "", entries)


def values_needed(template: Template) -> Iterator[str]:
    """The groups a definition must give a template: those it requires and is not told anyway.

    A group that every paper is told counts as needed when the template wants more of it than always is known,
    such as the applicant's insurance number.
    """
    if template.id in OWN:
        return
    for group in template.schema["required"]:
        if group not in SUPPLIED or not _wanted(template, group) <= GUARANTEED.get(group, _wanted(template, group)):
            yield group


def _wanted(template: Template, group: str) -> frozenset[str]:
    schema: dict[str, Any] = template.schema["properties"].get(group, {})
    return frozenset(schema.get("required", ()))
