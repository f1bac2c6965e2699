"""The one place that chooses: SQLite or PostgreSQL, local files or object storage, sandboxes or the real systems."""

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from integrations.bank.client import BankClient
from integrations.http import Destination
from integrations.notify.client import NotifyClient
from integrations.portal.client import PortalClient, PortalSettings
from integrations.post.client import PostClient, PostSettings
from integrations.post.webhook import public_key
from integrations.registers.client import RegistersClient
from outputs.rendering import Renderer
from workflow.definition.library import read_library
from workflow.definition.messages import load_messages
from workflow.intake import Secrets
from workflow.performing.keys import KeyRing
from workflow.performing.look_ups import asking
from workflow.performing.outside import Outside
from workflow.service.context import MESSAGES, build_context
from workflow.service.known import Ask
from workflow.service.office import Office, hanoi_now
from workflow.service.procedures import Procedures
from workflow.settings import Settings
from workflow.store.blobs import Blobs
from workflow.store.unit_of_work import Store
from workflow.workshop import Workshop

KEY_BYTES = 32


def open_office(settings: Settings) -> Office:
    """The office of these settings, its tables brought to the newest form. Raises DefinitionError for faulty definitions."""
    library = read_library(settings.procedures)
    store = open_store(settings)
    store.migrate()
    return Office(
        store=store,
        library=Procedures(library, build_context(library)),
        blobs=Blobs(settings.blobs_url),
        now=clock(settings.clock),
    )


def open_store(settings: Settings) -> Store:
    """The database of these settings, as it stands."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.database_url, store_key(settings))


def open_outside(
    settings: Settings, office: Office, destinations: Mapping[str, Destination] = MappingProxyType({})
) -> Outside:
    """Clients of the systems outside, and what documents are made and signed with; `destinations` by name of the system."""
    to = destinations.get
    return Outside(
        renderer=Renderer(),
        keys=KeyRing(settings.home / "keys", agency=office.organisation.agency.name, makes_missing=settings.demo_keys),
        portal=PortalClient(
            PortalSettings(
                base_url=settings.portal_url,
                username=settings.portal_user,
                password=settings.portal_password.get_secret_value(),
                agency_code=office.organisation.agency.code,
                destination_code=settings.portal_destination,
            ),
            to("portal"),
        ),
        post=PostClient(
            PostSettings(settings.post_url, settings.post_user, settings.post_password.get_secret_value()), to("post")
        ),
        bank=BankClient(settings.bank_url, settings.bank_token.get_secret_value(), destination=to("bank")),
        registers=RegistersClient(
            settings.registers_url, settings.registers_token.get_secret_value(), destination=to("registers")
        ),
        notify=NotifyClient(settings.notify_url, settings.notify_token.get_secret_value(), destination=to("notify")),
        notices=load_messages(settings.procedures / MESSAGES),
        public_url=settings.public_url,
        poll_seconds=settings.poll_seconds,
    )


def open_look_ups(settings: Settings) -> Ask:
    """What asks the registers while somebody waits at the counter."""
    return asking(lambda: RegistersClient(settings.registers_url, settings.registers_token.get_secret_value()))


def open_workshop(settings: Settings) -> Workshop:
    """A workshop for a worker process, named after its machine and process, and by chance: process ids come again."""
    office = open_office(settings)
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    return Workshop(office, open_outside(settings, office), settings, name)


def inbound_secrets(settings: Settings) -> Secrets:
    """The keys that messages from outside are checked with; those not set stay closed."""
    return Secrets(
        portal=settings.portal_secret.get_secret_value() or None,
        bank=settings.bank_secret.get_secret_value() or None,
        post=public_key(settings.post_key) if settings.post_key else None,
        events=settings.events_secret.get_secret_value() or None,
    )


def store_key(settings: Settings) -> bytes:
    """The key of sealed columns: as set, or from a file below home that only the owner may read, made once."""
    given = settings.secret.get_secret_value()
    return bytes.fromhex(given) if given else _kept(settings.home / "store.key")


def desk_secret(settings: Settings) -> str:
    """What signs sessions at the desk; shared by all desk processes of this home."""
    return _kept(settings.home / "desk.key").hex()


def _kept(file: Path) -> bytes:
    """Random bytes, made by whoever comes first."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(secrets.token_bytes(KEY_BYTES))
    except FileExistsError:
        pass
    return file.read_bytes()


def clock(shift: Path | None) -> Callable[[], datetime]:
    """The office's time: the wall clock, or for demonstrations the wall clock moved by the seconds in a file."""
    if shift is None:
        return hanoi_now

    def shifted() -> datetime:
        return hanoi_now() + timedelta(seconds=float(shift.read_text()))

    return shifted
