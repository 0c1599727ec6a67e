"""Scans as they come to be matched, and as much of a line as matching asks for."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalogue_samples import NOON, UNIT, paper, record_of, store

from sohoa.catalogue.answering import Answer
from sohoa.catalogue.document_store import find_document
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.identifiers import document_id
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_questions import OpenQuestion
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    DescribedDocument,
    Description,
    HeaderFields,
    ReadDocument,
    Said,
    ScannedDocument,
)
from sohoa.domain.stations import Station
from sohoa.journal import Settled
from sohoa.line.engine import Batch, Tally, at_once, pass_step
from sohoa.line.match import MATCH, known_description
from sohoa.line.ocr import notes_of
from sohoa.line.station import WorkItem, journal_of
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

BOX = "Hộp 01"
DAY = PartialDate(2018, 5, 12)
NAMES = ("Bông Sen", "Hải Âu", "Sông Bé")
SUBJECT = "Về việc công nhận khách sạn {} đạt tiêu chuẩn 2 sao"
#: Three papers of one day; their ids are SO-000001 to SO-000003.
PAPERS = [
    paper(f"{number}/QĐ-SVHTTDL", "12/05/2018", subject=SUBJECT.format(name), sheets=1)
    for number, name in zip((145, 146, 150), NAMES, strict=True)
]


@dataclass(frozen=True)
class Scan:
    """A scan as it was read and described; by itself the paper 145."""

    name: str = "a.pdf"
    number: str = "145/QĐ-SVHTTDL"
    formed: PartialDate | None = DAY
    subject: str = SUBJECT.format("Bông Sen")
    description: Description = field(default_factory=Description)
    findings: tuple[Any, ...] = ()
    content: str = ""
    taken_in: str = ""

    @property
    def identity(self) -> str:
        """The document's id."""
        return document_id(BOX, self.name)

    @property
    def read(self) -> ReadDocument:
        """What reading gave."""
        content = (self.content or self.name).ljust(64, "0")
        scanned = ScannedDocument(self.identity, BOX, self.name, (), content, (), self.description)
        header = HeaderFields(self.number, self.formed, "Quyết định")
        return ReadDocument(scanned, (), header, 95.0, self.findings)

    @property
    def described(self) -> DescribedDocument:
        """What describing gave."""
        said = {
            FieldName.NUMBER: self.number,
            FieldName.FORMED: self.formed.iso if self.formed else "",
            FieldName.RECORD_TYPE: "Quyết định",
            FieldName.SUBJECT: self.subject,
        }
        fields = tuple(
            FieldRead(name, value, 1, Box(1, 2, 3, 4), 95.0, "network", "r")
            for name, value in said.items()
            if value
        )
        return DescribedDocument(self.read, PaperDescription("decree-30", fields))


#: Its number and its year are those of the paper 146: too little to be sure.
DOUBTED = Scan("doubted.pdf", "146/QĐ-SVHTTDL", PartialDate(2018), "")


@dataclass
class Line:
    """As much of the line as matching asks for."""

    batch: Batch
    round: int = 0

    @property
    def catalogue(self) -> Catalogue:
        """The office's catalogue."""
        return self.batch.catalogue

    def run(self, *scans: Scan) -> tuple[set[str], dict[str, str]]:
        """Describe and match scans as a run does; what goes on, and the codes of what does not."""
        items = []
        for scan in scans:
            made_from = scan.read.scanned.content_sha256 + scan.taken_in
            described = Settled(scan.identity, made_from, NOON, "test", "0" * 64, scan.described)
            journal = journal_of(self.batch.folder, Station.DESCRIBE, DescribedDocument)
            journal.settle(described)
            items.append(WorkItem(scan.identity, scan.name, made_from, scan.read))
        notes = list(notes_of(scan.read for scan in scans))
        taken_in = [
            replace(
                note,
                content_sha256=scan.read.scanned.content_sha256,
                paper=scan.described.paper,
                doubts=(),
            )
            for note, scan in zip(notes, scans, strict=True)
        ]
        self.catalogue.note_states(batch=BOX, phase=3, states=taken_in)
        tally = Tally()
        going_on = pass_step(MATCH, self.batch, items, attempt=at_once, tally=tally)
        assert {item.made_from for item in going_on} <= {item.made_from for item in items}
        refused = {one.source_name: one.code for one in tally.rejections}
        return {item.source_name for item in going_on}, refused

    def question(self, scan: Scan) -> OpenQuestion:
        """What is asked of a scan."""
        (asked,) = self.catalogue.open_questions(identities=[scan.identity])
        return asked

    def paper_of(self, scan: Scan) -> str:
        """The paper that the catalogue ties a scan to."""
        return known_description(self.catalogue, scan.read).record_id

    def say(self, scan: Scan, record_id: str, *, seen: str = "", who: str = "chị Lan") -> bool:
        """Decide."""
        answer = Answer(scan.identity, record_id, seen)
        return self.catalogue.answer_question(answer, Saying(NOON, who, "đã xem bản giấy"))

    def words_of(self, scan: Scan) -> tuple[str, str, str]:
        """Number, day and subject that the catalogue shows of a scan."""
        with self.catalogue.looked_at() as connection:
            row = find_document(connection, scan.identity)
        assert row is not None
        return row["number"], row["formed"], row["subject"]

    def take_back(self, scan: Scan) -> str:
        """Take a decision back."""
        return self.catalogue.take_back(scan.identity, Saying(NOON, "anh Ba", "nhầm"))


def settings_with(**review: str) -> Settings:
    settings = load_settings(CHECKOUT / "config")
    return settings.model_copy(update={"review": settings.review.model_copy(update=review)})


def line_at(catalogue: Catalogue, folder: Path) -> Line:
    """A box of the phase that takes what was formed in 2018."""
    plan = load_plan(CHECKOUT / "phases.yaml")
    phase = next(phase for phase in plan.phases if phase.takes(2018))
    store(catalogue, *PAPERS)
    workspace = Workspace(folder / "office")
    shutil.copytree(CHECKOUT / "config", workspace.config_dir)
    box = BatchFolder(workspace, phase.number, BOX)
    return Line(Batch(box, phase, plan, settings_with(), catalogue, None, None))


def listed(number: str, record_id: str = "") -> Description:
    """What a row of a list says."""
    said = Said(number, None, "")
    return Description(record_id=record_id, number=number, listed=said)


def archived(line: Line, scan: Scan, folder: Path) -> None:
    """Take a scan that has gone on into the archive."""
    ordinal = line.catalogue.reserve(scan.identity, file_unit=UNIT)
    record = record_of(scan.identity, folder, ordinal=ordinal)
    archival = replace(record.signed.archival, read=scan.read)
    signed = replace(record.signed, archival=archival)
    line.catalogue.commit(replace(record, signed=signed), text="x")
