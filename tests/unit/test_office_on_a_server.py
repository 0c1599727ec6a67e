"""An office whose catalogue is on a server: archive, proof, custody and commands as with a file."""

from __future__ import annotations

import json
import shutil

import pytest
from audit_samples import SmallOffice, this_second

from sohoa.catalogue.reader import CatalogueReader
from sohoa.cli.main import run
from sohoa.domain.outcome import DocumentState

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def office(postgres, tmp_path, monkeypatch) -> SmallOffice:
    """Two archived records, signed by the development key."""
    small = SmallOffice(tmp_path / "office", this_second(), postgres=postgres.empty_catalogue())
    for number in (1, 2):
        small.archive(number)
    monkeypatch.setenv("SOHOA_HOME", str(small.root))
    return small


def states_of(office: SmallOffice) -> list[DocumentState]:
    """What the server's catalogue says of the documents."""
    with CatalogueReader.open(office.office.catalogue_url) as reader:
        return [row.state for row in reader.list_documents()]


def test_the_archive_is_proven_against_the_server(office, capsys):
    """Whole at first; a byte that was changed is found, told, and kept in the catalogue."""
    assert not office.office.catalogue_path.exists()
    assert run(["verify"]) == 0
    path = office.records[0].archive_path
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    capsys.readouterr()

    assert run(["verify"]) == 7
    assert path.name in capsys.readouterr().out
    with CatalogueReader.open(office.office.catalogue_url) as reader:
        assert [bool(row.proof_problem) for row in reader.archived()].count(True) == 1


def test_what_becomes_of_records_is_entered_on_the_server(office, capsys):
    """Withdrawn by a person's word; figures, lists, reports and the record's history follow."""
    name = office.records[0].signed.archival.read.scanned.document_id
    assert run(["withdraw", name, "--reason", "nhầm", "--yes"]) == 0
    assert sorted(states_of(office)) == [DocumentState.ARCHIVED, DocumentState.WITHDRAWN]
    assert run(["verify"]) == 0
    capsys.readouterr()
    assert run(["list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2
    for command in (["status"], ["report", "2"], ["show", name], ["search", "số"], ["tidy"]):
        assert run(command) == 0, command
    assert "nhầm" in capsys.readouterr().out


def test_an_archive_of_another_office_is_refused(office, tmp_path, postgres, capsys):
    """Two offices, one server: the mark in the archive and the catalogue name one another."""
    other = SmallOffice(tmp_path / "other", this_second(), postgres=postgres.empty_catalogue())
    shutil.rmtree(other.office.archive_dir)
    shutil.copytree(office.office.archive_dir, other.office.archive_dir)

    assert run(["--home", str(other.root), "verify"]) != 0
    assert "ARCHIVE-" in capsys.readouterr().err


def test_a_server_that_is_away_is_said_by_every_command(office, capsys):
    """No command takes an unreachable server for an empty office."""
    settings = office.office.config_dir / "settings.toml"
    url = office.office.catalogue_url
    away = settings.read_text("utf-8").replace(url, "postgresql://sohoa@/x?host=/nowhere")
    settings.write_text(away, "utf-8")
    asked = ["status", "list", "search a", "report 2", "verify", "inventory summary"]
    for command in asked:
        assert run(command.split()) not in (0, 2), command
        assert "CATALOGUE-906" in capsys.readouterr().err, command
