"""Moves running dossiers to another version of their procedure: a plan first, then one transaction a dossier, and the way back.

A dossier keeps the law of the day it was submitted; this is for correcting a definition, and never for a change of law.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflow.engine.case import Case
from workflow.engine.events import VersionChanged
from workflow.engine.moving import obstacles, step_or_none
from workflow.engine.procedure import INDEX
from workflow.engine.renaming import Renaming
from workflow.service.carrying import Carrying, version_of
from workflow.service.errors import Conflict, Invalid, NotFound, Refused
from workflow.service.filling import faults
from workflow.service.kept import keep_version
from workflow.service.office import Office
from workflow.service.procedures import Version
from workflow.store.dossiers import AnyRow
from workflow.store.tables import DOSSIERS, MIGRATED, MIGRATIONS

AT_ONCE = 500
"""Dossiers read together while planning."""

_D, _M = DOSSIERS.c, MIGRATED.c
_RECORD = insert(MIGRATED)


WORDS = frozenset({"title", "x-title-en", "description", "$comment"})
"""Keywords of a form's schema that check nothing."""


class Verdict(StrEnum):
    """What becomes of a dossier."""

    KEEP = "keep"  # it stays with its version, as it should
    MOVE = "move"  # it can go on by the other version
    HOLD = "hold"  # it should move and cannot, or not yet: a person looks at it
    MOVED = "moved"
    UNDONE = "undone"


@dataclass(frozen=True)
class Planned:
    """One dossier: what becomes of it, why, and where it waits (in the new version, where that calls it otherwise)."""

    code: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    waits_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """What is to be done: to which version, from which alone if one is named, and which steps are called otherwise."""

    slug: str
    to: Version
    only_from: str | None = None
    renames: Mapping[str, str] | None = None
    reason: str = ""

    @cached_property
    def renaming(self) -> Renaming:
        return Renaming(self.renames or {})

    @cached_property
    def asking_the_same(self) -> dict[str, bool]:
        """For versions met so far, by digest, whether their forms take the same answers as the one moved to."""
        return {}


def plan(office: Office, move: Move) -> Iterator[Planned]:
    """What would become of every running dossier of the procedure; changes nothing. Raises Invalid for a wrong renaming."""
    return (judge(move, now, case) for _, now, case in _each(office, move))


def _each(office: Office, move: Move) -> Iterator[tuple[str, Version, Case]]:
    """Every running dossier, with its version (for which the renaming was checked) and its case."""
    checked: set[str] = set()
    for rows in _running(office, move.slug):
        with office.store.read() as db:
            versions = {digest: version_of(office, db, digest) for digest in {row.digest for row in rows}}
        for row in rows:
            now = versions[row.digest]
            if row.digest not in checked and _keeps(move, now) is None:
                _check_renames(move, now)
                checked.add(row.digest)
            yield row.code, now, Case.model_validate_json(row.snapshot)


def apply(office: Office, move: Move, by: str) -> tuple[str, Iterator[Planned]]:
    """Begin a run: its name, and what becomes of each dossier, moved in a transaction of its own as it is asked for."""
    if not move.reason.strip():
        raise Invalid("reason-missing", "say why dossiers are moved")
    run = f"{office.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"

    def begin(db: Connection) -> None:
        keep_version(db, move.to, office.now())
        row = {
            "run": run, "slug": move.slug, "digest": move.to.digest, "renames": json.dumps(dict(move.renames or {})),
            "reason": move.reason, "started_at": office.now(), "started_by": by,
        }  # fmt: skip
        db.execute(insert(MIGRATIONS), row)

    office.store.transact(begin)
    return run, (_carried_out(office, move, *each, run, by) for each in _each(office, move))


def undo(office: Office, run: str, by: str) -> Iterator[Planned]:
    """Take a run back, dossier by dossier; one that has moved on since is held. Raises NotFound."""
    with office.store.read() as db:
        known = db.execute(select(MIGRATIONS).where(MIGRATIONS.c.run == run)).one_or_none()
        if known is None:
            raise NotFound("no-such-run", f"there is no migration {run}")
        rows = db.execute(select(MIGRATED).where(_M.run == run, _M.undone_at.is_(None)).order_by(_M.dossier)).all()
    back = {new: old for old, new in json.loads(known.renames).items()}
    for row in rows:
        try:
            office.store.transact(partial(_take_back, office, row.dossier, run, back, by))
        except Refused as refusal:
            yield Planned(row.dossier, Verdict.HOLD, (str(refusal),))
        else:
            yield Planned(row.dossier, Verdict.UNDONE)


def judge(move: Move, now: Version, case: Case) -> Planned:
    """What should become of one running dossier. Pure."""
    reason = _keeps(move, now)
    renaming = move.renaming
    if reason is not None:
        return Planned(case.code, Verdict.KEEP, (reason,), _waits_at(case, Renaming({})))
    found = (*obstacles(now.procedure, move.to.procedure, case, renaming), *_of_form(move, now, case))
    verdict = Verdict.HOLD if found else Verdict.MOVE
    return Planned(case.code, verdict, tuple(dict.fromkeys(found)) or _notes(move, case), _waits_at(case, renaming))


def _keeps(move: Move, now: Version) -> str | None:
    if now.digest == move.to.digest:
        return "runs by this version already"
    if move.only_from is not None:
        return None if now.digest == move.only_from else f"runs by {now.digest[:12]}, which was not named"
    law, other = now.procedure.valid_from, move.to.procedure.valid_from
    return None if law == other else f"keeps the law of its day: its version holds from {law}, this one from {other}"


