"""Rows of documents, as the reading door gives them."""

from __future__ import annotations

import json
from sys import intern
from typing import Any

from sohoa.catalogue import document_queries
from sohoa.catalogue.instants import from_text
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding

_WITNESSES = ("page_says", "list_says", "register_says")
_INSTANTS = (
    "proof_checked_at", "archived_at", "updated_at", "provable_until", "retired_at",
    "digitized_since",
)  # fmt: skip


def document_row(row: tuple[Any, ...]) -> DocumentRow:
    """Give a row of `document_queries.DOCUMENT_COLUMNS` with its values as they are meant."""
    values = dict(zip(document_queries.DOCUMENT_COLUMNS, row, strict=True))
    values |= {
        **{name: from_text(stored) if (stored := values[name]) else None for name in _INSTANTS},
        "batch": intern(values["batch"]),
        "state": DocumentState(values["state"]),
        "source_paths": _listed(values["source_paths"]),
        "reason_details": _named(values["reason_details"]),
        "record_id": values["record_id"] or "",
        "findings": findings_of(values["findings"]),
        "kept_original": bool(values["kept_original"]),
        "born_digital": bool(values["born_digital"]),
        **{name: _named(values[name]) for name in _WITNESSES},
        "signatures": _listed(values["signatures"]),
    }
    return DocumentRow(**values)


def findings_of(stored: str) -> tuple[Finding, ...]:
    """Give stored findings."""
    return tuple(Finding(**one) for one in _listed(stored))


def _named(stored: str) -> dict[str, Any]:
    """Most documents have nothing here: that is not taken apart."""
    return dict(json.loads(stored)) if stored != "{}" else {}


def _listed(stored: str) -> tuple[Any, ...]:
    return tuple(json.loads(stored)) if stored != "[]" else ()
