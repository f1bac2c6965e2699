"""The officer's queue: what waits, most urgent first, with counts and filters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from desk import doors
from desk.naming import names_of
from desk.officer.findings import row_name
from desk.pages import page, words_for
from desk.visitors import Office, Officer

router = APIRouter(include_in_schema=False)
ALL = "all"


@dataclass(frozen=True)
class Chosen:
    """The filters of the address; empty means any."""

    urgency: str = ""
    whose: str = ""
    unit: str = ""
    procedure: str = ""

    def keeps(self, row: doors.QueueRow, officer_id: str) -> bool:
        """Whether a row passes every filter."""
        return (
            self.urgency in ("", row.urgency.value)
            and self.unit in ("", row.unit)
            and self.procedure in ("", row.procedure)
            and (self.whose != "mine" or row.holder == officer_id)
            and (self.whose != "free" or row.holder is None)
        )

    def address(self, urgency: str, ticked: str = "") -> str:
        """The queue with the same filters and this urgency."""
        given = {
            "urgency": urgency, "whose": self.whose, "unit": self.unit, "procedure": self.procedure, "ticked": ticked,
        }  # fmt: skip
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/queue?{query}" if query else "/queue"


@router.get("/queue")
def show(
    request: Request,
    office: Office,
    officer: Officer,
    urgency: str = "",
    whose: str = "",
    unit: str = "",
    procedure: str = "",
    ticked: Annotated[tuple[str, ...], Query()] = (),
) -> Response:
    """The queue page; `ticked` are reviews chosen already (`code:visit`), or `all` that may be decided together."""
    chosen = Chosen(urgency, whose, unit, procedure)
    everything = doors.queue(office, officer.id)
    apart_from_urgency = [row for row in everything if Chosen("", whose, unit, procedure).keeps(row, officer.id)]
    rows = [row for row in apart_from_urgency if chosen.keeps(row, officer.id)]
    ways = doors.together(office, officer.id, rows)
    reviews = ((row.code, row.visit) for row in rows)
    ready = [each for each in reviews if each in ways and ways[each].outcomes][: doors.AT_ONCE]
    return page(
        request,
        "officer/queue.html",
        section="queue",
        rows=rows,
        ways=ways,
        together=any(way.why_not != doors.ONE_BY_ONE for way in ways.values()),
        ready=len(ready),
        most=doors.AT_ONCE,
        is_ticked=lambda row: (row.code, row.visit) in ready if ALL in ticked else f"{row.code}:{row.visit}" in ticked,
        tick_all=chosen.address(chosen.urgency, ticked=ALL),
        counts=_counts(apart_from_urgency, chosen),
        chosen=chosen,
        row_name=lambda path: row_name(path, words_for(request)),
        filtered=chosen != Chosen(),
        units=sorted({row.unit for row in everything if row.unit}),
        procedures=sorted({(row.procedure, row.procedure_title) for row in everything}, key=lambda pair: pair[0]),
        **names_of(request, office),
    )


def _counts(rows: Iterable[doors.QueueRow], chosen: Chosen) -> list[dict[str, Any]]:
    found = Counter(row.urgency.value for row in rows)
    shown = [(ALL, found.total()), *((each.value, found[each.value]) for each in doors.Urgency)]
    return [
        {
            "name": name,
            "number": number,
            "chosen": chosen.urgency == ("" if name == ALL else name),
            "address": chosen.address("" if name == ALL else name),
        }
        for name, number in shown
    ]
