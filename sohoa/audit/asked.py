"""Questions to the auditor and the files they are about, in a form that travels to a worker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sohoa.audit.problems import Problem
from sohoa.domain.holdings import DocumentRow
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.settings import ProfileSettings, SignSettings


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A record as the catalogue and the manifest say it was stored.

    `listed`, `listed_receipt` and `listed_reading` (of the reading copy) are the digests that the
    manifest gives; empty where it lists none. A kept original is a PDF that came with signatures of
    its own: it owes no PDF/A, and its signers need not be known here. `paper` is number and year of
    the register's paper that the record is tied to, `text` what the catalogue searches (`--deep`
    only); `neighbours` is what was found of it among the other records. `masters_released`: the
    catalogue knows somebody's word that its masters were taken out of the inbox for good.
    """

    row: DocumentRow
    path: Path
    listed: str
    listed_receipt: str
    is_being_renewed: bool = False
    paper: tuple[str, int] | None = None
    text: str = ""
    neighbours: tuple[Problem, ...] = ()
    listed_reading: str = ""
    masters_released: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the auditor: how closely, and for which time, records are verified.

    `deep` looks again at what is true of the bytes for ever (PDF/A, what was added after each
    signature, the masters' digests, the text), although the receipt has its word on them. `rules`
    are the signing rules of the office; `inbox` is where the masters lie, if they are asked for;
    `sunsets` are the days from which an algorithm proves nothing.
    """

    at: dt.datetime | None = None
    deep: bool = False
    pdfa: PdfaSettings = field(default_factory=PdfaSettings)
    rules: tuple[ProfileSettings, ...] = field(default_factory=lambda: SignSettings().profiles)
    inbox: Path | None = None
    sunsets: tuple[dt.datetime, ...] = ()
