"""The order of names as people read it: `2.pdf` before `10.pdf`."""

from __future__ import annotations

import re

from sohoa.domain.vietnamese import nfc

_DIGITS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key that reads runs of digits as numbers and ignores case.

    >>> sorted(["page10.jpg", "Page2.jpg", "page1.jpg"], key=natural_key)
    ['page1.jpg', 'Page2.jpg', 'page10.jpg']
    """
    pieces = _DIGITS.split(nfc(name).casefold())
    key = tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pieces if one)
    return key, name
