"""A catalogue that moves: to a server and back, whole or not at all, and the old one is closed."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest
from catalogue_samples import archive, note, paper, store
from everything_samples import fill
from sqlalchemy import func, select

from sohoa.catalogue import copying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.schema import metadata
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.catalogue_errors import (
    CatalogueMovedError,
    CatalogueNotEmptyError,
    CopyDiffersError,
)
from sohoa.domain.two_times import SubjectKind
from sohoa.runs.live import recorded_run
from sohoa.runs.record import RunKind, see_run, write_record
from sohoa.settings import load_settings
from sohoa.workspace import CHECKOUT


def told(url: str) -> object:
    """What a catalogue answers."""
    with CatalogueReader.open(url) as reader:
        return (
            reader.list_documents(), reader.papers(), reader.tallies(), reader.open_error_rows(),
            reader.page_description("hop.4"),
            reader.history(SubjectKind.PAPER, "SO-000001"),
            reader.history(SubjectKind.DOCUMENT, "hop.5"), reader.record_events("hop.1.2"),
            reader.papers_of_owner("cd" * 16), list(reader.questions(dt.date.min, dt.date.max)),
            [
                (hit.document_id, hit.record_id, hit.kind)
                for query in ("hoa binh", "hoà", '"ban hang rong"', "Sương", "1/QĐ", "karaoke")
                for hit in reader.search(query).hits
            ],
        )  # fmt: skip


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table of a catalogue has."""
    with Catalogue.open(url) as catalogue, catalogue.tried(rehearse=True) as trial:
        return {
            table.name: trial.connection.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in metadata.sorted_tables
        }


@pytest.fixture
def filled(tmp_path) -> str:
    """The address of an embedded catalogue with something of everything."""
    url = f"sqlite:///{tmp_path}/catalogue.sqlite3"
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
    return url


def quiet(_table: str, _rows: int) -> None:
    """Nobody looks on."""


def test_there_and_back_every_answer_is_the_same(filled, postgres, tmp_path):
    """Every table has rows, all come over, to a server and from it, and search finds the same."""
    server, back = postgres.new_database(), f"sqlite:///{tmp_path}/back.sqlite3"

    there = copying.copy_catalogue(filled, server, tell=quiet)
    again = copying.copy_catalogue(server, back, tell=quiet)

    assert there == again == rows_of(filled) == rows_of(server) == rows_of(back)
    assert all(there.values()), [name for name, count in there.items() if not count]
    before, on_server, after = told(filled), told(server), told(back)
    assert str(before).replace("\\x00", "\ufffd").replace("\0", "\ufffd") == str(on_server)
    assert on_server == after


_COPY = """
import os, resource, signal, sys
from sohoa.catalogue.copying import copy_catalogue
source, target, how = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if how == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
def tell(table, rows):
    if how == "kill" and table == "documents":
        os.kill(os.getpid(), signal.SIGKILL)
copy_catalogue(source, target, tell=tell)
"""


@pytest.mark.parametrize("how", ["limit", "kill"])
def test_a_copy_in_a_file_is_there_whole_or_not_at_all(filled, tmp_path, how):
    """Where the disk takes no more, or the program is killed, nothing has the name of a copy."""
    kept = tmp_path / "usb" / "sao.sqlite3"
    kept.parent.mkdir()
    run_to_its_end = [sys.executable, "-c", _COPY, filled, f"sqlite:///{kept}"]

    ended = subprocess.run([*run_to_its_end, how], capture_output=True, text=True, check=False)

    assert ended.returncode
    assert how == "kill" or "CatalogueAccessError" in ended.stderr
    assert not kept.exists()
    assert how == "kill" or not list(kept.parent.iterdir())
    assert told(filled)
    # The same command again, with nothing to clear away first.
    subprocess.run([*run_to_its_end, ""], check=True)
    assert told(f"sqlite:///{kept}") == told(filled)
    assert not [path for path in kept.parent.iterdir() if ".part" in path.name]


def test_an_office_does_not_move_under_a_run(workspace, postgres, capsys):
    """The run would find its catalogue closed; when it is over, the same command does it."""
    server = postgres.new_database()
    with recorded_run(workspace, RunKind.NIGHT) as run_at_work:
        assert run(["catalogue", "copy", server, "--switch"]) == 8
        said = capsys.readouterr().err
        assert "RUN-904" in said
        assert run_at_work.run_id in said
        assert run(["catalogue", "copy", postgres.new_database()]) == 0
    assert run(["catalogue", "copy", server, "--switch"]) == 0


