"""The manifest of a file unit: changed line by line, it is what it would be if written anew."""

from __future__ import annotations

import hashlib
import time

import pytest
from audit_samples import SmallOffice, this_second
from hypothesis import given
from hypothesis import strategies as st

from sohoa.archive.manifest import (
    MANIFEST_NAME,
    change_file_unit_manifest,
    changed_content,
    manifest_content,
    write_file_unit_manifest,
)
from sohoa.catalogue.writer import Catalogue
from sohoa.durable import part_of


def digest(text: str) -> str:
    """A digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


names = st.text(alphabet="ab.é0", min_size=1, max_size=5).filter(lambda name: name.strip())
members = st.dictionaries(names, st.sampled_from("xyz").map(digest), max_size=12)


@given(members, members)
def test_what_is_changed_is_as_if_written_anew(before, after):
    """Any lines into any others: new ones, changed ones, the same again."""
    held = manifest_content(before.items())

    assert changed_content(held, after.items()) == manifest_content({**before, **after}.items())


@pytest.mark.parametrize("held", [b"x\n", b"no line", digest("a").encode() + b" a\n"])
def test_what_is_no_manifest_is_not_changed(held, tmp_path):
    """It is written anew, by whoever knows all its members."""
    (tmp_path / MANIFEST_NAME).write_bytes(held)

    assert changed_content(held, [("b", digest("b"))]) is None
    assert not change_file_unit_manifest(tmp_path, [("b", digest("b"))])
    assert not change_file_unit_manifest(tmp_path / "nowhere", [("b", digest("b"))])


def test_another_hands_line_is_left_to_be_found(tmp_path):
    """A line that was changed behind everybody's back is not put right by the next box."""
    write_file_unit_manifest(tmp_path, [("a", digest("a")), ("b", digest("b"))])
    path = tmp_path / MANIFEST_NAME
    forged = path.read_bytes().replace(digest("a").encode(), digest("forged").encode())
    path.write_bytes(forged)

    assert change_file_unit_manifest(tmp_path, [("c", digest("c"))])
    assert path.read_bytes() == forged + manifest_content([("c", digest("c"))])


def test_a_box_costs_the_same_in_a_large_folder(tmp_path):
    """A hundred records more, where there are forty and where there are forty thousand files."""
    costs = {}
    for count in (40, 40_000):
        folder = tmp_path / str(count)
        held = [(f"u.{number:07d}.pdf", digest(str(number))) for number in range(count)]
        write_file_unit_manifest(folder, held)
        new = [(f"u.{number:07d}.pdf", digest("new")) for number in range(count, count + 100)]
        content = (folder / MANIFEST_NAME).read_bytes()
        began = time.process_time()
        for _round in range(20):
            assert changed_content(content, new) is not None
        costs[count] = time.process_time() - began
    whole = time.process_time()
    for _round in range(20):
        manifest_content(held)
    whole = time.process_time() - whole
    assert costs[40_000] < whole / 4


def test_a_record_that_no_manifest_lists_yet_is_listed_by_the_next(tmp_path):
    """Killed between the catalogue's entry and the manifest: the catalogue knows what is due."""
    office = SmallOffice(tmp_path / "office", this_second())
    first = office.archive(1)
    manifest = first.archive_path.with_name(MANIFEST_NAME)
    office.archive(2)
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        assert catalogue.unlisted(first.file_code) == ()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_samples.list_file_unit", lambda *_asked: None)
        office.archive(3)
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        due = [name for one in catalogue.unlisted(first.file_code) for name, _digest in one.members]
    assert len(due) == 2
    assert not office.verify().is_whole

    office.archive(4)
    assert set(due) <= {line.split("  ")[1] for line in manifest.read_text().splitlines()}


def test_what_changed_meanwhile_is_still_due(tmp_path):
    """A manifest that was written with an earlier form of a file does not list the later one."""
    office = SmallOffice(tmp_path / "office", this_second())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("audit_samples.list_file_unit", lambda *_asked: None)
        record = office.archive(1)
    identity = record.signed.archival.read.scanned.document_id
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        due = catalogue.unlisted(record.file_code)
        catalogue.note_restored(identity, digest("another receipt"), person="lan")
        catalogue.note_listed(due)
        (still,) = catalogue.unlisted(record.file_code)
        assert still.receipt_sha256 == digest("another receipt")
        catalogue.note_listed([still])
        assert catalogue.unlisted(record.file_code) == ()


def test_a_folder_is_gone_through_once_for_many_files(tmp_path):
    """What a killed process left of any of them goes with the manifest; a living one's stays."""
    mine = part_of(tmp_path / "b.pdf")
    mine.write_bytes(b"")
    dead = tmp_path / "a.pdf.4194304.part"
    dead.write_bytes(b"half")
    write_file_unit_manifest(tmp_path, [])

    assert mine.exists()
    assert not dead.exists()
