"""Settings of station 2, the `[ocr]` section of `config/settings.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules, declared, declared_hold
from sohoa.language import _
from sohoa.ocr.registry import known_engine


def _in_order(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(codes))


#: Codes of findings; their order says nothing.
Codes = Annotated[tuple[str, ...], AfterValidator(_in_order)]


class QualitySettings(BaseModel):
    """Below which bar a scan gets a finding, and what a finding means for the document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Least colour depth: 1 black and white, 8 grey, 24 colour. Circular 05/2025/TT-BNV, article 8
    #: asks for 24, and Decree 30/2020 for a colour image.
    least_bits: Literal[1, 8, 24] = 24
    #: A page that leans more was laid badly. It is read straightened all the same.
    most_skew_degrees: Annotated[float, Field(ge=0.1, le=10)] = 3.0
    #: Darkest paper, 0 black to 255 white. Yellowed paper has 200, brown wrapping paper 160.
    darkest_paper: Annotated[int, Field(ge=0, le=255)] = 150
    #: How much darker than the paper a text must be, in grey levels. Good print has 150 and more.
    least_contrast: Annotated[int, Field(ge=0, le=255)] = 90
    #: How steep the steepest edges of a text must be, as a share. Good scans have 0.45 and more,
    #: 85 dpi 0.38; out of focus by a fifth of a millimetre 0.30.
    least_sharpness: Annotated[float, Field(ge=0, le=1)] = 0.33
    #: The middle height of words, in millimetres. Print of 11 to 14 points has 3.4 to 4.5; beyond
    #: these the file's resolution is not the scanner's.
    smallest_print_mm: Annotated[float, Field(ge=0, le=10)] = 2.3
    largest_print_mm: Annotated[float, Field(ge=0, le=100)] = 7.5
    #: A photograph of a sheet: how far the paper's light may fall off, as a share, and how far
    #: lines or edges may fan out, in degrees. Scans have 0.03 and 0.4, photographs 0.1 and more.
    most_light_falloff: Annotated[float, Field(gt=0, le=1)] = 0.1
    most_fan_degrees: Annotated[float, Field(gt=0, le=45)] = 1.2
    #: So many letters may touch one edge of the picture.
    most_cut_letters: Annotated[int, Field(ge=0)] = 5
    #: Below this mean confidence (0 to 100) a page that has words is hardly legible.
    least_confidence: Annotated[float, Field(ge=0, le=100)] = 65
    #: A page below the rule's resolution that is read with less confidence (0 to 100) is illegible.
    least_legible: Annotated[float, Field(ge=0, le=100)] = 70
    #: Findings after which a document has to be scanned again; after which it should be if the
    #: paper is at hand (below the rule, but read); and those a person should look at.
    rescan: Codes = declared(Need.RESCAN)
    rescan_if_can: Codes = declared(Need.RESCAN_IF_CAN)
    review: Codes = declared(Need.REVIEW)
    #: Those of both that keep a document from being signed: it waits in quarantine (OCR-002) until
    #: it was scanned again. A copy that lacks sheets cannot be certified as a true one, nor one of
    #: which it is not known what it shows. An office that may not archive what is below the rule
    #: adds `low-resolution` and `colour-depth`.
    hold: Codes = declared_hold()

    @model_validator(mode="after")
    def _can_be_judged_by(self) -> QualitySettings:
        if problem := self.needs.problem(_):
            raise ValueError(problem)
        return self

    @property
    def needs(self) -> NeedRules:
        """What a person has to do about which finding."""
        return NeedRules(
            rescan=frozenset(self.rescan),
            rescan_if_can=frozenset(self.rescan_if_can),
            review=frozenset(self.review),
            hold=frozenset(self.hold),
        )


class OcrSettings(BaseModel):
    """Settings of reading: engines, resolution and limits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `network`: Tesseract's network on ONNX Runtime, at a seventh of Tesseract's time.
    #: `tesserocr`: Tesseract as a library. `pytesseract`: as a program, a third slower.
    engine: Annotated[str, AfterValidator(known_engine)] = "network"
    #: Whether every line is read again by TrueOCR and the figures of the head by AsterOCR: a
    #: third more time, half the errors.
    second_reading: bool = True
    #: Models, most likely first; the network has one. `vie` alone reads as well as `vie+eng` at
    #: half the time.
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("vie",)
    #: Pages are read at this resolution: area-averaged down to it, never up by more than twice.
    reading_dpi: Annotated[int, Field(ge=100, le=400)] = 200
    #: Below this mean confidence (0 to 100) of Tesseract a page is also tried on its head and on
    #: its sides.
    poor_confidence: Annotated[float, Field(ge=0, le=100)] = 65
    #: The same for the network; if it stays below, Tesseract reads the page.
    network_confidence: Annotated[float, Field(ge=0, le=100)] = 85
    #: A page that leans this many degrees or more is straightened for reading; below, Tesseract
    #: reads it as well as it lies, and the network has its columns moved until lines lie level. The
    #: picture in the archive stays as it is.
    straighten_degrees: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    #: Folder of the models; left out, Tesseract's own places are looked into.
    tessdata_dir: Path | None = None
    #: Longest time of the Tesseract program for one page, in seconds by the clock, where it is used
    #: outside the line: in it, `work.page_seconds` counts the program's CPU time.
    program_seconds: Annotated[float, Field(gt=0)] = 100
    #: `[ocr.quality]`: the bars of image quality.
    quality: QualitySettings = QualitySettings()
