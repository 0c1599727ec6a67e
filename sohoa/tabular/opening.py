"""Opens an office spreadsheet of any kind, by its content and not by its name's ending."""

from __future__ import annotations

from pathlib import Path

from sohoa.domain.errors import RegisterFileError
from sohoa.language import _
from sohoa.tabular import sheet
from sohoa.tabular.delimited import read_delimited
from sohoa.tabular.sheet import Sheet
from sohoa.tabular.workbook import is_workbook, read_workbook

_ENOUGH_TO_TELL = 8


def read_sheets(path: Path, *, tell_formulas: bool = False) -> tuple[Sheet, ...]:
    """Read every sheet of an .xlsx, .xls, .xlsb, .ods, .csv or .tsv file.

    Texts are as they stand in the file: not composed, not trimmed, in whatever old encoding.
    `tell_formulas`: say which cells of an .xlsx file hold one (`RowMarks.formulas`).

    Raises:
        RegisterFileError: The file is missing, damaged, protected, or larger than the limits.
    """
    try:
        if path.stat().st_size > sheet.MAX_FILE_BYTES:
            problem = _("it is far larger than a register can be")
            raise RegisterFileError(path.name, problem=problem)
        with path.open("rb") as stream:
            start = stream.read(_ENOUGH_TO_TELL)
        return _read(path, start, tell_formulas=tell_formulas)
    except OSError as error:
        raise RegisterFileError(path.name, problem=error.strerror or str(error)) from error


def _read(path: Path, start: bytes, *, tell_formulas: bool) -> tuple[Sheet, ...]:
    if is_workbook(start):
        return read_workbook(path, tell_formulas=tell_formulas)
    return (read_delimited(path),)
