"""`sohoa reconcile BOX`: a real box compared with register, list, catalogue and archive."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogue_samples import NOON, archive, note, paper, reading, store
from goldens import copy_of
from line_samples import leave_results

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.box_states import BoxState
from sohoa.domain.custody_errors import ArchiveAwayError, UnknownBoxError
from sohoa.domain.identifiers import document_id
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.reconciliation import BoxLine, Reconciled
from sohoa.domain.stage_results import (
    ArchivalPdf,
    Description,
    Finding,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)
from sohoa.domain.stations import Station
from sohoa.language import set_language
from sohoa.line.station import journal_of
from sohoa.reports.box_sheet import box_sheet
from sohoa.use_cases.reconciling import reconcile_box
from sohoa.workspace import BatchFolder, Workspace

BOX = "Hop-01"


@pytest.fixture
def golden(tmp_path) -> Workspace:
    """A copy of the golden archive: four archived, one damaged, one that lacks sheets."""
    set_language("vi")
    return copy_of("v2", tmp_path / "office")


def states(workspace: Workspace, box: str = BOX) -> dict[str, str]:
    """File → where its scan stands."""
    found = reconcile_box(workspace, box).found
    return {one.file: one.state.value for one in found.scans}


def test_a_box_in_order_needs_nobody(golden):
    """Rows, papers and scans agree, and the sheet says so."""
    one = reconcile_box(golden, "Hop-02")

    assert one.found.totals == {BoxState.WHOLE: (1, 1, 1)}
    assert one.office


def test_what_is_wrong_in_box_and_archive_is_found(golden):
    """Files gone from either, files of another size, files nobody listed, copies under way."""
    inbox = golden.inbox_dir / BOX
    with CatalogueReader.open(golden.catalogue_url) as reader:
        stored = {row.source_name: row.archive_path for row in reader.archived(batch=BOX)}
    assert states(golden) == {
        "001.tif": "whole", "002": "whole", "003.pdf": "whole", "004.pdf": "whole",
        "005.tif": "rejected", "006.tif": "sheets_differ",
    }  # fmt: skip

    (golden.archive_dir / stored["001.tif"]).chmod(0o600)
    (golden.archive_dir / stored["001.tif"]).write_bytes(b"short")
    (golden.archive_dir / stored["003.pdf"]).unlink()
    (inbox / "004.pdf").unlink()
    (inbox / "006.tif").unlink()
    (inbox / "020.tif").write_bytes(b"II*\0")
    (inbox / "021.pdf.part").write_bytes(b"%PDF")

    assert states(golden) == {
        "001.tif": "file_differs", "002": "whole", "003.pdf": "file_missing",
        "004.pdf": "master_gone", "005.tif": "rejected", "006.tif": "taken_out",
        "020.tif": "extra", "021.pdf": "arriving",
    }  # fmt: skip
    found = reconcile_box(golden, BOX).found
    assert [len(part) for part in found.parts] == [6, 6, 8]


def test_what_was_released_is_not_missed(golden):
    """Whoever may take a scan out of its box has said so."""
    with CatalogueReader.open(golden.catalogue_url) as reader:
        identity = next(reader.archived(batch=BOX)).document_id
        name = next(reader.archived(batch=BOX)).source_name
    assert run(["--home", str(golden.root), "release", identity, "--reason", "BB 5", "--yes"]) == 0
    (golden.inbox_dir / BOX / name).rename(golden.root / "elsewhere")

    assert states(golden)[name] == "whole"


def test_a_box_that_was_taken_away_is_reconciled_by_what_is_known(golden):
    """No folder is left: what is archived stands, what was not is taken out."""
    (golden.inbox_dir / BOX).rename(golden.root / "elsewhere")

    found = reconcile_box(golden, BOX).found

    assert found.totals[BoxState.MASTER_GONE] == (4, 0, 4)
    assert found.totals[BoxState.TAKEN_OUT] == (0, 0, 2)


def test_rows_are_compared_with_what_lies_there_now(golden):
    """A file that is not there, one that another row names, one row of no use."""
    path = golden.inbox_dir / BOX / "batch.csv"
    rows = path.read_text("utf-8-sig").splitlines()
    rows += ["099.tif,199/QĐ,05/03/2018,Quyết định,,1", "001.tif,1/QĐ,05/03/2018,,,1"]
    rows += ["098.tif,102/GP-SVHTTDL,06/04/2018,Giấy phép,Quản lý Văn hóa,2"]
    path.write_text("\n".join(rows), encoding="utf-8")

    found = reconcile_box(golden, BOX).found

    told = {one.row: one.state.value for one in found.rows}
    assert told == {
        2: "whole", 3: "twice_listed", 4: "whole", 5: "whole", 6: "rejected", 7: "sheets_differ",
        8: "missing", 9: "unusable_row", 10: "twice_listed",
    }  # fmt: skip
    assert found.totals[BoxState.MISSING] == (0, 1, 0)


def test_a_row_the_catalogue_has_as_a_document_is_no_scan(golden):
    """A run notes rows without a file as documents that were refused: they are told as rows."""
    path = golden.inbox_dir / BOX / "batch.csv"
    path.write_text(path.read_text("utf-8") + "099.tif,199/QĐ,05/03/2018,,,1\n", "utf-8")
    missing = note(
        "x", DocumentState.QUARANTINED, source_name="099.tif", reason_code="INTAKE-009"
    )  # fmt: skip
    with Catalogue.open(golden.catalogue_url) as catalogue:
        catalogue.note_states(batch=BOX, phase=2, states=[missing])

    found = reconcile_box(golden, BOX).found
    assert (len(found.rows), len(found.scans)) == (7, 6)
    assert found.rows[-1].state is BoxState.MISSING


def test_a_box_that_nobody_knows_is_an_error(golden):
    """A slip of the pen is no empty box."""
    with pytest.raises(UnknownBoxError):
        reconcile_box(golden, "Hop-77")


def test_an_archive_that_is_away_is_not_taken_for_an_empty_one(golden):
    """Its disk is not there: no file is called missing."""
    with Catalogue.open(golden.catalogue_url) as catalogue:
        from sohoa.work.archive_home import require_archive

        require_archive(golden, catalogue)
    golden.archive_dir.rename(golden.root / "away")
    golden.archive_dir.mkdir()

    with pytest.raises(ArchiveAwayError):
        reconcile_box(golden, BOX)


def test_papers_that_the_register_says_lie_in_the_box_are_expected(golden):
    """Also those of a box without a list: one of them has no scan, one is another box's."""
    wanted = [
        paper("901/QĐ", location="Kệ 2, hop 1"),
        paper("902/QĐ", location="Kệ 2, hop 10"),
        paper("903/QĐ", location="Kệ 2, hop 1", exclusion="giấy tờ chỉ để xuất trình"),
    ]
    with Catalogue.open(golden.catalogue_url) as catalogue:
        store(catalogue, *wanted)

    found = reconcile_box(golden, BOX).found
    told = {one.words.number: one.state.value for one in found.papers if not one.document_id}
    assert told == {"901/QĐ": "missing", "903/QĐ": "excluded"}


