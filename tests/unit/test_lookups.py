"""Looking up what is held of an owner: found exactly, told apart, entered before it is answered."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from catalogue_samples import NOON, accepted, archive, paper, reading, register, store
from openpyxl import Workbook
from sqlalchemy import text

from sohoa.catalogue import lookup_queries
from sohoa.catalogue.lookup_door import note_lookup
from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.search_index import add_to_search, remove_from_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.catalogue_errors import CatalogueMovedError
from sohoa.domain.judging import judged
from sohoa.domain.lookup_errors import OwnerKeyOtherError
from sohoa.domain.lookups import Apart, Lookup, parted
from sohoa.domain.owner_numbers import OwnerLock
from sohoa.domain.plan import UnknownRule
from sohoa.domain.progress import Measure
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import Description
from sohoa.domain.two_times import Act, Change, SubjectKind
from sohoa.owner_key import KEY_VARIABLE, read_key
from sohoa.use_cases.looking_up import look_up
from sohoa.use_cases.owner_key import make_owner_key
from sohoa.workspace import CHECKOUT, Workspace

LOCK = OwnerLock(bytes(range(32)))
DAY = dt.date(2023, 6, 1)
ANH, BINH = LOCK.of("074085001234"), LOCK.of("3700123456")


def keep(catalogue, *records, name="so.xlsx"):
    """Import papers whose owners' numbers were locked by our key."""
    rows = [accepted(record, row_number=line) for line, record in enumerate(records, start=2)]
    importing = Importing(owner_check=LOCK.check)
    return catalogue.store_import(register(*rows, name=name), imported_at=NOON, importing=importing)


def found(url: str, locked: str) -> dict[str, Apart | None]:
    """Each paper of an owner, and why it cannot be used again on the day."""
    with CatalogueReader.open(url) as reader:
        papers = [one for one, _owner in reader.papers_of_owner(locked)]
    held, apart = parted(judged(papers, Measure(DAY, UnknownRule.INCLUDED)))
    return {one.paper.record_id: None for one in held} | {
        one.paper.record_id: why for one, why in apart
    }


def test_an_owners_papers_are_found_and_parted(catalogue_at, tmp_path):
    """One that can be used again, and one of every kind that cannot; the last day itself counts."""
    url = catalogue_at(tmp_path)
    past, today = dt.date(2023, 5, 31), DAY
    with Catalogue.open(url) as catalogue:
        keep(
            catalogue,
            paper("1/GP", owner_id=ANH),
            paper("2/GP", owner_id=ANH, valid_until=today),
            paper("3/GP", owner_id=ANH, valid_until=past),
            paper("4/GP", owner_id=ANH, validity=Validity.REVOKED),
            paper("5/GP", owner_id=ANH, validity=Validity.UNKNOWN),
            paper("6/GP", owner_id=ANH, exclusion="bản chụp"),
            paper("7/GP", owner_id=ANH),
            paper("8/GP", owner_id=ANH),
            paper("9/GP", owner_id=BINH),
        )
        for number in (1, 2, 3, 4, 5, 6, 9):
            described = Description(record_id=f"SO-00000{number}")
            archive(catalogue, tmp_path, f"hop.{number}", description=described)
        unsigned = Description(record_id="SO-000008")
        archive(catalogue, tmp_path, "hop.8", description=unsigned, signed=False)
    assert found(url, ANH) == {
        "SO-000001": None,
        "SO-000002": None,
        "SO-000003": Apart.EXPIRED,
        "SO-000004": Apart.REVOKED,
        "SO-000005": Apart.UNKNOWN,
        "SO-000006": Apart.EXCLUDED,
        "SO-000007": Apart.NOT_SIGNED,
        "SO-000008": Apart.NOT_SIGNED,
    }
    assert found(url, BINH) == {"SO-000009": None}
    assert found(url, LOCK.of("074085001235")) == {}


