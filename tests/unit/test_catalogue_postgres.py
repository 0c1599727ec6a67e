"""A catalogue on a server: several write at once, the server dies, the way to it is not there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import unicodedata
from itertools import chain

import psycopg
import pytest
from catalogue_samples import UNIT, archive, note, paper, store
from postgres_server import running_server

from sohoa.catalogue.address import shown
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.postgres import engine as postgres_engine
from sohoa.catalogue.postgres.engine import PostgresWriting
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.catalogue_errors import (
    CatalogueFaultError,
    CatalogueServerError,
    PasswordInAddressError,
    UnfitServerError,
)
from sohoa.domain.errors import (
    BatchBusyError,
    BatchError,
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    CatalogueVersionError,
    error_classes,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.proof_errors import RenewalBusyError
from sohoa.domain.stage_results import Description
from sohoa.work.pool import forking

PROCESSES, EACH = 3, 200


@pytest.fixture
def url(postgres) -> str:
    """The address of an empty catalogue."""
    taken: str = postgres.empty_catalogue()
    yield taken
    postgres.give_back(taken)


def reserve_some(url: str, process: int) -> list[int]:
    """Ask for many places in one file unit, as a machine of its own would."""
    with Catalogue.open(url) as catalogue:
        return [catalogue.reserve(f"m{process}-{at}", file_unit=UNIT) for at in range(EACH)]


def number_some(url: str) -> list[int]:
    """Take numbers without the lock of the writers: they do not rest on it."""
    taken = list[int]()
    database = PostgresWriting(url)
    for at in range(EACH):
        with database.engine.connect() as connection, connection.begin() as begun:
            number = take_numbers(connection, NumberKind.EVENT)
            if at % 10:
                taken.append(number)
            else:
                begun.rollback()
    database.close()
    return taken


def open_once(url: str) -> str:
    """Open a catalogue, and make it if it is not there."""
    with Catalogue.open(url) as catalogue:
        return catalogue.schema_version


def test_three_machines_share_one_file_unit(url):
    """600 places asked for by three processes: each its own, none left out."""
    with forking().Pool(PROCESSES) as pool:
        given = pool.starmap(reserve_some, [(url, one) for one in range(PROCESSES)], chunksize=1)

    assert sorted(chain.from_iterable(given)) == list(range(1, PROCESSES * EACH + 1))
    assert all(one == sorted(one) for one in given)


def test_numbers_do_not_rest_on_one_writer(url):
    """Of three that take numbers at once, some giving up, each gets its own, without gaps."""
    with forking().Pool(PROCESSES) as pool:
        given = pool.map(number_some, [url] * PROCESSES, chunksize=1)

    every = sorted(chain.from_iterable(given))
    assert every == list(range(1, len(every) + 1))


def test_first_opens_at_once_on_a_server(postgres):
    """Several machines that open a new catalogue at the same moment all find it made."""
    new = postgres.new_database()

    with forking().Pool(3) as pool:
        assert pool.map(open_once, [new] * 3, chunksize=1) == [HEAD] * 3


def test_an_empty_database_reads_as_empty(postgres):
    """Reading makes nothing."""
    new = postgres.new_database()
    with CatalogueReader.open(new) as reader:
        assert (reader.list_documents(), reader.search("karaoke").hits) == ((), ())
    with psycopg.connect(new) as connection:
        (tables,) = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname='public'"
        ).fetchone()
    assert tables == 0


def test_a_later_schema_on_a_server_is_left_alone(url, postgres):
    """Neither read nor changed."""
    new = postgres.new_database()
    open_once(new)
    with psycopg.connect(new) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    for door in (Catalogue, CatalogueReader):
        with pytest.raises(CatalogueVersionError, match="9999"):
            door.open(new)


def test_tables_without_their_version_are_damage(postgres):
    """Half a catalogue is not made whole by guessing."""
    new = postgres.new_database()
    open_once(new)
    with psycopg.connect(new) as connection:
        connection.execute("DROP TABLE alembic_version")

    for door in (Catalogue, CatalogueReader):
        with pytest.raises(CatalogueDamagedError):
            door.open(new)


def test_a_database_that_cannot_hold_vietnamese_is_refused(postgres):
    """Before anything is made in it; the message says how to make a fit one."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'C'"
        )

    with pytest.raises(UnfitServerError, match="LATIN1") as refused:
        Catalogue.open(postgres.url("latin"))
    assert "createdb --encoding=UTF8 --template=template0" in refused.value.advice(str)
    assert open_once(postgres.new_database()) == HEAD


