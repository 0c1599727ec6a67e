"""The writing door: documents on their way, places in the archive, and the schema."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from catalogue_samples import NOON, UNIT, archive, note, paper, reading, record_of, sha, store
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from sohoa.catalogue import connections, schema
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.batons import Description, HeaderFields
from sohoa.domain.dates import PartialDate
from sohoa.domain.errors import (
    ArchiveConflictError,
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    CatalogueVersionError,
    DuplicateContentError,
    RecordTakenError,
)
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState


@pytest.fixture
def catalogue(tmp_path):
    """An open, empty catalogue in the test's folder."""
    with Catalogue.open(f"sqlite:///{tmp_path}/catalogue.sqlite3") as opened:
        yield opened


def open_and_close(path: str) -> str:
    """Open a catalogue in a process of its own."""
    with Catalogue.open(f"sqlite:///{path}") as opened:
        return opened.schema_version


# --- the schema -------------------------------------------------------------------------


def test_migrations_lead_to_the_schema(catalogue):
    """What the migrations make is what the code believes in."""
    with connections.transaction(catalogue._engine, read_only=True) as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *_rest: "_search" not in (name or "")}
        )
        differences = compare_metadata(context, schema.metadata)

    assert differences == []
    assert catalogue.schema_version == HEAD


def test_first_opens_at_once(tmp_path):
    """Several processes that open a new catalogue at the same moment all find it made."""
    path = str(tmp_path / "catalogue.sqlite3")

    with multiprocessing.get_context("spawn").Pool(4) as pool:
        versions = pool.map(open_and_close, [path] * 4, chunksize=1)

    assert versions == [HEAD] * 4


def test_catalogue_loses_nothing_it_has_confirmed(catalogue):
    """Write-ahead log, full synchronization and references are on for every connection."""
    with connections.transaction(catalogue._engine, read_only=True) as connection:
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
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)
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
def test_a_place_belongs_to_one_document(asked, tmp_path_factory):
    """However often and in whatever order places are asked for, no two documents share one."""
    folder = tmp_path_factory.mktemp("places")
    places: dict[tuple[int, int], str] = {}
    with Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite3") as catalogue:
        for name, year in asked:
            unit = FileUnitCode("H09.14", year, "QD")
            ordinal = catalogue.reserve(name, file_unit=unit)
            assert places.setdefault((year, ordinal), name) == name

    for year in (2018, 2019):
        ordinals = sorted(number for of_year, number in places if of_year == year)
        assert ordinals == list(range(1, len(ordinals) + 1))


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


# --- records ----------------------------------------------------------------------------


def test_committed_record_is_archived(catalogue, tmp_path):
    """The catalogue knows name, digest, size, signature and time of an archived record."""
    record = archive(catalogue, tmp_path, "a", text="Điều 1")

    with reading(tmp_path) as reader:
        row = reader.document("a")
        assert reader.text("a").endswith("Điều 1")
    assert row.state is DocumentState.ARCHIVED
    assert row.archive_path == f"2018/{UNIT}/{UNIT}.0000001.pdf"
    assert (tmp_path / row.archive_path).stat().st_size == row.size_bytes
    assert (row.sha256, row.ordinal, row.page_count) == (record.signed.sha256, 1, 3)
    assert row.archived_at == row.digitized_at == NOON
    assert row.signatures[0]["level"] == "PAdES-B-B"


def test_committing_again_changes_nothing(catalogue, tmp_path):
    """A commit repeated after a kill leaves the record as it was, also its time."""
    record = archive(catalogue, tmp_path, "a", text="một")
    with reading(tmp_path) as reader:
        before = reader.document("a")

    catalogue.commit(record_of("a", tmp_path, archived_at=NOON + dt.timedelta(days=3)), text="hai")
    with reading(tmp_path) as reader:
        assert reader.document("a") == before
        assert len(reader.search("một")) == 1
    assert catalogue.file_unit_members(str(UNIT)) == (
        (record.archive_path.name, record.signed.sha256),
    )


def test_other_bytes_do_not_replace_a_record(catalogue, tmp_path):
    """A document archived once cannot be committed with other bytes."""
    record = archive(catalogue, tmp_path, "a")
    record.archive_path.write_bytes(b"other")
    record.archive_path.rename(record.archive_path.with_suffix(".old"))
    changed = record_of("a", tmp_path, signed=True)
    other = type(changed)(
        type(changed.signed)(changed.signed.archival, changed.signed.path, sha("x"), ()),
        changed.file_code,
        changed.ordinal,
        changed.archive_path,
        changed.archived_at,
    )

    with pytest.raises(ArchiveConflictError):
        catalogue.commit(other, text="")


def test_record_without_its_file_is_refused(catalogue, tmp_path):
    """Nothing is entered whose file does not stand in the archive."""
    record = record_of("a", tmp_path)
    record.archive_path.unlink()

    with pytest.raises(FileNotFoundError):
        catalogue.commit(record, text="")
    with reading(tmp_path) as reader:
        assert reader.document("a") is None


def test_one_scan_is_archived_once(catalogue, tmp_path):
    """The second document with a scan that is archived is refused by name."""
    archive(catalogue, tmp_path, "a", content=sha("same"))

    assert catalogue.archived_by_content(sha("same")) == "a"
    with pytest.raises(DuplicateContentError):
        catalogue.commit(record_of("b", tmp_path, content=sha("same"), ordinal=2), text="")