def test_a_run_of_a_machine_that_is_gone_does_not_hold_an_office_for_ever(
    workspace, postgres, capsys
):
    """Nobody can ask that machine: the folder that the message names is taken away."""
    server = postgres.new_database()
    with recorded_run(workspace, RunKind.NIGHT) as run_at_work:
        record = see_run(workspace, run_at_work.run_id).record
    away = replace(
        record, process=replace(record.process, host="may-cu"), ended=None, exit_code=None
    )
    write_record(workspace, away)
    assert run(["catalogue", "copy", server, "--switch"]) == 8
    said = capsys.readouterr().err
    folder = workspace.runs_dir / record.run_id
    assert "may-cu" in said
    assert str(folder) in said
    folder.rename(workspace.root / record.run_id)
    assert run(["catalogue", "copy", server, "--switch"]) == 0


def test_no_folder_is_made_for_a_copy(workspace, capsys):
    """A disk that is not in its place: the copy would lie beside what it is to outlive."""
    assert run(["catalogue", "copy", str(workspace.root / "usb" / "sao.sqlite3")]) == 6
    assert "CATALOGUE-905" in capsys.readouterr().err
    assert not (workspace.root / "usb").exists()


def test_numbers_go_on_where_they_were(filled, postgres, tmp_path):
    """A copy gives out no number again."""
    server = postgres.new_database()
    copying.copy_catalogue(filled, server, tell=quiet)

    with Catalogue.open(server) as catalogue:
        store(catalogue, paper("9/QĐ", owner="Ông Tám", subject="Khác"), name="moi.xlsx")
        archive(catalogue, tmp_path, "hop.9", text="chín")
    with CatalogueReader.open(server) as reader:
        assert [one.number for one in reader.papers()] == ["2/QĐ", "3/GP", "9/QĐ"]
        assert [row.ordinal for row in reader.archived()] == [1, 2, 3, 4]


def test_a_place_that_is_not_empty_is_left_alone(filled, postgres, tmp_path):
    """Whatever is there stays; where only the schema was made there is room."""
    server = postgres.empty_catalogue()
    copying.copy_catalogue(filled, server, tell=quiet)
    before = rows_of(server)

    with pytest.raises(CatalogueNotEmptyError):
        copying.copy_catalogue(filled, server, tell=quiet)
    assert rows_of(server) == before
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"not a catalogue" * 100)
    with pytest.raises(Exception, match="CATALOGUE-90"):
        copying.copy_catalogue(filled, f"sqlite:///{other}", tell=quiet)
    assert other.read_bytes() == b"not a catalogue" * 100


def test_what_came_over_otherwise_is_not_kept(filled, postgres, monkeypatch):
    """A row that the server changes is named; nothing stays, and the old catalogue goes on."""
    server = postgres.empty_catalogue()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.owner := 'X'; RETURN NEW; END $$"
        )
        connection.execute(
            "CREATE TRIGGER spoil BEFORE INSERT ON register_records FOR EACH ROW"
            " WHEN (NEW.serial = 3) EXECUTE FUNCTION spoil()"
        )

    with pytest.raises(CopyDiffersError, match="register_records, row 3"):
        copying.copy_catalogue(filled, server, tell=quiet, moves=True)

    assert not any(rows_of(server).values())
    assert told(filled)


def test_nobody_writes_while_it_is_copied(filled, postgres):
    """The old catalogue is held: what would be entered meanwhile would be lost."""
    refused = list[str]()

    def write(table: str, _rows: int) -> None:
        if table == "documents":
            other = sqlite3.connect(filled.removeprefix("sqlite:///"), timeout=0)
            try:
                other.execute("UPDATE documents SET subject = 'x'")
            except sqlite3.OperationalError as error:
                refused.append(str(error))
            finally:
                other.close()

    copying.copy_catalogue(filled, postgres.new_database(), tell=write)

    assert refused == ["database is locked"]


def test_the_old_catalogue_is_closed_when_it_has_moved(filled, postgres):
    """Also for a program that had it open before: what it enters would be seen by nobody."""
    server = postgres.new_database()
    with Catalogue.open(filled) as opened:
        copying.copy_catalogue(filled, server, tell=quiet, moves=True)
        with pytest.raises(CatalogueMovedError, match="postgresql://"):
            opened.note_states(batch="b", phase=2, states=[note("lost")])
    for door in (Catalogue, CatalogueReader):
        with pytest.raises(CatalogueMovedError):
            door.open(filled)
    assert told(server)


# --- as people do it ------------------------------------------------------------------------


@pytest.fixture
def workspace(office, tmp_path):
    """A workspace with a catalogue, in Vietnamese."""
    assert run(["init"]) == 0
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, paper("1/QĐ"), paper("2/QĐ"))
    return office