@pytest.mark.parametrize(
    "address", ["postgresql://lan:hoa123@db/sohoa", "postgresql://lan@db/s?password=hoa123"]
)
def test_a_password_stands_in_no_address(address):
    """It would be in the settings, in error messages, and on the screen of `ps`."""
    for door in (Catalogue, CatalogueReader):
        with pytest.raises(PasswordInAddressError) as refused:
            door.open(address)
        assert "hoa123" not in str(refused.value) + refused.value.advice(str)
    assert "hoa123" not in shown(address)


def test_a_server_that_does_not_answer_is_named(postgres):
    """No socket, no database, nobody of that name: what, where and what to do, in one message."""
    for address in (
        f"postgresql://sohoa@/sohoa?host={postgres.folder}/nowhere",
        postgres.url("not_there"),
        f"postgresql://nobody_here@/postgres?host={postgres.folder}",
    ):
        for door in (Catalogue, CatalogueReader):
            with pytest.raises(CatalogueServerError, match="CATALOGUE-906"):
                door.open(address)


def test_a_server_that_dies_is_named_and_found_again(tmp_path):
    """Both doors say so; what was confirmed is there when it is back, what was begun is not."""
    with running_server() as server:
        address = server.new_database()
        with Catalogue.open(address) as catalogue, CatalogueReader.open(address) as reader:
            archive(catalogue, tmp_path, "hop.1")
            server.stop()
            with pytest.raises(CatalogueServerError):
                catalogue.note_states(batch="b", phase=2, states=[note("lost")])
            with pytest.raises(CatalogueServerError):
                reader.list_documents()
            server.start()
            catalogue.note_states(batch="b", phase=2, states=[note("kept")])
        with CatalogueReader.open(address) as reader:
            assert sorted(row.document_id for row in reader.list_documents()) == ["hop.1", "kept"]


