"""The desk as a process: the app with everything the wiring gives it, served by uvicorn."""

from functools import partial

import uvicorn
from fastapi import FastAPI

from desk import doors
from desk.app import create_app
from desk.settings import DeskSettings
from outputs.verification import Trust, verify
from workflow.intake import receivers
from workflow.performing.previews import label, preview
from workflow.settings import Settings
from workflow.settling import settle
from workflow.wiring import desk_secret, inbound_secrets, open_look_ups, open_office, open_outside


def app_of(settings: Settings) -> FastAPI:
    """The desk of these settings."""
    office = open_office(settings)
    outside = open_outside(settings, office)
    outside.keys.agency()  # made now in a demonstration, missing now otherwise: not at the first signature
    trust = Trust.from_folder(outside.keys.folder)
    return create_app(
        office,
        DeskSettings(
            secret=desk_secret(settings),
            https_only=settings.public_url.startswith("https://"),
            preview=partial(preview, office, outside),
            label=partial(label, office, outside),
            ask=open_look_ups(settings),
            verify_file=partial(verify, trust=trust),
            receivers=receivers(office, inbound_secrets(settings)),
            workbench=doors.Workbench(settings.procedures, settings.home / "workbench"),
        ),
    )


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    app = app_of(settings)
    settle()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, proxy_headers=False)
