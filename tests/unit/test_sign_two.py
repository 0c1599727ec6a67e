"""Two visible signatures in the legal order: the operator's, then the agency's; both hold."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sign_samples import AGENCY, SIGNED_AT, make_archival, sign_with

from sohoa.domain.errors import CertificateNotValidError, DiskFullError, SigningFailedError
from sohoa.domain.stage_results import SourceFile
from sohoa.pdfa.byteranges import signed_ranges
from sohoa.pdfa.validation import claims_pdfa, validate_pdfa
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import operator_path, trusted_roots
from sohoa.sign.settings import KeySettings, Role, SignSettings, TrustSettings
from sohoa.sign.signer import scanned_at
from sohoa.sign.signing_session import SigningSession, signing_roles
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")

SCANNED_AT = dt.datetime(2024, 5, 6, 1, 2, 3, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def archival(tmp_path_factory):
    """One archival PDF, whose master was written at a known time."""
    folder = tmp_path_factory.mktemp("archival")
    made = make_archival(folder)
    master = folder / "master.tif"
    master.touch()
    os.utime(master, (SCANNED_AT.timestamp(),) * 2)
    scanned = replace(made.read.scanned, sources=(SourceFile(master, "0" * 64, 0),))
    return replace(made, read=replace(made.read, scanned=scanned))


@pytest.fixture
def settings(pki) -> SignSettings:
    """Keys of the test PKI for both roles; profiles as shipped."""
    return SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        trust=TrustSettings(roots=(pki.root_file,)),
    )


@pytest.fixture
def session(settings, tmp_path):
    """Both keys open."""
    with SigningSession.open(settings, default_path=tmp_path, roles=Role) as one:
        yield one


def test_both_hold_and_the_file_is_still_pdfa(archival, session, settings, tmp_path):
    """In order, each valid and trusted, the first not invalidated; PDF/A-2b after both."""
    signed = sign_with(archival, tmp_path / "s.pdf", session)
    roots = trusted_roots(settings, default_path=tmp_path)
    statuses = verify_signatures(signed.path, trusted=roots, at=None)

    names = ["Nguyễn Thị Ánh Tuyết", "Sở Văn hóa, Thể thao và Du lịch"]
    assert [status.field_name for status in statuses] == ["CanBoSoHoa", "CoQuanSoHoa"]
    assert [status.signer for status in statuses] == names
    assert [status.problem for status in statuses] == ["", ""]
    assert [note.signer for note in signed.signatures] == names
    assert {note.profile for note in signed.signatures} == {"tt01-2023-hai-chu-ky"}
    assert {note.level for note in signed.signatures} == {"PAdES-B-B"}
    assert signed.findings == ()
    assert validate_pdfa(signed.path, signed=True) == ()
    assert claims_pdfa(signed.path) == "PDF/A-2b"
    first, second = signed_ranges(signed.path)
    assert first.end < second.end == signed.path.stat().st_size
    before = archival.path.read_bytes()
    assert signed.path.read_bytes()[: len(before)] == before


def test_other_programs_find_both_valid(archival, session, tmp_path):
    """Poppler says the same of both signatures."""
    signed = sign_with(archival, tmp_path / "s.pdf", session)
    found = subprocess.check_output(["pdfsig", "-nocert", signed.path], text=True)

    assert found.count("Signature Validation: Signature is Valid.") == 2


def test_each_stands_in_its_corner(archival, session, tmp_path):
    """Top left name and scan time, top right form, agency and signing time; black and readable."""
    signed = sign_with(archival, tmp_path / "s.pdf", session)

    def corner(x: int) -> list[str]:
        area = ["-x", str(x), "-y", "0", "-W", "297", "-H", "57"]
        text = subprocess.check_output(["pdftotext", *area, signed.path, "-"], text=True)
        return text.strip().splitlines()

    assert corner(0) == ["Nguyễn Thị Ánh Tuyết", "2024-05-06T08:02:03+07:00"]
    assert corner(298) == ["SAO Y", AGENCY, "2024-05-07T01:30:59+07:00"]
    command = ["pdftocairo", "-r", "150", "-singlefile", "-png", signed.path, tmp_path / "p"]
    subprocess.run(command, check=True)
    top = Image.open(tmp_path / "p.png").convert("L").crop((0, 0, 620, 85))
    assert top.getextrema()[0] < 60
    with pikepdf.open(signed.path) as pdf:
        fonts = [
            font for widget in pdf.pages[0].Annots for font in widget.AP.N.Resources.Font.values()
        ]
        assert len(fonts) == 2
        assert all("+Tinos" in str(font.BaseFont) for font in fonts)
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_profile_of_the_day_decides(archival, session, tmp_path):
    """Before Circular 01/2023 the agency signs alone; before Decree 30 nobody does."""
    early = dt.datetime(2023, 5, 24, 16, 59, 59, tzinfo=dt.UTC)
    alone = sign_with(archival, tmp_path / "a.pdf", session, signed_at=early)
    both = sign_with(
        archival, tmp_path / "b.pdf", session, signed_at=early + dt.timedelta(seconds=1)
    )

    assert [note.profile for note in alone.signatures] == ["nd30-2020-sao-y"]
    assert [note.profile for note in both.signatures] == ["tt01-2023-hai-chu-ky"] * 2
    with pytest.raises(SigningFailedError, match="nd30-2020"):
        sign_with(
            archival,
            tmp_path / "c.pdf",
            session,
            signed_at=dt.datetime(2020, 3, 4, tzinfo=dt.UTC),
        )
    assert signing_roles(session.settings, dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == ()


def test_time_of_scanning_is_never_after_the_signature(archival):
    """A master with a clock ahead, or gone: the signature's own time is all that is known."""
    scanned = archival.read.scanned
    assert scanned_at(scanned, before=SIGNED_AT) == SCANNED_AT

    early = SCANNED_AT - dt.timedelta(days=1)
    gone = replace(scanned, sources=(SourceFile(Path("/gone.tif"), "0" * 64, 0),))
    assert scanned_at(scanned, before=early) == early
    assert scanned_at(gone, before=SIGNED_AT) == SIGNED_AT


