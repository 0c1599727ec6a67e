"""The reading door's SQL. Each query is put together from constants of this module alone;
what comes from outside is always a parameter."""
# ruff: noqa: S608 - see above

from __future__ import annotations

from sohoa.catalogue.asked import among, each_of

#: The document that digitizes a paper: archived, and signed or taken in signed.
DIGITIZING = """LEFT JOIN documents d ON d.record_id = r.record_id AND d.state = 'archived'
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
    "rescanned": "coalesce(d.predecessor_id, '') <> ''",
}
PAPERS = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {DIGITIZING} WHERE r.listing = 'listed' ORDER BY r.serial"""

ONE_PAPER = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {DIGITIZING} WHERE r.record_id = :record_id"""

#: The places that papers of the inventory lie in, each once.
PLACES = """SELECT DISTINCT location FROM register_records
    WHERE listing = 'listed' AND location <> ''"""
#: The papers of some places, and those that are named.
PAPERS_AT = f"""SELECT {", ".join(PAPER_COLUMNS.values())}
    FROM register_records r {DIGITIZING} WHERE r.listing = 'listed' AND r.serial IN (
        SELECT serial FROM register_records WHERE location {among("places")}
        UNION SELECT serial FROM register_records WHERE record_id {among("named")})
    ORDER BY r.serial"""

#: By what papers are counted, in the table `tallies`: its columns, and what a paper has in each.
ALIKE = {
    "year": "r.year",
    "room": "r.room",
    "record_type": "r.record_type",
    "validity": "r.validity",
    "valid_until": "coalesce(r.valid_until, '')",
    "is_excluded": "r.exclusion <> ''",
    "is_digitized": "d.document_id IS NOT NULL",
    "is_proven": "coalesce(d.proof_problem, '') = ''",
    "is_born_digital": "coalesce(d.born_digital, false)",
}
_ALIKE = ", ".join(f"t.{name}" for name in ALIKE)

# Kept counts know papers as they are when all that is in the catalogue has happened. Papers that
# were formed or digitized after the day asked about are few where that is today; they are found by
# their days, taken out of the kept counts, and counted with their days instead: to the hour, as a
# day in Vietnam begins at 17:00 UTC.
TALLIES = f"""WITH
    later AS (SELECT serial FROM register_records WHERE formed > :as_of AND tally IS NOT NULL
        UNION SELECT r.serial FROM documents d CROSS JOIN register_records r
        WHERE d.archived_at >= :ends AND d.state || '' = 'archived' AND r.record_id = d.record_id
        AND r.tally IS NOT NULL),
    apart AS (SELECT r.tally, substr(coalesce(d.digitized_since, d.archived_at), 1, 13)
        || ':00:00+00:00' AS digitized, CASE WHEN r.formed > :as_of THEN r.formed ELSE '' END
        AS formed, count(*) AS papers
        FROM later l CROSS JOIN register_records r {DIGITIZING} WHERE r.serial = l.serial
        GROUP BY 1, 2, 3),
    less AS (SELECT tally, sum(papers) AS papers FROM apart GROUP BY tally)
    SELECT {_ALIKE}, CASE WHEN t.is_digitized THEN CAST(:by AS text) END, '',
        CAST(t.count - coalesce(l.papers, 0) AS integer)
        FROM tallies t LEFT JOIN less l ON l.tally = t.id WHERE t.count > coalesce(l.papers, 0)
    UNION ALL SELECT {_ALIKE}, a.digitized, a.formed, CAST(a.papers AS integer)
        FROM apart a CROSS JOIN tallies t WHERE t.id = a.tally
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 NULLS FIRST, 11"""

#: What is kept, and what it must be: the papers themselves, counted.
KEPT_TALLIES = f"SELECT {_ALIKE}, t.count FROM tallies t WHERE t.count <> 0"
COUNTED_TALLIES = f"""SELECT {", ".join(ALIKE.values())}, count(*)
    FROM register_records r {DIGITIZING} WHERE r.listing = 'listed'
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"""
#: Papers with the tally they are counted under, and the one they belong to, if there is one.
TALLIES_OF = f"""SELECT r.serial, r.listing = 'listed', r.tally, t.id,
    {", ".join(ALIKE.values())}
    FROM {each_of("papers")} f CROSS JOIN register_records r {DIGITIZING}
    LEFT JOIN tallies t ON r.listing = 'listed'
    AND {" AND ".join(f"t.{name} = ({value})" for name, value in ALIKE.items())}
    WHERE r.record_id = f.value ORDER BY r.serial"""

#: Digitized documents that no paper of the inventory claims.
UNLINKED = """WITH loose AS (
    SELECT d.year, d.room, coalesce(d.digitized_since, d.archived_at) AS at FROM documents d
        WHERE d.state = 'archived' AND d.record_id IS NULL
        AND (d.kept_original OR d.signatures <> '[]')
    UNION ALL SELECT d.year, d.room, coalesce(d.digitized_since, d.archived_at)
        FROM register_records r CROSS JOIN documents d
        WHERE r.listing <> 'listed' AND d.record_id = r.record_id AND d.state = 'archived'
        AND (d.kept_original OR d.signatures <> '[]'))
    SELECT year, room, CASE WHEN at < :ends THEN CAST(:by AS text) ELSE at END, count(*)
    FROM loose GROUP BY 1, 2, 3 ORDER BY 1 NULLS FIRST, 2, 3"""

# --- as it was known: `past` ---------------------------------------------------------------

OFFICE_EVENTS = """SELECT at, said FROM office_events WHERE kind = :kind AND at < :before
    ORDER BY serial"""
FIRST_CHANGE = "SELECT min(at) FROM changes"
LAST_EVENT = "SELECT max(serial) FROM office_events WHERE at < :before"
LAST_LOOKUP = "SELECT max(serial) FROM lookups WHERE at < :before"
LAST_CHANGE = "SELECT max(id) FROM changes WHERE at < :before"
#: What was said of each subject of a kind, in the order of recording.
FACTS = """SELECT subject, said FROM facts
    WHERE kind = :kind AND change_id <= :last AND true_from <= :as_of ORDER BY subject, serial"""
#: Who has put a document `d` into the archive; of what an earlier catalogue held nobody knows.
OPERATOR = """coalesce((SELECT c.person FROM facts f JOIN changes c ON c.id = f.change_id
    WHERE f.kind = 'document' AND f.subject = d.document_id AND c.act = 'archive'
    ORDER BY f.serial LIMIT 1), '')"""
#: Where documents are in the archive, and whether each took the place of another.
FILES = f"""SELECT document_id, archive_path, sha256, predecessor_id <> '' FROM documents
    WHERE document_id {among("documents")} AND archive_path IS NOT NULL"""
_SAID_BEFORE = """f.said, f.true_from, c.at, c.act, c.person, c.reason, coalesce(i.file_name, ''),
    coalesce(i.source, '') FROM facts f JOIN changes c ON c.id = f.change_id
    LEFT JOIN register_imports i ON i.id = c.import_id"""
HISTORY = f"""SELECT {_SAID_BEFORE}
    WHERE f.kind = :kind AND f.subject = :subject ORDER BY f.serial"""
#: What was decided about a scan before it was archived.
DECISIONS_BEFORE = """SELECT record_id, decided_at, decided_by, person, reason
    FROM paper_decisions WHERE document_id = :subject ORDER BY serial"""
INVENTORIES = f"""SELECT f.subject, {_SAID_BEFORE}
    WHERE f.kind = 'inventory' AND c.at < :before ORDER BY f.serial"""
#: Papers that were entered into the inventory or taken out of it, with their room today, and when.
LISTINGS = """SELECT r.record_id, r.room, c.at FROM changes c JOIN facts f ON f.change_id = c.id
    JOIN register_records r ON r.record_id = f.subject
    WHERE f.kind = 'paper' AND f.said LIKE '%"listing":%' AND c.at > :after AND c.at < :before
    ORDER BY f.serial"""
#: The files by which papers were entered.
ENTERING_IMPORTS = """SELECT i.sha256 FROM register_imports i JOIN changes c ON c.import_id = i.id
    WHERE c.at < :before AND EXISTS (SELECT 1 FROM facts f WHERE f.change_id = c.id
        AND f.kind = 'paper' AND f.said LIKE '%"listing":%')"""
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
