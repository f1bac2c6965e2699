"""Prefect's server, and the outside systems: whether they answer, and whether their clocks agree with ours."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from os import environ

import httpx

from desk.doctor.findings import Caution
from outputs.health import Finding
from workflow.settings import Settings

PATIENCE = 3.0
"""Seconds to wait for an answer."""

SKEW = timedelta(seconds=60)
"""Signed messages are refused when our clock and the sender's are five minutes apart."""


NOBODY_THERE = "mend its address, MOTCUA_…_URL; for a trial: python -m integrations.sandboxes"


@dataclass(frozen=True)
class Answer:
    """What came back: the status and how far the other clock is ahead of ours, or why nothing did."""

    status: int | None = None
    ahead: timedelta | None = None
    fault: str = ""


def prefect(settings: Settings) -> Iterator[Finding]:
    """The server that workers report to."""
    name, ours = "Prefect", f"Prefect {version('prefect')}"
    address = environ.get("PREFECT_API_URL", "").rstrip("/")
    if not address:
        yield Finding(name, True, f"{ours}; PREFECT_API_URL is not set: each worker starts a server of its own")
        return
    answer = ask(f"{address}/health")
    seen = f"{ours}; {address} {answer.fault or f'answers {answer.status}'}"
    remedy = "prefect server start, or unset PREFECT_API_URL; it ends in /api"
    yield Finding(name, answer.status == httpx.codes.OK, seen, remedy)


def outside(settings: Settings) -> Iterator[Finding]:
    """Whether anybody is there; whether they take our password shows when there is work."""
    addresses = {
        "portal": settings.portal_url,
        "post": settings.post_url,
        "bank": settings.bank_url,
        "registers": settings.registers_url,
        "notify": settings.notify_url,
    }
    with ThreadPoolExecutor(len(addresses)) as asking:
        answers = dict(zip(addresses, asking.map(ask, addresses.values()), strict=True))
    for name, answer in answers.items():
        seen = f"{addresses[name]} {answer.fault or f'answers {answer.status}'}"
        yield Caution(name.capitalize(), answer.status is not None, seen, NOBODY_THERE)
    yield _agreement({name: answer.ahead for name, answer in answers.items() if answer.ahead is not None})


def ask(address: str) -> Answer:
    """Ask once; any status is an answer."""
    before = datetime.now(UTC)
    try:
        response = httpx.get(address, timeout=PATIENCE)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).partition("] ")[2] or str(error) or type(error).__name__  # without "[Errno 111] "
        return Answer(fault=f"does not answer: {reason}")
    try:
        theirs = parsedate_to_datetime(response.headers["date"])
    except (KeyError, ValueError):
        return Answer(response.status_code)
    # Their clock was read somewhere between sending and receiving, and is told in whole seconds.
    middle = before + (datetime.now(UTC) - before) / 2
    return Answer(response.status_code, theirs + timedelta(seconds=0.5) - middle)


def _agreement(ahead: dict[str, timedelta]) -> Finding:
    name = "Clocks agree"
    if not ahead:
        return Finding(name, True, "nobody to compare with")
    furthest = max(ahead, key=lambda system: abs(ahead[system]))
    seconds = ahead[furthest].total_seconds()
    word = "ahead of" if seconds > 0 else "behind"
    seen = f"{furthest} is {abs(seconds):,.0f} s {word} us" if abs(seconds) >= 2 else "within 2 seconds"
    return Caution(
        name, abs(ahead[furthest]) <= SKEW, seen, "let this machine keep time: systemctl enable --now systemd-timesyncd"
    )
