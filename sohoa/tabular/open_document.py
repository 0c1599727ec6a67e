"""Facts of an .ods file's cells beside their values, as `ooxml.py` gives them of .xlsx.

LibreOffice writes each cell's text as it is shown beside its value, so formats need no reading.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from sohoa.domain.grammar.dates import ISO_BEGINS, SHOWN_DAY, SHOWN_MONTH, SHOWN_YEAR
from sohoa.tabular.ooxml import SheetNotes

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_TABLE = f"{{{_SPACE.format('table')}}}"
_OFFICE = f"{{{_SPACE.format('office')}}}"
_TEXT = f"{{{_SPACE.format('text')}}}"
_STYLE = f"{{{_SPACE.format('style')}}}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_FIGURES = frozenset({"float", "percentage"})
_HIDDEN = frozenset({"collapse", "filter"})
_NOT_ONLY_DIGITS = re.compile(r"[^\W\d_]|/|\d-\d|^0\d")


def notes_of(package: zipfile.ZipFile) -> dict[str, SheetNotes]:
    """Everything worth knowing of each sheet, by its name; nothing of a package of another kind."""
    if "content.xml" not in package.namelist():
        return {}
    # What entities could blow up is held by the limits of the process that reads.
    tree = ElementTree.fromstring(package.read("content.xml"))  # noqa: S314
    struck = frozenset(_struck_styles(tree))
    return {
        table.get(f"{_TABLE}name", ""): _notes_of_table(table, struck)
        for table in tree.iter(f"{_TABLE}table")
    }


def _struck_styles(tree: ElementTree.Element) -> Iterator[str]:
    for style in tree.iter(f"{_STYLE}style"):
        lines = (one.get(f"{_STYLE}text-line-through-style", "none") for one in style)
        if any(line != "none" for line in lines):
            yield style.get(f"{_STYLE}name", "")


def _notes_of_table(table: ElementTree.Element, struck: frozenset[str]) -> SheetNotes:
    notes = SheetNotes()
    row_number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        is_filled, column = False, 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            text = _text_of(cell)
            if text:
                is_filled = True
                _note_cell(cell, text, (row_number, column), struck, notes)
            column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if is_filled and row.get(f"{_TABLE}visibility") in _HIDDEN:
            notes.hidden_rows.add(row_number)
        row_number += int(row.get(f"{_TABLE}number-rows-repeated", "1"))
    return notes


def _note_cell(
    cell: ElementTree.Element,
    text: str,
    place: tuple[int, int],
    struck: frozenset[str],
    notes: SheetNotes,
) -> None:
    row, column = place
    shown = _shown(cell, text)
    if shown is not None:
        notes.shown[place] = shown
    names = {cell.get(f"{_TABLE}style-name", "")}
    names |= {one.get(f"{_TEXT}style-name", "") for one in cell.iter(f"{_TEXT}span")}
    if names & struck:
        notes.struck.setdefault(row, set()).add(column)
    for note in cell.iter(f"{_OFFICE}annotation"):
        said = " ".join(" ".join(note.itertext()).split())
        notes.comments.setdefault(row, []).append(said)


def _text_of(cell: ElementTree.Element) -> str:
    """The text of a cell, without that of notes on it."""
    return "\n".join("".join(one.itertext()) for one in cell if one.tag == f"{_TEXT}p").strip()


def _shown(cell: ElementTree.Element, text: str) -> str | None:
    """Give the text that is shown, where the value does not say all of it."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in _FIGURES:
        return text if _NOT_ONLY_DIGITS.search(text) else None
    found = ISO_BEGINS.match(cell.get(f"{_OFFICE}date-value", "")) if kind == "date" else None
    if found is None:
        return None
    year, month, day = found.groups()
    if SHOWN_YEAR.match(text):
        return year
    if SHOWN_MONTH.match(text):
        return f"{month}/{year}"
    return f"{day}/{month}" if SHOWN_DAY.match(text) else None
