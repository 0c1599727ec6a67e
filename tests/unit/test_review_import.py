"""What waits is exported, decided in a spreadsheet, and imported: each row by itself, on both
databases."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from catalogue_samples import store
from identifying_samples import BOX, DOUBTED, PAPERS, Line, Scan, settings_with
from openpyxl import load_workbook
from review_samples import some_pictures

from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import FileThereError, RecordTakenError
from sohoa.domain.partial_date import PartialDate
from sohoa.line.engine import Batch
from sohoa.plan_file import load_plan
from sohoa.review.columns import FORMAT, Key, named
from sohoa.use_cases import review_sheets
from sohoa.use_cases.deciding import documents_asked
from sohoa.use_cases.review_sheets import SheetRowState, export_review, import_review
from sohoa.workspace import CHECKOUT, BatchFolder

NOW = dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)
FIRST = 6
#: Like the doubted one, of the paper 150 and of none.
OTHERS = [
    Scan("other.pdf", "150/QĐ-SVHTTDL", PartialDate(2018), ""),
    Scan("third.pdf", "145/QĐ-SVHTTDL", PartialDate(2018), ""),
]


@pytest.fixture
def desk(catalogue_at, office, monkeypatch):
    """An office in which three documents wait: `doubted`, `other`, `third`."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    url = catalogue_at(office.data_dir)
    if not url.startswith("sqlite"):
        settings = office.config_dir / "settings.toml"
        text = settings.read_text(encoding="utf-8").replace('url = ""', f'url = "{url}"')
        settings.write_text(text, encoding="utf-8")
    assert office.catalogue_url == url
    monkeypatch.setenv("SOHOA_USER", "chị Lan")
    with Catalogue.open(url) as catalogue:
        store(catalogue, *PAPERS)
        plan = load_plan(office.plan_path)
        phase = next(one for one in plan.phases if one.takes(2018))
        folder = BatchFolder(office, phase.number, BOX)
        line = Line(Batch(folder, phase, plan, settings_with(), catalogue, None, None))
        line.run(DOUBTED, *OTHERS)
        yield Desk(office, line, catalogue)


class Desk:
    """A clerk's desk: sheets are taken from it and handed back."""

    def __init__(self, office, line, catalogue):
        self.office, self.line, self.catalogue = office, line, catalogue

    def export(self, **options):
        return export_review(
            self.office, options.get("batches", ()), options.get("target"), now=NOW
        )

    def filled(self, answers, name="", **top):
        """A sheet in which some scans are answered: name of the file -> what is chosen."""
        sheet = self.export()
        path = sheet.path.with_name(name or "filled.xlsx")
        book = load_workbook(sheet.path)
        cells = book.worksheets[0]
        places = {cell.value: cell.column for cell in cells[4]}
        for row in range(FIRST, cells.max_row + 1):
            document = cells.cell(row, places[FORMAT]).value
            for scan, value in answers.items():
                if document == scan.identity:
                    told = value if isinstance(value, dict) else {"decision 1": value}
                    for key, said in told.items():
                        cells.cell(row, places[key]).value = said
        cells["C2"], cells["C3"] = top.get("who"), top.get("minutes")
        book.save(path)
        sheet.path.unlink()
        return path

    def bring(self, path, *, rehearse=False):
        return import_review(self.office, path, rehearse=rehearse)

    def states(self, done):
        return {one.document_id: one.state for one in done.rows}

    def said(self, scan):
        return self.catalogue.decisions_of([scan.identity]).get(scan.identity, ())

    def waiting(self):
        return {one.source_name for one in documents_asked(self.office).documents}


