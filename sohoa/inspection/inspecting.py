"""One inspection: the ledger, the tables that follow from it, the archive's files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sohoa.collecting import nothing_to_collect
from sohoa.inspection.count_check import check_counts
from sohoa.inspection.description_check import check_descriptions
from sohoa.inspection.differences import Difference
from sohoa.inspection.document_check import DocumentCheck
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.error_row_check import check_error_rows
from sohoa.inspection.index_check import check_indexes
from sohoa.inspection.key_check import check_owners
from sohoa.inspection.paper_check import PaperCheck
from sohoa.inspection.row_check import check_rows
from sohoa.inspection.rule_check import check_rules
from sohoa.inspection.schema_check import check_schema
from sohoa.inspection.tree_check import TreeCheck
from sohoa.ledger.head import Head
from sohoa.ledger.tree import EMPTY_ROOT


@dataclass(slots=True)
class Inspection:
    """An inspection as it goes; when `differences` has ended, the rest is known.

    Attributes:
        heads: Those that somebody has kept; what they do not bear witness to is compared with
            nothing but itself.
        archive: The archive's folder; `None` leaves its files out.
        rules: Plan, settings and roots as they lie there, by SHA-256; `None` leaves them out.
        stamps: When heads were stamped, where that is believed.
        proven: The heads of which the ledger is the continuation.
        archive_id, size, root: The ledger's, as it is now.
        papers, files: How many papers count, and how many files were read.
    """

    door: InspectionDoor
    heads: Sequence[Head]
    archive: Path | None = None
    rules: Mapping[str, str] | None = None
    stamps: Mapping[Head, dt.datetime] = field(default_factory=dict)
    proven: list[Head] = field(default_factory=list)
    archive_id: str = ""
    size: int = 0
    root: bytes = EMPTY_ROOT
    papers: int = 0
    files: int = 0

    def differences(self) -> Iterator[Difference]:
        """Give all that is otherwise than it was recorded; nothing where all holds.

        The whole is one state of the catalogue: what is entered meanwhile is in none of it.
        """
        with self.door.one_state(), nothing_to_collect():
            self.archive_id = self.door.archive_id
            yield from check_schema(self.door)
            if self.archive is not None:
                yield from check_indexes(self.door)
            tree = TreeCheck(self.door, self.heads, self.stamps)
            yield from tree.differences()
            self.size, self.root, self.proven = tree.size, tree.root, tree.proven
            yield from check_rows(self.door)
            papers = PaperCheck(self.door)
            yield from papers.differences()
            yield from check_owners(self.door)
            documents = DocumentCheck(self.door, self.archive)
            yield from documents.differences()
            yield from check_descriptions(self.door)
            yield from check_counts(self.door, papers.listed, documents.digitized)
            yield from check_error_rows(self.door)
            if self.rules is not None:
                since = min((head.size for head in tree.proven), default=None)
                yield from check_rules(self.door, self.rules, since=since)
            self.papers, self.files = len(papers.listed), documents.files
