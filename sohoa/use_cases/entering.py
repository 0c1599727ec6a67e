"""A paper that no row of a register has is entered from the page of its scan, and tied to it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from sohoa.catalogue import paper_changes
from sohoa.catalogue.answering import Answer, answer_question
from sohoa.catalogue.document_store import find_document
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.catalogue_errors import NotFoundError
from sohoa.domain.decision_errors import NothingAskedError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.inventory_errors import PaperValueError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.record_words import subject_of
from sohoa.domain.register import RegisterRecord
from sohoa.inventory.paper_edit import edited
from sohoa.inventory.section import Office
from sohoa.language import _
from sohoa.settings import load_settings
from sohoa.tabular.columns import Column, column_title
from sohoa.use_cases.paper_changes import (
    PaperChange,
    PaperChanges,
    Word,
    changed,
    difference,
    office_of,
)
from sohoa.workspace import Workspace


def enter_paper(
    workspace: Workspace, name: str, said: Mapping[Column, str], word: Word
) -> PaperChanges:
    """Enter the paper that a document is, by what its pages say; `said` goes before that.

    Of a document that waits to be told which paper it is, and of one that was archived as none of
    the register. Whether the paper is in force nobody says yet, unless `said` does.

    Raises:
        NotFoundError: There is no such document.
        NothingAskedError: It does not wait, or it has its paper.
        PaperValueError: A value is none of its column, or neither page nor `said` gives it.
        PaperThereError: A paper of the register says, word for word, the same.
        FutureDayError: Nobody knows what holds from tomorrow on.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        row = reader.document(name)
        if row is None:
            raise NotFoundError(name=name)
        paper = reader.page_description(row.document_id)
    is_archived = row.state is DocumentState.ARCHIVED
    if row.record_id or not (is_archived or row.state is DocumentState.ASKED):
        raise NothingAskedError(document=row.document_id)
    office, rule = office_of(workspace), load_settings(workspace.config_dir).identity
    record = edited(row.document_id, _of_page(row, paper, said, office), said, office)

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        now = find_document(connection, row.document_id)
        if now is None or now["record_id"]:  # somebody has tied it meanwhile
            raise NothingAskedError(document=row.document_id)
        paper_changes.refuse_alike(connection, {"": record}, rule, are_coming=True)
        made = paper_changes.enter_paper(connection, record, saying)
        if is_archived:
            paper_changes.link_document(connection, row.document_id, made, saying)
        else:
            answer_question(connection, Answer(row.document_id, made), saying)
        return (PaperChange(made, difference(record), new=True),)

    return changed(workspace, work, word)


def _of_page(
    row: DocumentRow, paper: PaperDescription, said: Mapping[Column, str], office: Office
) -> RegisterRecord:
    """What page, and list where there is one, say of a paper; a room by its letters on the page."""
    formed = row.formed or paper.value(FieldName.FORMED)
    if not formed and not said.get(Column.DATE):
        problem = _("{column}: empty").format(column=column_title(Column.DATE))
        raise PaperValueError(record=row.document_id, problems=problem)
    room = row.room or paper.value(FieldName.DRAFTING_ROOM)
    kind = row.record_type or paper.value(FieldName.RECORD_TYPE)
    return RegisterRecord(
        room=office.room_name(room) if office.knows_room(room) else "",
        record_type=office.type_name(kind),
        number=row.number or paper.value(FieldName.NUMBER),
        # What a person says of the day takes its place.
        formed=PartialDate.parse(formed or said[Column.DATE]),
        subject=subject_of(row, paper),
        owner=row.owner or paper.value(FieldName.OWNER),
        sheets=row.sheets,
    )
