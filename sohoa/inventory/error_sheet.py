"""The error sheet: rows that could not be taken, to be corrected and imported again."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.register import (
    RegisterImport,
    RegisterRow,
    RowDifference,
    RowOutcome,
    RowProblem,
)
from sohoa.domain.vietnamese import fold
from sohoa.durable import write_durably
from sohoa.inventory.wording import field_text, field_title
from sohoa.language import _
from sohoa.tabular.cells import spreadsheet_safe

_WIDEST = 50
#: The columns we add; a corrected sheet that is still wrong gets them anew.
_OUR_HEADINGS = ("Xác nhận", "Lỗi", "Dòng gốc")
_OURS = frozenset(map(fold, _OUR_HEADINGS))
_HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")
_PROBLEM_FILL = PatternFill("solid", fgColor="FCE4D6")


def write_error_sheet(register: RegisterImport, target: Path) -> None:
    """Write the rows to be looked at under the headings they had, with what is wrong and origin.

    Those are the rows in error, and the rows of papers that the catalogue holds otherwise.
    Rows of one heading only: the sheet is read back by the same headings. `Dòng gốc` says
    which row each replaces, so that the register's counts still add up; an `x` under `Xác
    nhận` says that a row is meant as it stands.

    Raises:
        DiskFullError: No room is left.
    """
    rows = [row for row in register.rows if needs_a_person(row)]
    kept = [column for column, name in enumerate(register.headings) if fold(name) not in _OURS]
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "Loi"
    sheet.append([*(register.headings[column] for column in kept), *_OUR_HEADINGS])
    for row in rows:
        cells = [row.cells[column] if column < len(row.cells) else "" for column in kept]
        texts = [*cells, "", explain_row(row), origin_of(register, row)]
        sheet.append([spreadsheet_safe(text) if text else None for text in texts])
    _dress(sheet)
    content = io.BytesIO()
    book.save(content)
    write_durably(target, content.getvalue())


def explain_row(row: RegisterRow) -> str:
    """Explain what is wrong with a row, column by column."""
    return "; ".join(map(explain_problem, row.problems))


def needs_a_person(row: RegisterRow) -> bool:
    """Say whether a row was not taken, or says something else than what is held."""
    differs = any(isinstance(problem, RowDifference) for problem in row.problems)
    return row.outcome is RowOutcome.ERROR or differs


def explain_problem(problem: RowProblem) -> str:
    """Explain one thing that is wrong with a row."""
    if isinstance(problem, RowDifference):
        text = _("{column}: now `{value}`, held as `{held}`")
        return text.format(
            column=field_title(problem.column),
            value=field_text(problem.column, problem.value),
            held=field_text(problem.column, problem.expected),
        )
    if not problem.column:
        return problem.expected
    text = _("{column}: `{value}`, expected {expected}")
    if not problem.value:
        text = _("{column}: empty, expected {expected}")
    return text.format(column=problem.column, value=problem.value, expected=problem.expected)


def origin_of(register: RegisterImport, row: RegisterRow) -> str:
    """Return the origin of a row: `<first 12 digits of the file's SHA-256>:<sheet>:<row>`.

    A row of an error sheet keeps the origin it came with: it still replaces that row.
    """
    return row.origin or f"{register.sha256[:12]}:{row.sheet}:{row.row_number}"


def _dress(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
    for column in sheet.columns:
        letter = get_column_letter(int(column[0].column or 1))
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[letter].width = min(_WIDEST, longest + 2)
    for row in sheet.iter_rows(min_row=2):
        row[-2].fill = _PROBLEM_FILL
        row[-2].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