_HOLDS = """
import sys, time
from sohoa.catalogue.writer import Catalogue
with Catalogue.open(sys.argv[1]) as catalogue, catalogue.holding_batch("Hộp 01"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_batch_is_held_against_other_machines(url):
    """Who has it is named; other batches go on; a killed program lets go."""
    other = subprocess.Popen([sys.executable, "-c", _HOLDS, url], stdout=subprocess.PIPE, text=True)
    with other, Catalogue.open(url) as catalogue:
        assert other.stdout.readline() == "held\n"
        for name in ("Hộp 01", unicodedata.normalize("NFD", "Hộp 01")):
            with (
                pytest.raises(BatchBusyError, match=f"{other.pid} @ {socket.gethostname()}"),
                catalogue.holding_batch(name),
            ):
                pytest.fail("both have it")
        with catalogue.holding_archive(), catalogue.holding_batch("Hộp 02"):
            catalogue.note_states(batch="Hộp 02", phase=2, states=[note("hop.2")])
        other.kill()
        other.wait()
        taken_by = time.monotonic() + 10
        while True:
            try:
                with catalogue.holding_batch("Hộp 01"):
                    break
            except BatchBusyError:
                assert time.monotonic() < taken_by
                time.sleep(0.1)


def test_one_machine_at_a_time_renews(url):
    """The archive may lie where several machines see it."""
    with Catalogue.open(url) as here, Catalogue.open(url) as there:
        with there.holding_archive(), pytest.raises(RenewalBusyError), here.holding_archive():
            pytest.fail("both renew")
        with here.holding_archive():
            pass


def test_a_server_restarted_between_two_batches_costs_none():
    """The connection that held the first is gone; the second is held by another."""
    with running_server() as server, Catalogue.open(server.new_database()) as catalogue:
        for name in ("Hộp 01", "Hộp 02"):
            with catalogue.holding_batch(name):
                catalogue.note_states(batch=name, phase=2, states=[note(name)])
            server.stop()
            server.start()


def test_nothing_is_stored_by_who_has_lost_a_batch():
    """A restarted server holds nothing: the first to ask has it, and the other one is told."""
    with running_server() as server:
        address = server.new_database()
        with Catalogue.open(address) as first, first.holding_batch("Hộp 01"):
            server.stop()
            server.start()
            first.note_states(batch="Hộp 01", phase=2, states=[note("kept")])
            server.stop()
            server.start()
            with Catalogue.open(address) as second, second.holding_batch("Hộp 01"):
                for name in ("lost", "lost again"):
                    with pytest.raises(BatchBusyError):
                        first.note_states(batch="Hộp 01", phase=2, states=[note(name)])
                second.note_states(batch="Hộp 01", phase=2, states=[note("theirs")])
        with CatalogueReader.open(address) as reader:
            assert sorted(row.document_id for row in reader.list_documents()) == ["kept", "theirs"]


_KILLED = """
import datetime as dt, signal, sys
from catalogue_samples import note
from sohoa.catalogue.writer import Catalogue
from sohoa.catalogue import document_store
NOW = dt.datetime.now(dt.UTC)
with Catalogue.open(sys.argv[1]) as catalogue, catalogue.tried(rehearse=False) as trial:
    document_store.note_states(
        trial.connection, [note("half")], batch="b", phase=2, at=NOW
    )
    print("begun", flush=True)
    signal.pause()
"""


def test_a_killed_writer_leaves_nothing_and_lets_others_in(url):
    """The server notices, takes back what was begun, and the next writer need not wait long."""
    paths = os.pathsep.join(path for path in sys.path if path)
    writer = subprocess.Popen(
        [sys.executable, "-c", _KILLED, url],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert writer.stdout.readline() == b"begun\n"
    with writer.stdout:
        writer.send_signal(signal.SIGKILL)
        writer.wait()

    began = time.monotonic()
    with Catalogue.open(url) as catalogue:
        catalogue.note_states(batch="b", phase=2, states=[note("whole")])
    assert time.monotonic() - began < 10
    with CatalogueReader.open(url) as reader:
        assert [row.document_id for row in reader.list_documents()] == ["whole"]


def test_who_waits_too_long_for_another_writer_is_told(url, monkeypatch):
    """He is told that it is busy, by no raw error; reading goes on meanwhile."""
    monkeypatch.setattr(postgres_engine, "_WAIT", "-c lock_timeout=100")
    with Catalogue.open(url) as holder, Catalogue.open(url) as other:
        with holder.tried(rehearse=True), pytest.raises(CatalogueBusyError):
            other.reserve("a", file_unit=UNIT)
        with holder.tried(rehearse=True), CatalogueReader.open(url) as reader:
            assert reader.list_documents() == ()
        assert other.reserve("a", file_unit=UNIT) == 1


def test_who_may_only_read_is_told(postgres, url):
    """A user without the right to write gets no raw error, and can read."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest")
    as_guest = url.replace("sohoa@", "guest@")
    with CatalogueReader.open(as_guest) as reader:
        assert reader.list_documents() == ()
    with Catalogue.open(as_guest) as catalogue, pytest.raises(CatalogueAccessError):
        catalogue.note_states(batch="b", phase=2, states=[note("a")])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY guest")
        connection.execute("DROP ROLE guest")


