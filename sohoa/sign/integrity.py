# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Integrity of a signature: its value against the signed bytes, by the certificate it names.

pyHanko's check, but for one habit of signing tools here: the plain name of RSA with parameters
beside it that belong to RSASSA-PSS. RFC 8017 gives that name no parameters; what stands there says
nothing of how the signature was made, and other verifiers do not look.
"""

from __future__ import annotations

import hashlib
from typing import Any

from asn1crypto import algos, cms, core, x509
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)

_PLAIN_RSA = "1.2.840.113549.1.1.1"
_OVER_SHA1 = "/adbe.pkcs7.sha1"


class _Validator(DefaultSignatureValidator):
    """As pyHanko's own, without parameters where none can be."""

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: Any,
        signature_algorithm: algos.SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Raise `InvalidSignature` unless the value is the key's signature of the data."""
        if signature_algorithm["algorithm"].dotted == _PLAIN_RSA:
            signature_algorithm = algos.SignedDigestAlgorithm(
                {"algorithm": _PLAIN_RSA, "parameters": core.Null()}
            )
        super().validate_signature(
            signature, signed_data, public_key_info, signature_algorithm, context
        )


def range_algorithm(signature: EmbeddedPdfSignature) -> str:
    """The digest by which a signature knows the bytes of the file."""
    if _is_about_sha1(signature):
        return "sha1"
    return str(signature.external_md_algorithm)


def is_signature_of_range(signature: EmbeddedPdfSignature, digest: bytes) -> bool:
    """Say whether a signature of a person or office is over the bytes with this digest.

    In Acrobat's older form (`adbe.pkcs7.sha1`, ISO 32000-1, 12.8.3.3) the message holds the digest
    of the file, and that is what is signed.

    Raises:
        HOSTILE: It cannot be understood.
    """
    info = signature.signer_info
    if _is_about_sha1(signature):
        content = bytes(signature.signed_data["encap_content_info"]["content"].native or b"")
        if content != digest:
            return False
        digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, content).digest()
    return is_signature_of(info, signature.signer_cert, content_type="data", digest=digest)


def _is_about_sha1(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object.get("/SubFilter") == _OVER_SHA1)


def is_signature_of(
    info: cms.SignerInfo, certificate: x509.Certificate, *, content_type: str, digest: bytes
) -> bool:
    """Say whether a signature is of a digest, and by the key of a certificate.

    Raises:
        HOSTILE: It cannot be understood.
    """
    return all(
        validate_sig_integrity(info, certificate, content_type, digest, sig_validator=_Validator())
    )
