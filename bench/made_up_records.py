"""Records for `bench.catalogue`: descriptions, two kilobytes of Vietnamese text, a file each.

The same number gives the same record. Words come as often as words do (Zipf); every text has the
office's standing phrases, so that "giấy phép" is in all of them. The files are one file: a name is
another link to it, as the file system allows some ten thousand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from sohoa.domain.identifiers import FileUnitCode, record_id_of_serial
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import (
    RegisterImport,
    RegisterRecord,
    RegisterRow,
    RowOutcome,
    Validity,
)
from sohoa.domain.stage_results import (
    ArchivalPdf,
    CatalogueRecord,
    Description,
    Finding,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignatureNote,
    SignedPdf,
)

BOX = 100
UNIT = 2_000
TEXT_BYTES = 2_000
FIRST = dt.datetime(2023, 1, 2, 3, 0, tzinfo=dt.UTC)
_LINKS = 20_000
_TYPES = ("Quyết định", "Giấy phép", "Giấy chứng nhận", "Công văn", "Thông báo")
_ROOMS = ("Quản lý văn hóa", "Quản lý du lịch", "Thể dục thể thao", "Tổ chức cán bộ")
_NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Dũng", "Phạm Minh Đức", "Võ Thị Hạnh")
_ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "p",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
_RHYMES = [
    "a",
    "á",
    "à",
    "ả",
    "ã",
    "ạ",
    "an",
    "án",
    "àn",
    "anh",
    "ánh",
    "ao",
    "áo",
    "ăn",
    "ắn",
    "âm",
    "ấm",
    "ân",
    "ấn",
    "e",
    "é",
    "em",
    "én",
    "ê",
    "ế",
    "ênh",
    "i",
    "í",
    "inh",
    "ính",
    "iên",
    "iện",
    "o",
    "ó",
    "oan",
    "oàn",
    "ong",
    "óng",
    "ô",
    "ố",
    "ông",
    "ống",
    "ơ",
    "ớ",
    "ơn",
    "ớn",
    "u",
    "ú",
    "ung",
    "úng",
    "uyên",
    "uyện",
    "ư",
    "ứ",
    "ưng",
    "ứng",
    "ươn",
    "ướng",
    "y",
    "ý",
]
_STANDING = (
    "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH. Cộng hòa xã hội chủ nghĩa Việt Nam. Độc lập - Tự do - Hạnh "
    "phúc. Căn cứ Quyết định của Ủy ban nhân dân tỉnh về việc cấp giấy phép kinh doanh karaoke. "
)


def vocabulary() -> tuple[list[str], list[float]]:
    """Some two thousand syllables, and how often each comes, summed up."""
    words = [onset + rhyme for onset in _ONSETS for rhyme in _RHYMES]
    random.Random(1).shuffle(words)  # noqa: S311 - the same words each time
    return words, list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))


_WORDS, _WEIGHTS = vocabulary()


def text_of(number: int) -> str:
    """Two kilobytes of text, with a word that no other text has."""
    chance = random.Random(number)  # noqa: S311 - as above
    words = chance.choices(_WORDS, cum_weights=_WEIGHTS, k=360)
    return (_STANDING + f"Hồ sơ ma{number}so " + " ".join(words))[: TEXT_BYTES * 3 // 4]


def description_of(number: int) -> Description:
    """A paper of 2016 to 2023; nine of ten are in the register."""
    chance = random.Random(number)  # noqa: S311 - as above
    day = dt.date(2016, 1, 1) + dt.timedelta(days=number % 2555)
    return Description(
        record_id=record_id_of_serial(number) if number % 10 else "",
        number=f"{number}/QĐ-SVHTTDL",
        formed=PartialDate(day.year, day.month, day.day),
        record_type=chance.choice(_TYPES),
        room=chance.choice(_ROOMS),
        subject=f"Cấp phép cơ sở số {number}",
        owner=chance.choice(_NAMES),
    )


def findings_of(number: int) -> tuple[Finding, ...]:
    """One of eight documents has a finding, one of fifty needs a person."""
    if number % 50 == 0:
        return (Finding("blur", 1 + number % 3, str(20 + number % 30)),)
    return (Finding("low-resolution", 1, str(150 + number % 50)),) if number % 8 == 0 else ()


def identity_of(number: int) -> str:
    """A document's id, as of a file in a box."""
    return f"hop-{number // BOX:05d}.{hashlib.sha256(str(number).encode()).hexdigest()[:12]}"


def box_of(number: int) -> str:
    """The box it lies in."""
    return f"Hộp {number // BOX:05d}"


def unit_of(number: int) -> FileUnitCode:
    """The file unit it belongs to: so many records of the same year and kind."""
    return FileUnitCode("H09.14", 2016 + number // UNIT % 8, f"GP{number // UNIT}.NVVH")


def digest_of(*parts: object) -> str:
    """A digest that no other has."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def record_of(
    number: int, ordinal: int, archive_dir: Path, *, unit: FileUnitCode
) -> CatalogueRecord:
    """A signed document whose file stands in the archive."""
    path = archive_dir / str(unit.year) / str(unit) / unit.archive_name(ordinal)
    link(archive_dir, path, number)
    scanned = ScannedDocument(
        identity_of(number), box_of(number), f"{number:07d}.pdf", (), digest_of("scan", number), (),
        description_of(number),
    )  # fmt: skip
    read = ReadDocument(scanned, (), HeaderFields(), confidence=91.5, findings=findings_of(number))
    archival = ArchivalPdf(read, path, digest_of("unsigned", number), 3, "PDF/A-2b")
    at = FIRST + dt.timedelta(minutes=number)
    signatures = (
        SignatureNote("CanBoSoHoa", "Lê Thị Quét", at, "PAdES-B-LTA", "tt01-2019"),
        SignatureNote("CoQuanSoHoa", "Sở VHTTDL", at, "PAdES-B-LTA", "tt01-2019"),
    )
    signed = SignedPdf(archival, path, digest_of("file", number), signatures)
    return CatalogueRecord(
        signed, str(unit), ordinal, path, at, digest_of("receipt", number),
        dt.datetime(2035, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip


def link(archive_dir: Path, path: Path, number: int) -> None:
    """Give a file of the archive one more name."""
    source = archive_dir.parent / f"one-file.{number // _LINKS}"
    if not source.exists():
        source.write_bytes(b"%PDF-1.7 made up\n" * 40)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, path)


def register_of(numbers: Sequence[int]) -> RegisterImport:
    """A register file with the papers of these documents, one row each."""
    return RegisterImport(
        f"so-{numbers[0]}.xlsx",
        digest_of("register", numbers[0]),
        {"number": "Số, ký hiệu"},
        (),
        "",
        tuple(_rows(numbers)),
    )


def _rows(numbers: Sequence[int]) -> Iterator[RegisterRow]:
    for line, number in enumerate(numbers, start=2):
        said = description_of(number)
        record = RegisterRecord(
            number=said.number,
            formed=said.formed or PartialDate(2016),
            room=said.room,
            record_type=said.record_type,
            subject=said.subject,
            owner=said.owner,
            location="Kệ 2, hộp 14",
            validity=Validity.IN_FORCE,
        )
        yield RegisterRow("Sổ 1", line, RowOutcome.ACCEPTED, (said.number,), record)
