"""What several unit tests stand on: messages in English, and one archival PDF."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from postgres_server import Server as PostgresServer


@pytest.fixture(scope="session", autouse=True)
def _font_is_cut_once() -> Iterator[None]:
    """The stamp's font takes a second to cut: it is, once a session, and each folder gets it."""
    from sohoa.sign import font

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(font, "_rescaled", functools.cache(font._rescaled))
        yield


@pytest.fixture(scope="session", autouse=True)
def _schema_is_made_once(tmp_path_factory) -> Iterator[None]:
    """The revisions of an empty catalogue take a tenth of a second: one is made, others copy it.

    What is there already, or cannot be made, goes the way of every catalogue.
    """
    from sohoa.catalogue.sqlite.engine import SqliteWriting

    bring_to_head = SqliteWriting.bring_to_head
    empty = tmp_path_factory.mktemp("schema") / "catalogue.sqlite3"
    made = SqliteWriting(f"sqlite:///{empty}")
    bring_to_head(made)
    made.close()

    def bring_or_copy(database: SqliteWriting) -> None:
        path = database.path
        with suppress(OSError), path.open("xb") as stream:
            stream.write(empty.read_bytes())
            path.with_name(f".{path.name}.lock").touch()
        bring_to_head(database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteWriting, "bring_to_head", bring_or_copy)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """An engine compiles each statement once, and each test has an engine of its own."""
    from shared_statements import sharing

    from sohoa.catalogue.postgres import engine as of_server
    from sohoa.catalogue.sqlite import engine as of_file

    with pytest.MonkeyPatch.context() as patch:
        for module in (of_file, of_server):
            patch.setattr(module, "create_engine", sharing(module.create_engine))
        yield


@pytest.fixture(scope="session", autouse=True)
def _workers_have_imported_all() -> None:
    """Whichever test begins the server of the workers, it serves all: pytest is what jobs that
    tests bring along import."""
    from sohoa.work.pool import forking

    forking(
        "sohoa.work.free_reading", "sohoa.work.jobs", "sohoa.audit.records",
        "sohoa.catalogue.writer", "sohoa.catalogue.schema_upgrade", "pytest", "hypothesis",
    )  # fmt: skip


@pytest.fixture(scope="module")
def english() -> Iterator[None]:
    """Messages as they stand in the source, for a whole module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOHOA_LANG", "en")
        yield


@pytest.fixture(scope="session")
def archival(tmp_path_factory):
    """One archival PDF of a page with text; no test may change it."""
    from sign_samples import make_archival

    return make_archival(tmp_path_factory.mktemp("archival"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the tests' own; they are skipped, and say so, where there is none."""
    from postgres_server import missing, running_server

    if reason := missing():
        pytest.skip(reason)
    with running_server() as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def catalogue_at(request) -> Iterator[Callable[..., str]]:
    """Gives an empty catalogue of a folder by its address; what asks for it holds for both.

    `like`: one with all that this one has, which nobody may have open.
    """
    from catalogue_samples import ADDRESS

    if request.param == "sqlite":
        yield _file_in
        return
    server = request.getfixturevalue("postgres")
    taken: dict[Path, str] = {}

    def take(folder: Path, *, like: str = "") -> str:
        # The folder of a test that passed is removed: what lay on the server for it is free.
        for gone in [one for one in taken if not one.exists()]:
            server.give_back(taken.pop(gone))
        taken[folder] = server.copy_of(like) if like else server.empty_catalogue()
        (folder / ADDRESS).write_text(taken[folder], encoding="utf-8")
        return taken[folder]

    yield take
    for url in taken.values():
        server.give_back(url)


def _file_in(folder: Path, *, like: str = "") -> str:
    url = f"sqlite:///{folder}/catalogue.sqlite3"
    if like:
        shutil.copy(like.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
    return url


@pytest.fixture
def catalogue(catalogue_at, tmp_path):
    """An open, empty catalogue: in the test's folder, and on a server."""
    from sohoa.catalogue.writer import Catalogue

    with Catalogue.open(catalogue_at(tmp_path)) as opened:
        yield opened


@pytest.fixture
def embedded(tmp_path):
    """An open, empty catalogue in the test's folder, for what is SQLite's alone."""
    from sohoa.catalogue.writer import Catalogue

    with Catalogue.open(f"sqlite:///{tmp_path}/catalogue.sqlite3") as opened:
        yield opened


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A workspace with a plan, that commands find, and that speaks Vietnamese."""
    from sohoa.workspace import CHECKOUT, Workspace

    for name, value in (("SOHOA_HOME", str(tmp_path)), ("SOHOA_LANG", "vi"), ("LANGUAGE", "vi")):
        monkeypatch.setenv(name, value)
    office = Workspace(tmp_path)
    office.data_dir.mkdir()
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
    return office
