"""The five stations of the line, in the only order there is."""

from __future__ import annotations

from enum import StrEnum


class Station(StrEnum):
    """One step that every batch passes. Settings may tune a station, nothing can skip one.

    >>> [station.value for station in Station]
    ['intake', 'ocr', 'pdfa', 'sign', 'index']
    """

    INTAKE = "intake"
    OCR = "ocr"
    PDFA = "pdfa"
    SIGN = "sign"
    INDEX = "index"