def test_what_waits_is_in_the_sheet(desk):
    """A row for each, with what was read, what is proposed, and the pictures that were cut."""
    for scan in (DOUBTED, *OTHERS):
        some_pictures(desk.office.review_dir / scan.identity)

    sheet = desk.export()

    cells = load_workbook(sheet.path).worksheets[0]
    texts = "\n".join(str(cell.value) for row in cells.iter_rows(min_row=FIRST) for cell in row)
    assert (sheet.rows, sheet.left) == (3, 0)
    assert {"doubted.pdf", "other.pdf", "third.pdf"} <= set(texts.split("\n"))
    assert "SO-000002" in texts
    assert "Về việc công nhận khách sạn Hải Âu" in texts
    assert len(cells._images) == 15


def test_decided_in_the_sheet_it_goes_on(desk):
    """Chosen, typed, and of none: who, why, the version seen and the time; the line goes on."""
    typed = {"other 1": "so-3", "reason 1": "số 150", "person 1": "anh Ba"}
    path = desk.filled(
        {DOUBTED: "1", OTHERS[0]: typed, OTHERS[1]: "Không có trong sổ"},
        who="Nguyễn Thị An",
        minutes=3,
    )

    done = desk.bring(path)

    assert set(desk.states(done).values()) == {SheetRowState.DECIDED}
    (word,) = desk.said(DOUBTED)
    assert (word.record_id, word.person, word.reason, word.seconds) == (
        "SO-000002", "Nguyễn Thị An", "quyết định trong phiếu", 60,
    )  # fmt: skip
    assert word.seen
    (typed_word,) = desk.said(OTHERS[0])
    assert (typed_word.record_id, typed_word.person, typed_word.reason) == (
        "SO-000003", "anh Ba", "số 150",
    )  # fmt: skip
    assert desk.said(OTHERS[1])[0].record_id == ""
    assert desk.waiting() == set()
    assert documents_asked(desk.office).seconds == 60
    assert desk.line.run(DOUBTED, *OTHERS)[1] == {}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_sheet_saved_by_libreoffice_is_the_same(desk, tmp_path):
    """Filled in, opened and saved by another program: each word, the pictures, the drop-downs."""
    for scan in (DOUBTED, *OTHERS):
        some_pictures(desk.office.review_dir / scan.identity)
    typed = {"other 1": "so-3", "reason 1": "số 150"}
    path = desk.filled({DOUBTED: "1", OTHERS[0]: typed, OTHERS[1]: "Không có trong sổ"})
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "saved"), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    saved = tmp_path / "saved" / path.name
    cells = load_workbook(saved).worksheets[0]
    assert len(cells._images) == 15
    (dropped,) = cells.data_validations.dataValidation
    assert dropped.type == "list"
    assert str(dropped.sqref) == f"K{FIRST}:K{FIRST + 2}"

    done = desk.bring(saved)

    assert set(desk.states(done).values()) == {SheetRowState.DECIDED}
    assert desk.said(DOUBTED)[0].record_id == "SO-000002"
    assert desk.said(OTHERS[0])[0].record_id == "SO-000003"
    assert desk.said(OTHERS[1])[0].record_id == ""


def test_nobody_is_named_so_it_is_who_imports(desk):
    """A sheet without a name is its bringer's word."""
    desk.bring(desk.filled({DOUBTED: "1"}))

    assert desk.said(DOUBTED)[0].person == "chị Lan"


def test_never_applied_twice(desk):
    """The same sheet once more changes nothing, and says so; so does a second one that agrees."""
    path = desk.filled({DOUBTED: "1", OTHERS[0]: "Để sau"})
    again = shutil.copy(path, path.with_name("copy.xlsx"))
    desk.bring(path)

    for same in (path, again):
        done = desk.bring(same)
        assert desk.states(done) == {
            DOUBTED.identity: SheetRowState.SAME,
            OTHERS[0].identity: SheetRowState.LATER,
        }
    assert len(desk.said(DOUBTED)) == 1
    assert desk.waiting() == {"other.pdf", "third.pdf"}


