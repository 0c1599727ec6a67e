"""Reports: the plan's progress as an auditor wants to read it, in HTML and in a workbook.

Pure functions over rows; nothing here opens the catalogue. Only `sohoa report` imports it.
"""

from __future__ import annotations

from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.html import write_html
from sohoa.reports.workbook import write_xlsx

__all__ = ["CompletionReport", "build_report", "write_html", "write_xlsx"]