def test_a_fault_names_no_value_of_a_row(url):
    """Neither what it says nor what stands behind it: it goes to logs."""
    bad = note("a", source_name=None, description=Description(owner="Nguyễn Thị Hoa"))
    with Catalogue.open(url) as catalogue, pytest.raises(CatalogueFaultError) as raised:
        catalogue.note_states(batch="b", phase=2, states=[bad])
    assert "source_name" in str(raised.value)
    assert "Nguyễn" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_signs_that_postgresql_does_not_know(url, tmp_path):
    """NUL in a text, in JSON and in a question: stored as unreadable, found all the same."""
    with Catalogue.open(url) as catalogue:
        said = Description(subject="karaoke\0 Hoa", number="1\0/QĐ")
        archive(catalogue, tmp_path, "hop.1", text="Điều\0 1 100%", description=said)
        noted = note("c", DocumentState.QUARANTINED, reason_details={"problem": "a\0b \\u0000"})
        catalogue.note_states(batch="Hộp 01", phase=2, states=[noted])
    with CatalogueReader.open(url) as reader:
        assert [hit.document_id for hit in reader.search("karaoke\0").hits] == ["hop.1"]
        assert reader.document("c").reason_details == {"problem": "a\ufffdb \\u0000"}
        assert reader.document("a\0") is None
        assert "100%" in reader.text("hop.1")


def test_words_far_behind_are_found(url, tmp_path):
    """A phrase behind the 256th "số" and behind the 16,383rd word, where text search has none."""
    text = "số " * 300 + "thường dân " * 9000 + "số liệu cuối cùng"
    with Catalogue.open(url) as catalogue:
        archive(catalogue, tmp_path, "long", text=text)
        archive(catalogue, tmp_path, "apart", text="số x liệu y cuối z cùng")
        archive(catalogue, tmp_path, "loose", text="liệu cuối, x số liệu, y cuối cùng")
    with CatalogueReader.open(url) as reader:
        for query in ('"số liệu cuối cùng"', '"so lieu cuoi cung"'):
            assert [hit.document_id for hit in reader.search(query).hits] == ["long"]


def test_a_phrase_over_a_register_row(url):
    """Also where it lies in the room's name, which a hit does not show."""
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("7/GP", room="Phòng Quản lý Di sản"))
    with CatalogueReader.open(url) as reader:
        assert [hit.record_id for hit in reader.search('"Quản lý Di sản"').hits] == ["SO-000001"]
        assert reader.search('"Quản lý sản"').hits == ()


def test_a_search_reads_no_rows_words(url, tmp_path):
    """Each is answered by keys: looking for words in rows cost fifty times as much."""
    asked = list[str]()
    with Catalogue.open(url) as catalogue:
        for number in range(3):
            archive(catalogue, tmp_path, f"hop.{number}", text=f"giấy phép karaoke số {number}")
    with CatalogueReader.open(url) as reader:
        connection = reader._database.connection
        listened = connection.execute

        def listen(sql, parameters=None, **more):
            if parameters and "_search" in sql and {"parts", "some"} & parameters.keys():
                with connection.cursor() as cursor:
                    plan = cursor.execute(f"EXPLAIN {sql}", parameters).fetchall()
                asked.append(str(plan))
            return listened(sql, parameters, **more)

        connection.execute = listen
        for query in ("giay", "giấy phép", '"phép karaoke số"', "karaoke 2"):
            assert reader.search(query).hits
    assert len(asked) >= 8
    assert [plan for plan in asked if "_pkey" not in plan] == []
    assert [plan for plan in asked if "Seq Scan" in plan] == []


def test_every_error_of_a_server_has_its_own_code():
    """Stable, and in the page of errors."""
    codes = {kind.code for kind in error_classes().values() if issubclass(kind, BatchError)}
    assert {f"CATALOGUE-{number}" for number in range(906, 912)} <= codes
