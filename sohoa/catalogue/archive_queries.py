"""The SQL of the reading door about the archive. Each query is put together from constants alone;
what comes from outside is always a parameter."""
# ruff: noqa: S608 - see above

from __future__ import annotations

from sohoa.catalogue.asked import among, each_of
from sohoa.catalogue.document_queries import DOCUMENTS

_OF_DOCUMENTS = f"document_id {among('documents')}"
_HELD = "archive_path IS NOT NULL AND withdrawn_at IS NULL"

ARCHIVED = f"""{DOCUMENTS} WHERE archive_path > :after_0 AND withdrawn_at IS NULL
    ORDER BY archive_path LIMIT :limit"""
ARCHIVED_OF_BATCH = f"""{DOCUMENTS} WHERE batch = :batch AND {_HELD} ORDER BY archive_path"""
#: The same behind one file and up to another, not verified since an instant.
_UNPROVEN = """archive_path <= :through AND withdrawn_at IS NULL
    AND (proof_checked_at IS NULL OR proof_checked_at < :since)"""
UNPROVEN = f"""{DOCUMENTS} WHERE archive_path > :after_0 AND {_UNPROVEN}
    ORDER BY archive_path LIMIT :limit"""
COUNT_UNPROVEN = f"SELECT count(*) FROM documents WHERE {_UNPROVEN}"
COUNT_ARCHIVED = """SELECT count(*) FROM documents
    WHERE archive_path > :after AND withdrawn_at IS NULL"""
NEXT_PATH = "SELECT min(archive_path) FROM documents WHERE archive_path > :after"
MEMBERS = """SELECT archive_path, sha256, receipt_sha256, events_sha256, reading_sha256
    FROM documents WHERE archive_path > :first AND archive_path < :last
    AND withdrawn_at IS NULL ORDER BY archive_path"""

#: Every ordinal ever given, and whether its document is still known.
_PLACES = """SELECT p.file_code, p.ordinal, p.document_id, d.document_id IS NOT NULL
    FROM reservations p LEFT JOIN documents d ON d.document_id = p.document_id"""
PLACES = f"{_PLACES} WHERE p.file_code = :file_code ORDER BY p.ordinal"
NEXT_UNIT = "SELECT min(file_code) FROM reservations WHERE file_code > :after"
PLACES_AT = f"""SELECT p.file_code, p.ordinal, p.document_id, d.document_id IS NOT NULL
    FROM {each_of("places")} a CROSS JOIN reservations p
    LEFT JOIN documents d ON d.document_id = p.document_id
    WHERE p.file_code = json_extract(a.value, '$[0]')
    AND p.ordinal = CAST(json_extract(a.value, '$[1]') AS integer)"""

FILES_LIKE = f"""SELECT document_id, sha256 FROM documents
    WHERE sha256 {among("digests")} AND {_HELD}
    AND state NOT IN ('replaced', 'withdrawn') ORDER BY archived_at, document_id"""
KNOWN_FILES = f"""SELECT sha256, document_id FROM documents
    WHERE sha256 {among("digests")} AND {_HELD} ORDER BY archive_path"""
NEXT_SIGNERS = "SELECT min(signers) FROM documents WHERE signers > :after"

#: The paper of each record.
LINKED_PAPERS = f"""SELECT d.document_id, r.number, r.year
    FROM documents d JOIN register_records r ON r.record_id = d.record_id
    WHERE d.{_OF_DOCUMENTS} AND d.archive_path IS NOT NULL"""
MASTERS_RELEASED = f"""SELECT DISTINCT document_id FROM record_events
    WHERE {_OF_DOCUMENTS} AND detail = 'masters-released'"""
