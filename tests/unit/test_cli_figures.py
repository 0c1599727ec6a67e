"""Each figure of `status` leads by a command to exactly its rows; what verify found counts."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
from audit_samples import SmallOffice
from catalogue_samples import NOON, archive, paper, store

from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.figures import IN_SHARES
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import Description
from sohoa.language import _, set_language

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def told(office, capsys):
    """Run a command with `--json` in an office that holds something, and read what it printed."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        fill(catalogue, office.archive_dir)

    def of(*arguments: str):
        assert run([*arguments, "--json"]) == ExitCode.DONE
        return json.loads(capsys.readouterr().out)

    return of


def fill(catalogue, folder) -> None:
    """Papers in every standing and of every phase, some digitized, one of them broken since."""
    store(
        catalogue,
        paper("1/QĐ-X", "01/02/2018"),
        paper("2/QĐ-X", "01/02/2019", room=""),
        paper("3/QĐ-X", "01/02/2020", validity=Validity.REVOKED),
        paper("4/QĐ-X", "01/02/2010"),
        paper("5/QĐ-X", "01/02/2021", exclusion="mật"),
        paper("6/QĐ-X", "2040"),
        paper("7/QĐ-X", "01/02/2017", validity=Validity.UNKNOWN),
    )
    for number in (1, 2, 3, 4):
        said = catalogue.link(Description(record_id=f"SO-{number:06d}"))
        archive(catalogue, folder, f"d{number}", description=said, archived_at=NOON)
    loose = Description(number="99/GP-Y", formed=PartialDate(2017), room="Quản lý văn hóa")
    archive(catalogue, folder, "loose", description=loose, archived_at=NOON)
    catalogue.note_proofs([ProofNote("d2", NOON, ("bytes",))])


def test_every_figure_of_status_is_a_command_away(told):
    """In all, by phase, outside the phases, and by room: as many rows as the figure says."""
    status = told("status")

    places = [((), status["total"]), (("--phase", "0"), status["outside"])]
    places += [(("--phase", str(one["phase"])), one) for one in status["phases"]]
    places += [(("--room", one["room"]), one) for one in status["rooms"]]
    for chosen, figures in places:
        for figure in (*(one.value for one in IN_SHARES), "unlinked"):
            assert len(told("papers", figure, *chosen)) == figures[figure], (chosen, figure)
    assert status["total"]["unproven"] == status["total"]["unformed"] == 1
    assert status["total"]["digitized"] == 2


def test_status_names_what_does_not_count(told, capsys):
    """What stands apart is said with the command that lists it; `show` has the reason."""
    assert run(["status"]) == ExitCode.DONE
    text = capsys.readouterr().out
    assert "sohoa papers unproven" in text
    assert "sohoa papers unformed" in text
    assert "--as-of" not in text

    run(["status", "--as-of", "31/12/2016"])
    text = capsys.readouterr().out
    assert "sohoa papers unformed --as-of 31/12/2016" in text
    (every,) = [line for line in text.splitlines() if _("FIGURE") in line]
    assert every.endswith(f"sohoa papers {_('FIGURE')} --as-of 31/12/2016")

    run(["show", "d2"])
    assert "SHA-256" in capsys.readouterr().out.split("kiểm tra")[-1]
    run(["papers", "unproven"])
    assert "SO-000002" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["status"], ["report", "2"], ["papers", "missing"]])
def test_a_day_that_has_not_come_is_refused(told, command, capsys):
    """What will be true of it nobody knows."""
    assert run([*command, "--as-of", "2090-01-01"]) == ExitCode.USAGE
    assert "[REPORT-901]" in capsys.readouterr().err


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """An office with two records, signed with its development key."""
    office = SmallOffice(tmp_path_factory.mktemp("office"), NOW)
    for number in (1, 2):
        office.archive(number)
    return office


def test_verify_says_what_counts(original, tmp_path, monkeypatch, capsys):
    """A changed file does not count until it is put back and verified.

    A question about another day notes nothing.
    """
    set_language("en")
    root = tmp_path / "office"
    shutil.copytree(original.root, root)
    monkeypatch.setenv("SOHOA_HOME", str(root))
    pdf = min((root / "data/archive").rglob("*.pdf"))
    content = pdf.read_bytes()

    def problems() -> list[str | None]:
        capsys.readouterr()
        run(["list", "--json"])
        return sorted(str(row["proof"]["problem"]) for row in json.loads(capsys.readouterr().out))

    pdf.chmod(0o644)
    pdf.write_bytes(content[:-1] + b"x")
    assert run(["verify", "--brief", "--at", "2030-01-01"]) == ExitCode.TRUST_BROKEN
    assert problems() == ["None", "None"]
    assert run(["verify", "--brief"]) == ExitCode.TRUST_BROKEN
    whole, broken = problems()
    assert whole == "None"
    assert "bytes" in broken
    pdf.write_bytes(content)
    assert run(["verify", "--brief"]) == ExitCode.DONE
    assert problems() == ["None", "None"]
