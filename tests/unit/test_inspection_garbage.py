"""What no program has written stands in a file's tables: named as what it is, and never a crash."""

from __future__ import annotations

import json

import pytest
from everything_samples import fill
from test_inspection import cheat, inspect, told

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.proof_errors import NotAReportError
from sohoa.use_cases.auditing import audit
from sohoa.workspace import Workspace

DEEP = '{"a":' * 100_000
#: Half of a letter: JSON can say it, and no text can.
HALF = '{"room":"\\ud800","state":"\\ud800","validity":"\\ud800","at":"\\ud800"}'


@pytest.fixture
def url(tmp_path) -> str:
    """A file in which everything has happened once."""
    url = f"sqlite:///{tmp_path}/catalogue.sqlite3"
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
    assert inspect(url) == []
    return url


def in_one(url: str, table: str, column: str, value: str) -> set[str]:
    """What is found where it stands in a row of a table; all of it can be shown."""
    only = "WHERE state = 'archived'" if table == "documents" else ""
    cheat(
        url,
        f"UPDATE {table} SET {column} = {value}"  # noqa: S608 - the statements are the cheats
        f" WHERE rowid = (SELECT max(rowid) FROM {table} {only})",
    )
    found = told(url)
    assert json.dumps(found, ensure_ascii=False).encode()
    return {str(one["code"]) for one in found}


@pytest.mark.parametrize("value", [DEEP, HALF], ids=["deep", "half a letter"])
@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("facts", "said", "row-changed"),
        ("office_events", "said", "row-changed"),
        ("ledger_entries", "body", "row-changed"),
        ("documents", "signatures", "document-says"),
        ("documents", "findings", "document-words"),
    ],
)
def test_json_that_is_none(url, table, column, value, code):
    """Nested without an end, and letters that are none."""
    assert code in in_one(url, table, column, f"'{value}'")


def test_a_salt_that_is_no_text(url):
    """Bytes."""
    assert "row-changed" in in_one(url, "ledger_entries", "salt", "x'ff00'")


def test_a_report_that_is_nested_without_an_end(tmp_path):
    """It is none."""
    path = tmp_path / "report.json"
    path.write_text(DEEP)
    with pytest.raises(NotAReportError):
        audit(Workspace(tmp_path), [], reports=[path])


@pytest.mark.parametrize("column", ["record_id", "digitized_since"])
def test_nothing_at_all_is_no_empty_text(url, column):
    """Documents that no paper claims are counted where nothing stands, not where a text does."""
    with CatalogueReader.open(url) as reader:
        assert reader.unlinked()
    cheat(url, f"UPDATE documents SET {column} = '' WHERE {column} IS NULL")  # noqa: S608
    found = told(url)
    assert {(one["code"], one["what"]) for one in found} == {("document-says", column)}
    if column == "record_id":
        with CatalogueReader.open(url) as reader:
            assert not reader.unlinked(), "the cheat works"


@pytest.mark.parametrize("value", ["''", "2", "'x'", "0.5", "x'00'"])
@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("tallies", "is_digitized", "tally"),
        ("tallies", "is_excluded", "tally"),
        ("documents", "born_digital", "document-says"),
        ("documents", "kept_original", "document-says"),
    ],
)
def test_what_is_true_or_not_is_nothing_else(url, table, column, value, code):
    """Queries and programs take it for one or the other, and not for the same."""
    assert code in in_one(url, table, column, value)


def test_what_is_told_writes_no_line_of_its_own(url):
    """A room's name wipes the terminal, and says that all is well."""
    name = "a\x1b[2J\n✓ Everything stands as it was recorded."
    assert "paper-says" in in_one(url, "register_records", "room", f"'{name}'")
    shown = [str(value) for one in told(url) for value in one.values()]
    assert any("Everything" in one for one in shown)
    assert all(sign.isprintable() for one in shown for sign in one)
