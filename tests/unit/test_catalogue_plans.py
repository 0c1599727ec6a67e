"""No writing step and no single question goes through a table that grows with the archive.

What SQLite is asked is listened to, and its own plan of each statement is looked at.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from catalogue_samples import NOON, UNIT, archive, note, paper, reading, record_of, sha, store
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite

from sohoa.catalogue import record_store, report_queries, schema, writer
from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.ledger_tables import document_seals
from sohoa.catalogue.notes import ProofNote, RenewedRecord
from sohoa.catalogue.search_wanted import Wanted
from sohoa.domain.custody import Decision
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Finding, HeaderFields

LARGE = ("documents", "document_texts", "reservations", "register_records", "record_events")
_RARE = "|".join(name for name, _column, _rule in (*schema.RARE, *schema.FEW))
#: A walk through a table; one through an index of what is rare is none.
_SCAN = re.compile(rf"SCAN ({'|'.join(LARGE)}|[dwrp])( (?!.*INDEX ({_RARE}))|$)")
DAY = PartialDate(2018, 3, 5)


class Listener:
    """The statements of one connection, and their plans."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def scans(self, connection: sqlite3.Connection) -> list[str]:
        """The statements that go through a large table."""
        found = []
        for statement in self.statements:
            if not statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
                continue
            for *_numbers, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
                if _SCAN.match(step):
                    found.append(f"{step}: {statement}")
        return found


@contextmanager
def listening(embedded) -> Iterator[Listener]:
    """Hear what the writing door asks, with the values filled in."""
    listener = Listener()
    embedded._database.engine.dispose()

    def listen(connection, _record) -> None:
        connection.set_trace_callback(listener.statements.append)

    event.listen(embedded._database.engine, "connect", listen)
    yield listener
    event.remove(embedded._database.engine, "connect", listen)
    embedded._database.engine.dispose()


def plan_of(folder, statement: str) -> str:
    """How SQLite goes about a statement."""
    with sqlite3.connect(folder / "catalogue.sqlite3") as connection:
        return str(connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall())


def test_the_way_of_a_document_goes_by_indexes(embedded, tmp_path):
    """Note, place, entry, word of a list, proof, renewal, replacing and withdrawing."""
    store(embedded, paper("12/QĐ-SVHTTDL", sheets=3))
    archive(embedded, tmp_path, "hop.1", text="Điều 1", description=Description(number="1/QĐ"))
    with listening(embedded) as heard:
        archive(
            embedded, tmp_path, "hop.2", text="Điều 2",
            description=Description(number="12/QĐ-SVHTTDL", formed=DAY),
        )  # fmt: skip
        known = embedded.link(Description(number="12/QĐ-SVHTTDL", formed=DAY))
        embedded.complete("hop.2", known, header=HeaderFields())
        embedded.note_proofs([ProofNote("hop.1", NOON)])
        embedded.archived_by_content(sha("hop.1"))
        embedded.archived_by_record("HS-0000001")
        embedded.retired_by_content(sha("hop.1"))
        embedded.newest_archived_at()
        embedded.newest_archived_at(before=dt.date(2020, 1, 1))
        embedded.file_unit_members(str(UNIT))
        embedded.renew("hop.1", renewed())
        embedded.decide(Decision("hop.1", "hop.1.2", sha("better"), "lan", "rõ hơn", NOON))
        archive(embedded, tmp_path, "hop.1.2", content=sha("better"))
        embedded.release_masters("hop.1.2", person="lan", reason="x", at=NOON)
        embedded.withdraw("hop.1.2", person="lan", reason="nhầm", at=NOON)
        embedded.trails_kept({"hop.1": "x"})
        embedded.due_trails()
        embedded.withdraw_absent("Hộp 01", present=())
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        assert heard.scans(connection) == []
    assert len(heard.statements) > 60


def renewed() -> RenewedRecord:
    """The next form of the first document."""
    return RenewedRecord(sha("%PDF of hop.1"), "n" * 64, 9, "r" * 64, 2, None, NOON)


def test_one_document_is_found_by_an_index(embedded, tmp_path):
    """By id, register id or name; its neighbours, its events and its text too."""
    archive(embedded, tmp_path, "hop.1", text="Điều 1", description=Description(number="12/QĐ"))
    heard = Listener()
    with reading(tmp_path) as reader:
        reader._database.connection.set_trace_callback(heard.statements.append)
        row = reader.document("hop.1")
        assert reader.document(row.archive_path) == row
        assert reader.document("HS-0000001") is None
        reader.record_events("hop.1")
        reader.text("hop.1")
        reader.has_documents("Hộp 01")
        reader.settled_places("Hộp 01")
        reader.absent_documents("Hộp 01")
        reader.waiting()
        next(reader.documents())
        next(reader.documents(batch="Hộp 01"))
        next(reader.documents(state=DocumentState.ARCHIVED))
        next(reader.archived())
        assert list(reader.archived_folders()) == [f"2018/{UNIT}"]
        reader.members(f"2018/{UNIT}")
        list(reader.places(str(UNIT)))
        reader.places_at([row])
        reader.files_like([row])
        list(reader.signers())
        reader.linked_papers(["hop.1"])
        reader.masters_released(["hop.1"])
        reader.known_files([row.sha256])
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        assert heard.scans(connection) == []
    assert len(heard.statements) > 20


