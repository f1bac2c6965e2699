"""What definitions of this office may refer to: its rules of law, papers, notices, registers and procedures."""

from collections.abc import Iterator
from typing import Any

from outputs.catalogue import Catalogue, Template
from workflow.compiler import Context
from workflow.definition.library import Library
from workflow.definition.messages import load_messages
from workflow.definition.parameters import load_parameters
from workflow.definition.rules import bound_rules
from workflow.papers import GUARANTEED, OWN, SUPPLIED

MESSAGES = "common/messages.yaml"
PARAMETERS = "parameters"


def build_context(library: Library, catalogue: Catalogue | None = None) -> Context:
    """The context all procedures of a library are compiled in; raises DefinitionError for faulty parameters or notices."""
    rules = bound_rules(load_parameters(library.root / PARAMETERS, library.calendar))
    return Context(
        organisation=library.organisation,
        calendar=library.calendar,
        rules=rules,
        rule_inputs={name: rule.inputs for name, rule in rules.items()},
        templates={template.id: frozenset(values_needed(template)) for template in catalogue or Catalogue()},
        messages=frozenset(load_messages(library.root / MESSAGES)),
        procedures=frozenset(library.sources),
    )


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
