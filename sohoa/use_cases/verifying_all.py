"""Verification of the whole archive: told and entered as it goes, gone on with after a stop.

A pass through the archive has a record of its own (`data/verification.json`): up to which file
every record was verified and entered into the catalogue, and what was found. Who goes on with it
verifies nothing of it again, but what came or was changed in between, and what was found not to
hold: it may have been mended. Who does not begins anew.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sohoa.audit.archive import (
    Checked,
    Choice,
    checked,
    each_archived,
    each_unit,
    each_unknown_file,
    verify_rows,
)
from sohoa.audit.auditor import Auditor, Request
from sohoa.audit.records import Verdict
from sohoa.audit.surroundings import UnitVerdict
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import BatchError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.durable import sha256_of, write_durably
from sohoa.person import person
from sohoa.settings import load_settings
from sohoa.work.archive_home import require_known_archive
from sohoa.work.witness import take_head
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)

#: What was found is entered together, at the latest after so many records or seconds.
_ENTERED_TOGETHER = 256
_ENTERED_WITHIN = 5.0


@dataclass(slots=True)
class Pass:
    """A pass through the archive.

    Attributes:
        started_at: When it was begun.
        asked: What was asked of each record: how deep, and by which settings.
        through: The file up to which all records are verified and entered.
        count: Records verified so far.
        whole: Those that are as they were archived.
        retired: Those that were replaced or withdrawn.
        released: Those whose masters were released.
        finished: It came to the end of the archive.
        broken: Records that were found not to hold, and whether their masters were released.
    """

    started_at: dt.datetime
    asked: str
    broken: dict[str, bool]
    through: str = ""
    count: int = 0
    whole: int = 0
    retired: int = 0
    released: int = 0
    finished: bool = False

    def add(self, verdict: Verdict) -> None:
        """Count a record."""
        self.broken.pop(verdict.document_id, None)
        if not verdict.is_whole:
            self.broken[verdict.document_id] = verdict.masters_released
        self.count += 1
        self.whole += verdict.is_whole
        self.retired += verdict.state.is_retired
        self.released += verdict.masters_released


@dataclass(slots=True)
class ArchivePass:
    """A verification of everything as it goes; `results` gives it and enters it.

    Attributes:
        so_far: What was verified of the pass, with what was taken up.
        taken_up: Records that it had verified before it was stopped.
        left: Records that were left to verify when it was begun, or taken up.
        is_whole: Nothing was found that does not hold, by the pass so far either.
    """

    workspace: Workspace
    request: Request
    so_far: Pass
    taken_up: int
    left: int
    is_whole: bool
    _safe: Pass
    _pending: list[ProofNote] = field(default_factory=list)
    _entered_at: float = field(default_factory=time.monotonic)
    _is_kept: bool = True

    def results(self) -> Iterator[Verdict | UnitVerdict | Path]:
        """Every record, then every file unit's manifest, then files that nobody knows.

        Raises:
            ArchiveAwayError, OtherArchiveError: The archive is not there: nothing is lost then.
            SettingsError, KeyUnusableError: The configuration, or a trusted root, cannot be used.
        """
        everything = Choice()
        self._keep()
        try:
            yield from self._records(everything)
        finally:
            self._enter()
        for unit in each_unit(self.workspace, everything):
            self.is_whole = self.is_whole and not unit.problems
            yield unit
        for unknown in each_unknown_file(self.workspace):
            self.is_whole = False
            yield unknown
        self._safe.finished = True
        self._keep()
        if self._is_kept:
            self._bear_witness()

    def _records(self, everything: Choice) -> Iterator[Verdict]:
        auditor = Auditor.of(self.workspace, self.request)
        require_known_archive(self.workspace)
        with auditor.pool() as pool:
            taken_up = self._safe.through
            since = each_archived(self.workspace, everything, after=taken_up)
            rows = chain(_to_verify_again(self.workspace, self._safe), since)
            for one in verify_rows(
                self.workspace,
                rows,
                trust=auditor.trust,
                question=auditor.question,
                pool=pool,
                seconds=auditor.work.document_seconds,
            ):
                yield one.verdict
                # Counted once it was told: what a stop cuts off is verified again.
                self._add(one)

    def _add(self, one: Checked) -> None:
        verdict = one.verdict
        self.so_far.add(verdict)
        self.is_whole = self.is_whole and verdict.is_whole
        if not self._is_kept:
            return
        found = checked(verdict, at=dt.datetime.now(dt.UTC))
        self._pending.append(ProofNote(found.document_id, found.checked_at, found.problems))
        own = verdict.path.relative_to(self.workspace.archive_dir).as_posix()
        if own <= one.through:
            # Never back: what lies before, and is not verified since, is found by the catalogue.
            self._safe = replace(self.so_far, through=max(own, self._safe.through))
        is_due = time.monotonic() - self._entered_at > _ENTERED_WITHIN
        if is_due or len(self._pending) >= _ENTERED_TOGETHER:
            self._enter()

    def _enter(self) -> None:
        """Enter what was found, and then how far the pass has come.

        A catalogue that cannot be written now (a backup, a medium for reading) keeps what it knew:
        what was found is shown all the same, and nothing can be gone on with.
        """
        if not self._is_kept or not self._pending:
            return
        try:
            with Catalogue.open(self.workspace.catalogue_url) as catalogue:
                catalogue.note_proofs(self._pending)
        except BatchError as error:
            logger.warning("the verification was not entered into the catalogue, %s", error.code)
            self._is_kept = False
            return
        self._pending.clear()
        self._entered_at = time.monotonic()
        self._keep()

    def _bear_witness(self) -> None:
        """Enter what a whole pass has found, and leave a head that knows it."""
        found = {"checked": self._safe.count, "whole": self._safe.whole}
        event = OfficeEvent(OfficeEventKind.VERIFICATION, dt.datetime.now(dt.UTC), found, person())
        try:
            with Catalogue.open(self.workspace.catalogue_url) as catalogue:
                catalogue.note_event(event)
                take_head(self.workspace, catalogue)
        except (BatchError, OSError):
            logger.warning("the verification was not entered into the ledger")

    def _keep(self) -> None:
        if not self._is_kept:
            return
        content = json.dumps(asdict(self._safe), default=str).encode()
        try:
            write_durably(_place(self.workspace), content)
        except (BatchError, OSError):
            logger.warning("the verification cannot be gone on with after a stop")
            self._is_kept = False


def begin(workspace: Workspace, request: Request, *, resume: bool) -> ArchivePass:
    """Begin a pass, or go on with the one that was stopped.

    What is asked about another day, or by other roots, is a question and no finding: it is entered
    nowhere, and cannot be gone on with. One that asked otherwise is not gone on with either.

    Raises:
        SettingsError: The configuration cannot be used.
    """
    is_finding = request.at is None and not request.roots and not request.only_roots
    trusted = sorted(sha256_of(one) for one in workspace.trust_dir.glob("*") if one.is_file())
    asked = json.dumps([request.deep, load_settings(workspace.config_dir).digest, trusted])
    stopped = _stopped(workspace, asked) if resume and is_finding else None
    so_far = stopped or Pass(dt.datetime.now(dt.UTC), asked, {})
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        again = reader.count_unproven(through=so_far.through, since=so_far.started_at)
        again += len(_broken(reader, so_far))
        left = reader.count_archived(after=so_far.through)
        behind = reader.count_archived() - left
    # All of that is verified again and counted once; the retired are, for their verification is not
    # entered. What is left of the pass was whole.
    so_far = replace(
        so_far,
        count=behind - again,
        whole=behind - again,
        retired=0,
        released=so_far.released - sum(so_far.broken.values()),
    )
    is_kept = is_finding and workspace.has_catalogue
    return ArchivePass(
        workspace, request, so_far, so_far.count, left + again, True, replace(so_far),
        _is_kept=is_kept,
    )  # fmt: skip


def _stopped(workspace: Workspace, asked: str) -> Pass | None:
    """The pass that was stopped, if it asked the same; a record that cannot be read is none."""
    try:
        held = TypeAdapter(Pass).validate_json(_place(workspace).read_bytes())
    except (OSError, ValidationError):
        return None
    return held if not held.finished and held.asked == asked else None


def _to_verify_again(workspace: Workspace, taken_up: Pass) -> Iterator[DocumentRow]:
    """Of the part that a pass has behind it: what is new or changed there, or did not hold."""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        broken = _broken(reader, taken_up)
        yield from reader.unproven(through=taken_up.through, since=taken_up.started_at)
    yield from broken


def _broken(reader: CatalogueReader, taken_up: Pass) -> list[DocumentRow]:
    """What did not hold in the part behind a pass, and is nothing else that is verified again."""
    rows = [row for name in taken_up.broken if (row := reader.document(name)) is not None]
    behind = [row for row in rows if "" < (row.archive_path or "") <= taken_up.through]
    asked = reader.unproven(through=taken_up.through, since=taken_up.started_at)
    changed = {row.document_id for row in asked} if behind else set()
    return [row for row in behind if row.document_id not in changed]


def _place(workspace: Workspace) -> Path:
    return workspace.data_dir / "verification.json"
