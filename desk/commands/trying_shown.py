"""What `motcua try` shows: where a dossier stands, who may move it and how, its clock, its papers, what machines did. 80 columns."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from workflow.cases.session import Session
    from workflow.cases.typed import Choice
    from workflow.engine.case import Case, Token
    from workflow.service.trying import Bench

STATUS = {
    1: "registered",
    2: "accepted",
    3: "refused",
    4: "being settled",
    5: "supplement asked for",
    7: "withdrawn",
    8: "stopped",
    9: "settled, result ready",
    10: "returned",
}
HELP = (
    ("1  or  accept", "choose a way out by its number or name"),
    ("grant amount=5 because …", "with fields, and with a reason"),
    ("ask /person/phone …; paper …", "ask the applicant to complete the dossier"),
    ("supply /pointer=value paper", "the applicant does"),
    ("answer [who] [what]", "a register, bank, post: found, {data: …}, rejected 123"),
    ("pass 2 working days", "let time pass, with every timer on the way"),
    ("until 2025-08-01 [09:00]", "the same, to a day or moment"),
    ("next", "the same, to when something happens by itself"),
    ("withdraw · suspend · resume …", "with a reason"),
    ("apologise 2025-08-20 …", "a new appointment"),
    ("correct template …", "a result was wrong"),
    ("signal name", "an event that a step waits for"),
    ("expect", "how things stand here becomes part of the case"),
    ("show · form · values · acts", "look again: at answers, values, acts"),
    ("paper 1 [file]", "write that document as PDF"),
    ("undo", "take the last act back"),
    ("save file sentence", "write it all as a case"),
    ("quit", ""),
)


def console() -> Console:
    return Console(highlight=False, emoji=False)


def heading(bench: "Bench", session: "Session", lang: str) -> None:
    """What is tried, and what was submitted."""
    run = session.run
    form = session.header["form"]
    out = console()
    out.print(f"[bold]{escape(run.procedure.definition.title.in_(lang))}[/bold]")
    out.print(f"[dim]{bench.slug}, version of {run.procedure.valid_from}[/dim]")
    out.print(
        f"[dim]form: {escape(form) if isinstance(form, str) else 'of the case'}; `help` says what can be typed[/dim]"
    )


def standing(bench: "Bench", session: "Session", lang: str) -> None:
    """Moment, status and clock; every open wait with who may act; what can be typed."""
    from workflow.cases.typed import choices
    from workflow.engine.case import Wait

    run = session.run
    out = console()
    out.print()
    out.print(f"[reverse] {_moment(run.now)} [/reverse] {_status(run.case)}")
    out.print(f"  [dim]clock[/dim]   {_clock(session)}")
    for fault in run.case.faults if not run.case.ended else ():
        said = fault.vi if lang == "vi" else fault.en
        out.print(f"  [yellow]fault[/yellow]   {escape(fault.pointer)}: {escape(said)}")
    ways = choices(session)
    several = len({way.step for way in ways}) > 1
    for token in run.case.tokens.values():
        if token.waits_for is not Wait.CHILDREN:
            out.print(f"  [dim]at[/dim]      [bold]{escape(token.path)}[/bold]")
            out.print(f"          {escape(_wait(bench, session, token, lang))}")
            for way in ways:
                if way.token is token:
                    out.print(_way(way, lang, several))
    if run.case.supplement is not None:
        out.print(
            f"  [dim]asked[/dim]   the applicant, to complete it until {_moment(run.case.supplement.until, run.now)}"
        )
    documents = [f"{number} {each.template}" for number, each in enumerate(run.case.documents.values(), start=1)]
    if documents:
        out.print(f"  [dim]papers[/dim]  {escape(' · '.join(documents))}")


def _status(case: "Case") -> str:
    status = f"status {int(case.status)} {STATUS.get(int(case.status), '')}" if case.status else "no status"
    ended = f"  [bold green]ended: {case.ending}[/bold green]" if case.ending else ""
    held = "  [yellow]suspended[/yellow]" if case.suspended else ""
    return f"{status}{ended}{held}"


def _clock(session: "Session") -> str:
    """How much of the legal time is used and left, and the day it is due."""
    from workflow.engine.case import ClockState

    clock, calendar, now = session.run.case.clock, session.run.procedure.calendar, session.run.now
    late = "  [red]late[/red]" if clock.overdue else ""
    if clock.state is ClockState.NOT_STARTED or clock.limit is None:
        return "not started"
    if clock.state is ClockState.STOPPED:
        return f"stopped {_moment(clock.stopped_at, now)}; was due {_moment(clock.original_due_at, now)}{late}"
    if clock.state is ClockState.PAUSED:
        since = _moment(clock.paused_at, now)
        return f"[yellow]paused[/yellow] since {since}; {clock.remaining} of {clock.limit} left{late}"
    assert clock.running_since is not None
    used = calendar.working_minutes(clock.counted_from or clock.running_since, now)
    promised = clock.promised_at
    moved = f", promised {_moment(promised, now)}" if promised != clock.due_at else ""
    return f"{_worked(used)} of {clock.limit} used, due {_moment(clock.due_at, now)}{moved}{late}"


def _worked(minutes: int) -> str:
    """Working time as days of eight hours."""
    days, rest = divmod(minutes, 8 * 60)
    parts = ((days, "d"), (rest // 60, "h"), (rest % 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "nothing"


def _wait(bench: "Bench", session: "Session", token: "Token", lang: str) -> str:
    """Who or what a token waits for, in words."""
    from workflow.cases.typed import role_asked
    from workflow.engine.case import Wait

    organisation = bench.workplace.library.organisation
    if token.waits_for is Wait.PERSON:
        role = role_asked(session, token)
        asked = organisation.roles[role].in_(lang) if role in organisation.roles else role
        unit = organisation.units[token.unit].title.in_(lang) if token.unit in organisation.units else ""
        until = f", until {_moment(token.due_at, session.run.now)}" if token.due_at else ""
        parked = ", parked until the dossier is complete" if token.parked else ""
        return f"{asked}{f', {unit}' if unit else ''}{until}{parked}"
    question = session.run.world.open.get(token.visit)
    if question is not None:
        usual = json.dumps(question.usual, ensure_ascii=False)
        short = usual if len(usual) <= 30 else f"{usual[:30]}…"
        return f"answer of {question.name}; usual: {short}"
    if token.waits_for is Wait.TIMER:
        at = session.run.case.timers.get(f"step:{token.visit}")
        return f"time, until {_moment(at, session.run.now)}" if at else "a signal"
    if token.waits_for is Wait.RESUMPTION:
        return "begins when the dossier is resumed"
    return token.stage or token.waits_for.value


def _way(way: "Choice", lang: str, several: bool) -> str:
    needs = [*way.required, *(["reason"] if way.needs_reason else [])]
    name = f"{way.token.step} {way.outcome}" if several else way.outcome
    label = f"  {escape(way.label.in_(lang))}" if way.label else ""
    wants = f" [dim](needs {', '.join(needs)})[/dim]" if needs else ""
    return f"      [cyan]{way.number:>3} {escape(name):<14}[/cyan]{label}{wants}"


def happened(session: "Session", seen: int, lang: str) -> None:
    """What machines were told to do since the last line."""
    out = console()
    for command, _ in session.run.caused[seen:]:
        told = _told(command)
        if told:
            out.print(f"  [dim]→ {escape(told)}[/dim]", soft_wrap=False)


def _told(command: Any) -> str | None:
    """A command in words; nothing for those that only move rows and timers."""
    match command.command:
        case "produce_document":
            return f"lay out {command.template}{f', series {command.series}' if command.series else ', unnumbered'}"
        case "sign_document":
            return "sign and seal it" if command.signer else "seal it"
        case "query_register":
            return f"ask {command.source}: {_short(command.parameters)}"
        case "order_payment":
            total = sum(line["amount"] for line in command.payments)
            return f"have the bank pay {total:,} đồng in {len(command.payments)} lines"
        case "book_shipment":
            return f"give the results to the post, parcel {command.attempt}"
        case "deliver_electronically":
            return "put the results into the applicant's account"
        case "send_notice":
            return f"tell {command.to}: {command.template}"
        case "open_dossier":
            return f"open a dossier of {command.procedure}"
        case "report_status" if command.changed:
            return f"report status {command.status} {STATUS.get(command.status, '')}"
    return None


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 50 else f"{text[:50]}…"


def values(values: Any, path: str) -> None:
    """Values, all or those at a dotted path, as JSON."""
    from workflow.cases.expecting import value_at

    found = value_at(values, path) if path else values
    console().print(escape(json.dumps(found, ensure_ascii=False, indent=2, default=str)))


def acts(acts: list[dict[str, Any]]) -> None:
    """What happened so far, as the case will say it."""
    from workflow.definition.writing import as_yaml

    console().print(escape(as_yaml(acts)) if acts else "nothing yet", end="")


def undone(act: dict[str, Any]) -> None:
    console().print(f"  [dim]taken back: {escape(_short(act))}[/dim]")


def written(what: str, file: "Path") -> None:
    console().print(f"  [green]written[/green] {escape(what)}: {escape(str(file))}", soft_wrap=True)


def not_done(reason: str, hint: str) -> None:
    out = console()
    out.print(f"  [red]not done:[/red] {escape(reason)}")
    if hint:
        out.print(f"  [dim]hint: {escape(hint)}[/dim]")


def help_() -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for words, meaning in HELP:
        table.add_row(f"  {escape(words)}", meaning)
    console().print(table)


def _moment(moment: datetime | None, beside: datetime | None = None) -> str:
    """A moment; without the year where it is that of the one beside it."""
    if moment is None:
        return "—"
    return f"{moment:%a %-d %b %H:%M}" if beside and beside.year == moment.year else f"{moment:%a %-d %b %Y %H:%M}"
