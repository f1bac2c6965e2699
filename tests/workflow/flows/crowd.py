"""A hundred applicants and the officers who serve them, through the portal's sandbox and the doors."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from desk.demo.citizens import Citizens, attachment
from desk.demo.people import OFFICERS
from desk.demo.scripts import BOOK_AND_CARD, FOLDERS, LUMP_SUM, Script, lump_sum, somebody
from tests.workflow.flows.house import House
from workflow.engine.events import SupplementItem
from workflow.service.assignments import claim
from workflow.service.deciding import ask_supplement, decide
from workflow.service.queueing import queue
from workflow.service.views import QueueRow
from workflow.store.tables import DOSSIERS

CARD_DATA = {"facility_code": "22012", "facility": "Bệnh viện đa khoa tỉnh Quảng Ninh", "valid_from": "2025-10-08"}
DECISIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "receive": ("accept", {}),
    "card_data": ("issue", CARD_DATA),
    "sign_card": ("sign", {}),
    "confirm": ("confirmed", {}),
    "clarify": ("same_person", {}),
    "propose": ("grant", {}),
    "head": ("agree", {}),
    "sign": ("sign", {}),
    "close_book": ("closed", {}),
    "check": ("agree", {}),
    "order": ("sign", {}),
    "hand_over": ("send_again", {}),
}
"""What officers decide at each step, unless the dossier is of another kind."""
REASON = "Theo quy định"
LUMP_SUMS = tuple(range(100_701, 100_731, 2))
"""Odd serials have left work, so that a lump sum is due to them."""


@dataclass
class Expected:
    """A dossier under way, and how it must end."""

    script: Script
    kind: str
    """card, electronic, comes_back, refused, withdrawn, supplemented, lump_sum"""
    reference: str = ""
    code: str = ""
    acted: bool = False
    """Whether the one special thing about it was done."""

    @property
    def ends(self) -> str:
        return self.script.ends

    @property
    def parcels(self) -> int:
        return {"refused": 0, "withdrawn": 0, "electronic": 0, "comes_back": 2}.get(self.kind, 1)

    @property
    def results(self) -> int:
        """Result files the portal must fetch."""
        return {"refused": 0, "withdrawn": 0, "lump_sum": 2}.get(self.kind, 1)

    @property
    def portal_statuses(self) -> list[int]:
        """What the portal must be told, in this order."""
        return {
            "refused": [1, 3],
            "withdrawn": [1, 2, 7],
            "supplemented": [1, 5, 2, 4, 9, 10],
        }.get(self.kind, [1, 2, 4, 9, 10])


def crowd(house: House, counts: dict[str, int]) -> list[Expected]:
    """So many dossiers of each kind, mixed, each of another person."""
    folder = house.settings.procedures
    card = json.loads((folder / FOLDERS[BOOK_AND_CARD] / "examples/valid.json").read_text(encoding="utf-8"))
    sum_ = json.loads((folder / FOLDERS[LUMP_SUM] / "examples/valid.json").read_text(encoding="utf-8"))
    kinds = [kind for place in range(max(counts.values())) for kind, count in counts.items() if place < count]
    seen: Counter[str] = Counter()
    found = []
    for place, kind in enumerate(kinds):
        seen[kind] += 1
        if kind == "lump_sum":
            form = lump_sum(sum_, LUMP_SUMS[seen[kind] - 1])
            script = Script(kind, LUMP_SUM, form, ("insurance_book",), "settled")
        else:
            form = somebody(card, 200_000 + 2 * place)
            if kind == "electronic":
                form["return_to"] = {"way": "electronic"}
            ends = {"refused": "refused", "withdrawn": "withdrawn"}.get(kind, "settled")
            script = Script(kind, BOOK_AND_CARD, form, (), ends)  # type: ignore[arg-type] # one of the endings
        found.append(Expected(script, kind))
    return found


class Crowd:
    """Everybody who acts; each call lets them do what there is to do now."""

    def __init__(self, house: House, dossiers: list[Expected]) -> None:
        self._house = house
        self._office = house.office
        self._citizens = Citizens(house.sandboxes.portal)
        self._portal = httpx.Client(base_url=house.sandboxes.portal, timeout=30)
        self.dossiers = dossiers
        self._by_reference: dict[str, Expected] = {}
        self._by_code: dict[str, Expected] = {}
        rules = [
            {"scenario": "returned", "phone": each.script.applicant["phone"], "attempt": 1}
            for each in dossiers
            if each.kind == "comes_back"
        ]
        httpx.put(f"{house.sandboxes.post}/_sandbox/scenarios", json=rules).raise_for_status()

    def file(self) -> None:
        """Everybody files."""
        for each in self.dossiers:
            each.reference = self._citizens.file(each.script)
            self._by_reference[each.reference] = each

    def act(self) -> int:
        """Officers go through their queues, applicants answer; gives how many acts there were."""
        self._meet()
        return sum(self._officer(person.id) for person in OFFICERS) + self._applicants()

    def endings(self) -> dict[str, str | None]:
        """How each dossier that is here has ended, by the portal's code."""
        with self._office.store.read() as db:
            rows = db.execute(select(DOSSIERS.c.reference, DOSSIERS.c.ending)).all()
        return {row.reference: row.ending for row in rows}

    def _meet(self) -> None:
        """Learn which dossier here is whose."""
        with self._office.store.read() as db:
            for row in db.execute(select(DOSSIERS.c.code, DOSSIERS.c.reference)):
                each = self._by_reference[row.reference]
                each.code = row.code
                self._by_code[row.code] = each

    def _officer(self, officer: str) -> int:
        rows = [row for row in queue(self._office, officer) if not row.parked and row.holder in (None, officer)]
        return sum(self._decide(officer, row) for row in rows if row.code in self._by_code)

    def _decide(self, officer: str, row: QueueRow) -> bool:
        each, step = self._by_code[row.code], row.step.rpartition("/")[2]
        if each.kind == "withdrawn" and step == "card_data":
            return False  # is about to be taken back
        if row.kept_for not in (None, officer):
            return False
        outcome, fields = DECISIONS[step]
        if each.kind == "refused":
            outcome, fields = "refuse", {}
        claim(self._office, row.code, row.visit, officer)
        if each.kind == "supplemented" and step == "receive" and not each.acted:
            items = [SupplementItem(field="/change_request", reason="Ghi rõ lý do")]
            ask_supplement(self._office, row.code, row.visit, officer, items)
            return True
        decide(
            self._office, row.code, row.visit, officer, outcome, fields,
            reason=REASON if outcome in ("refuse", "same_person") else None, checked=range(3) if step == "receive" else (),
        )  # fmt: skip
        return True

    def _applicants(self) -> int:
        acted = 0
        records = None
        for each in self.dossiers:
            if each.acted or each.kind not in ("supplemented", "withdrawn"):
                continue
            records = records or self._citizens.records()
            status = records[each.reference]["status"]
            if each.kind == "supplemented" and status == 5:
                wire = {"NoiDung": "Bổ sung", "DuLieuToKhai": {"change_request": "Thẻ bị mất khi đi đường."}}
                self._portal.post(f"/_sandbox/dossiers/{each.reference}/supplement", json=wire).raise_for_status()
            elif each.kind == "withdrawn" and status == 2:
                self._citizens.withdraw(each.reference, "Đã tìm thấy thẻ")
            else:
                continue
            each.acted = True
            acted += 1
        return acted


__all__ = ["Crowd", "Expected", "attachment", "crowd"]
