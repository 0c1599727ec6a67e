"""The reading copy beside a kept original: there, unchanged, and a copy of this original.

It bears no signature, so nothing in it is proven by a key. Receipt, manifest and catalogue know its
digest, and the file itself says whose copy it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.archive.manifest import MANIFEST_NAME
from sohoa.archive.placing import reading_path
from sohoa.archive.receipt import Receipt, receipt_path
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.problems import Part, Problem
from sohoa.audit.texts import copy_text_problems
from sohoa.domain.trust import ReadingProof
from sohoa.durable import sha256_of
from sohoa.pdfa.own_words import OwnWords, own_words
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.validation import judge_pdfa

_MOST_RULES = 5


def reading_problems(
    file: ArchivedFile, receipt: Receipt | None, question: Question
) -> Iterator[Problem]:
    """Report the problems of a record's reading copy; a record that owes none has none.

    Raises:
        OSError: The copy or the original cannot be read.
        ToolMissingError: pdftotext is not installed.
    """
    row, path = file.row, reading_path(file.path)
    said = receipt.proof.reading if receipt else None
    if receipt is not None:
        yield from _receipted(file, said)
    if not row.reading_sha256:
        return
    if path.is_symlink() or not path.is_file():
        code = "link" if path.is_symlink() else "reading-missing"
        yield Problem(code, Part.READING, path.name)
        return
    actual, attested = sha256_of(path), {said.sha256 if said else ""}
    if actual != row.reading_sha256:
        if attested == {actual} == {file.listed_reading}:
            yield Problem("catalogue-says", Part.CATALOGUE, path.name)
        else:
            yield Problem("reading-bytes", Part.READING, path.name)
    if file.listed_reading not in {actual, row.reading_sha256}:
        yield Problem("manifest-file", Part.MANIFEST, MANIFEST_NAME, {"name": path.name})
    words = own_words(path)
    yield from _meant(file, words)
    if actual != row.reading_sha256 or receipt is None or said is None:
        return  # of other bytes nothing more need be asked
    yield from _claims(file, said, words)
    if question.deep:
        yield from _invalid(file, question.pdfa)
        yield from copy_text_problems(file, path, said.text)


def _receipted(file: ArchivedFile, said: ReadingProof | None) -> Iterator[Problem]:
    """Report where receipt and catalogue contradict each other about the copy."""
    row = file.row
    pairs: dict[str, tuple[object, object]] = {
        "reading copy": (said.sha256 if said else "-", row.reading_sha256 or "-"),
        "size": (said.size_bytes if said else None, row.reading_bytes),
    }
    for what, (one, other) in pairs.items():
        if one != other:
            details = {"what": what, "receipt": str(one), "catalogue": str(other)}
            name = receipt_path(file.path).name
            yield Problem("receipt-says", Part.CATALOGUE, name, details)


def _meant(file: ArchivedFile, words: OwnWords) -> Iterator[Problem]:
    """A copy of another original, or of another number of pages, is no copy of this one."""
    row, name = file.row, reading_path(file.path).name
    if (words.identifier, words.original_sha256) != (row.document_id, row.sha256):
        details = {"other": words.identifier or "-"}
        yield Problem("reading-other", Part.READING, name, details)
    if words.signed:
        yield Problem("reading-signed", Part.READING, name)
    counts = {row.page_count, own_words(file.path).page_count} - {None}
    if words.page_count is None or counts - {words.page_count}:
        details = {
            "pages": str(words.page_count or "-"),
            "original": ", ".join(str(count) for count in sorted(filter(None, counts))),
        }
        yield Problem("reading-pages", Part.READING, name, details)


def _claims(file: ArchivedFile, said: ReadingProof, words: OwnWords) -> Iterator[Problem]:
    """Compare the receipt's claims of proof with the copy, as far as is seen without validating."""
    proven = f"{said.pdfa.validator} {said.pdfa.result}".strip()
    is_proven = bool(said.pdfa.validator) and said.pdfa.result in {"valid", "too-large"}
    claims = {
        "PDF/A": (said.pdfa.claim, words.claim),
        "pages": (str(said.page_count), str(words.page_count)),
        "validator": (proven, proven if is_proven else "-"),
    }
    for what, (claimed, found) in claims.items():
        if claimed != found:
            details = {"what": what, "receipt": claimed, "found": found}
            yield Problem("claim", Part.RECEIPT, receipt_path(file.path).name, details)


def _invalid(file: ArchivedFile, settings: PdfaSettings) -> Iterator[Problem]:
    """The rules of PDF/A that the copy breaks; a very large one is not judged."""
    path = reading_path(file.path)
    _claim, rules = judge_pdfa(path, most_mb=settings.second_validator_max_mb, signed=False)
    for rule in rules[:_MOST_RULES]:
        yield Problem("pdfa", Part.READING, path.name, {"rule": rule})
