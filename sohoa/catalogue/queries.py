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
    "born_digital": "coalesce(d.born_digital, false)",
    "subject": "r.subject",
    "listing": "r.listing",
    "merged_into": "r.merged_into",
}
PAPERS = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {_DIGITIZING} WHERE r.listing = 'listed' ORDER BY r.serial"""

ONE_PAPER = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {_DIGITIZING} WHERE r.record_id = :record_id"""

# To the hour: a day in Vietnam begins at 17:00 UTC, so nothing is lost for a day's count, and
# thousands of papers come back as some dozens of rows. The day formed only where it may be later
# than the day asked about.
TALLIES = f"""SELECT r.year, r.room, r.record_type, r.validity, r.valid_until,
    r.exclusion <> '', substr(coalesce(d.digitized_since, d.archived_at), 1, 13)
    || ':00:00+00:00',
    CASE WHEN r.formed > :as_of THEN r.formed ELSE '' END,
    coalesce(d.proof_problem, '') = '', coalesce(d.born_digital, false), count(*)
    FROM register_records r {_DIGITIZING} WHERE r.listing = 'listed'
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ORDER BY 1, 2, 3, 4, 5 NULLS FIRST, 6, 7 NULLS FIRST, 8, 9, 10"""

#: Digitized documents that no paper of the inventory claims.
UNLINKED = """SELECT d.year, d.room, coalesce(d.digitized_since, d.archived_at) FROM documents d
    LEFT JOIN register_records r ON r.record_id = d.record_id AND r.listing = 'listed'
    WHERE d.state = 'archived' AND r.record_id IS NULL
    AND (d.kept_original OR d.signatures <> '[]') ORDER BY d.document_id"""

# --- as it was known: `past` ---------------------------------------------------------------

FIRST_CHANGE = "SELECT min(at) FROM changes"
LAST_CHANGE = "SELECT max(id) FROM changes WHERE at < :before"
#: What was said of each subject of a kind, in the order of recording.
FACTS = """SELECT subject, said FROM facts
    WHERE kind = :kind AND change_id <= :last AND true_from <= :as_of ORDER BY subject, serial"""
FILES = "SELECT document_id, archive_path, sha256 FROM documents WHERE archive_path IS NOT NULL"
_SAID_BEFORE = """f.said, f.true_from, c.at, c.act, c.person, c.reason, coalesce(i.file_name, ''),
    coalesce(i.source, '') FROM facts f JOIN changes c ON c.id = f.change_id
    LEFT JOIN register_imports i ON i.id = c.import_id"""
HISTORY = f"""SELECT {_SAID_BEFORE}
    WHERE f.kind = :kind AND f.subject = :subject ORDER BY f.serial"""
INVENTORIES = f"""SELECT f.subject, {_SAID_BEFORE}
    WHERE f.kind = 'inventory' AND c.at < :before ORDER BY f.serial"""
#: Papers that were entered into the inventory or taken out of it, with their room, and when.
LISTINGS = """SELECT r.room, c.at FROM changes c JOIN facts f ON f.change_id = c.id
    JOIN register_records r ON r.record_id = f.subject
    WHERE f.kind = 'paper' AND f.said LIKE '%"listing":%' AND c.at > :after AND c.at < :before
    ORDER BY f.serial"""
IMPORTS = """SELECT id, file_name, sha256, imported_at, legacy_encoding
    FROM register_imports ORDER BY id"""
OUTCOMES = "SELECT import_id, outcome, count(*) FROM register_rows GROUP BY 1, 2"
ROOMS_IN_ERROR = """SELECT w.room, count(*) FROM register_rows w
    JOIN register_imports i ON i.id = w.import_id
    WHERE i.imported_at < :before AND (w.outcome = 'error' OR w.settled_at >= :before)
    GROUP BY w.room"""
OPEN_ERRORS = """SELECT i.file_name, i.imported_at, w.sheet, w.row_number, w.cells, w.problems
    FROM register_rows w JOIN register_imports i ON i.id = w.import_id
    WHERE i.imported_at < :before AND (w.outcome = 'error' OR w.settled_at >= :before)
    ORDER BY w.id"""
