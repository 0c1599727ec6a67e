"""Pictures for a decision are cut by the line when a document begins to wait, and let go later."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from catalogue_samples import store
from identifying_samples import BOX, DAY, DOUBTED, PAPERS, Line, Scan, settings_with
from review_samples import PLACES, paper

from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.stage_results import DescribedDocument, ReadDocument
from sohoa.line.engine import Batch
from sohoa.ocr.store import keep_page_text
from sohoa.plan_file import load_plan
from sohoa.review.asked import PictureKind
from sohoa.review.pictures import pictures_in
from sohoa.work.pool import WorkerPool
from sohoa.workspace import CHECKOUT, BatchFolder

SHOWN = set(PictureKind) - {PictureKind.OWNER}


@dataclass(frozen=True)
class Scanned(Scan):
    """A scan with a page that lies on the disk, its text beside it."""

    folder: Path = Path()

    @property
    def read(self) -> ReadDocument:
        """What reading gave."""
        sample = paper(self.folder, {name: PLACES[name] for name in (FieldName.NUMBER,)})
        (page,) = sample.read.pages
        kept = keep_page_text(self.folder / "page.alto.xml", sample.texts[0], page.image)
        own = replace(page, text_path=kept.path, text_sha256=kept.sha256)
        return replace(super().read, pages=(own,))

    @property
    def described(self) -> DescribedDocument:
        """Its number's box is where the page has it."""
        told = super().described
        fields = tuple(replace(one, box=PLACES[FieldName.NUMBER]) for one in told.paper.fields[:1])
        return replace(told, paper=PaperDescription("decree-30", fields))


@pytest.fixture
def line(embedded, office):
    """A box, and workers that cut."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    plan = load_plan(office.plan_path)
    phase = next(one for one in plan.phases if one.takes(2018))
    store(embedded, *PAPERS)
    folder = BatchFolder(office, phase.number, BOX)
    with WorkerPool(workers=1, memory_limit_mb=2048) as pool:
        yield Line(Batch(folder, phase, plan, settings_with(), embedded, pool, None))


def _scan(folder, like=DOUBTED):
    return Scanned(like.name, like.number, like.formed, like.subject, folder=folder)


def test_what_begins_to_wait_has_its_pictures(line, tmp_path):
    """They lie under the document's name; what goes on has none."""
    waits, goes_on = _scan(tmp_path / "a"), Scan("sure.pdf", formed=DAY)

    _going_on, refused = line.run(waits, goes_on)

    review = line.batch.folder.workspace.review_dir
    assert list(refused) == [waits.name]
    assert set(pictures_in(review / waits.identity)) == SHOWN
    assert {path.name for path in review.iterdir()} == {waits.identity}


def test_the_next_run_cuts_nothing_again(line, tmp_path):
    """What waits is found each night; the files stay as they are."""
    waits = _scan(tmp_path / "a")
    line.run(waits)
    folder = line.batch.folder.workspace.review_dir / waits.identity
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}

    line.run(waits)

    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before


@pytest.mark.parametrize("gone", ["page.png", "page.alto.xml"])
def test_a_page_that_is_gone_stops_no_box(line, tmp_path, gone):
    """It waits as it would with pictures; the next run tries again."""
    waits = _scan(tmp_path / "a")
    items = line.run(waits)
    review = line.batch.folder.workspace.review_dir
    shutil.rmtree(review)
    kept = (tmp_path / "a" / gone).read_bytes()
    read = waits.read
    (tmp_path / "a" / gone).unlink()

    from sohoa.line.picturing import cut_for_review

    cut_for_review(line.batch, [read])

    assert pictures_in(review / waits.identity) == {}
    (tmp_path / "a" / gone).write_bytes(kept)
    cut_for_review(line.batch, [read])
    assert set(pictures_in(review / waits.identity)) == SHOWN
    assert items == (set(), {waits.name: "MATCH-007"})
