"""The report on paper: PDF/A, numbered pages, pictures as vectors, signed by the office."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from pdf2image import convert_from_path
from report_samples import HEAD, IMPRINT, OFFICE, made_report

from sohoa.audit.auditor import Request
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ExitCode, NotPdfaError
from sohoa.domain.trust import SignatureStanding
from sohoa.pdfa.drawn import write_drawn_pdfa
from sohoa.pdfa.metadata import PdfDescription
from sohoa.pdfa.validation import claims_pdfa, validate_pdfa
from sohoa.pdfa.verapdf import ask_verapdf, find_verapdf
from sohoa.plan_file import load_plan
from sohoa.reports.report_pdf import Beside, report_pdf
from sohoa.reports.tables import report_tables
from sohoa.settings import load_settings
from sohoa.use_cases import report_forms
from sohoa.use_cases.auditing import audit
from sohoa.use_cases.issuing import check_report, issue_report, note_signed
from sohoa.use_cases.report_forms import Office, reports_that_wait, sign_reports
from sohoa.use_cases.reporting import AskedReport, write_report
from sohoa.use_cases.setting_up import set_up
from sohoa.use_cases.signing import open_session
from sohoa.use_cases.verifying import verify
from sohoa.workspace import CHECKOUT, Workspace

DAY = dt.date(2023, 12, 31)
DESCRIBED = PdfDescription("17/2024", "Báo cáo", "vi-VN", "Sohoa", "Sohoa", IMPRINT.at)
BESIDE = (Beside("r.xlsx", "12" * 32),)


@pytest.fixture(scope="module")
def report():
    return made_report()


@pytest.fixture(scope="module")
def pdf(report, tmp_path_factory) -> Path:
    """The PDF/A of a report."""
    path = tmp_path_factory.mktemp("pdf") / "r.pdf"
    drawn = report_pdf(report, report_tables(report), IMPRINT, BESIDE)
    write_drawn_pdfa(drawn, path, described=DESCRIBED)
    return path


def pages_of(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_it_is_pdfa(pdf):
    """By both validators that come with Sohoa, and by veraPDF where a site has it."""
    assert claims_pdfa(pdf) == "PDF/A-2u"
    assert validate_pdfa(pdf, signed=False) == ()
    if program := find_verapdf(""):
        assert ask_verapdf(program, pdf, flavour="2u", seconds=120) == ""


def test_what_is_no_pdfa_gets_no_name(tmp_path, monkeypatch):
    """A font that is not embedded is found, and nothing is written."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "drawn.pdf"))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "Hello")
    canvas.save()
    content = (tmp_path / "drawn.pdf").read_bytes()

    with pytest.raises(NotPdfaError):
        write_drawn_pdfa(content, tmp_path / "out.pdf", described=DESCRIBED)
    assert not (tmp_path / "out.pdf").exists()


def test_the_same_report_is_the_same_bytes(report, pdf, tmp_path):
    """Times come from the imprint; nothing in the file is of the clock or by chance."""
    again = made_report()
    drawn = report_pdf(again, report_tables(again), IMPRINT, BESIDE)
    write_drawn_pdfa(drawn, tmp_path / "r.pdf", described=DESCRIBED)

    assert (tmp_path / "r.pdf").read_bytes() == pdf.read_bytes()
    other = replace(IMPRINT, number="18/2024")
    assert report_pdf(report, report_tables(report), other, BESIDE) != drawn


def test_every_page_is_numbered_and_says_what_it_is_of(pdf):
    """Page X of Y, the number of the report, who made it and when; A4 across."""
    pages = pages_of(pdf)

    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page
        assert "17/2024 · Trần Thị Hoa, 09:30, 05/01/2024" in page
    with pikepdf.open(pdf) as read:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in read.pages}
    assert sizes == {(0, 0, 842, 595)}


def test_it_opens_with_the_verdict(pdf):
    """Office, title, phase, and then the answer; the figures after it."""
    first = " ".join(pages_of(pdf)[0].split())

    assert first.startswith(OFFICE)
    assert first.index("Báo cáo hoàn thành giai đoạn 2") < first.index("CHƯA ĐẠT chỉ tiêu 100")
    assert first.index("CHƯA ĐẠT") < first.index("giấy tờ còn thiếu")


def test_pictures_are_vectors_and_letters_are_embedded(pdf):
    """No raster in it; each font has its program and the values of its letters."""
    with pikepdf.open(pdf) as read:
        objects = [one for one in read.objects if isinstance(one, pikepdf.Dictionary)]
        streams = [one for one in read.objects if isinstance(one, pikepdf.Stream)]
        fonts = [one for one in objects if one.get("/Type") == "/Font"]

        assert not [one for one in streams if one.get("/Subtype") == "/Image"]
        assert fonts
        assert all("/ToUnicode" in one for one in fonts)
        assert all("/FontFile2" in one.FontDescriptor for one in fonts)


