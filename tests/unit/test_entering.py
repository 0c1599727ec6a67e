"""`sohoa inventory enter`: a paper that no row of a register has, from the page of its scan."""

from __future__ import annotations

import pytest
from identifying_samples import DOUBTED, PAPERS, Line, Scan, archived, line_at

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.decision_errors import NothingAskedError
from sohoa.domain.identifiers import record_id_of_serial
from sohoa.domain.inventory_errors import PaperThereError, PaperValueError
from sohoa.domain.register import Validity
from sohoa.tabular.columns import Column
from sohoa.use_cases.entering import enter_paper
from sohoa.use_cases.paper_changes import PaperChanges, Word
from sohoa.workspace import CHECKOUT, Workspace

WORD = Word("đã xem giấy, sổ ghi sót")
NEW = record_id_of_serial(4)
QLDL = {Column.ROOM: "Phòng Quản lý Du lịch"}


@pytest.fixture
def line(tmp_path) -> Line:
    """An office with three papers in its register, in its own catalogue."""
    office = Workspace(tmp_path / "office")
    office.data_dir.mkdir(parents=True)
    with Catalogue.open(office.catalogue_url) as catalogue:
        made = line_at(catalogue, tmp_path)
        (office.root / "phases.yaml").write_bytes((CHECKOUT / "phases.yaml").read_bytes())
        yield made


def entered(line: Line, scan: Scan, said=QLDL, word: Word = WORD) -> PaperChanges:
    return enter_paper(line.batch.folder.workspace, scan.identity, said, word)


def paper(line: Line, record_id: str = NEW):
    with CatalogueReader.open(line.batch.folder.workspace.catalogue_url) as reader:
        return reader.paper(record_id)


def test_a_waiting_document_gets_a_paper_of_its_own(line):
    """What its page says, with the room that a person says; it goes on with the next run."""
    line.run(DOUBTED)

    (made,) = entered(line, DOUBTED).papers

    assert (made.record_id, made.new) == (NEW, True)
    found = paper(line)
    assert (found.number, found.formed, found.record_type, found.room) == (
        DOUBTED.number, "2018", "Quyết định", "Phòng Quản lý Du lịch",
    )  # fmt: skip
    assert found.validity is Validity.UNKNOWN
    assert line.paper_of(DOUBTED) == NEW
    assert line.run(DOUBTED) == ({DOUBTED.name}, {})
    with pytest.raises(NothingAskedError):
        entered(line, DOUBTED)


def test_what_was_archived_untied_is_tied_to_it(line, tmp_path):
    """As a fact with who and why; `unlink` takes it back."""
    scan = Scan("x.pdf", "777/QĐ-SVHTTDL", subject="Về việc khác hẳn")
    line.run(scan)
    archived(line, scan, tmp_path)

    entered(line, scan)

    with CatalogueReader.open(line.batch.folder.workspace.catalogue_url) as reader:
        row = reader.document(scan.identity)
        assert (row.record_id, row.number) == (NEW, "777/QĐ-SVHTTDL")


def test_a_rehearsal_enters_nothing(line):
    """It says what would be."""
    line.run(DOUBTED)
    (made,) = entered(line, DOUBTED, word=Word("thử", rehearse=True)).papers
    assert {one.field: one.after for one in made.values}["number"] == DOUBTED.number
    assert paper(line) is None
    assert line.question(DOUBTED)


def test_what_neither_page_nor_person_says_is_asked_for(line):
    """Nothing is made up: the page says no room, and this one no day."""
    line.run(DOUBTED)
    with pytest.raises(PaperValueError):
        entered(line, DOUBTED, {})
    undated = Scan("u.pdf", "9/QĐ-SVHTTDL", None, "Về việc chưa rõ ngày")
    line.run(undated)
    with pytest.raises((PaperValueError, NothingAskedError)):
        entered(line, undated)
    assert paper(line) is None


def test_what_a_person_says_goes_before_the_page(line):
    """A number that was misread is entered as it is."""
    line.run(DOUBTED)
    entered(line, DOUBTED, {**QLDL, Column.NUMBER: "148/QĐ-SVHTTDL", Column.DATE: "13/05/2018"})
    assert (paper(line).number, paper(line).formed) == ("148/QĐ-SVHTTDL", "2018-05-13")


def test_a_paper_that_is_there_is_not_entered_twice(line):
    """Word for word the same as another one: that is its paper."""
    line.run(DOUBTED)
    held = PAPERS[1]
    same = {
        Column.ROOM: held.room, Column.RECORD_TYPE: held.record_type, Column.NUMBER: held.number,
        Column.DATE: str(held.formed), Column.SUBJECT: held.subject, Column.OWNER: held.owner,
    }  # fmt: skip
    with pytest.raises(PaperThereError):
        entered(line, DOUBTED, same)
    assert line.question(DOUBTED), "it waits as before"
