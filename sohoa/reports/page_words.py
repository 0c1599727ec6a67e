"""Says on which page something was found, as who holds the stack of sheets counts."""

from __future__ import annotations

from sohoa.language import _


def page_text(page: int, in_file: tuple[str, int] | None) -> str:
    """Name a page of a document; where it is a part of a file, first as the file counts."""
    if in_file is None:
        return _("page {page}").format(page=page)
    name, of_file = in_file
    text = _("page {of_file} of {file} (page {page} of the document)")
    return text.format(of_file=of_file, file=name, page=page)
