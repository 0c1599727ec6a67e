"""The seven stations of the line, in the only order; each has its step in `sohoa/line/`."""

from __future__ import annotations

from enum import StrEnum

from sohoa.domain.events import EventType
from sohoa.domain.failure import N_


class Station(StrEnum):
    """One step that every batch passes. Settings may tune a station, nothing can skip one.

    `sohoa/line/` has a module of the member's name, with its step under the same name
    (`sohoa.line.ocr.OCR`). The value names the station's folder and stands in journals: the
    archive's is `index`, as it always was.

    Attributes:
        event: The PREMIS event of a document that went through.
        doing: What a screen says meanwhile (a message id).
        seconds: What one page (`OCR`) or one document takes on two cores; only how these stand to
            one another counts (`bench/line.py`, 28 November 2026).
        is_aside: What it gives lies beside the line: the next station takes what this one took, and
            what it makes stands when this one's result is made anew.

    >>> [station.value for station in Station]
    ['intake', 'ocr', 'describe', 'match', 'pdfa', 'sign', 'index']
    """

    event: EventType
    doing: str
    seconds: float
    is_aside: bool

    def __new__(
        cls, value: str, event: EventType, doing: str, seconds: float, is_aside: bool = False
    ) -> Station:
        """Make a member that is its value, with what belongs to it beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.event, member.doing, member.seconds = event, doing, seconds
        member.is_aside = is_aside
        return member

    #: Masters in a box become page images,
    INTAKE = "intake", EventType.ACCESSION, N_("taking in"), 0.35
    #: these text,
    OCR = "ocr", EventType.TRANSCRIPTION, N_("reading pages"), 1.3
    #: of which the fields of its description are read,
    DESCRIBE = "describe", EventType.METADATA_EXTRACTION, N_("describing"), 0.03, True
    #: and by list, register and all other scans of the box it is decided which paper it is;
    MATCH = "match", EventType.METADATA_MODIFICATION, N_("matching with the register"), 0.03, True
    #: images and text a PDF/A,
    PDFA = "pdfa", EventType.NORMALIZATION, N_("making PDF/A"), 0.35
    #: which is signed,
    SIGN = "sign", EventType.SIGNATURE_GENERATION, N_("signing"), 0.3
    #: proven, put into its place with a receipt, and entered into the catalogue.
    ARCHIVE = "index", EventType.INGESTION_END, N_("archiving"), 0.6