def test_an_office_moves_to_a_server_and_back(workspace, postgres, capsys):
    """`copy --switch`: settings changed in one line, figures the same, and the way back is open."""
    server = postgres.new_database()
    before = (workspace.config_dir / "settings.toml").read_text("utf-8").splitlines()
    assert run(["status", "--json"]) == 0
    figures = capsys.readouterr().out.split('"phases"')[1]

    assert run(["catalogue", "copy", server, "--switch"]) == 0
    assert "postgresql://" in capsys.readouterr().out
    after = (workspace.config_dir / "settings.toml").read_text("utf-8").splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert changed == [('url = ""', f'url = "{server}"')]
    assert run(["status", "--json"]) == 0
    assert capsys.readouterr().out.split('"phases"')[1] == figures
    assert run(["init"]) == 0
    assert run(["doctor"]) in (0, 1)
    assert "postgresql://" in capsys.readouterr().out

    # The own file is there still, closed: another name first, then back.
    workspace.catalogue_path.rename(workspace.catalogue_path.with_name("before.sqlite3"))
    assert run(["catalogue", "copy", str(workspace.catalogue_path), "--switch"]) == 0
    assert load_settings(workspace.config_dir).catalogue.url == ""
    capsys.readouterr()
    assert run(["status", "--json"]) == 0
    assert capsys.readouterr().out.split('"phases"')[1] == figures


def test_a_copy_to_a_file_is_a_backup(workspace, capsys):
    """Without `--switch` the office goes on as before; with it, only its own place will do."""
    kept = workspace.root / "sao.sqlite3"
    assert run(["catalogue", "copy", str(kept)]) == 0
    assert told(f"sqlite:///{kept}") == told(workspace.catalogue_url)
    assert run(["catalogue", "copy", str(workspace.root / "b.sqlite3"), "--switch"]) == 2
    assert "CATALOGUE-914" in capsys.readouterr().err


def test_a_new_office_begins_on_a_server(tmp_path, monkeypatch, postgres, capsys):
    """`init --postgres`; again it changes nothing; a password in the address is refused."""
    monkeypatch.setenv("SOHOA_LANG", "vi")
    server, folder = postgres.new_database(), tmp_path / "moi"
    assert run(["init", str(folder), "--postgres", server]) == 0
    assert run(["init", str(folder), "--postgres", server]) == 0
    assert not (folder / "data" / "catalogue.sqlite3").exists()
    assert run(["--home", str(folder), "status"]) == 0
    other = tmp_path / "khac"
    capsys.readouterr()
    assert run(["init", str(other), "--postgres", "postgresql://a:hoa123@x/y"]) == 2
    told_of_it = capsys.readouterr()
    assert "CATALOGUE-907" in told_of_it.err
    assert "hoa123" not in told_of_it.err + told_of_it.out
    assert "hoa123" not in "".join(path.read_text("utf-8") for path in other.rglob("*.toml"))


def test_an_office_with_a_catalogue_gets_no_empty_one(workspace, postgres, capsys):
    """The remedy names the command that moves it, and it does."""
    server = postgres.new_database()
    assert run(["init", "--postgres", server]) == 2
    said = capsys.readouterr().err
    assert "CATALOGUE-915" in said
    assert "sohoa catalogue copy" in said
    assert run(["catalogue", "copy", server, "--switch"]) == 0


def test_a_database_of_another_office_is_not_taken(tmp_path, monkeypatch, postgres, capsys):
    """It would be named by the settings, and then refuse every run; an empty one is taken."""
    monkeypatch.setenv("SOHOA_LANG", "vi")
    used, second = postgres.new_database(), tmp_path / "hai"
    assert run(["init", str(tmp_path / "mot"), "--postgres", used]) == 0
    assert run(["init", str(second), "--postgres", used]) == 2
    assert "CATALOGUE-909" in capsys.readouterr().err
    assert load_settings(second / "config").catalogue.url == ""
    assert run(["init", str(second), "--postgres", postgres.new_database()]) == 0


@pytest.mark.parametrize(
    ("url", "said"), [("mysql://x/y", "postgresql://"), ("postgresql://a:b@c/d", "PGPASSWORD")]
)
def test_settings_with_a_wrong_address_are_refused(office, url, said):
    """All mistakes of the settings are named together, this one too."""
    path = office.config_dir / "settings.toml"
    path.parent.mkdir(exist_ok=True)
    for one in sorted((CHECKOUT / "config").glob("*.toml")):
        (path.parent / one.name).write_bytes(one.read_bytes())
    path.write_text(path.read_text("utf-8").replace('url = ""', f'url = "{url}"'), "utf-8")
    with pytest.raises(Exception, match=said):
        load_settings(office.config_dir)


