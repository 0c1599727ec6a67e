"""Identifiers: of a document in the line, of a file unit, and of a paper's own number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sohoa.domain.grammar.numbers import (
    BARE_NUMBER,
    BETWEEN_PARTS,
    LEADING_ZEROS,
    NUMBER_PARTS,
    NUMBER_SIGN,
)
from sohoa.domain.vietnamese import fold, nfc

_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")
_SPACE = re.compile(r"\s+")
_DIGEST_LETTERS = 12
_YEAR_FIGURES = 4
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "−": "-"})
#: How the name of a reading copy ends; without it, it is the record's.
READING_ENDING = ".reading.pdf"
_BETWEEN_PLACES = re.compile(r"[,;|]")
#: How a box is called in front of its number.
_BOX_WORDS = ("hop", "cap", "box")
_RECORD_ID = re.compile(r"so\s*-?\s*(\d{1,9})")


def slug(text: str) -> str:
    """Make a name safe for a path, a run name and a URL.

    >>> slug("Hộp 01 – Giấy phép")
    'hop-01-giay-phep'
    """
    return _NOT_A_SLUG.sub("-", fold(text)).strip("-") or "x"


def names_box(place: str, box: str) -> bool:
    """Say whether a paper's place in the register names a box, which shelf or room beside it.

    Zeros before a number tell nothing apart, and a number that goes on names another box; a box
    that is called by a number alone is named as `hộp`, `cặp` or `box` of that number.

    >>> names_box("Kệ 2, hộp 014", "Hộp 14"), names_box("Hộp 14.2", "Hộp 14")
    (True, False)
    >>> names_box("Hộp 7, Kệ 1", "07"), names_box("Hộp 1, Kệ 7", "07")
    (True, False)
    """
    wanted = _place_words(box)
    ways = [wanted]
    if all(map(str.isdecimal, wanted)):
        ways = [[word, *wanted] for word in _BOX_WORDS]
    return any(
        words[at : at + len(way)] == way and not _goes_on(words[at + len(way) :])
        for part in _BETWEEN_PLACES.split(place)
        if (words := _place_words(part))
        for way in ways
        for at in range(len(words) - len(way) + 1)
    )


def _place_words(text: str) -> list[str]:
    """The words of a place; a number bare of zeros before it."""
    words = slug(text).split("-") if text.strip() else []
    return [word.lstrip("0") or "0" if word.isdecimal() else word for word in words]


def _goes_on(words: list[str]) -> bool:
    """Say whether what follows a number belongs to it: no word, and no year."""
    return bool(words) and words[0].isdecimal() and len(words[0]) < _YEAR_FIGURES


def document_id(batch: str, source_name: str) -> str:
    """Name a document by where it was put: the same place gives the same id in every run.

    The file's name decides and not its bytes, so that a rescan under the same name is the
    same document, and its rejection is lifted instead of standing beside it. The digest is
    over the composed name: a decomposed one (macOS, some scanners) is the same place.
    48 bits: in a batch of 10,000 two equal ids have a chance of 2 in 10 million; intake
    refuses the second.

    >>> document_id("Hộp 01", "0001.pdf")
    'hop-01.07943cbf7000'
    """
    place = f"{nfc(batch)}/{nfc(source_name)}".encode("utf-8", "surrogateescape")
    return f"{slug(batch)}.{hashlib.sha256(place).hexdigest()[:_DIGEST_LETTERS]}"


def scan_digest(masters: Iterable[tuple[str, str]]) -> str:
    """Digest a scan: the SHA-256 of each of its masters, and which of their pages it is.

    Two documents of one master differ by their pages; without any said, all pages are meant.

    >>> scan_digest([("ab", "")]) == hashlib.sha256(b"ab").hexdigest()
    True
    """
    told = (f"{sha256}#{pages}" if pages else sha256 for sha256, pages in masters)
    return hashlib.sha256("".join(told).encode()).hexdigest()


def version_id(document: str, number: int) -> str:
    """Name a version of a document: the first bears the document's own id.

    >>> version_id("hop-01.07943cbf7000", 1), version_id("hop-01.07943cbf7000.2", 3)
    ('hop-01.07943cbf7000', 'hop-01.07943cbf7000.3')
    """
    return first_version(document) if number == 1 else f"{first_version(document)}.{number}"


def first_version(document: str) -> str:
    """The id that a document's place alone gives, whichever version is named."""
    base, _dot, number = document.rpartition(".")
    is_version = "." in base and number.isdecimal() and len(number) < _DIGEST_LETTERS
    return base if is_version else document


def version_number(document: str) -> int:
    """Return the number of the version that an id names.

    >>> version_number("hop-01.07943cbf7000"), version_number("hop-01.07943cbf7000.12")
    (1, 12)
    """
    base = first_version(document)
    return 1 if base == document else int(document.rpartition(".")[2])


def events_name(archive_name: str) -> str:
    """Name the file that keeps what happened to an archived record later.

    >>> events_name("H09.2018.QD.0000001.pdf")
    'H09.2018.QD.0000001.events.json'
    """
    return archive_name.removesuffix(".pdf") + ".events.json"