def test_what_waits_for_a_signature_is_told_apart(golden):
    """Its PDF/A is made and nobody has signed it."""
    box = golden.inbox_dir / "Hop-09"
    box.mkdir()
    folder, now = BatchFolder(golden, 2, "Hop-09"), dt.datetime.now(dt.UTC)
    outcomes, notes = [], []
    for name in ("waits", "signed", "behind"):
        (box / f"{name}.pdf").write_bytes(b"%PDF")
        identity, file = document_id("Hop-09", f"{name}.pdf"), f"{name}.pdf"
        scanned = ScannedDocument(identity, "Hop-09", file, (), name, (), Description())
        read = ReadDocument(scanned, (), HeaderFields(), 99.0)
        made = ArchivalPdf(read, Path(name), "0" * 64, 1, "PDF/A-2b")
        outcomes.append(leave_results(folder, made if name != "behind" else read, at=now))
        notes.append(note(identity, source_name=file))
        if name == "signed":
            leave_results(folder, SignedPdf(made, Path("s"), "0" * 64, ()), at=now)
    journal_of(folder, Station.PDFA, ArchivalPdf).close(outcomes[:2], made_from="x", at=now)
    with Catalogue.open(golden.catalogue_url) as catalogue:
        catalogue.note_states(batch="Hop-09", phase=2, states=notes)

    assert states(golden, "Hop-09")["waits.pdf"] == "waits_for_signature"
    assert states(golden, "Hop-09")["signed.pdf"] == "in_progress"
    assert states(golden, "Hop-09")["behind.pdf"] == "in_progress"