def test_what_has_moved_is_not_copied_again(workspace, postgres, tmp_path, capsys):
    """What a closed catalogue holds is of before: a copy of it would be taken for the office's."""
    assert run(["catalogue", "copy", postgres.new_database(), "--switch"]) == 0
    settings = workspace.config_dir / "settings.toml"
    moved = settings.read_text("utf-8")
    settings.write_text(moved.replace('url = "postgresql', 'url = "" # "'), "utf-8")
    other = postgres.new_database()

    assert run(["catalogue", "copy", str(tmp_path / "sao.sqlite3")]) == 2
    assert run(["catalogue", "copy", other, "--switch"]) == 2
    assert capsys.readouterr().err.count("CATALOGUE-912") == 2
    with CatalogueReader.open(other) as reader:
        assert not reader.papers()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://a:hoa/123@x/y",
        "postgresql://a:hoa#123@x/y",
        "postgresql://a:hoa?123@x/y",
        "postgres://a:hoa123@x/y",
        "postgresql://a@x/y?pass%77ord=hoa123",
        "host=x user=a password=hoa123",
        "postgresql://[::1/y",
        "postgresql://a@x:hai/y",
        "sqlite:////tmp/x.sqlite3",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_refused(workspace, address, capsys):
    """Neither shown, nor taken for the name of a file, nor a traceback."""
    assert run(["catalogue", "copy", address]) == 2
    told_of_it = "".join(capsys.readouterr())
    assert "CATALOGUE-907" in told_of_it or "CATALOGUE-916" in told_of_it
    assert "hoa" not in told_of_it
    assert not list(workspace.root.glob("*password*"))


def test_a_question_mark_in_a_name_is_part_of_it(workspace, tmp_path):
    """SQLAlchemy reads what follows as options: another file was made than was said."""
    assert run(["catalogue", "copy", str(tmp_path / "sao?.sqlite3")]) == 0
    assert (tmp_path / "sao?.sqlite3").exists()
    assert not (tmp_path / "sao").exists()


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("  [ catalogue ]\r\n\"url\" = '' # trống\r\n", '  [ catalogue ]\r\nurl = "{url}"\r\n'),
        ("[catalogue] # nơi giữ\n", '[catalogue] # nơi giữ\nurl = "{url}"\n'),
        ("[mail]\n", '[mail]\n\n[catalogue]\nurl = "{url}"\n'),
    ],
)
def test_settings_are_changed_however_they_are_written(workspace, postgres, written, becomes):
    """In one line; ends of lines stay."""
    server, settings = postgres.new_database(), workspace.config_dir / "settings.toml"
    office = '[office]\nname = "Sở"\ncode = "S"\n'.replace(
        "\n", "\r\n" if "\r" in written else "\n"
    )
    settings.write_bytes((office + written).encode())
    assert run(["catalogue", "copy", server, "--switch"]) == 0
    assert settings.read_bytes().decode() == office + becomes.format(url=server)


def test_settings_that_cannot_name_it_are_found_before_it_moves(workspace, postgres, capsys):
    """It was closed first, and then nobody could go on."""
    server, settings = postgres.new_database(), workspace.config_dir / "settings.toml"
    office = '[office]\nname = "Sở"\ncode = "S"\n'
    settings.write_text('catalogue = {url = ""}\n' + office, "utf-8")
    assert run(["catalogue", "copy", server, "--switch"]) == 3
    assert "[catalogue]" in capsys.readouterr().err
    assert len(told(workspace.catalogue_url)[1]) == 2


@pytest.mark.parametrize(
    "spoilt",
    ["[catalogue]\nurl = \"postgresql://a@x/y\"\nx =\n", "[catalogue]\nurl = \"postgres://a@x/y\"\n",
     "catalogue = \"postgresql://a@x/y\"\n", "[catalogue]\nurl = 'postgresql://a@x/y' \udcff\n"],
)  # fmt: skip
@pytest.mark.parametrize("command", [["search", "x"], ["papers", "registered"], ["list"]])
def test_unreadable_settings_are_no_empty_office(workspace, spoilt, command, capsys):
    """A machine without a file of its own answered "nothing found" with exit code 0."""
    settings = workspace.config_dir / "settings.toml"
    settings.write_bytes(spoilt.encode("utf-8", "surrogateescape"))
    workspace.catalogue_path.unlink()
    assert run(command) == 3
    assert "settings.toml" in capsys.readouterr().err


def test_a_role_without_rights_is_told_so(workspace, postgres, capsys):
    """No schema that it may use, then none that it may write to; both are no fault of ours."""
    server = postgres.new_database()
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute("CREATE ROLE weak LOGIN")
        owner.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        assert run(["catalogue", "copy", server.replace("sohoa@", "weak@")]) == 6
        owner.execute("GRANT USAGE ON SCHEMA public TO weak")
        assert run(["catalogue", "copy", server.replace("sohoa@", "weak@")]) == 6
        owner.execute("REVOKE ALL ON SCHEMA public FROM weak")
        owner.execute("DROP ROLE weak")
    said = capsys.readouterr().err
    assert (said.count("CATALOGUE-905"), said.count("OWNER TO")) == (2, 2)
