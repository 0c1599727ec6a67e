"""Reading for verification: quick, in little memory, and blind to nothing."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfa_samples import draw_page, read_document, read_page
from PIL import Image
from pyhanko.pdf_utils.misc import PdfError
from sign_samples import AGENCY, sign_with

from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign import reading
from sohoa.sign.appending import AppendingWriter
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import load_key
from sohoa.sign.settings import CIRCULAR_01, Role, SignSettings
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.verification import verify_signatures

_A4_AT_400_DPI = 3307, 4677
_PROBE = """
import sys
from pathlib import Path
from sohoa.sign.verification import verify_signatures
def megabytes(name):
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(status[name].split()[0]) / 1024
before = megabytes("VmRSS")
statuses = verify_signatures(Path(sys.argv[1]), trusted=(), at=None)
assert [one.intact for one in statuses] == [True, True], statuses
print(megabytes("VmHWM") - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A signed file of some 20 MB, with two signatures."""
    folder = tmp_path_factory.mktemp("large")
    noise = Image.effect_noise(_A4_AT_400_DPI, 90).convert("RGB")
    _, lines = draw_page(size=_A4_AT_400_DPI)
    read = read_document(*(read_page(folder, noise, lines) for _ in range(2)))
    archival = build_pdfa(read, folder / "archival.pdf", settings=PdfaSettings(), producer="x")
    key_path = folder / "key.p12"
    make_development_key(key_path, agency=AGENCY)
    key = load_key(SignSettings(), default_path=key_path)
    session = SigningSession(SignSettings(profiles=(CIRCULAR_01,)), dict.fromkeys(Role, key))
    return sign_with(archival, folder / "signed.pdf", session).path


@given(st.binary(max_size=60), st.sampled_from([b">", b"", b">>"]), st.binary(max_size=5))
def test_hexadecimal_is_read_as_pyhanko_reads_it(content, end, after):
    """The same string, the same place after it, the same refusal; also for what is malformed."""
    for text in (content, content.hex().encode(), content.hex().upper().encode()[:-1]):
        written = b"<" + text + end + after
        results = []
        for read in (reading.read_hexadecimal, reading._read_hexadecimal_slowly):
            stream = io.BytesIO(written)
            try:
                results.append((read(stream), stream.tell()))
            except (PdfError, ValueError) as error:
                results.append(isinstance(error, PdfError))
        assert results[0] == results[1]


def test_large_pieces_are_told_apart(tmp_path):
    """Two large pieces with the same bytes are answered differently, each always the same."""
    path = tmp_path / "x"
    path.write_bytes(b"a" * (1 << 20))
    with reading.SkimmedFile(path) as stream:
        first, second = stream.read(1 << 17), stream.read(1 << 17)
        assert stream.tell() == 1 << 18
        stream.seek(0)
        assert stream.read(1 << 17) == first != second
        assert stream.read(100) == b"a" * 100


def test_a_large_file_is_not_read_into_memory(large):
    """Verifying grows by less than the size of one of its pictures."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(large)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert large.stat().st_size > 15e6
    assert float(done.stdout) < 8


def test_a_picture_exchanged_after_signing_is_found(large, tmp_path):
    """Though nobody reads it: the object was written anew, with the same length and entries."""
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(large.read_bytes())
    with changed.open("r+b") as stream:
        writer = AppendingWriter(stream)
        page = writer.find_page_for_modification(0)[0].get_object()
        reference = page["/Resources"]["/XObject"].raw_get("/Im0")
        picture = reference.get_object()
        picture._encoded_data = picture.encoded_data[:-9] + b"\0" * 9
        writer.mark_update(reference)
        writer.write_in_place()

    statuses = verify_signatures(changed, trusted=(), at=None)
    assert statuses
    assert not any(status.covers_whole_file for status in statuses)
