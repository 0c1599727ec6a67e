"""Revision 0012 is the first that two databases go through: a catalogue of 0011 becomes today's.

How 0011 looked is made by taking away what 0012 to 0020 have added.
"""

from __future__ import annotations

import pytest
from catalogue_samples import archive, paper, reading, store
from earlier_search import with_words
from sqlalchemy import inspect

from sohoa.catalogue.makers import database_of
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import CatalogueVersionError
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.schema_check import check_schema

TABLES = ("documents", "register_records")
INDEXED = ("number_joined", "formed", "room", "record_type")


def taken_back(url: str) -> None:
    """Make a catalogue of revision 0011 of one of today's: what 0020 to 0012 added goes."""
    database = database_of(url)
    with database.writing() as connection:
        for name in ("ix_documents_untied", "ix_register_records_unlisted"):
            connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql("ALTER TABLE register_records DROP COLUMN tally")
        connection.exec_driver_sql("DROP TABLE tallies")
        connection.exec_driver_sql("DROP TABLE page_descriptions")
        connection.exec_driver_sql("DROP TABLE lookups")
        for table in ("office_events", "ledger_entries", "ledger_peaks", "document_seals"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("DROP TABLE paper_questions")
        connection.exec_driver_sql("DROP TABLE paper_decisions")
        connection.exec_driver_sql("DROP TABLE paper_owners")
        connection.exec_driver_sql("ALTER TABLE register_records DROP COLUMN owner_id")
        connection.exec_driver_sql("DELETE FROM counters WHERE name = 'tally'")
        for table in TABLES:
            for column in INDEXED:
                connection.exec_driver_sql(f"DROP INDEX ix_{table}_{column}")
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN number_joined")
        with_words(connection)
        if connection.dialect.name == "postgresql":
            for table in ("document_search", "register_search"):
                for column in ("exact", "folded"):
                    connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0011'")
    database.close()


def shape_of(url: str) -> object:
    """The columns and indexes of all tables."""
    database = database_of(url)
    with database.reading() as connection:
        seen = inspect(connection)
        shape = {
            table: (
                sorted(
                    (column["name"], str(column["type"]), column["nullable"], column["default"])
                    for column in seen.get_columns(table)
                ),
                sorted(str(index["name"]) for index in seen.get_indexes(table)),
            )
            for table in seen.get_table_names()
        }
    database.close()
    return shape


def answers(folder) -> list[object]:
    """What searches find that stand on what 0012 adds."""
    with reading(folder) as reader:
        return [
            reader.search(query)
            for query in ("07CTUBND", "91 gp", "02/2022", "28/02/2022", '"kinh doanh karaoke tại"',
                          '"giay phep kinh doanh"', "karaoke")
        ] + [reader.known_rooms(), reader.known_types()]  # fmt: skip


def test_a_catalogue_of_0011_is_brought_up(catalogue_at, tmp_path):
    """With its rows: search finds by what was stored before; it looks like one that was new."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(
            catalogue,
            *(paper(f"{number}/GP-SVHTTDL", "02/2022") for number in range(1, 700)),
        )
        for name, number in (("a", "07/CT-UBND"), ("b", "")):
            archive(
                catalogue, tmp_path, name, text="Cấp giấy phép kinh doanh karaoke tại phường",
                description=Description(number=number, formed=PartialDate(2022, 2, 28)),
            )  # fmt: skip
    before, shape = answers(tmp_path), shape_of(url)
    taken_back(url)
    with pytest.raises(CatalogueVersionError, match="0011"):
        reading(tmp_path)

    with Catalogue.open(url) as catalogue:
        assert catalogue.schema_version == HEAD
        archive(catalogue, tmp_path, "c", description=Description(number="7/CT-UBND"))

    assert shape_of(url) == shape
    with InspectionDoor.open(url) as door:
        assert [*check_schema(door)] == []
    with reading(tmp_path) as reader:
        assert {hit.document_id for hit in reader.search("7ctubnd").hits} == {"a", "c"}
        assert before[0].count == 1
    assert answers(tmp_path)[1:] == before[1:]
    assert all(before)
