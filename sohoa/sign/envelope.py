# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Pack a signature (CMS, RFC 5652): in DER, with one signer and no more than needed.

Much of a CMS message is covered by no signature: versions, lists of algorithms, the name by
which the certificate is found. `sohoa.sign.by_the_book` compares all of that with what standards
make of the signed parts, so a change of any such byte is found; it knows nothing of this module.

The message is put together from its parts' bytes (DER). pyHanko builds it from objects, each of
which encodes all that it holds again whenever it is asked: half of what signing took.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import emit
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sohoa.sign.names import name_of
from sohoa.sign.pss import pss_mechanism

DIGEST = "sha256"

_TIME_STAMP = "signature_time_stamp_token"
_UNIVERSAL, _OF_CONTEXT, _CONSTRUCTED = 0, 2, 1
_VERSION_1 = core.Integer(1).dump()
_DATA = cms.ContentType("data").dump()
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_DIGEST_ALGORITHM = cms.DigestAlgorithm({"algorithm": DIGEST}).dump()


@lru_cache(maxsize=64)
def _translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate in pyHanko's form; what it has parsed once serves the next document."""
    return translate_pyca_cryptography_cert_to_asn1(certificate)


#: Gives a time stamp of a signature's value, or none if there is none to be had.
Stamping: TypeAlias = Callable[[bytes], Awaitable[cms.ContentInfo | None]]


class LineSigner(Signer):
    """Packs signatures that someone else computes: a key that is open, or one used before.

    `sign` is needed only to sign anew. `stamp` is asked for a time stamp of the signature's value;
    it may give none.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        issuers: Iterable[x509.Certificate],
        *,
        sign: Callable[[bytes], bytes] | None = None,
        is_pss: bool = True,
        stamp: Stamping | None = None,
    ) -> None:
        store = SimpleCertificateStore.from_certs(_translated(issuer) for issuer in issuers)
        self._own = _translated(certificate)
        super().__init__(
            prefer_pss=is_pss,
            embed_roots=False,
            signing_cert=self._own,
            cert_registry=store,
        )
        self._sign = sign
        self._stamp = stamp
        self._is_pss = is_pss and isinstance(certificate.public_key(), RSAPublicKey)
        self._mechanism: cms.SignedDigestAlgorithm | None = None

    @property
    def subject_name(self) -> str:
        """Name the signer as everywhere here; pyHanko gives no name without a common name."""
        return name_of(self._own.subject)

    def get_signature_mechanism_for_digest(self, digest_algorithm: str | None) -> Any:
        """As pyHanko, but the PSS salt is as long as the digest (ETSI TS 119 312).

        PyHanko knows no mechanism for a certificate that is for RSASSA-PSS alone.
        """
        if digest_algorithm not in {None, DIGEST}:
            raise ValueError(f"only {DIGEST} is signed here")
        if self._mechanism is None:
            mechanism = (
                pss_mechanism()
                if self._is_pss
                else super().get_signature_mechanism_for_digest(DIGEST)
            )
            self._mechanism = cms.SignedDigestAlgorithm.load(mechanism.dump())
        return self._mechanism

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256
        dry_run: bool = False,  # noqa: ARG002 - none is made: the size is given
    ) -> bytes:
        """The signature over the signed attributes."""
        if self._sign is None:
            raise RuntimeError("this one only packs")
        return self._sign(data)

    async def signed_attrs(
        self,
        data_digest: bytes,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256
        *_others: Any,
        **_options: Any,
    ) -> cms.CMSAttributes:
        """What is signed, as pyHanko has it for PAdES: what it is, its digest, by which key."""
        digest = _attribute("message_digest", core.OctetString(data_digest).dump())
        parts = sorted([_ABOUT_DATA, digest, _certificate_attribute(self._own.dump())])
        return cms.CMSAttributes.load(_set(*parts))

    async def async_sign_prescribed_attributes(
        self,
        digest_algorithm: str,
        signed_attrs: cms.CMSAttributes,
        *_others: Any,
        **_options: Any,
    ) -> cms.ContentInfo:
        """Sign the attributes, have the signature stamped, and pack both."""
        signature = await self.async_sign_raw(signed_attrs.dump(), digest_algorithm)
        token = await self._stamp(signature) if self._stamp else None
        return cms.ContentInfo.load(self.pack(signed_attrs, signature, token))

    def pack(
        self, attributes: cms.CMSAttributes, signature: bytes, token: cms.ContentInfo | None
    ) -> bytes:
        """The message (DER): signed attributes, signature, its time stamp if it has one.

        The root stays out: the signature vouches for its own certificate, not for the root's bytes.
        """
        own = self._own
        issuers = (one for one in self.cert_registry if one.self_signed == "no")
        certificates = sorted({own.dump(), *(issuer.dump() for issuer in issuers)})
        signer = _sequence(
            _VERSION_1,
            _sequence(own.issuer.dump(), own["tbs_certificate"]["serial_number"].dump()),
            _DIGEST_ALGORITHM,
            _tagged(0, attributes.contents),
            self.get_signature_mechanism_for_digest(DIGEST).dump(),
            core.OctetString(signature).dump(),
            b"" if token is None else _tagged(1, _attribute(_TIME_STAMP, token.dump())),
        )
        message = _sequence(
            _VERSION_1,
            _set(_DIGEST_ALGORITHM),
            _sequence(_DATA),
            _tagged(0, *certificates),
            _set(signer),
        )
        return _sequence(_SIGNED_DATA, _tagged(0, message))


def _sequence(*parts: bytes) -> bytes:
    return bytes(emit(_UNIVERSAL, _CONSTRUCTED, 16, b"".join(parts)))


def _set(*parts: bytes) -> bytes:
    return bytes(emit(_UNIVERSAL, _CONSTRUCTED, 17, b"".join(parts)))


def _tagged(tag: int, *parts: bytes) -> bytes:
    return bytes(emit(_OF_CONTEXT, _CONSTRUCTED, tag, b"".join(parts)))


def _attribute(name: str, value: bytes) -> bytes:
    return _sequence(cms.CMSAttributeType(name).dump(), _set(value))


_ABOUT_DATA = _attribute("content_type", _DATA)


@lru_cache(maxsize=64)
def _certificate_attribute(certificate: bytes) -> bytes:
    """Ties a signature to its certificate, which could else be exchanged (RFC 5035)."""
    value = as_signing_certificate_v2(asn1_x509.Certificate.load(certificate))
    return _attribute("signing_certificate_v2", value.dump())


def time_stamp_of(info: cms.SignerInfo) -> cms.ContentInfo | None:
    """The time stamp that a signature bears, if it does."""
    unsigned = info["unsigned_attrs"]
    if isinstance(unsigned, core.Void):
        return None
    found = [one for one in unsigned if one["type"].native == _TIME_STAMP]
    return found[0]["values"][0] if found else None
