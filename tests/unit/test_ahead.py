"""What a run says that lies ahead of it: as many documents as it will open."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from audit_samples import BATCH, SmallOffice, id_of

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision
from sohoa.domain.identifiers import version_id
from sohoa.runs.ahead import boxes_ahead


@pytest.fixture
def small(tmp_path) -> SmallOffice:
    """An office with two archived records, whose scans lie in their box from before."""
    office = SmallOffice(tmp_path / "office", dt.datetime.now(dt.UTC))
    for number in (1, 2):
        office.archive(number)
        written(office, number, -60)
    return office


def written(small: SmallOffice, number: int, seconds: int) -> None:
    """Say that a scan was written so long after now."""
    at = small.now.timestamp() + seconds
    os.utime(small.office.inbox_dir / BATCH / f"{number}.pdf", (at, at))


def ahead(small: SmallOffice) -> int | None:
    return boxes_ahead(small.office, [BATCH])[BATCH]


def test_what_is_archived_is_behind_and_what_is_new_ahead(small):
    """An unknown box is unknown, and stops nothing."""
    assert ahead(small) == 0
    (small.office.inbox_dir / BATCH / "3.pdf").touch()
    assert ahead(small) == 1
    assert boxes_ahead(small.office, ["nowhere"]) == {"nowhere": None}


def test_a_changed_scan_is_ahead(small):
    """It was written after it was archived: a run opens it."""
    written(small, 2, 60)

    assert ahead(small) == 1


def test_a_decided_replacement_is_ahead(small):
    """Whenever the better scan was written: the word of a person is still to be carried out."""
    decision = Decision(id_of(1), version_id(id_of(1), 2), "0" * 64, "lan", "rõ hơn", small.now)
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.decide(decision)

    assert ahead(small) == 1