QUESTIONS = (
    "SO-000001",
    "07CTUBND",
    "7/CT-UBND",
    "28/02/2022",
    "tháng 2 năm 2022",
    "điều 28/02/2022",
    "điều 1",
)


def test_a_search_goes_by_indexes(embedded, tmp_path):
    """Numbers, days, words, whatever they are narrowed to; and the names that papers bear."""
    store(embedded, paper("12/QĐ-SVHTTDL"))
    archive(embedded, tmp_path, "hop.1", text="Điều 1", description=Description(number="7/CT"))
    narrowings = (
        Wanted(),
        Wanted(newest=True),
        Wanted(rooms=("a",), record_types=("b",), year=2018),
        Wanted(phase=2, state="archived", batch="Hộp 01"),
    )
    heard = Listener()
    with reading(tmp_path) as reader:
        need = reader.need_asked(NeedRules.of({}), Need.RESCAN_IF_CAN)
        reader._database.connection.set_trace_callback(heard.statements.append)
        for wanted in (*narrowings, Wanted(need=need)):
            for query in QUESTIONS:
                reader.search(query, wanted)
        reader.known_rooms()
        reader.known_types()
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        assert heard.scans(connection) == []
        every = " ".join(plan_of(tmp_path, one) for one in heard.statements if "f.key" in one)
        assert "SCAN t" not in every
        for asked, index in (("number_joined", "number_joined"), ("d.formed >=", "formed")):
            plans = " ".join(
                str(connection.execute(f"EXPLAIN QUERY PLAN {one}").fetchall())
                for one in heard.statements
                if asked in one and "MATCH" not in one
            )
            assert f"ix_documents_{index}" in plans
    assert len(heard.statements) > 100


def test_status_reads_indexes_alone(embedded, tmp_path):
    """What may need a person stands together; nobody looks for it among all others.

    Numbers that stand twice are found along the index of numbers, without their rows.
    """
    finding = Finding("hardly-legible", 1, "")
    archive(embedded, tmp_path, "hop.1", findings=(finding,))
    heard = Listener()
    with reading(tmp_path) as reader:
        reader._database.connection.set_trace_callback(heard.statements.append)
        reader.workloads(NeedRules.of({}))
        reader.below_rules()
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        scans = {scan.partition(":")[0] for scan in heard.scans(connection)}
    assert scans <= {"SCAN documents USING COVERING INDEX ix_documents_same_paper"}


@pytest.mark.parametrize("count", [3, 40])
def test_many_records_take_as_few_statements_as_one(embedded, tmp_path, count):
    """Places and entries of many are asked for together, in one transaction."""
    names = [f"hop.{number}" for number in range(count)]
    with listening(embedded) as heard:
        places = embedded.reserve_many(dict.fromkeys(names, UNIT))
        records = [(record_of(name, tmp_path, ordinal=places[name]), name) for name in names]
        embedded.commit_many(records)
    selects = [one for one in heard.statements if one.startswith("SELECT")]
    assert len(selects) <= 20, "of them four of the ledger, and three of seals"
    with reading(tmp_path) as reader:
        assert len(reader.list_documents()) == count
        assert {row.ordinal for row in reader.list_documents()} == set(range(1, count + 1))
        assert [hit.document_id for hit in reader.search(names[-1]).hits] == [names[-1]]


def test_many_are_not_looked_up_along_all_that_is_archived(embedded, tmp_path):
    """Of five hundred values in a list SQLite would rather take the index of one state."""
    names = [f"hop.{number}" for number in range(600)]
    store(embedded, *(paper(f"{number}/QĐ") for number in range(600)))
    with listening(embedded) as heard:
        embedded.note_states(batch="Hộp 01", phase=2, states=[note(name) for name in names])
        places = embedded.reserve_many(dict.fromkeys(names, UNIT))
        said = [Description(number=f"{number}/QĐ") for number in range(600)]
        records = [
            (record_of(name, tmp_path, ordinal=places[name], description=one), name)
            for name, one in zip(names, said, strict=True)
        ]
        embedded.commit_many(records)
        store(embedded, paper("700/QĐ"), name="so-2.xlsx")
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        walks = {
            statement[:200]
            for statement in heard.statements
            if statement.startswith(("SELECT", "WITH"))
            for *_numbers, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
            if "ix_documents_state (state=?)" in step
        }
    assert walks == set()


