"""The sheet to decide in: exported with all that waits, imported with what a person has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from sohoa.catalogue.answering import Answer
from sohoa.catalogue.page_descriptions import descriptions_of
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.paper_questions import open_questions
from sohoa.catalogue.papers_to_match import known_boxes, papers_named
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import FileThereError
from sohoa.domain.identifiers import slug
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.register import RegisterRecord
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import not_taken
from sohoa.language import _
from sohoa.person import person
from sohoa.review.answers import Choice, SheetAnswer, read_answers
from sohoa.review.asked import AskedField, AskedPaper, AskedRecord
from sohoa.review.pictures import pictures_in
from sohoa.review.sheet import write_sheet
from sohoa.tabular.keyed_sheet import BadRow, fault_text
from sohoa.use_cases.custody import checked_reason
from sohoa.use_cases.deciding import AnswerResult, AskedDocument, decide_all, in_words
from sohoa.use_cases.matching import LikelyPaper
from sohoa.workspace import Workspace

#: So many rows a sheet has at most: with their pictures some 30 MB, and a week's work.
MOST_ROWS = 500
_STEM = "phieu-quyet-dinh"


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A sheet that was written.

    Attributes:
        path: Where it lies; `None` if nothing waits: then none is written.
        left: How many documents wait beside those in the sheet.
    """

    path: Path | None
    rows: int
    left: int


class SheetRowState(StrEnum):
    """What became of a row."""

    DECIDED = "decided"
    #: It was decided the same before: nothing was changed.
    SAME = "same"
    #: It says "later".
    LATER = "later"
    #: What it says cannot be: decided otherwise meanwhile, asked otherwise, the paper is taken.
    REFUSED = "refused"
    #: It cannot be read.
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """What became of one row.

    Attributes:
        sheet, row: Where it stands in the workbook.
        record_id: The paper that it names; empty for none.
        code, message: Why it was not taken: an error's code, or the fault of the row.
    """

    sheet: str
    row: int
    document_id: str
    record_id: str
    state: SheetRowState
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ReviewImport:
    """What became of a sheet.

    Attributes:
        unanswered: Rows that were left open.
        minutes: What a person noted as spent on it.
        rehearsed: Nothing was stored.
    """

    rows: tuple[SheetRow, ...]
    unanswered: int
    minutes: float | None
    rehearsed: bool

    def count(self, *states: SheetRowState) -> int:
        """How many rows came to one of these."""
        return sum(one.state in states for one in self.rows)


def export_review(
    workspace: Workspace, batches: Collection[str], target: Path | None, *, now: dt.datetime
) -> ReviewSheet:
    """Write what waits into a sheet, contradictions first; of very many the first ones.

    A sheet that is there is never written over: a person may have filled it in.

    Raises:
        UnknownBoxError: Nothing of a box is in the catalogue.
        FileThereError: There is a file of the target's name already.
        DiskFullError: No room is left.
    """
    if target is not None and target.exists():
        raise FileThereError(str(target))
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.looked_at() as connection,
    ):
        boxes = known_boxes(connection, batches)
        questions = open_questions(connection, batches=boxes)
        asked = tuple(in_words(connection, questions[:MOST_ROWS]))
        records = tuple(_records(connection, workspace, asked))
    if not records:
        return ReviewSheet(None, 0, 0)
    path = target or _free_path(workspace, batches, now)
    rows = write_sheet(records, path, at=now)
    return ReviewSheet(path, rows, len(questions) - rows)


def import_review(workspace: Workspace, path: Path, *, rehearse: bool) -> ReviewImport:
    """Enter what a sheet says, each row as far as it can be; all rows in one transaction.

    Killed in the midst, nothing of the sheet is entered. Imported once more, nothing is entered
    twice. The sheet itself is only read.

    Raises:
        NoReviewSheetError, ReviewSheetDamagedError, ReviewSheetNewerError: As
            `sohoa.review.answers.read_answers`.
    """
    answers = read_answers(path)
    decided = [one for one in answers.rows if one.choice is not Choice.LATER]
    seconds = _seconds_for_each(answers.minutes, len(decided))
    now = dt.datetime.now(dt.UTC)
    said = [
        (Answer(one.document_id, one.record_id, one.version, seconds), _saying(one, now))
        for one in decided
    ]
    entered = decide_all(workspace, said, rehearse=rehearse) if said else []
    rows = [
        *map(_entered, decided, entered),
        *(_later(one) for one in answers.rows if one.choice is Choice.LATER),
        *map(_bad, answers.bad),
    ]
    return ReviewImport(
        tuple(sorted(rows, key=lambda one: (one.sheet, one.row))),
        answers.unanswered,
        answers.minutes,
        rehearse,
    )


def _free_path(workspace: Workspace, batches: Collection[str], now: dt.datetime) -> Path:
    """A name that is not taken, in the folder of reports."""
    box = "".join(f"-{slug(one)}" for one in sorted(batches)) if len(batches) == 1 else ""
    stem = f"{_STEM}{box}-{day_of(now).isoformat()}"
    return not_taken(workspace.reports_dir / f"{stem}.xlsx")


def _records(
    connection: Connection, workspace: Workspace, asked: Sequence[AskedDocument]
) -> Iterator[AskedRecord]:
    described = descriptions_of(connection, [one.document_id for one in asked])
    named = {paper.record_id for one in asked for paper in one.papers}
    held = papers_named(connection, named)
    for one in asked:
        paper = described.get(one.document_id, PaperDescription())
        yield AskedRecord(
            one.document_id,
            one.batch,
            one.source_name,
            one.why,
            one.version,
            one.asked_at,
            tuple(
                AskedField(field.name, field.value, field.confidence, field.page, field.box)
                for field in paper.fields
            ),
            tuple(_paper(likely, held) for likely in one.papers),
            pictures_in(workspace.review_dir / one.document_id),
        )


def _paper(likely: LikelyPaper, held: Mapping[str, RegisterRecord]) -> AskedPaper:
    record = held[likely.record_id]
    return AskedPaper(
        likely.record_id,
        likely.number,
        likely.formed,
        record.record_type,
        likely.subject,
        record.owner,
        likely.held_by,
        likely.agree,
        likely.against,
    )


def _seconds_for_each(minutes: float | None, decided: int) -> int | None:
    """A person's time for one of them: what they noted for all, in equal parts."""
    return round(60 * minutes / decided) if minutes and decided else None


def _saying(answer: SheetAnswer, at: dt.datetime) -> Saying:
    """Who says it, and why; where the sheet names nobody, it is who imports it."""
    reason = checked_reason(answer.reason or _("decided in the review sheet"))
    return Saying(at, answer.person or person(), reason)


def _entered(answer: SheetAnswer, result: AnswerResult) -> SheetRow:
    return SheetRow(
        answer.sheet,
        answer.row,
        answer.document_id,
        answer.record_id,
        SheetRowState(result.state.value),
        result.code,
        result.message,
    )


def _later(answer: SheetAnswer) -> SheetRow:
    return SheetRow(answer.sheet, answer.row, answer.document_id, "", SheetRowState.LATER)


def _bad(row: BadRow) -> SheetRow:
    return SheetRow(
        row.sheet,
        row.row,
        row.document_id,
        "",
        SheetRowState.BAD,
        row.fault.value,
        fault_text(row),
    )