def test_two_owners_have_one_paper_and_one_leaves(catalogue_at, tmp_path):
    """Each finds it; what is taken out of the inventory, or corrected, is found no more."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        keep(catalogue, paper("1/GP", owner_id=f"{ANH} {BINH}"), paper("2/GP", owner_id=ANH))
        assert set(found(url, ANH)) == {"SO-000001", "SO-000002"}
        assert set(found(url, BINH)) == {"SO-000001"}
        saying = Saying(NOON, "lan", "nhầm")
        catalogue.edit_papers({"SO-000001": {"owner_id": ANH}}, saying)
        catalogue.withdraw_papers(["SO-000002"], saying)
    assert set(found(url, ANH)) == {"SO-000001"}
    assert found(url, BINH) == {}
    with CatalogueReader.open(url) as reader:
        told = [one.said.get("owner_id") for one in reader.history(SubjectKind.PAPER, "SO-000001")]
    assert told == [f"{ANH} {BINH}", ANH]


def test_a_register_that_says_the_same_again_changes_nothing(catalogue):
    """What is new is entered with its history; a register without numbers takes none away."""
    keep(catalogue, paper("1/GP", owner_id=ANH))
    assert keep(catalogue, paper("1/GP", owner_id=ANH), name="hai.xlsx").updates == ()
    assert keep(catalogue, paper("1/GP"), name="ba.xlsx").updates == ()
    ((changed,),) = [
        one.differences
        for one in keep(catalogue, paper("1/GP", owner_id=BINH), name="bon.xlsx").updates
    ]
    assert (changed.column, changed.value, changed.expected) == ("owner_id", BINH, ANH)
    both = f"{ANH} {BINH}"
    keep(catalogue, paper("1/GP", owner_id=both), name="nam.xlsx")
    assert keep(catalogue, paper("1/GP", owner_id=ANH), name="sau.xlsx").updates == ()


def test_numbers_locked_by_another_key_are_never_mixed(catalogue):
    """The import is refused whole."""
    keep(catalogue, paper("1/GP", owner_id=ANH))
    other = OwnerLock(bytes(32))
    row = accepted(paper("2/GP", owner_id=other.of("074085001234")))
    with pytest.raises(OwnerKeyOtherError):
        catalogue.store_import(
            register(row, name="khac.xlsx"),
            imported_at=NOON,
            importing=Importing(owner_check=other.check),
        )
    assert len(catalogue.all_listed()) == 1


def asked(at: dt.datetime, *, locked: str = ANH, found: int = 0, **fields: str) -> Lookup:
    """A question."""
    values = {"person": "lan", "purpose": "cấp đổi", "record_type": "", **fields}
    return Lookup(at=at, locked=locked, found=found, apart=1, **values)


def test_reuse_is_counted_from_the_list_behind_it(catalogue_at, tmp_path):
    """The same question twice on a day is one, and answered if it was once; days are Vietnam's."""
    url = catalogue_at(tmp_path)
    last_minute = dt.datetime(2022, 12, 31, 16, 59, tzinfo=dt.UTC)  # 23:59 in Vietnam
    with Catalogue.open(url) as catalogue:
        for one in (
            asked(last_minute),
            asked(last_minute + dt.timedelta(minutes=1)),
            asked(NOON),
            asked(NOON + dt.timedelta(minutes=3), found=2),
            asked(NOON, purpose="cấp mới"),
            asked(NOON, locked=BINH),
            asked(NOON, record_type="Giấy phép"),
            asked(NOON, person="an", found=1),
            asked(NOON + dt.timedelta(days=1)),
        ):
            catalogue.note_lookup(one)
    first = dt.date(2023, 1, 1)
    with CatalogueReader.open(url) as reader:
        listed = list(reader.questions(first, DAY))
        assert reader.reuse(first, DAY) == (6, 2)
        assert reader.reuse(first, DAY, before=NOON) == (1, 0)
        assert reader.reuse(dt.date(2022, 1, 1), dt.date(2022, 12, 31)) == (1, 0)
    assert len(listed) == 6
    assert sum(one.found > 0 for one in listed) == 2
    assert [one.at for one in listed] == sorted(one.at for one in listed)


def test_an_empty_catalogue_has_been_asked_nothing(catalogue_at, tmp_path):
    """None at all, and one without questions."""
    with CatalogueReader.open(f"sqlite:///{tmp_path}/none.sqlite3") as reader:
        assert reader.reuse(DAY, DAY) == (0, 0)
        assert not reader.has_owners()
        assert reader.owner_check() == ""
    url = catalogue_at(tmp_path)
    Catalogue.open(url).close()
    with CatalogueReader.open(url) as reader:
        assert reader.reuse(DAY, DAY) == (0, 0)