def test_two_people_on_two_sheets(desk):
    """Who comes second is told who decided what meanwhile; their other rows count."""
    first = desk.filled({DOUBTED: "1"}, "first.xlsx", who="chị Hoa")
    second = desk.filled({DOUBTED: "Không có trong sổ", OTHERS[0]: "1"}, "second.xlsx")
    desk.bring(first)

    done = desk.bring(second)

    refused = next(one for one in done.rows if one.document_id == DOUBTED.identity)
    assert refused.state is SheetRowState.REFUSED
    assert refused.code == "DECIDE-902"
    assert "chị Hoa" in refused.message
    assert "SO-000002" in refused.message
    assert desk.states(done)[OTHERS[0].identity] is SheetRowState.DECIDED
    assert [one.record_id for one in desk.said(DOUBTED)] == ["SO-000002"]


def test_two_sheets_at_the_same_moment(desk):
    """Two imports at once that differ in every row: of each document one word counts, and the
    other person is told."""
    answers = [
        {DOUBTED: "1", OTHERS[0]: "1", OTHERS[1]: "1"},
        dict.fromkeys((DOUBTED, *OTHERS), "Không có trong sổ"),
    ]
    paths = [desk.filled(one, f"{number}.xlsx") for number, one in enumerate(answers)]
    done, begin = [], threading.Barrier(2)

    def bring(path):
        begin.wait()
        done.append(desk.bring(path))

    threads = [threading.Thread(target=bring, args=(path,)) for path in paths]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    states = [state for one in done for state in desk.states(one).values()]
    assert sorted(states) == ["decided"] * 3 + ["refused"] * 3
    assert [len(desk.said(scan)) for scan in (DOUBTED, *OTHERS)] == [1, 1, 1]


def test_a_stale_sheet_is_refused_row_by_row(desk):
    """The register has changed a proposed paper since: that row is asked anew, the others count."""
    path = desk.filled({DOUBTED: "1", OTHERS[0]: "1"})
    desk.catalogue.edit_papers(
        {"SO-000002": {"subject": "Về việc thu hồi"}}, Saying(NOW, "x", "sửa")
    )

    done = desk.bring(path)

    codes = {one.document_id: one.code for one in done.rows}
    assert codes == {DOUBTED.identity: "DECIDE-903", OTHERS[0].identity: ""}


def test_a_paper_given_twice_in_one_sheet(desk):
    """The first row has it; the second is told which document that is."""
    path = desk.filled({DOUBTED: {"other 1": "SO-1"}, OTHERS[1]: {"other 1": "SO-1"}})

    done = desk.bring(path)

    assert sorted(desk.states(done).values()) == ["decided", "refused"]
    assert {one.code for one in done.rows} == {"", RecordTakenError.code}


def test_a_bad_row_costs_no_other(desk):
    """A paper that is not there, a text that is no choice: named, and the third is decided."""
    path = desk.filled({DOUBTED: {"other 1": "SO-999999"}, OTHERS[0]: "?", OTHERS[1]: "1"})

    done = desk.bring(path)

    assert desk.states(done) == {
        DOUBTED.identity: SheetRowState.REFUSED,
        OTHERS[0].identity: SheetRowState.BAD,
        OTHERS[1].identity: SheetRowState.DECIDED,
    }
    assert all(one.message for one in done.rows if one.state is not SheetRowState.DECIDED)


def test_a_rehearsal_says_what_would_be_and_changes_nothing(desk):
    """Then the same is done."""
    path = desk.filled({DOUBTED: "1", OTHERS[0]: "?"})

    rehearsed = desk.bring(path, rehearse=True)

    assert desk.said(DOUBTED) == ()
    done = desk.bring(path)
    assert rehearsed.rows == done.rows
    assert (rehearsed.rehearsed, done.rehearsed) == (True, False)


