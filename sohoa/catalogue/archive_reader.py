"""The reading door's archive: records in the order of their files, and what verifying asks of them.

Nothing here reads the whole catalogue for the sake of one record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator

from sohoa.catalogue import archive_queries as queries
from sohoa.catalogue.document_reader import DocumentReader
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.rows import GivenPlace, HeldFile
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.vietnamese import nfc

#: What follows a folder's slash: the paths below it lie between the two.
_AFTER_SLASH = chr(ord("/") + 1)


class ArchiveReader(DocumentReader):
    """What the catalogue knows of the archive."""

    def archived(self, *, batch: str | None = None, after: str = "") -> Iterator[DocumentRow]:
        """The records that have a file in the archive, counted or not, in the order of the files.

        Some hundreds are in memory at a time. `after` is a path in the archive to begin behind.
        """
        if batch is not None:
            rows = self._rows(queries.ARCHIVED_OF_BATCH, {"batch": nfc(batch)})
            yield from self._with_derived(rows)
            return
        yield from self._pages(
            queries.ARCHIVED, {}, lambda row: (row.archive_path or "",), (after,)
        )

    def unproven(self, *, through: str, since: dt.datetime) -> Iterator[DocumentRow]:
        """Those of `archived` up to a path that were not verified since an instant."""
        asked: dict[str, object] = {"through": through, "since": as_text(since)}
        yield from self._pages(
            queries.UNPROVEN, asked, lambda row: (row.archive_path or "",), ("",)
        )

    def count_unproven(self, *, through: str, since: dt.datetime) -> int:
        """Count the records that `unproven` gives."""
        asked = {"through": through, "since": as_text(since)}
        return int(self._value(queries.COUNT_UNPROVEN, **asked) or 0)

    def archived_folders(self) -> Iterator[str]:
        """The folders of the archive that hold a record, by a question for each folder."""
        after = ""
        while (path := self._value(queries.NEXT_PATH, after=after)) is not None:
            folder = str(path).rpartition("/")[0]
            yield folder
            after = folder + _AFTER_SLASH

    def members(self, folder: str) -> tuple[tuple[str, str, str, str, str], ...]:
        """The records of a folder: name, and digests of file, receipt, events and reading copy."""
        bounds = {"first": folder + "/", "last": folder + _AFTER_SLASH}
        return tuple(
            (path.rpartition("/")[2], *digests)
            for path, *digests in self._rows(queries.MEMBERS, bounds)
        )

    def given_units(self) -> Iterator[str]:
        """The file units in which a place was ever given, by a question for each."""
        after = ""
        while (code := self._value(queries.NEXT_UNIT, after=after)) is not None:
            yield str(code)
            after = str(code)

    def places(self, file_code: str) -> Iterator[GivenPlace]:
        """Every place of a file unit that was ever given to a document, in their order."""
        for code, at, name, known in self._stream(queries.PLACES, {"file_code": file_code}):
            yield GivenPlace(code, at, name, bool(known))

    def places_at(self, rows: Iterable[DocumentRow]) -> tuple[GivenPlace, ...]:
        """Who was given the places at which some records lie."""
        asked = json.dumps([[row.file_code, row.ordinal or 0] for row in rows])
        found = self._rows(queries.PLACES_AT, {"places": asked})
        return tuple(GivenPlace(code, at, name, bool(known)) for code, at, name, known in found)

    def files_like(self, rows: Iterable[DocumentRow]) -> tuple[HeldFile, ...]:
        """The records that count and whose files have the digests of these, the first one first."""
        asked = json.dumps(sorted({row.sha256 for row in rows}))
        found = self._rows(queries.FILES_LIKE, {"digests": asked})
        return tuple(HeldFile(*values) for values in found)

    def signers(self) -> Iterator[frozenset[tuple[str, str]]]:
        """Who has signed a record in which field: each way that occurs, once."""
        after = ""
        while (stored := self._value(queries.NEXT_SIGNERS, after=after)) is not None:
            yield frozenset((field, signer) for field, signer in json.loads(stored))
            after = stored

    def linked_papers(self, documents: Collection[str]) -> dict[str, tuple[str, int]]:
        """Archived document → number and year of the register's paper that it digitizes."""
        rows = self._rows(queries.LINKED_PAPERS, {"documents": json.dumps(list(documents))})
        return {document: (number, year) for document, number, year in rows}

    def masters_released(self, documents: Collection[str]) -> frozenset[str]:
        """Those of some records whose masters were taken out of the inbox, by somebody's word."""
        rows = self._rows(queries.MASTERS_RELEASED, {"documents": json.dumps(list(documents))})
        return frozenset(identity for (identity,) in rows)

    def known_files(self, digests: Collection[str]) -> dict[str, str]:
        """Digest → the archived record whose file has it now."""
        rows = self._rows(queries.KNOWN_FILES, {"digests": json.dumps(list(digests))})
        return dict(rows)

    def count_archived(self, *, batch: str | None = None, after: str = "") -> int:
        """Count the records that `archived` gives."""
        if batch is not None:
            return len(self._rows(queries.ARCHIVED_OF_BATCH, {"batch": nfc(batch)}))
        return int(self._value(queries.COUNT_ARCHIVED, after=after) or 0)
