# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Long-term evidence: a signature proves itself when its certificates and servers are gone.

B-LT: certificates, OCSP answers and CRLs in the file (DSS, ETSI EN 319 142-1, 5.4). B-LTA: a
time stamp over the whole file, those included. Both are appended; neither touches a byte.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from sohoa.sign.appending import AppendingWriter
from sohoa.sign.envelope import DIGEST
from sohoa.sign.field_names import TIME_FIELD
from sohoa.sign.service_errors import ServiceError
from sohoa.sign.status import Evidence
from sohoa.sign.timestamps import Timestamper

_READABLE_FIELD_NAME = "Dấu thời gian"


def add_evidence(path: Path, evidence: Iterable[Evidence]) -> None:
    """Append what proves the certificates of a file's signatures and time stamps.

    Raises:
        PdfError: The file cannot be read as a PDF.
        OSError: It cannot be written.
    """
    kept = list(evidence)
    chain = {one for each in kept for one in each.chain}
    with path.open("r+b") as stream:
        writer = AppendingWriter(stream)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in chain],
            ocsps=[
                asn1_ocsp.OCSPResponse.load(one)
                for one in sorted({answer for each in kept for answer in each.ocsps})
            ],
            crls=[
                asn1_crl.CertificateList.load(one)
                for one in sorted({answer for each in kept for answer in each.crls})
            ],
        )
        writer.write_in_place()


def add_document_timestamp(path: Path, timestamper: Timestamper) -> bool:
    """Append a time stamp over the whole file; says whether there was one to be had.

    Raises:
        PdfError: The file cannot be read as a PDF.
        OSError: It cannot be written.
    """
    size = path.stat().st_size
    try:
        with path.open("r+b") as stream:
            writer = AppendingWriter(stream)
            stamper = PdfTimeStamper(
                timestamper,
                field_name=_next_field(writer.prev),
                readable_field_name=_READABLE_FIELD_NAME,
            )
            asyncio.run(
                stamper.async_timestamp_pdf(
                    writer, DIGEST, bytes_reserved=2 * timestamper.room, in_place=True
                )
            )
    except ServiceError:
        os.truncate(path, size)
        return False
    return True


def _next_field(reader: PdfFileReader) -> str:
    taken = {name for name, _value, _field in enumerate_sig_fields(reader)}
    number = 1
    while f"{TIME_FIELD}{number}" in taken:
        number += 1
    return f"{TIME_FIELD}{number}"
