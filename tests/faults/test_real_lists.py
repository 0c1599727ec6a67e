"""Lists of real papers: true ones pass or are asked about, wrong ones are caught."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.heads import _head_only
from bench.truth import scanned
from sohoa.describe.header import find_header
from sohoa.domain.facts import contradictions, misfit
from sohoa.domain.paper_number import same_number
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, ReadDocument, Said, ScannedDocument
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.timeout(600)]

#: Scans of several offices; the rest of the set is measured by hand (`docs/adr/0019`).
FILES = ("n05.pdf", "n09.pdf", "n11.pdf", "n15.pdf", "n19.pdf", "n23.pdf")


@dataclass(frozen=True)
class Paper:
    """A real paper: what was read on it, and what is true of it."""

    name: str
    document: ReadDocument
    truth: Said

    def listed_as(self, said: Said) -> ReadDocument:
        """The same paper with a list that says this of it."""
        description = Description(number=said.number, formed=said.formed, listed=said)
        scan = ScannedDocument(self.name, "Hộp", self.name, (), "", (), description)
        return ReadDocument(scan, (), self.document.header, 0.0)


@pytest.fixture(scope="module")
def papers(shared_data: Path, tmp_path_factory) -> list[Paper]:
    """The heads of the first pages, read as a batch reads them."""
    settings = OcrSettings()
    engine, second = load_engine(settings), SecondReading()
    with (shared_data / "real_vi_2" / "fields_truth.csv").open(encoding="utf-8") as stream:
        truth = {row["file"]: row for row in csv.DictReader(stream)}
    papers = []
    for name in FILES:
        folder = tmp_path_factory.mktemp(Path(name).stem)
        image = scanned(shared_data / "real_vi_2" / name, folder)[0]
        read = read_page(
            _head_only(image, folder),
            engine=engine, second=second, settings=settings, texts_dir=folder,
        )  # fmt: skip
        header = find_header([load_page_text(read.text_path)])
        scan = ScannedDocument(name, "Hộp", name, (), "", (), Description())
        row = truth[name]
        said = Said(row["so_ky_hieu"], PartialDate.parse(row["date"]), row["type"])
        papers.append(Paper(name, ReadDocument(scan, (), header, 0.0), said))
    return papers


def test_a_true_list_is_asked_about_only_where_the_page_was_misread(papers):
    """No question about a page that was read right."""
    for paper in papers:
        document = paper.listed_as(paper.truth)
        if same_number(document.header.number, paper.truth.number):
            assert not [one for one in contradictions(document) if one.aspect == "number"]
    assert misfit([paper.listed_as(paper.truth) for paper in papers]) is None


def test_a_list_that_is_shifted_by_a_line_stops_the_box(papers):
    """Each page that shows its number names another paper."""
    others = [paper.truth for paper in papers]
    box = [
        paper.listed_as(said) for paper, said in zip(papers, others[1:] + others[:1], strict=True)
    ]

    assert misfit(box).wrong == len(papers)


def test_one_figure_in_a_number_is_caught(papers):
    """`154` for `155`: the page shows which."""
    for paper in papers:
        figures, _, rest = paper.truth.number.partition("/")
        slip = Said(f"{int(figures) + 1}/{rest}", paper.truth.formed)

        assert "number" in {one.aspect for one in contradictions(paper.listed_as(slip))}
