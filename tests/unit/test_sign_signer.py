"""Signing: PAdES B-B by appending, still PDF/A, visible as the decree asks, read back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pdfa_samples import draw_page, read_document, read_page
from PIL import Image
from sign_samples import AGENCY, SIGNED_AT, make_key_file, private_key, sign

from sohoa.domain.errors import CertificateNotValidError, FixityError, SigningFailedError
from sohoa.durable import sha256_of
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.validation import claims_pdfa, validate_pdfa
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import load_key
from sohoa.sign.settings import SignSettings
from sohoa.sign.signing_key import software_signer
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A development key."""
    path = tmp_path_factory.mktemp("keys") / "development.p12"
    make_development_key(path, agency=AGENCY)
    return load_key(SignSettings(), default_path=path)


@pytest.fixture(scope="module")
def signed(archival, key, tmp_path_factory):
    """One signed PDF."""
    return sign(archival, tmp_path_factory.mktemp("signed") / "s.pdf", key)


def test_only_bytes_are_appended(archival, signed):
    """The archival PDF leads the signed one unchanged."""
    before = archival.path.read_bytes()

    assert signed.path.read_bytes()[: len(before)] == before
    assert signed.sha256 == sha256_of(signed.path)
    assert archival.sha256 == sha256_of(archival.path)


def test_note_says_what_was_done(signed, key):
    """Field, signer, time, level and rule of the signature."""
    (note,) = signed.signatures

    assert (note.field_name, note.level) == ("CoQuanSoHoa", "PAdES-B-B")
    assert (note.signer, note.signed_at) == (key.signer_name, SIGNED_AT)
    assert note.profile == "nd30-2020-sao-y"


@pytest.mark.parametrize("kind", ["RSA-3072", "P-256", "P-384"])
def test_signature_is_valid_by_another_program(archival, tmp_path, kind):
    """Poppler finds the signature valid and the whole file signed, with either kind of key."""
    settings = make_key_file(tmp_path / "k.p12", private_key(kind))
    target = tmp_path / "s.pdf"
    sign(archival, target, load_key(settings, default_path=tmp_path), settings=settings)
    found = subprocess.check_output(["pdfsig", "-nocert", target], text=True)

    assert "Signature Validation: Signature is Valid." in found
    assert "Total document signed" in found
    assert "ETSI.CAdES.detached" in found


def test_rsa_signs_with_pss(archival, tmp_path):
    """RSASSA-PSS, SHA-256, salt as long as the digest (Circular 15/2025/TT-BKHCN)."""
    settings = make_key_file(tmp_path / "k.p12", private_key("RSA-2048"))
    target = tmp_path / "s.pdf"
    sign(archival, target, load_key(settings, default_path=tmp_path), settings=settings)
    value = re.search(rb"/Contents <([0-9A-F]+)>", target.read_bytes())
    (tmp_path / "cms").write_bytes(bytes.fromhex(value[1].decode()))
    shown = subprocess.check_output(
        ["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", tmp_path / "cms"],
        text=True,
    )

    assert "rsassaPss" in shown
    assert re.search(r"INTEGER +:20$", shown, re.MULTILINE)  # hexadecimal for 32


def test_signed_file_is_still_pdfa_1_7(archival, signed):
    """Valid by page-validation, PDF 1.7 for an ECDSA key too, its description untouched."""
    with pikepdf.open(archival.path) as before, pikepdf.open(signed.path) as after:
        assert after.pdf_version == "1.7"
        assert "/Version" not in after.Root
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo) == dict(after.docinfo)
    assert validate_pdfa(signed.path, signed=True) == ()
    assert claims_pdfa(signed.path) == "PDF/A-2b"


def test_stamp_is_read_in_the_top_right_corner(signed):
    """The text is found there as text, in the decree's words."""
    corner = ["-x", "297", "-y", "0", "-W", "300", "-H", "57"]
    found = subprocess.check_output(["pdftotext", *corner, signed.path, "-"], text=True)

    assert found.strip().splitlines() == ["SAO Y", AGENCY, "2024-05-07T01:30:59+07:00"]


