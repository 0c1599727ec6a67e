"""A list is read page by page while somebody writes: each document that stays is there, once."""

from __future__ import annotations

from itertools import islice

from catalogue_samples import note, reading

from sohoa.catalogue.document_reader import FIRST_TOGETHER, TOGETHER
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.outcome import DocumentState

COUNT = FIRST_TOGETHER + TOGETHER + 100


def test_each_is_listed_once_while_others_come_and_change(catalogue_at, tmp_path):
    """New ones before and behind the place of reading; states that change on both sides of it."""
    names = [f"hop-{number:05d}" for number in range(0, 2 * COUNT, 2)]
    with Catalogue.open(catalogue_at(tmp_path)) as catalogue:
        catalogue.note_states(batch="Hộp", phase=2, states=[note(name) for name in names])
        with reading(tmp_path) as reader:
            listed = reader.documents()
            seen = [row.document_id for row in islice(listed, FIRST_TOGETHER + 10)]
            between = [f"hop-{number:05d}" for number in range(1, 2 * COUNT, 200)]
            refused = [
                note(name, DocumentState.QUARANTINED, reason_code="INTAKE-001")
                for name in (*names[:50], *names[-50:])
            ]
            states = [*map(note, between), *refused]
            catalogue.note_states(batch="Hộp", phase=2, states=states)
            seen += [row.document_id for row in listed]

    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)
    assert [name for name in seen if name not in between] == names
