"""Revision 0018 makes a server's index of words anew, of the words that stand beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
from catalogue_samples import archive, paper, reading, store
from earlier_search import with_entries

from sohoa.catalogue.makers import database_of
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.workspace import CHECKOUT

QUERIES = ("karaoke", '"kinh doanh karaoke"', "giay phep", "07/CTUBND", "hai ba", "người")
_WORDS = "SELECT size, first, part, content FROM {} ORDER BY 1, 2, 3"


def filled(url: str, folder) -> None:
    """A register of some hundred papers, and some records; one is gone from search again."""
    with Catalogue.open(url) as catalogue:
        store(catalogue, *(paper(f"{number}/CT-UBND") for number in range(1, 300)))
        for number in range(20):
            text = f"Giấy phép kinh doanh karaoke số {number} cho người hai ba"
            archive(catalogue, folder, f"hop.{number}", text=text)


def rows_of_words(url: str) -> list[object]:
    """All that the index of words holds."""
    with psycopg.connect(url) as connection:
        return [
            connection.execute(_WORDS.format(f"{table}_words")).fetchall()
            for table in ("document_search", "register_search")
        ]


def answers(folder) -> list[object]:
    """What searches find."""
    with reading(folder) as reader:
        return [reader.search(query) for query in QUERIES]


def taken_back(url: str) -> None:
    """Make a catalogue of 0016 of one of today's."""
    database = database_of(url)
    with database.writing() as connection:
        with_entries(connection)
        for table in ("office_events", "ledger_entries", "ledger_peaks", "document_seals"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("DROP TABLE paper_questions")
        connection.exec_driver_sql("DROP TABLE paper_decisions")
    database.close()


def test_a_catalogue_of_0016_is_brought_up(catalogue_at, tmp_path, caplog):
    """Search finds what it found, and the index is to the byte what the writer makes."""
    url = catalogue_at(tmp_path)
    filled(url, tmp_path)
    before = answers(tmp_path)
    assert all(found.hits for found in before)
    if not url.startswith("postgresql"):
        return
    held = rows_of_words(url)
    taken_back(url)

    assert not caplog.messages, "one that was new is not told of"
    with Catalogue.open(url) as catalogue:
        assert catalogue.schema_version == HEAD
    (told,) = caplog.messages
    assert "0017" in told
    assert answers(tmp_path) == before
    assert rows_of_words(url) == held
    with Catalogue.open(url) as catalogue:
        archive(catalogue, tmp_path, "hop.new", text="Người thứ hai")
    with reading(tmp_path) as reader:
        assert reader.search("người").hits[0].document_id == "hop.new"


_KILLED = """
import os, signal, sys
from sohoa.catalogue.postgres import word_rows
add, called = word_rows.add_words, []
def killed(*given):
    add(*given)
    called.append(1)
    if len(called) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
word_rows.add_words = killed
from sohoa.catalogue.writer import Catalogue
Catalogue.open(sys.argv[1])
"""


def test_killed_in_the_middle_nothing_is_changed(postgres, tmp_path):
    """Kill -9 when one of two tables is done: the old schema stands whole, a next try ends."""
    url = postgres.empty_catalogue()
    filled(url, tmp_path)
    held = rows_of_words(url)
    taken_back(url)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, url],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    with psycopg.connect(url) as connection:
        ((version, is_there),) = connection.execute(
            "SELECT version_num, to_regclass('document_search_words') IS NOT NULL"
            " FROM alembic_version"
        ).fetchall()
    assert (version, is_there) == ("0017", False)
    Catalogue.open(url).close()
    assert rows_of_words(url) == held
    postgres.give_back(url)
