"""Settings of station 3, the `[pdfa]` section of `config/settings.toml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class PdfaSettings(BaseModel):
    """Settings of the archival PDF. What PDF/A-2 itself fixes is not a setting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Language of the text, BCP 47: tells screen readers and search engines how to read it.
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "vi-VN"

    #: Level of PDF/A-2 a file with a text layer claims. Every file meets "u"; that it is claimed is
    #: for offices whose validator knows it (veraPDF): those that come with Sohoa do not see
    #: invisible text (ADR 7).
    level: Literal["b", "u"] = "b"
    #: Signed PDFs up to this size, in MB, are also checked by page-validation before they enter the
    #: archive; it reads the whole file into memory. 0 leaves it to pikepdf's validator alone.
    second_validator_max_mb: Annotated[int, Field(ge=0, le=256)] = 128
    #: veraPDF, the reference validator: the program, where it is not on the PATH; "none" never asks
    #: it. Where there is none, the two validators that come with Sohoa judge alone.
    verapdf: str = ""
    #: Longest time, in seconds, for veraPDF to judge one file.
    verapdf_seconds: Annotated[float, Field(gt=0)] = 120
    #: Turn pages straight that lie askew. Their pictures are then coded again, and are no longer
    #: what the scanner wrote; left off, only the words follow the skew.
    straighten_pages: bool = False
    #: JPEG quality of pages that were turned straight.
    straightened_quality: Annotated[int, Field(ge=50, le=100)] = 90
