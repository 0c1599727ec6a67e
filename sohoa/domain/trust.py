"""The words of trust: what can be said of a signature, and the proof that a file holds.

Two kinds of fact are kept apart. What is true of bytes (PDF/A, what was appended, the text in
them) is true for ever and stands in a receipt under their digest. What is true at a time (is a
certificate still believed, is the newest time stamp still provable) is judged anew each time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SignatureKind(StrEnum):
    """Kind of signer: a person or office, or a time-stamping authority for the whole file."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class Level(StrEnum):
    """The level of a signature, from least to most (ETSI EN 319 142-1, clause 6)."""

    B_B = "PAdES-B-B"
    B_T = "PAdES-B-T"
    B_LT = "PAdES-B-LT"
    B_LTA = "PAdES-B-LTA"

    def reaches(self, other: Level) -> bool:
        """Say whether this level proves at least as much as another."""
        order = list(Level)
        return order.index(self) >= order.index(other)


def highest_level(levels: Iterable[str]) -> str:
    """Give the highest of some levels by their names; empty where none of them is known.

    >>> highest_level(["PAdES-B-T", "PAdES-B-LTA", "", "PAdES-B-B"]), highest_level(["?"])
    ('PAdES-B-LTA', '')
    """
    named = set(levels)
    return next((level.value for level in reversed(Level) if level.value in named), "")


class Revocation(StrEnum):
    """Revocation status of a certificate at the time of its use, by the embedded answers."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class SignatureStanding(StrEnum):
    """The present validity of a signature.

    `UNPROVABLE` is not `BROKEN`: nothing was changed, but the certificates that proved it have
    expired and no later time stamp took their place. Nor is `UNJUDGED`: see `Integrity`.
    """

    HOLDS = "holds"
    BROKEN = "broken"
    UNTRUSTED = "untrusted"
    UNPROVABLE = "no-longer-provable"
    UNJUDGED = "unjudged"


class Integrity(StrEnum):
    """Integrity of the signed bytes, whoever signed them.

    `BROKEN` is said only of what was found changed. `UNJUDGED`: what was signed is unchanged, but
    nobody can tell whether what was added to the file afterwards leaves it so: a person looks.
    """

    INTACT = "intact"
    BROKEN = "broken"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """Result of verifying one signature or document time stamp.

    Attributes:
        organization: The unit that the certificate says manages the signer.
        signed_at: The time the signature claims; for a time stamp, its own time.
        proven_at: The earliest time that a believed time stamp proves it existed.
        intact: The bytes it covers and the signature itself are unchanged.
        covers_whole_file: Nothing was added after it, or only what later signatures of the
            same file cover and PDF allows to be added, or data for its own long-term proof.
        trusted: The certificate leads to a trusted root and was valid when it was used.
        modification: What was added after it: `none`, `lta_updates`, `form_filling`,
            `annotations`, `unjudged` or `other`; empty where it was not looked at.
        provable_until: When its proof ends unless a new time stamp is added before.
        problem: The first thing that is wrong, as an English message id; empty if nothing is.
    """

    field_name: str
    kind: SignatureKind = SignatureKind.SIGNATURE
    signer: str = ""
    issuer: str = ""
    organization: str = ""
    signed_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    modification: str = "other"
    level: Level | None = None
    revocation: Revocation = Revocation.UNKNOWN
    provable_until: dt.datetime | None = None
    standing: SignatureStanding = SignatureStanding.BROKEN
    problem: str = ""

    @property
    def integrity(self) -> Integrity:
        """The one judgment of a signature's bytes: intake, archive and `verify` all ask here."""
        if self.modification == Integrity.UNJUDGED.value:
            return Integrity.UNJUDGED
        is_intact = self.intact and self.covers_whole_file
        return Integrity.INTACT if is_intact else Integrity.BROKEN


def is_signed_whole(statuses: Iterable[SignatureStatus]) -> bool:
    """Say whether a file counts as signed: one signature is intact, up to the file's last byte.

    A time stamp alone is nobody's signature.
    """
    return any(
        one.kind is SignatureKind.SIGNATURE and one.integrity is Integrity.INTACT
        for one in statuses
    )


@dataclass(frozen=True, slots=True)
class PdfaProof:
    """A validator's result for the bytes.

    `result` is `valid`, `too-large` (beyond the validator's limit; the file was judged before
    it was signed) or `kept-original`. `excused` is the one known false alarm, if it was raised
    and our own look at the signed ranges found no fault.
    """

    claim: str
    validator: str
    result: str
    excused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextProof:
    """The comparison of the text in the stored file with what was read from the pages.

    Characters are counted without white space and hyphens; `missing` were read and are not in
    the file, `added` are in it, before its signatures, and were not read.
    """

    characters_read: int
    characters_missing: int
    characters_added: int
    words_read: int
    words_missing: int


@dataclass(frozen=True, slots=True)
class ReadingProof:
    """Proof of the reading copy beside a kept original, of which it is no form."""

    sha256: str
    size_bytes: int
    page_count: int
    pdfa: PdfaProof
    text: TextProof


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof of the bytes with this digest; `text` is `None` for a kept original.

    `reading` is what was found of the copy beside it, if it has one.
    """

    sha256: str
    size_bytes: int
    proven_at: dt.datetime
    signatures: tuple[SignatureStatus, ...]
    pdfa: PdfaProof
    text: TextProof | None = None
    reading: ReadingProof | None = None

    @property
    def provable_until(self) -> dt.datetime | None:
        """The first day on which one of the office's signatures can no longer be proven."""
        ends = [
            status.provable_until
            for status in self.signatures
            if status.kind is SignatureKind.SIGNATURE and status.provable_until
        ]
        return min(ends, default=None)
