"""The text layer is proven: letters that lie on one another are not lost, a lost line is."""

# ruff: noqa: ARG005 - a place takes of line, number and text what it needs

from __future__ import annotations

from dataclasses import replace

import pytest
from pdfa_samples import read_document, read_page
from PIL import Image

from sohoa import alto
from sohoa.domain.proof_errors import StoredTextError
from sohoa.domain.stage_results import Line, SignedPdf, Word
from sohoa.durable import sha256_of
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.proving import prove_text

PAGE = (827, 1169)
TEXTS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Căn cứ Nghị định về hoạt động văn hóa và kinh doanh dịch vụ",
    "Xét đề nghị của ông Nguyễn Văn A ngụ tại phường Phú Cường,",
    "ﬁ ﬂ ½ m² q\u0307 № 5 – … ‘a’ l I 1 . ; ,",
    "Thủ Dầu Một",
)


def page_of(place) -> tuple[Line, ...]:
    """The texts as lines, each word in the box that `place` gives it by line, number and text."""
    return tuple(
        Line(
            1 + number // 3,
            1,
            tuple(
                Word(text, *place(number, at, text), 40.0) for at, text in enumerate(one.split())
            ),
        )
        for number, one in enumerate(TEXTS)
    )


PLACES = {
    "on one spot": lambda line, at, text: (100, 100, 30, 20),
    "over one another": lambda line, at, text: (100 + 12 * at, 100 + 5 * line, 90, 24),
    "without width": lambda line, at, text: (80 + 40 * at, 100 + 40 * line, 0, 0),
    "tiny": lambda line, at, text: (80 + 4 * at, 100 + 4 * line, 3, 3),
    "down the page": lambda line, at, text: (700 - 20 * line, 50 + 70 * at, 18, 12 * len(text)),
    "up the page": lambda line, at, text: (100 + 20 * line, 1000 - 70 * at, 18, 12 * len(text)),
    "beside the page": lambda line, at, text: (900 + at, -60 + 700 * line, 50, 20),
    "larger than the page": lambda line, at, text: (-50, -50, 2000, 2000),
    "from the right": lambda line, at, text: (700 - 60 * at, 100 + 40 * line, 50, 20),
}


def signed(
    folder, lines: tuple[Line, ...], *, read: tuple[Line, ...] | None = None, pages: int = 1
):
    """A document whose file holds `lines`, and whose reading says `read`."""
    made = [read_page(folder, Image.new("L", PAGE, "white"), lines) for _ in range(pages)]
    archival = build_pdfa(
        read_document(*made), folder / "a.pdf", settings=PdfaSettings(), producer="x"
    )
    if read is not None:
        page = archival.read.pages[0]
        text = alto.decode(page.text_path.read_bytes())
        path = folder / "other.xml"
        path.write_bytes(alto.encode(replace(text, lines=read)))
        first = replace(page, text_path=path)
        reading = replace(archival.read, pages=(first, *archival.read.pages[1:]))
        archival = replace(archival, read=reading)
    return SignedPdf(archival, archival.path, sha256_of(archival.path), ())


@pytest.mark.parametrize("name", PLACES)
def test_text_in_poor_places_is_not_lost(tmp_path, name):
    """However the engine's boxes lie, what a reader gets as it is stored is what was read."""
    proof = prove_text(signed(tmp_path, page_of(PLACES[name])))

    assert proof.characters_read > 160
    assert proof.characters_missing <= 2


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("pages", [1, 40])
def test_a_lost_line_is_found(tmp_path, name, pages):
    """The shortest line, of nine letters; in a long document too, and in a poor place."""
    lines = page_of(PLACES[name])
    document = signed(tmp_path, lines[:-1], read=lines, pages=pages)

    with pytest.raises(StoredTextError):
        prove_text(document)


def test_a_lost_page_is_found(tmp_path):
    """Nothing of it is in the file."""
    with pytest.raises(StoredTextError):
        prove_text(signed(tmp_path, (), read=page_of(PLACES["tiny"])))


def test_a_line_too_many_is_found(tmp_path):
    """What nobody read has no place in the text layer."""
    lines = page_of(PLACES["from the right"])

    with pytest.raises(StoredTextError):
        prove_text(signed(tmp_path, lines, read=lines[:-1]))
