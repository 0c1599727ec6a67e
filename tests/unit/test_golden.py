"""The golden archives: what earlier versions left verifies whole, and every command reads it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from goldens import GOLDEN, VERSIONS, copy_of, notes_of

from sohoa.archive.receipt import read_receipt, receipt_path
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.stage_results import ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.batch import LINE, pass_line
from sohoa.line.engine import Tally, at_once
from sohoa.line.station import WorkItem, journal_of
from sohoa.use_cases.digitizing import opened_batches
from sohoa.use_cases.running import run_request
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("english")]

BOX = "Hop-03"


@dataclass(frozen=True)
class Golden:
    """A copy of a golden archive, its catalogue upgraded as the program does it."""

    office: Workspace
    made_on: str
    judge_on: str
    digitized: int

    def run(self, *arguments: str) -> int:
        """Run one command on it."""
        return run(["--home", str(self.office.root), *arguments])

    @property
    def files(self) -> list[Path]:
        """The archived PDFs; reading copies are none."""
        found = sorted(self.office.archive_dir.rglob("*.pdf"))
        return [path for path in found if not path.name.endswith(".reading.pdf")]


@pytest.fixture(scope="module", params=VERSIONS)
def golden(request, tmp_path_factory) -> Golden:
    """Each golden archive, copied."""
    office = copy_of(request.param, tmp_path_factory.mktemp("golden") / request.param)
    notes = notes_of(request.param)
    return Golden(office, notes["made_on"], notes["judge_on"], notes["digitized"])


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
        receipt = read_receipt(receipt_path(path))
        if not receipt.proof.pdfa.claim:  # came in signed by somebody this office does not know
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
    """So many papers are digitized; a number finds its record."""
    golden.run("status", "--as-of", golden.made_on, "--json")
    assert json.loads(capsys.readouterr().out)["total"]["digitized"] == golden.digitized
    golden.run("search", "102/GP-SVHTTDL", "--json")
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert re.fullmatch(r"hop-01\.[0-9a-f]{12}", hits[0]["document_id"])


def test_what_a_later_version_has_more():
    """v2: a reading copy, a released master, a record replaced, one withdrawn, own parts alone."""
    office = Workspace(GOLDEN / "v2")
    assert len(list(office.archive_dir.rglob("*.reading.pdf"))) == 1
    trails = [
        path.read_text(encoding="utf-8") for path in office.archive_dir.rglob("*.events.json")
    ]
    assert {json.loads(trail)["events"][-1]["detail"] for trail in trails} >= {
        "replaced", "withdrawn", "masters-released",
    }  # fmt: skip
    half_done = BatchFolder(office, 2, BOX)
    for station in (Station.INTAKE, Station.OCR, Station.PDFA):
        (outcome,) = (half_done.station_dir(station) / "outcomes").glob("*.json")
        plain = json.loads(outcome.read_text(encoding="utf-8"))
        assert plain["format"] == "sohoa-result/2"
        assert plain["result"].keys().isdisjoint({"scanned", "read"})


@pytest.mark.parametrize("version", VERSIONS)
def test_a_half_done_box_is_finished(version, tmp_path):
    """What was done stands, byte for byte; the rest is done by the program of today."""
    office = copy_of(version, tmp_path / "office")
    _move(office, BOX)
    shutil.copy(CHECKOUT / "config" / "signing.toml", office.config_dir)
    assert run(["init", str(office.root)]) == ExitCode.DONE
    folder = BatchFolder(office, 2, BOX)
    done = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    request = run_request(office, phase=2, batches=[BOX])

    with opened_batches(office, request) as (batch,):
        items = [_as_read(folder, path.stem) for path in folder.path.glob("ocr/outcomes/*.json")]
        tally = Tally()
        (record,) = pass_line(batch, items, steps=LINE[2:], attempt=at_once, tally=tally)

    assert tally.rejections == []
    assert record.archive_path.is_file()
    assert {path: path.read_bytes() for path in done} == done
    assert run(["--home", str(office.root), "list", "--state", "archived", "--batch", BOX]) == 0


def _move(office: Workspace, box: str) -> None:
    """Let paths that were kept whole before lead to where the workspace lies now."""
    for path in BatchFolder(office, 2, box).path.rglob("outcomes/*.json"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'"/[^"]+/office/data/', f'"{office.data_dir}/', text), "utf-8")


def _as_read(folder: BatchFolder, identity: str) -> WorkItem[ReadDocument]:
    """A document as the reading step passes it on."""
    read = journal_of(folder, Station.OCR, ReadDocument).last(identity)
    scanned = read.result.scanned
    masters = tuple(source.path for source in scanned.sources)
    return WorkItem(identity, scanned.source_name, read.digest, read.result, masters)
