"""Key files of every kind that offices have, made at test time."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from asn1crypto import algos, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

NAME = "Nguyễn Thị Hường"
_VIETNAMESE = "Mật khẩu số 1"
#: By name, for those who only ask which kinds there are: to make keys takes two seconds.
SIGNING_KINDS = (
    "plain", "no-cn", "organization-only", "serial-only", "country-only", "two-cn", "blank-cn",
    "spaces", "nfd", "bmp", "bmp-nfd", "long", "no-chain", "no-label", "p256", "p384",
    "no-passphrase", "empty-passphrase", "vietnamese-passphrase", "typed-composed", "3des", "ber",
    "pss", "pss-any",
)  # fmt: skip
REFUSED_KINDS = ("ed25519", "ed448", "dsa", "p192", "pss-sha384")
_UNIT = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Văn thư")


@dataclass(frozen=True)
class KeyFile:
    """A PKCS#12 file, what opens it, how its holder is called, and the root that issued it."""

    content: bytes
    passphrase: str | None
    holder: str
    root: x509.Certificate


@cache
def _issuer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA thử nghiệm")])
    builder = _builder(name, name, key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    return key, builder.sign(key, hashes.SHA256())


@cache
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _builder(subject: x509.Name, issuer: x509.Name, key: Any) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=900))
    )


def _named(*names: str, kind: _ASN1Type = _ASN1Type.UTF8String) -> list[x509.NameAttribute]:
    return [x509.NameAttribute(NameOID.COMMON_NAME, one, _type=kind) for one in names]


def _certificate(key: Any, subject: Sequence[x509.NameAttribute]) -> x509.Certificate:
    issuing, root = _issuer()
    return _builder(x509.Name(subject), root.subject, key.public_key()).sign(
        issuing, hashes.SHA256()
    )


def key_file(
    subject: Sequence[x509.NameAttribute],
    holder: str = NAME,
    *,
    key: Any = None,
    passphrase: str | None = "abc123",  # noqa: S107 - of a key that lives as long as the test
    locked_with: str | None = None,
    label: bytes | None = b"key",
    with_chain: bool = True,
    certificate: x509.Certificate | None = None,
) -> KeyFile:
    """A file; `locked_with` is the passphrase as whoever made the file typed it."""
    key = key or _rsa()
    root = _issuer()[1]
    certificate = certificate or _certificate(key, subject)
    typed = passphrase if locked_with is None else locked_with
    lock = NoEncryption() if typed is None else _lock(typed)
    chain = [root] if with_chain else None
    content = pkcs12.serialize_key_and_certificates(label, key, certificate, chain, lock)
    return KeyFile(content, passphrase, holder, root)


def _lock(passphrase: str) -> Any:
    if not passphrase:  # cryptography makes none with an empty one
        return NoEncryption()
    return BestAvailableEncryption(passphrase.encode())


def _old_lock() -> KeyFile:
    """3DES and SHA-1, as the tools of ten years ago."""
    key, root = _rsa(), _issuer()[1]
    lock = (
        PrivateFormat.PKCS12.encryption_builder()
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 - what old files have
        .build("Mật khẩu số 1".encode())
    )
    content = pkcs12.serialize_key_and_certificates(
        b"k", key, _certificate(key, _named(NAME)), [root], lock
    )
    return KeyFile(content, "Mật khẩu số 1", NAME, root)


def for_pss_alone(digest: str | None) -> x509.Certificate:
    """A certificate whose key may sign by RSASSA-PSS only, with a digest or any."""
    issuing, _root = _issuer()
    given = asn1_x509.Certificate.load(
        _certificate(_rsa(), _named(NAME)).public_bytes(Encoding.DER)
    )
    algorithm: dict[str, object] = {"algorithm": "rsassa_pss"}
    if digest:
        length = hashlib_size(digest)
        algorithm["parameters"] = algos.RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": digest},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                "salt_length": length,
            }
        )
    given["tbs_certificate"]["subject_public_key_info"]["algorithm"] = algorithm
    signed = given["tbs_certificate"].dump(force=True)
    given["signature_value"] = core.OctetBitString(
        issuing.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    )
    return x509.load_der_x509_certificate(given.dump(force=True))


