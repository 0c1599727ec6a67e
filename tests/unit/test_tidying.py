"""What tidying may take away, and when it takes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from audit_samples import SmallOffice, this_second

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import ArchiveAwayError
from sohoa.use_cases.tidying import tidy
from sohoa.work.archive_home import require_archive
from sohoa.work_settings import WorkSettings
from sohoa.workspace import Workspace

LATER = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


def test_with_the_archive_away_nothing_is_judged(tmp_path):
    """Its disk is not there: that says nothing against any record, and nothing is taken away."""
    office = Workspace(tmp_path)
    office.archive_dir.mkdir(parents=True)
    with Catalogue.open(office.catalogue_url) as catalogue:
        require_archive(office, catalogue)
    litter = office.batches_dir / "x.pdf.999999999.part"
    litter.parent.mkdir(parents=True)
    litter.write_bytes(b"half")
    assert tidy(office, WorkSettings(keep_days=0), now=LATER, dry_run=True).parts == 1

    office.archive_dir.rename(tmp_path / "away")

    with pytest.raises(ArchiveAwayError, match="ARCHIVE-90"):
        tidy(office, WorkSettings(keep_days=0), now=LATER)
    assert litter.exists()


@pytest.mark.parametrize("is_archived", [True, False])
def test_pictures_for_a_decision_are_let_go_once_it_is_archived(tmp_path, is_archived):
    """With the other working files; those of what still waits stay."""
    small = SmallOffice(tmp_path / "office", this_second())
    record = small.archive(1)
    archived = record.signed.archival.read.scanned.document_id
    folder = small.office.review_dir / (archived if is_archived else "hop-01.0123456789ab")
    folder.mkdir(parents=True)
    (folder / "number.jpg").write_bytes(b"x" * 5_000)

    tried = tidy(small.office, WorkSettings(keep_days=0), now=LATER, dry_run=True)

    assert folder.is_dir()
    assert (tried.freed_bytes >= 5_000) == is_archived
    tidy(small.office, WorkSettings(keep_days=0), now=LATER)
    assert folder.is_dir() != is_archived
