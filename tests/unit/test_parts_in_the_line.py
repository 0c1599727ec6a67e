"""A box whose files hold several documents, or whose documents lie in several files: intake.

Real stacks, a real catalogue, a real worker: what is taken in, what is refused, and why. Each page
of each file is in one document, a separator, or named in an error.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import scanned_sheets as stack
from catalogue_samples import NOON, record_of
from signed_pdfs import saved_anew, signed

from sohoa.archive.placing import _pages_of
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision
from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.identifiers import FileUnitCode, document_id, version_id
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.places import pages_in, pieces_of
from sohoa.domain.stage_results import ScannedDocument
from sohoa.intake.masters import content_sha256, read_master
from sohoa.line.engine import Batch, Tally, at_once, changed_since, pass_step
from sohoa.line.intake import INTAKE, arrivals
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.work.pool import WorkerPool
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

BOX, OTHER = "Hộp 01", "Hộp 02"
HEADING = ["tệp", "trang", "số ký hiệu", "năm"]
UNIT = FileUnitCode("H09.14", 2018, "QD.QLVH")


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(workers=1, memory_limit_mb=2048, imports=("sohoa.work.reading",)) as pool:
        yield pool


@dataclass
class Box:
    """A box, and what intake makes of it."""

    batch: Batch
    root: Path
    refused: dict[str, Rejection]

    @property
    def folder(self) -> Path:
        return self.batch.folder.workspace.batch_inbox(self.batch.folder.batch)

    def listed(self, *rows: list[object]) -> None:
        with (self.folder / "batch.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADING, *rows])

    def taken(self) -> dict[str, ScannedDocument]:
        """Run intake; what is taken in, by place, and in `refused` what is not."""
        tally = Tally()
        going = pass_step(INTAKE, self.batch, arrivals(self.batch), attempt=at_once, tally=tally)
        self.refused = {one.source_name: one for one in tally.rejections}
        return {item.source_name: item.source for item in going}

    def codes(self) -> dict[str, str]:
        return {name: one.code for name, one in self.refused.items()}

    def archive(self, *documents: ScannedDocument) -> None:
        """Enter documents as archived, each by its own file."""
        for one in documents:
            described = replace(one.description, formed=PartialDate(2018, 3, 5))
            ordinal = self.batch.catalogue.reserve(one.document_id, file_unit=UNIT)
            made = record_of(one.document_id, self.root, ordinal=ordinal, description=described)
            read = replace(made.signed.archival.read, scanned=replace(one, description=described))
            signed = replace(made.signed, archival=replace(made.signed.archival, read=read))
            self.batch.catalogue.commit(replace(made, signed=signed), text="")


@pytest.fixture
def box(tmp_path, catalogue: Catalogue, pool: WorkerPool) -> Box:
    plan = load_plan(CHECKOUT / "phases.yaml")
    (tmp_path / "data/inbox" / BOX).mkdir(parents=True)
    folder = BatchFolder(Workspace(tmp_path), 2, BOX)
    settings = load_settings(CHECKOUT / "config")
    batch = Batch(folder, plan.phase(2), plan, settings, catalogue, pool, None, is_whole=True)
    return Box(batch, tmp_path, {})


def three(make: Callable = stack.pdf) -> Callable[[Box], Path]:
    """Three documents of two, one and two pages in one file, with separators before each."""
    name = {stack.pdf: "a.pdf", stack.tiff: "a.tif", stack.folder: "a"}[make]
    sheets = [
        stack.separator(), stack.page("A1"), stack.page("A2"), stack.separator(turn=180),
        stack.back(), stack.page("B1"), stack.separator(), stack.page("C1"), stack.page("C2"),
    ]  # fmt: skip
    return lambda box: make(box.folder / name, *sheets)


def pages(count: int) -> list:
    return [stack.page(f"Trang {number}", lines=4) for number in range(1, count + 1)]


def found(document: ScannedDocument) -> list[tuple[str, str]]:
    own = (one for one in document.findings if one.code.startswith("separator"))
    return [(one.code, one.value) for one in own]


@pytest.mark.parametrize("make", [stack.pdf, stack.tiff, stack.folder])
def test_separators_part_a_file(box, make):
    """Three documents, each with its pages; every separator is told once; no page is lost."""
    name = three(make)(box).name

    taken = box.taken()

    assert list(taken) == [f"{name}#page=2-3", f"{name}#page=6", f"{name}#page=8-9"]
    assert [len(one.pages) for one in taken.values()] == [2, 1, 2]
    assert [found(one) for one in taken.values()] == [
        [("separators-left-out", said)] for said in ("1", "4-5", "7")
    ]
    assert len({one.content_sha256 for one in taken.values()}) == 3
    assert box.refused == {}
    assert changed_since(box.batch.folder, {one.document_id: one for one in taken.values()}) == {}


def test_again_nothing_is_done_twice(box, monkeypatch):
    """The same ids, the same bytes, and no page is looked at again."""
    three()(box)
    first = box.taken()
    monkeypatch.setattr(box.batch.pool, "run", lambda *_jobs, **_more: pytest.fail("worked again"))

    assert box.taken() == first


def test_a_run_that_was_killed_goes_on(box, monkeypatch):
    """Killed behind the first survey: what was seen is kept, and the end is the same."""
    three()(box)
    stack.pdf(box.folder / "b.pdf", *pages(1), stack.separator(), *pages(1))
    real = box.batch.pool.run
    seen = []

    def killed(jobs, **more):
        for one in real(jobs, **more):
            seen.append(one)
            yield one
            raise KeyboardInterrupt

    monkeypatch.setattr(box.batch.pool, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        box.taken()
    monkeypatch.undo()

    assert len(seen) == 1
    assert len(box.taken()) == 5


def test_rows_in_the_order_of_the_documents_describe_them(box):
    """As many rows as documents, without pages: the first is the first."""
    three()(box)
    box.listed(*(["a.pdf", "", f"{number}/GP", 2018] for number in (1, 2, 3)))

    taken = box.taken()

    assert [one.description.number for one in taken.values()] == ["1/GP", "2/GP", "3/GP"]


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_another_count_of_rows_stops_the_file(box, rows):
    """Which row is which document cannot be said: nothing is taken, and all pages are named."""
    three()(box)
    box.listed(*(["a.pdf", "", f"{number}/GP", 2018] for number in range(rows)))

    assert box.taken() == {}
    told = box.refused["a.pdf"]
    assert (told.code, told.details["pages"]) == ("INTAKE-064", "2-3; 6; 8-9")


def test_nothing_but_separators_is_no_document(box):
    """The file is named."""
    stack.pdf(box.folder / "a.pdf", stack.separator(), stack.separator())

    assert box.taken() == {}
    assert box.codes() == {"a.pdf": "INTAKE-065"}


def test_pages_of_the_list_part_a_file(box):
    """Each row its pages, to the end and out of order; the whole of a file is the file."""
    stack.pdf(box.folder / "a.pdf", *pages(6))
    stack.tiff(box.folder / "b.tif", *pages(2))
    box.listed(
        ["a", "tr. 1-2", "1/GP", 2018], ["a.pdf", "6,3", "2/GP", 2018],
        ["a.pdf", "từ trang 4 đến trang 5", "3/GP", 2018], ["b.tif", "1-", "4/GP", 2018],
    )  # fmt: skip

    taken = box.taken()

    assert {name: one.description.number for name, one in taken.items()} == {
        "a.pdf#page=1-2": "1/GP", "a.pdf#page=6,3": "2/GP", "a.pdf#page=4-5": "3/GP",
        "b.tif": "4/GP",
    }  # fmt: skip
    assert [len(one.pages) for one in taken.values()] == [2, 2, 2, 2]
    assert box.refused == {}


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        (["1-2", "4-5"], "INTAKE-061", "3"),
        (["1-3", "5"], "INTAKE-061", "4"),
        (["1-3", "3-5"], "INTAKE-062", "3"),
        (["1-3", ""], "INTAKE-062", "1-3"),
        (["1-3", "4-9"], "INTAKE-060", "6-9"),
        (["1-3", "7-"], "INTAKE-060", "7"),
        (["1-3,2", "4-5"], "INTAKE-062", "2"),
    ],
)
def test_pages_that_do_not_add_up_stop_the_file(box, rows, code, told):
    """A gap, an overlap, pages beyond the end: nothing of the file is taken in."""
    stack.pdf(box.folder / "a.pdf", *pages(5))
    box.listed(*(["a.pdf", said, "", 2018] for said in rows))

    assert box.taken() == {}
    assert set(box.codes().values()) == {code}
    assert {one.details["pages"] for one in box.refused.values()} == {told}


@pytest.mark.parametrize("said", ["0", "0-2", "3-1", "x", "1-2-3", "03-Jan", "-2"])
def test_pages_that_cannot_be_read_hold_their_file(box, said):
    """The row is refused, and its file is not taken for one document meanwhile."""
    stack.pdf(box.folder / "a.pdf", *pages(3))
    box.listed(["a.pdf", said, "", 2018])

    assert box.taken() == {}
    assert box.codes() == {"a.pdf": "INTAKE-010", "batch.csv:2": "INTAKE-010"}


def test_separators_and_pages_have_to_agree(box):
    """Pages beside the sheets will do; a sheet among the pages of a document will not."""
    three()(box)
    box.listed(["a.pdf", "2-3", "", 2018], ["a.pdf", "6", "", 2018], ["a.pdf", "8-", "", 2018])
    assert len(box.taken()) == 3

    box.listed(["a.pdf", "2-3", "", 2018], ["a.pdf", "4-9", "", 2018])
    assert box.taken() == {}
    assert {one.details["pages"] for one in box.refused.values()} == {"4-5,7"}


def test_a_file_named_twice_without_pages_is_one_document(box):
    """As ever: the second row is refused."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    box.listed(["a.pdf", "", "1/GP", 2018], ["a.pdf", "", "2/GP", 2018])

    assert list(box.taken()) == ["a.pdf"]
    assert box.codes() == {"batch.csv:3": "INTAKE-010"}


