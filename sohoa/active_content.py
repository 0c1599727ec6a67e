"""Active, hidden or external content of a PDF: nothing of it may get into the archive.

Every object of the file is looked at, whether a page leads to it or not, and references are never
followed: loops, chains and trees without end cost nothing. It stands below the stations because
intake asks it of what comes in, pdfa of what was made, and an auditor of what lies there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

#: Actions (ISO 32000-1, 12.6.4; `/GoTo` is none of these: it turns to a page of the same file).
_ACTIONS = frozenset(
    {
        "GoToE", "GoToR", "Launch", "Thread", "URI", "Sound", "Movie", "Hide", "Named",
        "SubmitForm", "ResetForm", "ImportData", "JavaScript", "SetOCGState", "Rendition",
        "GoTo3DView", "RichMediaExecute", "GoToDp",
    }
)  # fmt: skip
#: Annotations that play, carry or run something (12.5.6 and Adobe's extension level 3).
_ANNOTATIONS = frozenset({"FileAttachment", "Sound", "Movie", "Screen", "3D", "RichMedia"})
#: Entries that need no look at their value.
_ENTRIES = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/AA": "AdditionalActions",
    "/EmbeddedFiles": "EmbeddedFile",
    "/EF": "EmbeddedFile",
    "/AF": "EmbeddedFile",
    "/XFA": "XFA",
    "/RichMediaContent": "RichMedia",
    "/Collection": "Portfolio",
    "/Requirements": "Requirements",
    "/OPI": "ExternalReference",
    "/FFilter": "ExternalReference",
}
#: Where a reader is sent when it clicks, and never by itself.
LINKS = frozenset({"URI", "GoToR", "Named", "Thread"})

#: A scanned document of two thousand pages has some twenty thousand objects.
_MOST_OBJECTS = 2_000_000
_MOST_PARTS = 5_000_000
_UNREADABLE = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


def active_kinds_of(path: Path) -> frozenset[str]:
    """The kinds of active content in a file.

    Raises:
        ValueError: It cannot be read as a PDF.
        OSError: It cannot be opened.
    """
    try:
        with pikepdf.open(path) as pdf:
            return active_kinds(pdf)
    except _UNREADABLE as error:
        raise ValueError("the file cannot be read as a PDF") from error


def active_kinds(pdf: pikepdf.Pdf) -> frozenset[str]:
    """The kinds of active content in an opened PDF; none is what an archive wants.

    Raises:
        pikepdf.PdfError: An object cannot be read.
        ValueError: It has more objects than any document.
    """
    if len(pdf.objects) > _MOST_OBJECTS:
        raise ValueError("too many objects")
    found: set[str] = set()
    for number, (entries, is_stream) in enumerate(_dictionaries(pdf)):
        if number > _MOST_PARTS:
            raise ValueError("too many objects")
        found.update(_kinds_in(entries, is_stream=is_stream))
    return frozenset(found)


def embedded_files(pdf: pikepdf.Pdf) -> int:
    """Count the files that an opened PDF encloses, wherever in it: their names are not told.

    Raises:
        pikepdf.PdfError: An object cannot be read.
        ValueError: It has more objects than any document.
    """
    if len(pdf.objects) > _MOST_OBJECTS:
        raise ValueError("too many objects")
    named = streams = 0
    for number, (entries, is_stream) in enumerate(_dictionaries(pdf)):
        if number > _MOST_PARTS:
            raise ValueError("too many objects")
        named += isinstance(entries.get("/EF"), pikepdf.Dictionary)
        streams += is_stream and _name(entries, "/Type") == "EmbeddedFile"
    return max(named, streams)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every dictionary of the file, and whether it is a stream's; no reference is followed."""
    for whole in [pdf.trailer, *pdf.objects]:
        waiting = [whole]
        while waiting:
            part = waiting.pop()
            if isinstance(part, pikepdf.Array):
                children = list(part)
            elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
                # `items`, since `get` does not take a key that is no UTF-8
                entries = dict(part.items())
                yield entries, isinstance(part, pikepdf.Stream)
                children = list(entries.values())
            else:
                continue
            waiting += [child for child in children if _is_inside(child)]


def _is_inside(child: Any) -> bool:
    """Say whether it is a container that is part of its parent, and no object of its own."""
    return (
        isinstance(child, pikepdf.Dictionary | pikepdf.Array)
        and not isinstance(child, pikepdf.Stream)
        and not child.is_indirect
    )


def _kinds_in(entries: dict[str, Any], *, is_stream: bool) -> Iterator[str]:
    yield from (_ENTRIES[key] for key in entries.keys() & _ENTRIES.keys())
    action, is_action = _name(entries, "/S"), _name(entries, "/Type") == "Action"
    if action in _ACTIONS or (is_action and action != "GoTo"):
        yield action or "Action"
    if (subtype := _name(entries, "/Subtype")) in _ANNOTATIONS:
        yield subtype
    if subtype == "PS" or _name(entries, "/Subtype2") == "PS":
        yield "PostScript"
    if subtype == "Form" and "/Ref" in entries:
        yield "ExternalReference"
    if "/OpenAction" in entries and not _is_destination(entries["/OpenAction"]):
        yield "OpenAction"
    if is_stream and "/F" in entries:
        yield "ExternalReference"  # the data lies in another file (ISO 32000-1, table 5)
    if _name(entries, "/Type") == "EmbeddedFile":
        yield "EmbeddedFile"
    if entries.get("/NeedsRendering") is True:
        yield "XFA"


def _is_destination(opening: Any) -> bool:
    """Say whether a file that is opened merely turns to one of its own pages."""
    if isinstance(opening, pikepdf.Stream):
        return False
    if isinstance(opening, pikepdf.Dictionary):
        return str(opening.get("/S")) == "/GoTo" and "/Next" not in opening
    return True


def _name(entries: dict[str, Any], key: str) -> str:
    value = entries.get(key)
    return str(value)[1:] if isinstance(value, pikepdf.Name) else ""
