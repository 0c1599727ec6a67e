"""`python -m bench.review`: what pictures for a decision cost, and a sheet of five hundred.

Claims checked (issue 12, review): every document has its four pictures, found or guessed, each of
at most 60 KB; a sheet of 500 waiting records is written in seconds, and read back.

The documents of `../shared/data/real_vi` and `real_vi_2`, read as `bench.fields` reads them
(`--texts` keeps what was read; `--sheet` keeps the sheet, to be looked at).
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from bench.fields import FRONT, MOST_RENDERED
from bench.told import Reading, real_papers
from sohoa.describe.describing import describe
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.ocr.store import TextsOf
from sohoa.review.answers import read_answers
from sohoa.review.asked import AskedField, AskedPaper, AskedRecord, PictureKind
from sohoa.review.pictures import cut_pictures
from sohoa.review.sheet import write_sheet

T = TypeVar("T")
_ROWS = 500
_NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
_WANTED = frozenset(PictureKind) - {PictureKind.OWNER}
#: A document by its name, its description, and its pictures.
_Cut = tuple[str, PaperDescription, Mapping[PictureKind, Path]]


def main() -> None:
    """Cut, write and read; print what each costs."""
    parser = argparse.ArgumentParser(prog="bench.review", description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder that keeps the page texts")
    parser.add_argument("--sheet", type=Path, help="file that keeps the sheet")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-review-") as name:
        folder = Path(name)
        texts = arguments.texts or folder / "texts"
        texts.mkdir(exist_ok=True)
        cut = list(_cut(folder, Reading(texts)))
        sizes = [path.stat().st_size for _name, _paper, made in cut for path in made.values()]
        lacking = [name for name, _paper, made in cut if not made.keys() >= _WANTED]
        print(f"{len(cut)} documents, {len(sizes)} pictures; without all four: {lacking or 'none'}")
        mean = sum(sizes) / len(sizes)
        print(f"a picture: {mean / 1000:.1f} KB, at most {max(sizes) / 1000:.1f}")
        path = arguments.sheet or folder / "sheet.xlsx"
        _timed("written", lambda: write_sheet(_records(cut), path, at=_NOW))
        print(f"{path.stat().st_size / 1e6:.1f} MB with {_ROWS} rows")
        open_rows = _timed("read", lambda: read_answers(path)).unanswered
        print(f"{open_rows} rows read back")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"{memory:.0f} MB at most, reading of the pages and all")


def _timed(what: str, work: Callable[[], T]) -> T:
    began, cpu = time.monotonic(), time.process_time()
    done = work()
    print(f"{what} in {time.monotonic() - began:.1f} s, {time.process_time() - cpu:.1f} s of CPU")
    return done


def _cut(folder: Path, reading: Reading) -> Iterator[_Cut]:
    spent = count = 0.0
    for path, _truth, pages in real_papers(folder, last=MOST_RENDERED):
        kept = pages if len(pages) <= FRONT else (*pages[:FRONT], pages[-1])
        read = reading.pages(path.name, kept)
        texts = TextsOf(read.pages)
        paper = describe(texts)
        began = time.process_time()
        made = cut_pictures(read, paper, texts, folder / "review" / path.name)
        spent, count = spent + time.process_time() - began, count + 1
        yield path.name, paper, made
    print(f"{1000 * spent / count:.0f} ms of CPU a document")


def _records(cut: list[_Cut]) -> Iterator[AskedRecord]:
    for number in range(_ROWS):
        name, paper, pictures = cut[number % len(cut)]
        fields = tuple(
            AskedField(one.name, one.value, one.confidence, one.page, one.box)
            for one in paper.fields
        )
        number_read, formed, subject = (
            paper.value(one) for one in (FieldName.NUMBER, FieldName.FORMED, FieldName.SUBJECT)
        )
        papers = tuple(
            AskedPaper(f"SO-{3 * number + place:06d}", number_read, formed, "", subject, "")
            for place in range(3)
        )
        yield AskedRecord(
            f"hop-01.{number:012x}", "Hộp 01", name, "?", f"{number:016x}", _NOW, fields, papers,
            pictures,
        )  # fmt: skip


if __name__ == "__main__":
    main()
