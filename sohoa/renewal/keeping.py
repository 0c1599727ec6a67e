"""Puts the next form of a file into the archive: file, receipt, catalogue and manifest, or nothing.

Four things change together, and a machine may stop between any two. So it is written down first
what is about to be done (the intent, in `data/renewals`), and only then done; whoever finds an
intent finishes it. Each step looks whether it is done already. The manifests come last, for many
records at once: until then their intents stand.
"""

from __future__ import annotations

import datetime as dt
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from sohoa.archive.receipt import Receipt, encode_receipt, receipt_path
from sohoa.catalogue.notes import RenewedRecord
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ArchiveConflictError
from sohoa.domain.proof_errors import RenewalBusyError
from sohoa.durable import digest_of_bytes, protect, replace_durably, sha256_of, write_durably
from sohoa.work.archive_home import list_file_unit, require_archive
from sohoa.workspace import Workspace

_INTENT, _FILE, _RECEIPT = ".json", ".pdf", ".receipt.json"
#: So many renewed records are listed in their manifests together.
_LISTED_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Intent:
    """A change to one record that is about to be carried out."""

    document_id: str
    file_code: str
    archive_path: str
    record: RenewedRecord


_INTENTS = TypeAdapter(Intent)


class Keeper:
    """The renewals folder of a workspace, held by one process at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._unlisted: list[Intent] = []

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other renewals out.

        Raises:
            RenewalBusyError: Another one is at work.
        """
        folder = self._workspace.renewals_dir
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("a") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RenewalBusyError from error
            yield

    def staged(self, document_id: str) -> Path:
        """Return the path where the next form of a file waits."""
        return self._workspace.renewals_dir / f"{document_id}{_FILE}"

    def finish_all(self, catalogue: Catalogue) -> int:
        """Finish what an interrupted renewal has begun, and throw away what it had not yet begun.

        Raises:
            ArchiveConflictError: An archived file is neither the form before nor the one after.
            DiskFullError: No room is left.
        """
        folder = self._workspace.renewals_dir
        intents = sorted(
            path for path in folder.glob(f"*{_INTENT}") if not path.name.endswith(_RECEIPT)
        )
        for path in intents:
            self._carry_out(_INTENTS.validate_json(path.read_bytes()), catalogue)
        self.list_all(catalogue)
        for path in folder.iterdir():
            if path.name != ".lock":
                path.unlink()
        return len(intents)

    def keep(self, receipt: Receipt, path: Path, *, catalogue: Catalogue) -> None:
        """Put the staged next form of a record, and this receipt, in the place of what is there.

        Raises:
            ArchiveConflictError: The archived file is neither the form before nor this one.
            DiskFullError: No room is left.
        """
        folder, document_id = self._workspace.renewals_dir, receipt.origin.document_id
        content = encode_receipt(receipt)
        write_durably(folder / f"{document_id}{_RECEIPT}", content)
        before, after = receipt.generations[-2:]
        record = RenewedRecord(
            sha256_before=before.sha256,
            sha256=after.sha256,
            size_bytes=after.size_bytes,
            receipt_sha256=digest_of_bytes(content),
            generation=after.number,
            provable_until=receipt.proof.provable_until,
            renewed_at=dt.datetime.now(dt.UTC),
            levels={one.field_name: one.level for one in receipt.proof.signatures if one.level},
        )
        relative = str(path.relative_to(self._workspace.archive_dir))
        intent = Intent(document_id, receipt.file_code, relative, record)
        write_durably(folder / f"{document_id}{_INTENT}", _INTENTS.dump_json(intent))
        self._carry_out(intent, catalogue)
        if len(self._unlisted) >= _LISTED_TOGETHER:
            self.list_all(catalogue)

    def list_all(self, catalogue: Catalogue) -> None:
        """List what was renewed in the manifests; with that its renewals are finished.

        Raises:
            DiskFullError: No room is left.
        """
        workspace = self._workspace
        units = {
            ((workspace.archive_dir / one.archive_path).parent, one.file_code)
            for one in self._unlisted
        }
        with workspace.archive_lock():
            for folder, code in sorted(units):
                list_file_unit(folder, code, catalogue)
        for one in self._unlisted:
            self.staged(one.document_id).with_name(f"{one.document_id}{_INTENT}").unlink()
        self._unlisted.clear()

    def _carry_out(self, intent: Intent, catalogue: Catalogue) -> None:
        workspace, record = self._workspace, intent.record
        target = workspace.archive_dir / intent.archive_path
        staged = self.staged(intent.document_id)
        receipt = staged.with_name(f"{intent.document_id}{_RECEIPT}")
        require_archive(workspace, catalogue)
        with workspace.archive_lock():
            _replace(staged, target, record.sha256, known={record.sha256_before, record.sha256})
            _replace(receipt, receipt_path(target), record.receipt_sha256)
            catalogue.renew(intent.document_id, record)
        self._unlisted.append(intent)


def _replace(staged: Path, target: Path, digest: str, *, known: set[str] | None = None) -> None:
    """Give a staged file its place, unless it has it already; never over another file.

    The file that stands there keeps its bytes until the kernel puts the new one under its name.
    """
    held = sha256_of(target) if target.exists() else ""
    if held == digest:
        return
    if known is not None and held not in known:
        raise ArchiveConflictError(target.name, name=target.name)
    if not staged.exists() or sha256_of(staged) != digest:
        raise ArchiveConflictError(target.name, name=staged.name)
    protect(staged)
    replace_durably(staged, target)
