"""Records in the catalogue: archived once, kept as they are, tied to their paper later."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_samples import NOON, UNIT, archive, note, paper, reading, record_of, sha, store
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sohoa.catalogue.schema import documents
from sohoa.domain.catalogue_errors import CatalogueFaultError
from sohoa.domain.errors import (
    ArchiveConflictError,
    DuplicateContentError,
    RecordTakenError,
)
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Finding, HeaderFields, Said


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
        assert len(reader.search("một").hits) == 1
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

    with (
        pytest.raises((IntegrityError, CatalogueFaultError), match="content"),
        catalogue.tried(rehearse=False) as trial,
    ):
        trial.connection.execute(update(documents).values(content_sha256=sha("same")))


def test_page_fills_what_nobody_said(catalogue, tmp_path):
    """Number, date and type come from the first page where list and register are silent."""
    header = HeaderFields("12/QĐ-SVHTTDL", PartialDate(2018, 3, 5), "Quyết định")
    said = Description(record_type="Giấy phép", formed=PartialDate(2018))
    archive(catalogue, tmp_path, "a", header=header, description=said)

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.number, row.record_type, row.formed) == ("12/QĐ-SVHTTDL", "Giấy phép", "2018-03-05")


def test_a_list_that_knows_the_year_takes_no_day_away(catalogue, tmp_path):
    """It says less than the page, and nothing against it."""
    header = HeaderFields("12/QĐ-SVHTTDL", PartialDate(2018, 3, 5), "Quyết định")
    archive(catalogue, tmp_path, "a", header=header, description=Description())

    catalogue.complete("a", Description(formed=PartialDate(2018), subject="Karaoke"))

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.subject, row.formed) == ("Karaoke", "2018-03-05")


def test_half_a_transaction_leaves_nothing(catalogue, tmp_path: Path):
    """When one of several notes cannot be stored, none is."""
    bad = note("b", source_name=None)
    with pytest.raises((IntegrityError, CatalogueFaultError), match="source_name"):
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
        assert [hit.document_id for hit in reader.search("Trần Văn Đông").hits] == ["hop.1"]
        assert [hit.document_id for hit in reader.search("chữ trên trang").hits] == ["hop.1"]
        assert reader.search("1Z/QĐ").hits == ()
    assert not catalogue.complete("hop.1", catalogue.link(listed))


def test_a_list_of_figures_alone_takes_nothing_from_a_whole_number(catalogue, tmp_path):
    """The page completed `107`; the list that still says `107` after archiving changes nothing."""
    said = Description(number="107", formed=PartialDate(2018, 3, 5), listed=Said("107"))
    page = HeaderFields(number="107/QĐ-SVHTTDL")
    archive(catalogue, tmp_path, "hop.1", description=said, header=page)
    store(catalogue, paper("107", formed="05/03/2018"))

    catalogue.complete("hop.1", catalogue.link(said))

    with reading(tmp_path) as reader:
        row = reader.document("hop.1")
    assert (row.number, row.record_id) == ("107/QĐ-SVHTTDL", "SO-000001")
    assert not {"number-corrected", "number-differs"} & {one.code for one in row.findings}


def test_what_is_tied_stays_tied(catalogue, tmp_path):
    """Neither another paper, nor one of another year, nor a taken one moves an archived scan."""
    store(catalogue, paper("12/QĐ"), paper("13/QĐ"), paper("14/QĐ", formed="2017"))
    of = {number: catalogue.link(Description(number=number)) for number in ("12/QĐ", "13/QĐ")}
    archive(catalogue, tmp_path, "hop.1", description=of["12/QĐ"])
    archive(catalogue, tmp_path, "hop.2")

    assert not catalogue.complete("hop.1", of["13/QĐ"])
    assert not catalogue.complete("hop.2", catalogue.link(Description(number="14/QĐ")))
    found = catalogue.told("Hộp 01")
    assert [one.code for one in found["hop.1"]] == ["list-other-record"]
    assert [one.code for one in found["hop.2"]] == ["list-other-year"]
    assert not catalogue.complete("hop.2", of["12/QĐ"])
    assert catalogue.told("Hộp 01")["hop.2"] == (Finding("list-record-taken", value="hop.1"),)
    assert not catalogue.complete("hop.9", of["13/QĐ"])


def test_what_is_said_again_as_archived_lifts_what_was_told(catalogue, tmp_path):
    """A list put right leaves no finding behind."""
    store(catalogue, paper("12/QĐ"), paper("13/QĐ"))
    of = {number: catalogue.link(Description(number=number)) for number in ("12/QĐ", "13/QĐ")}
    archive(catalogue, tmp_path, "hop.1", description=of["12/QĐ"])
    catalogue.complete("hop.1", of["13/QĐ"])

    assert not catalogue.complete("hop.1", of["12/QĐ"])

    assert catalogue.told("Hộp 01")["hop.1"] == ()


def test_a_list_that_the_page_contradicts_changes_no_archived_document(catalogue, tmp_path):
    """A shifted list delivered after archiving is told, and not entered."""
    header = HeaderFields(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3, 5))
    archive(catalogue, tmp_path, "hop.1", header=header)
    shifted = Description(number="13/QĐ-SVHTTDL", listed=Said("13/QĐ-SVHTTDL"))

    assert not catalogue.complete("hop.1", shifted)

    with reading(tmp_path) as reader:
        row = reader.document("hop.1")
    assert row.number == "12/QĐ-SVHTTDL"
    assert row.findings == (Finding("number-differs", value="12/QĐ-SVHTTDL | 13/QĐ-SVHTTDL | –"),)
    assert row.need(NeedRules.of({})) is Need.REVIEW
    assert catalogue.complete("hop.1", replace(shifted, confirmation="x"))
    with reading(tmp_path) as reader:
        row = reader.document("hop.1")
    assert (row.number, row.need(NeedRules.of({}))) == ("13/QĐ-SVHTTDL", None)


def test_what_a_person_has_settled_outlives_a_wrong_list(catalogue, tmp_path):
    """Misread and confirmed; a shifted list comes and goes, and nobody is asked again."""
    archive(catalogue, tmp_path, "hop.1", header=HeaderFields(number="1/QĐ-SVHTTDL"))
    right = Description(number="7/QĐ-SVHTTDL", listed=Said("7/QĐ-SVHTTDL"))
    confirmed = replace(right, confirmation="x")
    catalogue.complete("hop.1", right)
    assert catalogue.complete("hop.1", confirmed)

    shifted = replace(right, number="8/QĐ-SVHTTDL", listed=Said("8/QĐ-SVHTTDL"))
    assert not catalogue.complete("hop.1", shifted)
    catalogue.complete("hop.1", confirmed)

    found = catalogue.told("Hộp 01")["hop.1"]
    assert {one.code for one in found} == {"number-confirmed", "number-corrected"}


def test_a_row_that_cannot_be_used_is_told(catalogue, tmp_path):
    """An unknown record id for an archived document changes nothing, and is not silent."""
    archive(catalogue, tmp_path, "hop.1")

    catalogue.complete("hop.1", Description(record_id="SO-999999"), problem="INTAKE-018")

    found = catalogue.told("Hộp 01")["hop.1"]
    assert found == (Finding("list-unusable", value="INTAKE-018"),)


def test_a_question_stands_until_the_document_is_compared_again(catalogue):
    """Taking in and reading again do not forget what a person was asked; comparing asks anew."""
    question = Finding("number-differs", value="12/QĐ | 13/QĐ | –")
    first = note("a", findings=(question,), header=HeaderFields("12/QĐ"))
    taken_in = note("a", findings=(Finding("skew", 1),))
    states = [first, taken_in]

    catalogue.note_states(batch="b", phase=2, states=states[:1])
    catalogue.note_states(batch="b", phase=2, states=states[1:])
    assert catalogue.told("b")["a"] == (Finding("skew", 1), question)

    catalogue.note_states(batch="b", phase=2, states=[note("a", findings=(), header=first.header)])
    assert catalogue.told("b")["a"] == (question,)
    catalogue.note_states(batch="b", phase=2, states=[note("a", compared=())])
    assert catalogue.told("b")["a"] == ()


def test_an_unknown_record_id_is_noted_untied(catalogue, tmp_path):
    """A document refused for the record id it names is noted with its reason, tied to no paper."""
    named = Description(record_id="SO-999999", number="9/QĐ")
    bad = note("a", DocumentState.QUARANTINED, description=named, reason_code="INTAKE-018")

    catalogue.note_states(batch="b", phase=2, states=[bad])

    with reading(tmp_path) as reader:
        row = reader.document("a")
    assert (row.record_id, row.number, row.reason_code) == ("", "9/QĐ", "INTAKE-018")


def test_archived_contents_are_those_of_the_phase(catalogue, tmp_path):
    """What another phase has archived, or nobody yet, is not among them."""
    archive(catalogue, tmp_path, "hop.1")
    archive(catalogue, tmp_path, "hop.2", phase=3)
    catalogue.note_states(batch="Hộp 01", phase=2, states=[note("hop.3")])

    assert catalogue.archived_contents("Hộp 01", phase=2) == {"hop.1": sha("hop.1")}
    assert catalogue.archived_page_counts("Hộp 01", phase=2) == (3,)
