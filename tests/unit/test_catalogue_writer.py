"""The writing door: documents on their way, places in the archive, and the schema."""

from __future__ import annotations

import shutil
import sqlite3
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from catalogue_samples import UNIT, archive, note, reading, sha
from hypothesis import given, settings
from hypothesis import strategies as st

from sohoa.catalogue import schema
from sohoa.catalogue.sqlite import engine
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    ArchiveConflictError,
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    CatalogueVersionError,
    DuplicateContentError,
)
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.work.pool import forking


def open_and_close(path: str) -> str:
    """Open a catalogue in a process of its own."""
    with Catalogue.open(f"sqlite:///{path}") as opened:
        return opened.schema_version


# --- the schema -------------------------------------------------------------------------


def test_migrations_lead_to_the_schema(catalogue):
    """What the migrations make is what the code believes in."""
    with catalogue._read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *_rest: "_search" not in (name or "")}
        )
        differences = compare_metadata(context, schema.metadata)

    assert differences == []
    assert catalogue.schema_version == HEAD


def test_first_opens_at_once(tmp_path):
    """Several processes that open a new catalogue at the same moment all find it made."""
    path = str(tmp_path / "catalogue.sqlite3")

    with forking().Pool(4) as pool:
        versions = pool.map(open_and_close, [path] * 4, chunksize=1)

    assert versions == [HEAD] * 4


def test_catalogue_loses_nothing_it_has_confirmed(embedded):
    """Write-ahead log, full synchronization and references are on for every connection."""
    with embedded._read() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert found == ["wal", 2, 1]


def test_later_schema_is_left_alone(tmp_path):
    """A catalogue of a later program is neither read nor changed."""
    path = tmp_path / "catalogue.sqlite3"
    open_and_close(str(path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(CatalogueVersionError, match="9999"):
        open_and_close(str(path))
    with pytest.raises(CatalogueVersionError, match="9999"):
        reading(tmp_path)


def test_damaged_catalogue_is_named(tmp_path):
    """Bytes that are no database are a damaged catalogue, at both doors."""
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(CatalogueDamagedError):
        open_and_close(str(path))
    with pytest.raises(CatalogueDamagedError):
        reading(tmp_path)


def test_folder_that_is_not_there(tmp_path):
    """A catalogue that cannot be made says so by name."""
    with pytest.raises(CatalogueAccessError):
        open_and_close(str(tmp_path / "nowhere" / "catalogue.sqlite3"))


def test_locked_catalogue_is_busy(tmp_path, monkeypatch):
    """A write that waits too long for another program ends as "busy"; reading goes on."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with Catalogue.open(f"sqlite:///{tmp_path}/catalogue.sqlite3") as catalogue:
        holder = sqlite3.connect(tmp_path / "catalogue.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")

        with pytest.raises(CatalogueBusyError):
            catalogue.reserve("a", file_unit=UNIT)
        with reading(tmp_path) as reader:
            assert reader.list_documents() == ()
        holder.close()


# --- states -----------------------------------------------------------------------------


def test_note_is_found_again(catalogue, tmp_path):
    """What a station says of a document is what `sohoa list` shows."""
    said = note(
        "hop-01.a", DocumentState.QUARANTINED, reason_code="INTAKE-003",
        reason_details={"page": "4"}, year=2018, source_paths=("Hộp 01/a.pdf",),
        description=Description(number="05/QĐ", formed=PartialDate(2018)),
    )  # fmt: skip
    catalogue.note_states(batch="Hộp 01", phase=2, states=[said])

    with reading(tmp_path) as reader:
        (row,) = reader.list_documents(batch="Hộp 01", state=DocumentState.QUARANTINED, phase=2)
    assert (row.document_id, row.reason_code, row.reason_details) == (
        "hop-01.a",
        "INTAKE-003",
        {"page": "4"},
    )
    assert (row.source_paths, row.number, row.formed, row.year) == (
        ("Hộp 01/a.pdf",),
        "05/QĐ",
        "2018",
        2018,
    )


def test_later_note_keeps_what_it_does_not_say(catalogue, tmp_path):
    """A rejection at a later station changes state and reason and forgets nothing."""
    first = note("a", page_count=7, description=Description(subject="Cấp phép"), year=2018)
    catalogue.note_states(batch="b", phase=2, states=[first])
    later = note("a", DocumentState.QUARANTINED, content_sha256="", reason_code="PDFA-002")
    catalogue.note_states(batch="b", phase=2, states=[later])

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.state, row.reason_code) == (DocumentState.QUARANTINED, "PDFA-002")
    assert (row.page_count, row.subject, row.year) == (7, "Cấp phép", 2018)
    assert row.content_sha256 == sha("a")


def test_archived_stays_archived(catalogue, tmp_path):
    """No note turns an archived document into anything else."""
    archive(catalogue, tmp_path, "a")
    for state in DocumentState:
        catalogue.note_states(batch="Hộp 01", phase=3, states=[note("a", state)])

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.state, row.phase) == (DocumentState.ARCHIVED, 2)


def test_set_aside_does_not_hide_the_right_phase(catalogue, tmp_path):
    """What phase 2 said stands when phase 3 sets the document aside for phase 2."""
    aside = note(
        "a", DocumentState.SET_ASIDE, reason_code="PHASE-001", reason_details={"other": "2"}
    )
    catalogue.note_states(batch="b", phase=2, states=[note("a", DocumentState.QUARANTINED)])
    catalogue.note_states(batch="b", phase=3, states=[aside])

    with reading(tmp_path) as reader:
        assert reader.document("a").state is DocumentState.QUARANTINED


def test_set_aside_is_noted_and_lifted(catalogue, tmp_path):
    """A document set aside for phase 3 is phase 3's when that phase takes it."""
    aside = note(
        "a", DocumentState.SET_ASIDE, reason_code="PHASE-001", reason_details={"other": "3"}
    )
    catalogue.note_states(batch="b", phase=2, states=[aside])
    with reading(tmp_path) as reader:
        assert reader.document("a").state is DocumentState.SET_ASIDE
    catalogue.note_states(batch="b", phase=3, states=[note("a")])

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.state, row.phase, row.reason_code) == (DocumentState.IN_PROGRESS, 3, "")


def test_withdrawn_documents_leave_the_lists(catalogue, tmp_path):
    """A bad file that was taken out of the box is not listed any more; put back, it is."""
    catalogue.note_states(batch="b", phase=2, states=[note("a"), note("gone"), note("c")])
    archive(catalogue, tmp_path, "kept")

    assert catalogue.withdraw_absent("b", present={"a", "c"}) == 1
    assert catalogue.withdraw_absent("Hộp 01", present=set()) == 0
    with reading(tmp_path) as reader:
        assert [row.document_id for row in reader.list_documents()] == ["kept", "a", "c"]
    catalogue.note_states(batch="b", phase=2, states=[note("gone")])
    with reading(tmp_path) as reader:
        assert len(reader.list_documents(batch="b")) == 3


def test_two_forms_of_a_batch_name_are_one(catalogue):
    """A decomposed batch name (macOS) is the same batch."""
    catalogue.note_states(batch="Ho\u0323\u0302p", phase=2, states=[note("a")])

    assert catalogue.withdraw_absent("H\u1ed9p", present=set()) == 1


# --- places -----------------------------------------------------------------------------


def test_ordinals_count_without_gaps(catalogue):
    """Documents of a file unit get 1, 2, 3; asked again, the same; another unit begins at 1."""
    other = FileUnitCode("H09.14", 2019, "QD.QLVH")

    given_out = [catalogue.reserve(name, file_unit=UNIT) for name in ("a", "b", "a", "c", "b")]

    assert given_out == [1, 2, 1, 3, 2]
    assert catalogue.reserve("a", file_unit=other) == 1


@settings(max_examples=20, deadline=None)
@given(asked=st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([2018, 2019]))))
def test_a_place_belongs_to_one_document(asked, catalogue_at, tmp_path_factory):
    """However often and in whatever order places are asked for, no two documents share one."""
    folder = tmp_path_factory.mktemp("places")
    places: dict[tuple[int, int], str] = {}
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        for name, year in asked:
            unit = FileUnitCode("H09.14", year, "QD")
            ordinal = catalogue.reserve(name, file_unit=unit)
            assert places.setdefault((year, ordinal), name) == name

    for year in (2018, 2019):
        ordinals = sorted(number for of_year, number in places if of_year == year)
        assert ordinals == list(range(1, len(ordinals) + 1))
    shutil.rmtree(folder)  # its database is for the next example


