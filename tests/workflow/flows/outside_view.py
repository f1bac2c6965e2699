"""What portal, post and bank were told, and what our own books say: the same life, seen from the outside."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import func, select

from tests.workflow.flows.crowd import Expected
from tests.workflow.flows.house import House
from workflow.service import audit
from workflow.service.office import Office
from workflow.store.tables import DOCUMENTS, DOSSIERS, SERIES, WORKS

DELIVERED, CAME_BACK = 100, 170


@dataclass(frozen=True)
class Outside:
    """What the sandboxes hold."""

    dossiers: dict[str, dict[str, Any]]
    """The portal's records by its code."""
    parcels: list[dict[str, Any]]
    mistakes_at_the_post: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    transfers: list[dict[str, Any]]


def outside_of(house: House) -> Outside:
    """Ask all of them, after everything they had to say or fetch is done."""
    there = house.sandboxes
    for address in (there.portal, there.post, there.bank):
        httpx.post(f"{address}/_sandbox/callbacks/drain", timeout=120).raise_for_status()
    httpx.post(f"{there.portal}/_sandbox/results/drain", timeout=120).raise_for_status()

    def held(address: str, what: str) -> Any:
        return httpx.get(f"{address}/_sandbox/{what}", timeout=60).raise_for_status().json()

    return Outside(
        dossiers={record["code"]: record for record in held(there.portal, "dossiers")},
        parcels=held(there.post, "orders"),
        mistakes_at_the_post=held(there.post, "violations"),
        orders=held(there.bank, "orders"),
        transfers=held(there.bank, "transfers"),
    )


def faults_at_the_portal(outside: Outside, dossiers: list[Expected]) -> list[str]:
    """Each status once and in order, nothing held against us, each result fetched once."""
    faults = []
    for each in dossiers:
        record = outside.dossiers[each.reference]
        statuses = [entry["status"] for entry in record["history"]]
        if statuses != each.portal_statuses:
            faults.append(f"{each.kind} {each.code}: the portal was told {statuses}, not {each.portal_statuses}")
        faults += [f"{each.kind} {each.code}: {violation}" for violation in record["violations"]]
        if record["local_code"] != each.code:
            faults.append(f"{each.code} is called {record['local_code']}")
        results = [(result["state"], result["fetches"]) for result in record["results"]]
        if results != [("fetched", 1)] * each.results:
            faults.append(f"{each.kind} {each.code}: result files {results}, {each.results} expected")
    return faults


def faults_at_the_post(outside: Outside, dossiers: list[Expected]) -> list[str]:
    """One parcel a dossier and attempt; only what came back was sent again."""
    faults = [f"the post objects: {mistake}" for mistake in outside.mistakes_at_the_post]
    codes = [parcel["order_code"] for parcel in outside.parcels]
    faults += [f"order {code} stands there {times} times" for code, times in Counter(codes).items() if times > 1]
    for each in dossiers:
        ways = [parcel["status_id"] for parcel in outside.parcels if parcel["order_code"].startswith(each.code)]
        wanted = [CAME_BACK] * (each.parcels - 1) + [DELIVERED] * min(each.parcels, 1)
        if ways != wanted:
            faults.append(f"{each.kind} {each.code}: parcels {ways}, not {wanted}")
    return faults


def faults_at_the_bank(outside: Outside, dossiers: list[Expected]) -> list[str]:
    """Every line of every order paid, once; an order for each dossier that pays, and for no other."""
    lines = [line["line_id"] for order in outside.orders for line in order["order"]["lines"]]
    paid = [transfer["line_id"] for transfer in outside.transfers]
    ordered = Counter(order["order"]["key"].partition(":")[0] for order in outside.orders)
    wanted = Counter(each.code for each in dossiers if each.kind == "lump_sum")
    faults = [] if sorted(lines) == sorted(set(paid)) == sorted(paid) else [f"ordered {lines}, paid {paid}"]
    return faults if ordered == wanted else [*faults, f"orders by dossier: {ordered}, not {wanted}"]


def faults_in_our_books(office: Office) -> list[str]:
    """Journals whole and folding to their cases, numbers without gaps, nothing left to do, no incident."""
    with office.store.read() as db:
        codes = db.scalars(select(DOSSIERS.c.code)).all()
        states = dict(db.execute(select(WORKS.c.state, func.count()).group_by(WORKS.c.state)).tuples().all())
        undone = db.execute(
            select(WORKS.c.key, WORKS.c.state, WORKS.c.error).where(WORKS.c.state.not_in(("done", "cancelled")))
        ).all()
        series = db.execute(select(SERIES)).all()
        numbers = db.execute(
            select(DOCUMENTS.c.series, DOCUMENTS.c.year, DOCUMENTS.c.ordinal).where(DOCUMENTS.c.series.is_not(None))
        ).all()
    faults = [f"{code}: {fault}" for code in codes for fault in audit.verify(office, code).faults]
    faults += [f"still there: {tuple(work)}" for work in undone]
    given: dict[tuple[str, str], list[int]] = {}
    for number in numbers:
        given.setdefault((number.series, str(number.year)), []).append(number.ordinal)
    last = {(row.series, row.period): row.last for row in series if row.series != "dossier"}
    for which, ordinals in given.items():
        if sorted(ordinals) != list(range(1, last[which] + 1)):
            faults.append(f"series {which} has gaps: {sorted(ordinals)}, last {last[which]}")
    if set(last) != set(given):
        faults.append(f"series {sorted(last)}, documents of {sorted(given)}")
    of_the_day = [int(code.rpartition("-")[2]) for code in codes]
    if sorted(of_the_day) != list(range(1, len(codes) + 1)):
        faults.append(f"dossier codes have gaps: {sorted(of_the_day)}")
    return faults if states else ["there was no work at all"]
