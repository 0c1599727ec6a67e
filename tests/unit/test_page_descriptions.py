"""What pages say of documents is kept in the catalogue, field by field, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_samples import archive, note
from sqlalchemy import column, literal_column, select, table

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_findings import SIGNER_UNSURE
from sohoa.domain.stage_results import Finding

SIGNER = FieldRead(
    FieldName.SIGNER, "Hồ Thị B", 2, Box(1, 2, 3, 4), 91.5, "network", "decree-30/signer", ("Hồ B",)
)
SUBJECT = replace(SIGNER, name=FieldName.SUBJECT, value="cấp phép = 1", choices=())


@pytest.fixture
def address(catalogue_at, tmp_path) -> str:
    """The address of an empty catalogue."""
    return str(catalogue_at(tmp_path))


def test_a_description_is_given_back_as_it_was_noted(address):
    """Every part of every field, in its order; one that was never noted is empty."""
    paper = PaperDescription("decree-30", (SUBJECT, SIGNER))
    with Catalogue.open(address) as catalogue:
        told = [note("hop.1", paper=paper), note("hop.2")]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)

    with CatalogueReader.open(address) as reader:
        assert reader.page_description("hop.1") == paper
        assert reader.page_description("hop.2") == PaperDescription()
        assert reader.page_description("hop.9") == PaperDescription()


def test_what_a_list_corrected_is_kept_with_what_was_read(address):
    """And only there: what was kept before there were lists stands as it is."""
    corrected = replace(SIGNER, value="Hồ Thị Ba", read_as="Hồ Thị B", corrected_by="learnt")
    paper = PaperDescription("decree-30", (SUBJECT, corrected))
    with Catalogue.open(address) as catalogue:
        catalogue.note_states(batch="Hộp 01", phase=2, states=[note("hop.1", paper=paper)])
        with catalogue.tried(rehearse=True) as trial:
            asked = select(column("fields")).select_from(table("page_descriptions"))
            kept = str(trial.connection.execute(asked).scalar_one())

    with CatalogueReader.open(address) as reader:
        assert reader.page_description("hop.1") == paper
    assert kept.count("read_as") == kept.count("corrected_by") == 1


def test_a_later_description_takes_its_place_and_a_note_without_one_does_not(address):
    """A layout that was added later says more; a station that knows nothing of it takes nothing."""
    later = PaperDescription("licence", (SUBJECT,))
    with Catalogue.open(address) as catalogue:
        for paper in (PaperDescription("decree-30", (SIGNER,)), later, None):
            catalogue.note_states(batch="Hộp 01", phase=2, states=[note("hop.1", paper=paper)])

    with CatalogueReader.open(address) as reader:
        assert reader.page_description("hop.1") == later


def test_an_archived_document_is_described_too(address, tmp_path):
    """What was archived before there was a description gets one; nothing else of it changes."""
    paper = PaperDescription("decree-30", (SIGNER,))
    with Catalogue.open(address) as catalogue:
        archive(catalogue, tmp_path, "hop.1", text="Điều 1")
        with CatalogueReader.open(address) as reader:
            before = reader.document("hop.1")
        catalogue.note_states(batch="Hộp 01", phase=2, states=[note("hop.1", paper=paper)])

    with CatalogueReader.open(address) as reader:
        assert reader.page_description("hop.1") == paper
        assert reader.document("hop.1") == before


def test_what_is_kept_already_is_not_written_again(address):
    """A run notes all documents of its boxes, every night; only what is new is written."""
    version = "rowid" if address.startswith("sqlite") else "xmin::text"

    def versions(catalogue: Catalogue) -> dict[str, object]:
        with catalogue.tried(rehearse=True) as trial:
            asked = select(column("document_id"), literal_column(version))
            asked = asked.select_from(table("page_descriptions"))
            return dict(trial.connection.execute(asked).tuples().all())

    first, later = (PaperDescription("decree-30", (one,)) for one in (SIGNER, SUBJECT))
    with Catalogue.open(address) as catalogue:
        told = [note("hop.1", paper=first), note("hop.2", paper=first)]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)
        before = versions(catalogue)
        told = [note("hop.1", paper=first), note("hop.2", paper=later)]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)
        after = versions(catalogue)

    assert after["hop.1"] == before["hop.1"]
    with CatalogueReader.open(address) as reader:
        assert reader.page_description("hop.2") == later


def test_doubts_of_an_archived_document_are_told_and_go_again(address, tmp_path):
    """What is described anew says its own doubts, and those of before no more."""
    doubt = SIGNER_UNSURE.at(2, "Hã Thị B")
    with Catalogue.open(address) as catalogue:
        archive(catalogue, tmp_path, "hop.1", text="Điều 1", findings=(Finding("turned", 1, "90"),))
        for doubts, told in (
            (None, []),
            ((doubt,), ["signer-unsure"]),
            ((), []),
        ):
            one = note("hop.1", paper=PaperDescription("decree-30", (SIGNER,)), doubts=doubts)
            catalogue.note_states(batch="Hộp 01", phase=2, states=[one])
            with CatalogueReader.open(address) as reader:
                found = [finding.code for finding in reader.document("hop.1").findings]
                assert found == ["turned", *told]
