# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""How this line packs a signature (CMS, RFC 5652): in one way only, so that it can be compared.

Much of a CMS message is covered by no signature: versions, lists of algorithms, the name by
which the certificate is found. A signature of ours is therefore packed anew from its verified
parts and compared; a change of any such byte is found too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.sign.signers import Signer
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sohoa.sign.settings import Role

#: Names of the signature fields in every document; ours alone.
FIELD_NAME = "CoQuanSoHoa"
OPERATOR_FIELD = "CanBoSoHoa"
FIELDS = {Role.AGENCY: FIELD_NAME, Role.OPERATOR: OPERATOR_FIELD}
FIELD_NAMES = frozenset(FIELDS.values())
DIGEST = "sha256"


@lru_cache(maxsize=64)
def _translated(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate in pyHanko's form; what it has parsed once serves the next document."""
    return translate_pyca_cryptography_cert_to_asn1(certificate)


#: Gives a time stamp of a signature's value, or none if there is none to be had.
Stamping: TypeAlias = Callable[[bytes], Awaitable[cms.ContentInfo | None]]


class LineSigner(Signer):
    """Packs signatures that someone else computes: a key that is open, or one used before.

    The root stays out: the signature vouches for its own certificate, not for the root's bytes.
    `stamp` is asked for a time stamp of the signature's value; it may give none.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        issuers: Iterable[x509.Certificate],
        *,
        sign: Callable[[bytes], bytes],
        is_pss: bool = True,
        stamp: Stamping | None = None,
    ) -> None:
        store = SimpleCertificateStore.from_certs(_translated(issuer) for issuer in issuers)
        super().__init__(
            prefer_pss=is_pss,
            embed_roots=False,
            signing_cert=_translated(certificate),
            cert_registry=store,
        )
        self._sign = sign
        self._stamp = stamp
        self._is_pss = is_pss and isinstance(certificate.public_key(), RSAPublicKey)

    def get_signature_mechanism_for_digest(self, digest_algorithm: str | None) -> Any:
        """As pyHanko, but the PSS salt is as long as the digest (ETSI TS 119 312)."""
        mechanism = super().get_signature_mechanism_for_digest(digest_algorithm)
        if self._is_pss:
            mechanism["parameters"]["salt_length"] = hashes.SHA256.digest_size
        return mechanism

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256
        dry_run: bool = False,  # noqa: ARG002 - none is made: the size is given
    ) -> bytes:
        """The signature over the signed attributes."""
        return self._sign(data)

    async def unsigned_attrs(
        self,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256
        signature: bytes,
        signed_attrs: cms.CMSAttributes,  # noqa: ARG002 - pyHanko's interface
        timestamper: object = None,  # noqa: ARG002 - ours is `stamp`
        dry_run: bool = False,  # noqa: ARG002 - none is made
    ) -> cms.CMSAttributes | None:
        """The time stamp of the signature's value, if there is one to be had."""
        token = await self._stamp(signature) if self._stamp else None
        if token is None:
            return None
        attribute = {"type": "signature_time_stamp_token", "values": [token]}
        return cms.CMSAttributes([cms.CMSAttribute(attribute)])


async def is_packed_as_ours(signature: EmbeddedPdfSignature) -> bool:
    """Say whether a signature is, byte for byte, what this line makes of its parts."""
    others = [
        x509.load_der_x509_certificate(other.dump()) for other in signature.other_embedded_certs
    ]
    info = signature.signer_info

    async def stamp(_value: bytes) -> cms.ContentInfo | None:
        return time_stamp_of(info)

    signer = LineSigner(
        x509.load_der_x509_certificate(signature.signer_cert.dump()),
        others,
        sign=lambda _: bytes(info["signature"].native),
        is_pss=info["signature_algorithm"].signature_algo != "rsassa_pkcs1v15",
        stamp=stamp,
    )
    packed = await signer.async_sign_prescribed_attributes(DIGEST, info["signed_attrs"].untag())
    expected = bytes(packed.dump())
    return bytes(signature.pkcs7_content).startswith(expected)


def time_stamp_of(info: cms.SignerInfo) -> cms.ContentInfo | None:
    """The time stamp that a signature bears, if it does."""
    unsigned = info["unsigned_attrs"]
    if unsigned.native is None:
        return None
    found = [one for one in unsigned if one["type"].native == "signature_time_stamp_token"]
    return found[0]["values"][0] if found else None
