"""The golden archives: what earlier versions left verifies whole, and every command reads it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sohoa.archive.receipt import receipt_path
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("english")]

GOLDEN = Path(__file__).parents[1] / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.iterdir() if (path / "made.json").exists())


@dataclass(frozen=True)
class Golden:
    """A copy of a golden archive, its catalogue upgraded as the program does it."""

    office: Workspace
    made_on: str
    judge_on: str

    def run(self, *arguments: str) -> int:
        """Run one command on it."""
        return run(["--home", str(self.office.root), *arguments])

    @property
    def files(self) -> list[Path]:
        """The archived PDFs."""
        return sorted(self.office.archive_dir.rglob("*.pdf"))


@pytest.fixture(scope="module", params=VERSIONS)
def golden(request, tmp_path_factory) -> Golden:
    """Each golden archive, copied."""
    root = tmp_path_factory.mktemp("golden") / request.param
    shutil.copytree(GOLDEN / request.param, root)
    made, office = json.loads((root / "made.json").read_text()), Workspace(root)
    Catalogue.open(office.catalogue_url).close()
    return Golden(office, made["made_on"], made["judge_on"])


def test_no_key_is_committed():
    """Public certificates only."""
    for path in GOLDEN.rglob("*"):
        assert path.suffix not in {".p12", ".pfx", ".key", ".pem"}, path
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            assert b"PRIVATE KEY" not in path.read_bytes(), path


@pytest.mark.parametrize("options", [(), ("--deep",)])
def test_it_verifies_whole(golden, options, capsys):
    """Every record, quickly and deep: both signatures, every level, renewed and kept ones."""
    code = golden.run("verify", "--json", "--at", golden.judge_on, *options)
    told = json.loads(capsys.readouterr().out)

    problems = [problem for record in told["records"] for problem in record["problems"]]
    assert (code, problems) == (ExitCode.DONE, [])
    assert told["is_whole"]
    assert len(told["records"]) == len(golden.files)
    signatures = [one for record in told["records"] for one in record["signatures"]]
    assert {"PAdES-B-B", "PAdES-B-LTA"} <= {one["level"] for one in signatures}
    assert {"CanBoSoHoa", "CoQuanSoHoa"} <= {one["field_name"] for one in signatures}
    assert {record["generation"] for record in told["records"]} >= {1, 2}
    assert {record["pdfa"] for record in told["records"]} == {"", "PDF/A-2b"}


@pytest.mark.parametrize("options", [(), ("--deep",)])
def test_a_named_file_verifies(golden, options, tmp_path, capsys):
    """A record by its file in the archive; and a copy that has left it, beside its receipt."""
    inside = [str(path) for path in golden.files]
    assert golden.run("verify", *inside, "--at", golden.judge_on, *options) == ExitCode.DONE
    outside = []
    for path in golden.files:
        if "GP.QLTT" in path.name:  # came in signed by somebody this office does not know
            continue
        outside.append(shutil.copy(path, tmp_path))
        shutil.copy(receipt_path(path), tmp_path)
    assert golden.run("verify", *outside, "--at", golden.judge_on, *options) == ExitCode.DONE
    assert "the receipt beside it is about these bytes" in capsys.readouterr().out


def test_every_reading_command_reads_it(golden, tmp_path, capsys):
    """As text and as JSON, in both languages; none changes a file of the archive."""
    before = {path: path.read_bytes() for path in golden.files}
    golden.run("list", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert {row["state"] for row in rows} >= {"archived", "quarantined"}
    identities = [row["id"] for row in rows]
    commands = [
        ("list",),
        *(("list", "--needs", need) for need in ("rescan", "review")),
        *(("list", "--state", state) for state in ("archived", "quarantined")),
        *(("show", identity) for identity in identities),
        ("search", "giấy phép"),
        ("search", "101/QĐ-SVHTTDL"),
        ("status", "--as-of", golden.made_on),
        ("report", "2", "--as-of", golden.made_on),
        ("inventory", "summary"),
        ("renew", "--calendar"),
    ]
    for command in commands:
        for options in ((), ("--json",)):
            code = golden.run(*command, *options)
            printed = capsys.readouterr()
            assert (code, bool(printed.out)) == (ExitCode.DONE, True), (command, options, printed)
            if options:
                json.loads(printed.out)
    slip = tmp_path / "slip.pdf"
    assert golden.run("rescan-slip", "Hop-01", "--output", str(slip)) == ExitCode.DONE
    assert slip.read_bytes().startswith(b"%PDF")
    assert {path: path.read_bytes() for path in golden.files} == before


def test_what_was_counted_still_is(golden, capsys):
    """Six of nine papers are digitized; a number finds its record."""
    golden.run("status", "--as-of", golden.made_on, "--json")
    assert json.loads(capsys.readouterr().out)["total"]["digitized"] == 6
    golden.run("search", "102/GP-SVHTTDL", "--json")
    hits = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"hop-01\.[0-9a-f]{12}", hits[0]["document_id"])
