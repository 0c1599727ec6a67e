"""The tables of `docs/errors.md`, from the catalogue of errors.

`python tests/error_page.py` writes them anew; a test says when that is due.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sohoa.domain.errors import error_classes
from sohoa.domain.failure import BatchError, ItemError, SohoaError
from sohoa.language import _
from sohoa.workspace import CHECKOUT

PAGE = CHECKOUT / "docs" / "errors.md"
_ROWS = re.compile(r"(?:^\| `[A-Z]+-\d{3}` .*\n)+", re.MULTILINE)


def page() -> str:
    """The page as it should be: its own words, and the rows as the code says them."""
    tables = iter([_rows(ItemError), _rows(BatchError)])
    return _ROWS.sub(lambda _found: next(tables), PAGE.read_text(encoding="utf-8"))


def _rows(family: type[SohoaError]) -> str:
    kinds = sorted(error_classes().items())
    return "".join(_row(code, kind) for code, kind in kinds if issubclass(kind, family))


def _row(code: str, kind: type[SohoaError]) -> str:
    english = f"{kind.what} {kind.remedy}"
    vietnamese = f"{_(kind.what)} {_(kind.remedy)}"
    last = str(int(kind.exit_code)) if issubclass(kind, BatchError) else "yes" * kind.retryable
    cells = [f"`{code}`", _cell(english), _cell(vietnamese), last]
    return f"| {' | '.join(cells)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


if __name__ == "__main__":
    os.environ["SOHOA_LANG"] = "vi"
    Path(PAGE).write_text(page(), encoding="utf-8")
