"""Compiles definitions: resolves them for a day and proves what can be proved. One check a function; all faults at once."""

from collections.abc import Callable, Iterator
from datetime import date

from workflow.compiler import flow, references, structure
from workflow.compiler.context import Context
from workflow.compiler.walking import Site, sites
from workflow.definition.dating import faults_of_dating
from workflow.definition.library import Source
from workflow.definition.places import DefinitionError, Fault, Place
from workflow.definition.reading import Node
from workflow.engine.procedure import Procedure

CHECKS: tuple[Callable[[Site, Context], Iterator[Fault]], ...] = (
    flow.targets_exist,
    flow.outcomes_lead_on,
    flow.decides_are_total,
    flow.every_step_is_reached,
    flow.every_step_reaches_an_end,
    flow.outermost_ends_are_endings,
    flow.the_clock_starts,
    references.names_are_identifiers,
    references.people_exist,
    references.things_exist,
    references.inputs_fit,
    references.other_steps_exist,
    references.reviews_speak_of_their_outcomes,
)

__all__ = ["CHECKS", "Context", "check", "compile_procedure"]


def compile_procedure(source: Source, on: date, context: Context, digest: Callable[[Node], str]) -> Procedure:
    """The version in force for dossiers submitted on a day; raises DefinitionError with every fault."""
    first_day = source.version_on(on)
    if first_day is None:
        raise DefinitionError(
            [
                Fault(
                    "not-in-force",
                    Place(source.name),
                    f"{source.slug} has no version for {on}",
                    "date its values from an earlier day",
                )
            ]
        )
    faults = faults_of_dating(source.tree)
    tree = source.on(first_day, faults)
    definition = structure.parsed(tree, faults)
    if definition is not None:
        if definition.procedure != source.slug:
            place = tree.place_of(("procedure",))
            faults.append(
                Fault(
                    "wrong-folder",
                    place,
                    f"'{definition.procedure}' stands in the folder '{source.slug}'",
                    "give both the same name",
                )
            )
        outermost = Site(definition.graph, tree, ("steps",))
        faults.extend(fault for site in sites(outermost) for check_one in CHECKS for fault in check_one(site, context))
    if faults or definition is None:
        raise DefinitionError(dict.fromkeys(faults))
    return Procedure(
        definition=definition,
        valid_from=first_day,
        digest=digest(tree),
        calendar=context.calendar,
        rules=context.rules,
        early_warning=context.organisation.early_warning,
    )


def check(source: Source, context: Context) -> list[Fault]:
    """Every fault of every version of a procedure, in file order, each once."""
    if not source.versions:
        return [
            Fault(
                "undated",
                Place(source.name),
                "nothing in it says from when it holds",
                "date at least the deadline: `- from: 2025-07-01`",
            )
        ]
    faults: dict[Fault, None] = {}
    for first_day in source.versions:
        try:
            compile_procedure(source, first_day, context, lambda tree: "")
        except DefinitionError as error:
            faults.update(dict.fromkeys(error.faults))
    return sorted(faults, key=lambda fault: (fault.place.file, fault.place.line, fault.place.column))