def test_the_papers_of_a_box_are_found_by_place_and_by_name(catalogue, tmp_path):
    """In any database: of the place, of those named, none that left the inventory, each once."""
    numbers = ("1/QĐ", "2/QĐ", "3/QĐ")
    places = ("Kệ 2, hộp 14", "Hộp 014", "Hộp 15")
    store(catalogue, *(paper(n, location=p) for n, p in zip(numbers, places, strict=True)))
    archive(
        catalogue,
        tmp_path / "archive",
        "hop.1",
        description=Description(record_id="SO-000001", formed=PartialDate(2018, 3, 5)),
    )

    with reading(tmp_path) as reader:
        found = reader.papers_in_box("Hộp 14", named={"SO-000001", "SO-000003", "SO-999999"})
        alone = reader.papers_in_box("Hộp 14")

    assert [one.record_id for one in found] == ["SO-000001", "SO-000002", "SO-000003"]
    assert [one.document_id for one in alone] == ["hop.1", ""]
    assert alone[0].digitized_at == NOON


# --- the sheet and the screen -----------------------------------------------------------------


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_sheet_says_what_to_do_and_adds_up(golden, capsys):
    """Heading, totals, a section for each kind of thing to do, a foot on every page."""
    (golden.inbox_dir / BOX / "020.tif").write_bytes(b"II*\0")
    pdf = golden.root / "phieu.pdf"

    assert run(["--home", str(golden.root), "reconcile", BOX, "--pdf", str(pdf)]) == 0

    said, text = capsys.readouterr().out, text_of(pdf)
    for wanted in ("PHIẾU ĐỐI CHIẾU HỘP", BOX, "Sohoa ", "Khác số tờ (1)", "Bị từ chối (1)",
                   "Thừa, chưa rõ là giấy tờ nào (1)", "quét 1 trang", "1/1"):  # fmt: skip
        assert wanted in text
    assert [line.split()[-3:] for line in text.splitlines() if "Tổng cộng" in line] == [
        ["6", "6", "7"]
    ]
    assert str(pdf) in said
    assert "020.tif" in said


def test_nothing_on_the_screen_says_what_a_paper_is_about(golden, capsys):
    """Subjects stand on the sheet, owners nowhere."""
    with Catalogue.open(golden.catalogue_url) as catalogue:
        store(catalogue, paper("901/QĐ", location="hop 1", subject="Bí danh", owner="Trần Đông"))
    pdf = golden.root / "phieu.pdf"
    run(["--home", str(golden.root), "reconcile", BOX, "--pdf", str(pdf)])

    said, text = capsys.readouterr().out, flat(text_of(pdf))
    assert "901/QĐ" in said
    assert "Bí danh" not in said
    assert "Bí danh" in text
    assert "Trần Đông" not in said + text


def test_machines_are_told_the_same(golden, capsys):
    """Each line with its state, reason and page; totals as they are printed."""
    assert run(["--home", str(golden.root), "reconcile", BOX, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["total"]["papers"], told["total"]["rows"], told["total"]["scans"]) == (6, 6, 6)
    damaged = next(one for one in told["scans"] if one["file"] == "005.tif")
    assert (damaged["state"], damaged["reason"]["code"]) == ("rejected", "INTAKE-003")
    assert told["box"] == BOX


@pytest.fixture
def vietnamese() -> Iterator[None]:
    set_language("vi")
    yield
    set_language("en")


@pytest.mark.usefixtures("vietnamese")
def test_a_sheet_of_any_length_has_its_heading_on_each_page(tmp_path):
    """What a page says is no markup of ours, and a very long reason goes on behind the page."""
    lines = tuple(
        BoxLine(
            BoxState.RESCAN,
            document_id=str(at),
            file=f"<b>{at}.tif",
            findings=(Finding("blur", 3, "0.2 < 0.3"),),
        )
        for at in range(200)
    )
    odd = BoxLine(BoxState.UNUSABLE_ROW, row=7, other="& < " + "dài " * 2000)
    path = tmp_path / "a.pdf"
    path.write_bytes(
        box_sheet(
            Reconciled((), (odd,), lines), box="Hộp <1>", office="Sở", day=dt.date(2026, 1, 2)
        )
    )

    text = text_of(path)
    pages = text.split("\f")[:-1]
    assert "Hộp <1> · Ngày: 02/01/2026" in flat(pages[0])
    assert all(f"{at}/{len(pages)}" in page for at, page in enumerate(pages, 1))
    assert sum("Tệp, dòng" in page for page in pages) >= len(pages) - 1
    assert "trang 3: ảnh bị mờ" in flat(text)
    assert "<b>199.tif" in text
    assert "& < dài" in flat(text)