def test_development_keys_sign_for_both(archival, tmp_path):
    """What `sohoa init` makes is enough to try it out, and its roots are believed."""
    path = tmp_path / "development.p12"
    make_development_key(path, agency=AGENCY)
    make_development_key(operator_path(path), agency=AGENCY, holder="quét")
    settings = SignSettings()
    with SigningSession.open(settings, default_path=path, roles=Role) as session:
        signed = sign_with(archival, tmp_path / "s.pdf", session)

    roots = trusted_roots(settings, default_path=path)
    statuses = verify_signatures(signed.path, trusted=roots, at=None)
    assert [status.problem for status in statuses] == ["", ""]
    assert all("THỬ NGHIỆM" in note.signer for note in signed.signatures)


def test_a_flipped_byte_breaks_both(archival, session, tmp_path):
    """A byte of the archival PDF is under both signatures."""
    signed = sign_with(archival, tmp_path / "s.pdf", session)
    content = bytearray(signed.path.read_bytes())
    content[1000] ^= 1
    signed.path.write_bytes(content)

    statuses = verify_signatures(signed.path, trusted=(), at=None)
    assert all(status.problem for status in statuses)


def test_certificate_that_ends_between_two_documents(archival, session, tmp_path):
    """The first stays signed; the second stops the batch, with the period in the message."""
    last = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
    sign_with(archival, tmp_path / "a.pdf", session, signed_at=last)
    with pytest.raises(
        CertificateNotValidError,
        match=r"^\[SIGN-902\] .*not valid at 01/01/2029 07:00:01.*to 01/01/2029 07:00:00 \+07:00",
    ):
        sign_with(archival, tmp_path / "b.pdf", session, signed_at=last + dt.timedelta(seconds=1))

    assert [file.name for file in tmp_path.glob("*.pdf*")] == ["a.pdf"]


@pytest.fixture
def small_disk(tmp_path):
    """A real file system whose size can be set; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def resize(kilobytes: int) -> Path:
        how = "remount," if folder.is_mount() else ""
        command = ["mount", "-t", "tmpfs", "-o", f"{how}size={kilobytes}k", "tmpfs", folder]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no right to mount a small disk here")
        return folder

    yield resize
    if folder.is_mount():
        subprocess.run(["umount", folder], check=True)


def test_disk_that_fills_up_at_any_moment(archival, session, small_disk):
    """While copying, at the first or second signature: nothing stands under a final name."""
    outcomes = []
    for kilobytes in range(24, 140, 8):
        folder = small_disk(kilobytes)
        try:
            signed = sign_with(archival, folder / "s.pdf", session)
        except DiskFullError:
            outcomes.append("full")
            assert list(folder.iterdir()) == []
        else:
            outcomes.append("signed")
            assert [file.name for file in folder.iterdir()] == ["s.pdf"]
            assert len(verify_signatures(signed.path, trusted=(), at=None)) == 2
            signed.path.unlink()

    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {"full", "signed"}
