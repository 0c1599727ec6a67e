"""PNG whose rows are stored as they are: a tenth of the CPU, to be written and to be read.

Where a picture is not to be compressed, Pillow still tries five filters for each row, to make it
smaller: half a second of CPU for an A4 page in colour.
"""

from __future__ import annotations

import zlib

import numpy as np
from PIL import Image, ImageFile, PngImagePlugin

#: What stands in a file as it stands in memory.
_PLAIN = {"L", "LA", "RGB", "RGBA"}
_DONE = 1


class _StoredRows(ImageFile.PyEncoder):
    """Pillow's encoder of what it has asked `zlib` not to compress."""

    def encode(self, _most: int) -> tuple[int, int, bytes]:
        """All rows at once: each without a filter."""
        seen = np.asarray(Image.Image()._new(self.im))
        rows = np.zeros((seen.shape[0], 1 + seen[0].size), np.uint8)
        rows[:, 1:] = seen.reshape(seen.shape[0], -1)
        data = zlib.compress(rows, 0)
        return len(data), _DONE, data


def _encoder(mode: str, raw: str, optimize: bool, level: int, *more: object):
    if mode == raw and mode in _PLAIN and level == 0 and not optimize:
        return _StoredRows(mode, raw)
    return Image.core.zip_encoder(mode, raw, optimize, level, *more)


def store_quickly() -> None:
    """From now on store each PNG of this process that does not say how much it is compressed."""
    save = PngImagePlugin._save

    def saved(picture: Image.Image, *where: object) -> None:
        picture.encoderinfo.setdefault("compress_level", 0)
        save(picture, *where)

    Image.register_save(PngImagePlugin.PngImageFile.format, saved)
    Image.register_encoder("zip", _encoder)
