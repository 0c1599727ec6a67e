"""Describing as a step of the line: no description costs a paper its place on it."""

from __future__ import annotations

from pathlib import Path

from pdfa_samples import read_document, read_page
from PIL import Image
from typed_pages import typed_page

from sohoa.describe.layout import Layout, Recognised
from sohoa.domain.stage_results import ReadDocument
from sohoa.line.describe import DESCRIBE
from sohoa.line.engine import Batch, Tally, at_once, pass_step
from sohoa.line.station import WorkItem
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.work.pool import WorkerPool
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace


def passed(folder: Path, catalogue, read: ReadDocument, *layouts: Layout) -> list[ReadDocument]:
    """What goes on of one document; a description may take a second of CPU."""
    plan, settings = load_plan(CHECKOUT / "phases.yaml"), load_settings(CHECKOUT / "config")
    work = settings.work.model_copy(update={"document_seconds": 1})
    settings = settings.model_copy(update={"work": work, "layouts": layouts})
    item = WorkItem(read.scanned.document_id, "1.tif", "read", read)
    box = BatchFolder(Workspace(folder), 2, "Hộp 1")
    with WorkerPool(workers=1, memory_limit_mb=2048, imports=("sohoa.work.describing",)) as pool:
        batch = Batch(box, plan.phase(2), plan, settings, catalogue, pool, None)
        going_on = pass_step(DESCRIBE, batch, [item], attempt=at_once, tally=Tally())
    return [one.source for one in going_on]


def test_a_layout_that_never_ends_costs_no_paper_its_way(tmp_path, embedded):
    """An expression of an office's own takes for ever: told; without it, the next run describes."""
    typed = typed_page((5, 60, "a" * 60 + "b"), (19, 70, "Số: 15/QĐ-UBND"))
    read = read_document(read_page(tmp_path, Image.new("L", (400, 3508), 255), typed.lines))
    identity = read.scanned.document_id
    endless = Layout(name="x", title="x", recognised=Recognised(line="^(a|aa|aaa)+$"))

    assert passed(tmp_path, embedded, read, endless) == [read]
    assert [one.code for one in embedded.told("Hộp 1")[identity]] == ["undescribed"]

    assert passed(tmp_path, embedded, read) == [read]
    assert embedded.told("Hộp 1")[identity] == ()
