"""Catalogues of every released schema, made by their own version, are brought to today's whole.

How they were made: `tests/golden/kept_catalogue.py`.
"""

from __future__ import annotations

import datetime as dt
import lzma
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from catalogue_samples import archive, paper, reading, store

from sohoa.catalogue import copying, schema
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import CatalogueVersionError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.two_times import SubjectKind
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.workspace import CHECKOUT

KEPT = sorted((CHECKOUT / "tests" / "golden" / "catalogues").glob("*.sqlite3.xz"))
REVISIONS = [path.name[:4] for path in KEPT]


@pytest.fixture(params=KEPT, ids=REVISIONS)
def kept(request, tmp_path) -> Path:
    """One of them, unpacked in the test's folder."""
    path: Path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


def revision_of(path: Path) -> str:
    """The revision that stands in a file, without any of our code."""
    with sqlite3.connect(path) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(found)


def test_every_released_schema_is_kept():
    """All revisions but 0002, which never left its branch, and today's."""
    scripts = CHECKOUT / "sohoa" / "catalogue" / "migrations" / "versions"
    revisions = {path.name[1:5] for path in scripts.glob("v*.py")}
    assert revisions - {HEAD} <= set(REVISIONS)


def test_it_is_brought_to_todays_schema(kept):
    """References hold, nothing is damaged, and the tables are those that the code believes in."""
    with Catalogue.open(f"sqlite:///{kept}") as catalogue, catalogue._read() as connection:
        named = {"include_name": lambda name, *_rest: "_search" not in (name or "")}
        context = MigrationContext.configure(connection, opts=named)
        assert compare_metadata(context, schema.metadata) == []
        for pragma in ("integrity_check", "foreign_key_check"):
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").fetchall()
            assert found in ([], [("ok",)])
    assert revision_of(kept) == HEAD


def test_what_it_knew_is_known(kept, tmp_path):
    """Papers, records, what waits, what is in error, words and numbers."""
    Catalogue.open(f"sqlite:///{kept}").close()
    with reading(tmp_path) as reader:
        assert [(one.record_id, one.document_id) for one in reader.papers()] == [
            ("SO-000001", ""), ("SO-000002", "hop-01.a"), ("SO-000003", ""), ("SO-000004", ""),
        ]  # fmt: skip
        states = {row.document_id: row.state for row in reader.list_documents()}
        assert states == {
            "hop-01.a": DocumentState.ARCHIVED,
            "hop-01.b": DocumentState.ARCHIVED,
            "hop-01.c": DocumentState.QUARANTINED,
        }
        assert [(row.file_name, row.row_number) for row in reader.open_error_rows()] == [
            ("so-2.xlsx", 4)
        ]
        for query, name in (("hoa binh", "hop-01.a"), ('"bán hàng rong"', "hop-01.b")):
            assert [hit.document_id for hit in reader.search(query).hits] == [name]
        for query in ("9/TB", "Ông Tám"):
            assert reader.search(query).hits[0].record_id in {"SO-000003", "SO-000004"}
        assert sum(one.count for one in reader.tallies()) == 4
        assert sum(one.count for one in reader.tallies() if one.digitized_at) == 1
        assert len(reader.unlinked()) == 1
        history = reader.history(SubjectKind.PAPER, "SO-000002")
        assert history[0].said["owner"] == "Đỗ Thị Sương"


def test_it_goes_on_where_it_was(kept, tmp_path):
    """The next paper and the next place have the next numbers."""
    with Catalogue.open(f"sqlite:///{kept}") as catalogue:
        store(catalogue, paper("77/QĐ", owner="Z", subject="Z"), name="so-3.xlsx")
        archive(catalogue, tmp_path, "hop-01.d", text="bốn")
    with reading(tmp_path) as reader:
        assert reader.paper("SO-000005").number == "77/QĐ"
        assert [row.ordinal for row in reader.archived()] == [1, 2, 3]


def test_a_copy_of_before_is_kept(kept, tmp_path):
    """Beside it, as it was; an upgrade that is done makes no other."""
    before = revision_of(kept)
    with sqlite3.connect(kept) as connection:
        told = "\n".join(line for line in connection.iterdump() if "search" not in line)
    connection.close()
    for _again in range(2):
        Catalogue.open(f"sqlite:///{kept}").close()
    copy = kept.with_name(f"catalogue.before-{before}.sqlite3")
    assert [path.name for path in sorted(tmp_path.glob("*before*"))] == [copy.name]
    assert revision_of(copy) == before
    with sqlite3.connect(copy) as connection:
        assert "\n".join(x for x in connection.iterdump() if "search" not in x) == told
    connection.close()


def test_a_copy_that_is_there_is_never_overwritten(kept, tmp_path):
    """It may be the only one of its time; a folder of that name is in nobody's way."""
    before = revision_of(kept)
    first = kept.with_name(f"catalogue.before-{before}.sqlite3")
    first.write_bytes(b"of an earlier upgrade")
    (tmp_path / f"catalogue.before-{before}-2.sqlite3").mkdir()
    Catalogue.open(f"sqlite:///{kept}").close()
    assert first.read_bytes() == b"of an earlier upgrade"
    assert revision_of(tmp_path / f"catalogue.before-{before}-3.sqlite3") == before


def test_it_moves_to_a_server(kept, postgres, tmp_path):
    """Brought to today's schema first; all rows come over."""
    Catalogue.open(f"sqlite:///{kept}").close()
    server = postgres.empty_catalogue()
    rows = copying.copy_catalogue(f"sqlite:///{kept}", server, tell=lambda _table, _rows: None)
    assert (rows["register_records"], rows["documents"], rows["document_texts"]) == (4, 3, 2)


def test_an_old_catalogue_is_not_copied_unread(kept, postgres):
    """What its rows mean is known after the upgrade alone; `sohoa doctor` brings it there."""
    with pytest.raises(CatalogueVersionError, match="doctor"):
        copying.copy_catalogue(f"sqlite:///{kept}", postgres.new_database(), tell=print)


_KILLED = """
import os, signal, sys
from sohoa.catalogue import schema_upgrade
from sohoa.catalogue.migrations.versions import v0010_two_times as revision
from sohoa.catalogue.writer import Catalogue
revision._count_on = lambda: os.kill(os.getpid(), signal.SIGKILL)
from alembic.script import base
module = base.Script
import alembic.util.pyfiles as pyfiles
load = pyfiles.load_python_file
def loaded(folder, name):
    found = load(folder, name)
    if name.startswith("v0010"):
        found._count_on = revision._count_on
    return found
base.util.load_python_file = pyfiles.load_python_file = loaded
Catalogue.open(sys.argv[1])
"""


def test_killed_in_the_middle_nothing_is_changed(tmp_path):
    """Kill -9 between two statements of a revision: the old schema stands, a next try ends."""
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(lzma.decompress(KEPT[0].read_bytes()))
    before = revision_of(path)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, f"sqlite:///{path}"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert revision_of(path) == before
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        assert catalogue.schema_version == HEAD


def test_what_it_held_is_entered_into_the_ledger(kept):
    """All of it: papers, documents, counts and rows in error are what was recorded of them."""
    with Catalogue.open(f"sqlite:///{kept}") as catalogue:
        head = catalogue.head(at=dt.datetime.now(dt.UTC))
        archive(catalogue, kept.parent, "hop-09.x", text="Điều 1")
    with InspectionDoor.open(f"sqlite:///{kept}") as door:
        inspection = Inspection(door, [head])
        assert [*inspection.differences()] == []
    assert inspection.proven == [head]
    assert inspection.size > head.size > 0
