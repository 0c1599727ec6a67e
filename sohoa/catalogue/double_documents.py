"""Find documents that have brought a paper already, as `domain.double_documents` judges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from sohoa.catalogue.schema import documents
from sohoa.domain.double_documents import PaperFace
from sohoa.domain.identifiers import is_bare_key
from sohoa.domain.outcome import DocumentState

_TOGETHER = 400
_BRINGING = (DocumentState.ARCHIVED, DocumentState.IN_PROGRESS)


def find_same_papers(
    connection: Connection, asked: Iterable[PaperFace]
) -> dict[str, tuple[str, ...]]:
    """Document → the other documents that have brought its paper, archived ones first.

    Of documents that are asked about together, only the archived count for one another: the
    order among the rest is the caller's.
    """
    faces = [face for face in asked if face.is_asked]
    together = {face.document_id for face in faces}
    held: dict[str, list[tuple[PaperFace, bool]]] = {}
    for face, is_archived in _held(connection, faces):
        if is_archived or face.document_id not in together:
            held.setdefault(face.figures, []).append((face, is_archived))
    found: dict[str, tuple[str, ...]] = {}
    for face in faces:
        others = sorted(held.get(face.figures, ()), key=lambda one: not one[1])
        same = [one.document_id for one, _archived in others if one.may_be(face)]
        if names := tuple(name for name in dict.fromkeys(same) if name != face.document_id):
            found[face.document_id] = names
    return found


def face_of_row(row: Mapping[str, Any]) -> PaperFace:
    """The face of a document's row."""
    return PaperFace(
        row["document_id"],
        row["number_key"],
        row["formed"],
        row["page_says"].get("issuing_body", ""),
        row["record_id"] or "",
    )


def _held(connection: Connection, faces: Sequence[PaperFace]) -> Iterator[tuple[PaperFace, bool]]:
    """The papers of these numbers, whole or figures alone, that are archived or on their way."""
    column = documents.c
    states = [column.state == state.value for state in _BRINGING]
    keys = sorted({key for face in faces for key in (face.number_key, face.figures)})
    wanted: list[ColumnElement[bool]] = [
        column.number_key.in_(keys[start : start + _TOGETHER])
        for start in range(0, len(keys), _TOGETHER)
    ]
    wanted += [_whole_of(face) for face in faces if is_bare_key(face.number_key)]
    for condition in wanted:
        query = select(documents).where(condition, or_(*states), column.withdrawn_at.is_(None))
        for row in connection.execute(query).mappings():
            yield face_of_row(dict(row)), row["state"] == DocumentState.ARCHIVED.value


def _whole_of(face: PaperFace) -> ColumnElement[bool]:
    """Whole numbers of a day that begin with figures alone; by the index of numbers."""
    key, after = documents.c.number_key, chr(ord("/") + 1)
    return and_(
        key > f"{face.figures}/", key < f"{face.figures}{after}", documents.c.formed == face.formed
    )