def test_one_paper_is_archived_once(catalogue, tmp_path):
    """The second scan of one paper of the register is refused by name."""
    store(catalogue, paper())
    described = Description(record_id="SO-000001", formed=PartialDate(2018))
    archive(catalogue, tmp_path, "a", description=described)

    assert catalogue.archived_by_record("SO-000001") == "a"
    with pytest.raises(RecordTakenError):
        catalogue.commit(record_of("b", tmp_path, description=described, ordinal=2), text="")


def test_database_itself_refuses_a_second_copy(catalogue, tmp_path):
    """Were the program wrong, the unique index would still keep one scan from counting twice."""
    archive(catalogue, tmp_path, "a")
    archive(catalogue, tmp_path, "b")
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite3")

    with pytest.raises(sqlite3.IntegrityError, match="content_sha256"):
        connection.execute("UPDATE documents SET content_sha256 = ?", (sha("same"),))
    connection.close()


def test_page_fills_what_nobody_said(catalogue, tmp_path):
    """Number, date and type come from the first page where list and register are silent."""
    header = HeaderFields("12/QĐ-SVHTTDL", PartialDate(2018, 3, 5), "Quyết định")
    said = Description(record_type="Giấy phép", formed=PartialDate(2018))
    archive(catalogue, tmp_path, "a", header=header, description=said)

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.number, row.record_type, row.formed) == ("12/QĐ-SVHTTDL", "Giấy phép", "2018")


def test_other_phases_archive(catalogue, tmp_path):
    """A phase is told which documents of its batch another phase has archived."""
    archive(catalogue, tmp_path, "a", phase=2)

    assert catalogue.archived_in_other_phases("Hộp 01", phase=3) == {"a"}
    assert catalogue.archived_in_other_phases("Hộp 01", phase=2) == frozenset()


def test_half_a_transaction_leaves_nothing(catalogue, tmp_path: Path):
    """When one of several notes cannot be stored, none is."""
    bad = note("b", description=Description(record_id="SO-999999"))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        catalogue.note_states(batch="b", phase=2, states=[note("a"), bad])

    with reading(tmp_path) as reader:
        assert reader.list_documents() == ()


def test_a_later_note_adds_to_an_earlier_one(catalogue, tmp_path):
    """A scan refused at the door keeps what the list says of it: which paper to scan again."""
    listed = Description(number="241/GP-SVHTTDL", formed=PartialDate(2017))
    arrived = note("hop.1", description=listed, year=2017)
    refused = note("hop.1", DocumentState.QUARANTINED, reason_code="INTAKE-001")

    catalogue.note_states(batch="Hộp 01", phase=2, states=[arrived, refused])

    with reading(tmp_path) as reader:
        row = reader.document("hop.1")
    assert (row.state, row.reason_code) == (DocumentState.QUARANTINED, "INTAKE-001")
    assert (row.number, row.year) == ("241/GP-SVHTTDL", 2017)


# --- what becomes known later -----------------------------------------------------------


def test_an_archived_document_is_tied_to_its_paper_later(catalogue, tmp_path):
    """A list that names the paper after the scan was archived makes it count and be found."""
    store(catalogue, paper("12/QĐ-SVHTTDL", owner="Trần Văn Đông"))
    archive(
        catalogue, tmp_path, "hop.1", text="chữ trên trang", header=HeaderFields(number="1Z/QĐ")
    )
    listed = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3, 5))

    changed = catalogue.complete("hop.1", catalogue.link(listed))

    with reading(tmp_path) as reader:
        assert changed
        assert reader.document("hop.1").record_id == "SO-000001"
        assert reader.unlinked() == ()
        assert [hit.document_id for hit in reader.search("Trần Văn Đông")] == ["hop.1"]
        assert [hit.document_id for hit in reader.search("chữ trên trang")] == ["hop.1"]
        assert reader.search("1Z/QĐ") == ()
    assert not catalogue.complete("hop.1", catalogue.link(listed))


def test_what_is_tied_stays_tied(catalogue, tmp_path):
    """Neither another paper, nor one of another year, nor a taken one moves an archived scan."""
    store(catalogue, paper("12/QĐ"), paper("13/QĐ"), paper("14/QĐ", formed="2017"))
    of = {number: catalogue.link(Description(number=number)) for number in ("12/QĐ", "13/QĐ")}
    archive(catalogue, tmp_path, "hop.1", description=of["12/QĐ"])
    archive(catalogue, tmp_path, "hop.2")

    assert not catalogue.complete("hop.1", of["13/QĐ"])
    assert not catalogue.complete("hop.2", catalogue.link(Description(number="14/QĐ")))
    with pytest.raises(RecordTakenError):
        catalogue.complete("hop.2", of["12/QĐ"])
    assert not catalogue.complete("hop.9", of["13/QĐ"])


def test_archived_contents_are_those_of_the_phase(catalogue, tmp_path):
    """What another phase has archived, or nobody yet, is not among them."""
    archive(catalogue, tmp_path, "hop.1")
    archive(catalogue, tmp_path, "hop.2", phase=3)
    catalogue.note_states(batch="Hộp 01", phase=2, states=[note("hop.3")])

    assert catalogue.archived_contents("Hộp 01", phase=2) == {"hop.1": sha("hop.1")}
    assert catalogue.archived_page_counts("Hộp 01", phase=2) == (3,)
