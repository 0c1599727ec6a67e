# mypy: allow-untyped-calls
# (asn1crypto is not annotated.)
"""Checks of the bytes no signature covers: how values are written, packed and accompanied.

Somebody else's time stamp cannot be packed anew and compared, as a signature of ours can. But
what its signature leaves open follows from the rest of it (RFC 5652, 5.1 and 5.3), or is a copy
of a certificate that is known.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from typing import IO

from asn1crypto import cms, core, x509

from sohoa.sign.anchors import CertificatePath
from sohoa.sign.ranges import SealedRange

_INDEFINITE = 0x80
#: A certificate that differs from a known one of its length in so few bytes is that one, harmed.
#: Two real ones differ in serial number and signature: in dozens.
_HARMED_BYTES = 16


def is_written_plainly(value: bytes, sealed: SealedRange, stream: IO[bytes]) -> bool:
    """Say whether the value is hexadecimal digits of one case, and zeros after the signature."""
    stream.seek(sealed.gap_start)
    gap = stream.read(min(sealed.gap_end - sealed.gap_start, 2 * len(value) + 3))
    digits = binascii.hexlify(value)
    return gap in {b"<%b>" % digits, b"<%b>" % digits.upper()} and not any(
        value[_encoded_length(value) :]
    )


def _encoded_length(value: bytes) -> int:
    """Length of the ASN.1 object at the start; all of it where it does not say (BER)."""
    short, count = value[1], value[1] & 0x7F
    if short == _INDEFINITE:
        return len(value)
    if short < _INDEFINITE:
        return 2 + short
    return 2 + count + int.from_bytes(value[2 : 2 + count], "big")


def is_packed_by_the_book(token: cms.SignedData, signer: x509.Certificate) -> bool:
    """Say whether versions, algorithms and names in a time stamp are what they must be.

    One signer, named as its certificate names itself; the digest algorithm named twice alike;
    versions that follow from the rest.
    """
    info = token["signer_infos"][0]
    named = info["sid"].chosen
    is_by_issuer = isinstance(named, cms.IssuerAndSerialNumber)
    if is_by_issuer and named["issuer"].dump() != signer.issuer.dump():
        return False
    return (
        len(token["signer_infos"]) == 1
        and token["version"].native == "v3"
        and info["version"].native == ("v1" if is_by_issuer else "v3")
        and info["digest_algorithm"]["algorithm"].native
        in {one["algorithm"].native for one in token["digest_algorithms"]}
        and all(map(_has_no_parameters, [*token["digest_algorithms"], info["digest_algorithm"]]))
        and (
            info["signature_algorithm"].signature_algo == "rsassa_pss"
            or _has_no_parameters(info["signature_algorithm"])
        )
    )


def _has_no_parameters(algorithm: core.Sequence) -> bool:
    return algorithm["parameters"].dump() in {b"", b"\x05\x00"}


def has_harmed_copy(certificates: Iterable[x509.Certificate], path: CertificatePath | None) -> bool:
    """Say whether one of some certificates is one of a path's, but for a few bytes."""
    if path is None:
        return False
    known = [one.dump() for one in path.path.iter_certs(include_root=True)]
    return any(_is_harmed(one.dump(), original) for one in certificates for original in known)


def _is_harmed(copy: bytes, original: bytes) -> bool:
    if copy == original or len(copy) != len(original):
        return False
    return sum(a != b for a, b in zip(copy, original, strict=True)) < _HARMED_BYTES
