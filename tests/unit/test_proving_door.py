"""What verifications found is entered alike, whether they found something new or not."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

import pytest
from catalogue_samples import NOON, archive

from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.proving_door import note_proofs
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.sqlite.checked_again import note_as_known
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.catalogue_errors import CatalogueMovedError

WHOLE = ProofNote("a", NOON + dt.timedelta(days=1))
LATER, EARLIER = (replace(WHOLE, checked_at=NOON + dt.timedelta(days=day)) for day in (2, -1))
BROKEN = replace(LATER, problems=("manifest-file", "bytes"))
STILL_BROKEN = replace(BROKEN, checked_at=NOON + dt.timedelta(days=3))
MENDED = replace(WHOLE, checked_at=NOON + dt.timedelta(days=4))
NOBODY = replace(WHOLE, document_id="z")


def archived(url: str, folder) -> str:
    with Catalogue.open(url) as catalogue:
        archive(catalogue, folder, "a")
    return url


def known(url: str) -> tuple:
    with CatalogueReader.open(url) as reader:
        row = reader.document("a")
        return row.proof_checked_at, row.proof_problem, reader.tallies(as_of=dt.date(2030, 1, 1))


def test_each_way_of_entering_a_verification_leaves_the_same(tmp_path, catalogue_at):
    """Whole, again whole, an older one, broken, still broken, mended; and of nobody."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one, other = (archived(catalogue_at(tmp_path / name), tmp_path) for name in ("one", "other"))

    for note in (WHOLE, LATER, EARLIER, BROKEN, STILL_BROKEN, MENDED, NOBODY):
        note_proofs(one, [note])
        with Catalogue.open(other) as catalogue:
            catalogue.note_proofs([note])
        assert known(one) == known(other)

    assert known(one)[:2] == (MENDED.checked_at, "")


def test_only_what_is_new_is_left_to_the_writing_door(tmp_path):
    """What is known is entered, and not handed on; nothing is recorded of it."""
    url = archived(f"sqlite:///{tmp_path}/catalogue.sqlite3", tmp_path)
    before = changes_in(tmp_path)

    assert note_as_known(url, [WHOLE, NOBODY]) == [NOBODY]
    assert note_as_known(url, [LATER]) == []
    assert note_as_known(url, [EARLIER, BROKEN]) == [EARLIER, BROKEN]

    assert known(url)[:2] == (LATER.checked_at, "")
    assert changes_in(tmp_path) == before


def test_nothing_is_entered_into_a_catalogue_that_was_moved(tmp_path):
    """It is kept elsewhere now, and says so."""
    url = archived(f"sqlite:///{tmp_path}/catalogue.sqlite3", tmp_path)
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as held:
        held.execute("INSERT INTO office_facts (name, value) VALUES ('moved_to', 'elsewhere')")

    with pytest.raises(CatalogueMovedError):
        note_proofs(url, [WHOLE])

    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as held:
        assert held.execute("SELECT proof_checked_at FROM documents").fetchone() == (None,)


def changes_in(folder) -> int:
    with sqlite3.connect(folder / "catalogue.sqlite3") as held:
        return held.execute("SELECT count(*) FROM changes").fetchone()[0]
