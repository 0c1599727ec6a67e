"""Makes the short proof of what the ledger says of one document or paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sohoa.domain.proof_errors import HeadContradictedError, NothingRecordedError
from sohoa.inspection.differences import shown_time
from sohoa.inspection.door import InspectionDoor
from sohoa.ledger.entry import BY_TABLE, SOURCES
from sohoa.ledger.head import Head
from sohoa.ledger.proof import Proof, ProvenEntry
from sohoa.ledger.tree import consistency_proof, inclusion_proofs, leaf_hash, root_of

_BODIES = "SELECT position, body FROM ledger_entries WHERE position > :after ORDER BY position"
_ENTRIES = """SELECT position, salt, body FROM ledger_entries
    WHERE source = :source AND key = :key ORDER BY position"""
_FACTS, _CHANGES = "facts", "changes"

#: Position, body, salt and sealed words.
_Found = tuple[int, str, str, tuple[Any, ...]]


class UncoveredError(Exception):
    """What was entered of it last is under none of the heads that are kept."""


def make_proof(
    door: InspectionDoor, about: str, *, heads: Sequence[Head], given: Head | None, is_open: bool
) -> Proof:
    """Prove all entries about a document or paper, under the newest of the house's own heads.

    `given` is a head that somebody keeps: where the entries are under it they are proven to it, and
    else that the ledger has continued it. With `is_open` the facts' sealed words come along.

    Raises:
        NothingRecordedError: Nothing in the ledger is about it.
        UncoveredError: A new head has to be made first.
        HeadContradictedError: The ledger is not the continuation of a head.
    """
    with door.one_state():
        found = _entries_about(door, about)
        if not found:
            raise NothingRecordedError(name=about)
        last = found[-1][0]
        under = given if given is not None and given.size > last else None
        under = under or max(heads, key=lambda head: (head.size, head.at), default=None)
        if under is None or under.size <= last:
            raise UncoveredError
        leaves = _leaves(door)
    _require(leaves, under)
    earlier, consistency = None, list[bytes]()
    if given is not None and given is not under:
        _require(leaves, given)
        earlier = given.line
        if given.size:
            consistency = consistency_proof(leaves[: under.size], given.size)
    paths = inclusion_proofs(leaves[: under.size], (position for position, *_rest in found))
    return Proof(
        about=about,
        head=under.line,
        entries=tuple(
            _entry(one, path, is_open=is_open) for one, path in zip(found, paths, strict=True)
        ),
        earlier=earlier,
        consistency=tuple(one.hex() for one in consistency),
    )


def _entry(found: _Found, path: Sequence[bytes], *, is_open: bool) -> ProvenEntry:
    position, body, salt, sealed = found
    digests = tuple(one.hex() for one in path)
    if not is_open or not sealed:
        return ProvenEntry(position=position, body=body, path=digests)
    return ProvenEntry(position=position, body=body, path=digests, salt=salt, sealed=sealed)


def _entries_about(door: InspectionDoor, about: str) -> list[_Found]:
    """The entries of every source that names it, and of the changes by which facts were recorded.

    Of what is sealed only facts' words come along: who did it is nobody's to hand out.
    """
    found, acts = list[_Found](), dict[int, None]()
    for source in SOURCES:
        if not source.subject:
            continue
        query = (
            f"SELECT {', '.join(source.columns)} FROM {source.table}"  # noqa: S608 - our own names
            f" WHERE {source.subject} = :about ORDER BY {source.key}"
        )
        for row in door.rows(query, {"about": about}):
            is_fact = source.table == _FACTS
            sealed = tuple(row[1 + len(source.clear) :]) if is_fact else ()
            found += _entries(door, source.table, row[0], sealed)
            if is_fact:
                acts[row[source.columns.index("change_id")]] = None
    for act in acts:
        found += _entries(door, BY_TABLE[_CHANGES].table, act, ())
    return sorted(found)


def _entries(door: InspectionDoor, table: str, key: int, sealed: tuple[Any, ...]) -> list[_Found]:
    rows = door.rows(_ENTRIES, {"source": table, "key": key})
    last = len(rows) - 1
    # Sealed words that were written over fit the newest entry alone.
    return [
        (position, body, salt, sealed if number == last else ())
        for number, (position, salt, body) in enumerate(rows)
    ]


def _leaves(door: InspectionDoor) -> list[bytes]:
    return [
        leaf_hash(str(body).encode())
        for rows in door.pages(_BODIES, -1)
        for _position, body in rows
    ]


def _require(leaves: Sequence[bytes], head: Head) -> None:
    if head.size > len(leaves) or root_of(leaves[: head.size]) != head.root:
        raise HeadContradictedError(at=shown_time(head.at), size=head.size)