def test_a_telephone_reads_the_head_of_the_ledger(pdf):
    """The code on the last page is the head, letter by letter; it stands there as text, too."""
    last = convert_from_path(pdf, dpi=150, first_page=len(pages_of(pdf)))[-1]
    found = [code.text for code in zxingcpp.read_barcodes(last)]

    assert found == [HEAD]
    assert HEAD in "".join(pages_of(pdf)[-1].split("\n")) or HEAD.split()[2] in pages_of(pdf)[-1]


def test_it_names_the_digests_of_what_belongs_to_it(pdf):
    """Of the files beside it, and of what it was counted from."""
    text = " ".join(pages_of(pdf)[-1].split()) + " ".join(pages_of(pdf)[-2].split())

    assert f"r.xlsx {'12' * 32}" in text
    assert f"phases.yaml {'ab' * 32}" in text


def test_letters_that_the_font_has_not_are_seen(tmp_path, report):
    """No letter is drawn as nothing: PDF/A forbids it, and the reader would not know."""
    odd = replace(report, office="Sở 木 \u0e01 Văn ho\u0301a \x07")
    drawn = report_pdf(odd, report_tables(odd), IMPRINT)
    write_drawn_pdfa(drawn, tmp_path / "r.pdf", described=DESCRIBED)

    assert "Sở ? ? Văn hóa ?" in pages_of(tmp_path / "r.pdf")[0]


# --- signed -----------------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """An office with nothing in it but the development keys."""
    workspace = Workspace(tmp_path / "office")
    list(set_up(workspace, template=Workspace(CHECKOUT)))
    return workspace


def test_a_report_is_signed_by_the_office_at_once(workspace):
    """The house's verification believes it: unchanged, PDF/A, of the office's own key."""
    files = write_report(workspace, phase=2, as_of=DAY)
    (verdict,) = verify(workspace, Request(names=(str(files.pdf),))).files

    assert (files.signed, files.unsigned_why) == (True, "")
    assert files.pdf.name == "giai-doan-2-2023-12-31.pdf"
    assert verdict.problems == ()
    assert [one.standing for one in verdict.signatures] == [SignatureStanding.HOLDS]
    assert verdict.pdfa == "PDF/A-2u"
    assert reports_that_wait(workspace) == []


def test_signing_appends(workspace):
    """The signed file begins with the drawn one, byte for byte: its digest stays provable."""
    files = write_report(workspace, phase=2, as_of=DAY)
    drawn = files.pdf.read_bytes()[: files.pdf_bytes]

    assert hashlib.sha256(drawn).hexdigest() == files.pdf_sha256
    assert files.pdf.stat().st_size > files.pdf_bytes


def test_the_signature_is_no_copy_of_a_paper(workspace):
    """It bears the office's name and the time, and no form of copy."""
    files = write_report(workspace, phase=2, as_of=DAY)
    name = load_settings(workspace.config_dir).office.on(dt.date(2026, 1, 1)).name

    assert name in pages_of(files.pdf)[0].splitlines()[0]
    assert "SAO Y" not in "".join(pages_of(files.pdf))
    with pikepdf.open(files.pdf) as read:
        assert str(read.Root.AcroForm.Fields[0].V.Reason) == "Báo cáo do cơ quan lập"


