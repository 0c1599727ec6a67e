"""One file in one place: what that means where a record was taken out of the count."""

from __future__ import annotations

from dataclasses import replace

from catalogue_samples import archive, reading

from sohoa.audit.places import Neighbours
from sohoa.domain.outcome import DocumentState


def test_what_was_withdrawn_may_be_taken_up_again_as_it_came(catalogue, tmp_path):
    """A kept original has the same bytes each time; two records that count never have."""
    for document in ("hop.1", "hop.2"):
        archive(catalogue, tmp_path, document)
    with reading(tmp_path) as reader:
        one, two = reader.list_documents()
        places = reader.places()
    two = replace(two, sha256=one.sha256)

    withdrawn = replace(one, state=DocumentState.WITHDRAWN)
    again = Neighbours.of((withdrawn, two), places)
    twice = Neighbours.of((one, two), places)

    assert not [*again.problems_of(withdrawn), *again.problems_of(two)]
    assert [problem.code for problem in twice.problems_of(two)] == ["twice"]
