"""Changes above the steps: who may apply, what must be handed in, how long it may take, the acts it rests on."""

from collections.abc import Iterator, Sequence

from workflow.comparing.words import Change, Heading, come_and_gone, replaced
from workflow.definition.models import Component, Deadline, Definition, TimeLimit

VALUES = {
    "applicants": (Heading.APPLICANT, "who may apply"),
    "channels": (Heading.APPLICANT, "how it may be submitted"),
    "fee": (Heading.APPLICANT, "fee"),
    "attachments": (Heading.APPLICANT, "limits on uploaded files"),
    "duplicate_key": (Heading.APPLICANT, "what makes a second dossier a duplicate"),
    "title": (Heading.WORDING, "title"),
    "subject": (Heading.WORDING, "line that tells dossiers apart"),
    "code": (Heading.WORDING, "national code"),
    "service_codes": (Heading.WORDING, "codes of the agency"),
    "sector": (Heading.WORDING, "sector"),
    "procedure": (Heading.WORDING, "name of the procedure"),
    "form": (Heading.WORDING, "file of the form"),
    "layout": (Heading.WORDING, "file of the layout"),
}
"""Single values, and what they are called."""

ELSEWHERE = frozenset({"deadline", "supplement", "components", "basis", "notes", "start", "steps"})
"""Keys compared by functions of their own, here or in `way`."""


def changes_of_head(before: Definition, after: Definition) -> Iterator[Change]:
    """Everything above the steps."""
    yield from _time(before.deadline, after.deadline)
    for name, what in (("clock", "a supplement request makes the clock"), ("window", "time to complete a dossier"),
                       ("rounds", "times a supplement may be asked for")):  # fmt: skip
        old, new = getattr(before.supplement, name), getattr(after.supplement, name)
        yield from replaced(Heading.APPLICANT, what, old, new)
    yield from replaced(
        Heading.WORDING, "basis of the supplement rule", before.supplement.basis, after.supplement.basis
    )
    yield from come_and_gone(Heading.APPLICANT, "paper", before.components, after.components)
    for name in before.components.keys() & after.components.keys():
        yield from _paper(name, before.components[name], after.components[name])
    if list(before.components) != list(after.components) and set(before.components) == set(after.components):
        yield Change(Heading.WORDING, "the papers are listed in another order")
    for name, (heading, what) in VALUES.items():
        yield from replaced(heading, what, getattr(before, name), getattr(after, name))
    yield from _lines("legal act", before.legal_bases, after.legal_bases)
    yield from _lines("note", before.notes, after.notes)


def _lines(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    yield from (Change(Heading.WORDING, f"{what} gone: {line}") for line in before if line not in after)
    yield from (Change(Heading.WORDING, f"{what} new: {line}") for line in after if line not in before)
    if before != after and set(before) == set(after):
        yield Change(Heading.WORDING, f"each {what} stays, in another order or number")


def _time(before: Deadline, after: Deadline) -> Iterator[Change]:
    """Limits per case are matched by their condition."""
    old, new = _limits(before), _limits(after)
    for case in [*old, *(case for case in new if case not in old)]:
        was, now = old.get(case), new.get(case)
        what = f"time limit{case}"
        yield from replaced(Heading.APPLICANT, what, was and was.time, now and now.time)
        if was is not None and now is not None:
            yield from replaced(Heading.WORDING, f"basis of the {what}", was.basis, now.basis)
    if list(old) != list(new) and set(old) == set(new):
        yield Change(Heading.APPLICANT, "the cases of the time limit are tried in another order")


def _limits(deadline: Deadline) -> dict[str, TimeLimit]:
    if deadline.time is not None:
        return {"": TimeLimit(time=deadline.time, basis=deadline.basis, otherwise=True)}
    return {
        f" when `{limit.when.source}`" if limit.when is not None else " otherwise": limit for limit in deadline.choose
    }


def _paper(name: str, before: Component, after: Component) -> Iterator[Change]:
    called = f"paper '{name}'"
    yield from replaced(Heading.APPLICANT, f"{called} is asked for when", before.when, after.when)
    yield from replaced(Heading.APPLICANT, f"{called}: original or copy", before.copy_kind, after.copy_kind)
    yield from replaced(Heading.APPLICANT, f"{called}: kinds of file", before.accepts, after.accepts)
    yield from replaced(Heading.APPLICANT, f"{called}: form number", before.form_no, after.form_no)
    yield from replaced(Heading.WORDING, f"{called}: title", before.title, after.title)
    yield from replaced(Heading.WORDING, f"{called}: code of the portal", before.code, after.code)
