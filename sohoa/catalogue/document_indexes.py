"""Indexes of the table of documents, by name: what each is for, and which rows it has."""

from __future__ import annotations

#: Indexes of what is rare: name, column, and the rule that a query must name in these very words.
RARE = (
    ("ix_documents_due_trail", "document_id", "trail_kept = 0"),
    ("ix_documents_waiting", "state", "state IN ('arriving', 'contested', 'asked')"),
)
#: The same, of what `status` asks for: what is derived, and what may need a person.
FEW = (
    (
        "ix_documents_bare_number",
        "number_key",
        "number_key > '' AND length(formed) = 10 AND ltrim(number_key, '0123456789') = ''",
    ),
    ("ix_documents_unlisted", "file_code", "is_listed = 0"),
    (
        "ix_documents_before_formed",
        "document_id",
        "formed > archived_on",
    ),
    (
        "ix_documents_findings",
        "findings",
        "findings <> '[]' AND withdrawn_at IS NULL AND retired_at IS NULL",
    ),
)
#: Indexes by which one row is found, or a list is gone through in its order.
ORDERED = {
    "ix_documents_listed": ("batch", "source_name", "document_id"),
    "ix_documents_state": ("state", "batch", "source_name", "document_id"),
    "ix_documents_content_sha256": ("content_sha256",),
    "ix_documents_record_id": ("record_id",),
    "ix_documents_sha256": ("sha256",),
    "ix_documents_file_unit": ("file_code", "archive_name"),
    "ix_documents_archived_at": ("archived_at",),
    "ix_documents_signers": ("signers",),
    "ix_documents_formed": ("formed",),
    "ix_documents_room": ("room",),
    "ix_documents_record_type": ("record_type",),
}
