"""What real papers and files after bug reports say in their heads: read right, or told.

The right answer stands beside each file; an answer that is not right must send the document to a
person by a finding about its head.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sohoa.describe.witnesses import HEAD_FINDINGS
from sohoa.domain.errors import ItemError
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import Description, ReadDocument
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.document import assemble
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.work.reading import judge_signatures

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

SETTINGS = OcrSettings()
TOLD = {*HEAD_FINDINGS, "unsure-figures", "hardly-legible"}
FRONT = 2


@pytest.fixture(scope="module")
def readers():
    return load_engine(SETTINGS), SecondReading()


@pytest.fixture(scope="module")
def read(readers, tmp_path_factory, shared_data):
    """Read the pages of a document that its head may stand on, as a batch does; each once."""

    @cache
    def document(name: str) -> ReadDocument:
        folder = tmp_path_factory.mktemp("read")
        scanned = take_in(
            Candidate(name, (shared_data / name,)),
            document_id=Path(name).stem,
            batch="faults",
            description=Description(),
            pages_dir=folder / "pages",
            settings=IntakeSettings(),
            judge_signatures=judge_signatures,
        )
        engine, second = readers
        kept = scanned.pages if len(scanned.pages) <= FRONT else (
            *scanned.pages[:FRONT], scanned.pages[-1]
        )  # fmt: skip
        pages = [
            read_page(page, engine=engine, second=second, settings=SETTINGS, texts_dir=folder / "t")
            for page in kept
        ]
        return assemble(scanned, pages)

    return document


@pytest.mark.parametrize(
    ("name", "number", "day"),
    [
        ("faults/boxA/a06_stencil_white_on_blue.pdf", "26/GP-SVHTTDL", "2018-03-05"),
        ("real_vi_2/n03.pdf", "53/2025/TT-BCA", "2025-07-01"),
        ("real_vi_2/n13.pdf", "2243/PCCC&CNCH-P6", "2025-07-23"),
        ("real_vi_2/n17.pdf", "46/VBHN-BQP", "2026-05-04"),
        ("real_vi_2/n21.pdf", "01/TB-BGH", "2013-01-22"),
        ("real_vi_2/n25.pdf", "1605/QĐ-TTg", "2019-11-13"),
        ("real_vi_2/n39.png", "1113/UBND-LĐTBXH", "2020-04-16"),
    ],
)
def test_the_head_is_read_right_or_told(read, name, number, day):
    """No wrong number and no wrong or shortened date goes by in silence."""
    try:
        document = read(name)
    except ItemError:
        return  # refused by name: nothing wrong is archived either
    header = document.header
    told = {finding.code for finding in document.findings} & TOLD

    is_right = (header.number, header.formed and header.formed.iso) == (number, day)
    assert is_right or told
    assert not told or Need.REVIEW in DECLARED.needs_of(document.findings)


def test_a_cited_day_dates_no_consolidated_text(read):
    """Filed ten years early before: under the day of a circular that its head cites."""
    document = read("real_vi_2/n17.pdf")

    assert document.header.formed is None or document.header.formed.year == 2026
    assert "head-elsewhere" in {finding.code for finding in document.findings}


def test_the_stencil_is_read(read):
    """White on blue is read as it stands, and no better scan is asked for."""
    document = read("faults/boxA/a06_stencil_white_on_blue.pdf")

    assert document.header.number == "26/GP-SVHTTDL"
    assert Need.RESCAN not in DECLARED.needs_of(document.findings)