def test_threads_get_different_places(catalogue):
    """Places asked for at the same moment are all different, and none is left out."""
    found: list[int] = []

    def ask(number: int) -> None:
        found.append(catalogue.reserve(f"d{number}", file_unit=UNIT))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == list(range(1, 13))


def test_archived_document_moves_to_no_other_unit(catalogue, tmp_path):
    """A document in the archive gets no second place, whatever the list says now."""
    archive(catalogue, tmp_path, "a")

    assert catalogue.reserve("a", file_unit=UNIT) == 1
    with pytest.raises(ArchiveConflictError, match=r"0000001\.pdf"):
        catalogue.reserve("a", file_unit=FileUnitCode("H09.14", 2019, "QD"))


def test_no_place_for_a_scan_that_has_one(catalogue):
    """Of two documents with one scan on their way, only the first gets a place."""
    twins = [note("a", content_sha256=sha("same")), note("b", content_sha256=sha("same"))]
    catalogue.note_states(batch="b", phase=2, states=twins)

    assert catalogue.reserve("a", file_unit=UNIT) == 1
    with pytest.raises(DuplicateContentError) as refused:
        catalogue.reserve("b", file_unit=UNIT)
    assert refused.value.details["other"] == "a"


def test_scan_is_free_again_when_its_holder_is_refused(catalogue):
    """A place given to a document that was then quarantined does not block its twin."""
    twins = [note("a", content_sha256=sha("same")), note("b", content_sha256=sha("same"))]
    catalogue.note_states(batch="b", phase=2, states=twins)
    catalogue.reserve("a", file_unit=UNIT)
    refused = note("a", DocumentState.QUARANTINED, content_sha256=sha("same"))
    catalogue.note_states(batch="b", phase=2, states=[refused])

    assert catalogue.reserve("b", file_unit=UNIT) == 2
