"""The key for trying Sohoa out: made here, and saying in its own certificate what it is not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from sohoa.durable import write_secret

#: Stands in the common name of every development certificate: "test key, no legal value".
DEVELOPMENT_MARK = "KHÓA THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

_LONGEST_NAME = 64  # X.520's bound for commonName and organizationName; in bytes, to be safe
_VALID_DAYS = 3653
#: Valid from a day before the plan began, so that runs of past phases can be rehearsed.
_VALID_FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def make_development_key(path: Path, *, agency: str, holder: str = "Sohoa") -> None:
    """Make a signing key with a root of its own, for trying out: ECDSA P-256, ten years.

    The PKCS#12 file holds the key, its certificate and the root's certificate, without a
    passphrase; only its owner may read it. The root's key is thrown away. It appears under
    its name whole or not at all.

    Raises:
        FileExistsError: There is a key already; what it signed could no longer be verified.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _name("gốc", agency)
    signer_name = _name(holder, agency)
    root = _certificate(root_name, root_key.public_key(), issuer=root_name, issuer_key=root_key)
    signer = _certificate(signer_name, key.public_key(), issuer=root_name, issuer_key=root_key)
    content = pkcs12.serialize_key_and_certificates(
        b"sohoa-development", key, signer, [root], serialization.NoEncryption()
    )
    write_secret(path, content)


def _name(role: str, agency: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _whole_words(agency)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Sohoa development key"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{DEVELOPMENT_MARK} ({role})"),
        ]
    )


def _whole_words(text: str) -> str:
    """As many words as fit a name in a certificate."""
    words = text.split()
    while len(" ".join(words).encode()) > _LONGEST_NAME and len(words) > 1:
        words.pop()
    return " ".join(words).encode()[:_LONGEST_NAME].decode(errors="ignore") or "-"


def _certificate(
    subject: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    *,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    is_root = subject == issuer
    usage = {
        "digital_signature": not is_root,
        "content_commitment": not is_root,
        "key_cert_sign": is_root,
        "crl_sign": is_root,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "encipher_only": False,
        "decipher_only": False,
    }
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=_VALID_DAYS))
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())