def test_a_renewed_key_leaves_nothing_of_the_one_before(catalogue_at, tmp_path):
    """Papers, histories, rows and questions; what was asked stays counted as it was."""
    url = catalogue_at(tmp_path)
    other = OwnerLock(bytes(32))
    with Catalogue.open(url) as catalogue:
        keep(catalogue, paper("1/GP", owner_id=f"{ANH} {BINH}"), paper("2/GP"))
        for one in (asked(NOON), asked(NOON), asked(NOON, locked=BINH)):
            catalogue.note_lookup(one)
        change = Change(Act.EDIT, NOON, "lan", "lộ khóa")
        assert catalogue.renew_owner_key(other, change) == 1
        assert catalogue.owner_check() == other.check
        with catalogue._read() as connection:
            from sqlalchemy import select

            from sohoa.catalogue.schema import metadata

            kept = [
                str(tuple(row))
                for table in metadata.sorted_tables
                for row in connection.execute(select(table))
            ]
    assert not [row for row in kept if ANH in row or BINH in row or LOCK.check in row]
    with CatalogueReader.open(url) as reader:
        assert reader.reuse(DAY, DAY) == (2, 0)
        history = reader.history(SubjectKind.PAPER, "SO-000001")
    assert [one.said.get("owner_id") for one in history] == ["", ""]
    assert history[-1].reason == "lộ khóa"


def test_a_look_up_goes_by_indexes(embedded, tmp_path):
    """In a million papers, and among the questions of many years."""
    keep(embedded, paper("1/GP", owner_id=ANH))
    embedded.note_lookup(asked(NOON))
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        for sql, parameters in (
            (lookup_queries.PAPERS_OF_OWNER, {"locked": ANH}),
            (lookup_queries.REUSE, {"since": "2023-01-01", "until": "2023-06-01", "before": "9"}),
        ):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            steps = [step for *_numbers, step in plan]
            assert not [one for one in steps if one.startswith("SCAN") and one != "SCAN q"], steps
            assert not [one for one in steps if "GROUP BY" in one], steps


# --- as an office does it -------------------------------------------------------------------


HEADINGS = (
    "Phòng", "Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Trích yếu", "Tổ chức, cá nhân được cấp",
    "Số CCCD", "Mã số thuế", "Hiệu lực", "CCCD người đại diện", "Ghi chú",
)  # fmt: skip
NUMBERS = ("074085001234", "3700123456", "079085009999", "281234567", "079085008888")


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """A register of an office."""
    workbook = Workbook()
    workbook.active.append(HEADINGS)
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def row(number: int, card: object = "", code: object = "", **fields: str) -> tuple[object, ...]:
    """A row of it."""
    return (
        "Phòng Quản lý Du lịch", "Giấy chứng nhận", f"{number}/GCN", fields.get("day", "5/3/2018"),
        "Cấp", fields.get("owner", f"Người {number}"), card, code, "Còn hiệu lực",
        fields.get("other", ""), fields.get("remark", ""),
    )  # fmt: skip


@pytest.fixture
def ready(office) -> Workspace:
    """A workspace as `sohoa init` makes it, as far as this goes."""
    shutil.copytree(CHECKOUT / "config", office.config_dir, dirs_exist_ok=True)
    Catalogue.open(office.catalogue_url).close()
    make_owner_key(office)
    return office


