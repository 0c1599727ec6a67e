"""What is refused before it becomes a page, and that a refusal says why and costs only itself."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_samples import SIZE, coded, master, picture, scan_pdf, take

from sohoa.domain.errors import (
    DamagedImageError,
    EmptyFileError,
    HostileNameError,
    ItemError,
    MixedFolderError,
    NotAScanError,
    SourceChangedError,
    TooManyPagesError,
    TooManyPixelsError,
    UnreadableFileError,
)
from sohoa.domain.stage_results import ScannedDocument
from sohoa.intake.masters import read_master
from sohoa.intake.settings import IntakeSettings

KINDS = ["JPEG", "PNG", "TIFF", "JPEG2000"]


def zipped() -> bytes:
    """A ZIP that holds a PDF."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.pdf", b"%PDF-1.7 not at the start")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped(), "ZIP"),
        (b"PK\x05\x06" + bytes(18), "ZIP"),
        ("Kính gửi: Sở Văn hóa".encode(), "TXT"),
        (b"<!DOCTYPE html><p>x", "HTML"),
        (b"GIF89a" + bytes(20), "GIF"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "HEIC"),
        (b"\x01\x02\x03\x04\x05", "0x01020304"),
    ],
)
def test_other_content_is_named(tmp_path, content, found):
    """Whatever its ending, a file that is no scan is refused and told what it is."""
    with pytest.raises(NotAScanError) as caught:
        take(master(tmp_path, "quyet-dinh.pdf", content))

    assert caught.value.details["found"].startswith(found)
    assert caught.value.item == "mau.0"


def test_the_ending_proves_nothing(tmp_path):
    """A JPEG named .pdf is a JPEG."""
    document = take(master(tmp_path, "1.pdf", coded(picture(), "JPEG")))

    assert document.pages[0].encoding.value == "jpeg"


def test_an_empty_file_is_refused(tmp_path):
    """No bytes, no scan."""
    with pytest.raises(EmptyFileError):
        take(master(tmp_path, "1.tif", b""))


def test_a_text_among_pages_is_named(tmp_path):
    """In a folder the refusal says which file it was."""
    with pytest.raises(NotAScanError, match=r"2\.txt"):
        take(
            master(tmp_path, "d/1.jpg", coded(picture(), "JPEG")),
            master(tmp_path, "d/2.txt", b"ghi chu"),
        )


def test_a_pdf_among_pages_is_refused(tmp_path):
    """A folder is one document of page images; a PDF beside them may be another document."""
    with pytest.raises(MixedFolderError, match=r"d\.pdf"):
        take(master(tmp_path, "1.jpg", coded(picture(), "JPEG")), scan_pdf(tmp_path))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_cut_image_is_refused(tmp_path, kind, share):
    """A file cut anywhere is found out by decoding it to its end."""
    content = coded(picture(), kind, **({"compression": "tiff_lzw"} if kind == "TIFF" else {}))

    with pytest.raises(DamagedImageError, match="page 1"):
        take(master(tmp_path, "1", content[: int(len(content) * share)]))


def test_a_jpeg2000_without_its_last_tiles_is_refused(tmp_path):
    """Cut just before a tile-part, where nothing is half: openjpeg decodes the rest."""
    content = coded(picture(), "JPEG2000", tile_size=(128, 128), no_jp2=True)
    last = content.rindex(b"\xff\x90\x00\x0a")

    with pytest.raises(DamagedImageError, match="page 1"):
        take(master(tmp_path, "1", content[:last]))


def test_a_png_without_its_end_is_refused(tmp_path):
    """All pixels are there, but the last chunk is not: something was cut off."""
    content = coded(picture(), "PNG")

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.png", content[:-12]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_pixel_bomb_is_refused_by_its_header(tmp_path, kind):
    """The limit is asked before anything is decoded."""
    with pytest.raises(TooManyPixelsError, match="2 million"):
        take(
            master(tmp_path, "1", coded(picture("L"), kind)),
            settings=IntakeSettings(max_megapixels=1.5),
        )


