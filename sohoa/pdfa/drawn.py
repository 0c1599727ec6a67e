"""A PDF that was drawn by us, made PDF/A-2u: described, coloured by sRGB, and checked."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf

from sohoa.domain.errors import NotPdfaError
from sohoa.durable import written_durably
from sohoa.pdfa.metadata import PdfDescription
from sohoa.pdfa.output_intent import srgb_intent
from sohoa.pdfa.streams import compressed, deflated
from sohoa.pdfa.validation import validate_pdfa
from sohoa.to_unicode import to_unicode_map

#: Every letter is of an embedded font with its Unicode value.
_LEVEL = "U"
#: A letter of a font: its code, and its value in Unicode.
_LETTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>\n")
_NO_LETTER = "\0"


def write_drawn_pdfa(content: bytes, target: Path, *, described: PdfDescription) -> None:
    """Write what was drawn under `target` as PDF/A-2u; nothing stands there that is not valid.

    The same content and description give the same bytes.

    Raises:
        NotPdfaError: What was written breaks a rule.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    with written_durably(target) as part:
        _write(content, part, replace(described, level=_LEVEL))
        findings = validate_pdfa(part, signed=False)
        if findings:
            raise NotPdfaError(described.identifier, rule=findings[0].rule)


def _write(content: bytes, part: Path, described: PdfDescription) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        del pdf.docinfo  # the tool's own words and time
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                _code_again(one)
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
                one.ToUnicode = compressed(pdf, _true_map(one.ToUnicode.read_bytes()))
        described.write_to(pdf)
        pdf.Root.OutputIntents = [srgb_intent(pdf)]
        pdf.save(
            part,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            force_version="1.7",
        )


def _code_again(stream: pikepdf.Stream) -> None:
    """Code a stream so that its end is where its length says (ISO 19005-2, 6.1.7.1)."""
    stream.write(deflated(stream.read_bytes()), filter=pikepdf.Name.FlateDecode)


def _true_map(drawn: bytes) -> bytes:
    """Leave codes out that stand for no letter: U+0000 is none (ISO 19005-2, 6.2.11.7.2)."""
    pairs = [(int(code, 16), chr(int(value, 16))) for code, value in _LETTER.findall(drawn)]
    letters = sorted({code: letter for code, letter in pairs if letter != _NO_LETTER}.items())
    return to_unicode_map(letters, digits=2)
