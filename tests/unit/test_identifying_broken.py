"""Faults of deciding which paper a scan is, each by an input that found it. On both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_samples import NOON, paper, store
from test_identifying import (  # noqa: F401 - `line` is a fixture
    BOX,
    DOUBTED,
    SUBJECT,
    Line,
    Scan,
    _archived,
    _listed,
    _settings,
    line,
)

from sohoa.catalogue.paper_changes import Saying
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.paper_questions import DecidedBy
from sohoa.domain.partial_date import PartialDate
from sohoa.line.match import known_description
from sohoa.line.ocr import notes_of

SAYING = Saying(NOON, "anh Ba", "sửa sổ")


def _row(line: Line, scan: Scan) -> DocumentRow:
    """What the catalogue says of a scan."""
    with line.catalogue.tried(rehearse=True) as trial:
        row = trial.reader.document(scan.identity)
    assert row is not None
    return row


def test_none_of_the_register_keeps_nothing_of_the_paper_that_the_list_named(line, tmp_path):
    """The list names 150, the page 145, a person neither: no subject and no owner of 150."""
    scan = Scan(description=line.catalogue.link(_listed("150/QĐ-SVHTTDL")))
    line.run(scan)
    line.say(scan, "")

    assert line.run(scan) == ({"a.pdf"}, {})

    known = known_description(line.catalogue, scan.read)
    assert (known.record_id, known.number, known.subject, known.owner, known.room) == (
        "", "145/QĐ-SVHTTDL", "", "", "",
    )  # fmt: skip
    assert known.formed == PartialDate(2018, 5, 12)
    _archived(line, scan, tmp_path)
    row = _row(line, scan)
    assert (row.record_id, row.number, row.subject, row.owner, row.room) == (
        "", "145/QĐ-SVHTTDL", "", "", "",
    )  # fmt: skip


def test_what_the_decided_paper_does_not_say_is_not_filled_by_the_one_of_the_list(line):
    """The list names 150, a person a paper without an owner: the owner of 150 is not its."""
    bare = paper("147/QĐ-SVHTTDL", "12/05/2018", subject="", owner="", sheets=None)
    store(line.catalogue, bare, name="so-2.xlsx")
    scan = Scan(description=line.catalogue.link(_listed("150/QĐ-SVHTTDL")))
    line.run(scan)
    line.say(scan, "SO-000004")
    line.run(scan)

    row = _row(line, scan)

    assert (row.record_id, row.number, row.subject, row.owner, row.sheets) == (
        "SO-000004", "147/QĐ-SVHTTDL", "", "", None,
    )  # fmt: skip
    assert known_description(line.catalogue, scan.read).owner == ""
