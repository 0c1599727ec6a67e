# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Which level the signatures of a file have reached, read from the file alone.

A reading, not a verification: it says what is there, not that it holds. By ETSI EN 319 142-1 a
document time stamp made later serves as well as a time stamp in the signature, so a file that
was signed at B-B rises when it is stamped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from sohoa.domain.trust import Level
from sohoa.sign.envelope import time_stamp_of

__all__ = ["Level", "reached_levels"]


def reached_levels(path: Path) -> dict[str, Level]:
    """The level of each signature, by its field's name; document time stamps have none.

    Raises:
        ValueError: The file cannot be read as a PDF.
        OSError: It cannot be opened.
    """
    with path.open("rb") as stream:
        try:
            reader = PdfFileReader(stream)
            signatures = list(reader.embedded_signatures)
            stamps = [one for one in signatures if one.sig_object_type == "/DocTimeStamp"]
            proofs = _Proofs(reader)
            return {
                str(one.field_name): _level(one, stamps, proofs)
                for one in signatures
                if one.sig_object_type != "/DocTimeStamp"
            }
        except (PdfError, LookupError, TypeError, AttributeError) as error:
            raise ValueError("the signatures cannot be read") from error


def _level(
    signature: EmbeddedPdfSignature, stamps: Sequence[EmbeddedPdfSignature], proofs: _Proofs
) -> Level:
    later = [one for one in stamps if one.signed_revision > signature.signed_revision]
    if time_stamp_of(signature.signer_info) is None and not later:
        return Level.B_B
    if not proofs.speak_of(signature.signer_cert):
        return Level.B_T
    sealed = any(one.signed_revision >= proofs.revision for one in later)
    return Level.B_LTA if sealed else Level.B_LT


class _Proofs:
    """The file's store of certificates, OCSP answers and CRLs, and the revision it came with."""

    def __init__(self, reader: PdfFileReader) -> None:
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except ValidationInfoReadingError:
            self._serials: set[int] = set()
            self._issuers: list[asn1_x509.Name] = []
            self.revision = 0
            return
        answers = [asn1_ocsp.OCSPResponse.load(one.get_object().data) for one in store.ocsps]
        self._serials = {
            single["cert_id"]["serial_number"].native
            for answer in answers
            for single in answer.response_data["responses"]
        }
        lists = [asn1_crl.CertificateList.load(one.get_object().data) for one in store.crls]
        self._issuers = [one.issuer for one in lists]
        self.revision = reader.xrefs.get_last_change(reader.root.raw_get("/DSS").reference)

    def speak_of(self, certificate: asn1_x509.Certificate) -> bool:
        """Say whether the status of a certificate is in the file."""
        return certificate.serial_number in self._serials or certificate.issuer in self._issuers
