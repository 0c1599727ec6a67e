"""What the archive costs: a compressed scan at most 15 % more, an uncompressed one a fraction."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from intake_samples import coded, master, take
from pdfa_samples import sha256
from PIL import Image

from sohoa.alto import encode
from sohoa.domain.stage_results import (
    Derivation,
    HeaderFields,
    Line,
    PageImage,
    PageText,
    ReadDocument,
    ReadPage,
    ScannedDocument,
    Word,
)
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings

MOST_GROWTH = 1.15
LEAST_SHRINKING = {"RGB": 4, "L": 4, "1": 8}
SYLLABLES = ("quyết", "định", "ủy", "ban", "nhân", "dân", "căn", "cứ", "luật", "cấp", "phép", "năm")


def full_text(image: PageImage, chance: random.Random) -> PageText:
    """A page full of words: 45 lines of ten, leaning a little as scans do."""
    across, down = image.width_px / 120, image.height_px
    lines = []
    for row in range(45):
        words, x = [], across * 12
        for _ in range(10):
            text = chance.choice(SYLLABLES)
            width = across * (len(text) + chance.random())
            top = down * (0.05 + row * 0.02) + x / 300 + chance.random() * 4
            words.append(Word(text, round(x), round(top), round(width), round(down * 0.013), 90.0))
            x += width + across
        lines.append(Line(row // 9 + 1, 1, tuple(words)))
    size = image.width_px, image.height_px
    return PageText(image.sha256, *size, 0, "test", tuple(lines), 90.0)


def archived_bytes(scanned: ScannedDocument, folder: Path) -> int:
    """The size of the archival PDF of a document, every page full of words."""
    chance, pages = random.Random(4), []
    for image in scanned.pages:
        text = encode(full_text(replace(image, turn=0), chance))
        path = folder / f"{image.page_id}.json"
        path.write_bytes(text)
        pages.append(ReadPage(replace(image, turn=0), path, sha256(text), 0, 450, 90.0))
    read = ReadDocument(scanned, tuple(pages), HeaderFields(), 90.0)
    target = folder / "a.pdf"
    build_pdfa(read, target, settings=PdfaSettings(), producer="Sohoa")
    return target.stat().st_size


@pytest.mark.real
@pytest.mark.parametrize("name", ["d21.jpg", "d36.pdf", "d37.jpg", "d46.pdf", "d49.jpg"])
def test_a_compressed_scan_grows_by_no_more_than_15_per_cent(shared_data, tmp_path, name):
    """JPEG and Group 4, alone and in a PDF: all that is added is the text and the frame."""
    scan = master(tmp_path, name, (shared_data / "real_vi" / name).read_bytes())

    assert archived_bytes(take(scan), tmp_path) <= MOST_GROWTH * scan.stat().st_size


@pytest.mark.real
@pytest.mark.parametrize("kind", ["G4", "JPEG2000"])
def test_a_compressed_image_of_one_page_does_too(shared_data, tmp_path, kind):
    """The frame of a file, 6 kB, weighs most on a single page of few bytes."""
    scan = master(tmp_path, "d36.pdf", (shared_data / "real_vi" / "d36.pdf").read_bytes())
    page = take(scan).pages[0]
    content = page.path.read_bytes()
    if kind == "JPEG2000":
        with Image.open(shared_data / "real_vi" / "d49.jpg") as opened:
            content = coded(opened, "JPEG2000", quality_mode="rates", quality_layers=[40])
    alone = take(master(tmp_path / "alone", "1", content))

    assert alone.pages[0].derivation is Derivation.AS_SCANNED
    assert archived_bytes(alone, tmp_path) <= MOST_GROWTH * len(content)


@pytest.mark.real
@pytest.mark.parametrize("mode", LEAST_SHRINKING)
def test_an_uncompressed_scan_shrinks(shared_data, tmp_path, mode):
    """By 4 at least in grey and colour, by 8 in black and white: ADR 7 states it."""
    with Image.open(shared_data / "real_vi" / "d21.jpg") as opened:
        stored = opened.convert("L" if mode == "1" else mode)
    if mode == "1":
        stored = stored.point(lambda value: 255 if value > 128 else 0).convert("1")
    content = coded(stored, "TIFF")
    scan = master(tmp_path, "1.tif", content)

    assert archived_bytes(take(scan), tmp_path) * LEAST_SHRINKING[mode] <= len(content)
