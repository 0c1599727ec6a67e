"""Describing as a step of the line: no description costs a paper its place on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalogue_samples import archive
from pdfa_samples import read_document, read_page
from PIL import Image
from typed_pages import foot, typed_page

from sohoa.catalogue.reader import CatalogueReader
from sohoa.describe.layout import Layout, Recognised
from sohoa.describe.lists import ListLine, ValueList
from sohoa.describe.settings import DescribeSettings
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import KINDS
from sohoa.domain.paper_fields import FieldName
from sohoa.domain.stage_results import ReadDocument
from sohoa.line.describe import DESCRIBE
from sohoa.line.engine import Batch, Tally, at_once, pass_step
from sohoa.line.station import WorkItem
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.work.pool import WorkerPool
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace


def passed(
    folder: Path, catalogue, read: ReadDocument, *layouts: Layout, **changed
) -> list[ReadDocument]:
    """What goes on of one document; a description may take a second of CPU."""
    plan, settings = load_plan(CHECKOUT / "phases.yaml"), load_settings(CHECKOUT / "config")
    work = settings.work.model_copy(update={"document_seconds": 1})
    settings = settings.model_copy(update={"work": work, "layouts": layouts, **changed})
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


def test_a_layout_that_never_ends_hides_no_mark_of_secrecy(tmp_path, embedded):
    """By the forms of the law alone it is described, and refused for its mark."""
    lines = (5, 60, "a" * 60 + "b"), (12, 70, "TUYỆT MẬT"), (19, 70, "Số: 15/QĐ-UBND")
    page = read_page(tmp_path, Image.new("L", (400, 3508), 255), typed_page(*lines).lines)
    read = read_document(page)
    endless = Layout(name="x", title="x", recognised=Recognised(line="^(a|aa|aaa)+$"))

    assert passed(tmp_path, embedded, read, endless) == []

    told = {one.code for one in embedded.told("Hộp 1")[read.scanned.document_id]}
    assert "secrecy-mark" in told


@pytest.mark.parametrize(("words", "goes_on"), [("TỐI MẬT", False), ("PHỤ LỤC", True)])
def test_what_nothing_can_describe_is_looked_at_for_marks_page_by_page(
    tmp_path, embedded, words, goes_on
):
    """The text of its first page is no text any more: a person is asked of that one alone."""
    drawn = Image.new("L", (400, 3508), 255)
    typed = typed_page((5, 60, "a")), typed_page((12, 70, words), (40, 130, "Danh sách"))
    read = read_document(*(read_page(tmp_path, drawn, one.lines) for one in typed))
    read.pages[0].text_path.write_bytes(b"<alto")

    assert passed(tmp_path, embedded, read) == ([read] if goes_on else [])

    told = embedded.told("Hộp 1")[read.scanned.document_id]
    assert ("secrecy-mark" in {one.code for one in told}) is not goes_on
    if goes_on:
        assert {(one.code, one.page) for one in told} == {("undescribed", 0), ("secrecy-unseen", 1)}
        assert KINDS["secrecy-unseen"].need is Need.REVIEW


def test_what_cannot_even_be_looked_at_for_marks_needs_a_person(tmp_path, embedded):
    """Its text never ends; it goes on, and the next run tries again."""
    typed = typed_page((12, 70, "PHỤ LỤC"))
    read = read_document(read_page(tmp_path, Image.new("L", (400, 3508), 255), typed.lines))
    identity, text = read.scanned.document_id, read.pages[0].text_path
    kept = text.rename(tmp_path / "kept")
    text.symlink_to("/dev/zero")

    assert passed(tmp_path, embedded, read) == [read]
    codes = [one.code for one in embedded.told("Hộp 1")[identity]]
    assert codes == ["undescribed", "secrecy-unseen"]

    kept.rename(text)
    assert passed(tmp_path, embedded, read) == [read]
    assert embedded.told("Hộp 1")[identity] == ()


def test_a_list_that_changes_describes_what_is_not_archived_anew(tmp_path, embedded):
    """What is archived keeps its description, by which lists were learnt, unless that is asked for.

    What was read stays beside the name that a list has corrected.
    """
    signed = foot(700, signed_as=("GIÁM ĐỐC",), name="Hã Thị Lê Vân", room="VP")
    typed = typed_page((19, 70, "SỞ Y TẾ"), (19, 90, "Số: 15/QĐ-SYT"), *signed)
    read = read_document(read_page(tmp_path, Image.new("L", (2480, 3508), 255), typed.lines))
    identity = read.scanned.document_id

    def described(name: str, **changed) -> tuple[str, str]:
        line = ListLine(value=name, title="GIÁM ĐỐC", body="SỞ Y TẾ")
        lists = (ValueList(name="learnt", signer=(line,)),)
        assert passed(tmp_path, embedded, read, lists=lists, **changed) == [read]
        with CatalogueReader.open(f"sqlite:///{tmp_path}/catalogue.sqlite3") as reader:
            field = reader.page_description(identity).of(FieldName.SIGNER)
        return field.value, field.read_as

    assert described("Lê Văn Ba") == ("Hã Thị Lê Vân", "")
    assert described("Hà Thị Lê Vân") == ("Hà Thị Lê Vân", "Hã Thị Lê Vân")
    assert "corrected-by-list" in [one.code for one in embedded.told("Hộp 1")[identity]]
    archive(embedded, tmp_path, identity)
    assert described("Hạ Thị Lê Vân") == ("Hà Thị Lê Vân", "Hã Thị Lê Vân")
    asked = DescribeSettings(lists_for_archived=True)
    assert described("Hạ Thị Lê Vân", describe=asked) == ("Hạ Thị Lê Vân", "Hã Thị Lê Vân")
