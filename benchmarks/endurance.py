"""One process and many documents, signed: `python -m benchmarks.endurance [DOCUMENTS]`. Prints memory as it goes, and whether
the same data ever gave other bytes before signing.

Documents are made as a worker makes them: several wait for the press, which takes a thread for each.
"""

import asyncio
import copy
import hashlib
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.documents import ISSUED_ON
from outputs.rendering import Renderer
from outputs.signing import Signer, sign
from workflow.clock import HANOI
from workflow.performing.press import Press

DOCUMENTS = 10_000
AT_ONCE = 4
TEMPLATES = ("receipt", "notice", "health-card", "decision")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Bùi", "Đỗ", "Võ", "Ngô", "Dương")
GIVEN = ("Thị Hường", "Văn Quý", "Đức Mạnh", "Thu Phương", "Ngọc Ánh")
AT = datetime(2025, 10, 8, 9, tzinfo=HANOI)


def main(documents: int = DOCUMENTS) -> None:
    """Print a line for each tenth."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        signers = Signer.create_demo(
            Path(folder), agency="Bảo hiểm xã hội khu vực VIII", officers={"quang": "Đặng Minh Quang"}
        )
        asyncio.run(_make(documents, [signers["quang"], signers["agency"]]))


async def _make(documents: int, signers: list[Signer]) -> None:
    renderer, press, process = Renderer(), Press(), psutil.Process()
    digests: dict[tuple[str, str], set[str]] = {}
    numbers = iter(range(documents))
    began = time.process_time()

    async def one_after_another() -> None:
        for number in numbers:
            template = TEMPLATES[number % len(TEMPLATES)]
            name = f"{FAMILIES[number % len(FAMILIES)]} {GIVEN[number // 7 % len(GIVEN)]}"
            pdf = await press.run(_made, renderer, template, name)
            digests.setdefault((template, name), set()).add(hashlib.sha256(pdf).hexdigest())
            await press.run(_signed, pdf, signers)
            if (number + 1) % max(documents // 10, 1) == 0:
                memory, spent = process.memory_info().rss / 2**20, time.process_time() - began
                others = sum(len(found) - 1 for found in digests.values())
                print(
                    f"{number + 1:>7,} documents, {len(digests)} different, {others} with other bytes at another time; "
                    f"{memory:.0f} MiB, {spent:.0f} s of CPU",
                    flush=True,
                )

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    press.close()


def _made(renderer: Renderer, template: str, name: str) -> bytes:
    data: dict[str, Any] = copy.deepcopy(renderer.catalogue[template].sample)
    for person in (data.get("applicant"), data.get("card"), data.get("signer")):
        if person:
            person["name"] = name
    return renderer.render(template, data, issued_on=ISSUED_ON).pdf


def _signed(pdf: bytes, signers: list[Signer]) -> None:
    for signer in signers:
        pdf = sign(pdf, signer=signer, reason="Ký", at=AT)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
