"""Tables on paper: in parts where they are narrow, whole where they are as wide as the page."""

from __future__ import annotations

import subprocess

import pytest
from reportlab.platypus import SimpleDocTemplate

from sohoa.reports.print_fonts import load_print_fonts
from sohoa.reports.table import Column, Kind, Table
from sohoa.reports.table_on_paper import drawn_table

_ROWS = 40


@pytest.mark.parametrize("columns", [1, 2, 4, 8, 16])
def test_every_row_is_on_paper(tmp_path, columns):
    """Many rows, from one narrow column to many that are together wider than the page."""
    load_print_fonts()
    heads = tuple(Column(f"Head-{place}", Kind.CODE) for place in range(columns))
    rows = tuple(
        tuple(f"R{row:02}C{place:02}-SVHTTDL" for place in range(columns)) for row in range(_ROWS)
    )
    page = SimpleDocTemplate(str(tmp_path / "a.pdf"))
    page.build([drawn_table(Table("t", "T", "", heads, rows), rows, width=page.width)])
    text = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "a.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    together = "".join(text.split())
    assert [cell for row in rows for cell in row if cell not in together] == []
