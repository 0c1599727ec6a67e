"""One batch through the five stations, in the only order there is."""

from __future__ import annotations

from flows.index import index
from flows.intake import intake
from flows.line import BatchLine
from flows.ocr import ocr
from flows.pdfa import pdfa
from flows.sign import sign
from sohoa.domain.batons import CatalogueRecord


def pass_stations(line: BatchLine) -> list[CatalogueRecord]:
    """Take a batch through the stations; what a station has done before stands.

    Raises:
        BatchError: The batch cannot go on; running it again resumes it.
    """
    scanned = intake(line)
    read = ocr(line, scanned)
    archival = pdfa(line, read)
    signed = sign(line, archival)
    return index(line, signed)