def receipt_name(archive_name: str) -> str:
    """Name the receipt that is kept beside an archived file.

    >>> receipt_name("H09.2018.QD.0000001.pdf")
    'H09.2018.QD.0000001.receipt.json'
    """
    return archive_name.removesuffix(".pdf") + ".receipt.json"


def reading_name(archive_name: str) -> str:
    """Name the reading copy that lies beside a kept original.

    >>> reading_name("H09.2024.QD.0000001.pdf")
    'H09.2024.QD.0000001.reading.pdf'
    """
    return archive_name.removesuffix(".pdf") + READING_ENDING


def page_id(document: str, number: int) -> str:
    """Name a page of a document, counted from 1."""
    return f"{document}.p{number:04d}"


@lru_cache(maxsize=1 << 17)
def number_key(number: str) -> str:
    """Bring a document number (số, ký hiệu) to the form two clerks would agree on.

    Spaces go, case and marks fold, zeros before the number go: `Số 05/QĐ-SVHTTDL` is
    `5/qd-svhttdl`. A register asks it of each of its numbers several times.

    >>> number_key("Số: 05 / QĐ - SVHTTDL")
    '5/qd-svhttdl'
    """
    plain = _SPACE.sub("", fold(number).translate(_DASHES))
    plain = NUMBER_SIGN.sub("", plain)
    return LEADING_ZEROS.sub("", plain)


@lru_cache(maxsize=1 << 14)
def joined_number(number: str) -> str:
    """Give a number's figures and letters alone, as who is in a hurry types it.

    Empty for what has no figure or no letter: it would be any other number's too.

    >>> joined_number("Số 07/CT-UBND"), joined_number("07CTUBND"), joined_number("107")
    ('7ctubnd', '7ctubnd', '')
    """
    joined = BETWEEN_PARTS.sub("", number_key(number))
    is_whole = any(map(str.isdigit, joined)) and any(map(str.isalpha, joined))
    return joined if is_whole else ""


def number_and_notation(number: str) -> tuple[str, str]:
    """Part a number (số) from its notation (ký hiệu): what stands before the first stroke of them.

    Put together again with a stroke they are the number; a text without figures is all notation.

    >>> number_and_notation("05/QĐ-SVHTTDL"), number_and_notation("154/2024/NĐ-CP")
    (('05', 'QĐ-SVHTTDL'), ('154', '2024/NĐ-CP'))
    """
    found = NUMBER_PARTS.fullmatch(number)
    if found is None:
        return "", number
    figures = found["figures"]
    return figures, number[len(figures) :].removeprefix("/")


def is_bare_key(key: str) -> bool:
    """Say if a number, as `number_key` gives it, is figures alone.

    >>> is_bare_key("107"), is_bare_key("107a"), is_bare_key("107/qd"), is_bare_key("")
    (True, False, False, False)
    """
    return bool(BARE_NUMBER.fullmatch(key))


def record_id_of_serial(serial: int) -> str:
    """The face of a register record's serial number: `SO-000007`."""
    return f"SO-{serial:06d}"


def record_id_of(text: str) -> str | None:
    """Read a register record's id however a clerk types it; `None` for anything else.

    >>> record_id_of(" so–7 "), record_id_of("H09-000007")
    ('SO-000007', None)
    """
    found = _RECORD_ID.fullmatch(fold(text).translate(_DASHES).strip())
    return record_id_of_serial(int(found[1])) if found else None


@dataclass(frozen=True, slots=True, order=True)
class FileUnitCode:
    """The code of a file unit (mã hồ sơ): agency, year formed, and its own notation.

    Decree 30/2020, annex VI, part II: `FileCode` = `OrganId` + `FileCatalog` (year) +
    `FileNotation` (`01.TCCB` in the decree's own example).
    """

    agency: str
    year: int
    notation: str

    def __str__(self) -> str:
        """The parts joined by dots: `H09.14.2018.01.QLDL`."""
        return f"{self.agency}.{self.year}.{self.notation}"

    @classmethod
    def parse(cls, text: str, *, agencies: Iterable[str]) -> FileUnitCode:
        """Read a code as it is written; it begins with the code of one of the agencies.

        Raises:
            ValueError: It does not, or is no code of a file unit.

        >>> FileUnitCode.parse("H09.14.2018.01.QLDL", agencies=["H09", "H09.14"])
        FileUnitCode(agency='H09.14', year=2018, notation='01.QLDL')
        """
        for agency in sorted(agencies, key=len, reverse=True):
            year, _dot, notation = text.removeprefix(f"{agency}.").partition(".")
            if (
                text.startswith(f"{agency}.")
                and year.isdecimal()
                and len(year) == _YEAR_FIGURES
                and notation
            ):
                return cls(agency, int(year), notation)
        raise ValueError(f"not the code of a file unit: {text!r}")

    def archive_name(self, ordinal: int) -> str:
        """Name the stored file: `<mã hồ sơ>.<số thứ tự>.pdf`, seven digits.

        Circular 05/2025/TT-BNV, article 8.1.d; seven digits as in its `docCode`.

        >>> FileUnitCode("H09.14", 2018, "01.QLDL").archive_name(3)
        'H09.14.2018.01.QLDL.0000003.pdf'
        """
        return f"{self}.{ordinal:07d}.pdf"
