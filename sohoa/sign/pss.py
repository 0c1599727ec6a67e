# mypy: allow-untyped-calls
# (asn1crypto is not annotated.)
"""RSASSA-PSS as it is used here: SHA-256 throughout, and a salt as long as the digest."""

from __future__ import annotations

from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

_DIGEST = {"algorithm": "sha256"}


def pss_mechanism() -> algos.SignedDigestAlgorithm:
    """The algorithm as it is named in a signature."""
    parameters = {
        "hash_algorithm": _DIGEST,
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": _DIGEST},
        "salt_length": hashes.SHA256.digest_size,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})


def is_for_pss_alone(certificate: x509.Certificate) -> bool:
    """Say whether the certificate's key may sign in no other way than RSASSA-PSS (RFC 4055)."""
    return bool(_algorithm(certificate)["algorithm"].native == "rsassa_pss")


def forbids_our_pss(certificate: x509.Certificate) -> bool:
    """Say whether the certificate asks for other parameters than those that are used here."""
    if not is_for_pss_alone(certificate):
        return False
    asked = _algorithm(certificate)["parameters"].native
    return asked is not None and asked != pss_mechanism()["parameters"].native


def _algorithm(certificate: x509.Certificate) -> algos.SignedDigestAlgorithm:
    parsed = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    return parsed["tbs_certificate"]["subject_public_key_info"]["algorithm"]