def everything_in(folder: Path) -> bytes:
    """All bytes below a folder, those in workbooks unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    found += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(found)


def test_no_number_of_a_register_is_left_anywhere(ready, tmp_path, capsys):
    """Not in the catalogue, the error sheet, what is remembered of the file, or what is printed."""
    outside = tmp_path.parent / f"{tmp_path.name}-so.xlsx"
    book(
        outside,
        row(1, "074.085.001.234", other="079085009999"),
        row(2, "", "3700123456", owner="Trần B (CMND 281234567)"),
        row(3, "079085008888", day="không rõ", remark="CMND số 281 234 567"),
        row(4, "O79085008888"),
        row(5, "#id:079085008888"),
        row(6, "#id:ba173648:578801074be04e19677014034f863eeb; 079085008888"),
    )
    assert run(["inventory", "import", str(outside), "--json"]) == 5
    assert run(["inventory", "export", str(tmp_path / "xuat.xlsx")]) == 0
    assert run(["show", "SO-000001", "--history", "--json"]) == 0
    assert run(["show", "SO-000001", "--history"]) == 0
    printed = capsys.readouterr()
    held = everything_in(tmp_path) + printed.out.encode() + printed.err.encode()
    for number in (*NUMBERS, "O79085008888", "281 234 567", "074.085.001.234"):
        assert number.encode() not in held
    assert b"owner_id" in held


def test_an_error_sheet_that_comes_back_brings_its_locked_number(ready, tmp_path, capsys):
    """The clerk mends the day; the number need not be typed again."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234", day="không rõ"))
    assert run(["inventory", "import", str(path)]) == 5
    (sheet,) = ready.reports_dir.glob("*.xlsx")
    from openpyxl import load_workbook

    workbook = load_workbook(sheet)
    place = [cell.value for cell in workbook.active[1]].index("Ngày cấp") + 1
    workbook.active.cell(2, place).value = "5/3/2018"
    workbook.save(sheet)
    assert run(["inventory", "import", str(sheet)]) == 0
    capsys.readouterr()
    assert run(["lookup", "--owner", "074085001234", "--purpose", "x", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["reason"] for one in answer["apart"]] == ["not_signed"]


def test_a_register_of_before_is_imported_again_for_its_numbers(ready, tmp_path, capsys):
    """The same file, byte for byte, after all numbers were forgotten."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234"), row(2))
    assert run(["inventory", "import", str(path)]) == 0
    assert run(["inventory", "import", str(path)]) == 0
    assert run(["owner-key", "--renew"]) == 2  # without a reason
    assert run(["owner-key", "--renew", "--reason", "lộ khóa"]) == 0
    assert run(["lookup", "--owner", "074085001234", "--purpose", "x"]) == 2
    assert run(["inventory", "import", str(path)]) == 0
    capsys.readouterr()
    assert run(["lookup", "--owner", "074085001234", "--purpose", "x", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["apart"]) == 1
    assert run(["inventory", "import", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stored"]["updates"] == []


def in_archive(workspace: Workspace, record_id: str, document_id: str) -> None:
    """Archive a signed document of a paper."""
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        described = Description(record_id=record_id)
        archive(catalogue, workspace.archive_dir, document_id, description=described)


def test_a_clerk_looks_up(ready, tmp_path, capsys, monkeypatch):
    """A hit, a miss, another type; status and the list say the same."""
    path = book(
        tmp_path / "so.xlsx", row(1, "074085001234; 079085009999"), row(2, "", "3700123456")
    )
    assert run(["inventory", "import", str(path)]) == 0
    in_archive(ready, "SO-000001", "hop.1")
    monkeypatch.setenv("SOHOA_USER", "Chị Lan")
    purpose = "Cấp đổi, CCCD 074085001234"
    for typed in ("074 085 001 234", "079085009999", "079085009990", "3700123456"):
        assert run(["lookup", "--owner", typed, "--purpose", purpose]) == 0
    told = capsys.readouterr().out
    assert told.count("✓") == 2
    assert "074085001234" not in told
    assert run(["lookup", "--owner", "074085001234", "--type", "giấy phép", "--purpose", "x"]) == 0
    assert "✓" not in capsys.readouterr().out
    assert run(["lookup", "--owner", "074085001234", "--type", "không có", "--purpose", "x"]) == 2
    capsys.readouterr()
    assert run(["lookups", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["reuse"]["asked"], answer["reuse"]["answered"]) == (5, 2)
    assert {one["person"] for one in answer["questions"]} == {"Chị Lan"}
    assert len(answer["questions"]) == 5
    assert run(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)["reuse"]
    assert (status["asked"], status["answered"], status["rate"]) == (5, 2, 40.0)
    assert (status["target"], status["is_met"]) == (80.0, False)
    assert b"074085001234" not in everything_in(ready.data_dir)


def test_a_secret_paper_is_not_told_at_the_counter(ready, tmp_path, capsys):
    """Neither that it is, nor how many there are; of one that is lost or copied, the reason is."""
    rows = [list(row(number, "074085001234")) for number in (1, 2)]
    path = tmp_path / "so.xlsx"
    workbook = Workbook()
    workbook.active.append([*HEADINGS, "Lý do không số hóa"])
    workbook.active.append([*rows[0], "Mật"])
    workbook.active.append([*rows[1], "bản chụp"])
    workbook.save(path)
    assert run(["inventory", "import", str(path)]) == 0
    capsys.readouterr()
    assert run(["lookup", "--owner", "074085001234", "--purpose", "x", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(one["record_id"], one["reason"]) for one in answer["apart"]] == [
        ("SO-000002", "excluded")
    ]
    assert run(["lookups", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"][0]["apart"] == 1


def test_nothing_is_said_without_the_right_key(ready, tmp_path, capsys, monkeypatch):
    """Gone, another, spoiled, readable for others: an error each, never "nothing held"."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234"))
    assert run(["inventory", "import", str(path)]) == 0
    ask = ["lookup", "--owner", "074085001234", "--purpose", "x"]
    key = ready.owner_key_path
    content = key.read_bytes()
    again = book(tmp_path / "hai.xlsx", row(2, "074085001234"))

    def refused(code: str, status: int = 3) -> None:
        capsys.readouterr()
        assert run(ask) == status
        assert f"[{code}]" in capsys.readouterr().err
        assert run(["inventory", "import", str(again)]) == status
        assert f"[{code}]" in capsys.readouterr().err

    key.unlink()
    refused("LOOKUP-902")
    assert run(["owner-key", "--make"]) == 3
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    refused("LOOKUP-903")
    assert run(["owner-key", "--renew", "--reason", "x"]) == 0
    monkeypatch.delenv(KEY_VARIABLE)
    key.write_bytes(content)
    key.chmod(0o600)
    refused("LOOKUP-903")
    key.write_text("không phải khóa", encoding="utf-8")
    refused("LOOKUP-904")
    key.chmod(0o644)
    refused("LOOKUP-904")
    capsys.readouterr()
    assert run(["lookups", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == []
    key.chmod(0o600)
    assert run(["owner-key", "--renew", "--reason", "hỏng"]) == 0
    assert run(["inventory", "import", str(path)]) == 0
    assert run(ask) == 0


def test_before_there_is_a_number_nobody_is_told_that_nothing_is_held(ready, tmp_path, capsys):
    """A register without such a column, and what is no number or has no purpose."""
    path = book(tmp_path / "so.xlsx", row(1))
    assert run(["inventory", "import", str(path)]) == 0
    for arguments, code in (
        (["--owner", "074085001234", "--purpose", "x"], "LOOKUP-906"),
        (["--owner", "O74085001234", "--purpose", "x"], "LOOKUP-905"),
        (["--owner", "074085001234", "--purpose", " - "], "LOOKUP-907"),
        (["--owner", "074085001234", "--purpose", "074085001234"], "LOOKUP-907"),
    ):
        capsys.readouterr()
        assert run(["lookup", *arguments]) == 2
        told = capsys.readouterr().err
        assert f"[{code}]" in told
        assert "4085001234" not in told
    assert run(["lookups"]) == 0


def test_a_renewal_that_was_cut_short_leads_on(ready, tmp_path, monkeypatch, capsys):
    """After the catalogue knew the next key, before its file had its place."""
    from sohoa.use_cases import owner_key

    path = book(tmp_path / "so.xlsx", row(1, "074085001234"))
    with monkeypatch.context() as patch:

        def killed(_path: Path) -> None:
            raise KeyboardInterrupt

        patch.setattr(owner_key, "take_next", killed)
        assert run(["owner-key", "--renew", "--reason", "x"]) == 130
    assert run(["owner-key"]) == 0
    assert run(["inventory", "import", str(path)]) == 0
    ask = ["lookup", "--owner", "074085001234", "--purpose", "x"]
    assert run(ask) == 0
    assert run(["owner-key", "--renew", "--reason", "lại"]) == 0
    assert run(["inventory", "import", str(path)]) == 0
    assert run(ask) == 0
    kept = sorted(one.name for one in ready.owner_key_path.parent.iterdir())
    assert len([name for name in kept if ".before-" in name]) == 2
    assert ready.owner_key_path.name in kept
    assert not [name for name in kept if name.endswith(".new")]
    folder = ready.owner_key_path.parent
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in kept)
    capsys.readouterr()


def test_a_look_up_that_cannot_be_entered_is_not_answered(ready, tmp_path, capsys):
    """The disk of the catalogue cannot be written: no name, no paper."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234"))
    assert run(["inventory", "import", str(path)]) == 0
    capsys.readouterr()
    with sqlite3.connect(ready.catalogue_path) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON lookups BEGIN SELECT raise(ABORT, 'x'); END"
        )
    connection.close()
    with pytest.raises(sqlite3.IntegrityError):
        look_up(ready, "074085001234", purpose="x", now=dt.datetime.now(dt.UTC))
    assert "Người 1" not in capsys.readouterr().out


def test_a_number_is_corrected_by_hand_and_shown_nowhere(ready, tmp_path, capsys):
    """By the names that registers have; a word takes none away, an empty value does."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001235"))
    assert run(["inventory", "import", str(path)]) == 0
    edit = ["inventory", "edit", "SO-000001", "--reason", "gõ sai", "--set"]
    assert run([*edit, "Số CCCD=074085001234"]) == 0
    assert run([*edit, "owner_id=không"]) == 2
    ask = ["lookup", "--owner", "074085001234", "--purpose", "x", "--json"]
    printed = capsys.readouterr()
    assert "074085001234" not in printed.out + printed.err
    assert run(ask) == 0
    assert len(json.loads(capsys.readouterr().out)["apart"]) == 1
    assert run([*edit, "owner_id="]) == 0
    assert run(ask) == 2


