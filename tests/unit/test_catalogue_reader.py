"""The reading door: light, read-only, and calm about what is not there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import asdict

import psycopg
import pytest
from catalogue_samples import archive, at_hand, note, paper, reading, store

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.judging import PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description, Finding


@pytest.fixture
def shelf(catalogue, tmp_path):
    """A register of two papers; one is digitized, one document is not in the register."""
    fill(catalogue, tmp_path)
    return tmp_path


@pytest.fixture
def file_shelf(embedded, tmp_path):
    """The same in a file, for what is SQLite's alone."""
    fill(embedded, tmp_path)
    embedded.close()
    return tmp_path


def fill(catalogue, folder) -> None:
    """Two papers, two archived documents, one in quarantine."""
    store(catalogue, paper("1/QĐ"), paper("2/QĐ"))
    described = catalogue.link(Description(record_id="SO-000002"))
    archive(catalogue, folder, "hop-01.a", description=described)
    archive(catalogue, folder, "hop-01.b")
    rejected = note("hop-01.c", DocumentState.QUARANTINED, reason_code="INTAKE-001")
    catalogue.note_states(batch="Hộp 01", phase=2, states=[rejected])


def test_reading_loads_nothing_heavy():
    """Neither SQLAlchemy nor pydantic nor pandas is loaded to read."""
    script = (
        "import sys, sohoa.catalogue.reader\n"
        "heavy = {'sqlalchemy', 'alembic', 'pydantic', 'pandas', 'psycopg'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_missing_catalogue_reads_as_empty(tmp_path):
    """Before the first import there is nothing, and reading makes nothing."""
    with reading(tmp_path) as reader:
        assert reader.search("karaoke").hits == ()
        assert reader.list_documents() == reader.tallies() == reader.open_error_rows() == ()
        assert reader.document("a") is None
        assert reader.register_summary().rows_read == 0
        assert reader.papers() == ()
    assert list(tmp_path.iterdir()) == []


def test_catalogue_being_made_reads_as_empty(tmp_path):
    """An empty file, as another process makes it first, is not damage."""
    (tmp_path / "catalogue.sqlite3").touch()

    with reading(tmp_path) as reader:
        assert reader.list_documents() == ()


def test_reader_cannot_write(shelf):
    """The reading door opens the file read-only."""
    refused = (sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)
    with reading(shelf) as reader, pytest.raises(refused, match=r"read-?only"):
        reader._database.connection.execute("DELETE FROM documents")


@pytest.mark.parametrize(
    "name",
    [
        "hop-01.a",
        "SO-000002",
        "so-000002",
        "H09.14.2018.QD.QLVH.0000001",
        "H09.14.2018.QD.QLVH.0000001.pdf",
        "2018/H09.14.2018.QD.QLVH/H09.14.2018.QD.QLVH.0000001.pdf",
        " hop-01.a ",
    ],
)
def test_document_by_any_of_its_names(shelf, name):
    """A document is found by its id, its record, and its archived name or path."""
    with reading(shelf) as reader:
        assert reader.document(name).document_id == "hop-01.a"
        assert reader.document("nothing") is None


def test_list_can_be_narrowed(shelf):
    """Batch, state and phase narrow the list, alone and together."""
    with reading(shelf) as reader:
        assert len(reader.list_documents()) == 3
        assert len(reader.list_documents(batch="Hộp 01", state=DocumentState.ARCHIVED)) == 2
        assert reader.list_documents(phase=3) == ()
        assert reader.list_documents(batch="Hộp 9") == ()


def test_rows_are_plain_values(shelf):
    """A row becomes a dictionary that JSON can hold, dates apart."""
    with reading(shelf) as reader:
        row = asdict(reader.document("hop-01.a"))

    assert row["record_id"] == "SO-000002"
    assert (row["state"], row["page_count"], row["confidence"]) == ("archived", 3, 91.5)


def test_findings_stay_with_their_document(tmp_path, monkeypatch, capsys):
    """What was found is kept through every later note, and shown by `list` and `show`."""
    for name, value in (("SOHOA_HOME", str(tmp_path)), ("SOHOA_LANG", "en"), ("LANGUAGE", "en")):
        monkeypatch.setenv(name, value)
    (tmp_path / "data").mkdir()
    unread = (Finding("no-text", 2), Finding("low-resolution", 1, "150"))
    with Catalogue.open(f"sqlite:///{tmp_path}/data/catalogue.sqlite3") as catalogue:
        archive(catalogue, tmp_path, "a", findings=unread)
        noted = [note("b", findings=unread), note("c", findings=(Finding("turned", 1, "90"),))]
        catalogue.note_states(batch="Hộp 01", phase=2, states=noted)
        catalogue.note_states(batch="Hộp 01", phase=2, states=[note("b", confidence=80.0)])

    assert run(["list", "--review", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert run(["show", "a"]) == 0
    shown = capsys.readouterr().out

    assert rows.keys() == {"a", "b"}
    assert [one["code"] for one in rows["b"]["findings"]] == ["no-text", "low-resolution"]
    assert rows["a"]["needs_review"] is True
    assert "page 2: could not be read" in shown
    assert "page 1: scanned at 150 dpi" in shown


def test_papers_know_their_document(shelf):
    """Paper by paper: which document digitizes it, and what no paper claims."""
    with reading(shelf) as reader:
        papers, unlinked = reader.papers(), reader.unlinked()
        rows = at_hand(reader.report_rows())

    assert [one.document_id for one in papers] == ["", "hop-01.a"]
    assert papers[1].archive_path.endswith("0000001.pdf")
    assert [one.year for one in unlinked] == [2018]
    assert rows.papers == (PaperColumns.of([one.line for one in papers]),)
    assert sum(len(some.document_id) for some in rows.archived) + len(rows.others) == 3


def test_one_state_is_read_whatever_is_written_meanwhile(catalogue, tmp_path):
    """A report's figures and lists are asked one after the other: a write between is not seen."""
    store(catalogue, paper("1/QĐ"))

    with reading(tmp_path) as reader:
        with reader.one_state():
            before = len(reader.papers())
            archive(catalogue, tmp_path, "a")
            rows = at_hand(reader.report_rows())
        after = at_hand(reader.report_rows())

    assert (before, rows.archived) == (1, ())
    assert [*after.archived[0].document_id] == ["a"]


def test_unsigned_document_digitizes_nothing(catalogue, tmp_path):
    """Archived without a signature of any kind, a document does not count."""
    store(catalogue, paper())
    described = catalogue.link(Description(record_id="SO-000001"))
    archive(catalogue, tmp_path, "a", description=described, signed=False)

    with reading(tmp_path) as reader:
        assert reader.papers()[0].digitized_at is None
        assert reader.tallies()[0].digitized_at is None
        assert reader.document("a").digitized_at is None


def test_folder_with_any_name(file_shelf, tmp_path_factory):
    """Signs that mean something in an address are part of a folder's name."""
    strange = tmp_path_factory.mktemp("x") / "Hộp #1 (50%25?mode=rw)"
    strange.mkdir()
    shutil.copy(file_shelf / "catalogue.sqlite3", strange)

    with reading(strange) as reader:
        assert len(reader.list_documents()) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_backup_on_a_read_only_medium(file_shelf):
    """A copy that nobody may write can be read all the same."""
    file_shelf.chmod(0o555)
    try:
        with CatalogueReader.open(f"sqlite:///{file_shelf}/catalogue.sqlite3") as reader:
            assert len(reader.list_documents()) == 3
    finally:
        file_shelf.chmod(0o755)


def test_reading_while_another_writes(shelf, catalogue):
    """A reader sees what was committed before it asked, and waits for nobody."""
    with reading(shelf) as reader:
        catalogue.note_states(batch="Hộp 02", phase=2, states=[note("new")])
        assert len(reader.list_documents()) == 4
