"""The reading door of the catalogue: the standard library's SQLite, read-only, plain SQL.

Nothing heavy is imported here: `sohoa search` and `sohoa status` answer in half a second.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from sohoa.catalogue import queries
from sohoa.catalogue.derived import same_papers, with_derived
from sohoa.catalogue.instants import as_text, from_text
from sohoa.catalogue.past import Holdings, holdings_at
from sohoa.catalogue.register_rows import (
    error_row_of,
    instant_of,
    paper_of,
    said_before_of,
    tally_of,
)
from sohoa.catalogue.rows import GivenPlace, Hit, RegisterSummary, SaidBefore
from sohoa.catalogue.search import find
from sohoa.catalogue.sqlite_errors import named_errors
from sohoa.catalogue.version import HEAD
from sohoa.domain.custody import RecordEvent, RecordEventType
from sohoa.domain.errors import CatalogueDamagedError, CatalogueVersionError
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES, below_rules
from sohoa.domain.holdings import (
    DocumentRow,
    ImportRow,
    OpenErrorRow,
    ProgressRows,
    RegisteredPaper,
)
from sohoa.domain.identifiers import READING_ENDING, first_version
from sohoa.domain.needs import NeedRules, Workload
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Tally, Unlinked
from sohoa.domain.register import RowOutcome
from sohoa.domain.stage_results import Finding
from sohoa.domain.two_times import Knowledge, SubjectKind
from sohoa.domain.vietnamese import nfc

_WITNESSES = ("page_says", "list_says", "register_says")
#: How long a question waits while the schema is being changed, in seconds.
_BUSY_SECONDS = 5
#: What SQLite says where it cannot make the shared memory that its write-ahead log needs.
_CANNOT_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class CatalogueReader:
    """The office's catalogue, open for reading; a context manager.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError` or
    `CatalogueAccessError`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> CatalogueReader:
        """Open a catalogue; one that does not exist yet reads as empty, and is not made.

        Raises:
            CatalogueVersionError: It has another schema than this program reads.
            CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
        """
        if not path.exists():
            return cls(path, None)
        with named_errors(path), ExitStack() as when_it_fails:
            connection = when_it_fails.enter_context(closing(_connect(path)))
            if not _has_schema(connection, path):
                return cls(path, None)
            when_it_fails.pop_all()
        return cls(path, connection)

    def close(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> CatalogueReader:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    # --- documents ----------------------------------------------------------------------

    def search(
        self, query: str, *, limit: int = 20, marks: tuple[str, str] = ("«", "»")
    ) -> tuple[Hit, ...]:
        """Find documents, and papers of the register that are not digitized yet.

        By số ký hiệu first; then what has the words as typed, then what has them without
        their marks. Every word must be there; words in quotation marks must stand together.
        Any text may be asked. `marks` go around the words found in a snippet.
        """
        if self._connection is None:
            return ()
        with named_errors(self._path):
            return tuple(find(self._connection, query, limit=limit, marks=marks))

    def document(self, name: str) -> DocumentRow | None:
        """One document by its id, its record id, or its archived file's name or path.

        Of several documents of one record, the archived one.
        """
        plain = nfc(name).strip()
        parameters = {
            "name": plain,
            "record_id": plain.upper(),
            "archive_name": _record_name(PurePosixPath(plain).name),
        }
        for row in map(_document_row, self._rows(queries.ONE_DOCUMENT, parameters)):
            alike = self._rows(queries.SAME_NUMBER, {"document_id": row.document_id})
            return with_derived(row, same_papers(alike))
        return None

    def paper(self, record_id: str) -> RegisteredPaper | None:
        """One paper of the register, digitized or not."""
        rows = self._rows(queries.ONE_PAPER, {"record_id": nfc(record_id).strip().upper()})
        return paper_of(rows[0]) if rows else None

    def needy_documents(self, rules: NeedRules) -> tuple[DocumentRow, ...]:
        """All documents that need a person: those of `list_documents` that have a need."""
        found = self._found_with(frozenset().union(*(rules.codes(need) for need in Need)))
        return tuple(row for row in found if row.need(rules) is not None)

    def _found_with(self, codes: Iterable[str]) -> tuple[DocumentRow, ...]:
        """Documents with one of these findings, and all of which something is derived."""
        same = self._same_papers()
        named = {"named": json.dumps(list(same)), "codes": json.dumps(sorted(codes))}
        return self._documents(self._rows(queries.NEEDY_DOCUMENTS, named), same)

    def workloads(self, rules: NeedRules) -> dict[Need, Workload]:
        """Count the documents that wait to be scanned again, and to be looked at."""
        found = [row.findings for row in self.needy_documents(rules)]
        return {need: rules.workload(found, need) for need in Need}

    def below_rules(self) -> dict[str, int]:
        """Count the documents below each of the rules, by the finding that says so."""
        found = self._found_with(RULES)
        counts = Counter(code for row in found for code in below_rules(row.findings))
        return {code: counts[code] for code in RULES if counts[code]}

    def _same_papers(self) -> dict[str, tuple[Finding, ...]]:
        """Documents that may be one paper, each with the finding that names the other."""
        return same_papers(self._rows(queries.SAME_NUMBERS))

    def _documents(
        self,
        rows: Iterable[tuple[Any, ...]],
        same: Mapping[str, tuple[Finding, ...]] | None = None,
    ) -> tuple[DocumentRow, ...]:
        """Rows with what is found by looking at several of them, or at the day they bear."""
        known = self._same_papers() if same is None else same
        return tuple(with_derived(_document_row(row), known) for row in rows)

    def waiting(self) -> Counter[DocumentState]:
        """Count the documents still arriving, and those that wait for a person's word."""
        rows = self._rows(queries.WAITING)
        return Counter({DocumentState(state): count for state, count in rows})

    def settled_places(self, batch: str) -> dict[str, dt.datetime]:
        """First version's id → when its newest version was archived, refused or set aside.

        Where somebody has decided that the scan in the box is to be taken, nothing is settled.
        """
        decided = {first_version(identity) for (identity,) in self._rows(queries.DECIDED)}
        settled: dict[str, dt.datetime] = {}
        for identity, at in self._rows(queries.SETTLED, {"batch": nfc(batch)}):
            place, moment = first_version(identity), dt.datetime.fromisoformat(at)
            if place not in decided:
                settled[place] = max(moment, settled.get(place, moment))
        return settled

    def absent_documents(self, batch: str) -> frozenset[str]:
        """Documents of a batch whose masters were taken out of its box."""
        rows = self._rows(queries.ABSENT, {"batch": nfc(batch)})
        return frozenset(identity for (identity,) in rows)

    def record_events(self, document_id: str) -> tuple[RecordEvent, ...]:
        """List the later events of an archived record."""
        rows = self._rows(queries.RECORD_EVENTS, {"document_id": document_id})
        return tuple(RecordEvent(RecordEventType(kind), *rest) for kind, *rest in rows)

    def masters_released(self) -> frozenset[str]:
        """Records whose masters were taken out of the inbox for good, by somebody's word."""
        return frozenset(identity for (identity,) in self._rows(queries.MASTERS_RELEASED))

    def archive_id(self) -> str:
        """The id of the archive that belongs to this catalogue; empty before there is one."""
        rows = self._rows(queries.ARCHIVE_ID)
        return str(rows[0][0]) if rows else ""

    def text(self, document_id: str) -> str:
        """Give an archived document's text, description first; empty if there is none."""
        rows = self._rows(queries.TEXT, {"document_id": document_id})
        return str(rows[0][0]) if rows else ""

    def list_documents(
        self,
        *,
        batch: str | None = None,
        state: DocumentState | None = None,
        phase: int | None = None,
    ) -> tuple[DocumentRow, ...]:
        """Documents by batch and name; those whose masters were taken away are left out."""
        parameters = {
            "batch": nfc(batch) if batch is not None else None,
            "state": state.value if state is not None else None,
            "phase": phase,
        }
        return self._documents(self._rows(queries.LISTED_DOCUMENTS, parameters))

    # --- the register -------------------------------------------------------------------

    def register_summary(self) -> RegisterSummary:
        """Phase 1 in numbers: what was read, and what papers there are."""
        imports = self.imports()
        outcomes = Counter[str]()
        for one in imports:
            outcomes.update(one.outcomes)
        every = {outcome.value: outcomes[outcome.value] for outcome in RowOutcome}
        return RegisterSummary(imports, every, self.tallies())

    def imports(self) -> tuple[ImportRow, ...]:
        """The register files, in the order they came."""
        outcomes: dict[int, dict[str, int]] = {}
        for import_id, outcome, count in self._rows(queries.OUTCOMES):
            outcomes.setdefault(import_id, {})[outcome] = count
        return tuple(
            ImportRow(name, sha256, instant_of(at), encoding, outcomes.get(import_id, {}))
            for import_id, name, sha256, at, encoding in self._rows(queries.IMPORTS)
        )

    def open_error_rows(self, *, before: dt.datetime | None = None) -> tuple[OpenErrorRow, ...]:
        """Rows of register files that wait for their correction, or waited for it at an instant."""
        then = {"before": as_text(before or dt.datetime.max.replace(tzinfo=dt.UTC))}
        return tuple(error_row_of(row) for row in self._rows(queries.OPEN_ERRORS, then))

    # --- progress -----------------------------------------------------------------------

    def tallies(self, *, as_of: dt.date = dt.date.max) -> tuple[Tally, ...]:
        """The papers of the register as they stand, counted: what progress computes from.

        They may be asked about `as_of` and later days; without one, every paper is formed.
        """
        parameters = {"as_of": as_of.isoformat()}
        return tuple(tally_of(row) for row in self._rows(queries.TALLIES, parameters))

    def holdings_at(self, asked: Knowledge) -> Holdings:
        """The papers and the unclaimed documents of a day, as they were known on a day."""
        if self._connection is None:
            return Holdings((), {})
        with named_errors(self._path):
            return holdings_at(self._connection, asked)

    def first_change_at(self) -> dt.datetime | None:
        """Return when anything of a paper or an archived record was recorded first."""
        rows = self._rows(queries.FIRST_CHANGE)
        return from_text(rows[0][0]) if rows else None

    def history(self, kind: SubjectKind, subject: str) -> tuple[SaidBefore, ...]:
        """All that was ever said of a paper or a document, as it came."""
        rows = self._rows(queries.HISTORY, {"kind": kind.value, "subject": subject})
        return tuple(map(said_before_of, rows))

    def inventories(self, before: dt.datetime) -> tuple[tuple[str, SaidBefore], ...]:
        """All that was said of the inventories of rooms up to an instant: room, and what."""
        rows = self._rows(queries.INVENTORIES, {"before": as_text(before)})
        return tuple((room, said_before_of(said)) for room, *said in rows)

    def listings(
        self, after: dt.datetime, before: dt.datetime
    ) -> tuple[tuple[str, dt.datetime], ...]:
        """When papers were entered into the inventory or taken out of it, each with its room."""
        rows = self._rows(queries.LISTINGS, {"after": as_text(after), "before": as_text(before)})
        return tuple((room, instant_of(at)) for room, at in rows)

    def rooms_in_error(self, before: dt.datetime) -> dict[str, int]:
        """Room → its rows in error at an instant; empty for rows that name no room."""
        return dict(self._rows(queries.ROOMS_IN_ERROR, {"before": as_text(before)}))

    def places(self) -> tuple[GivenPlace, ...]:
        """Every place in a file unit that was ever given to a document."""
        rows = self._rows(queries.PLACES)
        return tuple(GivenPlace(code, at, name, bool(known)) for code, at, name, known in rows)

    def linked_papers(self) -> dict[str, tuple[str, int]]:
        """Archived document → number and year of the register's paper that it digitizes."""
        rows = self._rows(queries.LINKED_PAPERS)
        return {document: (number, year) for document, number, year in rows}

    def unlinked(self) -> tuple[Unlinked, ...]:
        """Digitized documents that no paper of the register claims."""
        rows = self._rows(queries.UNLINKED)
        return tuple(Unlinked(year, room, instant_of(at)) for year, room, at in rows)

    def papers(self) -> tuple[RegisteredPaper, ...]:
        """Every paper of the register, digitized or not."""
        return tuple(paper_of(row) for row in self._rows(queries.PAPERS))

    def progress_rows(self) -> ProgressRows:
        """Everything a completion report is made from, paper by paper."""
        return ProgressRows(
            self.papers(), self.list_documents(), self.open_error_rows(), self.imports()
        )

    def _rows(
        self, sql: str, parameters: Mapping[str, object] = MappingProxyType({})
    ) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        with named_errors(self._path), closing(self._connection.cursor()) as cursor:
            return cursor.execute(sql, dict(parameters)).fetchall()


def _connect(path: Path) -> sqlite3.Connection:
    """Open read-only; from a medium that cannot be written (a backup), without locks."""
    escaped = str(path.resolve()).translate({ord("%"): "%25", ord("?"): "%3f", ord("#"): "%23"})
    address = f"file:{escaped}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.Error as error:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        is_complete = not log.exists() or log.stat().st_size == 0
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE or not is_complete:
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


def _has_schema(connection: sqlite3.Connection, path: Path) -> bool:
    """Say whether there is a schema at all; a file that is just being made has none yet."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not names:
        return False
    if "alembic_version" not in names:
        raise CatalogueDamagedError(path=path)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = row[0] if row else ""
    if found != HEAD:
        raise CatalogueVersionError(path=path, found=found, needed=HEAD)
    return True


def _record_name(name: str) -> str:
    """The archived file that is meant by its name, or by that of its reading copy."""
    return name.removesuffix(READING_ENDING).removesuffix(".pdf") + ".pdf"


def _document_row(row: tuple[Any, ...]) -> DocumentRow:
    values = dict(zip(queries.DOCUMENT_COLUMNS, row, strict=True))
    values |= {
        "state": DocumentState(values["state"]),
        "source_paths": _listed(values["source_paths"]),
        "reason_details": json.loads(values["reason_details"]),
        "record_id": values["record_id"] or "",
        "findings": tuple(Finding(**one) for one in _listed(values["findings"])),
        "kept_original": bool(values["kept_original"]),
        "born_digital": bool(values["born_digital"]),
        "proof_checked_at": from_text(values["proof_checked_at"]),
        **{name: json.loads(values[name]) for name in _WITNESSES},
        "signatures": _listed(values["signatures"]),
        "archived_at": from_text(values["archived_at"]),
        "updated_at": from_text(values["updated_at"]),
        "provable_until": from_text(values["provable_until"]),
        "retired_at": from_text(values["retired_at"]),
        "digitized_since": from_text(values["digitized_since"]),
    }
    return DocumentRow(**values)


def _listed(stored: str) -> tuple[Any, ...]:
    return tuple(json.loads(stored)) if stored != "[]" else ()
