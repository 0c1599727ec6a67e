"""Verification: one changed byte anywhere is found, and no file breaks it."""

from __future__ import annotations

import datetime as dt
import logging
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from sign_samples import AGENCY, SIGNED_AT, make_archival, make_key_file, sign

from sohoa.domain.trust import SignatureStanding
from sohoa.pdfa.byteranges import signed_ranges
from sohoa.pdfa.validation import validate_pdfa
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import load_key, trusted_roots
from sohoa.sign.settings import SignSettings
from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.usefixtures("english")

AFTER = dt.datetime(2060, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A development key."""
    path = tmp_path_factory.mktemp("keys") / "development.p12"
    make_development_key(path, agency=AGENCY)
    return load_key(SignSettings(), default_path=path)


@pytest.fixture(scope="module")
def content(key, tmp_path_factory):
    """The bytes of a signed PDF."""
    folder = tmp_path_factory.mktemp("signed")
    return sign(make_archival(folder), folder / "s.pdf", key).path.read_bytes()


@pytest.fixture
def verify(tmp_path, key):
    """Verify some bytes, trusting the development root."""

    def verified(changed: bytes, at: dt.datetime | None = None):
        path = tmp_path / "x.pdf"
        path.write_bytes(changed)
        return verify_signatures(path, trusted=key.chain, at=at)

    return verified


def is_sound(statuses) -> bool:
    """Whether there is one signature and nothing wrong with it."""
    return [status.problem for status in statuses] == [""] and statuses[0].covers_whole_file


def gap_of(content: bytes) -> tuple[int, int]:
    """Where the signature's value lies."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", content)
    return int(found[1]), int(found[2])


def test_sound_signature_says_all_there_is(verify, content, key):
    """Signer, issuer, claimed time, certificate's period, and that nothing is wrong."""
    (status,) = verify(content)

    assert (status.intact, status.covers_whole_file, status.trusted) == (True, True, True)
    assert (status.signer, status.signed_at) == (key.signer_name, SIGNED_AT)
    assert (status.modification, status.problem) == ("none", "")
    assert status.valid_from <= SIGNED_AT <= status.valid_until


def test_one_flipped_bit_in_the_document_is_found(verify, content):
    """Anywhere outside the signature's value: pictures, text, tables, header, trailer."""
    chance, (start, end) = random.Random(1), gap_of(content)
    for _ in range(60):
        place = chance.choice([chance.randrange(start), chance.randrange(end, len(content))])
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        assert not is_sound(verify(bytes(changed))), place


def test_one_flipped_bit_in_the_signature_is_found(verify, content):
    """Anywhere in the value: brackets, case of a digit, what CMS leaves unsigned, padding."""
    chance, (start, end) = random.Random(2), gap_of(content)
    filled = start + len(content[start : end - 1].rstrip(b"0"))
    places = [start, end - 1, *range(start + 1, start + 120, 4)]
    places += [chance.randrange(start, filled) for _ in range(100)]
    places += [chance.randrange(filled, end) for _ in range(30)]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        assert not is_sound(verify(bytes(changed))), place


@pytest.mark.parametrize("more", [b" ", b"\n", b"more", b"%PDF-1.7\n%%EOF\n", b"\0" * 5000])
def test_appended_bytes_are_found(verify, content, more):
    """Even a line feed after the end is no part of what was signed."""
    statuses = verify(content + more)

    assert not is_sound(statuses)
    assert not any(status.covers_whole_file for status in statuses)


def test_swallowed_revision_is_found(verify, content):
    """An update that hides the form leaves no signature to believe."""
    root = re.findall(rb"(\d+) 0 obj\s*<<[^>]*/Type\s*/Catalog", content)[-1]
    table = len(content) + 1
    update = b"\n%s 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" % root
    start = len(content) + len(update)
    xref = b"xref\n%s 1\n%010d 00000 n \n" % (root, table)
    before = re.findall(rb"startxref\s+(\d+)", content)[-1]
    trailer = b"trailer\n<< /Size 100 /Root %s 0 R /Prev %s >>\n" % (root, before)

    statuses = verify(content + update + xref + trailer + b"startxref\n%d\n%%%%EOF\n" % start)
    assert not is_sound(statuses)


def test_unknown_signer_is_not_trusted(tmp_path, content):
    """Without its root a signature is intact, and no more."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    (status,) = verify_signatures(path, trusted=(), at=None)

    assert (status.intact, status.trusted) == (True, False)
    assert "trusted root" in status.problem


def test_expired_certificate_is_named(verify, content):
    """When the certificate has expired, nothing proves any more when it signed: no tampering."""
    (status,) = verify(content, at=AFTER)

    assert (status.intact, status.trusted) == (True, False)
    assert status.standing is SignatureStanding.UNPROVABLE
    assert "no time stamp proves when" in status.problem


def test_second_signature_leaves_the_first_sound(content, key, tmp_path):
    """Each covers its revision; the validator's known false alarm is told from a true one."""
    settings = make_key_file(tmp_path / "other.p12")
    other = load_key(settings, default_path=tmp_path)
    first, both = tmp_path / "first.pdf", tmp_path / "both.pdf"
    first.write_bytes(content)
    signer = SimpleSigner.load_pkcs12(str(tmp_path / "other.p12"))
    with first.open("rb") as stream, both.open("w+b") as output:
        writer = IncrementalPdfFileWriter(stream)
        PdfSigner(PdfSignatureMetadata(field_name="Other"), signer).sign_pdf(writer, output=output)

    statuses = verify_signatures(both, trusted=[*key.chain, other.certificate], at=None)
    assert [status.covers_whole_file for status in statuses] == [True, True]
    assert [status.intact for status in statuses] == [True, True]
    assert [covered.end for covered in signed_ranges(both)] == [len(content), both.stat().st_size]
    assert validate_pdfa(both, signed=False)
    assert validate_pdfa(both, signed=True) == ()
    both.write_bytes(both.read_bytes().replace(b"/ByteRange [0 ", b"/ByteRange [1 ", 1))
    assert validate_pdfa(both, signed=True)


def test_unsigned_file_has_no_status(tmp_path):
    """No signature is an empty answer; who expected one has to compare."""
    archival = make_archival(tmp_path)

    assert verify_signatures(archival.path, trusted=(), at=None) == ()


@pytest.mark.parametrize("bad", [b"", b"no PDF", b"%PDF-1.7\n%%EOF", b"\0" * 100_000])
def test_unreadable_file_is_an_answer(verify, bad):
    """What is no PDF gets one status that says so."""
    (status,) = verify(bad)

    assert (status.field_name, status.intact) == ("", False)
    assert "cannot be read" in status.problem


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_mangled_files_never_break_it(verify, content, data):
    """Cut, doubled and overwritten: an answer comes back, and never that all is well."""
    place = data.draw(st.integers(0, len(content) - 1))
    change = data.draw(st.binary(min_size=1, max_size=40))
    kind = data.draw(st.sampled_from(["overwrite", "insert", "cut", "tail"]))
    mangled = {
        "overwrite": content[:place] + change + content[place + len(change) :],
        "insert": content[:place] + change + content[place:],
        "cut": content[:place] + content[place + len(change) :],
        "tail": content[:place],
    }[kind]

    assert mangled == content or not is_sound(verify(mangled))


def test_names_stay_out_of_the_log(content, tmp_path, caplog):
    """The library would write the signer's name into the log when it finds no root."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with caplog.at_level(logging.DEBUG):
        verify_signatures(path, trusted=(), at=None)

    assert AGENCY not in caplog.text
    assert "Sohoa development" not in caplog.text


def test_roots_of_the_workspace_make_it_trusted(tmp_path):
    """From key to verdict: what `init` makes and `sohoa verify` believes."""
    path = tmp_path / "development.p12"
    make_development_key(path, agency=AGENCY)
    key = load_key(SignSettings(), default_path=path)
    signed = sign(make_archival(tmp_path), tmp_path / "s.pdf", key)
    roots = trusted_roots(SignSettings(), default_path=path)

    (status,) = verify_signatures(signed.path, trusted=roots, at=None)
    assert status.trusted
