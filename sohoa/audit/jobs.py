"""Jobs of the auditor that run in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sohoa.audit.files import FileVerdict, verify_file
from sohoa.audit.records import ArchivedFile, Question, Verdict, verify_record
from sohoa.sign.anchors import anchors_of
from sohoa.sign.trust_store import TrustStore


def verify_records_job(
    files: Sequence[ArchivedFile], *, trust: TrustStore, question: Question
) -> list[Verdict]:
    """Verify some records, in this process."""
    anchors = anchors_of(trust)
    return [verify_record(file, anchors=anchors, question=question) for file in files]


def verify_file_job(path: Path, *, trust: TrustStore, question: Question) -> FileVerdict:
    """Verify a file that need not be in any archive."""
    return verify_file(path, anchors=anchors_of(trust), question=question)
