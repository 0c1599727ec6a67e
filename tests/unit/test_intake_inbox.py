"""The inbox: which documents lie there, under which names, and when it has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain.errors import HostileNameError, NoPagesError, SameNameError
from sohoa.domain.natural_order import natural_key
from sohoa.intake.inbox import candidate_at, fingerprint, list_candidates

COMPOSED, DECOMPOSED = "H\u1ed3 s\u01a1.pdf", "Ho\u0302\u0300 so\u031b.pdf"


def put(folder: Path, *names: str) -> None:
    """Put files into a folder."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def names(batch: Path) -> list[str]:
    """The names of all candidates."""
    return [candidate.source_name for candidate in list_candidates(batch)]


def test_files_and_folders_are_documents(tmp_path):
    """A file at the top is a document, a folder is one whose pages are in natural order."""
    put(tmp_path, "2.pdf", "10.pdf", "3/page10.jpg", "3/page2.jpg", "3/Page1.jpg")

    found = list_candidates(tmp_path)

    assert [one.source_name for one in found] == ["2.pdf", "3", "10.pdf"]
    assert [path.name for path in found[1].paths] == ["Page1.jpg", "page2.jpg", "page10.jpg"]
    assert not any(one.problem for one in found)


def test_every_folder_with_files_is_a_document(tmp_path):
    """Folders may be nested; one that holds only folders is none."""
    put(tmp_path, "a/b/1.jpg", "a/b/c/1.jpg", "a/.thumbs/1.jpg")

    assert names(tmp_path) == ["a/b", "a/b/c"]


def test_a_folder_with_nothing_in_it_is_not_lost(tmp_path):
    """A place was made for a document and its pages are missing: it is refused, not dropped."""
    put(tmp_path, "1/a.jpg")
    (tmp_path / "2").mkdir()

    empty = list_candidates(tmp_path)[1]

    assert (empty.source_name, empty.paths) == ("2", ())
    assert isinstance(empty.problem, NoPagesError)


def test_litter_is_passed_over(tmp_path):
    """The batch list, what systems leave behind, and unfinished files are no documents."""
    litter = ["batch.csv", "batch.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store", "~$batch.xlsx"]
    put(tmp_path, *litter, "1.pdf.part", "2.TMP", "d/Thumbs.db", "d/1.jpg")

    assert names(tmp_path) == ["d"]


def test_names_are_composed(tmp_path):
    """A name that a Mac decomposed is known by its composed form; the path stays as it is."""
    put(tmp_path, DECOMPOSED)

    (found,) = list_candidates(tmp_path)

    assert found.source_name == COMPOSED
    assert found.paths[0].name == DECOMPOSED


def test_the_second_of_two_equal_names_is_refused(tmp_path):
    """Two names that differ only in composition: the composed one is taken, both are told."""
    put(tmp_path, COMPOSED, DECOMPOSED)

    first, second = list_candidates(tmp_path)

    assert (first.source_name, first.problem) == (COMPOSED, None)
    assert second.source_name != COMPOSED
    assert isinstance(second.problem, SameNameError)


def test_two_equal_pages_spoil_their_folder(tmp_path):
    """Inside a folder nobody can say which of two equal names is the page."""
    put(tmp_path, f"d/{COMPOSED}", f"d/{DECOMPOSED}")

    (found,) = list_candidates(tmp_path)

    assert isinstance(found.problem, SameNameError)
    assert found.paths == ()


def test_links_and_pipes_are_never_touched(tmp_path):
    """A link to a file, to a folder, or a pipe is refused where it stands, also among pages."""
    batch = tmp_path / "batch"
    put(tmp_path, "secret/1.jpg")
    put(batch, "d/1.jpg")
    (batch / "a.jpg").symlink_to(tmp_path / "secret" / "1.jpg")
    (batch / "b").symlink_to(tmp_path / "secret")
    (batch / "d" / "2.jpg").symlink_to(tmp_path / "secret" / "1.jpg")
    os.mkfifo(batch / "e.jpg")

    found = list_candidates(batch)

    assert [one.source_name for one in found] == ["a.jpg", "b", "d", "e.jpg"]
    assert all(isinstance(one.problem, HostileNameError) and not one.paths for one in found)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"\xff\xfe.pdf", "\\xff\\xfe.pdf"),
        (b"a\\..\\x.pdf", "a\\..\\x.pdf"),
        (b"a\n\x1b[31m.pdf", "a\\n\\x1b[31m.pdf"),
    ],
)
def test_hostile_names_are_refused_and_shown_harmlessly(tmp_path, name, shown):
    """Bytes that are no UTF-8, climbing names and terminal codes are shown escaped."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")

    (found,) = list_candidates(tmp_path)

    assert found.source_name == shown
    assert isinstance(found.problem, HostileNameError)
    assert found.problem.details["name"] == shown


def test_the_fingerprint_changes_with_the_inbox_and_only_then(tmp_path):
    """Adding, writing, touching and removing a master change it; looking again does not."""
    put(tmp_path, "1.pdf", "d/1.jpg")
    seen = [fingerprint(list_candidates(tmp_path))]
    assert fingerprint(list_candidates(tmp_path)) == seen[0]

    put(tmp_path, "2.pdf")
    seen.append(fingerprint(list_candidates(tmp_path)))
    (tmp_path / "1.pdf").write_bytes(b"xy")
    seen.append(fingerprint(list_candidates(tmp_path)))
    os.utime(tmp_path / "d" / "1.jpg", ns=(1, 1))
    seen.append(fingerprint(list_candidates(tmp_path)))
    (tmp_path / "d" / "1.jpg").unlink()
    seen.append(fingerprint(list_candidates(tmp_path)))

    assert len(set(seen)) == len(seen)


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_natural_order_is_the_order_of_numbers(numbers):
    """Numbered pages sort by their numbers, however many digits they have."""
    pages = sorted((f"trang {number}.jpg" for number in numbers), key=natural_key)

    assert pages == [f"trang {number}.jpg" for number in sorted(numbers)]


@given(st.text(max_size=8), st.text(max_size=8))
def test_any_two_names_have_an_order(one, other):
    """Digits of any script, letters, nothing: different names never tie, so the order is fixed."""
    first, second = natural_key(one), natural_key(other)

    assert (first < second) + (first > second) == (one != other)


def test_one_document_anywhere_is_a_file_or_a_folder_of_pages(tmp_path):
    """Outside a box a file is a document, a folder is its pages in natural order, links count."""
    folder = tmp_path / "hồ sơ"
    folder.mkdir()
    for name in ("p10.jpg", "p2.jpg", ".rác"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "link.jpg").symlink_to(folder / "p2.jpg")

    pages = candidate_at(folder)
    linked = candidate_at(tmp_path / "link.jpg")

    assert [path.name for path in pages.paths] == ["p2.jpg", "p10.jpg"]
    assert (linked.source_name, linked.paths) == ("link.jpg", (folder / "p2.jpg",))


def test_a_folder_without_pages_is_refused_and_a_missing_file_is_told(tmp_path):
    """Nothing in it is an error of the document; nothing there is one of the file system."""
    assert isinstance(candidate_at(tmp_path).problem, NoPagesError)
    with pytest.raises(FileNotFoundError):
        candidate_at(tmp_path / "gone.pdf")
