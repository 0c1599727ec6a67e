"""Adds the many rows of long lists to a workbook that openpyxl has drawn with their first ones.

openpyxl keeps an object for each cell, which a list of a hundred thousand rows has no use for. The
rows that are added look like the second row of their sheet, and go from the list to the file.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from sohoa.reports.table import Cell

#: The day that spreadsheets count from.
_DAY_NOUGHT = dt.date(1899, 12, 30)
_STYLE = re.compile(r'<c r="([A-Z]+)2"(?: s="(\d+)")?')
_ROW_NUMBER = re.compile(r'(<row r="|<c r="[A-Z]+)(\d+)')
#: What few texts have, and has to be written otherwise.
_MARKUP = re.compile("[&<>]")
#: The size of a sheet, which need not be told.
_SIZE = re.compile(r'<dimension ref="[^"]*" ?/>')
_SHEET = "xl/worksheets/sheet{number}.xml"
_END = "</sheetData>"
_TOGETHER = 2_000
#: How many rows a sheet has of its list, how many columns, and the rows that are to follow.
Further = tuple[int, int, Iterable[Sequence[Cell]]]


def add_rows(drawn: IO[bytes], path: Path, further: Sequence[Further]) -> None:
    """Write a workbook with further rows in its sheets, in the order of these.

    Raises:
        OSError: The file cannot be written.
    """
    names = {_SHEET.format(number=number): one for number, one in enumerate(further, start=1)}
    with (
        zipfile.ZipFile(drawn) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            with target.open(entry.filename, "w", force_zip64=True) as stream:
                if entry.filename in names:
                    for part in _with_rows(content.decode(), *names[entry.filename]):
                        stream.write(part.encode())
                else:
                    stream.write(content)


def _with_rows(
    sheet: str, first: int, columns: int, rows: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """Give a sheet's XML with rows after the first ones, before its total."""
    waiting = iter(rows)
    row = next(waiting, None)
    if row is None:
        yield sheet
        return
    place = sheet.find(f'<row r="{first + 2}"')
    place = sheet.index(_END) if place < 0 else place
    styles = dict(_STYLE.findall(sheet[:place]))
    letters = (get_column_letter(number) for number in range(1, columns + 1))
    looks = [f' s="{style}"' if (style := styles.get(letter)) else "" for letter in letters]
    yield _SIZE.sub("", sheet[:place])
    number, parts = first + 2, list[str]()
    while row is not None:
        cells = "".join(_cell(value, look) for value, look in zip(row, looks, strict=False))
        parts.append(f'<row r="{number}">{cells}</row>')
        number, row = number + 1, next(waiting, None)
        if len(parts) >= _TOGETHER:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)
    shift = number - (first + 2)
    end = sheet.index(_END)
    yield _ROW_NUMBER.sub(lambda found: found[1] + str(int(found[2]) + shift), sheet[place:end])
    yield sheet[end:]


def _cell(value: Cell, look: str) -> str:
    """Write a cell; whoever reads it counts the columns."""
    if value is None or (not value and isinstance(value, str)):
        return f"<c{look}/>"
    if isinstance(value, str):
        text = escape(value) if _MARKUP.search(value) else value
        return f'<c{look} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, dt.date):
        return f"<c{look}><v>{(value - _DAY_NOUGHT).days}</v></c>"
    return f"<c{look}><v>{value}</v></c>"
