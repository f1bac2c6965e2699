"""A certificate authority for demonstrations: signs with it are checkable, and worth nothing outside."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY = "ca"
VALID_FOR = timedelta(days=3653)


def create_demo_authority(folder: Path, *, valid_from: datetime) -> None:
    """A self-signed authority in `ca.pem` and `ca.key`, unless there is one; keys are readable by the owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if certificate_file(folder, AUTHORITY).exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Motcua – cơ quan chứng thực thử nghiệm", "Motcua")
    certificate = (
        _builder(name, name, key.public_key(), valid_from)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _store(folder, AUTHORITY, certificate, key)


def create_demo_certificate(
    folder: Path, holder_id: str, common_name: str, organisation: str, *, valid_from: datetime
) -> None:
    """A signing certificate from the folder's authority in `<holder_id>.pem` and `.key`, unless there is one."""
    if certificate_file(folder, holder_id).exists():
        return
    authority = x509.load_pem_x509_certificate(certificate_file(folder, AUTHORITY).read_bytes())
    authority_key = serialization.load_pem_private_key(key_file(folder, AUTHORITY).read_bytes(), password=None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(common_name, organisation), authority.subject, key.public_key(), valid_from)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _store(folder, holder_id, certificate, key)


def certificate_file(folder: Path, holder_id: str) -> Path:
    """Where a holder's certificate is."""
    return folder / f"{holder_id}.pem"


def key_file(folder: Path, holder_id: str) -> Path:
    """Where a holder's key is."""
    return folder / f"{holder_id}.key"


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, valid_from: datetime
) -> x509.CertificateBuilder:
    start = valid_from.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),  # X.520 allows 64 characters
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _store(folder: Path, holder_id: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Key first and closed to others from its first byte; the certificate last, as the mark that both are there."""
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    handle = os.open(key_file(folder, holder_id), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    certificate_file(folder, holder_id).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
