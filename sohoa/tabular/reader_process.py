"""Runs as a process of its own: one workbook in, its cells as JSON on standard output.

A workbook of 8 KB whose only cells are A1 and XFD1048576 makes the reader ask for 512 GB,
and a Rust library that gets no memory ends its process. So it gets a process with a limit
of memory and time, started by `sohoa.tabular.workbook`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import python_calamine

from sohoa.tabular import open_document
from sohoa.tabular.number_format import shown
from sohoa.tabular.ooxml import SheetNotes, notes_of, without_strays

_MEMORY_BYTES = 1536 << 20
_CPU_SECONDS = 60
#: Excel writes whole numbers as floats; above this a float no longer holds every whole number.
_EXACT_BELOW = 2**53
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODF_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

#: A sheet that is larger than this even without what is blank is no register.
_MAX_AREA = 40_000_000
#: Day 0 of the spreadsheet programs.
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - they know no zones

_UNREADABLE = (
    python_calamine.CalamineError,
    ElementTree.ParseError,
    zipfile.BadZipFile,
    ValueError,
    OSError,
)

Json = str | list[str] | None


def main(path: Path, max_cells: int, *, tell_formulas: bool = False) -> None:
    """Print the workbook's sheets, or the problem that keeps them from being read."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    try:
        cells = _Cells()
        sheets = _sheets(path, max_cells, cells, tell_formulas=tell_formulas)
        answer: dict[str, object] = {"cells": cells.every, "sheets": sheets}
    except python_calamine.PasswordError:
        answer = {"problem": "password"}
    except (OverflowError, MemoryError):
        answer = {"problem": "too-large"}
    except _UNREADABLE:
        answer = {"problem": "password" if _is_encrypted(path) else "damaged"}
    # `dump` would write it piece by piece, in Python.
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))


class _Cells:
    """The different cells of a workbook, each once: a register repeats most of them."""

    def __init__(self) -> None:
        self.every: list[Json] = [None]
        self._places: dict[object, int] = {}
        self._of_values: dict[tuple[type, object], int] = {}
        #: Text -> its cell's number: most cells are texts that were there before.
        self.of_texts: dict[object, int] = {}

    def place(self, value: object, code: str | None = None) -> int:
        """The number of a value's cell; 0 is the empty one."""
        if value is None or (value == "" and isinstance(value, str)):
            return 0
        if code:
            return self.place_of(_cell(value, code))
        if isinstance(value, str):
            of_text = self.of_texts[value] = self.place_of(_cell(value))
            return of_text
        key = value.__class__, value
        found = self._of_values.get(key)
        if found is None:
            found = self._of_values[key] = self.place_of(_cell(value))
        return found

    def place_of(self, cell: Json) -> int:
        """The number of a cell."""
        key = tuple(cell) if isinstance(cell, list) else cell
        found = self._places.get(key)
        if found is None:
            found = 0 if cell is None else len(self.every)
            self._places[key] = found
            if cell is not None:
                self.every.append(cell)
        return found


def _sheets(
    path: Path, max_cells: int, cells: _Cells, *, tell_formulas: bool
) -> list[dict[str, object]]:
    left = max_cells
    sheets = []
    with _opened(path, max_cells) as stream:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        notes = _notes_of(path, tell_formulas=tell_formulas)
        for about in book.sheets_metadata:
            if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height * sheet.width > _MAX_AREA:
                raise OverflowError("too many cells")
            of_sheet = notes.get(about.name) or SheetNotes()
            hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
            rows = _rows(sheet, of_sheet, left, cells)
            left -= sum(map(len, rows))
            tells = about.name in notes
            sheets.append(_sheet(sheet, rows, of_sheet, hidden=hidden, tells=tells))
    return sheets


def _opened(path: Path, max_cells: int) -> io.BufferedReader | io.BytesIO:
    """The file, or what it is without the blanks that make it seem too large."""
    cleaned = without_strays(path, max_cells) if zipfile.is_zipfile(path) else None
    return cleaned or path.open("rb")


def _notes_of(path: Path, *, tell_formulas: bool) -> dict[str, SheetNotes]:
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as package:
        return notes_of(package, tell_formulas=tell_formulas) or open_document.notes_of(package)


