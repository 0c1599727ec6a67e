"""The SQL of the reading door about documents. Each query is put together from constants of this
module alone; what comes from outside is always a parameter."""
# ruff: noqa: S608 - see above

from __future__ import annotations

from collections.abc import Iterable

from sohoa.catalogue.asked import among, each_of

DOCUMENT_COLUMNS = (
    "document_id",
    "batch",
    "phase",
    "state",
    "source_name",
    "source_paths",
    "year",
    "reason_code",
    "reason_details",
    "record_id",
    "number",
    "formed",
    "record_type",
    "room",
    "subject",
    "owner",
    "sheets",
    "page_count",
    "confidence",
    "findings",
    "content_sha256",
    "file_code",
    "ordinal",
    "archive_path",
    "sha256",
    "size_bytes",
    "kept_original",
    "signatures",
    "archived_at",
    "updated_at",
    "receipt_sha256",
    "generation",
    "provable_until",
    "page_says",
    "list_says",
    "register_says",
    "born_digital",
    "proof_checked_at",
    "proof_problem",
    "predecessor_id",
    "successor_id",
    "retired_at",
    "retired_by",
    "retired_reason",
    "events_sha256",
    "digitized_since",
    "reading_sha256",
    "reading_bytes",
)
DOCUMENTS = f"SELECT {', '.join(DOCUMENT_COLUMNS)} FROM documents"

ONE_DOCUMENT = f"""{DOCUMENTS} WHERE document_id IN (
        SELECT document_id FROM documents WHERE document_id = :name
        UNION SELECT document_id FROM documents WHERE record_id = :record_id
        UNION SELECT document_id FROM documents WHERE archive_name = :archive_name)
    ORDER BY document_id = :name DESC, state = 'archived' DESC, updated_at DESC LIMIT 1"""

_NARROWED = {
    "batch": "batch = :batch",
    "state": "state = :state",
    "phase": "phase = :phase",
    "named": f"(findings <> '[]' OR document_id {among('named')})",
}


def listed(narrowed: Iterable[str]) -> str:
    """A page of the documents by batch and name, narrowed by these."""
    conditions = "".join(f" AND {_NARROWED[name]}" for name in narrowed)
    return f"""{DOCUMENTS}
        WHERE (batch, source_name, document_id) > (:after_0, :after_1, :after_2)
        AND withdrawn_at IS NULL{conditions}
        ORDER BY batch, source_name, document_id LIMIT :limit"""


HAS_BATCH = "SELECT 1 FROM documents WHERE batch = :batch LIMIT 1"

SETTLED = """SELECT document_id, source_name, coalesce(archived_at, updated_at) FROM documents
    WHERE batch = :batch AND withdrawn_at IS NULL
    AND state IN ('archived', 'quarantined', 'set_aside', 'contested')"""

DECIDED = "SELECT successor_id FROM decisions WHERE closed_at IS NULL"

_FACES = """SELECT d.document_id, d.number_key, d.formed,
    coalesce(json_extract(d.page_says, '$.issuing_body'), ''), coalesce(d.record_id, ''),
    d.findings"""
_BRINGS_A_PAPER = """d.number_key <> '' AND length(d.formed) = 10 AND d.withdrawn_at IS NULL
    AND (d.state IN ('archived', 'in_progress') OR d.reason_code = 'MATCH-004')"""
_WHOLE_DAY = "number_key <> '' AND length(formed) = 10"
#: Figures alone (`domain.identifiers.is_bare_key`), of a paper whose issuer was read.
_BARE = """ltrim(number_key, '0123456789') = ''
    AND coalesce(json_extract(page_says, '$.issuing_body'), '') <> ''"""
#: The whole numbers of a day that begin with the figures of `b`. By the index of numbers: the
#: day in another form keeps SQLite from building one of days for each query.
_BEGUN = """CROSS JOIN documents w WHERE w.number_key > b.number_key || '/'
    AND w.number_key < b.number_key || '0' AND w.formed || '' = b.formed
    AND w.number_key <> '' AND length(w.formed) = 10"""
