"""Reads .csv and .tsv as offices write them: any of the usual encodings and separators."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from sohoa.domain.errors import RegisterFileError
from sohoa.domain.syllable import legal_share
from sohoa.domain.vietnamese import nfc
from sohoa.language import _
from sohoa.tabular import sheet
from sohoa.tabular.sheet import EMPTY, Cell, CellKind, Sheet

#: What the one sheet of a text file is called.
SHEET_NAME = "CSV"

_SEPARATORS = ",;\t|"
_SAMPLE_RECORDS = 200
#: What stands in the file for a formula without result.
_FAILURES = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
#: A cell with more lines than this is a quotation mark that was never closed.
_MAX_LINES_IN_CELL = 30
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HINT = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*<(?:!doctype|html|table|head|meta|\?xml)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_BYTES = 1 << 20
_ENOUGH_LEGAL = 0.8

#: Windows-1252 with nothing undefined: old fonts use every byte.
_CP1252 = "".join(
    bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)
)


def read_delimited(path: Path) -> Sheet:
    """Read a text file of rows.

    Raises:
        RegisterFileError: It is no table of text, its quotation marks do not close, or it is
            larger than the limits.
        OSError: The file cannot be read.
    """
    text = decode(path.read_bytes())
    if _MARKUP.match(text):
        problem = _("it is a web page or XML saved under a spreadsheet's name")
        raise RegisterFileError(path.name, problem=problem)
    if not text.strip() or _CONTROL.search(text):
        raise RegisterFileError(path.name, problem=_("it is empty, or is no table of text"))
    separator, body, skipped = _separator_of(text)
    return Sheet(SHEET_NAME, _rows(path, body, separator), first_row=1 + skipped)


def decode(content: bytes) -> str:
    """Turn bytes into text: UTF-8 or UTF-16 where they are, else the Windows code page.

    Bytes that are no UTF-8 come from Vietnamese Windows (1258, marks as letters of their
    own), or hold TCVN3 or VNI, which look like 1252 and are left to `sohoa.tabular.legacy`.
    """
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if wide := _wide_encoding(content):
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        sample = nfc(content[:_ENOUGH_BYTES].decode("cp1258", errors="replace"))
        words = {word for word in _WORD.findall(sample) if not word.isascii()}
        if legal_share(words) >= _ENOUGH_LEGAL:
            return nfc(content.decode("cp1258", errors="replace"))
        return content.decode("latin-1").translate(dict(enumerate(_CP1252)))


def _wide_encoding(content: bytes) -> str:
    """UTF-16 without its mark: every separator and digit has a zero byte beside it."""
    sample = content[:4096]
    halves = (sample[0::2].count(0), sample[1::2].count(0))
    if max(halves) * 4 < len(sample) // 2 or min(halves) * 4 > max(halves):
        return ""
    return "utf-16-be" if halves[0] > halves[1] else "utf-16-le"


def _separator_of(text: str) -> tuple[str, str, int]:
    """The separator, the text without Excel's `sep=;` line, and how many lines that took."""
    if hint := _HINT.match(text):
        return hint[1], text[hint.end() :], 1
    return max(_SEPARATORS, key=lambda separator: _regularity(text, separator)), text, 0


def _regularity(text: str, separator: str) -> int:
    """Return the share of the text that a separator cuts into rows of one width."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = Counter(len(record) for record in islice(reader, _SAMPLE_RECORDS) if record)
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _cell(text: str) -> Cell:
    """A cell; what a spreadsheet program has saved of a formula without result is none."""
    if not text:
        return EMPTY
    return Cell(text, CellKind.FAILED if text.strip() in _FAILURES else CellKind.TEXT)


def _rows(path: Path, text: str, separator: str) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    cells, filled = 0, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for record in reader:
            is_filled = any(record) and not all(text.isspace() for text in record if text)
            row = tuple(map(_cell, record)) if is_filled else ()
            cells += len(row)
            if cells > sheet.MAX_CELLS:
                problem = _("it is far larger than a register can be")
                raise RegisterFileError(path.name, problem=problem)
            if any(text.count("\n") > _MAX_LINES_IN_CELL for text in record):
                raise csv.Error
            rows.append(row)
            filled = len(rows) if is_filled else filled
    except csv.Error as error:
        problem = _("a quotation mark is opened in row {row} and not closed")
        raise RegisterFileError(path.name, problem=problem.format(row=len(rows) + 1)) from error
    return tuple(rows[:filled])
