# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""How this line packs a signature (CMS, RFC 5652): in one way only, so that it can be compared.

Much of a CMS message is covered by no signature: versions, lists of algorithms, the name by
which the certificate is found. A signature of ours is therefore packed anew from its verified
parts and compared; a change of any such byte is found too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.sign.signers import Signer
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.registry import SimpleCertificateStore

#: Name of the signature field in every document; ours alone.
FIELD_NAME = "CoQuanSoHoa"
DIGEST = "sha256"


class AgencySigner(Signer):
    """Packs signatures that someone else computes: a loaded key, or one made before.

    The root stays out: the signature vouches for its own certificate, not for the root's bytes.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        issuers: Iterable[x509.Certificate],
        *,
        sign: Callable[[bytes], bytes],
    ) -> None:
        store = SimpleCertificateStore.from_certs(
            translate_pyca_cryptography_cert_to_asn1(issuer) for issuer in issuers
        )
        super().__init__(
            prefer_pss=True,
            embed_roots=False,
            signing_cert=translate_pyca_cryptography_cert_to_asn1(certificate),
            cert_registry=store,
        )
        self._sign = sign
        self._is_rsa = isinstance(certificate.public_key(), RSAPublicKey)

    def get_signature_mechanism_for_digest(self, digest_algorithm: str | None) -> Any:
        """As pyHanko, but the PSS salt is as long as the digest (ETSI TS 119 312)."""
        mechanism = super().get_signature_mechanism_for_digest(digest_algorithm)
        if self._is_rsa:
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


async def is_packed_as_ours(signature: EmbeddedPdfSignature) -> bool:
    """Say whether a signature is, byte for byte, what this line makes of its parts."""
    others = [
        x509.load_der_x509_certificate(other.dump()) for other in signature.other_embedded_certs
    ]
    info = signature.signer_info
    signer = AgencySigner(
        x509.load_der_x509_certificate(signature.signer_cert.dump()),
        others,
        sign=lambda _: bytes(info["signature"].native),
    )
    packed = await signer.async_sign_prescribed_attributes(DIGEST, info["signed_attrs"].untag())
    expected = bytes(packed.dump())
    return bytes(signature.pkcs7_content).startswith(expected)