def _notes(move: Move, case: Case) -> tuple[str, ...]:
    if case.clock.limit is None or case.clock.due_at is None:
        return ()
    return (
        (f"keeps its time limit of {case.clock.limit}",) if move.to.definition.deadline.time != case.clock.limit else ()
    )


def _waits_at(case: Case, renaming: Renaming) -> tuple[str, ...]:
    shown = []
    for token in case.tokens.values():
        new = renaming.path(token.path)
        shown.append(token.path if new == token.path else f"{token.path} → {new}")
    return tuple(shown)


def _of_form(move: Move, now: Version, case: Case) -> Iterator[str]:
    """Answers the new form asks for and the dossier does not have, or has and the new form does not take."""
    to = move.to
    if now.digest not in move.asking_the_same:
        same = _checks(now.form.schema) == _checks(to.form.schema) and now.form.codes == to.form.codes
        move.asking_the_same[now.digest] = same
    if move.asking_the_same[now.digest]:
        return
    assert case.submitted_at is not None
    known = {fault.pointer for fault in case.faults}
    for fault in faults(to.form.validate(case.form, today=case.submitted_at.date())):
        if fault.pointer not in known:
            yield f"form {fault.pointer}: {fault.en}"


def _checks(schema: Any) -> Any:
    """A schema without the words people read beside a field; a property may be called like one of them."""
    if isinstance(schema, list):
        return [_checks(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _checks(value) for key, value in schema.items() if key not in WORDS or not isinstance(value, str)}


def _check_renames(move: Move, now: Version) -> None:
    """Raises Invalid for a step that is not there, or that would change its graph or take another's name."""
    renaming = move.renaming
    for old, new in (move.renames or {}).items():
        scope, slash, _ = old.rpartition("/")
        if step_or_none(now.procedure, _in_graph(now, old)) is None:
            raise Invalid("unknown-step", f"{now.digest[:12]} has no step '{old}'")
        if step_or_none(move.to.procedure, _in_graph(move.to, new)) is None:
            raise Invalid("unknown-step", f"{move.to.digest[:12]} has no step '{new}'")
        if renaming.path(old) != new:
            raise Invalid("another-graph", f"'{old}' can only be called otherwise in its own graph, not become '{new}'")
        beside = now.procedure.graph(_in_graph(now, scope + slash)).steps
        name = new.rpartition("/")[2]
        if name in beside and renaming.path(f"{scope}{slash}{name}") == new:
            raise Invalid("name-taken", f"'{new}' is already another step of {now.digest[:12]}")


def _in_graph(version: Version, path: str) -> str:
    """The path as this version's graphs are found by: with the brackets of `each`."""
    done = ""
    for part in path.split("/")[:-1]:
        step = step_or_none(version.procedure, done + part.partition(".")[0])
        done += f"{part}[]/" if step is not None and step.kind == "each" and not INDEX.search(part) else f"{part}/"
    return done + path.rpartition("/")[2]


def _running(office: Office, slug: str) -> Iterator[list[AnyRow]]:
    after = ""
    wanted = select(_D.code, _D.digest, _D.snapshot).where(_D.procedure == slug, _D.ending.is_(None))
    while True:
        with office.store.read() as db:
            rows = db.execute(wanted.where(_D.code > after).order_by(_D.code).limit(AT_ONCE)).all()
        if not rows:
            return
        yield list(rows)
        after = rows[-1].code


def _carried_out(office: Office, move: Move, code: str, now: Version, case: Case, run: str, by: str) -> Planned:
    if _keeps(move, now) is not None:
        return judge(move, now, case)
    try:
        return office.store.transact(partial(_move_one, office, move, code, run, by))
    except Refused as refusal:
        return Planned(code, Verdict.HOLD, (str(refusal),), _waits_at(case, move.renaming))


def _move_one(office: Office, move: Move, code: str, run: str, by: str, db: Connection) -> Planned:
    """Judged under the lock: the dossier may have gone on since it was planned."""
    carrying = Carrying(office, db)
    dossier = carrying.load(code)
    if dossier.case.ended:
        return Planned(code, Verdict.KEEP, ("has ended meanwhile",))
    planned = judge(move, dossier.version, dossier.case)
    if planned.verdict is not Verdict.MOVE:
        return planned
    before = dossier.case.digest
    event = VersionChanged(
        at=carrying.now, run=run, by=by, replaces=before, digest=move.to.digest, renames=dict(move.renames or {}),
        reason=move.reason,
    )  # fmt: skip
    applied = carrying.change_version(code, move.to, event, by)
    carrying.write()
    db.execute(_RECORD, {"run": run, "dossier": code, "digest": before, "sequence": applied.sequence})
    return Planned(code, Verdict.MOVED, planned.reasons, planned.waits_at)


def _take_back(office: Office, code: str, run: str, back: Mapping[str, str], by: str, db: Connection) -> None:
    carrying = Carrying(office, db)
    dossier = carrying.load(code)
    of_run = (_M.run == run, _M.dossier == code)
    row = db.execute(select(_M.digest, _M.sequence).where(*of_run)).one()
    if dossier.case.sequence != row.sequence:
        raise Conflict("moved-on", "the dossier has moved on since")
    event = VersionChanged(
        at=carrying.now, run=run, by=by, replaces=dossier.case.digest, digest=row.digest, renames=dict(back),
        reason="undone", undoes=True,
    )  # fmt: skip
    carrying.change_version(code, version_of(office, db, row.digest), event, by)
    carrying.write()
    db.execute(update(MIGRATED).where(*of_run).values(undone_at=carrying.now))