def _rows(
    sheet: python_calamine.CalamineSheet, notes: SheetNotes, max_cells: int, every: _Cells
) -> list[list[int]]:
    """The rows as they are shown, each to its last filled cell, to the last filled row."""
    top, left = sheet.start or (0, 0)
    rows: list[list[int]] = []
    filled, cells, of_texts = 0, 0, every.of_texts
    failed, shown_in = _by_row(notes.failed), _by_row(notes.shown)
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), start=top):
        row = (
            [
                every.place(value, notes.formats.get((number, column)))
                for column, value in enumerate(values, start=left)
            ]
            if notes.formats
            else [of_texts.get(value) or every.place(value) for value in values]
        )
        for column in shown_in.get(number, ()):
            if left <= column < left + len(row):
                cell = every.every[row[column - left]]
                row[column - left] = every.place_of(_as_shown(cell, notes.shown[number, column]))
        for column in failed.get(number, ()):
            if left <= column < left + len(row):
                row[column - left] = every.place_of(["failed", "#"])
        while row and _is_blank(every.every[row[-1]]):
            row.pop()
        rows.append(row)
        cells += len(row)
        filled = len(rows) if row else filled
        if cells > max_cells:
            raise OverflowError("too many cells")
    return rows[:filled]


def _by_row(places: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    by_row: dict[int, list[int]] = {}
    for row, column in places:
        by_row.setdefault(row, []).append(column)
    return by_row


def _as_shown(cell: Json, text: str) -> Json:
    return [cell[0], text] if isinstance(cell, list) else text


def _is_blank(cell: Json) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _sheet(
    sheet: python_calamine.CalamineSheet,
    rows: list[list[int]],
    notes: SheetNotes,
    *,
    hidden: bool,
    tells: bool,
) -> dict[str, object]:
    top, left = sheet.start or (0, 0)
    return {
        "name": sheet.name,
        "hidden": hidden,
        "tells": tells,
        "first_row": top + 1,
        "first_column": left,
        "spans": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
        "rows": rows,
        "struck": sorted({row + 1 for row in notes.struck}),
        "hidden_rows": sorted(row + 1 for row in notes.hidden_rows),
        "comments": {str(row + 1): texts for row, texts in notes.comments.items()},
        "formulas": {str(row + 1): columns for row, columns in notes.formulas.items()},
    }


def _cell(value: object, code: str | None = None) -> Json:
    """A text as a text, anything else with its kind, an empty cell as null."""
    if isinstance(value, str):
        return (shown(value, code) if code and value else None) or value or None
    if isinstance(value, bool):
        return ["truth", "TRUE" if value else "FALSE"]
    if isinstance(value, int | float):
        return ["number", (shown(value, code) if code else None) or _number(value)]
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, code)
    return str(value)


def _date(value: dt.date, code: str | None) -> Json:
    text = shown(value, code) if code else None
    if text is None and code and isinstance(value, dt.datetime) and "0" in code:
        # The library takes letters of a text in the format for those of a date.
        days = (value - _DAY_ZERO) / dt.timedelta(days=1)
        if number := shown(days, code):
            return ["number", number]
    return ["date", text or f"{value.day:02d}/{value.month:02d}/{value.year:04d}"]


def _number(value: float) -> str:
    if value == value // 1 and abs(value) < _EXACT_BELOW:
        return str(int(value))
    return repr(value)


def _is_encrypted(path: Path) -> bool:
    """Say whether a file that could not be read is closed by a password, whatever its format."""
    if zipfile.is_zipfile(path):
        return _is_encrypted_zip(path)
    content = path.read_bytes()
    if not content.startswith(_OLE_MARK):
        return False
    return _ENCRYPTED_STREAM in content or _asks_for_password(path)


def _is_encrypted_zip(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        if any(member.flag_bits & 1 for member in package.infolist()):
            return True
        if _ODF_MANIFEST not in package.namelist():
            return False
        return b"encryption-data" in package.read(_ODF_MANIFEST)


def _asks_for_password(path: Path) -> bool:
    """The library tells a protected .xls from a damaged one only if the name says it is one."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / "book.xls"
        named.symlink_to(path.resolve())
        try:
            python_calamine.CalamineWorkbook.from_path(named)
        except python_calamine.PasswordError:
            return True
        except python_calamine.CalamineError:
            return False
    return False
