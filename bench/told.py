"""`python -m bench.told`: what of number and date is wrong, and whether a person is told of it.

Claims checked (issue 8, 3): no number and no date is wrong, or lacks a part, without a finding
about the head of the document that sends it to a person; few right ones are sent to one for it.

With `--heads GROUP...` the heads of `bench.heads` are judged: drawn ones, and real ones bent.

The documents of `../shared/data/real_vi` and `real_vi_2`: scans as a batch takes them in, what was
born digital rendered. Of each, the pages are read that the header may stand on. With `--texts` the
page texts are kept in a folder and not read again by the next run of the same reading version.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.heads import GROUPS
from bench.pages import REAL_SCANS
from bench.truth import rendered, scanned
from sohoa.domain import scan_findings
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import (
    Description,
    Finding,
    HeaderFields,
    PageImage,
    ReadDocument,
    ReadPage,
    ScannedDocument,
)
from sohoa.ocr.document import assemble
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings

#: The sets of real papers, with their truth.
SETS = (REAL_SCANS, REAL_SCANS.parent / "real_vi_2")
#: The header is looked for on so many pages from the front, and on the last one.
_FRONT = 2
#: Reasons to look at a document that say nothing of its number and date.
_OTHER_REASONS = frozenset({"skew", scan_findings.NO_TEXT.code})


@dataclass(frozen=True)
class Paper:
    """A real document and what stands in its head."""

    file: str
    pages: tuple[PageImage, ...]
    number: str
    date: str


def main() -> None:
    """Read all documents and print what was wrong, and what was told."""
    parser = argparse.ArgumentParser(prog="bench.told", description=__doc__)
    parser.add_argument("--texts", type=Path, help="folder that keeps the page texts")
    parser.add_argument("--heads", nargs="+", choices=GROUPS, default=[], metavar="GROUP")
    parser.add_argument("files", nargs="*", help="these only")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="sohoa-told-") as folder:
        texts = arguments.texts or Path(folder) / "texts"
        texts.mkdir(exist_ok=True)
        read = Reading(texts)
        heads = (head for group in arguments.heads for head in _heads(Path(folder), group))
        for paper in heads if arguments.heads else _papers(Path(folder), arguments.files):
            counts.update(_judge(paper, read.document(paper)))
    for name, number in sorted(counts.items()):
        print(f"{name}: {number}")


class Reading:
    """Reads the pages of papers as the line does; `texts` keeps what was read."""

    def __init__(self, texts: Path) -> None:
        self._settings = OcrSettings()
        self._engine, self._second = load_engine(self._settings), SecondReading()
        self._texts = texts

    def document(self, paper: Paper) -> ReadDocument:
        """Read a paper."""
        return self.pages(paper.file, paper.pages)

    def pages(self, name: str, pages: tuple[PageImage, ...]) -> ReadDocument:
        """Read the pages of a paper of a name."""
        scan = ScannedDocument(name, "told", name, (), "", pages, Description())
        return assemble(scan, [self._page(page) for page in pages])

    def _page(self, page: PageImage) -> ReadPage:
        return read_page(
            page,
            engine=self._engine,
            second=self._second,
            settings=self._settings,
            texts_dir=self._texts,
        )


def _judge(paper: Paper, read: ReadDocument) -> Iterator[str]:
    """Count a document in, and print it where something is wrong or was told."""
    reasons = [one for one in read.findings if is_about_head(one, read.findings)]
    is_told = "told" if reasons else "untold"
    wrong = []
    for name, truth, said in _fields(paper, read.header):
        yield f"{name} {'right' if said == truth else 'wrong'}, {is_told}"
        wrong += [f"{name} is {truth}, read {said or '-'}"] if said != truth else []
    yield f"document {'wrong' if wrong else 'right'}, {is_told}"
    if wrong or reasons:
        told = "; ".join(f"{one.code} p{one.page} {one.value}" for one in reasons)
        print(f"{paper.file} {'WRONG' if wrong else 'right'} {is_told.upper()}: "
              f"{', '.join(wrong)} [{told}]", flush=True)  # fmt: skip


def is_about_head(finding: Finding, findings: Sequence[Finding]) -> bool:
    """A finding is a reason to look at the document, and it is about the head."""
    named = NeedRules.of({}).reasons(findings, Need.REVIEW)
    return finding.code in named - _OTHER_REASONS


def _fields(paper: Paper, header: HeaderFields) -> Iterator[tuple[str, str, str]]:
    yield "number", paper.number, header.number
    yield "date", paper.date, header.formed.iso if header.formed else ""


def _heads(folder: Path, group: str) -> Iterator[Paper]:
    own = folder / group
    own.mkdir()
    for head in GROUPS[group](own):
        name = f"{head.image.page_id} {head.about}"
        yield Paper(name, (head.image,), head.number, head.date)


def _papers(folder: Path, files: Sequence[str]) -> Iterator[Paper]:
    for path, known, pages in real_papers(folder, files=files):
        kept = pages if len(pages) <= _FRONT else (*pages[:_FRONT], pages[-1])
        yield Paper(path.name, kept, known["so_ky_hieu"], known["date"])


def real_papers(
    folder: Path, *, files: Sequence[str] = (), last: int | None = None
) -> Iterator[tuple[Path, dict[str, str], tuple[PageImage, ...]]]:
    """The real papers with their truth and their page images, which go into `folder`.

    Of those born digital pages are drawn up to the `last` one. A set that is absent is told.
    """
    for of_set in SETS:
        if not of_set.is_dir():
            print(f"({of_set.name} skipped: ../shared/data is not there)")
            continue
        truth = {row["file"]: row for row in rows_of(of_set / "fields_truth.csv")}
        for row in rows_of(of_set / "MANIFEST.csv"):
            path, known = of_set / row["file"], truth.get(row["file"])
            if known is None or (files and path.name not in files):
                continue
            own = folder / path.stem
            own.mkdir()
            is_digital = row["born_digital"] == "yes"
            yield (
                path,
                known,
                tuple(rendered(path, own, last=last) if is_digital else scanned(path, own)),
            )


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table of the data."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


if __name__ == "__main__":
    main()
