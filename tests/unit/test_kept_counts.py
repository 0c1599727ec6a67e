"""Counts that are kept of papers: made of an earlier catalogue, and put right where wrong."""

from __future__ import annotations

from contextlib import closing

from catalogue_samples import NOON, archive, paper, store
from earlier_search import with_words
from sqlalchemy import text

from sohoa.catalogue.makers import database_of
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.stage_results import Description
from sohoa.use_cases import doctor
from sohoa.use_cases.doctor import Health
from sohoa.workspace import Workspace

_BEFORE = (
    "DROP INDEX ix_documents_untied",
    "DROP INDEX ix_register_records_unlisted",
    "DROP INDEX uq_tallies_alike",
    "DROP TABLE tallies",
    "DROP TABLE page_descriptions",
    "DROP TABLE lookups",
    "DROP TABLE office_events",
    "DROP TABLE ledger_entries",
    "DROP TABLE ledger_peaks",
    "DROP TABLE document_seals",
    "DROP TABLE paper_questions",
    "DROP TABLE paper_decisions",
    "DROP TABLE paper_owners",
    "ALTER TABLE register_records DROP COLUMN owner_id",
    "ALTER TABLE register_records DROP COLUMN tally",
    "DELETE FROM counters WHERE name = 'tally'",
    "UPDATE alembic_version SET version_num = '0012'",
)


def fill(catalogue, folder) -> None:
    """Papers of two years and rooms: digitized, withdrawn, excluded, and one unclaimed scan."""
    store(
        catalogue,
        paper("1/QĐ"),
        paper("2/QĐ", formed="05/03/2019"),
        paper("3/QĐ", room="Thanh tra", exclusion="mật"),
        paper("4/QĐ"),
    )
    linked = catalogue.link(Description(record_id="SO-000001"))
    archive(catalogue, folder, "hop.1", description=linked)
    archive(catalogue, folder, "hop.2")
    catalogue.withdraw_papers(["SO-000004"], Saying(NOON, "lan", "nhầm"))


def test_an_earlier_catalogue_is_counted_once(catalogue_at, tmp_path):
    """The revision that brings the counts counts what is there, in both databases."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
        with CatalogueReader.open(url) as reader:
            before = reader.tallies()
    with closing(database_of(url)) as database, database.writing() as connection:
        with_words(connection)
        for statement in _BEFORE:
            connection.execute(text(statement))

    with Catalogue.open(url) as catalogue, CatalogueReader.open(url) as reader:
        assert reader.has_true_tallies()
        assert reader.tallies() == before
        assert sum(one.count for one in before) == 3
        archive(catalogue, tmp_path, "hop.3", description=Description(record_id="SO-000002"))
        assert reader.has_true_tallies()
        assert sum(one.count for one in reader.tallies() if one.digitized_at) == 2


def test_doctor_names_counts_that_are_wrong_and_counts_anew(tmp_path):
    """Nobody trusts a figure that does not follow from the papers; asked again, all is well."""
    workspace = Workspace(tmp_path)
    workspace.data_dir.mkdir()
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        fill(catalogue, tmp_path)
        assert doctor._catalogue(workspace).health is Health.GOOD
        with catalogue.tried(rehearse=False) as trial:
            trial.connection.execute(text("UPDATE tallies SET count = count + 1 WHERE id = 1"))

    found = doctor._catalogue(workspace)

    assert found.health is Health.FAILURE
    assert doctor._catalogue(workspace).health is Health.GOOD
