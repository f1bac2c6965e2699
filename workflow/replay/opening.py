"""The workshop of a replay: the real office on the real store, with another clock; with or without real documents."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from integrations.stage import Stage
from outputs.rendering import Rendered, Renderer
from outputs.signing import Signer
from workflow.replay.acting import People
from workflow.replay.agenda import Agenda, Clock, Times
from workflow.replay.mix import Mix
from workflow.replay.people import plain
from workflow.replay.staff import staff_of
from workflow.replay.stamping import Stamping
from workflow.service.office import Office
from workflow.settings import Settings
from workflow.wiring import open_office, open_outside
from workflow.workshop import Workshop

NEVER = 90 * 86_400.0
"""Seconds: parcels and payments are looked at when the replay says there is news."""


def settings_of(settings: Settings) -> Settings:
    """Settings as a replay wants them."""
    return settings.model_copy(update={"poll_seconds": NEVER, "demo_keys": True, "work_at_once": 256})


def open_workshop(settings: Settings, clock: Clock, stage: Stage, *, with_documents: bool) -> Workshop:
    """As `motcua worker` opens one, but for the clock and the way to the systems outside."""
    return workshop_in(replace(open_office(settings), now=clock), settings, stage, with_documents=with_documents)


def workshop_in(office: Office, settings: Settings, stage: Stage, *, with_documents: bool) -> Workshop:
    """The workshop of a replay in an office that is open already."""
    outside = open_outside(settings, office, stage.destinations)
    if not with_documents:
        outside = replace(outside, renderer=NoPress(), sign=no_signature)
    return Workshop(office, outside, settings, f"replay:{os.getpid()}:{secrets.token_hex(3)}")


def open_people(
    shop: Workshop, clock: Clock, stage: Stage, mix: Mix, stamping: Stamping, seed: int, paper: bytes
) -> People:
    """Everybody who acts in this office, with nothing on the agenda yet; `paper` is handed in for every component."""
    times = Times(mix.times, shop.office.library.calendar, clock)
    return People(
        office=shop.office, stage=stage, stamping=stamping, staff=staff_of(shop.office), agenda=Agenda(), times=times,
        seed=seed, paper=paper,
    )  # fmt: skip


class NoPress(Renderer):
    """Instead of a document its data: for runs that measure everything else."""

    def render(self, template_id: str, data: Mapping[str, Any], *, issued_on: date, preview: bool = False) -> Rendered:
        """What would have been laid out."""
        content = plain({"template": template_id, "issued_on": issued_on.isoformat(), **data})
        return Rendered(content.encode(), 1, "", "")


def no_signature(pdf: bytes, *, signer: Signer, **_: Any) -> bytes:
    """The name of who would have signed."""
    return pdf + f"\n{signer.kind}".encode()
