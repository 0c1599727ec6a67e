"""The table of `docs/findings.md`, from the catalogue of findings.

`python tests/finding_page.py` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sohoa.domain.finding_kind import FindingKind
from sohoa.domain.findings import KINDS
from sohoa.language import _
from sohoa.workspace import CHECKOUT

PAGE = CHECKOUT / "docs" / "findings.md"
_ROWS = re.compile(r"(?:^\| `[a-z0-9-]+` .*\n)+", re.MULTILINE)


def page() -> str:
    """The page as it should be: its own words, and the rows as the code says them."""
    rows = "".join(_row(kind) for _code, kind in sorted(KINDS.items()))
    return _ROWS.sub(lambda _found: rows, PAGE.read_text(encoding="utf-8"))


def _row(kind: FindingKind) -> str:
    english = f"{kind.text}. {kind.advice}"
    vietnamese = f"{_(kind.text)}. {_(kind.advice) if kind.advice else ''}"
    cells = [f"`{kind.code}`", _cell(english), _cell(vietnamese), _need(kind), _named(kind)]
    return f"| {' | '.join(cells)} |\n"


def _need(kind: FindingKind) -> str:
    said = kind.need.value if kind.need else "–"
    return said + ", always" * kind.is_fixed + ", holds" * kind.holds


def _named(kind: FindingKind) -> str:
    return "yes" if kind.may_be_named else "no"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


if __name__ == "__main__":
    os.environ["SOHOA_LANG"] = "vi"
    Path(PAGE).write_text(page(), encoding="utf-8")