_KILLED = """
import os, signal, sys
from pathlib import Path
from sohoa.use_cases import deciding
from sohoa.use_cases.review_sheets import import_review
from sohoa.workspace import Workspace
real, calls = deciding.answer_question, []
def answer(*said):
    calls.append(real(*said))
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return calls[-1]
deciding.answer_question = answer
import_review(Workspace(Path(sys.argv[1])), Path(sys.argv[2]), rehearse=False)
"""


def test_killed_in_the_midst_nothing_is_entered(desk):
    """After two of three rows: none is entered, and the sheet imported again decides all three."""
    path = desk.filled({DOUBTED: "1", OTHERS[0]: "1", OTHERS[1]: "Không có trong sổ"})
    command = [sys.executable, "-c", _KILLED, str(desk.office.root), str(path)]

    killed = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(CHECKOUT)})

    assert killed.returncode == -signal.SIGKILL
    assert [desk.said(scan) for scan in (DOUBTED, *OTHERS)] == [(), (), ()]
    assert set(desk.states(desk.bring(path)).values()) == {SheetRowState.DECIDED}


def test_the_sheet_is_only_read(desk):
    """Its bytes and its time stay."""
    path = desk.filled({DOUBTED: "1"})
    before = path.read_bytes(), path.stat().st_mtime_ns

    desk.bring(path)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_sheet_is_never_written_over(desk):
    """By its own name the next one gets a number; a name that was given is refused."""
    first, second = desk.export().path, desk.export().path

    assert first != second
    assert first.name == "phieu-quyet-dinh-2026-11-30.xlsx"
    with pytest.raises(FileThereError):
        desk.export(target=first)


def test_nothing_waits_and_no_sheet_is_written(desk):
    """No empty sheet lies about."""
    desk.bring(desk.filled(dict.fromkeys((DOUBTED, *OTHERS), "Không có trong sổ")))

    assert desk.export() == review_sheets.ReviewSheet(None, 0, 0)


def test_of_very_many_the_first_are_in_the_sheet(desk, monkeypatch):
    """And it says how many are left."""
    monkeypatch.setattr(review_sheets, "MOST_ROWS", 2)

    sheet = desk.export()

    assert (sheet.rows, sheet.left) == (2, 1)


def test_a_box_alone(desk):
    """Its name is in the file's; a box that is not there is an error."""
    assert desk.export(batches=[BOX]).path.name == "phieu-quyet-dinh-hop-01-2026-11-30.xlsx"

    assert run(["review", "export", "--batch", "Hộp 99"]) == 2


def test_the_commands_say_what_they_did(desk, capsys):
    """Exported by the command, decided, imported: a line a row, in Vietnamese, and exit code 5
    where a row was not taken."""
    target = desk.office.root / "a.xlsx"
    assert run(["review", "export", "--out", str(target)]) == 0
    assert "sohoa review import" in capsys.readouterr().out
    target.unlink()
    path = desk.filled({DOUBTED: "1", OTHERS[0]: "?"})

    assert run(["review", "import", str(path), "--dry-run"]) == 5
    assert "sẽ" in capsys.readouterr().out
    assert run(["review", "import", str(path)]) == 5
    told = capsys.readouterr().out
    assert f"{DOUBTED.identity}: SO-000002" in told
    assert "`?`" in told
    assert run(["review", "import", str(path), "--json"]) == 5
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert sorted(one["state"] for one in rows) == ["bad", "same"]


def test_another_file_is_refused_with_its_code(desk, capsys):
    """A register is no sheet of answers."""
    (desk.office.root / "x.xlsx").write_bytes(b"PK\x03\x04 no")

    assert run(["review", "import", str(desk.office.root / "x.xlsx")]) == 2
    assert "SHEET-902" in capsys.readouterr().err


def test_keys_are_what_tests_name():
    """The columns that this file fills in."""
    assert [named(key) for key in (Key.DECISION, Key.OTHER, Key.REASON, Key.PERSON)] == [
        "decision 1", "other 1", "reason 1", "person 1",
    ]  # fmt: skip
