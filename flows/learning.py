"""An office's own pages teach its reading: what is learnt, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.batons import PageText, ReadDocument
from sohoa.domain.errors import LearntPairsError
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.journal import Journal
from sohoa.ocr.learning import PairTally
from sohoa.ocr.store import load_page_text
from sohoa.ocr.syllable_model import pack_pairs, unpack_pairs
from sohoa.settings import Settings, load_settings
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was looked at, and how many pairs were common enough to be kept."""

    documents: int
    pages: int
    pairs: int
    path: Path


def learn_from_batches(office: Workspace) -> Learnt:
    """Count the pairs of all documents read so far, and keep them for the pages to come.

    With nothing to keep, what an earlier run has kept stays.

    Raises:
        DiskFullError: No room is left.
    """
    tally = PairTally()
    for folder in sorted((office.data_dir / "batches").glob(f"phase-*/*/{Station.OCR.value}")):
        for texts in _documents(folder):
            tally.add(texts)
    pairs = tally.common()
    if pairs:
        write_durably(office.learnt_path, pack_pairs(pairs))
    return Learnt(tally.documents, tally.pages, len(pairs), office.learnt_path)


def reading_settings(office: Workspace) -> Settings:
    """The settings of an office, with what it has learnt where there is any.

    Raises:
        SettingsError: With every mistake at once.
        LearntPairsError: What was learnt is not as it was written.
    """
    settings = load_settings(office.config_dir)
    path = settings.ocr.learnt or office.learnt_path
    if settings.ocr.learnt is None and not path.exists():
        return settings
    try:
        unpack_pairs(path.read_bytes())
    except (OSError, ValueError) as error:
        raise LearntPairsError(path=path) from error
    ocr = settings.ocr.model_copy(update={"learnt": path})
    return settings.model_copy(update={"ocr": ocr})


def _documents(folder: Path) -> Iterator[list[PageText]]:
    """The texts of each document that a batch's reading has accepted."""
    journal = Journal(folder, Station.OCR, ReadDocument)
    for outcome in sorted((folder / "outcomes").glob("*.json")):
        settled = journal.last(outcome.stem)
        if settled is not None and settled.baton is not None:
            yield list(_texts(settled.baton))


def _texts(read: ReadDocument) -> Iterator[PageText]:
    """The pages' texts; one that is gone or harmed teaches nothing."""
    for page in read.pages:
        try:
            yield load_page_text(page.text_path)
        except (OSError, ValueError):
            continue