def test_joined_files_are_one_document(box):
    """In the order of the row: a PDF, the first page of another, a folder, a picture."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    stack.pdf(box.folder / "b.pdf", *pages(3))
    stack.folder(box.folder / "c", *pages(2))
    stack.page("D").save(box.folder / "d.jpg", dpi=(150, 150))
    box.listed(
        ["a.pdf // b.pdf // c // d.jpg", " // 1 // // ", "1/GP", 2018],
        ["b.pdf", "2-3", "2/GP", 2018],
    )

    taken = box.taken()

    joined = taken["a.pdf // b.pdf#page=1 // c // d.jpg"]
    assert [image.page_id[-5:] for image in joined.pages] == [f"p{n:04d}" for n in range(1, 7)]
    assert [source.pages for source in joined.sources] == ["", "1", "", "", ""]
    assert len(taken["b.pdf#page=2-3"].pages) == 2
    assert box.refused == {}
    assert changed_since(box.batch.folder, {"x": joined}) == {}


def test_a_joined_file_that_is_missing_holds_its_document(box):
    """Named, under the id that it has once the file arrives; the other waits with it."""
    stack.pdf(box.folder / "a.pdf", *pages(1))
    box.listed(["a.pdf // b.pdf", "", "1/GP", 2018])

    assert box.taken() == {}
    told = box.refused["a.pdf // b.pdf"]
    assert (told.code, told.details["name"]) == ("INTAKE-009", "b.pdf")

    stack.pdf(box.folder / "b.pdf", *pages(1))
    (document,) = box.taken().values()
    assert document.document_id == told.item_id == document_id(BOX, "a.pdf // b.pdf")
    assert box.refused == {}


def test_a_signed_file_stays_one_document(box):
    """Separators in it part nothing, and pages of it, or it joined, are refused."""
    path = stack.pdf(box.folder / "a.pdf", *pages(1), stack.separator(), *pages(1))
    path.write_bytes(signed(saved_anew(path.read_bytes()), is_visible=False))
    stack.pdf(box.folder / "b.pdf", *pages(1))

    taken = box.taken()
    assert {name: one.kept_original for name, one in taken.items()} == {
        "a.pdf": True, "b.pdf": False
    }  # fmt: skip

    box.listed(["a.pdf", "1", "", 2018], ["a.pdf", "2-3", "", 2018])
    assert list(box.taken()) == ["b.pdf"]
    assert set(box.codes().values()) == {"INTAKE-067"}

    box.listed(["a.pdf // b.pdf", "", "", 2018])
    assert box.taken() == {}
    assert set(box.codes().values()) == {"INTAKE-067"}


def test_what_is_still_arriving_is_not_opened(box):
    """Half a stack has half its separators: it waits as one file, and so do pages of the list."""
    three()(box)
    stack.pdf(box.folder / "b.pdf", *pages(3))
    stack.pdf(box.folder / "c.pdf", *pages(1))
    (box.folder / "d.pdf.part").touch()
    box.listed(
        ["b.pdf", "1", "", 2018], ["b.pdf", "2-3", "", 2018], ["c.pdf // d.pdf", "", "", 2018]
    )
    whole, box.batch = box.batch, replace(box.batch, is_whole=False)

    with pytest.raises(BoxArrivingError):
        box.taken()

    box.batch = whole
    assert len(box.taken()) == 5
    assert box.codes() == {"c.pdf // d.pdf": "INTAKE-052"}
    assert {one.leaves_in for one in box.refused.values()} == {DocumentState.ARRIVING}


def test_a_decided_scan_with_separators_is_looked_at(box):
    """It does not wait at the door: all the same its separators are no pages of the record."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    (document,) = box.taken().values()
    box.archive(document)
    path = stack.pdf(box.folder / "a.pdf", *pages(2), stack.separator(), *pages(1))
    content = content_sha256([read_master(path)])
    identity = version_id(document.document_id, 2)
    box.batch.catalogue.decide(
        Decision(document.document_id, identity, content, "lan", "rõ hơn", NOON)
    )
    box.batch = replace(box.batch, is_whole=False)

    assert box.taken() == {}
    assert set(box.codes().values()) == {"INTAKE-051"}

    box.batch = replace(box.batch, is_whole=True)
    assert box.taken() == {}
    assert box.codes() == {"a.pdf#page=1-2": "INTAKE-066", "a.pdf#page=4": "INTAKE-066"}


