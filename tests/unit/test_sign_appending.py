"""What is appended stays PDF/A, whatever its last byte is."""

from __future__ import annotations

import zlib

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from sign_samples import make_archival

from sohoa.pdfa.validation import validate_pdfa
from sohoa.sign.appending import AppendingWriter


def _coded(data: bytes) -> bytes:
    return zlib.compress(data)


#: Compressed, this ends with a carriage return: one text in 256 does.
ENDS_BADLY = next(
    text
    for text in (b"%d" % number for number in range(10_000, 100_000))
    if _coded(text)[-1:] == b"\r"
)


@pytest.mark.parametrize(
    "stream",
    [
        StreamObject(stream_data=b"an answer that ends with a carriage return\r"),
        StreamObject(
            {pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=_coded(ENDS_BADLY)
        ),
        StreamObject(stream_data=b"another that does not\n"),
    ],
)
def test_a_stream_with_any_end_keeps_pdfa(tmp_path, stream):
    """Its length is beyond doubt, and its content what it was."""
    path = make_archival(tmp_path).path
    content = stream.data
    with path.open("r+b") as file:
        writer = AppendingWriter(file)
        store = DictionaryObject({pdf_name("/Certs"): ArrayObject([writer.add_object(stream)])})
        writer.root[pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()
        writer.write_in_place()

    assert validate_pdfa(path, signed=False) == ()
    with path.open("rb") as file:
        (kept,) = PdfFileReader(file).root["/DSS"]["/Certs"]
        assert kept.get_object().data == content
