"""Verifies archived records: nothing is fetched, nothing is written, nothing is trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from sohoa.durable import sha256_of
from sohoa.index.archive import MANIFEST_NAME
from sohoa.language import _
from sohoa.pdfa.validation import NOT_CHECKED, claims_pdfa, validate_pdfa
from sohoa.sign.verification import SignatureStatus, verify_signatures


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A record as the catalogue says it was stored.

    `kept_original` is a PDF that came with signatures of its own: it owes no PDF/A, and its
    signers need not be known here.
    """

    document_id: str
    path: Path
    sha256: str
    kept_original: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one record; no problem means it is as it was archived.

    `pdfa` is what the file claims and a validator confirmed; empty for a kept original.
    """

    document_id: str
    path: Path
    problems: tuple[str, ...]
    signatures: tuple[SignatureStatus, ...] = ()
    pdfa: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return not self.problems


def verify_record(file: ArchivedFile, *, trusted: Sequence[x509.Certificate]) -> Verdict:
    """Check one record: its bytes, its line in the manifest, its signatures, and PDF/A.

    The manifest is checked beside the catalogue because either may have been changed alone.
    """
    if not file.path.is_file():
        return Verdict(file.document_id, file.path, (_("the file is missing"),))
    problems: list[str] = []
    if sha256_of(file.path) != file.sha256:
        problems.append(_("the bytes differ from those archived (SHA-256)"))
    if manifest_digest(file.path) != file.sha256:
        problems.append(_("{manifest} does not list these bytes").format(manifest=MANIFEST_NAME))

    signatures = verify_signatures(file.path, trusted=trusted, at=None)
    problems += _signature_problems(signatures, file)
    pdfa = "" if file.kept_original else claims_pdfa(file.path)
    if not file.kept_original:
        problems += _pdfa_problems(file.path, pdfa)
    return Verdict(file.document_id, file.path, tuple(problems), signatures, pdfa)


def manifest_digest(path: Path) -> str:
    """The digest that the file unit's manifest lists for a file; empty if it lists none."""
    try:
        lines = (path.parent / MANIFEST_NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    listed = (line.split("  ", maxsplit=1) for line in lines)
    return next((parts[0] for parts in listed if parts[1:] == [path.name]), "")


def strangers(archive_dir: Path, known: Iterable[Path]) -> Iterator[Path]:
    """Files in the archive that the catalogue does not know: put there by another hand.

    A `.part` file is what a killed run left; the next run of its batch writes anew.
    """
    expected = set(known)
    for path in sorted(archive_dir.rglob("*")):
        is_ours = path in expected or path.name == MANIFEST_NAME or path.suffix == ".part"
        if path.is_file() and not is_ours:
            yield path


def _signature_problems(signatures: Sequence[SignatureStatus], file: ArchivedFile) -> list[str]:
    """What is wrong with the office's own signature.

    The signatures that a kept original came with are shown, not judged: what they were worth
    when the paper came in is not the archive's fault, and its bytes are checked.
    """
    if file.kept_original:
        return []
    if not signatures:
        return [_("there is no signature")]
    return [f"{status.field_name}: {status.problem}" for status in signatures if status.problem]


def _pdfa_problems(path: Path, claim: str) -> list[str]:
    if not claim:
        return [_("it does not claim to be PDF/A")]
    findings = validate_pdfa(path, signed=True)
    return [
        f"PDF/A: {finding.rule}: {finding.message}"
        for finding in findings
        if finding.rule != NOT_CHECKED
    ]
