"""The receipt of an archived file: what was proven of its bytes, and every form it has had.

Kept beside the file, JSON in UTF-8, always written in the same way, so that the same facts give
the same bytes. What each entry means is in `docs/receipts.md`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from sohoa.domain.formats import refuse_newer
from sohoa.domain.identifiers import receipt_name
from sohoa.domain.trust import Proof

FORMAT: Literal["sohoa-receipt/1"] = "sohoa-receipt/1"
_LARGEST = 4 << 20


class Reason(StrEnum):
    """The reason why a form of the file was written."""

    ARCHIVED = "archived"
    UPGRADED = "upgraded"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class Generation:
    """One form the file has had; the bytes of each are the beginning of the next."""

    number: int
    reason: Reason
    made_at: dt.datetime
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a record: its masters, and the rules it was signed by.

    `pages` says of each master which of its pages are the record; it is left out where all of all
    masters are.
    """

    document_id: str
    batch: str
    content_sha256: str
    masters: tuple[str, ...]
    pdfa_sha256: str
    rules: tuple[str, ...]
    regime: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of one archived file.

    Attributes:
        generations: Every form of the file, oldest first; the last one is in the archive.
        proof: What was found of the last one.
        agent: The software that proved it, and its version; with `settings_sha256`, how.
    """

    format: Literal["sohoa-receipt/1"]
    file_code: str
    ordinal: int
    archive_name: str
    origin: Origin
    generations: tuple[Generation, ...]
    proof: Proof
    agent: str
    settings_sha256: str

    @property
    def sha256(self) -> str:
        """The digest of the file as it stands in the archive now."""
        return self.generations[-1].sha256

    @property
    def is_consistent(self) -> bool:
        """Say whether the receipt agrees with itself: its proof is about its last form."""
        newest = self.generations[-1]
        numbers = [one.number for one in self.generations]
        sizes = [one.size_bytes for one in self.generations]
        return (
            (newest.sha256, newest.size_bytes) == (self.proof.sha256, self.proof.size_bytes)
            and numbers == list(range(1, len(numbers) + 1))
            and sizes == sorted(sizes)
        )


_adapter: TypeAdapter[Receipt] = TypeAdapter(Receipt)


def receipt_path(file: Path) -> Path:
    """Return the path of an archived file's receipt: beside it, under its name."""
    return file.with_name(receipt_name(file.name))


def encode_receipt(receipt: Receipt) -> bytes:
    """Write a receipt in its one way.

    What only a kept original with a reading copy has, or only a part of a file, is left out
    elsewhere: receipts of versions that knew neither stay what they are, byte for byte.
    """
    plain = _adapter.dump_python(receipt, mode="json")
    if receipt.proof.reading is None:
        del plain["proof"]["reading"]
    if not receipt.origin.pages:
        del plain["origin"]["pages"]
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def decode_receipt(content: bytes, *, path: Path) -> Receipt:
    """Read a receipt; only one written in its one way is taken. `path` is where it lies.

    Raises:
        NewerFormatError: A later program wrote it.
        ValueError: It is none, does not agree with itself, or not a byte of it stands elsewhere.
    """
    if len(content) > _LARGEST:
        raise ValueError("too large for a receipt")
    refuse_newer(content, FORMAT, path=path)
    receipt = _adapter.validate_json(content)
    if not receipt.generations or not receipt.is_consistent:
        raise ValueError("the receipt does not agree with itself")
    if encode_receipt(receipt) != content:
        raise ValueError("the receipt is not written as receipts are")
    return receipt


def read_receipt(path: Path) -> Receipt | None:
    """The receipt in a file; `None` if there is none to be read.

    Raises:
        NewerFormatError: A later program wrote it.
        OSError: The file is there and cannot be read.
    """
    try:
        return decode_receipt(path.read_bytes(), path=path)
    except (FileNotFoundError, ValueError):
        return None
