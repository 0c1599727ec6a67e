"""A file that holds a document's page images until the PDF is written.

pikepdf keeps the bytes of a new stream in memory; five hundred scanned pages would be some
hundred megabytes. It reads the streams of an *opened* PDF only when it writes them out. So the
images go first into the smallest PDF that can hold them, on disk, and that one is opened and
completed. The file has no name: nothing is left behind, whenever the process ends.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pikepdf

from sohoa.pdfa.rasters import Raster
from sohoa.pdfa.streams import SEAL, needs_seal

#: The comment's four bytes above 127 mark the file as binary (ISO 19005-2, 6.1.2).
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FIRST_IMAGE = 3


class ImageCarrier:
    """Takes page images one by one; `open` gives them all as a PDF without pages."""

    def __init__(self, folder: Path) -> None:
        """Begin an unnamed file in `folder`.

        Raises:
            OSError: The folder cannot be written.
        """
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `close`
        self._offsets: list[int] = []
        self._file.write(_HEADER)
        self._begin_object()
        self._file.write(b"<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
        self._begin_object()
        self._file.write(b"<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n")

    def close(self) -> None:
        """Let the file go, and with it its bytes."""
        self._file.close()

    def add(self, raster: Raster) -> None:
        """Append an image's coded bytes, as they are.

        Raises:
            OSError: The disk is full.
        """
        seal = SEAL if needs_seal(bytes(raster.data[-1][-1:])) else b""
        entries = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=raster.width_px,
            Height=raster.height_px,
            BitsPerComponent=raster.bits,
            ColorSpace=pikepdf.Name.DeviceGray
            if raster.components == 1
            else pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name(raster.filter_name),
            Length=raster.size_bytes + len(seal),
        )
        if raster.parms:
            entries.DecodeParms = pikepdf.Dictionary(raster.parms)
        self._begin_object()
        self._file.write(entries.unparse() + b"\nstream\n")
        for piece in raster.data:
            self._file.write(piece)
        self._file.write(seal + b"\nendstream\nendobj\n")

    def open(self) -> pikepdf.Pdf:
        """Finish the file and open it; image `n`, counted from 0, is `image(pdf, n)`.

        Raises:
            OSError: The disk is full.
        """
        table = self._file.tell()
        count = len(self._offsets) + 1
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for offset in self._offsets:
            self._file.write(b"%010d 00000 n \n" % offset)
        self._file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % count)
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % table)
        self._file.flush()
        self._file.seek(0)
        return pikepdf.open(self._file, access_mode=pikepdf.AccessMode.stream)

    def _begin_object(self) -> None:
        self._offsets.append(self._file.tell())
        self._file.write(b"%d 0 obj\n" % len(self._offsets))


def image(pdf: pikepdf.Pdf, number: int) -> pikepdf.Object:
    """An image of an opened carrier, counted from 0."""
    return pdf.get_object(_FIRST_IMAGE + number, 0)