def test_a_file_in_two_joined_rows_is_refused(box):
    """Its pages would be counted twice."""
    for name in "abc":
        stack.pdf(box.folder / f"{name}.pdf", *pages(1))
    box.listed(["a.pdf // b.pdf", "", "", 2018], ["c.pdf // b.pdf", "", "", 2018])

    assert box.taken() == {}
    assert set(box.codes().values()) == {"INTAKE-062"}


@pytest.mark.parametrize("first", ["whole", "parts"])
def test_pages_that_are_archived_are_not_counted_again(box, first):
    """Parted after it was archived, or whole again: refused until the archived is withdrawn."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    parted = [["a.pdf", "1-2", "", 2018], ["a.pdf", "3-4", "", 2018]]
    box.listed(*(parted if first == "parts" else [["a.pdf", "", "", 2018]]))
    earlier = list(box.taken().values())
    box.archive(*earlier)
    assert set(box.taken()) == {one.source_name for one in earlier}

    box.listed(*([["a.pdf", "", "", 2018]] if first == "parts" else parted))
    assert box.taken() == {}
    assert set(box.codes().values()) == {"INTAKE-066"}
    assert {one.details["other"] for one in box.refused.values()} <= {
        one.document_id for one in earlier
    }

    for one in earlier:
        box.batch.catalogue.withdraw(one.document_id, person="x", reason="sai", at=NOON)
    assert len(box.taken()) == (1 if first == "parts" else 2)
    assert box.refused == {}


def test_other_pages_of_an_archived_part_are_refused(box):
    """Rows that now say other pages: the archived part stays, and nothing of its pages comes in."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    box.listed(["a.pdf", "1-2", "", 2018], ["a.pdf", "3-4", "", 2018])
    box.archive(*box.taken().values())

    box.listed(["a.pdf", "1-3", "", 2018], ["a.pdf", "4", "", 2018])

    assert box.taken() == {}
    assert box.codes() == {"a.pdf#page=1-3": "INTAKE-066", "a.pdf#page=4": "INTAKE-066"}


