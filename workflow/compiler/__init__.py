"""Compiles definitions: resolves them for a day and proves what can be proved. One check a function; all faults at once."""

from collections.abc import Callable, Iterator
from datetime import date

from workflow.compiler import (
    acceptance,
    choices,
    flow,
    law,
    names,
    people,
    presence,
    privacy,
    references,
    structure,
    times,
    types,
)
from workflow.compiler.context import Context
from workflow.compiler.walking import Site, sites
from workflow.definition.library import Source, digest_of
from workflow.definition.models import Definition
from workflow.definition.places import DefinitionError, Fault, Place, Remark
from workflow.definition.reading import Node
from workflow.engine.procedure import Procedure

CHECKS: tuple[Callable[[Site, Context], Iterator[Fault]], ...] = (
    flow.targets_exist,
    flow.outcomes_lead_on,
    flow.otherwise_stands_last,
    choices.decides_are_total,
    flow.every_step_is_reached,
    flow.every_step_reaches_an_end,
    flow.loops_wait,
    flow.joins_can_happen,
    choices.conditions_of_joins_can_hold,
    flow.what_left_the_house_is_not_cancelled,
    flow.sections_do_not_wait_for_each_other,
    flow.outermost_ends_are_endings,
    acceptance.dossiers_are_accepted_before_they_are_settled,
    names.names_are_identifiers,
    names.expressions_read_known_names,
    references.people_exist,
    references.things_exist,
    references.inputs_fit,
    references.other_steps_exist,
    references.reviews_speak_of_their_outcomes,
)
"""Checks of every graph of a definition."""

CHECKS_OF_THE_WHOLE: tuple[Callable[[Definition, Node, Context], Iterator[Fault]], ...] = (
    flow.otherwise_stands_last_of_limits,
    people.somebody_holds_every_post,
    people.four_eyes_can_be_kept,
    names.expressions_above_the_steps_read_known_names,
)
"""Checks of what stands above the steps."""

CHECKS_OF_A_VERSION: tuple[Callable[[Definition, Node, law.Span, Context], Iterator[Fault]], ...] = (
    law.acts_are_in_force,
    law.parameters_are_in_force,
)
"""Checks of what holds from the first to the last day of a version."""

PROOFS: tuple[tuple[Callable[[Definition, Node, Context], Iterator[Fault]], ...], ...] = (
    (types.expressions_fit,),
    (
        presence.values_are_there,
        choices.branches_can_be_taken,
        choices.limits_are_total_and_can_hold,
        times.step_times_fit_the_limit,
        privacy.personal_data_stay_where_they_may_be,
    ),
)
"""Checks that reckon with all graphs at once, stage by stage: a stage is for definitions in which those before found no fault."""

REMARKS: tuple[Callable[[Site, Context], Iterator[Remark]], ...] = (choices.remarks_on_choices,)
"""What is said of sound definitions, graph by graph."""

REMARKS_ON_THE_WHOLE: tuple[Callable[[Definition, Node, Context], Iterator[Remark]], ...] = (times.remarks_on_times,)
"""What is said of a sound definition as a whole."""

REMARKS_ON_A_VERSION: tuple[Callable[[Definition, Node, law.Span, Context], Iterator[Remark]], ...] = (
    law.remarks_on_parameters,
)
"""What is said of what holds from the first to the last day of a version."""

__all__ = ["CHECKS", "CHECKS_OF_A_VERSION", "CHECKS_OF_THE_WHOLE", "Context", "check", "compile_procedure", "remarks"]


def compile_procedure(source: Source, on: date, context: Context, digest: Callable[[Node], str]) -> Procedure:
    """The version in force for dossiers submitted on a day; raises DefinitionError with every fault."""
    first_day = source.version_on(on)
    if first_day is None:
        reason = f"{source.slug} has no version for {on}"
        fault = Fault("not-in-force", Place(source.name), reason, "date its values from an earlier day")
        raise DefinitionError([fault, *source.faults])
    tree = source.on(first_day)
    definition, faults = _examined(source, first_day, tree, context)
    if faults or definition is None:
        raise DefinitionError(faults)
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
    faults: list[Fault] = []
    if not source.versions and not source.faults:
        reason = "nothing in it says from when it holds"
        hint = "date at least the deadline: `- from: 2025-07-01`"
        faults.append(Fault("undated", Place(source.name), reason, hint))
    for first_day in source.versions or (date.min,):
        faults.extend(_examined(source, first_day, source.on(first_day), context)[1])
    return list(DefinitionError(faults).faults)


def remarks(source: Source, context: Context) -> list[Remark]:
    """What is worth knowing of every version of a sound procedure, in file order, each once."""
    found: set[Remark] = set()
    for first_day in source.versions:
        tree = source.on(first_day)
        definition = structure.parsed(tree, [])
        if definition is not None:
            found.update(_remarks_on(definition, tree, context))
            span = (first_day, source.last_day(first_day))
            found.update(remark for one in REMARKS_ON_A_VERSION for remark in one(definition, tree, span, context))
    return sorted(found, key=lambda remark: (remark.place.file, remark.place.line, remark.place.column, remark.reason))


def _remarks_on(definition: Definition, tree: Node, context: Context) -> Iterator[Remark]:
    for whole in REMARKS_ON_THE_WHOLE:
        yield from whole(definition, tree, context)
    for site in sites(Site(definition.graph, tree, ("steps",))):
        for one in REMARKS:
            yield from one(site, context)


def _examined(source: Source, first_day: date, tree: Node, context: Context) -> tuple[Definition | None, list[Fault]]:
    """The definition in the tree of a version, if it is one, and all that is wrong with it."""
    faults = list(source.faults)
    span = (first_day, source.last_day(first_day))
    key = f"{source.slug} {span} {digest_of(tree)}"
    if not faults and context.proved is not None and key in context.proved:
        return structure.parsed(tree, []), []
    definition = structure.parsed(tree, faults)
    if definition is not None:
        faults.extend(_faults_of(definition, tree, source.slug, context))
        faults.extend(fault for one in CHECKS_OF_A_VERSION for fault in one(definition, tree, span, context))
        for stage in PROOFS:
            if not faults:
                faults.extend(fault for proof in stage for fault in proof(definition, tree, context))
    if not faults and context.proved is not None:
        context.proved.add(key)
    # What could not be read or put in place is wrong in more than one way; only the first of them is of use.
    spoiled = {fault.place for fault in source.faults}
    return definition, [fault for fault in faults if fault.place not in spoiled or fault in source.faults]


def _faults_of(definition: Definition, tree: Node, slug: str, context: Context) -> Iterator[Fault]:
    if definition.procedure != slug:
        reason = f"'{definition.procedure}' stands in the folder '{slug}'"
        yield Fault("wrong-folder", tree.place_of(("procedure",)), reason, "give both the same name")
    for whole in CHECKS_OF_THE_WHOLE:
        yield from whole(definition, tree, context)
    for site in sites(Site(definition.graph, tree, ("steps",))):
        for one in CHECKS:
            yield from one(site, context)
