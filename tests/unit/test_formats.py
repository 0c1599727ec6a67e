"""What is written has a version: earlier ones are read, a later one is refused by name."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from sohoa.archive.receipt import read_receipt
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import CatalogueVersionError, ExitCode
from sohoa.domain.needs import JUDGMENTS
from sohoa.domain.proof_errors import NewerFormatError
from sohoa.domain.stage_results import ReadDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.journal import Journal, Settled
from sohoa.work.archive_home import marker_path, read_marker
from sohoa.workspace import Workspace

GOLDEN = Path(__file__).parents[1] / "golden" / "v1"
BOX = GOLDEN / "data" / "batches" / "phase-2" / "Hop-01"
NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def _later(path: Path) -> None:
    """Let a later program have written the file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    name, number = content["format"].split("/")
    later = {**content, "format": f"{name}/{int(number) + 1}", "new": {}}
    path.write_text(json.dumps(later), encoding="utf-8")


def test_results_of_before_formats_are_read():
    """Version 1 stated none: every result and closing of the golden archive is read."""
    for station, kind in ((Station.INTAKE, ScannedDocument), (Station.OCR, ReadDocument)):
        journal = Journal(BOX / station.value, station, kind)
        manifest = journal.manifest()
        assert manifest is not None
        assert all(journal.last(item) is not None for item in manifest.items)


def test_a_result_states_its_format_first(tmp_path):
    """One of a later program stops the box: it is not worked on as if it were not there."""
    journal = Journal(tmp_path, Station.INTAKE, ScannedDocument)
    settled = Settled("d1", "x", NOW, "Sohoa test", "0" * 64)
    journal.settle(settled)
    journal.close([settled], made_from="x", at=NOW)
    result, closing = tmp_path / "outcomes" / "d1.json", tmp_path / "manifest.json"

    for path, name in ((result, "sohoa-result/2"), (closing, "sohoa-station/1")):
        assert next(iter(json.loads(path.read_text(encoding="utf-8")).items())) == ("format", name)
        _later(path)
    with pytest.raises(NewerFormatError, match=r"FORMAT-901.*sohoa-result/3"):
        journal.last("d1")
    with pytest.raises(NewerFormatError, match=r"FORMAT-901.*sohoa-station/2"):
        journal.manifest()


def test_receipt_and_mark_of_a_later_program_are_refused(tmp_path):
    """A receipt that cannot be read is not one that is missing; an archive is not one away."""
    held = next(GOLDEN.rglob("*.receipt.json"))
    receipt = Path(shutil.copy(held, tmp_path / held.name))
    mark = marker_path(tmp_path)
    mark.write_text('{"format": "sohoa-archive/1", "archive_id": "a"}', encoding="utf-8")
    assert read_receipt(receipt) is not None
    assert read_marker(tmp_path) == "a"

    _later(receipt)
    _later(mark)
    with pytest.raises(NewerFormatError, match="sohoa-receipt/2"):
        read_receipt(receipt)
    with pytest.raises(NewerFormatError, match="sohoa-archive/2"):
        read_marker(tmp_path)


@pytest.fixture
def office(tmp_path) -> Workspace:
    """A copy of the golden workspace."""
    shutil.copytree(GOLDEN, tmp_path / "office")
    return Workspace(tmp_path / "office")


def test_a_catalogue_of_a_later_program_is_refused(office):
    """By the reader and the writer; nothing is changed."""
    with sqlite3.connect(office.catalogue_path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(CatalogueVersionError, match=r"CATALOGUE-904.*9999"):
        CatalogueReader.open(office.catalogue_url)
    with pytest.raises(CatalogueVersionError, match=r"CATALOGUE-904.*9999"):
        Catalogue.open(office.catalogue_url)


def test_stored_judgments_become_judged(office, capsys):
    """Version 1 stored what had to be done; the same documents have the same needs, judged now."""
    with sqlite3.connect(office.catalogue_path) as connection:
        rows = connection.execute("SELECT document_id, findings FROM documents").fetchall()
    stored = {name: {one["code"] for one in json.loads(found)} for name, found in rows}
    assert any(codes & JUDGMENTS for codes in stored.values())
    Catalogue.open(office.catalogue_url).close()

    for need in ("rescan", "review"):
        code = run(["--home", str(office.root), "list", "--needs", need, "--json"])
        told = json.loads(capsys.readouterr().out)
        assert code == ExitCode.DONE
        assert {row["id"] for row in told} == {name for name, had in stored.items() if need in had}
        assert not {one["code"] for row in told for one in row["findings"]} & JUDGMENTS