@pytest.mark.parametrize("size", [(827, 1169), (583, 413), (337, 213), (60, 90)])
def test_stamp_is_drawn_inside_the_page(key, tmp_path, size):
    """On A4, A5 landscape, a card and a stub: black letters, none of them cut by the edge."""
    read = read_document(read_page(tmp_path, Image.new("RGB", size, "white")))
    blank = build_pdfa(read, tmp_path / "a.pdf", settings=PdfaSettings(), producer="x")
    signed = sign(blank, tmp_path / "s.pdf", key)
    command = ["pdftocairo", "-r", "300", "-singlefile", "-png", signed.path, tmp_path / "p"]
    subprocess.run(command, check=True)
    picture = Image.open(tmp_path / "p.png").convert("L")
    ink = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()

    width, height = picture.size
    assert ink is not None
    assert 0 < ink[0] < ink[2] < width - 2
    assert 0 < ink[1] < ink[3] < height
    assert ink[2] > width * 0.85
    assert picture.getextrema()[0] < 60


def test_widget_prints_and_has_no_border(signed):
    """PDF/A asks for the print flag; the decree for text only."""
    with pikepdf.open(signed.path) as pdf:
        (widget,) = pdf.pages[0].Annots
        assert int(widget.F) & 4
        assert "/BS" not in widget
        assert [str(name) for name in widget.AP.N.Resources] == ["/Font"]


def test_three_documents_with_one_key(archival, key, tmp_path):
    """A loaded key signs one document after the other."""
    results = [sign(archival, tmp_path / f"{number}.pdf", key) for number in range(3)]

    for result in results:
        (status,) = verify_signatures(result.path, trusted=key.chain, at=None)
        assert status.problem == ""


def test_changed_archival_pdf_is_not_signed(archival, key, tmp_path):
    """A PDF other than the one its stage result names is refused; nothing is left behind."""
    wrong = dataclasses.replace(archival, sha256="0" * 64)
    with pytest.raises(FixityError):
        sign(wrong, tmp_path / "s.pdf", key)

    assert list(tmp_path.iterdir()) == []


def test_broken_pdf_is_a_named_failure(archival, key, tmp_path):
    """What pyHanko cannot read becomes our error, and the old file stays."""
    broken, target = tmp_path / "broken.pdf", tmp_path / "out" / "s.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing\n%%EOF\n")
    target.parent.mkdir()
    target.write_bytes(b"old")
    wrong = dataclasses.replace(archival, path=broken, sha256=sha256_of(broken))
    with pytest.raises(SigningFailedError):
        sign(wrong, target, key)

    assert [file.read_bytes() for file in target.parent.iterdir()] == [b"old"]


def test_signature_that_does_not_verify_gets_no_name(archival, key, tmp_path):
    """If the key's signature is wrong, reading back finds it before the file has its name."""
    _scheme, other = software_signer(ec.generate_private_key(ec.SECP256R1()))
    wrong = dataclasses.replace(key, sign=other)
    with pytest.raises(SigningFailedError):
        sign(archival, tmp_path / "s.pdf", wrong)

    assert list(tmp_path.iterdir()) == []


def test_signed_master_is_copied_untouched(key, tmp_path):
    """A document that came signed gets no signature of ours."""
    master = tmp_path / "master.pdf"
    master.write_bytes(b"%PDF-1.4 signed elsewhere")
    read = read_document(read_page(tmp_path, *draw_page()), original=master)
    kept = build_pdfa(read, tmp_path / "a.pdf", settings=PdfaSettings(), producer="x")
    signed = sign(kept, tmp_path / "s.pdf", key)

    assert signed.path.read_bytes() == master.read_bytes()
    assert (signed.signatures, signed.sha256) == ((), sha256_of(master))


def test_time_must_fit_certificate_and_rule(archival, key, tmp_path):
    """Without a zone, before the certificate, before the decree: refused."""
    target = tmp_path / "s.pdf"
    with pytest.raises(ValueError, match="time zone"):
        sign(archival, target, key, signed_at=dt.datetime(2024, 1, 1))  # noqa: DTZ001
    with pytest.raises(CertificateNotValidError, match="it runs from 01/01/2020 07:00:00"):
        sign(archival, target, key, signed_at=dt.datetime(2041, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(SigningFailedError, match="nd30-2020"):
        sign(archival, target, key, signed_at=dt.datetime(2020, 2, 1, tzinfo=dt.UTC))

    assert not Path(target).exists()


def test_microseconds_do_no_harm(archival, key, tmp_path):
    """A clock gives microseconds, a PDF date has none."""
    at = SIGNED_AT.replace(microsecond=999_999)
    signed = sign(archival, tmp_path / "s.pdf", key, signed_at=at)

    (status,) = verify_signatures(signed.path, trusted=(), at=None)
    assert status.signed_at == signed.signatures[0].signed_at == SIGNED_AT
