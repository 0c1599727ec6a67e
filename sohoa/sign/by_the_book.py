# mypy: allow-untyped-calls
# (asn1crypto is not annotated.)
"""A signature's message is what RFC 5652 says that it must be, also where nothing signs it.

Versions, lists of algorithms, the name by which the certificate is found, lengths and order are
under no signature. But all of them follow from what is signed, if a message has one signer and is
written in DER. So the message is put together once more here, by the standards alone, and
compared. Nothing of this knows how this program packs today: a signature that an earlier version
packed is judged as it was on its first day (docs/adr/0014-judged-by-the-standards.md).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Protocol

from asn1crypto import algos, cms, core, x509
from asn1crypto.parser import emit

_UNIVERSAL, _OF_CONTEXT, _PRIMITIVE, _CONSTRUCTED = 0, 2, 0, 1
_SEQUENCE, _SET = 16, 17
_NULL = b"\x05\x00"
#: Parameters of a digest are left out; NULL is also accepted (RFC 5754, 2).
_NO_PARAMETERS = (b"", _NULL)
#: What signs documents (ETSI TS 119 312), with the salt of RSASSA-PSS as long as the digest.
_DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}
_STAMP = "signature_time_stamp_token"


class Message(Protocol):
    """A signature's message and its parts, as pyHanko gives them of a signature in a PDF."""

    @property
    def signer_info(self) -> cms.SignerInfo:
        """What it says of its one signer."""

    @property
    def signer_cert(self) -> x509.Certificate:
        """The signer's certificate."""

    @property
    def other_embedded_certs(self) -> list[x509.Certificate]:
        """The others that it brings along."""

    @property
    def pkcs7_content(self) -> bytes:
        """The message; what follows it fills its place."""


def is_message_by_the_book(signature: Message) -> bool:
    """Say whether a signature's message is one of those that the standards allow for its parts.

    One signer, no more than a time stamp beside the signature, certificates in DER's order.
    """
    info = signature.signer_info
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in _DIGESTS:
        return False
    content = bytes(signature.pkcs7_content)
    ways = itertools.product(
        _signers_names(signature),
        _plain(algos.DigestAlgorithmId(digest)),
        _mechanisms(info, digest),
    )
    return any(content.startswith(_message(signature, *way)) for way in ways)


def _message(signature: Message, name: tuple[int, bytes], digest: bytes, mechanism: bytes) -> bytes:
    info, (version, signer_name) = signature.signer_info, name
    certificates = {one.dump() for one in signature.other_embedded_certs}
    certificates.add(signature.signer_cert.dump())
    signer = _sequence(
        core.Integer(version).dump(),
        signer_name,
        digest,
        _tagged(0, info["signed_attrs"].contents),
        mechanism,
        core.OctetString(bytes(info["signature"].native)).dump(),
        _beside(info),
    )
    signed_data = _sequence(
        core.Integer(version).dump(),
        _set(digest),
        _sequence(cms.ContentType("data").dump()),
        _tagged(0, *sorted(certificates)),
        _set(signer),
    )
    return _sequence(cms.ContentType("signed_data").dump(), _tagged(0, signed_data))


def _signers_names(signature: Message) -> Iterator[tuple[int, bytes]]:
    """By issuer and number, or by the key; the version follows from it (RFC 5652, 5.1 and 5.3)."""
    certificate = signature.signer_cert
    number = certificate["tbs_certificate"]["serial_number"].dump()
    yield 1, _sequence(certificate.issuer.dump(), number)
    if certificate.key_identifier:
        yield 3, bytes(emit(_OF_CONTEXT, _PRIMITIVE, 0, certificate.key_identifier))


def _plain(algorithm: core.ObjectIdentifier) -> list[bytes]:
    return [_sequence(algorithm.dump(), parameters) for parameters in _NO_PARAMETERS]


def _mechanisms(info: cms.SignerInfo, digest: str) -> Iterable[bytes]:
    """The ways to write the algorithm of the signature, which has to use the same digest."""
    kind = info["signature_algorithm"].signature_algo
    if kind == "ecdsa":  # no parameters at all (RFC 5758, 3.2)
        return [_sequence(algos.SignedDigestAlgorithmId(f"{digest}_ecdsa").dump())]
    if kind == "rsassa_pss":
        return [_pss(one, digest) for one in _plain(algos.DigestAlgorithmId(digest))]
    if kind != "rsassa_pkcs1v15":
        return ()
    every = (_plain(algos.SignedDigestAlgorithmId(name)) for name in (kind, f"{digest}_rsa"))
    return itertools.chain.from_iterable(every)


def _pss(digest: bytes, name: str) -> bytes:
    """RSASSA-PSS (RFC 8017, A.2.3): one digest for both its uses, the usual trailer left out."""
    masking = _sequence(algos.MaskGenAlgorithmId("mgf1").dump(), digest)
    salt = core.Integer(_DIGESTS[name]).dump()
    parameters = _sequence(_tagged(0, digest), _tagged(1, masking), _tagged(2, salt))
    return _sequence(algos.SignedDigestAlgorithmId("rsassa_pss").dump(), parameters)


def _beside(info: cms.SignerInfo) -> bytes:
    """The attribute that a time stamp is in; its own bytes are judged by who knows time stamps."""
    unsigned = info["unsigned_attrs"]
    if isinstance(unsigned, core.Void):
        return b""
    stamps = [one["values"][0].dump() for one in unsigned if one["type"].native == _STAMP]
    name = cms.CMSAttributeType(_STAMP).dump()
    return _tagged(1, _sequence(name, _set(stamps[0]))) if stamps else b""


def _sequence(*parts: bytes) -> bytes:
    return bytes(emit(_UNIVERSAL, _CONSTRUCTED, _SEQUENCE, b"".join(parts)))


def _set(*parts: bytes) -> bytes:
    return bytes(emit(_UNIVERSAL, _CONSTRUCTED, _SET, b"".join(parts)))


def _tagged(tag: int, *parts: bytes) -> bytes:
    return bytes(emit(_OF_CONTEXT, _CONSTRUCTED, tag, b"".join(parts)))
