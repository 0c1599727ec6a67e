"""The SQL of what a report goes through: the columns of `PaperColumns` and `ArchivedColumns`."""
# ruff: noqa: S608 - put together from constants of the catalogue alone

from __future__ import annotations

from sohoa.catalogue.queries import DIGITIZING, OPERATOR
from sohoa.domain.outcome import DocumentState
from sohoa.domain.trust import Level

# A day is known of every archived scan; where it took the place of another, there is the instant
# at which that one was archived.
PAPERS = f"""SELECT r.record_id, r.number, r.formed, r.year, r.record_type, r.room,
    r.location, r.validity, coalesce(r.valid_until, ''), r.exclusion,
    coalesce(d.document_id, ''), coalesce(d.digitized_since, d.archived_on, ''),
    coalesce(d.archive_path, ''), coalesce(d.proof_problem, ''), coalesce(d.born_digital, false),
    coalesce(d.predecessor_id, '') <> ''
    FROM register_records r {DIGITIZING} WHERE r.listing = 'listed' ORDER BY r.serial"""

#: The level of the highest signature; a level's name is the beginning of no other's, quoted.
_LEVEL = (
    "CASE "
    + " ".join(
        f"WHEN d.signatures LIKE '%\"{level.value}\"%' THEN '{level.value}'"
        for level in reversed(Level)
    )
    + " ELSE '' END"
)
_OF_ARCHIVED = f"""d.archived_on, CASE WHEN d.kept_original OR d.signatures <> '[]'
    THEN coalesce(d.digitized_since, d.archived_on) ELSE '' END, d.archive_path, d.sha256,
    d.findings, d.updated_at, {_LEVEL}, {{operator}} FROM documents d"""
_IN_ORDER = "d.withdrawn_at IS NULL ORDER BY d.batch, d.source_name, d.document_id"
#: What is archived now, with its paper if that is in the inventory.
_ARCHIVED = f"""SELECT d.document_id, d.batch, d.source_name, d.number, d.formed, d.room,
    coalesce(r.record_id, ''), d.year, coalesce(r.year, d.year), {_OF_ARCHIVED}
    LEFT JOIN register_records r ON r.record_id = d.record_id AND r.listing = 'listed'
    WHERE d.state = 'archived' AND {_IN_ORDER}"""


def _listed(states: list[DocumentState]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


#: The papers that were taken out of the inventory, in what a list says of them.
WITHDRAWN = """SELECT r.record_id, r.number, r.formed, r.year, r.record_type, r.room, r.location,
    r.validity FROM register_records r WHERE r.listing <> 'listed' AND r.listing = 'withdrawn'
    ORDER BY r.record_id"""
#: What was ever archived: the facts say what of it was so on a day, and of which paper.
_STORED = f"""SELECT d.document_id, d.batch, d.source_name, d.number, d.formed, '', '',
    NULL, NULL, {_OF_ARCHIVED} WHERE d.state || '' IN
    ({_listed([state for state in DocumentState if state.is_stored])}) AND {_IN_ORDER}"""


def archived(*, ever: bool, by_operator: bool) -> str:
    """Ask for what is archived now, or what ever was; with who archived it, if that is wanted."""
    asked = _STORED if ever else _ARCHIVED
    return asked.format(operator=OPERATOR if by_operator else "''")


#: When anything of the documents changed that are no lines: of those not archived now, or never.
CHANGED_BESIDE = f"""SELECT max(updated_at) FROM documents WHERE withdrawn_at IS NULL AND state IN
    ({_listed([state for state in DocumentState if state is not DocumentState.ARCHIVED])})"""
CHANGED_UNSTORED = f"""SELECT max(updated_at) FROM documents WHERE withdrawn_at IS NULL
    AND state IN ({_listed([state for state in DocumentState if not state.is_stored])})"""
#: How many pages so many archived documents have.
PAGES_OF_DOCUMENTS = """SELECT coalesce(sum(page_count), 0), count(*) FROM documents
    WHERE state = 'archived' AND page_count > 0"""
