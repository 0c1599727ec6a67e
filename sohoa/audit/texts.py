"""Compares the text that is searched with the text in the file: the receipt's word, recomputed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sohoa.archive.receipt import Receipt
from sohoa.audit.asked import ArchivedFile
from sohoa.audit.first_bytes import size_of_unsigned
from sohoa.audit.problems import Part, Problem
from sohoa.domain.identifiers import receipt_name
from sohoa.domain.owner_numbers import masked
from sohoa.domain.trust import TextProof
from sohoa.pdfa.own_words import OwnWords
from sohoa.pdfa.text import extract_text
from sohoa.work.comparing import compare_texts

#: When a file was archived its text was compared page by page, with what was read at hand. Here a
#: share of its letters may differ: a reader program leaves out some that lie on one another.
_MOST_SHARE, _FEW = 0.05, 20


def text_problems(file: ArchivedFile, receipt: Receipt, words: OwnWords) -> Iterator[Problem]:
    """A text in the catalogue, or a count in the receipt, that is not the file's.

    The file's text is that before its signatures; the catalogue's stands behind a description,
    whose letters are counted on both sides. A kept original has no text of this
    line.

    Raises:
        OSError: The file cannot be read.
        ToolMissingError: pdftotext is not installed.
    """
    proof, row = receipt.proof.text, file.row
    size = size_of_unsigned(file.path, receipt, words)
    if proof is None or row.kept_original or size is None:
        return
    yield from _compared(file, file.path, proof, size)


def copy_text_problems(file: ArchivedFile, copy: Path, proof: TextProof) -> Iterator[Problem]:
    """The same of the reading copy of a kept original, whose text is what is searched.

    Raises:
        As `text_problems`.
    """
    yield from _compared(file, copy, proof, copy.stat().st_size)


def _compared(file: ArchivedFile, path: Path, proof: TextProof, size: int) -> Iterator[Problem]:
    row = file.row
    try:
        stored = _text_of_start(path, size)
    except ValueError:
        reason = {"reason": "pdftotext"}
        yield Problem("unreadable", Part.CONTENT, path.name, reason)
        return
    said = (row.number, row.record_type, row.subject, row.owner, row.room)
    # The catalogue keeps no number of an owner; the file says what its paper says.
    found = compare_texts(
        _on_one_page(masked(file.text)), _on_one_page(masked("\n".join((*said, stored))))
    )
    counted = compare_texts(_on_one_page(stored), "").characters_read
    allowed = max(_FEW, counted * _MOST_SHARE)
    differ = max(
        found.characters_missing - proof.characters_missing,
        found.characters_added - proof.characters_added,
    )
    if differ > allowed:
        yield Problem("text", Part.CATALOGUE, path.name, {"count": str(differ)})
    claimed = proof.characters_read - proof.characters_missing + proof.characters_added
    if abs(claimed - counted) > allowed:
        details = {"what": "text", "receipt": str(claimed), "found": str(counted)}
        yield Problem("claim", Part.RECEIPT, receipt_name(file.path.name), details)


def _on_one_page(text: str) -> str:
    return text.replace("\f", "\n")


def _text_of_start(path: Path, size: int) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as target:
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, target)
        target.truncate(size)
        target.flush()
        return extract_text(Path(target.name))
