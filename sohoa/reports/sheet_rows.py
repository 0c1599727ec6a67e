"""Adds the many rows of long lists to a workbook that openpyxl has drawn with their first ones.

openpyxl keeps an object for each cell, which a list of a hundred thousand rows has no use for. The
rows that are added look like the second row of their sheet, and go from the list to the file.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from sohoa.reports.sheet_cells import sheet_value
from sohoa.reports.table import Cell, Columns, Kind
from sohoa.reports.written_columns import woven, written

#: The day that spreadsheets count from.
_DAY_NOUGHT = dt.date(1899, 12, 30)
_STYLE = re.compile(r'<c r="([A-Z]+)2"(?: s="(\d+)")?')
_ROW_NUMBER = re.compile(r'(<row r="|<c r="[A-Z]+)(\d+)')
#: What has to be written otherwise in XML, or cannot stand in it.
_MARKS = "&<>" + "".join(letter for letter in map(chr, range(32)) if letter not in "\t\n\r")
#: The size of a sheet, which need not be told.
_SIZE = re.compile(r'<dimension ref="[^"]*" ?/>')
_SHEET = "xl/worksheets/sheet{number}.xml"
_END = "</sheetData>"
#: As small as level 6, of rows that are so much alike, in half its time.
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Further:
    """What is to follow the rows that a sheet was drawn with.

    Attributes:
        drawn: How many rows below its heading the sheet has of its list.
        kinds: Of its columns.
        parts: The rows that follow, some at a time, column by column.
        note: The first cell of a last row, if it needs one.
    """

    drawn: int = 0
    kinds: Sequence[Kind] = ()
    parts: Iterable[Columns] = ()
    note: str = ""


def add_rows(drawn: IO[bytes], path: Path, further: Sequence[Further]) -> None:
    """Write a workbook with further rows in its sheets, in the order of these.

    Raises:
        OSError: The file cannot be written.
    """
    names = {_SHEET.format(number=number): one for number, one in enumerate(further, start=1)}
    with (
        zipfile.ZipFile(drawn) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            with target.open(entry.filename, "w", force_zip64=True) as stream:
                if entry.filename in names:
                    for part in _with_rows(content.decode(), names[entry.filename]):
                        stream.write(part.encode())
                else:
                    stream.write(content)


def _with_rows(sheet: str, further: Further) -> Iterator[str]:
    """Give a sheet's XML with rows after the first ones, before its total."""
    waiting = (part for part in further.parts if part[0])
    part = next(waiting, None)
    if part is None:
        yield sheet
        return
    first = number = further.drawn + 2
    place = sheet.find(f'<row r="{first}"')
    place = sheet.index(_END) if place < 0 else place
    columns = _columns(sheet[:place], further.kinds)
    yield _SIZE.sub("", sheet[:place])
    while part is not None:
        yield _rows(part, number, columns)
        number += len(part[0])
        part = next(waiting, None)
    if further.note:
        yield f'<row r="{number}">{columns[0].cell(further.note)}</row>'
        number += 1
    end = sheet.index(_END)
    shift = number - first
    yield _ROW_NUMBER.sub(lambda found: found[1] + str(int(found[2]) + shift), sheet[place:end])
    yield sheet[end:]


def _rows(cells: Columns, first: int, columns: Sequence[_Column]) -> str:
    """Write rows."""
    count = len(cells[0])
    numbers = [str(number) for number in range(first, first + count)]
    of_columns = (
        column.written(of_column) for column, of_column in zip(columns, cells, strict=True)
    )
    parts = chain.from_iterable(of_columns)
    return woven(['<row r="', numbers, '">', *parts, "</row>"], count)


def _columns(sheet: str, kinds: Sequence[Kind]) -> list[_Column]:
    """The columns of a sheet, each looking like its cell in the second row."""
    styles = dict(_STYLE.findall(sheet))
    letters = (get_column_letter(number) for number in range(1, len(kinds) + 1))
    looks = (f' s="{style}"' if (style := styles.get(letter)) else "" for letter in letters)
    return [_Column(kind, look) for kind, look in zip(kinds, looks, strict=True)]


@dataclass(frozen=True, slots=True)
class _Column:
    """How the cells of a column are written; whoever reads them counts: they bear no address."""

    kind: Kind
    look: str

    def written(self, column: Sequence[Cell]) -> tuple[str | Sequence[str], ...]:
        """Write cells, with what stands before and after each."""
        cells, are_texts = written(column, self.cell, _MARKS)
        if not are_texts:
            return (cells,)
        before, after = self._around_text
        if list(map(str.strip, cells)) != list(cells):
            return ([self.cell(text) for text in cells],)
        if "" in cells:
            empty = self.cell("")
            return ([f"{before}{text}{after}" if text else empty for text in cells],)
        return before, cells, after

    @property
    def _around_text(self) -> tuple[str, str]:
        """What stands before and after a text that has no space at an end."""
        return f'<c{self.look} t="inlineStr"><is><t>', "</t></is></c>"

    def cell(self, value: Cell) -> str:
        """Write one cell."""
        value = sheet_value(value, self.kind)
        if value is None or value == "":
            return f"<c{self.look}/>"
        if isinstance(value, str):
            if value == value.strip():
                return escape(value).join(self._around_text)
            text = f'<t xml:space="preserve">{escape(value)}</t>'
            return f'<c{self.look} t="inlineStr"><is>{text}</is></c>'
        if isinstance(value, dt.date):
            value = (value - _DAY_NOUGHT).days
        return f"<c{self.look}><v>{value}</v></c>"
