"""What a stage result has of its own, and what stands in the one it was made from.

In memory a result holds all before it; written down, each has its own part alone, so that nothing
is said twice. Here is which part that is, and how it is put on the earlier result again
(`sohoa.journal` reads and writes it, as JSON values).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from sohoa.domain.stage_results import (
    ArchivalPdf,
    CatalogueRecord,
    DescribedDocument,
    IdentifiedDocument,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)

#: Under which name a result holds the one that it was made from, and of which kind that is.
MADE_FROM: Mapping[type, tuple[str, type]] = {
    ReadDocument: ("scanned", ScannedDocument),
    DescribedDocument: ("read", ReadDocument),
    IdentifiedDocument: ("read", ReadDocument),
    ArchivalPdf: ("read", ReadDocument),
    SignedPdf: ("archival", ArchivalPdf),
    CatalogueRecord: ("signed", SignedPdf),
}
#: A page that was read holds its image, which intake's result has already, in the same order.
_PAGES, _IMAGE = "pages", "image"


def left_out(kind: type) -> dict[str, Any]:
    """Name the fields of a result that are not written, as pydantic's `exclude` takes them.

    >>> left_out(SignedPdf), left_out(ScannedDocument)
    ({'archival': True}, {})
    """
    if kind not in MADE_FROM:
        return {}
    pages = {_PAGES: {"__all__": {_IMAGE}}} if kind is ReadDocument else {}
    return {MADE_FROM[kind][0]: True, **pages}


def is_whole(kind: type, own: Mapping[str, Any]) -> bool:
    """Say whether a result says all by itself: the first step's, or one of `sohoa-result/1`."""
    return kind not in MADE_FROM or MADE_FROM[kind][0] in own


def put_on(kind: type, own: Mapping[str, Any], earlier: Any) -> dict[str, Any]:
    """Put a result's own part on the result that it was made from.

    Of a page that has no image beside it none is given: the two do not fit, and are no result.
    """
    whole = {**own, MADE_FROM[kind][0]: earlier}
    if isinstance(earlier, ScannedDocument):
        pairs = zip_longest(own.get(_PAGES, ()), earlier.pages)
        whole[_PAGES] = [
            {**page, _IMAGE: image} if isinstance(page, dict) else None for page, image in pairs
        ]
    return whole
