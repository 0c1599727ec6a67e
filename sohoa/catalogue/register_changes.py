"""Rows of a register that mean a paper the catalogue holds, and say something else of it.

A corrected subject or number makes another key, and the paper would be counted twice. So a row of
no known key is compared with the papers that nothing else in the file accounts for: those of its
own number and year, and the one that stood in its place when the file was imported before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from sohoa.catalogue.schema import register_imports, register_records, register_rows
from sohoa.domain.identifiers import number_key
from sohoa.domain.register import FACTS, RegisterImport, RegisterRecord, RowDifference, fact_text
from sohoa.domain.vietnamese import fold, squeeze

#: What a paper is known by, beside its number.
_IDENTITY = ("room", "record_type", "formed", "subject", "owner", "location")
#: Of two papers with the same number and year, so many of these may differ in one and the same.
_MAY_DIFFER = 2
#: What people write in words of their own.
_WORDS = ("subject", "owner", "location")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs from the paper that is held.

    `same_key`: it is that paper for sure, and only the spelling differs.
    """

    record_id: str
    differences: tuple[RowDifference, ...]
    same_key: bool = False


#: By place of a row in `RegisterImport.rows`.
Changes = dict[int, Change]


def changes_in(
    connection: Connection, register: RegisterImport, known: Mapping[str, str]
) -> Changes:
    """Find the rows that seem to be a changed form of a paper the catalogue holds.

    Args:
        connection: The catalogue.
        register: The file that is being imported.
        known: Key → id of every paper held.
    """
    if not known:
        return {}
    keys = {at: row.record.key for at, row in enumerate(register.rows) if row.record}
    claimed = {known[key] for key in keys.values() if key in known}
    unknown = {
        at: record
        for at, row in enumerate(register.rows)
        if (record := row.record) and keys[at] not in known and not row.is_confirmed
    }
    papers = {at: known[key] for at, key in keys.items() if key in known}
    changes: Changes = dict(_respelt(connection, register, papers))
    for at, held in (
        *_by_number(connection, unknown, claimed),
        *(_by_place(connection, register, unknown) if 2 * len(papers) >= len(keys) else ()),
    ):
        if at not in changes and held["record_id"] not in claimed:
            claimed.add(held["record_id"])
            changes[at] = Change(held["record_id"], tuple(differences(unknown[at], held)))
    return changes


def _respelt(
    connection: Connection, register: RegisterImport, papers: Mapping[int, str]
) -> Iterator[tuple[int, Change]]:
    """Rows of a known paper whose words differ in their marks: `Đông` that has become `Đồng`.

    By such words two rows are one paper; but which of them is right is not for us to say.
    """
    rows: dict[str, list[int]] = {}
    for at, record_id in papers.items():
        rows.setdefault(record_id, []).append(at)
    for held in _held_by(connection, register_records.c.record_id, rows):
        for at in rows[held["record_id"]]:
            record = register.rows[at].record
            found = tuple(
                RowDifference(name, said, held[name])
                for name in _WORDS
                if record and _cased(said := getattr(record, name)) != _cased(held[name])
            )
            if found:
                yield at, Change(held["record_id"], found, same_key=True)


def differences(record: RegisterRecord, held: RowMapping) -> Iterator[RowDifference]:
    """Everything that a row says otherwise than the catalogue does of its paper."""
    if number_key(record.number) != held["number_key"]:
        yield RowDifference("number", record.number, held["number"])
    for name in _differing(record, held):
        said = record.formed.iso if name == "formed" else getattr(record, name)
        yield RowDifference(name, said, held[name])
    for name in FACTS:
        said, kept = fact_text(getattr(record, name)), fact_text(held[name])
        if said != kept:
            yield RowDifference(name, said, kept)


def held_paper(connection: Connection, record_id: str) -> RowMapping:
    """Give the catalogue's record of a paper."""
    query = select(register_records).where(register_records.c.record_id == record_id)
    return connection.execute(query).mappings().one()


def _by_number(
    connection: Connection, unknown: Mapping[int, RegisterRecord], claimed: set[str]
) -> Iterator[tuple[int, RowMapping]]:
    """Rows and papers of one number and year that differ in little else."""
    rows: dict[tuple[str, int], list[int]] = {}
    for at, record in unknown.items():
        if record.number:
            rows.setdefault((number_key(record.number), record.formed.year), []).append(at)
    numbers = {number for number, _year in rows}
    for held in _held_by(connection, register_records.c.number_key, numbers):
        if held["record_id"] in claimed:
            continue
        for at in rows.get((held["number_key"], held["year"]), ()):
            if len(_differing(unknown[at], held)) <= _MAY_DIFFER:
                yield at, held


def _held_by(
    connection: Connection, column: ColumnElement[str], values: Iterable[str]
) -> Iterator[RowMapping]:
    left = iter(sorted(values))
    while chunk := list(islice(left, _AT_ONCE)):
        query = select(register_records).where(column.in_(chunk))
        yield from connection.execute(query.order_by(register_records.c.serial)).mappings()


def _by_place(
    connection: Connection, register: RegisterImport, unknown: Mapping[int, RegisterRecord]
) -> Iterator[tuple[int, RowMapping]]:
    """Rows whose place in a file of the same name held a paper of the same room and type.

    Asked only of files half of whose papers are known: many registers are called `so.xlsx`.
    """
    imports = register_imports.c
    query = select(imports.id).where(
        imports.file_name == register.file_name, imports.sha256 != register.sha256
    )
    last = connection.execute(query.order_by(imports.id.desc()).limit(1)).scalar()
    if last is None or not unknown:
        return
    rows = register_rows.c
    stood = select(rows.sheet, rows.row_number, register_records).join(
        register_records, register_records.c.record_id == rows.record_id
    )
    places = {
        (held["sheet"], held["row_number"]): held
        for held in connection.execute(stood.where(rows.import_id == last)).mappings()
    }
    for at, record in unknown.items():
        row = register.rows[at]
        held = places.get((row.sheet, row.row_number))
        if held is not None and _is_likely_the_same(record, _differing(record, held)):
            yield at, held


def _is_likely_the_same(record: RegisterRecord, differing: Sequence[str]) -> bool:
    """Two rows of one place mean one paper if what it is of, whose or of when has stayed."""
    same_kind = "room" not in differing and "record_type" not in differing
    said = {"formed": True, "subject": bool(record.subject), "owner": bool(record.owner)}
    return same_kind and any(name not in differing for name, is_said in said.items() if is_said)


def _differing(record: RegisterRecord, held: RowMapping) -> list[str]:
    return [name for name in _IDENTITY if _plain(record, name) != _folded(held[name])]


def _plain(record: RegisterRecord, name: str) -> str:
    return record.formed.iso if name == "formed" else _folded(getattr(record, name))


def _folded(text: str) -> str:
    return fold(squeeze(text))


def _cased(text: str) -> str:
    return squeeze(text).casefold()
