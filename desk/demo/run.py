"""The demonstration: every dossier from the portal to its end, and a table of what became of each."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from rich.console import Console
from rich.table import Table

from desk.demo.citizens import Citizens
from desk.demo.officers import Dossier, Officers, new_appointment
from desk.demo.parts import Parts
from desk.demo.scripts import BeLate, Script
from integrations.webhooks import sign
from workflow.cases.playing import Reply

PATIENCE = 15.0
"""Seconds the run may take for each dossier before it counts as failed; an idle machine needs two."""

QUIET = 0.4
COMES_BACK, DELIVERED = "returned", "delivered"


@dataclass(frozen=True)
class Ended:
    """What became of a dossier, from desk, portal and post."""

    dossier: Dossier
    desk: dict[str, Any]
    portal: dict[str, Any]
    parcels: list[dict[str, Any]]

    @property
    def faults(self) -> list[str]:
        """What differs from the script."""
        script, record = self.dossier.script, self.portal
        results = [each for each in record["results"] if each["state"] == "fetched"]
        final = {"settled": 10, "declined": 10, "refused": 3, "withdrawn": 7}[script.ends]
        delivered = [parcel for parcel in self.parcels if parcel["status_id"] == 100]
        wanted_parcels = _parcels_wanted(script)
        checks = {
            f"ended as {self.desk['ending']}, not {script.ends}": self.desk["ending"] == script.ends,
            f"the portal has status {record['status']}, not {final}": record["status"] == final,
            f"the portal objects: {record['violations']}": not record["violations"],
            "the portal has no result file": bool(results) or script.ends in ("refused", "withdrawn"),
            f"{len(self.parcels)} parcels instead of {wanted_parcels}": len(self.parcels) == wanted_parcels,
            "nothing was delivered by post": bool(delivered) or wanted_parcels == 0,
            "no apology was written": not script.is_late
            or any(d["template"] == "apology" for d in self.desk["documents"]),
        }
        return [what for what, holds in checks.items() if not holds]


def _parcels_wanted(script: Script) -> int:
    if script.ends not in ("settled", "declined") or script.return_to["way"] != "post":
        return 0
    return 2 if script.comes_back else 1


class Demonstration:
    """Files every dossier, lets officers and applicants act, and waits until all have ended."""

    def __init__(self, parts: Parts, scripts: Iterable[Script], console: Console) -> None:
        self._parts = parts
        self._began = time.monotonic()
        self._console = console
        self._citizens = Citizens(parts.sandboxes.portal)
        self._post = httpx.Client(base_url=parts.sandboxes.post, timeout=30)
        self._officers = Officers(parts.desk_url, self._tell)
        self._tell_the_registers(reply for script in scripts for reply in script.replies)
        self._let_parcels_come_back([script for script in scripts if script.comes_back])
        self._dossiers = [Dossier(script, self._citizens.file(script)) for script in scripts]
        for dossier in self._dossiers:
            self._tell(f"{dossier.portal_code}  filed: {dossier.script.name}")
        self._by_reference = {dossier.portal_code: dossier for dossier in self._dossiers}

    def run(self) -> list[Ended]:
        """Until every dossier has ended and every result is delivered, or patience ends."""
        ends_at = time.monotonic() + PATIENCE * len(self._dossiers)
        while time.monotonic() < ends_at:
            acted = self._officers.work(self._find)
            acted += self._applicants()
            acted += sum(self._tell_next(dossier) for dossier in self._dossiers if dossier.to_be_told and dossier.code)
            if acted:
                continue
            if self._all_ended():
                break
            if not self._the_late_one():
                time.sleep(QUIET)
        httpx.post(f"{self._parts.sandboxes.portal}/_sandbox/results/drain", timeout=60)
        return [self._ended(dossier) for dossier in self._dossiers]

    def incidents(self) -> list[dict[str, Any]]:
        return self._officers.incidents()

    def _find(self, code: str, reference: str) -> Dossier | None:
        """The dossier of the demonstration behind a code; a called one belongs to its caller."""
        if reference in self._by_reference:
            dossier = self._by_reference[reference]
            dossier.code = dossier.code or code
            return dossier
        caller = reference.rpartition(":")[0]
        return next((dossier for dossier in self._dossiers if dossier.code and dossier.code == caller), None)

    def _applicants(self) -> int:
        """Those whom something is asked of, or who want to withdraw, act at the portal."""
        acted = 0
        records = self._citizens.records()
        for dossier in self._dossiers:
            status = records[dossier.portal_code]["status"]
            if dossier.waits == "supplement" and status == 5:
                asked = next(act for act in dossier.script.acts["receive"] if hasattr(act, "papers"))
                self._citizens.supplement(dossier.portal_code, asked.papers)
                dossier.way.append("supplied")
            elif dossier.waits == "withdrawal":
                self._citizens.withdraw(dossier.portal_code, "Người nộp rút hồ sơ")
                dossier.way.append("withdrawn")
            else:
                continue
            self._tell(f"{dossier.code}  {dossier.way[-1]}")
            dossier.waits = "" if dossier.waits == "supplement" else "withdrawn"
            acted += 1
        return acted

    def _the_late_one(self) -> bool:
        """When nothing else moves, the days pass: warning, apology, the deadline, and then the work is done after all."""
        late = next((dossier for dossier in self._dossiers if dossier.waits == "late"), None)
        others = [dossier for dossier in self._dossiers if dossier is not late]
        if late is None or not all(self._has_ended(dossier) for dossier in others):
            return False
        due_at = datetime.fromisoformat(self._officers.dossier(late.code)["due_at"])
        why = next(act.reason for act in late.script.acts["propose"] if isinstance(act, BeLate))
        self._tell(f"{late.code}  the days pass until {due_at:%d/%m/%Y}; the head apologises")
        self._parts.move_clock(due_at - timedelta(hours=20))
        self._officers.apologise(late, new_appointment(due_at), why)
        self._parts.move_clock(due_at + timedelta(minutes=1))
        late.waits = ""
        return True

    def _let_parcels_come_back(self, scripts: list[Script]) -> None:
        rules = [{"scenario": COMES_BACK, "phone": script.applicant["phone"], "attempt": 1} for script in scripts]
        self._post.put("/_sandbox/scenarios", json=rules).raise_for_status()

    def _tell_next(self, dossier: Dossier) -> bool:
        """What a body outside tells; it tells again while the dossier does not wait for it yet."""
        told = dossier.to_be_told[0]
        if dossier.decided < told.after:
            return False
        body = json.dumps({"dossier": dossier.code, "event": told.event, "data": told.data}).encode()
        number = f"{dossier.code}-{told.event}-{len(dossier.to_be_told)}"
        headers = sign(number, datetime.now(UTC), body, self._parts.environment["MOTCUA_EVENTS_SECRET"])
        answer = httpx.post(f"{self._parts.desk_url}/callbacks/events", content=body, headers=headers, timeout=30)
        if answer.raise_for_status().json()["late"]:
            return False
        del dossier.to_be_told[0]
        dossier.way.append(told.event)
        self._tell(f"{dossier.code}  from outside: {told.event}")
        return True

    def _tell_the_registers(self, replies: Iterable[Reply]) -> None:
        for reply in replies:
            address = f"{self._parts.sandboxes.registers}/_sandbox/answers/{reply.register}/{quote(reply.key, safe='')}"
            httpx.put(address, json={"outcome": reply.outcome, "data": reply.data}, timeout=30).raise_for_status()

    def _all_ended(self) -> bool:
        return all(self._has_ended(dossier) for dossier in self._dossiers)

    def _has_ended(self, dossier: Dossier) -> bool:
        if not dossier.code:
            return False
        record = self._citizens.records()[dossier.portal_code]
        return record["status"] in (3, 7, 10) and self._officers.dossier(dossier.code)["ending"] is not None

    def _ended(self, dossier: Dossier) -> Ended:
        parcels = self._post.get("/_sandbox/orders").raise_for_status().json()
        return Ended(
            dossier=dossier,
            desk=self._officers.dossier(dossier.code) if dossier.code else {"ending": None, "documents": []},
            portal=self._citizens.records()[dossier.portal_code],
            parcels=[parcel for parcel in parcels if dossier.code and parcel["order_code"].startswith(dossier.code)],
        )

    def _tell(self, text: str) -> None:
        seconds = time.monotonic() - self._began
        self._console.print(f"[dim]{seconds:6.1f} s  {self._parts.now:%d/%m %H:%M}[/dim]  {text}", highlight=False)


def table_of(ended: list[Ended]) -> Table:
    """One line a dossier."""
    table = Table(title="Hồ sơ", title_justify="left", show_lines=True)
    for heading, width in (
        ("Hồ sơ", 26),
        ("Thủ tục", 24),
        ("Đường đi", 34),
        ("Cổng", 5),
        ("Kết quả", 10),
        ("Bưu gửi", 15),
    ):
        table.add_column(heading, max_width=width, overflow="fold")
    for each in ended:
        fetched = [result for result in each.portal["results"] if result["state"] == "fetched"]
        mark = "[green]✓[/green]" if not each.faults else "[red]✗[/red]"
        table.add_row(
            f"{each.dossier.code}\n{each.dossier.portal_code}",
            f"{mark} {each.dossier.script.name}",
            " → ".join([*each.dossier.way, str(each.desk["ending"])]),
            str(each.portal["status"]),
            f"{len(fetched)} PDF",
            "\n".join(parcel["item_code"] for parcel in each.parcels) or "—",
        )
    return table


def summary_of(ended: list[Ended], incidents: int, documents: int, shipments: int) -> str:
    """The last line."""
    finished = sum(not each.faults for each in ended)
    return f"demo: {len(ended)} dossiers, {finished} finished, {incidents} incidents, {documents} PDFs, {shipments} shipments"


def perform(parts: Parts, scripts: list[Script], console: Console, tell: Callable[[str], None]) -> bool:
    """Run the demonstration and print what came of it; True when every dossier ended as its script says."""
    began = time.monotonic()
    demonstration = Demonstration(parts, scripts, console)
    ended = demonstration.run()
    incidents = demonstration.incidents()
    console.print(table_of(ended))
    for each in ended:
        for fault in each.faults:
            console.print(f"[red]{each.dossier.code or each.dossier.portal_code}: {fault}[/red]")
    for incident in incidents:
        console.print(f"[red]incident: {incident}[/red]")
    tell(f"{time.monotonic() - began:.0f} seconds; logs and files are in {parts.home}")
    documents = sum(document["signed"] for each in ended for document in each.desk["documents"])
    shipments = sum(len(each.parcels) for each in ended)
    console.print(summary_of(ended, len(incidents), documents, shipments), highlight=False)
    return not incidents and all(not each.faults for each in ended)
