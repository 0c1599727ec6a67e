"""The five stations of the line, in the only order there is."""

from __future__ import annotations

from enum import StrEnum

from sohoa.domain.events import EventType
from sohoa.domain.failure import N_


class Station(StrEnum):
    """One step that every batch passes. Settings may tune a station, nothing can skip one.

    The value names the station's folder and stands in journals: the archive's is `index`, as it
    always was. `event` is the PREMIS event of a document that went through, `doing` what a screen
    says meanwhile (a message id).

    >>> [station.value for station in Station]
    ['intake', 'ocr', 'pdfa', 'sign', 'index']
    """

    event: EventType
    doing: str

    def __new__(cls, value: str, event: EventType, doing: str) -> Station:
        """Make a member that is its value, with what belongs to it beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.event, member.doing = event, doing
        return member

    INTAKE = "intake", EventType.ACCESSION, N_("taking in")
    OCR = "ocr", EventType.TRANSCRIPTION, N_("reading pages")
    PDFA = "pdfa", EventType.NORMALIZATION, N_("making PDF/A")
    SIGN = "sign", EventType.SIGNATURE_GENERATION, N_("signing")
    ARCHIVE = "index", EventType.INGESTION_END, N_("archiving")
