"""What holds of every case at every moment (design §6), checked against a world that knows only the commands."""

from collections import Counter

from tests.workflow.engine.world import World
from workflow.engine import Case, Procedure, commands, events
from workflow.engine.case import ClockState, PublicStatus, Wait
from workflow.engine.procedure import CORRECTION

LEGAL = {
    None: {1},
    1: {2, 3, 5, 6, 7},
    2: {4, 5, 6, 7, 8, 9},
    4: {5, 6, 7, 8, 9},
    5: {2, 3, 4, 5, 7, 8},  # 5 again: a second request before acceptance, the portal never saw the answer
    6: {2, 4, 7, 8},
    8: {4},
    9: {10},
}
"""One-stop-shop fact sheet §6: where the public status may go."""

BEGINNING = (
    commands.OpenAssignment, commands.ProduceDocument, commands.BookShipment, commands.DeliverElectronically,
    commands.OrderPayment, commands.QueryRegister, commands.AcquireLock, commands.SendNotice, commands.OpenDossier,
)  # fmt: skip
WORK_OF_STAGE = {"lock": "lock", "produce": "produce", "sign": "sign", "shipping": "send", "electronic": "sync"}


def check(procedure: Procedure, case: Case, world: World) -> None:
    """Raises AssertionError with what is wrong."""
    tokens_wait_for_one_thing(procedure, case, world)
    scopes_have_one_token(case)
    timers_belong_to_something(case, world)
    clock_stands_still_when_it_must(case)
    an_ended_dossier_is_quiet(case)
    statuses_are_legal(world)
    the_law_counts(procedure, case)
    only_what_is_kept_is_remembered(procedure, case)


def tokens_wait_for_one_thing(procedure: Procedure, case: Case, world: World) -> None:
    for visit, token in case.tokens.items():
        assert visit == token.visit <= case.visits
        row, work = world.assignments.get(visit), world.works.get(visit)
        step = procedure.step_at(token.path)
        match token.waits_for:
            case Wait.PERSON:
                assert work is None
                assert row is not None
                holder = token.holder.id if token.holder else None
                assert (row.officer, row.unit, row.parked, row.due_at) == (
                    holder,
                    token.unit,
                    token.parked,
                    token.due_at,
                )
                assert not token.parked or (case.supplement is not None and case.supplement.visit == visit)
            case Wait.WORK:
                assert row is None
                assert work == (WORK_OF_STAGE[token.stage] if token.stage else step.kind)
            case Wait.TIMER:
                assert row is None
                assert work is None
                assert f"step:{visit}" in case.timers or step.awaited
            case Wait.CHILDREN:
                assert row is None
                assert work is None
                open_ones = [scope for scope in case.scopes.values() if scope.parent == visit and scope.ended is None]
                assert open_ones
                assert step.kind != "each" or len(open_ones) == token.attempt
            case Wait.DOSSIER:
                assert row is None
                assert work == "open"
            case Wait.RESUMPTION:
                assert row is None
                assert work is None
                assert case.suspended
    assert set(world.assignments) <= set(case.tokens)
    assert world.inside == {visit for visit, token in case.tokens.items() if token.stage == "held"}
    errands = {visit for visit, document in case.documents.items() if document.errand}
    assert set(world.works) <= set(case.tokens) | errands


def scopes_have_one_token(case: Case) -> None:
    tokens = Counter(token.scope for token in case.tokens.values())
    for scope, value in case.scopes.items():
        assert tokens[scope] == (1 if value.ended is None else 0), scope
        if value.ended is None and value.parent is not None:
            assert case.tokens[value.parent].waits_for is Wait.CHILDREN
    assert set(tokens) <= set(case.scopes)


def timers_belong_to_something(case: Case, world: World) -> None:
    assert world.timers == case.timers
    for timer in case.timers:
        name, _, visit = timer.partition(":")
        if visit:
            assert int(visit) in case.tokens
        elif name == "supplement":
            assert case.supplement is not None
        else:
            assert case.clock.state is ClockState.RUNNING
        if name == "remind":
            assert not case.suspended
            assert not case.tokens[int(visit)].parked
    if case.supplement is not None:
        assert case.timers["supplement"] == case.supplement.until
    if case.clock.state is ClockState.RUNNING:
        assert case.clock.overdue or case.timers["due"] == case.clock.due_at


def clock_stands_still_when_it_must(case: Case) -> None:
    clock = case.clock
    halted = case.supplement is not None or case.suspended
    if clock.state is ClockState.RUNNING:
        assert not halted
        assert clock.due_at is not None
    if clock.state is ClockState.PAUSED:
        assert halted
        assert clock.due_at is None
        assert clock.remaining is not None
    if case.suspended:
        assert case.supplement is None
        assert clock.state is ClockState.PAUSED
    if case.supplement is not None:
        assert case.tokens[case.supplement.visit].parked


def an_ended_dossier_is_quiet(case: Case) -> None:
    if not case.ended:
        assert case.submitted_at is None or case.tokens
        return
    assert case.supplement is None
    assert not case.suspended
    assert all(token.scope.startswith(CORRECTION) for token in case.tokens.values())
    assert case.clock.state in (ClockState.STOPPED, ClockState.NOT_STARTED)
    assert sum(scope.startswith(CORRECTION) and value.ended is None for scope, value in case.scopes.items()) <= 1


def statuses_are_legal(world: World) -> None:
    previous = None
    for number, report in enumerate(world.reports, 1):
        assert report.number == number
        assert report.status == previous or report.status in LEGAL[previous], f"{previous} to {report.status}"
        assert report.changed or report.note
        previous = report.status


def only_what_is_kept_is_remembered(procedure: Procedure, case: Case) -> None:
    assert set(case.signals) <= procedure.kept
    for token in case.tokens.values():
        if token.waits_for is Wait.TIMER and getattr(procedure.step_at(token.path), "kept", False):
            assert not set(procedure.step_at(token.path).awaited) & set(case.signals)


def nothing_begins_while_suspended(before: Case, caused: list[commands.Command]) -> None:
    """Work under way is finished, and a paper that is written gets signed; nothing else is set off."""
    if before.suspended:
        begun = [type(command) for command in caused if isinstance(command, BEGINNING)]
        assert not begun


def the_law_counts(procedure: Procedure, case: Case) -> None:
    assert case.supplement_rounds <= procedure.definition.supplement.rounds
    assert sum(document.template == "apology" for document in case.documents.values()) <= 1
    assert sum(document.template == "stop-notice" for document in case.documents.values()) <= 1
    if case.status is PublicStatus.SUPPLEMENT and not case.ended:
        assert case.supplement is not None


def four_eyes_kept(procedure: Procedure, decisions: list[tuple[str, events.Actor]]) -> None:
    """No decision by somebody who (or for whom somebody) decided a step it must not share, before it."""
    for number, (path, by) in enumerate(decisions):
        scope, slash, _ = path.rpartition("/")
        for other in getattr(procedure.step_at(path), "not_by", ()):
            for earlier, actor in decisions[:number]:
                if earlier == f"{scope}{slash}{other}":
                    assert not by.persons & actor.persons
