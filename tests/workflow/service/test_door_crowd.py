"""Many at once: officers, workers and sweeps over the same dossiers, and everything still adds up."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select
from walking import a_submission, case, outcome_of, submitted

from workflow.engine.case import Wait
from workflow.engine.errors import Refused
from workflow.service.applying import Result, apply_many, take
from workflow.service.audit import verify
from workflow.service.deciding import decide
from workflow.service.office import Office
from workflow.service.outcomes import KINDS
from workflow.service.submitting import submit
from workflow.store.tables import DOCUMENTS, WORKS

DECIDERS = {
    "intake/receive": ("rec", "accept", {}),
    "assess": ("spec", "grant", {"granted": 5}),
    "sign": ("dir", "sign", {}),
}
DOSSIERS = 12


def test_officers_and_workers_side_by_side_lose_nothing_and_double_nothing(office: Office) -> None:
    refusals: set[str] = set()
    codes = [submitted(office, f"P-{number}") for number in range(DOSSIERS)]

    def all_ended() -> bool:
        return all(case(office, code).ended for code in codes)

    def officers(name: int) -> None:
        chance = random.Random(name)
        while not all_ended():
            code = chance.choice(codes)
            for token in case(office, code).tokens.values():
                if token.waits_for is Wait.PERSON and token.path in DECIDERS:
                    who, outcome, fields = DECIDERS[token.path]
                    try:
                        decide(office, code, token.visit, who, outcome, fields=fields)
                    except Refused as refusal:
                        refusals.add(refusal.code)
            submit(office, a_submission(f"again {code}", procedure="toy-wait", attachments=[]))

    def workers(name: int) -> None:
        while not all_ended():
            found = take(office, KINDS, 5, f"w{name}", timedelta(minutes=5))
            apply_many(office, [Result(work, outcome_of(office, work)) for work in found])

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(act, name) for name in range(2) for act in (officers, workers)]
        for each in running:
            each.result()

    assert refusals <= {"already-decided"}
    assert {case(office, code).ending for code in codes} == {"settled"}
    assert [verify(office, code).faults for code in codes] == [()] * DOSSIERS
    with office.store.read() as db:
        numbers = db.execute(
            select(DOCUMENTS.c.ordinal).where(DOCUMENTS.c.series == "decision").order_by(DOCUMENTS.c.ordinal)
        ).scalars()
        assert list(numbers) == list(range(1, DOSSIERS + 1))
        keys = db.execute(select(func.count(), func.count(func.distinct(WORKS.c.key)))).one()
        assert keys[0] == keys[1]
