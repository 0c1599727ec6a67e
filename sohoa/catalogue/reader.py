"""The reading door of the catalogue: the standard library's SQLite, read-only, plain SQL.

Nothing heavy is imported here: `sohoa search` and `sohoa status` answer in half a second.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

from sohoa.catalogue import queries
from sohoa.catalogue.archive_reader import ArchiveReader
from sohoa.catalogue.instants import from_text
from sohoa.catalogue.rows import RegisterSummary
from sohoa.domain.holdings import ImportRow, OpenErrorRow, ProgressRows, RegisteredPaper
from sohoa.domain.progress import Tally, Unlinked
from sohoa.domain.register import RowOutcome, RowProblem, Validity
from sohoa.domain.vietnamese import nfc


class CatalogueReader(ArchiveReader):
    """The office's catalogue, open for reading; a context manager.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError` or
    `CatalogueAccessError`.
    """

    # --- the register -------------------------------------------------------------------

    def register_summary(self) -> RegisterSummary:
        """Phase 1 in numbers: what was read, and what papers there are."""
        imports = self.imports()
        outcomes = Counter[str]()
        for one in imports:
            outcomes.update(one.outcomes)
        every = {outcome.value: outcomes[outcome.value] for outcome in RowOutcome}
        return RegisterSummary(imports, every, self.tallies())

    def paper(self, record_id: str) -> RegisteredPaper | None:
        """One paper of the register, digitized or not."""
        rows = self._rows(queries.ONE_PAPER, {"record_id": nfc(record_id).strip().upper()})
        return _paper(rows[0]) if rows else None

    def imports(self) -> tuple[ImportRow, ...]:
        """The register files, in the order they came."""
        outcomes: dict[int, dict[str, int]] = {}
        for import_id, outcome, count in self._rows(queries.OUTCOMES):
            outcomes.setdefault(import_id, {})[outcome] = count
        return tuple(
            ImportRow(name, sha256, _instant(at), encoding, outcomes.get(import_id, {}))
            for import_id, name, sha256, at, encoding in self._rows(queries.IMPORTS)
        )

    def open_error_rows(self) -> tuple[OpenErrorRow, ...]:
        """Rows of register files that still wait for their correction."""
        return tuple(_error_row(row) for row in self._rows(queries.OPEN_ERRORS))

    # --- progress -----------------------------------------------------------------------

    def tallies(self, *, as_of: dt.date = dt.date.max) -> tuple[Tally, ...]:
        """The papers of the register, counted: what `sohoa.domain.progress` computes from.

        They may be asked about `as_of` and later days; without one, every paper is formed.
        """
        parameters = {"as_of": as_of.isoformat()}
        return tuple(_tally(row) for row in self._rows(queries.TALLIES, parameters))

    def unlinked(self) -> tuple[Unlinked, ...]:
        """Digitized documents that no paper of the register claims."""
        rows = self._rows(queries.UNLINKED)
        return tuple(Unlinked(year, room, _instant(at)) for year, room, at in rows)

    def papers(self) -> tuple[RegisteredPaper, ...]:
        """Every paper of the register, digitized or not."""
        return tuple(_paper(row) for row in self._rows(queries.PAPERS))

    def progress_rows(self) -> ProgressRows:
        """Everything a completion report is made from, paper by paper."""
        return ProgressRows(
            self.papers(), self.list_documents(), self.open_error_rows(), self.imports()
        )


def _paper(row: tuple[Any, ...]) -> RegisteredPaper:
    values = dict(zip(queries.PAPER_COLUMNS, row, strict=True))
    values |= {
        "validity": Validity(values["validity"]),
        "valid_until": _day(values["valid_until"]),
        "digitized_at": from_text(values["digitized_at"]),
        "born_digital": bool(values["born_digital"]),
    }
    return RegisteredPaper(**values)


def _tally(row: tuple[Any, ...]) -> Tally:
    (
        year, room, record_type, validity, valid_until, is_excluded, hour, formed, is_proven,
        is_born_digital, count,
    ) = row  # fmt: skip
    return Tally(
        year=year,
        room=room,
        record_type=record_type,
        validity=Validity(validity),
        valid_until=_day(valid_until),
        is_excluded=bool(is_excluded),
        digitized_at=from_text(hour),
        count=count,
        formed=formed,
        is_proven=bool(is_proven),
        is_born_digital=bool(is_born_digital),
    )


def _error_row(row: tuple[Any, ...]) -> OpenErrorRow:
    file_name, imported_at, sheet, row_number, cells, problems = row
    return OpenErrorRow(
        file_name=file_name,
        imported_at=_instant(imported_at),
        sheet=sheet,
        row_number=row_number,
        cells=tuple(json.loads(cells)),
        problems=tuple(RowProblem(**problem) for problem in json.loads(problems)),
    )


def _day(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None


def _instant(stored: str) -> dt.datetime:
    return dt.datetime.fromisoformat(stored)