def test_many_leave_the_rows_of_one_after_the_other(catalogue_at, tmp_path, monkeypatch):
    """Whether a hundred records come in three calls or in three hundred, the catalogue is one."""
    for module in (record_store, writer):
        monkeypatch.setattr(module, "_now", lambda: NOON)
    names = [f"hop.{number}" for number in range(12)]
    told = []
    for is_one_call in (False, True):
        folder = tmp_path / f"together-{is_one_call}"
        folder.mkdir()
        groups = [names] if is_one_call else [[name] for name in names]
        with writer.Catalogue.open(catalogue_at(folder)) as catalogue:
            store(catalogue, *(paper(f"{number}/QĐ") for number in range(1, 9)))
            for some in groups:
                notes = [note(name, content_sha256=sha(name)) for name in some]
                catalogue.note_states(batch="Hộp 01", phase=2, states=notes)
            places = {}
            for some in groups:
                places |= catalogue.reserve_many(dict.fromkeys(some, UNIT))
            for some in groups:
                catalogue.commit_many([_entry(catalogue, name, folder, places) for name in some])
            told.append(_all_that_is_stored(catalogue))
            with catalogue.tried(rehearse=True) as trial:
                sealed = trial.connection.execute(select(document_seals.c.document_id)).scalars()
                assert sorted(sealed) == sorted(names)
    assert told[0] == told[1]
    assert len(told[0]["documents"]) == len(told[0]["reservations"]) == len(names)
    assert sum(one["count"] for one in told[0]["tallies"]) == 8


def _entry(catalogue, name, folder, places):
    number = int(name.rpartition(".")[2])
    said = Description(record_id=f"SO-{number:06d}") if 1 <= number <= 8 else Description()
    linked = catalogue.link(said)
    finding = (Finding("turned", 1, "90"),) if number % 3 == 0 else ()
    record = record_of(name, folder, ordinal=places[name], description=linked, findings=finding)
    return record, f"Điều {number} hoà bình"


def _all_that_is_stored(catalogue) -> dict[str, list[dict[str, object]]]:
    """All rows, but for the acts of recording: one act of many is not many of one."""
    acts = (
        "changes", "counters", "register_imports", "register_rows", "ledger_entries",
        "ledger_peaks", "document_seals",
    )  # fmt: skip
    with catalogue.tried(rehearse=True) as trial:
        return {
            table.name: [
                {name: value for name, value in row.items() if name != "change_id"}
                for row in trial.connection.execute(
                    select(table).order_by(*table.primary_key)
                ).mappings()
            ]
            for table in schema.metadata.sorted_tables
            if table.name not in acts
        }


def test_of_many_all_are_entered_or_none(embedded, tmp_path):
    """One that another has already leaves nothing of those beside it."""
    archive(embedded, tmp_path, "hop.1")
    twice = [
        (record_of("hop.2", tmp_path, ordinal=2), ""),
        (record_of("hop.3", tmp_path, ordinal=3, content=sha("hop.2")), ""),
    ]
    with pytest.raises(Exception, match=r"hop\.2"):
        embedded.commit_many(twice)
    with reading(tmp_path) as reader:
        assert [row.document_id for row in reader.list_documents()] == ["hop.1"]


def test_two_of_many_do_not_get_a_place_for_one_scan(embedded):
    """As if they had been asked for one after the other."""
    embedded.note_states(
        batch="b", phase=2, states=[note("a", content_sha256="x"), note("b", content_sha256="x")]
    )
    with pytest.raises(Exception, match="a"):
        embedded.reserve_many({"a": UNIT, "b": UNIT})
    assert embedded.reserve("a", file_unit=UNIT) == 1


def test_a_report_reads_in_the_order_of_an_index(embedded, tmp_path):
    """A million rows are not sorted: papers as they were entered, documents by batch and name."""
    store(embedded, paper())

    now, ever = (report_queries.archived(ever=ever, by_operator=True) for ever in (False, True))
    for statement in (report_queries.PAPERS, now, ever):
        assert "TEMP B-TREE" not in plan_of(tmp_path, statement)


def test_a_server_is_given_lists_as_lists():
    """Of JSON it would know nothing, and compare each of its rows with each value of it."""
    documents = schema.documents.c
    query = select(documents.document_id).where(is_among(documents.record_id, ["a", "b"]))
    assert "documents.record_id = ANY (" in str(query.compile(dialect=postgresql.dialect()))
    told = str(query.compile(dialect=sqlite.dialect()))
    assert "documents.record_id IN (SELECT value FROM json_each(?))" in told
    assert "= 1" not in told
