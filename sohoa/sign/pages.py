# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Comparison of a file's pages with those that were signed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from sohoa.sign.hostile import HOSTILE
from sohoa.sign.reading import SkimmedFile

#: What of a page does not lie on it, leads away from it, or may change when a form is filled.
_BESIDE = frozenset({"/Parent", "/Annots", "/StructParents", "/StructParent", "/B", "/Metadata"})
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_MOST_OBJECTS = 200_000
_MOST_PAGES = 20_000
_DEEPEST = 60


def shows_other_pages(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Say whether it is certain that pages differ from those of the signed revision.

    Their number, or what is drawn on one of them; annotations and form fields apart. What cannot
    be compared is not certain.
    """
    if isinstance(reader.stream, SkimmedFile):  # a piece is known there by its place alone
        return False
    try:
        signed = reader.get_historical_resolver(signature.signed_revision)
        return list(_pages(signed)) != list(_pages(reader))
    except HOSTILE:
        return False


def _pages(handler: Any) -> Iterator[bytes]:
    """A digest of each page, in order.

    Raises:
        ValueError: There are more objects or pages than any honest file has.
    """
    budget = [_MOST_OBJECTS]
    waiting: list[tuple[Any, dict[str, Any]]] = [(handler.root["/Pages"], {})]
    for _visited in range(_MOST_PAGES):
        if not waiting:
            return
        node, inherited = waiting.pop()
        if "/Kids" in node:
            own = {name: node.raw_get(name) for name in _INHERITED if name in node}
            kids = [(kid.get_object(), {**inherited, **own}) for kid in node["/Kids"]]
            waiting += reversed(kids)
            continue
        shown = {**inherited, **{name: node.raw_get(name) for name in node}}
        digest = hashlib.sha256()
        _feed_entries(digest, shown, set(), budget, depth=0)
        yield digest.digest()
    raise ValueError("too many pages")


def _feed_entries(
    digest: Any, entries: dict[str, Any], seen: set[Any], budget: list[int], *, depth: int
) -> None:
    for name in sorted(set(entries) - _BESIDE):
        if isinstance(entries[name], generic.NullObject):
            continue  # as if it were not there (ISO 32000-1, 7.3.7)
        digest.update(name.encode())
        _feed(digest, entries[name], seen, budget, depth=depth + 1)


def _feed(digest: Any, value: Any, seen: set[Any], budget: list[int], *, depth: int) -> None:
    """Add a value and all it refers to; what was met before on this page is not followed again."""
    budget[0] -= 1
    if budget[0] < 0 or depth > _DEEPEST:
        raise ValueError("too many objects")
    if isinstance(value, generic.IndirectObject):
        key = (value.idnum, value.generation)
        if key in seen:
            digest.update(b"again")
            return
        seen.add(key)
        value = value.get_object()
    if isinstance(value, generic.StreamObject):
        digest.update(b"stream" + hashlib.sha256(value.encoded_data).digest())
    if isinstance(value, generic.DictionaryObject):
        entries = {str(name): value.raw_get(name) for name in value}
        _feed_entries(digest, entries, seen, budget, depth=depth)
    elif isinstance(value, generic.ArrayObject):
        digest.update(b"[%d" % len(value))
        for at in range(len(value)):
            _feed(digest, value.raw_get(at), seen, budget, depth=depth + 1)
    else:
        digest.update(_written(value))


def _written(value: Any) -> bytes:
    """A plain value as a file has it, apart from others; the same value gives the same bytes."""
    if isinstance(value, generic.NumberObject | generic.FloatObject):
        return b" %.5f" % float(value)
    written = io.BytesIO()
    value.write_to_stream(written)
    return b" " + written.getvalue()
