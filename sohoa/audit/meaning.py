"""Compares what is said of a record with what its signed bytes say: which paper, where, how much.

Nothing here reads a key or believes a receipt: the file's own words stand under its signatures, so
whoever can write every file but not sign cannot change them. What they do not say is compared
between catalogue, receipt and register; what stands in the catalogue alone is listed in
`docs/adr/0013-verify-proves-meaning.md`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sohoa.archive.receipt import Receipt
from sohoa.audit.asked import ArchivedFile
from sohoa.audit.problems import Part, Problem
from sohoa.domain.facts import agree
from sohoa.domain.grammar.numbers import NUMBER_ALONE
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import document_id, number_key, receipt_name, scan_digest
from sohoa.domain.paper_findings import DATE_CORRECTED, NUMBER_CORRECTED
from sohoa.domain.paper_number import whole_number
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.places import pages_text, pieces_of
from sohoa.domain.vietnamese import nfc
from sohoa.pdfa.own_words import OwnWords

_BETWEEN = " - "


def meaning_problems(file: ArchivedFile, receipt: Receipt, words: OwnWords) -> Iterator[Problem]:
    """Report claims of catalogue and receipt that a record's file, or its place, contradicts."""
    yield from _place(file)
    yield from _scan(file, receipt)
    if file.row.kept_original:
        yield from _kept(file, receipt)
    else:
        yield from _file_says(file, words)
        yield from _claims(file, receipt, words)
    yield from _paper(file)


def _place(file: ArchivedFile) -> Iterator[Problem]:
    """Year, file code, ordinal and path are four ways to say one thing."""
    row = file.row
    name = f"{row.file_code}.{row.ordinal or 0:07d}.pdf"
    path = f"{row.year}/{row.file_code}/{name}"
    if row.archive_path != path or f".{row.year}." not in row.file_code:
        details = {"place": row.archive_path or "", "expected": path}
        yield Problem("place", Part.CATALOGUE, file.path.name, details)


def _scan(file: ArchivedFile, receipt: Receipt) -> Iterator[Problem]:
    """A document is named by its box and file; its scan's digest is that of its masters."""
    row, name = file.row, receipt_name(file.path.name)
    if not row.document_id.startswith(document_id(row.batch, row.source_name)):
        details = {"batch": row.batch, "source": row.source_name}
        yield Problem("origin", Part.CATALOGUE, file.path.name, details)
    origin = receipt.origin
    masters = itertools.zip_longest(origin.masters, origin.pages, fillvalue="")
    if scan_digest(masters) != origin.content_sha256 or origin.pages != _pages_in(row):
        yield Problem("scan-digest", Part.RECEIPT, name)


def _pages_in(row: DocumentRow) -> tuple[str, ...]:
    """Which pages of each of its masters a record is, by its place; nothing if it is all of all.

    Of a folder the pages are masters of their own, and all of each.
    """
    files = {f"/{row.batch}/{one.name}": one.pages for one in pieces_of(row.source_name)}
    pages = tuple(
        next((pages_text(of) for end, of in files.items() if nfc(path).endswith(end)), "")
        for path in row.source_paths
    )
    return pages if any(pages) else ()


def _kept(file: ArchivedFile, receipt: Receipt) -> Iterator[Problem]:
    """A kept original is its one master, byte for byte, and has one form only."""
    first, origin = receipt.generations[0].sha256, receipt.origin
    if (first,) != origin.masters or first != origin.pdfa_sha256 or len(receipt.generations) > 1:
        yield Problem("kept-other", Part.RECEIPT, receipt_name(file.path.name))


def _file_says(file: ArchivedFile, words: OwnWords) -> Iterator[Problem]:
    row = file.row
    said: dict[str, tuple[str, str, bool]] = {
        "identifier": (words.identifier, row.document_id, words.identifier == row.document_id),
        "pages": (
            str(words.page_count),
            str(row.page_count),
            row.page_count is None or words.page_count == row.page_count,
        ),
        "year": (words.formed, str(row.year), words.formed[:4] in {"", str(row.year)}),
        "date": (words.formed, row.formed, _is_dated(words, row)),
        "number": (
            words.number or words.title,
            row.number,
            any(_is_numbered(words, number) for number in _numbers(row)),
        ),
    }
    for what, (found, known, agrees) in said.items():
        if not agrees:
            details = {"what": what, "file": found, "catalogue": known}
            yield Problem("file-says", Part.CATALOGUE, file.path.name, details)


def _is_dated(words: OwnWords, row: DocumentRow) -> bool:
    """Say if the day agrees with the file's, as far as both know it, or is told as corrected."""
    if row.formed[:4] not in {"", str(row.year)}:
        return False
    if not words.formed or not row.formed:
        return True
    days = [row.formed, *(one.value for one in row.findings if one.code == DATE_CORRECTED.code)]
    borne = PartialDate.parse(words.formed)
    return any(agree(borne, PartialDate.parse(day)) for day in days)


def _numbers(row: DocumentRow) -> Iterator[str]:
    """The number of a record, and the one that it was archived with if it was corrected later."""
    yield row.number
    yield from (one.value for one in row.findings if one.code == NUMBER_CORRECTED.code)


def _is_numbered(words: OwnWords, number: str) -> bool:
    """Say if the number agrees with the file's, as far as the file knows one.

    Older files have it in their title only; what in a title looks like none says nothing.
    """
    if words.number:
        return number_key(words.number) == number_key(number)
    parts = words.title.split(_BETWEEN)
    if not number or not any("/" in part and NUMBER_ALONE.fullmatch(part) for part in parts):
        return True
    runs = itertools.combinations(range(len(parts) + 1), 2)
    numbers = {number_key(_BETWEEN.join(parts[start:end])) for start, end in runs}
    return number_key(number) in numbers


def _claims(file: ArchivedFile, receipt: Receipt, words: OwnWords) -> Iterator[Problem]:
    """Compare the receipt's claims of proof with the file, as far as is seen without validating."""
    said, name = receipt.proof.pdfa, receipt_name(file.path.name)
    if said.claim != words.claim:
        details = {"what": "PDF/A", "receipt": said.claim, "found": words.claim}
        yield Problem("claim", Part.RECEIPT, name, details)
    if not said.validator or said.result not in {"valid", "too-large"}:
        details = {"what": "validator", "receipt": f"{said.validator} {said.result}", "found": "-"}
        yield Problem("claim", Part.RECEIPT, name, details)
    if receipt.proof.text is None:
        yield Problem(
            "claim", Part.RECEIPT, name, {"what": "text", "receipt": "-", "found": words.claim}
        )


def _paper(file: ArchivedFile) -> Iterator[Problem]:
    """The paper of the register that a record is tied to has its number and year.

    A register that knows no number of its paper contradicts none; one that knows its figures
    alone fits each whole number that begins with them.
    """
    row = file.row
    if not row.record_id or file.paper is None:
        return
    number, year = file.paper
    said = whole_number(number, row.number)
    is_other = bool(number) and number_key(said) != number_key(row.number)
    if is_other or year != row.year:
        details = {
            "record_id": row.record_id,
            "register": f"{number} ({year})",
            "catalogue": f"{row.number} ({row.year})",
        }
        yield Problem("paper-says", Part.CATALOGUE, file.path.name, details)
