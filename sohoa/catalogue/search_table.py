"""The tables that are searched."""

from __future__ import annotations

from enum import StrEnum


class SearchTable(StrEnum):
    """Tables that can be searched: archived documents, and papers of the register."""

    DOCUMENTS = "document_search"
    REGISTER = "register_search"