def test_init_makes_the_key_once_and_never_over_a_lost_one(tmp_path, capsys):
    """Another `init` leaves it; where it was lost, none is made that would answer "nothing"."""
    assert run(["init", str(tmp_path / "w")]) == 0
    key = Workspace(tmp_path / "w").owner_key_path
    first = read_key(key)
    assert key.stat().st_mode & 0o077 == 0
    assert run(["init", str(tmp_path / "w")]) == 0
    assert read_key(key) == first
    key.unlink()
    assert run(["init", str(tmp_path / "w")]) == 0
    assert not key.exists()
    capsys.readouterr()


def test_the_text_of_a_page_is_searched_without_its_numbers(catalogue, tmp_path):
    """The file in the archive says what its paper says; the catalogue does not."""
    text = "Cấp cho ông An, CCCD số 074085001234, mã số thuế 3700123456 tại Bình Dương"
    archive(catalogue, tmp_path, "hop.1", text=text)
    with reading(tmp_path) as reader:
        shown = reader.text("hop.1")
    assert "074085001234" not in shown
    assert "3700123456" not in shown
    assert shown.endswith("tại Bình Dương")


def test_what_was_kept_before_is_masked_once(catalogue_at, tmp_path):
    """Texts, owners, subjects, histories, the index of words; what is no number stays."""
    url = catalogue_at(tmp_path)
    said = "Trần Văn Đông, CMND 281234567"
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/GP", owner=said, subject="Cấp 12/GP"), paper("2/GP"))
        described = Description(record_id="SO-000001", owner=said, subject="Cấp 12/GP")
        archive(catalogue, tmp_path, "hop.1", text="karaoke", description=described)
        with catalogue._write() as connection:
            old = "1/GP\nkaraoke CCCD 074085001234 tại Bình Dương"
            serial, was = connection.execute(text("SELECT serial, text FROM document_texts")).one()
            remove_from_search(connection, SearchTable.DOCUMENTS, serial, was)
            connection.execute(text("UPDATE document_texts SET text = :old"), {"old": old})
            add_to_search(connection, SearchTable.DOCUMENTS, {serial: old})
        for mask in (catalogue.mask_texts, catalogue.mask_papers):
            last, count = mask(0)
            assert (count, mask(last)) == (1, None)
        assert catalogue.mask_documents() == 1
        assert catalogue.mask_documents() == 0
        catalogue.leave_nothing_behind()
        (listed, other) = catalogue.all_listed()
    assert listed[1].owner == "Trần Văn Đông, CMND •••"
    assert other[1].owner == "Trần Văn Đông"
    with reading(tmp_path) as reader:
        assert reader.text("hop.1") == "1/GP\nkaraoke CCCD ••• tại Bình Dương"
        assert reader.search("074085001234", limit=5).count == 0
        assert reader.search("Bình Dương", limit=5).count == 1
        assert reader.search("Trần Văn Đông", limit=5).count == 2
        assert "281234567" not in str(reader.history(SubjectKind.PAPER, "SO-000001"))
        assert reader.document("hop.1").owner == "Trần Văn Đông, CMND •••"
    if url.startswith("sqlite"):
        held = everything_in(tmp_path)
        assert b"281234567" not in held
        assert b"074085001234" not in held


