"""The words of a description: what is searched of a paper, and before a document's text."""

from __future__ import annotations

from sohoa.domain.stage_results import Description


def described(description: Description) -> str:
    """Give the words of a description to search, one field a line."""
    fields = [
        description.number,
        description.record_type,
        description.subject,
        description.owner,
        description.room,
    ]
    return "\n".join(field for field in fields if field)