#: Numbers with a whole day that stand on more than one document, whole or as figures alone:
#: `sohoa.domain.double_documents` judges.
SAME_NUMBERS = f"""WITH bare AS (SELECT number_key, formed FROM documents
        WHERE number_key > '' AND length(formed) = 10 AND {_BARE}),
    twice AS (SELECT number_key, formed FROM documents WHERE {_WHOLE_DAY}
        GROUP BY number_key, formed HAVING count(*) > 1
        UNION SELECT w.number_key, w.formed FROM bare b {_BEGUN}
        UNION SELECT b.number_key, b.formed FROM bare b {_BEGUN})
    {_FACES} FROM twice t CROSS JOIN documents d
    WHERE d.number_key = t.number_key AND d.formed = t.formed AND {_BRINGS_A_PAPER}
    ORDER BY d.document_id"""
#: The same of the numbers and days of some documents.
SAME_NUMBER = f"""WITH asked AS (SELECT number_key, formed, page_says FROM documents
        WHERE document_id {among("documents")} AND {_WHOLE_DAY}),
    bare AS (SELECT number_key, formed FROM asked WHERE {_BARE}),
    alike AS (SELECT number_key, formed FROM asked
        UNION SELECT substr(number_key, 1, instr(number_key, '/') - 1), formed FROM asked
            WHERE instr(number_key, '/') > 1
        UNION SELECT w.number_key, w.formed FROM bare b {_BEGUN})
    {_FACES} FROM alike o CROSS JOIN documents d
    WHERE d.number_key = o.number_key AND d.formed = o.formed AND {_BRINGS_A_PAPER}
    ORDER BY d.document_id"""

#: Archived on a day (in Vietnam) before the one they bear.
BEFORE_FORMED = "formed > archived_on"
_COUNTS = "withdrawn_at IS NULL AND retired_at IS NULL"
_HAS_FINDINGS = f"findings <> '[]' AND {_COUNTS}"
_NAMED = f"document_id {among('named')}"

ARCHIVED_BEFORE_FORMED = f"SELECT document_id FROM documents WHERE {BEFORE_FORMED} AND {_COUNTS}"
COUNTED_FINDINGS = f"""SELECT findings, count(*) FROM documents
    WHERE {_HAS_FINDINGS} GROUP BY findings"""
COUNTED_FINDINGS_OF = f"""SELECT findings, count(*) FROM documents
    WHERE {_NAMED} AND findings || '' <> '[]' AND {_COUNTS} GROUP BY findings"""
NAMED_DOCUMENTS = f"{DOCUMENTS} WHERE {_NAMED} AND {_COUNTS}"
#: Those that may need a person, who is told by `sohoa.domain.needs`: by the codes of their findings
#: (`codes`), and those that `named` lists; both are JSON.
NEEDY_DOCUMENTS = f"""{DOCUMENTS} WHERE {_COUNTS} AND document_id IN (
        SELECT value FROM {each_of("named")}
        UNION SELECT document_id FROM documents WHERE {_HAS_FINDINGS}
            AND EXISTS (SELECT 1 FROM json_each(findings) AS found
            WHERE json_extract(found.value, '$.code') {among("codes")}))"""


#: Documents that wait by themselves, or for a person's word.
WAITING = """SELECT state, count(*) FROM documents
    WHERE state IN ('arriving', 'contested', 'asked') AND withdrawn_at IS NULL GROUP BY state"""

ABSENT = "SELECT document_id FROM documents WHERE batch = :batch AND withdrawn_at IS NOT NULL"

RECORD_EVENTS = """SELECT event_type, detail, at, person, reason, agent, related_document,
    related_sha256 FROM record_events WHERE document_id = :document_id ORDER BY serial"""

MOVED_TO = "SELECT value FROM office_facts WHERE name = 'moved_to'"
ARCHIVE_ID = "SELECT value FROM office_facts WHERE name = 'archive_id'"

TEXT = "SELECT text FROM document_texts WHERE document_id = :document_id"
