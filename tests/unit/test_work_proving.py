"""Proof of the finished file: each thing that may be wrong with it, by its own code."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from audit_samples import InlineCrew, SmallOffice

from sohoa import alto
from sohoa.domain.errors import FixityError
from sohoa.domain.proof_errors import StoredPdfaError, StoredSignatureError, StoredTextError
from sohoa.domain.stations import Station
from sohoa.domain.trust import Proof
from sohoa.durable import sha256_of
from sohoa.journal import Journal
from sohoa.line.archive import prove_and_settle
from sohoa.line.station import Stamp, StationRun, WorkItem
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.trust_store import TrustStore
from sohoa.work.comparing import compare_texts
from sohoa.work.pool import Job
from sohoa.work.proving import prove_pdfa, prove_signed

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office whose development keys are believed."""
    return SmallOffice(tmp_path_factory.mktemp("office"), NOW)


@pytest.fixture(scope="module")
def signed(office):
    """A signed document that nobody has proven yet."""
    return office.signed(1)


def prove(office, signed, anchors: Anchors | None = None) -> Proof:
    """Prove it as a worker does."""
    anchors = anchors or anchors_of(office.trust)
    return prove_signed(signed, anchors=anchors, pdfa=PdfaSettings(), proven_at=NOW)


def with_bytes(signed, content: bytes, folder: Path):
    """The same document with other bytes, whose stage result agrees with them."""
    path = folder / "changed.pdf"
    path.write_bytes(content)
    return replace(signed, path=path, sha256=hashlib.sha256(content).hexdigest())


def test_a_sound_file_is_proven(office, signed):
    """Digest, signatures, PDF/A and text, all of the bytes that were signed."""
    proof = prove(office, signed)

    assert proof.sha256 == hashlib.sha256(signed.path.read_bytes()).hexdigest()
    assert [status.standing for status in proof.signatures] == ["holds"]
    assert (proof.pdfa.claim, proof.pdfa.result) == ("PDF/A-2b", "valid")
    assert proof.text.characters_read > 10
    assert proof.text.characters_missing == 0


def test_other_bytes_than_were_signed_are_refused(office, signed):
    """Between `sign` and `index` nothing may change."""
    with pytest.raises(FixityError):
        prove(office, replace(signed, sha256="0" * 64))


def test_a_changed_signature_is_refused(office, signed, tmp_path):
    """Though the stage result says that these are the bytes."""
    content = bytearray(signed.path.read_bytes())
    content[300] ^= 1
    with pytest.raises(StoredSignatureError):
        prove(office, with_bytes(signed, bytes(content), tmp_path))


def test_a_file_without_signature_is_refused(office, signed, tmp_path):
    """A record is digitized only when it is signed."""
    content = signed.archival.path.read_bytes()
    with pytest.raises(StoredSignatureError, match="no signature"):
        prove(office, with_bytes(signed, content, tmp_path))


def test_a_signer_nobody_trusts_is_refused(office, signed):
    """An office that did not name its root hears of it now, not at the next audit."""
    with pytest.raises(StoredSignatureError, match="trusted root"):
        prove(office, signed, anchors_of(TrustStore()))


def test_what_is_no_pdfa_is_refused(signed, tmp_path):
    """A script added to the document; a file that claims nothing."""
    with pikepdf.open(signed.archival.path) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "script.pdf", preserve_pdfa=True)
    with pytest.raises(StoredPdfaError):
        prove_pdfa("x", tmp_path / "script.pdf", settings=PdfaSettings())
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "plain.pdf")
    with pytest.raises(StoredPdfaError):
        prove_pdfa("x", tmp_path / "plain.pdf", settings=PdfaSettings())


def test_a_file_too_large_for_the_validator_says_so(signed):
    """It was judged before it was signed; the receipt does not claim more."""
    proof = prove_pdfa("x", signed.path, settings=PdfaSettings(second_validator_max_mb=0))

    assert (proof.claim, proof.result) == ("PDF/A-2b", "too-large")


@pytest.mark.parametrize(
    ("read", "missing", "added"),
    [
        ("Văn bản số 1\nĐộc lập - Tự do", 0, 0),
        ("Độc lập Tự do Văn bản số 1", 0, 0),
        ("Va\u0306n ba\u0309n số 1 Độc lập Tự do", 0, 0),
        ("Văn bản số 12 Độc lập Tự do", 1, 0),
        ("Văn bản số Độc lập Tự do", 0, 1),
        ("Văn bản số 1 - Dộc lập Tư do", 2, 2),
    ],
)
def test_text_is_compared_by_its_letters(signed, read, missing, added):
    """In any order and any Unicode form; what is not in the file is counted, and what is too."""
    proof = compare_texts(read, extract_text(signed.archival.path))

    assert (proof.characters_missing, proof.characters_added) == (missing, added)


def test_pages_are_compared_one_by_one():
    """Letters on another page do not make up for those missing on one; nor does a lost page."""
    assert compare_texts("một\fhai", "hai\fmột\f").characters_missing == 6
    assert compare_texts("một\fhai", "một\f").characters_missing == 3
    assert compare_texts("một\f\f", "một\f\f\f").characters_missing == 0


def test_text_that_is_not_in_the_file_is_refused(office, signed, tmp_path):
    """The text layer is another document's, though file and signatures are sound."""
    read = signed.archival.read
    other = alto.decode(read.pages[0].text_path.read_bytes())
    words = tuple(replace(word, text="khác") for word in other.lines[0].words)
    lines = (replace(other.lines[0], words=words), *other.lines[1:])
    path = tmp_path / "text.xml"
    path.write_bytes(alto.encode(replace(other, lines=lines)))
    page = replace(read.pages[0], text_path=path)
    archival = replace(signed.archival, read=replace(read, pages=(page,)))
    with pytest.raises(StoredTextError):
        prove(office, replace(signed, archival=archival))


def test_the_file_must_begin_with_the_archival_pdf(office, signed, tmp_path):
    """What was signed is what `pdfa` made, byte for byte."""
    other = tmp_path / "other.pdf"
    other.write_bytes(signed.archival.path.read_bytes() + b"\n")
    archival = replace(signed.archival, path=other, sha256=sha256_of(other))
    with pytest.raises(FixityError):
        prove(office, replace(signed, archival=archival))


def test_what_fails_costs_only_itself_and_the_order_stays(tmp_path):
    """Proven in any order, finished in theirs; a failed one is settled with its code."""
    items = [WorkItem(name, name, "made", name) for name in "abcd"]
    journal = Journal(tmp_path, Station.ARCHIVE, str)
    run = StationRun("b", Station.ARCHIVE, journal=journal, items=items, stamp=Stamp("x", "0" * 64))
    finished = []

    class Backwards(InlineCrew):
        def run(self, jobs, *, seconds):
            return super().run(list(jobs)[::-1], seconds=seconds)

    def finish(source: str, proof: str) -> str:
        finished.append(source)
        return proof

    (chunk,) = run.chunks(weight=10)
    prove_and_settle(
        run,
        chunk,
        pool=Backwards(),
        job_for=lambda item: Job.of(item.item_id, _prove_letter, item.source),
        finish=finish,
        seconds=1,
    )
    outcome = run.close()

    assert finished == ["a", "c", "d"]
    assert list(outcome.accepted) == ["A", "C", "D"]
    assert [one.code for one in outcome.rejected] == ["PROOF-004"]
    assert json.loads((tmp_path / "manifest.json").read_text())["accepted"] == 3


def _prove_letter(letter: str) -> str:
    if letter == "b":
        raise StoredTextError(letter, read=5, missing=5)
    return letter.upper()
