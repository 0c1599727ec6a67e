"""The second sheet: how the first is filled in, in ten lines."""

from __future__ import annotations

import math

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.failure import N_
from sohoa.language import _

_LINES = (
    N_(
        "Each row is one scanned document. The machine is not sure which paper of the register it "
        "is."
    ),
    N_(
        "Look at the pictures: they are cut from the scan itself. Compare them with proposals 1 "
        "to 3."
    ),
    N_("What speaks against a proposal stands in red behind the sign ≠."),
    N_("In the column DECISION choose 1, 2, 3, “None of the register”, or “Later”."),
    N_(
        "If it is another paper, not among the three: leave DECISION empty and write the paper's "
        "id (SO-…) in the column beside it. `sohoa search` and `sohoa papers` show ids."
    ),
    N_("Write a reason if you like; it is kept with your name and the time."),
    N_("Write your name once, at the top. If another person decided a row, write theirs in it."),
    N_("You need not finish: rows without a decision stay as they are. You may filter."),
    N_("Do not copy rows into another sheet, write no formulas, and save the file as .xlsx."),
    N_("Hand it back: `sohoa review import FILE`. The machine says row by row what it did."),
)
_WIDTH, _LINE_PT = 110, 16.0


def write_guide(sheet: Worksheet) -> None:
    """Write the guide, a line a row."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 4, _WIDTH
    for row, line in enumerate(_LINES, start=1):
        number, text = sheet.cell(row, 1, row), sheet.cell(row, 2, _(line))
        number.font = Font(bold=True)
        number.alignment = Alignment(vertical="top")
        text.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = _LINE_PT * math.ceil(len(text.value) / _WIDTH)
    sheet.protection.sheet = True