def test_a_png_that_claims_a_huge_picture_is_refused(tmp_path):
    """30,000 x 30,000 pixels in a hundred bytes cost nothing."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")

    with pytest.raises(TooManyPixelsError, match="900"):
        take(master(tmp_path, "1.png", b"\x89PNG\r\n\x1a\n" + body))


def test_what_must_be_held_twice_has_a_lower_limit(tmp_path):
    """A print-colour JPEG is converted; 64 million pixels of it would not fit a worker."""
    content = bytearray(coded(picture("RGB").convert("CMYK"), "JPEG"))
    frame = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, frame + 5, 8000, 8000)

    with pytest.raises(TooManyPixelsError, match="64 million pixels; the limit is 60"):
        take(master(tmp_path, "1.jpg", bytes(content)))


def test_a_bomb_in_a_later_frame_is_refused_before_the_first_is_decoded(tmp_path):
    """All frames of a TIFF are measured first; nothing is left behind."""
    target = io.BytesIO()
    picture("L", (50, 50)).save(
        target, "TIFF", save_all=True, append_images=[picture("L", (2000, 2000))]
    )

    with pytest.raises(TooManyPixelsError, match="page 2"):
        take(
            master(tmp_path, "1.tif", target.getvalue()),
            settings=IntakeSettings(max_megapixels=1),
        )
    assert not (tmp_path / "pages").exists()


def test_a_tiff_whose_frames_go_in_a_circle_ends(tmp_path):
    """A directory that points back at itself is one page."""
    content = bytearray(coded(picture("L", (300, 400)), "TIFF"))
    (directory,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, directory)
    struct.pack_into("<I", content, directory + 2 + 12 * count, directory)

    assert len(take(master(tmp_path, "1.tif", bytes(content))).pages) == 1


def test_too_many_pages_are_refused(tmp_path):
    """In a TIFF and in a folder alike."""
    target = io.BytesIO()
    frame = picture("L", (50, 50))
    frame.save(target, "TIFF", save_all=True, append_images=[frame] * 3)
    limit = IntakeSettings(max_pages=3)

    with pytest.raises(TooManyPagesError):
        take(master(tmp_path, "1.tif", target.getvalue()), settings=limit)
    path = master(tmp_path, "d/1.jpg", coded(picture("L"), "JPEG"))
    with pytest.raises(TooManyPagesError):
        take(*[path] * 4, settings=limit)


def test_a_link_in_the_masters_place_is_not_followed(tmp_path):
    """A file exchanged for a link between listing and reading is refused."""
    master(tmp_path, "real.jpg", coded(picture(), "JPEG"))
    link = tmp_path / "inbox" / "1.jpg"
    link.symlink_to(tmp_path / "inbox" / "real.jpg")

    with pytest.raises(HostileNameError):
        take(link)


def test_a_pipe_does_not_hold_up_the_worker(tmp_path):
    """A pipe in the master's place is refused at once instead of waited for."""
    (tmp_path / "inbox").mkdir()
    os.mkfifo(tmp_path / "inbox" / "1.jpg")

    with pytest.raises(HostileNameError):
        take(tmp_path / "inbox" / "1.jpg")


def test_a_master_that_went_away_is_told(tmp_path):
    """A file that is gone can be tried again."""
    with pytest.raises(SourceChangedError) as caught:
        take(tmp_path / "inbox" / "1.jpg")

    assert caught.value.retryable


def test_a_name_too_long_is_an_unreadable_file(tmp_path):
    """What the system refuses to open is told in its own words."""
    (tmp_path / "inbox").mkdir()

    with pytest.raises(UnreadableFileError, match="too long"):
        take(tmp_path / "inbox" / ("x" * 300))


def test_a_master_that_changes_is_found_out(tmp_path):
    """What was decoded must be what was hashed."""
    path = master(tmp_path, "1.jpg", coded(picture(), "JPEG"))
    before = read_master(path)
    before.require_unchanged()

    with path.open("ab") as stream:
        stream.write(b"more")

    with pytest.raises(SourceChangedError):
        before.require_unchanged()


def test_masters_are_only_read(tmp_path):
    """Bytes and times of a master are after intake what they were before."""
    path = master(tmp_path, "1.tif", coded(picture(), "TIFF"))
    before = path.read_bytes(), path.stat().st_mtime_ns

    take(path)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [entry.name for entry in path.parent.iterdir()] == ["1.tif"]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    kind=st.sampled_from([*KINDS, "PDF"]),
    damage=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6),
    kept=st.floats(0.5, 1),
)
def test_damage_ends_in_a_document_or_a_reason(tmp_path, kind, damage, kept):
    """Bytes changed or cut anywhere: a scanned document or an `ItemError`, nothing else."""
    small = picture("RGB", (SIZE[0] // 4, SIZE[1] // 4))
    content = bytearray(scan_pdf(tmp_path).read_bytes() if kind == "PDF" else coded(small, kind))
    for place, piece in damage:
        start = int(place * len(content))
        content[start : start + len(piece)] = piece
    path = master(tmp_path, "hong", bytes(content[: int(len(content) * kept)]))

    try:
        outcome: ScannedDocument | ItemError = take(path)
    except ItemError as error:
        outcome = error

    if isinstance(outcome, ScannedDocument):
        assert all(page.width_px and page.height_px for page in outcome.pages)