def hashlib_size(digest: str) -> int:
    """The size of a digest."""
    return {"sha256": 32, "sha384": 48}[digest]


def as_ber(file: KeyFile) -> KeyFile:
    """The same file with an indefinite length outside, as older tools write it."""
    content = file.content
    header = 2 + (content[1] & 0x7F)
    return KeyFile(
        b"\x30\x80" + content[header:] + b"\0\0", file.passphrase, file.holder, file.root
    )


@cache
def good() -> dict[str, KeyFile]:
    """Those that must sign."""
    wide = "  Nguyễn  Thị\tHường "
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Văn hóa")
    long_name = "TRUNG TÂM LƯU TRỮ HỒ SƠ VÀ SỐ HÓA TÀI LIỆU GIẤY"
    return {
        "plain": key_file(_named(NAME)),
        "no-cn": key_file([organization, _UNIT], "Văn thư"),
        "organization-only": key_file([organization], "Sở Văn hóa"),
        "serial-only": key_file(
            [x509.NameAttribute(NameOID.SERIAL_NUMBER, "CMND:2810")], "CMND:2810"
        ),
        "country-only": key_file([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")], "Country: VN"),
        "two-cn": key_file(_named("Sở Văn hóa", NAME), "Sở Văn hóa"),
        "blank-cn": key_file([*_named(" "), _UNIT], "Văn thư"),
        "spaces": key_file(_named(wide)),
        "nfd": key_file(_named(unicodedata.normalize("NFD", NAME))),
        "bmp": key_file(_named(NAME, kind=_ASN1Type.BMPString)),
        "bmp-nfd": key_file(_named(unicodedata.normalize("NFD", NAME), kind=_ASN1Type.BMPString)),
        "long": key_file([*_named(long_name), organization, _UNIT], long_name),
        "no-chain": key_file(_named(NAME), with_chain=False),
        "no-label": key_file(_named(NAME), label=None),
        "p256": key_file(_named(NAME), key=ec.generate_private_key(ec.SECP256R1())),
        "p384": key_file(_named(NAME), key=ec.generate_private_key(ec.SECP384R1())),
        "no-passphrase": key_file(_named(NAME), passphrase=None),
        "empty-passphrase": key_file(_named(NAME), passphrase=""),
        "vietnamese-passphrase": key_file(_named(NAME), passphrase=_VIETNAMESE),
        "typed-composed": key_file(
            _named(NAME),
            passphrase=unicodedata.normalize("NFC", "Mật khẩu"),
            locked_with=unicodedata.normalize("NFD", "Mật khẩu"),
        ),
        "3des": _old_lock(),
        "ber": as_ber(key_file(_named(NAME))),
        "pss": key_file([], certificate=for_pss_alone("sha256")),
        "pss-any": key_file([], certificate=for_pss_alone(None)),
    }


@cache
def refused() -> dict[str, tuple[KeyFile, str]]:
    """Those that must be refused, with words of the reason."""

    def of(key: Any) -> KeyFile:
        return key_file(_named(NAME), key=key)

    return {
        "ed25519": (of(ed25519.Ed25519PrivateKey.generate()), "kind Ed25519, and only RSA and"),
        "ed448": (of(ed448.Ed448PrivateKey.generate()), "kind Ed448, and only RSA and ECDSA"),
        "dsa": (of(dsa.generate_private_key(2048)), "kind DSA, and only RSA and ECDSA"),
        "p192": (of(ec.generate_private_key(ec.SECP192R1())), "too short: 192 bits"),
        "pss-sha384": (
            key_file([], certificate=for_pss_alone("sha384")),
            "RSASSA-PSS with other parameters",
        ),
    }