def test_a_paper_that_is_another_one_now_is_found_as_that(catalogue_at, tmp_path):
    """Whose number only the merged row had; brought back, it is its own again."""
    url = catalogue_at(tmp_path)
    saying = Saying(NOON, "lan", "một giấy")
    with Catalogue.open(url) as catalogue:
        keep(catalogue, paper("1/GP", owner_id=ANH), paper("2/GP"), paper("3/GP"))
        catalogue.merge_papers(["SO-000001"], "SO-000002", saying)
        assert set(found(url, ANH)) == {"SO-000002"}
        catalogue.merge_papers(["SO-000002"], "SO-000003", saying)
        assert set(found(url, ANH)) == {"SO-000003"}
        catalogue.restore_papers(["SO-000001"], saying)
    assert set(found(url, ANH)) == {"SO-000001"}


def test_two_rows_that_name_two_owners_leave_no_hash_behind(catalogue):
    """They are asked about; a renewal takes the hashes out of what was asked, too."""
    keep(catalogue, paper("1/GP", owner_id=ANH))
    edit = Saying(NOON, "lan", "gõ sai")
    catalogue.edit_papers({"SO-000001": {"owner_id": BINH}}, edit)
    other = LOCK.of("079085009999")
    counts = keep(catalogue, paper("1/GP", owner_id=other), name="hai.xlsx")
    assert counts.differing == 1
    change = Change(Act.EDIT, NOON, "lan", "lộ khóa")
    catalogue.renew_owner_key(OwnerLock(bytes(32)), change)
    with catalogue._read() as connection:
        kept = str(connection.execute(text("SELECT cells, problems FROM register_rows")).all())
    assert "owner_id" in kept
    assert not [one for one in (ANH, BINH, other) if one in kept]


