"""The officers of the demonstration: they work through their queues by the desk's API, with their own accounts."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx

from desk.demo.people import OFFICERS, PASSWORD, with_post
from desk.demo.scripts import Act, AskSupplement, BeLate, Decide, Script, Withdraw

SUPERVISOR = ("ONE_STOP", "head")


class Dossier:
    """A dossier under way: its script, and what is still to be done at each of its steps."""

    def __init__(self, script: Script, portal_code: str) -> None:
        self.script = script
        self.portal_code = portal_code
        self.code = ""
        self.way: list[str] = []
        self.waits = ""
        """Why officers leave it alone for now: 'supplement', 'withdrawal', 'late'."""
        self.decided = 0
        self.to_be_told = list(script.told)
        self._acts = {step: list(acts) for step, acts in script.acts.items()}

    def next_act(self, step: str) -> Act:
        """What the script says for this step now; the usual decision where it says nothing."""
        planned = self._acts.get(step)
        return planned.pop(0) if planned else Decide()


class Officers:
    """All officers, each signed in with an account of their own."""

    def __init__(self, desk_url: str, tell: Callable[[str], None]) -> None:
        self._desk = httpx.Client(base_url=desk_url, timeout=60)
        self._tell = tell
        self._tokens = {officer.id: self._sign_in(officer.id) for officer in OFFICERS}

    def work(self, find: Callable[[str, str], Dossier | None]) -> int:
        """Every officer goes through the queue once; gives how many acts there were."""
        return sum(self._work_of(officer.id, find) for officer in OFFICERS)

    def apologise(self, dossier: Dossier, until: datetime, reason: str) -> None:
        """The head of the one-stop unit moves the appointment, once."""
        head = with_post(*SUPERVISOR)
        self._post(head.id, f"/api/dossiers/{dossier.code}/apologise", {"due_at": until.isoformat(), "reason": reason})
        dossier.way.append("apology")

    def dossier(self, code: str) -> dict[str, Any]:
        """A dossier as the head of the one-stop unit sees it."""
        return self._get(with_post(*SUPERVISOR).id, f"/api/dossiers/{code}")

    def incidents(self) -> list[dict[str, Any]]:
        """Open incidents."""
        found: list[dict[str, Any]] = self._get(with_post(*SUPERVISOR).id, "/api/incidents")
        return found

    def _work_of(self, officer: str, find: Callable[[str, str], Dossier | None]) -> int:
        return sum(self._act(officer, line, find) for line in self._mine(officer))

    def _mine(self, officer: str) -> Iterator[dict[str, Any]]:
        """Reviews this officer may take, none of somebody else's."""
        lines = self._get(officer, "/api/queue")
        return (line for line in lines if line["holder"] in (None, officer) and not line["parked"])

    def _act(self, officer: str, line: dict[str, Any], find: Callable[[str, str], Dossier | None]) -> bool:
        code, visit = line["code"], line["visit"]
        seen = self._get(officer, f"/api/dossiers/{code}")
        dossier = find(code, seen["reference"])
        mine = next((each for each in seen["assignments"] if each["visit"] == visit), None)
        if dossier is None or dossier.waits or mine is None or not (mine["may_claim"] or mine["may_decide"]):
            return False
        act = dossier.next_act(line["step"].rpartition("/")[2])
        if isinstance(act, BeLate | Withdraw):
            dossier.waits = "late" if isinstance(act, BeLate) else "withdrawal"
            self._tell(f"{code}  {dossier.waits}")
            return True
        if mine["may_claim"]:
            self._post(officer, f"/api/dossiers/{code}/visits/{visit}/claim", {})
        if isinstance(act, AskSupplement):
            self._post(
                officer,
                f"/api/dossiers/{code}/visits/{visit}/supplement",
                {"items": [dict(item) for item in act.items]},
            )
            dossier.waits = "supplement"
            dossier.way.append("supplement")
        else:
            self._decide(officer, dossier, code, mine, act)
        return True

    def _decide(self, officer: str, dossier: Dossier, code: str, mine: dict[str, Any], act: Decide) -> None:
        outcome = act.outcome or mine["outcomes"][0]["name"]
        needs_reason = any(each["name"] == outcome and each["needs_reason"] for each in mine["outcomes"])
        decision = {
            "outcome": outcome,
            "fields": dict(act.fields),
            "checked": list(range(len(mine["checklist"]))),
            **({"reason": act.reason} if needs_reason else {}),
        }
        self._post(officer, f"/api/dossiers/{code}/visits/{mine['visit']}/decide", decision)
        dossier.decided += 1
        step = mine["path"].rpartition("/")[2]
        if not dossier.way or dossier.way[-1] != step:
            dossier.way.append(step)
        self._tell(f"{code}  {step}: {outcome}  ({officer})")

    def _sign_in(self, officer: str) -> str:
        answer = self._desk.post("/api/sign-in", json={"name": officer, "password": PASSWORD}).raise_for_status()
        token: str = answer.json()["token"]
        return token

    def _get(self, officer: str, path: str) -> Any:
        return self._desk.get(path, headers=self._as(officer)).raise_for_status().json()

    def _post(self, officer: str, path: str, body: dict[str, Any]) -> None:
        answer = self._desk.post(path, json=body, headers=self._as(officer))
        if answer.is_error:
            raise RuntimeError(f"{officer} {path} {body}: {answer.status_code} {answer.text}")

    def _as(self, officer: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[officer]}"}


def new_appointment(due_at: datetime) -> datetime:
    """Three days after the date that cannot be kept."""
    return due_at + timedelta(days=3)
