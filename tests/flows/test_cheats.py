# ruff: noqa: S608 - the statements are the cheats
"""A dishonest operator with all files to himself: what he does is found and named, by a kept head.

The list of issue 13. The office is one that has been digitized; each cheat has it whole, and what
it did is put back. The head is of before the cheat, kept by somebody outside the house.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from offices import Office

from sohoa.catalogue.ledger_store import settle
from sohoa.catalogue.makers import database_of
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.sign.development import make_development_key
from sohoa.sign.key_file import open_key_file


class Scene:
    """An office, and the head that somebody kept of it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.head = office.sohoa("ledger", "head").strip()

    @property
    def catalogue(self) -> Path:
        """The database's file."""
        return self.office.root / "data" / "catalogue.sqlite3"

    def sql(self, *statements: str) -> None:
        """Write into the database past every program."""
        with contextlib.closing(sqlite3.connect(self.catalogue)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def asked(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database past every program."""
        with contextlib.closing(sqlite3.connect(self.catalogue)) as connection:
            return connection.execute(question).fetchall()

    def rate(self) -> float:
        """The share that `sohoa status` says."""
        return self.office.json("status")["total"]["rate"]

    def audit(self, *, head: bool = True) -> set[str]:
        """The codes of what an audit finds, with the kept head or by the house's own."""
        given = ["--head", self.head] if head else []
        said = self.office.json("audit", *given, code=7)
        assert not said["is_whole"]
        return {one["code"] for one in said["differences"]}


@pytest.fixture(scope="module")
def scene(first_run: Path, tmp_path_factory) -> Scene:
    """The office of all tests here: as the first run has left it."""
    folder = tmp_path_factory.mktemp("cheated")
    return Scene(Office(Path(shutil.copytree(first_run / "as-it-ended", folder / "office"))))


@pytest.fixture(scope="module")
def kept(scene: Scene, tmp_path_factory) -> Path:
    """The office as it was before any cheat."""
    return Path(shutil.copytree(scene.office.root, tmp_path_factory.mktemp("kept") / "office"))


@pytest.fixture(autouse=True)
def _put_back(scene: Scene, kept: Path) -> Iterator[None]:
    """What a test has done is undone."""
    yield
    shutil.rmtree(scene.office.root)
    shutil.copytree(kept, scene.office.root)


def test_nobody_cheated(scene):
    """An honest office is whole: after a run, with the head of before, and every file is read."""
    said = scene.office.json("audit", "--head", scene.head)
    assert said["is_whole"]
    assert not said["differences"]
    assert said["given"] == 1
    assert said["files"] == 2 * len(scene.office.archived_files)
    own = (scene.office.root / "data" / "ledger" / "heads.txt").read_text().splitlines()
    assert own, "the run has left a head"


def test_one_line_of_sql_makes_the_rate_full(scene):
    """Whatever is not digitized is called revoked."""
    before = scene.rate()
    digitized = "SELECT record_id FROM documents WHERE state = 'archived' AND record_id IS NOT NULL"
    scene.sql(
        f"UPDATE register_records SET validity = 'revoked' WHERE record_id NOT IN ({digitized})",
        "DELETE FROM tallies WHERE is_digitized = 0",
    )
    assert scene.rate() == 100.0 > before
    assert {"paper-says", "tally"} <= scene.audit(head=False)


def test_only_the_kept_counts_are_rewritten(scene):
    """`status` reads nothing else."""
    scene.sql("UPDATE tallies SET count = 0 WHERE is_digitized = 0 AND validity = 'in_force'")
    assert scene.rate() == 100.0
    assert scene.audit(head=False) == {"tally"}


def test_all_work_is_dated_back(scene):
    """In the catalogue; and in facts and changes, too."""
    back = "replace(archived_at, substr(archived_at, 1, 4), '2022')"
    scene.sql(f"UPDATE documents SET archived_at = {back} WHERE archived_at IS NOT NULL")
    assert scene.audit(head=False) == {"document-says"}
    scene.sql(
        'UPDATE facts SET said = replace(said, \'"digitized":"20\', \'"digitized":"19\')',
        "UPDATE changes SET at = '2022' || substr(at, 5)",
    )
    assert {"row-changed"} <= scene.audit(head=False)


def test_a_record_is_deleted_everywhere(scene):
    """Rows, words, facts, entries, reservation, file, receipt: the tree has a hole."""
    ((identity, path),) = scene.asked(
        "SELECT document_id, archive_path FROM documents WHERE state = 'archived' LIMIT 1"
    )
    file = scene.office.root / "data" / "archive" / str(path)
    for beside in file.parent.glob(f"{file.stem}*"):
        beside.unlink()
    serials = f"SELECT serial FROM facts WHERE subject = '{identity}'"
    scene.sql(
        f"DELETE FROM ledger_entries WHERE source = 'facts' AND key IN ({serials})",
        *(
            f"DELETE FROM {table} WHERE {column} = '{identity}'"
            for table, column in (
                ("facts", "subject"), ("document_texts", "document_id"),
                ("page_descriptions", "document_id"), ("reservations", "document_id"),
                ("record_events", "document_id"), ("documents", "document_id"),
            )
        ),
    )  # fmt: skip
    found = scene.audit()
    assert {"entry-gap", "head-root"} & found, found


def test_the_floors_are_lowered(scene):
    """In the plan's file; told before a run enters it, and, by a head of before, ever after."""
    plan = scene.office.root / "phases.yaml"
    plan.write_text(plan.read_text().replace("2025: 100", "2025: 10"))
    assert scene.audit(head=False) == {"rule-changed"}
    scene.office.sohoa("ledger", "head")
    said = scene.office.json("audit", "--head", scene.head)
    (told,) = said["differences"]
    assert (told["code"], told["details"]["what"]) == ("rule-recorded", "phases.yaml")


def test_a_root_is_put_in(scene, tmp_path):
    """Somebody who signs with a key of his own has the office trust its root."""
    trust = scene.office.root / "config" / "trust"
    trust.mkdir(exist_ok=True)
    make_development_key(tmp_path / "own.p12", agency="Sở Văn hóa")
    (root,) = open_key_file(tmp_path / "own.p12", None).chain
    (trust / "own.der").write_bytes(root.public_bytes(Encoding.DER))
    assert scene.audit(head=False) == {"rule-changed"}


def test_what_is_no_root_stops_no_audit(scene):
    """It is told, and all else is compared."""
    trust = scene.office.root / "config" / "trust"
    trust.mkdir(exist_ok=True)
    (trust / "own.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    assert scene.audit(head=False) == {"rule-changed", "settings-unread"}


def test_two_records_are_swapped(scene):
    """Their rows and their files, each whole in itself."""
    (one, other) = scene.asked(
        "SELECT document_id, archive_path FROM documents WHERE state = 'archived' LIMIT 2"
    )
    folder = scene.office.root / "data" / "archive"
    first, second, spare = folder / str(one[1]), folder / str(other[1]), folder / "spare"
    for ending in (".pdf", ".receipt.json"):
        pair = [Path(str(path).removesuffix(".pdf") + ending) for path in (first, second)]
        pair[0].rename(spare)
        pair[1].rename(pair[0])
        spare.rename(pair[1])
    columns = ("sha256", "receipt_sha256", "size_bytes")
    values = {row[0]: row[1:] for row in scene.asked(
        f"SELECT document_id, {', '.join(columns)} FROM documents"
    )}  # fmt: skip
    for target, source in ((one[0], other[0]), (other[0], one[0])):
        new = ", ".join(
            f"{name} = '{value}'" for name, value in zip(columns, values[source], strict=True)
        )
        scene.sql(f"UPDATE documents SET {new} WHERE document_id = '{target}'")
    assert {"document-says", "file-bytes", "receipt-bytes"} <= scene.audit(head=False)


@pytest.mark.parametrize("with_heads", [False, True], ids=["ledger", "ledger-and-heads"])
def test_a_whole_ledger_is_rebuilt(scene, with_heads):
    """After facts were rewritten: the house's own heads tell; where they are forged, the kept."""
    scene.sql(
        'UPDATE facts SET said = replace(said, \'"validity":"in_force"\','
        " '\"validity\":\"revoked\"') WHERE kind = 'paper' AND serial % 3 = 0",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_peaks",
    )
    with (
        contextlib.closing(database_of(f"sqlite:///{scene.catalogue}")) as database,
        database.writing() as connection,
    ):
        assert settle(connection)
    if with_heads:
        shutil.rmtree(scene.office.root / "data" / "ledger")
        scene.office.sohoa("ledger", "head")
        assert "head-root" not in scene.audit(head=False)
    assert "head-root" in scene.audit(head=with_heads)


def test_the_last_entries_are_cut_off(scene):
    """With all that they are about."""
    scene.sql(
        "DELETE FROM ledger_entries WHERE position > 40", "DELETE FROM facts WHERE serial > 30"
    )
    assert "head-longer" in scene.audit()


@pytest.mark.parametrize(("days", "code"), [(-700, "entry-early"), (700, "entry-late")])
def test_a_night_runs_under_a_false_clock(scene, days, code):
    """What dates itself years off: before a head that stands ahead of it, behind one that follows.

    A clock that was put back moves no change before the last; one that is first of all does.
    """
    false = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    with Catalogue.open(f"sqlite:///{scene.catalogue}") as catalogue:
        event = OfficeEvent(OfficeEventKind.VERIFICATION, false, {"checked": 8}, "lan")
        catalogue.note_event(event)
    later = scene.office.sohoa("ledger", "head").strip()
    said = scene.office.json("audit", "--head", scene.head, "--head", later, code=7)
    assert {one["code"] for one in said["differences"]} == {code}
