"""The ledger follows the tables, whatever process writes, and whenever one is killed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest
from catalogue_samples import NOON, paper, store
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import text

from sohoa.catalogue.fact_log import record_change, record_facts
from sohoa.catalogue.makers import database_of
from sohoa.catalogue.owner_masking import mask_papers
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.proof_errors import LedgerDamagedError
from sohoa.domain.two_times import Act, Change, Fact, SubjectKind
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.ledger.entry import BY_TABLE, body_of, seal
from sohoa.workspace import CHECKOUT

#: Writes one change after the other, each with some facts, until it is killed or has done so many.
_WRITER = """
import datetime as dt, sys
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
url, count, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with Catalogue.open(url) as catalogue:
    print("ready", flush=True)
    for number in range(count):
        saying = Saying(dt.datetime.now(dt.UTC), name, "x")
        catalogue.edit_papers({"SO-000001": {"owner": f"{name} {number}"}}, saying)
        print(number, flush=True)
"""


def started(url: str, count: int, name: str) -> subprocess.Popen[str]:
    """A process of its own that writes; it has the catalogue open when this returns."""
    paths = f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'tests' / 'unit'}"
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, url, str(count), name],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def found_in(url: str, *heads) -> list[str]:
    """The codes of what an inspection finds."""
    with InspectionDoor.open(url) as door:
        return [one.code for one in Inspection(door, heads).differences()]


def now() -> dt.datetime:
    """The time it is."""
    return dt.datetime.now(dt.UTC)


def test_three_processes_keep_one_tree(catalogue_at, tmp_path):
    """Their entries follow one another without gaps; a head of the middle is proven by the end."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        processes = [started(url, 15, name) for name in ("an", "bình", "chi")]
        middle = catalogue.head(at=now())
        for process in processes:
            with process:
                assert process.wait() == 0
        end = catalogue.head(at=now())
    assert end.size >= 3 * 15 * 2
    assert found_in(url, middle, end) == []


def test_a_killed_writer_leaves_the_tree_whole(catalogue_at, tmp_path):
    """Whenever it dies, rows and entries are both there, or neither."""
    url, chance = catalogue_at(tmp_path), random.Random(13)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        head = catalogue.head(at=now())
    for _time in range(4):
        with started(url, 10_000, "lan") as process:
            for _line in range(chance.randint(1, 3)):
                assert process.stdout.readline()
            time.sleep(chance.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
        assert found_in(url, head) == []
    with Catalogue.open(url) as catalogue:
        assert catalogue.head(at=now()).size > head.size


def test_what_came_in_past_the_program_is_entered_by_the_next_write(catalogue_at, tmp_path):
    """And until then an inspection names it."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        with closing(database_of(url)) as database, database.writing() as connection:
            number = record_change(connection, Change(Act.EDIT, now(), "lan"))
            said = [Fact("Phòng A", {"declared": "3"})]
            record_facts(connection, number, SubjectKind.INVENTORY, said)
        assert found_in(url) == ["row-added", "row-added"]
        catalogue.note_event(OfficeEvent(OfficeEventKind.VERIFICATION, now(), {}, "lan"))
        assert found_in(url) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger_peaks SET digest = 'z'",
        "DELETE FROM ledger_peaks",
        "UPDATE ledger_peaks SET height = height + 40",
        "DELETE FROM ledger_entries WHERE position = (SELECT max(position) FROM ledger_entries)",
    ],
)
def test_a_damaged_ledger_is_added_to_by_nobody(catalogue_at, tmp_path, damage):
    """It is named, nothing of the write is stored, and the audit that it advises says more."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        head = catalogue.head(at=now())
        with closing(database_of(url)) as database, database.writing() as connection:
            connection.execute(text(damage))
        before = found_in(url, head)
        with pytest.raises(LedgerDamagedError):
            store(catalogue, paper("2/QĐ"), name="so-2.xlsx")
        with pytest.raises(LedgerDamagedError):
            catalogue.head(at=now())
        assert found_in(url, head) == before
    assert before


def test_what_is_rehearsed_is_not_entered(catalogue, tmp_path):
    """A trial leaves neither rows nor entries."""
    store(catalogue, paper("1/QĐ"))
    before = catalogue.head(at=NOON)
    with catalogue.tried(rehearse=True) as trial:
        record_change(trial.connection, Change(Act.EDIT, now(), "lan"))
    assert catalogue.head(at=NOON) == before


def test_masked_words_are_sealed_anew_and_told(catalogue_at, tmp_path):
    """The one way in which words of a fact are written over leaves both entries, and is named."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        saying = Saying(now(), "lan", "chủ")
        catalogue.edit_papers({"SO-000001": {"owner": "Bà Tư, CCCD 079182000123"}}, saying)
        head = catalogue.head(at=now())
        with closing(database_of(url)) as database, database.writing() as connection:
            assert mask_papers(connection, 0)[1] == 1
        with InspectionDoor.open(url) as door:
            inspection = Inspection(door, [head])
            told = [*inspection.differences()]
    assert [one.code for one in told] == ["row-again"]
    assert all(one.is_noted_only for one in told)
    assert told[0].record == "SO-000001"
    assert inspection.proven == [head]


def test_deleted_words_leave_every_proof_as_it_was(catalogue_at, tmp_path):
    """Words and salt of one fact go, as the law may demand: the tree holds, that row is named."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"), paper("2/QĐ"))
        head = catalogue.head(at=now())
    with closing(database_of(url)) as database, database.writing() as connection:
        connection.execute(text("UPDATE facts SET said = '{}' WHERE subject = 'SO-000002'"))
        connection.execute(
            text(
                "UPDATE ledger_entries SET salt = '' WHERE source = 'facts' AND key IN"
                " (SELECT serial FROM facts WHERE subject = 'SO-000002')"
            )
        )
    with InspectionDoor.open(url) as door:
        inspection = Inspection(door, [head])
        told = {(one.code, one.record) for one in inspection.differences()}
    assert inspection.proven == [head]
    assert ("row-changed", "SO-000002") in told
    assert {record for _code, record in told} <= {"SO-000002", ""}


def test_a_seal_tells_nothing_without_its_salt():
    """The same words have another seal in each entry, and no place between them can be moved."""
    assert seal(["An", "x"], "00") != seal(["An", "x"], "01")
    assert seal(["An", "x"], "00") != seal(["A", "nx"], "00")
    assert seal(["", None], "00") != seal([None, ""], "00")


@pytest.mark.parametrize("value", ["An\0", "An\ufffd"])
def test_an_entry_is_the_same_in_both_databases(value):
    """NUL, which one of them keeps and the other cannot, makes no other entry."""
    row = [7, "2026-11-30T00:00:00+00:00", "edit", None, value, "x"]
    written = body_of(BY_TABLE["changes"], row, "00")
    assert written == body_of(BY_TABLE["changes"], [*row[:4], "An\ufffd", "x"], "00")


@given(st.lists(st.one_of(st.none(), st.integers(), st.text()), max_size=4), st.text())
def test_a_seal_is_the_digest_of_plain_json(values, salt):
    """So that anybody can make it again (`docs/proof.md`)."""
    kept = [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in values]
    assume(not any(isinstance(one, str) and "\\u0000" in one for one in kept))
    written = json.dumps([salt, *kept], ensure_ascii=False, separators=(",", ":"))
    assert seal(values, salt) == hashlib.sha256(written.encode()).hexdigest()