def test_a_file_whose_whole_is_archived_elsewhere_is_not_parted(box):
    """The same bytes in another box, archived as one document."""
    path = stack.pdf(box.folder / "a.pdf", *pages(2))
    box.archive(*box.taken().values())
    path.rename(box.folder / "b.pdf")
    box.listed(["b.pdf", "1", "", 2018], ["b.pdf", "2", "", 2018])

    assert box.taken() == {}
    assert set(box.codes().values()) == {"INTAKE-066"}


@pytest.mark.parametrize(
    ("make", "now"),
    [
        (stack.pdf, [""]), (stack.pdf, ["1", "2-4"]), (stack.pdf, ["1-3", "4"]),
        (stack.pdf, ["1-2", "3-4"]), (stack.folder, [""]), (stack.folder, ["1-2", "3-4"]),
    ],
)  # fmt: skip
def test_a_file_that_was_parted_in_another_box_brings_no_page_again(box, make, now):
    """Whole, by the same pages or by others: told by its bytes, whatever its pages say."""
    name, other = ("a.pdf", "b.pdf") if make is stack.pdf else ("a", "b")
    path = make(box.folder / name, *pages(4))
    box.listed([name, "1-2", "", 2018], [name, "3-4", "", 2018])
    first = box.taken()[f"{name}#page=1-2"]
    box.archive(first)
    _to_another_box(box, other, path)
    box.listed(*([other, part, "", 2018] for part in now))

    taken = box.taken()

    held = {one: said for one, said in box.refused.items() if one.startswith(other)}
    assert len(taken) + len(held) == len(now)
    assert {one.code for one in held.values()} <= {"INTAKE-066", "INTAKE-008"}
    assert {one.details["other"] for one in held.values()} == {first.document_id}
    assert not [one for one in taken if {1, 2} & set(_pages_in(one))]
    assert all({1, 2} & set(_pages_in(one)) for one in held)


