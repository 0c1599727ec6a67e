"""pyHanko's incremental writer, held to what it is here for."""

# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
from __future__ import annotations

import zlib
from typing import Any

from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers import PdfSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

_CARRIAGE_RETURN = b"\r"


class AppendingWriter(IncrementalPdfFileWriter):
    """Appends what it is given and nothing else.

    pyHanko would rewrite the XMP packet: its name into the producer, the clock's time as time
    of change. The archival PDF's description of itself stays as it was made; the time of the
    signature stands in the signature.
    """

    def _update_meta(self) -> None:
        pass

    def add_object(self, obj: Any, *arguments: Any, **options: Any) -> Any:
        """Add an object; a stream that ends with a carriage return is sealed.

        pyHanko writes a line feed before `endstream`, and the two look like one line end: a
        strict reader counts one byte less than `/Length` says (ISO 19005-2, 6.1.7.1). One OCSP
        answer in 256 ends that way, and would cost every file it is put into its PDF/A.
        """
        return super().add_object(_sealed(obj), *arguments, **options)


def _sealed(obj: Any) -> Any:
    if not isinstance(obj, StreamObject) or not obj.encoded_data.endswith(_CARRIAGE_RETURN):
        return obj
    entries = {name: value for name, value in obj.items() if name != "/Length"}
    entries[pdf_name("/Filter")] = pdf_name("/FlateDecode")
    # Decoders ignore the line feed after the compressed data; it keeps the ends apart.
    return StreamObject(entries, encoded_data=zlib.compress(obj.data) + b"\n")


class PdfaSigner(PdfSigner):
    """Declares the PAdES extension of PDF 1.7 and no more.

    For an ECDSA key pyHanko would declare ISO 32002 and raise the file to PDF 2.0, which
    PDF/A-2 knows nothing of; neither validator notices.
    """

    def register_extensions(
        self,
        pdf_out: BasePdfFileWriter,
        *,
        md_algorithm: str,  # noqa: ARG002 - always SHA-256
    ) -> None:
        """Name the one extension that is used."""
        pdf_out.register_extension(ESIC_EXTENSION_1)
