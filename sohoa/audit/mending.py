"""Puts receipts right that state another time of existence than their file's own time stamps.

Earlier versions wrote the time of the check into a receipt, where the clock of the time-stamp
service was ahead of the machine's. Nothing is believed for it: the file must prove whole, deeply
looked at, with no other fault, and the time that is written is the one it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sohoa.archive.receipt import Receipt, encode_receipt, read_receipt, receipt_path
from sohoa.audit.archive import archived_files
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.problems import Part
from sohoa.audit.records import verify_record
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import RECEIPT_MENDED
from sohoa.domain.holdings import DocumentRow
from sohoa.durable import digest_of_bytes, protect, write_durably
from sohoa.sign.anchors import Anchors
from sohoa.sign.verification import examine_pdf
from sohoa.workspace import Workspace

#: What does not touch the proof of the file itself.
_BESIDE = {Part.MASTER, Part.READING}


def mend_receipts(
    workspace: Workspace,
    catalogue: Catalogue,
    rows: Sequence[DocumentRow],
    *,
    anchors: Anchors,
    question: Question,
    person: str,
) -> tuple[str, ...]:
    """Write the times into receipts that the time stamps of their files prove; whose they are.

    The catalogue knows the new receipt, and that it was mended, before it is written: killed in
    between, the same call finishes. The manifest is left to whoever writes the events.

    Args:
        workspace: Whose archive it is.
        catalogue: Its catalogue.
        rows: The archived records.
        anchors: Who is believed.
        question: What the records are asked; `deep`.
        person: Who asked for it.

    Raises:
        OSError: A record cannot be read.
        DiskFullError: No room is left.
    """
    suspected = [row for row in rows if _is_suspected(workspace, row)]
    mended = []
    for file in archived_files(workspace, suspected, is_deep=True):
        receipt = read_receipt(receipt_path(file.path))
        if receipt is None:
            continue
        right = _as_shown(receipt, file, anchors)
        if right == receipt:
            continue
        content = encode_receipt(right)
        digest = digest_of_bytes(content)
        if file.row.receipt_sha256 != digest:
            if not _proves_whole_but_for_times(file, anchors, question):
                continue
            catalogue.note_restored(
                file.row.document_id, digest, person=person, detail=RECEIPT_MENDED
            )
        _write(file, content)
        mended.append(file.row.document_id)
    return tuple(mended)


def _is_suspected(workspace: Workspace, row: DocumentRow) -> bool:
    """Whether a verification has found such a fault, or the receipt gives the time of its check.

    Not every file of an archive need be looked at.
    """
    path = workspace.archive_dir / (row.archive_path or "")
    receipt = read_receipt(receipt_path(path))
    if receipt is None or not path.is_file():
        return False
    stated = {one.proven_at for one in receipt.proof.signatures}
    return receipt.proof.proven_at in stated or "signature-says" in row.proof_problem


def _as_shown(receipt: Receipt, file: ArchivedFile, anchors: Anchors) -> Receipt:
    """The receipt with the times that the file's time stamps prove."""
    shown = {
        one.field_name: one.proven_at
        for one in examine_pdf(file.path, anchors=anchors).signatures
        if one.proven_at
    }
    signatures = tuple(
        replace(one, proven_at=shown.get(one.field_name, one.proven_at))
        for one in receipt.proof.signatures
    )
    return replace(receipt, proof=replace(receipt.proof, signatures=signatures))


def _proves_whole_but_for_times(file: ArchivedFile, anchors: Anchors, question: Question) -> bool:
    verdict = verify_record(file, anchors=anchors, question=question)
    problems = [one for one in verdict.problems if one.part not in _BESIDE]
    return bool(problems) and all(one.is_time_of_stamp for one in problems)


def _write(file: ArchivedFile, content: bytes) -> None:
    path = receipt_path(file.path)
    write_durably(path, content)
    protect(path)