def test_one_changed_byte_is_found(workspace):
    """Of a report that was signed."""
    files = write_report(workspace, phase=2, as_of=DAY)
    content = bytearray(files.pdf.read_bytes())
    content[files.pdf_bytes // 2] ^= 1
    changed = files.pdf.with_name("changed.pdf")
    changed.write_bytes(content)
    (verdict,) = verify(workspace, Request(names=(str(changed),))).files

    assert verdict.problems


def test_the_pdf_answers_for_the_files_beside_it(workspace):
    """Their SHA-256, as they are on the disk, stand in what is signed."""
    files = write_report(workspace, phase=2, as_of=DAY)
    text = " ".join(" ".join(pages_of(files.pdf)).split())

    assert len(files.csv) > 10
    for path in (files.html, files.xlsx, *files.csv):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text, path.name


def needing_a_passphrase(workspace: Workspace) -> None:
    """Let the settings ask for a secret that only a person has."""
    signing = workspace.config_dir / "signing.toml"
    text = signing.read_text("utf-8")
    signing.write_text(text.replace('passphrase_env = ""', 'passphrase_env = "SOHOA_TEST_P"', 1))


def test_where_the_key_needs_a_person_the_report_waits(workspace, monkeypatch):
    """Its name says so, `sohoa sign` signs it in one session, and the reason is told."""
    needing_a_passphrase(workspace)
    files = write_report(workspace, phase=2, as_of=DAY)

    assert not files.signed
    assert "sohoa sign" in files.unsigned_why
    assert files.pdf.name == "giai-doan-2-2023-12-31.chua-ky.pdf"
    assert reports_that_wait(workspace) == [files.pdf]

    monkeypatch.setenv("SOHOA_TEST_P", "")
    office = Office(workspace, load_settings(workspace.config_dir), load_plan(workspace.plan_path))
    with open_session(workspace, office.settings, ask=str) as session:
        (signed,) = sign_reports(office, session)
    (verdict,) = verify(workspace, Request(names=(str(signed),))).files

    assert verdict.problems == ()
    assert hashlib.sha256(signed.read_bytes()[: files.pdf_bytes]).hexdigest() == files.pdf_sha256
    assert reports_that_wait(workspace) == []


def test_a_key_that_fails_costs_the_signature_and_not_the_report(workspace):
    """It is told why; a signed report of before, whose files are replaced, is not left beside."""
    first = write_report(workspace, phase=2, as_of=DAY)
    workspace.development_key_path.unlink()
    files = write_report(workspace, phase=2, as_of=DAY)

    assert not files.signed
    assert "SIGN-" in files.unsigned_why
    assert files.pdf.exists()
    assert not first.pdf.exists()


def test_nothing_is_signed_by_a_clock_that_cannot_be_right(workspace):
    """A plan that ended more years ago than an office goes on: the report is made, and waits."""
    signing = workspace.config_dir / "signing.toml"
    text = signing.read_text("utf-8")
    assert "years_after_plan = 5" in text
    signing.write_text(text.replace("years_after_plan = 5", "years_after_plan = 0"))
    with Catalogue.open(workspace.catalogue_url):
        pass
    files = write_report(workspace, phase=2, as_of=DAY)

    assert not files.signed
    assert "SIGN-913" in files.unsigned_why


def test_the_command_signs_reports_that_wait(workspace, monkeypatch, capsys):
    """`sohoa sign` says which; asked again, nothing waits."""
    from sohoa.cli.main import run

    needing_a_passphrase(workspace)
    write_report(workspace, phase=2, as_of=DAY)
    monkeypatch.setenv("SOHOA_TEST_P", "")

    assert run(["--home", str(workspace.root), "--lang", "en", "sign"]) == ExitCode.DONE
    assert "giai-doan-2-2023-12-31.pdf" in capsys.readouterr().err
    assert report_forms.reports_that_wait(workspace) == []


def test_an_issued_report_waits_and_is_signed_where_it_is_kept(workspace, monkeypatch):
    """Under its number; what was issued is found again, for the signature only follows it."""
    needing_a_passphrase(workspace)
    issued, files = issue_report(workspace, AskedReport(2, DAY))
    monkeypatch.setenv("SOHOA_TEST_P", "")
    office = Office(workspace, load_settings(workspace.config_dir), load_plan(workspace.plan_path))

    aside = files.pdf.parent.with_name(f"{issued.number}.not-issued-20240101T000000-1")
    aside.mkdir()
    (aside / files.pdf.name).write_bytes(b"never issued")
    assert reports_that_wait(workspace) == [files.pdf]
    with open_session(workspace, office.settings, ask=str) as session:
        (signed,) = sign_reports(office, session)
    note_signed(workspace, signed)

    assert signed.parent == workspace.issued_reports_dir / issued.number
    assert reports_that_wait(workspace) == []
    assert hashlib.sha256(signed.read_bytes()[: files.pdf_bytes]).hexdigest() == files.pdf_sha256
    standing = check_report(workspace, signed)
    assert (standing.number, standing.differences) == (issued.number, ())


def test_a_draft_of_the_night_is_never_signed(workspace):
    """No key is asked for it, and no session finds it waiting."""
    files = write_report(workspace, phase=2, as_of=DAY, is_signed=False)
    assert files.pdf.name == "giai-doan-2-2023-12-31.ban-nhap.pdf"
    assert files.pdf.is_file()
    assert not files.signed
    assert reports_that_wait(workspace) == []


def test_a_session_that_dies_before_its_note_signs_again(workspace, monkeypatch):
    """What was signed and not taken note of still waits, and is noted only; then nothing is."""
    needing_a_passphrase(workspace)
    _issued, files = issue_report(workspace, AskedReport(2, DAY))
    monkeypatch.setenv("SOHOA_TEST_P", "")
    office = Office(workspace, load_settings(workspace.config_dir), load_plan(workspace.plan_path))
    with open_session(workspace, office.settings, ask=str) as session:
        died = sign_reports(office, session)
        next(died)
        died.close()
    assert reports_that_wait(workspace) == [files.pdf]
    told = [one for one in audit(workspace, []).differences() if "issued" in one.code]
    assert [(one.code, one.is_noted_only) for one in told] == [("issued-unknown", True)]
    with open_session(workspace, office.settings, ask=str) as session:
        for signed in sign_reports(office, session):
            note_signed(workspace, signed)
    assert reports_that_wait(workspace) == []
    assert not [one for one in audit(workspace, []).differences() if "issued" in one.code]
