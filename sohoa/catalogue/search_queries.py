"""The SQL of search beside what each database does by itself. Each query is put together from
constants; what comes from outside is always a parameter."""
# ruff: noqa: S608 - see above

from __future__ import annotations

from sohoa.catalogue.asked import each_of
from sohoa.catalogue.search_table import SearchTable

#: What tells one hit from another, and its day: `document_id`, `record_id`, `formed`.
_DOCUMENT = "d.document_id, coalesce(d.record_id, ''), d.formed"
_PAPER = "'', r.record_id, r.formed"
_COUNTS = "d.withdrawn_at IS NULL AND d.retired_at IS NULL"
_IS_LISTED = """r.listing = 'listed' AND NOT EXISTS (SELECT 1 FROM documents d
    WHERE d.record_id = r.record_id AND d.state = 'archived')"""
_BY_DAY = "{0}.formed DESC, {0}.{1} LIMIT :most"


def documents_by(column: str, condition: str, *, newest: bool) -> str:
    """Documents that have one of a list's values in a column; its place there comes first."""
    order = "d.formed DESC" if newest else "f.key, d.state = 'archived' DESC, d.formed DESC"
    return f"""SELECT f.key, {_DOCUMENT} FROM {each_of("values")} f CROSS JOIN documents d
        WHERE d.{column} = f.value AND {_COUNTS}{condition}
        ORDER BY {order}, d.document_id LIMIT :most"""


def papers_by(column: str, condition: str, *, newest: bool) -> str:
    """The same of papers without a document."""
    order = "r.formed DESC" if newest else "f.key, r.year DESC"
    return f"""SELECT f.key, {_PAPER} FROM {each_of("values")} f CROSS JOIN register_records r
        WHERE r.{column} = f.value AND {_IS_LISTED}{condition}
        ORDER BY {order}, r.serial LIMIT :most"""


def documents_by_date(formed: str, condition: str) -> str:
    """Documents formed on given days, those of the last day first."""
    return f"""SELECT {_DOCUMENT} FROM documents d WHERE {_COUNTS}{formed}{condition}
        ORDER BY {_BY_DAY.format("d", "document_id")}"""


def papers_by_date(formed: str, condition: str) -> str:
    """Papers without a document formed on given days, those of the last day first."""
    return f"""SELECT {_PAPER} FROM register_records r WHERE {_IS_LISTED}{formed}{condition}
        ORDER BY {_BY_DAY.format("r", "serial")}"""


#: Of texts by their serials, in their order: a digitized paper is its document.
BY_SERIAL = {
    SearchTable.DOCUMENTS: f"""SELECT {_DOCUMENT} FROM {each_of("serials")} f
        CROSS JOIN document_texts t CROSS JOIN documents d
        WHERE t.serial = CAST(f.value AS integer) AND d.document_id = t.document_id
        ORDER BY f.key""",
    SearchTable.REGISTER: f"""SELECT coalesce(d.document_id, ''), r.record_id,
            coalesce(d.formed, r.formed)
        FROM {each_of("serials")} f CROSS JOIN register_records r
        LEFT JOIN documents d ON d.record_id = r.record_id AND d.state = 'archived'
        WHERE r.serial = CAST(f.value AS integer) ORDER BY f.key""",
}

#: Texts by their serials with what they are of, formed last first: documents with a text, digitized
#: papers as their documents, papers that are not digitized. In the order of `newest_first`.
_NOT_BEHIND = "d.formed >= :since AND (d.formed > :since OR d.document_id >= :since_id)"
_PART = "LIMIT :some OFFSET :looked_at"
TEXTS_BY_DAY = f"""SELECT t.serial, {_DOCUMENT}
    FROM documents d CROSS JOIN document_texts t
    WHERE t.document_id = d.document_id AND {_NOT_BEHIND}{{0}}
    ORDER BY d.formed DESC, d.document_id DESC {_PART}"""
DIGITIZED_BY_DAY = f"""SELECT r.serial, {_DOCUMENT}
    FROM documents d CROSS JOIN register_records r
    WHERE r.record_id = d.record_id AND d.state || '' = 'archived' AND {_NOT_BEHIND}{{0}}
    ORDER BY d.formed DESC, d.document_id DESC {_PART}"""
PAPERS_BY_DAY = f"""SELECT r.serial, {_PAPER} FROM register_records r
    WHERE NOT EXISTS (SELECT 1 FROM documents d
        WHERE d.record_id = r.record_id AND d.state = 'archived')
        AND r.formed >= :since AND (r.formed > :since OR :since_id = ''){{0}}
    ORDER BY r.formed DESC, r.record_id DESC {_PART}"""

SHOWN_COLUMNS = (
    "document_id",
    "record_id",
    "state",
    "source_name",
    "number",
    "formed",
    "record_type",
    "room",
    "subject",
    "owner",
    "archive_path",
    "location",
    "pages",
    "reading_sha256",
    "text",
)
SHOWN_DOCUMENTS = f"""SELECT d.document_id, coalesce(d.record_id, ''), d.state, d.source_name,
    d.number, d.formed, d.record_type, d.room, d.subject, d.owner, d.archive_path,
    coalesce(r.location, ''), d.page_count, d.reading_sha256, coalesce(t.text, '')
    FROM {each_of("documents")} f CROSS JOIN documents d
    LEFT JOIN register_records r ON r.record_id = d.record_id
    LEFT JOIN document_texts t ON t.document_id = d.document_id
    WHERE d.document_id = f.value"""
SHOWN_PAPERS = f"""SELECT '', r.record_id, NULL, '', r.number, r.formed, r.record_type, r.room,
    r.subject, r.owner, NULL, r.location, NULL, '', ''
    FROM {each_of("papers")} f CROSS JOIN register_records r WHERE r.record_id = f.value"""

#: The names in a column, found by jumping along its index.
KNOWN_ROOMS, KNOWN_TYPES = (
    f"""WITH RECURSIVE
    of_documents (name) AS (SELECT min({column}) FROM documents
        UNION ALL SELECT (SELECT min({column}) FROM documents WHERE {column} > name)
        FROM of_documents WHERE name IS NOT NULL),
    of_papers (name) AS (SELECT min({column}) FROM register_records
        UNION ALL SELECT (SELECT min({column}) FROM register_records WHERE {column} > name)
        FROM of_papers WHERE name IS NOT NULL)
    SELECT name FROM of_documents WHERE name <> ''
    UNION SELECT name FROM of_papers WHERE name <> '' ORDER BY 1"""
    for column in ("room", "record_type")
)