def test_numbers_typed_where_names_and_reasons_belong(ready, tmp_path, capsys):
    """A column of owners that holds their numbers, an edit, a reason: none is told or kept."""
    rows = [row(number, owner=f"28123456{number}") for number in range(1, 6)]
    assert run(["inventory", "import", str(book(tmp_path / "so.xlsx", *rows))]) == 2
    printed = capsys.readouterr()
    assert "28123456" not in printed.out + printed.err
    path = book(tmp_path / "hai.xlsx", row(1, "074085001234"))
    reason = "sửa theo CCCD 079085009999"
    assert run(["inventory", "import", str(path), "--reason", reason]) == 0
    edit = ["inventory", "edit", "SO-000001", "--reason", reason, "--set"]
    assert run([*edit, "owner=Trần B, CMND 281234567"]) == 0
    (tmp_path / "so.xlsx").unlink()
    path.unlink()
    held = everything_in(ready.data_dir)
    assert b"079085009999" not in held
    assert b"281234567" not in held
    assert run(["search", "Trần B"]) == 0
    assert "Trần B, CMND •••" in capsys.readouterr().out


def test_the_report_names_what_its_figure_of_reuse_counts(ready, tmp_path, capsys):
    """As many rows as questions, so many with a result; neither names nor purposes."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234"), row(2, "", "3700123456"))
    assert run(["inventory", "import", str(path)]) == 0
    in_archive(ready, "SO-000001", "hop.1")
    for typed, purpose in (("074085001234", "việc A"), ("3700123456", "việc B")):
        assert run(["lookup", "--owner", typed, "--purpose", purpose]) == 0
    capsys.readouterr()
    today = f"{dt.datetime.now(dt.UTC) + dt.timedelta(hours=7):%d/%m/%Y}"
    assert run(["report", "2", "--as-of", today, "--json"]) == 0
    html = Path(json.loads(capsys.readouterr().out)["html"]).read_text(encoding="utf-8")
    assert "1 trong 2 lần tra cứu có kết quả dùng lại được" in html
    table = html[html.index('id="lookups"') :]
    table = table[: table.index("</table>")]
    assert table.count("<tr") == 3
    assert (table.count(">có<"), table.count(">không<")) == (1, 1)
    assert "việc A" not in html


def test_a_question_goes_in_by_its_own_door(catalogue_at, tmp_path):
    """Beside the writing door, in both databases; a catalogue that has moved takes none."""
    url = catalogue_at(tmp_path)
    Catalogue.open(url).close()
    for one in (asked(NOON), asked(NOON, locked=BINH, found=1)):
        note_lookup(url, one)
    with CatalogueReader.open(url) as reader:
        assert [one.found for one in reader.questions(DAY, DAY)] == [0, 1]
    with Catalogue.open(url) as catalogue, catalogue._write() as connection:
        connection.execute(text("INSERT INTO office_facts VALUES ('moved_to', 'elsewhere')"))
    with pytest.raises(CatalogueMovedError):
        note_lookup(url, asked(NOON))


def test_a_look_up_loads_nothing_heavy(ready, tmp_path):
    """Somebody waits at the counter: neither SQLAlchemy nor pandas nor a PDF library."""
    path = book(tmp_path / "so.xlsx", row(1, "074085001234"))
    assert run(["inventory", "import", str(path)]) == 0
    script = (
        "import sys; from sohoa.cli.main import run\n"
        "code = run(['lookup', '--owner', '074085001234', '--purpose', 'x'])\n"
        "heavy = {'sqlalchemy', 'pandas', 'prefect', 'pyhanko', 'pydantic', 'openpyxl'}\n"
        "print(code, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.endswith("0 []\n"), done.stdout + done.stderr


def test_a_csv_that_a_spreadsheet_has_saved(ready, tmp_path, capsys):
    """Zeros at the beginning are gone from it; what may be two numbers is none."""
    path = tmp_path / "so.csv"
    lines = [";".join(HEADINGS)]
    for number, (card, code) in enumerate(
        (("74085001234", ""), ("", "300123456"), ("1085001234", ""), ("7.4085E+10", "")), start=1
    ):
        lines.append(";".join(map(str, row(number, card, code))))
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    assert run(["inventory", "import", str(path), "--json"]) == 0
    settle = json.loads(capsys.readouterr().out)["preview"]["to_settle"]
    assert [one["row_number"] for one in settle] == [4, 5]
    for typed, count in (("074085001234", 1), ("0300123456", 1), ("001085001234", 0)):
        assert run(["lookup", "--owner", typed, "--purpose", "x", "--json"]) == 0
        assert len(json.loads(capsys.readouterr().out)["apart"]) == count


def test_the_upgrade_masks_what_rows_and_pages_had(tmp_path):
    """A catalogue of 0016 whose register had a column that nobody used, as it was typed."""
    path = tmp_path / "catalogue.sqlite3"
    kept = CHECKOUT / "tests" / "golden" / "catalogues" / "0016.sqlite3.xz"
    path.write_bytes(lzma.decompress(kept.read_bytes()))
    field = {"name": "owner_id", "value": "3700123456", "choices": ["3700123458"]}
    with sqlite3.connect(path) as connection:
        cells = json.dumps(["1/QĐ", "074085001234", "CMND 281234567, Đỗ Thị B"])
        connection.execute("UPDATE register_rows SET cells = ?", (cells,))
        problems = json.dumps([{"column": "CMND", "value": "281234567", "expected": "x"}])
        connection.execute("UPDATE register_rows SET problems = ? WHERE id = 1", (problems,))
        (one,) = connection.execute("SELECT min(document_id) FROM documents").fetchone()
        pages = (one, "decree-30", json.dumps([field]))
        connection.execute("INSERT INTO page_descriptions VALUES (?, ?, ?)", pages)
    connection.close()
    Catalogue.open(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT cells, problems FROM register_rows").fetchall()
        (fields,) = connection.execute("SELECT fields FROM page_descriptions").fetchone()
    connection.close()
    assert {cells for cells, _problems in rows} == {'["1/QĐ","•••","CMND •••, Đỗ Thị B"]'}
    assert json.loads(rows[0][1])[0]["value"] == "•••"
    assert json.loads(fields) == [{**field, "value": "•••", "choices": ["•••"]}]
