"""Papers that were never paper, and what was put on one electronically, through the line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))

from signed_pdfs import saved, signed
from typed_pdfs import LINES, typed_page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BOX = "Hop-dien-tu"


@pytest.fixture
def office(new_office, prefect):
    """A workspace with a box of two: a typed PDF, and one with a note that we cannot draw truly."""
    made = new_office()
    box = made.root / "data/inbox" / BOX
    box.mkdir(parents=True)
    for name, number in (("dien-tu.pdf", "215"), ("ghi-chu.pdf", "216")):
        pdf = pikepdf.new()
        lines = [
            (text.replace("215/", f"{number}/").replace("2024", "2018"), *place)
            for text, *place in LINES
        ]
        page = typed_page(pdf, lines)
        if name == "ghi-chu.pdf":
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[100, 400, 400, 460],
                Contents=pikepdf.String("ĐÃ THU HỒI"), DA=pikepdf.String("/Helv 24 Tf 1 0 0 rg"),
            )  # fmt: skip
            page.obj.Annots = [pdf.make_indirect(note)]
        pdf.save(box / name)
    (box / "batch.csv").write_text("tệp,năm\ndien-tu.pdf,2018\nghi-chu.pdf,2018\n", "utf-8")
    return made


def rows(office):
    """The box's documents by their file."""
    return {row["source_name"]: row for row in office.json("list", "--batch", BOX)}


def test_electronic_papers_go_through_the_line(office):
    """The typed one is archived with its own text; the noted one waits, and its print is taken."""
    office.sohoa("run", "2", "--batch", BOX, "--quiet", code=5)

    first = rows(office)
    typed, noted = first["dien-tu.pdf"], first["ghi-chu.pdf"]
    assert typed["state"] == "archived"
    assert "born-digital" in {finding["code"] for finding in typed["findings"]}
    text = subprocess.run(
        ["pdftotext", str(office.archived_files[0]), "-"], capture_output=True, text=True
    ).stdout
    assert "Cho phép tổ chức biểu diễn nghệ thuật" in " ".join(text.split())
    assert (noted["state"], noted["reason"]["code"]) == ("quarantined", "OCR-002")
    assert office.sohoa("rescan-slip", BOX).startswith("1 ")

    delivered = office.root / "data/inbox" / BOX / "ghi-chu.pdf"
    printed = office.root / "in.png"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "200", "-singlefile",
         str(delivered), str(printed.with_suffix(""))],
        check=True,
    )  # fmt: skip
    delivered.write_bytes(printed.read_bytes())
    office.sohoa("run", "2", "--batch", BOX, "--quiet")

    assert rows(office)["ghi-chu.pdf"]["state"] == "archived"
    office.sohoa("verify", "--deep")


@pytest.fixture
def signed_office(new_office, prefect):
    """A workspace with a box of one: a typed permit that another office has signed."""
    made = new_office()
    box = made.root / "data/inbox" / BOX
    box.mkdir(parents=True)
    pdf = pikepdf.new()
    lines = [
        (text.replace("215/", "219/").replace("2024", "2018"), *place) for text, *place in LINES
    ]
    typed_page(pdf, lines)
    (box / "da-ky.pdf").write_bytes(signed(saved(pdf)))
    (box / "batch.csv").write_text("tệp,năm\nda-ky.pdf,2018\n", "utf-8")
    return made


def test_a_signed_electronic_paper_has_a_reading_copy_beside_it(signed_office):
    """Byte for byte, and PDF/A to read; taken away from the archive's disk it is put back."""
    office = signed_office
    office.sohoa("run", "2", "--batch", BOX, "--quiet")

    (row,) = office.json("list", "--batch", BOX)
    original = office.root / "data/archive" / row["archive_path"]
    copy = office.root / "data/archive" / row["reading_copy"]["archive_path"]
    assert (row["state"], row["kept_original"], row["born_digital"]) == ("archived", True, True)
    assert original.read_bytes() == (office.root / "data/inbox" / BOX / "da-ky.pdf").read_bytes()
    assert office.archived_files == sorted([original, copy])
    subprocess.run(["sha256sum", "--check", "manifest-sha256.txt"], cwd=copy.parent, check=True)
    office.sohoa("verify", "--deep")

    copy.unlink()
    office.sohoa("verify", code=7)
    office.sohoa("verify", "--repair", "--deep")
    assert copy.exists()
    office.sohoa("run", "2", "--batch", BOX, "--quiet")
    office.sohoa("verify")
