"""What a batch's papers are refused for, and how each refusal is lifted, without reading a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest
from catalogue_samples import NOON, archive, note, paper, store

from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    Description,
    HeaderFields,
    ReadDocument,
    Said,
    ScannedDocument,
)
from sohoa.line.comparing import compare_all
from sohoa.line.engine import Verdict
from sohoa.line.ocr import notes_of

DAY = PartialDate(2018, 3, 5)
PAGE = HeaderFields("12/QĐ-SVHTTDL", DAY, "Quyết định", "SỞ VĂN HÓA")


@dataclass
class Line:
    """As much of a batch's line as comparing asks for."""

    catalogue: Catalogue
    batch: str = "Hộp 01"

    def run(self, *read: ReadDocument) -> dict[str, str]:
        """Compare, note what was found as a run does, and say who is refused for what."""
        found = compare_all(self.catalogue, self.batch, read, archived=(), decided={})
        states = [*notes_of(read), *compared(read, found)]
        self.catalogue.note_states(batch=self.batch, phase=2, states=states)
        return {name: error.code for name, error in found.refused.items()}


def compared(read: Iterable[ReadDocument], found: Verdict) -> Iterator[DocumentNote]:
    """What the catalogue is told of comparing."""
    for one in read:
        scanned = one.scanned
        yield DocumentNote(
            scanned.document_id,
            scanned.source_name,
            DocumentState.IN_PROGRESS,
            compared=found.findings.get(scanned.document_id, ()),
        )


@pytest.fixture
def line(catalogue):
    """A line without documents."""
    return Line(catalogue)


def read(
    description: Description, *, name: str = "a", header: HeaderFields = PAGE, kept: bool = False
) -> ReadDocument:
    """A document that was read, and what list and register say of it."""
    scanned = ScannedDocument(
        name, "Hộp 01", f"{name}.pdf", (), name * 64, (), description, kept_original=kept
    )
    return ReadDocument(scanned, (), header, 90.0)


def listed(number: str = "", **fields) -> Description:
    """What a list says, and nothing else."""
    said = Said(number, fields.get("formed"), fields.get("record_type", ""))
    return Description(number=number, listed=said, **fields)


@pytest.mark.parametrize(
    ("description", "code"),
    [
        (listed("13/QĐ-SVHTTDL"), "MATCH-001"),
        (listed(formed=PartialDate(2017)), "MATCH-002"),
        (listed(record_type="Thông báo"), "MATCH-003"),
    ],
)
def test_a_contradiction_holds_and_a_corrected_list_lifts_it(line, description, code):
    """Number, date and type each; put right, the document goes on."""
    assert line.run(read(description)) == {"a": code}
    right = listed("12/QĐ-SVHTTDL", formed=DAY, record_type="QĐ")
    assert line.run(read(right)) == {}


def test_a_confirmation_counts_after_the_question(line):
    """Written beforehand it counts for nothing, written after it leads out, once and again."""
    ticked = replace(listed("13/QĐ-SVHTTDL"), confirmation="x")
    assert line.run(read(ticked)) == {"a": "MATCH-001"}
    assert line.run(read(ticked)) == {"a": "MATCH-001"}

    answered = replace(ticked, confirmation="xem 28/11")
    assert line.run(read(answered)) == {}
    assert line.run(read(answered)) == {}
    other = replace(listed("14/QĐ-SVHTTDL"), confirmation="xem 28/11")
    assert line.run(read(other)) == {"a": "MATCH-001"}


def test_a_wrong_register_is_put_right_by_a_new_row(line, catalogue):
    """The list names the record, the register has another number: the corrected row is named."""
    store(catalogue, paper("13/QĐ-SVHTTDL"))
    assert line.run(read(catalogue.link(Description(record_id="so-1")))) == {"a": "MATCH-001"}

    store(catalogue, paper("12/QĐ-SVHTTDL", owner="Lê Thị Ánh"), name="so-sua.xlsx")

    assert line.run(read(catalogue.link(Description(record_id="SO-2")))) == {}


def test_a_wrong_register_is_put_right_by_correcting_its_paper(line, catalogue):
    """What a person corrects of the paper is what the list's record means from then on."""
    store(catalogue, paper("13/QĐ-SVHTTDL"))
    assert line.run(read(catalogue.link(Description(record_id="so-1")))) == {"a": "MATCH-001"}

    word = Saying(NOON, "lan", "xem giấy")
    catalogue.edit_papers({"SO-000001": {"number": "12/QĐ-SVHTTDL"}}, word)

    assert line.run(read(catalogue.link(Description(record_id="SO-1")))) == {}


def test_what_came_in_signed_is_held_too(line):
    """Nobody here certifies it, but the record would be counted as another paper."""
    assert line.run(read(listed("13/QĐ-SVHTTDL"), kept=True)) == {"a": "MATCH-001"}


def test_archived_documents_stand(line):
    """What is signed and stored is not held again."""
    found = compare_all(
        line.catalogue, line.batch, [read(listed("13/QĐ-SVHTTDL"))], archived={"a"}, decided={}
    )

    assert (found.refused, found.findings) == ({}, {})


def test_the_second_scan_of_a_paper_is_held(line):
    """In one box: the first goes on, the second waits until a person says that they are two."""
    both = [read(Description(), name=name) for name in ("a", "b")]

    assert line.run(*both) == {"b": "MATCH-004"}
    two = replace(both[1].scanned, description=Description(confirmation="x"))
    assert line.run(both[0], replace(both[1], scanned=two)) == {}


def test_a_paper_that_another_box_has_brought_is_held(line, catalogue, tmp_path):
    """Archived or on its way there; taken out of the other box, the way is free."""
    said = Description(formed=DAY, number="12/QĐ-SVHTTDL")
    catalogue.note_states(batch="Hộp 02", phase=2, states=[note("z", description=said)])
    assert line.run(read(Description())) == {"a": "MATCH-004"}

    catalogue.withdraw_absent("Hộp 02", present=())
    assert line.run(read(Description())) == {}

    archive(catalogue, tmp_path, "y", description=said)
    found = compare_all(
        line.catalogue, line.batch, [read(Description(), name="b")], archived=(), decided={}
    )
    assert found.refused["b"].details["other"] == "y"


def test_a_shifted_list_names_what_is_wrong(line):
    """The whole list is told as one, with an example; each document is refused by itself too."""
    papers = [f"{number}/QĐ-SVHTTDL" for number in range(1, 5)]
    box = [
        read(
            listed(papers[(place + 1) % 4]),
            name=f"d{place}",
            header=HeaderFields(number, PartialDate(2018, 3, place + 1)),
        )
        for place, number in enumerate(papers)
    ]

    found = compare_all(line.catalogue, line.batch, box, archived=(), decided={})

    assert set(found.refused) == {"d0", "d1", "d2", "d3"}
    assert found.stop.details == {
        "wrong": "4",
        "compared": "4",
        "name": "d0.pdf",
        "page": "1/QĐ-SVHTTDL",
        "listed": "2/QĐ-SVHTTDL",
    }
