"""Settings of station 1, the `[intake]` section of `config/settings.toml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sohoa.domain.sides import Sides


class IntakeSettings(BaseModel):
    """Settings of intake: accepted files, and page images that are not the master's own bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A box, a document's folder or a file that was written to less than so many minutes ago waits:
    #: it may still be arriving. `sohoa run --now` does not wait.
    settling_minutes: Annotated[float, Field(ge=0, le=1440)] = 5
    #: Largest page, in million pixels; A0 at 300 dpi has 139. Checked before anything is decoded.
    max_megapixels: Annotated[float, Field(gt=0, le=600)] = 120
    #: Most pages one document may have.
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = 2000
    #: JPEG quality of grey and colour pages that came uncompressed or losslessly compressed; the
    #: masters stay in the inbox.
    jpeg_quality: Annotated[int, Field(ge=50, le=100)] = 90
    #: Resolution of a PDF page that has to be drawn and holds no image to go by. A page with images
    #: is drawn at theirs, at most twice this.
    rasterize_dpi: Annotated[int, Field(ge=100, le=600)] = 300
    #: Resolution at which a PDF that is already signed and was never paper is drawn: for reading,
    #: and for the reading copy that lies beside it in the archive.
    reading_dpi: Annotated[int, Field(ge=100, le=600)] = 200
    #: Longest time, in seconds, for drawing one page.
    rasterize_seconds: Annotated[float, Field(gt=0)] = 60
    #: Below this resolution a page gets a finding (Circular 05/2025/TT-BNV, article 8: 200 dpi).
    minimum_dpi: Annotated[int, Field(ge=72, le=600)] = 200
    #: The same for sheets larger than A3, as maps and drawings are (the same article: 300 dpi).
    drawing_dpi: Annotated[int, Field(ge=72, le=600)] = 300
    #: Which sides of the sheets the office scans: "one", "two", or "auto": as the register's number
    #: of sheets tells, document by document. The rescan slip names sheet and side by it.
    sides: Sides = Sides.AUTO
    #: What becomes of a file that the list does not name and in which, by what is read on its
    #: pages, another document begins: "propose" tells a person and goes on with it as it is;
    #: "accept" parts it there, and the next run takes the parts in.
    split: Literal["propose", "accept"] = "propose"
    #: What becomes of a PDF that is already signed, and so must stay as it is, but holds scripts,
    #: actions or other files: "refuse" it, or "keep" it with a finding.
    active_signed: Literal["refuse", "keep"] = "refuse"
