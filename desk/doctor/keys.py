"""Keys: the one of sealed columns, the agency's seal, the officers', and that nobody else can read them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from desk.doctor.clocks import office_now
from desk.doctor.findings import Caution
from outputs.health import Finding
from workflow.settings import Settings

STORE_KEY, KEY_BYTES = "store.key", 32
SIGNING_KEYS, SEAL, AUTHORITY = "keys", "agency", "ca"
WARN_DAYS = 30
"""A new certificate takes its authority some weeks."""

LOST = "restore it from the backup: without it names and numbers in all dossiers stay unreadable"


def store_key(settings: Settings) -> Iterator[Finding]:
    """There, of the right length, and the one the dossiers were sealed with."""
    name, file, given = "Key of sealed columns", settings.home / STORE_KEY, settings.secret.get_secret_value()
    where = "MOTCUA_SECRET" if given else str(file)
    try:
        key = bytes.fromhex(given) if given else file.read_bytes()
    except FileNotFoundError:
        sealed = _opens(settings, bytes(KEY_BYTES)) is not None
        seen = f"{where} is missing" if sealed else "none yet; made when desk or worker start"
        yield Finding(name, not sealed, seen, LOST if sealed else "")
    except ValueError:
        yield Finding(name, False, f"{where} is not hexadecimal", f"set it to {KEY_BYTES} bytes as hex")
    except OSError as error:
        yield Finding(name, False, str(error), "let the user who runs Motcua read it")
    else:
        if len(key) != KEY_BYTES:
            yield Finding(name, False, f"{where} has {len(key)} bytes; {KEY_BYTES} are needed", LOST)
        elif _opens(settings, key) is False:
            yield Finding(name, False, f"{where} is not the key the dossiers were sealed with", LOST)
        else:
            yield Finding(name, True, where)


def seal(settings: Settings) -> Iterator[Finding]:
    """The agency's certificate and key: there, fitting each other, valid today by the office's clock."""
    name, folder = "The agency's seal", settings.home / SIGNING_KEYS
    remedy = f"put {SEAL}.pem, {SEAL}.key and their authority's {AUTHORITY}.pem into {folder}"
    missing = [file for file in (f"{SEAL}.pem", f"{SEAL}.key", f"{AUTHORITY}.pem") if not (folder / file).exists()]
    if missing:
        if settings.demo_keys and f"{SEAL}.pem" in missing:
            yield Finding(name, True, "none yet; the desk makes one for demonstrations (MOTCUA_DEMO_KEYS)")
        else:
            demo = "; for a trial set MOTCUA_DEMO_KEYS=true, and the desk makes them"
            yield Finding(name, False, f"{folder} lacks {', '.join(missing)}", remedy + demo)
        return
    try:
        certificate = _certificate(folder, SEAL)
        key = load_pem_private_key((folder / f"{SEAL}.key").read_bytes(), password=None)
        trusted = _certificate(folder, AUTHORITY)
    except (OSError, ValueError, TypeError) as error:  # TypeError: the key has a password
        yield Finding(name, False, f"cannot be read: {error}", remedy)
        return
    if _public(certificate.public_key()) != _public(key.public_key()):
        yield Finding(name, False, f"{SEAL}.key is not the key of {SEAL}.pem", remedy)
        return
    yield from _validity(name, certificate, office_now(settings))
    yield Caution(
        "Its authority",
        certificate.issuer == trusted.subject,
        _common_name(trusted.subject),
        f"{AUTHORITY}.pem did not issue {SEAL}.pem: `motcua verify` will not trust our own signatures",
    )


def officers(settings: Settings) -> Iterator[Finding]:
    """Their certificates; whose has run out cannot sign."""
    now, files = office_now(settings), (settings.home / SIGNING_KEYS).glob("*.pem")
    holders = sorted(file.stem for file in files if file.stem not in (SEAL, AUTHORITY))
    unusable = [holder for holder in holders if not _usable(settings.home / SIGNING_KEYS, holder, now)]
    seen = f"{len(holders)} certificates"
    if unusable:
        seen += f"; unreadable, without key or not valid today: {', '.join(unusable)}"
    yield Caution("Officers", not unusable, seen, f"renew them in {settings.home / SIGNING_KEYS}")


def closed_to_others(settings: Settings) -> Iterator[Finding]:
    """Private keys are for their owner alone."""
    files = [*sorted(settings.home.glob("*.key")), *sorted((settings.home / SIGNING_KEYS).glob("*.key"))]
    open_ones = [file for file in files if file.stat().st_mode & 0o077]
    name = "Key files"
    if not open_ones:
        yield Finding(name, True, f"{len(files)}, readable by their owner only" if files else "none yet")
        return
    modes = ", ".join(f"{file.relative_to(settings.home)} ({file.stat().st_mode & 0o777:04o})" for file in open_ones)
    remedy = f"chmod 600 {' '.join(str(file) for file in open_ones)}"
    yield Finding(name, False, f"others may read {modes}", remedy)


def _validity(name: str, certificate: x509.Certificate, now: datetime) -> Iterator[Finding]:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    holder, renew = _common_name(certificate.subject), "ask the authority for a new certificate"
    if not first <= now <= last:
        yield Finding(name, False, f"{holder}: valid from {first:%d/%m/%Y} to {last:%d/%m/%Y}, not today", renew)
        return
    days = (last - now).days
    yield Caution(name, days >= WARN_DAYS, f"{holder}, valid for {days:,} more days", renew)


def _usable(folder: Path, holder: str, now: datetime) -> bool:
    try:
        certificate = _certificate(folder, holder)
    except (OSError, ValueError):
        return False
    valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    return valid and (folder / f"{holder}.key").exists()


def _opens(settings: Settings, key: bytes) -> bool | None:
    """As `key_opens`; None also when the database cannot be asked, which is a finding of its own."""
    from sqlalchemy.exc import SQLAlchemyError

    from workflow.store.health import key_opens

    try:
        return key_opens(settings.database_url, key)
    except (OSError, SQLAlchemyError):
        return None


def _certificate(folder: Path, holder: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"{holder}.pem").read_bytes())


def _public(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
