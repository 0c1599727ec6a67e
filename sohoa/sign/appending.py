"""pyHanko's incremental writer, held to what it is here for."""

# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
from __future__ import annotations

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.signers import PdfSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1


class AppendingWriter(IncrementalPdfFileWriter):
    """Appends what it is given and nothing else.

    pyHanko would rewrite the XMP packet: its name into the producer, the clock's time as time
    of change. The archival PDF's description of itself stays as it was made; the time of the
    signature stands in the signature.
    """

    def _update_meta(self) -> None:
        pass


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
