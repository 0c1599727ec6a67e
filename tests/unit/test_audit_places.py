"""One file in one place: what that means where a record was taken out of the count."""

from __future__ import annotations

from catalogue_samples import NOON, archive, reading
from sqlalchemy import update

from sohoa.audit.places import Neighbours, gaps_of
from sohoa.catalogue.rows import GivenPlace
from sohoa.catalogue.schema import documents


def neighbours(folder) -> dict[str, list[str]]:
    """What contradicts each record, by what stands in the catalogue."""
    with reading(folder) as reader:
        rows = reader.list_documents()
        known = Neighbours.of(reader, rows, frozenset())
    return {row.document_id: [one.code for one in known.problems_of(row)] for row in rows}


def test_what_was_withdrawn_may_be_taken_up_again_as_it_came(catalogue, tmp_path):
    """A kept original has the same bytes each time; two records that count never have."""
    for document in ("hop.1", "hop.2"):
        archive(catalogue, tmp_path, document)
    with catalogue.tried(rehearse=False) as trial:
        trial.connection.execute(update(documents).values(sha256="x"))

    assert neighbours(tmp_path) == {"hop.1": [], "hop.2": ["twice"]}
    catalogue.withdraw("hop.1", person="lan", reason="nhầm", at=NOON)
    assert neighbours(tmp_path) == {"hop.1": [], "hop.2": []}


def test_ordinals_that_lead_nowhere():
    """First those whose document is gone, then those that nobody was given."""
    places = [
        GivenPlace("u", 2, "a", is_known=True),
        GivenPlace("u", 3, "b", is_known=False),
        GivenPlace("u", 5, "c", is_known=True),
    ]
    found = [(one.code, one.details["ordinal"]) for one in gaps_of(places)]
    assert found == [("taken-away", "3"), ("gap", "1"), ("gap", "4")]
