"""What is still arriving: names of unfinished transfers, and what was written just now."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from sohoa.domain.transfers import final_name, is_unfinished
from sohoa.intake.arriving import Watch, holding, transfers_in, what_lies
from sohoa.intake.inbox import fingerprint, list_candidates
from sohoa.tabular.batch_list import read_batch_list

MINUTES = dt.timedelta(minutes=5)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def in_(minutes: float) -> dt.datetime:
    """The time in so many minutes: the system's own time of change cannot be put back."""
    return now() + dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("HS-24.jpg.crdownload", "HS-24.jpg"),
        ("HS-23.jpg.filepart", "HS-23.jpg"),
        ("HS-1.pdf.part", "HS-1.pdf"),
        ("HS-1.pdf.PARTIAL", "HS-1.pdf"),
        ("HS-1.pdf.opdownload", "HS-1.pdf"),
        ("HS-1.pdf.download", "HS-1.pdf"),
        ("HS-1.tif.!ut", "HS-1.tif"),
        ("HS-1.tif.aria2", "HS-1.tif"),
        ("HS-1.tif.tmp", "HS-1.tif"),
        (".batch.csv.swp", ".batch.csv"),
        (".HS-24.jpg.Xa31fs", "HS-24.jpg"),
        (".HS-24.jpg.~1f2a", "HS-24.jpg"),
        (".in.HS-24.jpg.", "HS-24.jpg"),
    ],
)
def test_unfinished_names(name, final):
    """What browsers, FTP and SFTP clients, rsync and editors write under names of their own."""
    assert is_unfinished(name)
    assert final_name(name) == final


@pytest.mark.parametrize("name", ["HS-24.jpg", "part.pdf", "tmp.jpg", ".DS_Store", "a.downloads"])
def test_other_names_are_finished(name):
    """A word in a name is no ending of it."""
    assert not is_unfinished(name)
    assert final_name(name) == name


def test_a_list_that_leaves_out_the_ending_does_not_mean_a_transfer(tmp_path):
    """`HS-23.jpg` in the list is the file of that name, not `HS-23.jpg.filepart`."""
    put(tmp_path, "HS-23.jpg.filepart")
    (tmp_path / "batch.csv").write_text("tệp,năm\nHS-23.jpg,2019\nHS-24,2019\n", encoding="utf-8")

    listed = read_batch_list(tmp_path)

    assert listed is not None
    assert list(listed.entries) == ["HS-23.jpg", "HS-24"]
    (transfer,) = transfers_in(tmp_path)
    assert [transfer.is_for(name) for name in ("HS-23.jpg", "HS-23", "hs-23.JPG", "HS-2")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_a_folder_with_an_unfinished_page_waits_as_a_whole(tmp_path):
    """Its other pages are whole, and the document is not; so is a name that exists as a promise."""
    put(tmp_path, "HS-20/001.jpg", "HS-20/002.jpg.part", "HS-21/001.jpg", "a.pdf", "a.pdf.part")

    transfers = transfers_in(tmp_path)

    waiting = {one.source_name: holding(one, transfers) for one in list_candidates(tmp_path)}
    assert {name for name, transfer in waiting.items() if transfer} == {"HS-20", "a.pdf"}


def test_what_changed_lately_waits_and_then_does_not(tmp_path):
    """Files, and a folder to which a page is added."""
    put(tmp_path, "d/1.jpg", "2.pdf")
    for candidate in list_candidates(tmp_path):
        lying = what_lies(candidate)
        assert Watch(MINUTES, now()).changed_lately(lying)
        assert Watch(MINUTES, in_(6)).changed_lately(lying) is None
        assert Watch(dt.timedelta(), now()).changed_lately(lying) is None


def test_a_copy_with_its_old_time_waits_too(tmp_path):
    """`cp -p` and `rsync -t` put the old time back: the entry's own time tells."""
    put(tmp_path, "2.pdf")
    os.utime(tmp_path / "2.pdf", (1_600_000_000, 1_600_000_000))

    assert Watch(MINUTES, now()).changed_lately([tmp_path / "2.pdf"])


def test_a_page_taken_away_or_added_makes_its_folder_wait(tmp_path):
    """The folder's own time changes although no file in it does."""
    put(tmp_path, "d/1.jpg", "d/2.jpg")
    os.utime(tmp_path / "d", (1_600_000_000, 1_600_000_000))
    (candidate,) = list_candidates(tmp_path)

    assert tmp_path / "d" in what_lies(candidate)


def test_a_scanner_whose_clock_is_years_ahead_does_not_wait_for_years(tmp_path):
    """A time of the content in the far future says nothing; the system's own time decides."""
    put(tmp_path, "2.pdf")
    os.utime(tmp_path / "2.pdf", (4_000_000_000, 4_000_000_000))

    assert Watch(MINUTES, now()).changed_lately([tmp_path / "2.pdf"])
    assert Watch(MINUTES, in_(6)).changed_lately([tmp_path / "2.pdf"]) is None


def test_where_our_own_clock_was_put_back_it_is_known(tmp_path):
    """The system's own time of change lies ahead: nothing can be told from it."""
    put(tmp_path, "2.pdf")
    long_ago = now() - dt.timedelta(days=30)

    assert Watch(MINUTES, long_ago).changed_lately([tmp_path / "2.pdf"]) is None
    assert Watch(MINUTES, long_ago).is_ahead([tmp_path / "2.pdf"])
    assert not Watch(MINUTES, now()).is_ahead([tmp_path / "2.pdf"])
    assert not Watch(dt.timedelta(), long_ago).is_ahead([tmp_path / "2.pdf"])


def test_what_is_gone_or_outside_all_calendars_changed_never(tmp_path):
    """A file that went away between two looks is no reason to stop."""
    put(tmp_path, "2.pdf")
    os.utime(tmp_path / "2.pdf", ns=(0, 2**62))

    Watch(MINUTES, now()).changed_lately([tmp_path / "2.pdf", tmp_path / "gone"])


def test_other_bytes_with_the_old_size_and_time_are_seen(tmp_path):
    """A scan replaced by one of the same size, its time put back, starts anew."""
    put(tmp_path, "2.pdf")
    os.utime(tmp_path / "2.pdf", (1_600_000_000, 1_600_000_000))
    before = fingerprint(list_candidates(tmp_path))
    (tmp_path / "2.pdf").write_bytes(b"y")
    os.utime(tmp_path / "2.pdf", (1_600_000_000, 1_600_000_000))

    assert fingerprint(list_candidates(tmp_path)) != before
