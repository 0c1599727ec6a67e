"""Made-up keys and signed PDFs for the tests of `sign`; every key is made when it is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pdfa_samples import draw_page, read_document, read_page

from sohoa.domain.stage_results import ArchivalPdf, SignedPdf
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings
from sohoa.sign.signer import sign_pdf
from sohoa.sign.signing_key import SigningKey
from sohoa.sign.signing_session import SigningSession

AGENCY = "Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Dương"
SIGNED_AT = dt.datetime(2024, 5, 6, 18, 30, 59, tzinfo=dt.UTC)
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def make_archival(folder: Path) -> ArchivalPdf:
    """A PDF/A of one page with text."""
    folder.mkdir(exist_ok=True)
    read = read_document(read_page(folder, *draw_page()))
    return build_pdfa(read, folder / "archival.pdf", settings=PdfaSettings(), producer="x")


def sign(
    archival: ArchivalPdf,
    target: Path,
    key: SigningKey,
    *,
    settings: SignSettings | None = None,
    **options: object,
) -> SignedPdf:
    """Sign with what the tests do not vary: the agency alone, by Decree 30."""
    session = SigningSession(settings or SignSettings(profiles=(DECREE_30,)), {Role.AGENCY: key})
    return sign_with(archival, target, session, **options)


def sign_with(
    archival: ArchivalPdf, target: Path, session: SigningSession, **options: object
) -> SignedPdf:
    """Sign in a session of the test's own."""
    given = {
        "agency_name": AGENCY,
        "signed_at": SIGNED_AT,
        "font_dir": archival.path.parent / "fonts",
        **options,
    }
    return sign_pdf(archival, target, session=session, **given)


_KINDS: dict[str, Callable[[], PrivateKey]] = {
    "RSA-1024": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - to be refused
    "RSA-2048": lambda: rsa.generate_private_key(65537, 2048),
    "RSA-3072": lambda: rsa.generate_private_key(65537, 3072),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


@cache
def private_key(kind: str) -> PrivateKey:
    """A key of a kind; the same for all that ask for it."""
    return _KINDS[kind]()


def make_key_file(
    path: Path,
    private_key: PrivateKey | None = None,
    *,
    valid: tuple[int, int] = (-2000, 2000),
    usage: dict[str, bool] | None = None,
    passphrase: bytes | None = None,
) -> SignSettings:
    """Write a self-signed PKCS#12, valid from and to a number of days from now."""
    private_key = private_key or ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn thư")])
    builder = (
        x509.CertificateBuilder(name, name, private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=valid[0]))
        .not_valid_after(now + dt.timedelta(days=valid[1]))
    )
    if usage is not None:
        flags = dict.fromkeys(
            (
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        builder = builder.add_extension(x509.KeyUsage(**{**flags, **usage}), critical=True)
    digest = None if isinstance(private_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    certificate = builder.sign(private_key, digest)
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", private_key, certificate, None, lock)
    )
    return SignSettings(key=KeySettings(kind="pkcs12", path=path), profiles=(DECREE_30,))