def _to_another_box(box: Box, name: str, path: Path) -> None:
    """Deliver the very same bytes once more, in a box of another name."""
    folder = box.batch.folder
    box.batch = replace(box.batch, folder=replace(folder, batch=OTHER))
    (folder.workspace.inbox_dir / OTHER).mkdir()
    path.rename(box.folder / name)


def _pages_in(place: str) -> tuple[int, ...]:
    (piece,) = pieces_of(place)
    return piece.pages or (1, 2, 3, 4)


def test_parts_that_did_not_come_to_the_archive_leave_the_lists(box):
    """The rows are corrected: the old parts are gone, nothing stays counted."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    box.listed(["a.pdf", "1-2", "", 2018], ["a.pdf", "3-4", "", 2018])
    before = [one.document_id for one in box.taken().values()]

    box.listed(["a.pdf", "1", "", 2018], ["a.pdf", "2-4", "", 2018])
    box.taken()

    told = box.batch.catalogue.findings(BOX, phase=2)
    assert len(told) == 2
    assert not set(before) & {document_id(BOX, name) for name in box.taken()}


def test_a_file_that_left_the_box_leaves_its_archived_parts(box):
    """The list still names its pages, also to the end: nothing is missing."""
    path = stack.pdf(box.folder / "a.pdf", *pages(4))
    box.listed(["a.pdf", "1-2", "", 2018], ["a.pdf", "3-", "", 2018])
    box.archive(*box.taken().values())
    path.unlink()

    assert box.taken() == {}
    assert box.refused == {}


def test_a_touched_file_is_compared_and_not_taken_again(box):
    """Copied back from a backup: the parts are the archived ones."""
    path = three()(box)
    taken = box.taken()
    box.archive(*taken.values())
    os.utime(path, (1, 1))

    assert {name: one.document_id for name, one in box.taken().items()} == {
        name: one.document_id for name, one in taken.items()
    }
    assert box.refused == {}


def test_another_scan_of_a_part_waits_for_a_person(box):
    """The same pages of other bytes: the next version of each part."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    box.listed(["a.pdf", "1", "", 2018], ["a.pdf", "2", "", 2018])
    box.archive(*box.taken().values())

    stack.pdf(box.folder / "a.pdf", *pages(2), quality=80)
    box.taken()

    assert {one.code for one in box.refused.values()} == {"INTAKE-050"}
    assert {one.leaves_in for one in box.refused.values()} == {DocumentState.CONTESTED}
    assert all(one.item_id.endswith(".2") for one in box.refused.values())


def test_what_a_part_was_made_of_is_what_lies_there(box):
    """A page more in the folder, another file: what was taken in before is no longer true."""
    three(stack.folder)(box)
    taken = {one.document_id: one for one in box.taken().values()}
    assert changed_since(box.batch.folder, taken) == {}

    stack.page("C3").save(box.folder / "a" / "010.jpg")

    assert set(changed_since(box.batch.folder, taken)) == set(taken)


def test_a_part_and_a_file_of_its_name_are_told_apart(box):
    """A file that is called as a part would be: the second is refused, never mixed."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    stack.page("x").save(box.folder / "a.pdf#page=2", "JPEG")
    box.listed(["a.pdf", "1", "", 2018], ["a.pdf", "2", "", 2018])

    taken = box.taken()

    assert len(taken) == 2
    assert set(box.codes().values()) == {"INTAKE-021"}


def test_a_stray_code_parts_nothing(box):
    """Labels and codes of other programs on real pages."""
    stack.pdf(
        box.folder / "a.pdf", stack.page("A"), stack.with_code(stack.page("B"), "SOHOA-NEW-DOC/1"),
        stack.with_code(stack.page("C"), "https://dichvucong.gov.vn"),
    )  # fmt: skip

    assert list(box.taken()) == ["a.pdf"]


def test_the_receipt_says_the_pages(box):
    """Of a part of a file; of a part of a folder each page is a master."""
    three()(box)
    three(stack.folder)(box)

    said = {name: _pages_of(one) for name, one in box.taken().items()}

    assert said["a.pdf#page=2-3"] == ("2-3",)
    assert said["a#page=2-3"] == ()
    assert all(pages_in("2-3") == one.pages for one in pieces_of("a#page=2-3"))
