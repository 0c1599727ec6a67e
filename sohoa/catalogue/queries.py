"""The reading door's SQL. Each query is put together from constants of this module alone;
what comes from outside is always a parameter."""
# ruff: noqa: S608 - see above

from __future__ import annotations

#: The document that digitizes a paper: archived, and signed or taken in signed.
_DIGITIZING = """LEFT JOIN documents d ON d.record_id = r.record_id AND d.state = 'archived'
    AND (d.kept_original OR d.signatures <> '[]')"""

PAPER_COLUMNS = {
    "record_id": "r.record_id",
    "number": "r.number",
    "formed": "r.formed",
    "year": "r.year",
    "record_type": "r.record_type",
    "room": "r.room",
    "location": "r.location",
    "sheets": "r.sheets",
    "validity": "r.validity",
    "valid_until": "r.valid_until",
    "exclusion": "r.exclusion",
    "document_id": "coalesce(d.document_id, '')",
    "digitized_at": "coalesce(d.digitized_since, d.archived_at)",
    "archive_path": "coalesce(d.archive_path, '')",
    "sha256": "coalesce(d.sha256, '')",
    "proof_problem": "coalesce(d.proof_problem, '')",
    "born_digital": "coalesce(d.born_digital, 0)",
    "subject": "r.subject",
}
PAPERS = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {_DIGITIZING} ORDER BY r.serial"""

ONE_PAPER = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {_DIGITIZING} WHERE r.record_id = :record_id"""

# To the hour: a day in Vietnam begins at 17:00 UTC, so nothing is lost for a day's count, and
# thousands of papers come back as some dozens of rows. The day formed only where it may be later
# than the day asked about.
TALLIES = f"""SELECT r.year, r.room, r.record_type, r.validity, r.valid_until,
    r.exclusion <> '', substr(coalesce(d.digitized_since, d.archived_at), 1, 13)
    || ':00:00+00:00',
    CASE WHEN r.formed > :as_of THEN r.formed ELSE '' END,
    coalesce(d.proof_problem, '') = '', coalesce(d.born_digital, 0), count(*)
    FROM register_records r {_DIGITIZING} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"""

UNLINKED = """SELECT year, room, coalesce(digitized_since, archived_at) FROM documents
    WHERE state = 'archived' AND record_id IS NULL
    AND (kept_original OR signatures <> '[]')"""

IMPORTS = """SELECT id, file_name, sha256, imported_at, legacy_encoding
    FROM register_imports ORDER BY id"""
OUTCOMES = "SELECT import_id, outcome, count(*) FROM register_rows GROUP BY 1, 2"
OPEN_ERRORS = """SELECT i.file_name, i.imported_at, w.sheet, w.row_number, w.cells, w.problems
    FROM register_rows w JOIN register_imports i ON i.id = w.import_id
    WHERE w.outcome = 'error' ORDER BY w.id"""

# --- search: every query gives the columns of `FOUND_COLUMNS` ------------------------------

FOUND_COLUMNS = (
    "document_id",
    "record_id",
    "state",
    "source_name",
    "number",
    "formed",
    "record_type",
    "room",
    "subject",
    "archive_path",
    "location",
    "text",
    "reading_sha256",
)
_FOUND_DOCUMENT = """SELECT d.document_id, coalesce(d.record_id, ''), d.state, d.source_name,
    d.number, d.formed, d.record_type, d.room, d.subject, d.archive_path,
    coalesce(r.location, ''), coalesce(t.text, ''), d.reading_sha256"""
_FOUND_PAPER = """SELECT '', r.record_id, NULL, '', r.number, r.formed, r.record_type, r.room,
    r.subject, NULL, r.location,
    r.number || char(10) || r.record_type || char(10) || r.subject || char(10) || r.owner, ''"""
_NOT_ARCHIVED = """NOT EXISTS (SELECT 1 FROM documents d
    WHERE d.record_id = r.record_id AND d.state = 'archived')"""

DOCUMENTS_BY_NUMBER = f"""{_FOUND_DOCUMENT} FROM documents d
    LEFT JOIN register_records r ON r.record_id = d.record_id
    LEFT JOIN document_texts t ON t.document_id = d.document_id
    WHERE d.number_key = :asked AND d.withdrawn_at IS NULL AND d.retired_at IS NULL
    ORDER BY d.state = 'archived' DESC, d.formed DESC LIMIT :limit"""
PAPERS_BY_NUMBER = f"""{_FOUND_PAPER} FROM register_records r
    WHERE r.number_key = :asked AND {_NOT_ARCHIVED} ORDER BY r.year DESC, r.serial LIMIT :limit"""
DOCUMENTS_BY_SERIAL = f"""{_FOUND_DOCUMENT} FROM json_each(:serials) f
    CROSS JOIN document_texts t ON t.serial = f.value
    JOIN documents d ON d.document_id = t.document_id
    LEFT JOIN register_records r ON r.record_id = d.record_id ORDER BY f.key"""
PAPERS_BY_SERIAL = f"""{_FOUND_PAPER} FROM json_each(:serials) f
    CROSS JOIN register_records r ON r.serial = f.value
    WHERE {_NOT_ARCHIVED} ORDER BY f.key LIMIT :limit"""
