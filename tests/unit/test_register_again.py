"""A register that was imported before is not read again, and what is said of it is the same."""

from __future__ import annotations

import json
import shutil

import pytest
from register_samples import HEADING, ROW, TOURISM, write_xlsx

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.use_cases import register
from sohoa.workspace import CHECKOUT

GOOD = [HEADING, ROW, (2, TOURISM, "Quyết định", "77/QĐ-SVHTTDL", "6/3/2012", "Cấp phép")]
#: The second row has no date.
BAD = [*GOOD, (3, TOURISM, "Quyết định", "78/QĐ-SVHTTDL", "31/2/2012", "Cấp phép")]


@pytest.fixture
def office(office):
    """An office with the configuration that every office begins with."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    return office


@pytest.fixture
def reads(monkeypatch):
    """Counts how often a register file is read."""
    counted, read = [], register.read_office_register

    def counting(*arguments, **more):
        counted.append(arguments[1].name)
        return read(*arguments, **more)

    monkeypatch.setattr(register, "read_office_register", counting)
    return counted


def said(capsys, *arguments):
    """Exit code and all that an import prints."""
    capsys.readouterr()
    code = run(["inventory", "import", *map(str, arguments)])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("rows", [GOOD, BAD], ids=["all good", "a row in error"])
def test_the_same_file_is_answered_alike_without_reading_it(office, tmp_path, reads, capsys, rows):
    """To the letter, and with the same exit code, as a program says that has to read it."""
    path = write_xlsx(tmp_path / "so.xlsx", rows)
    said(capsys, path)
    shutil.rmtree(office.cache_dir / "registers")
    code, of_reading = said(capsys, path)
    _code, as_json = said(capsys, path, "--json")
    reads.clear()

    again = said(capsys, path)
    json_again = said(capsys, path, "--json")

    assert reads == []
    assert again == (code, of_reading)
    assert json.loads(json_again[1]) == json.loads(as_json)
    assert json.loads(json_again[1])["stored"]["counts"]["already_imported"]
    assert code == (ExitCode.DONE if rows is GOOD else ExitCode.DONE_WITH_REJECTIONS)


def test_it_is_read_where_the_answer_may_differ(office, tmp_path, reads, capsys):
    """Other settings, another permission, a sheet that is gone, an act since: each is read."""
    path = write_xlsx(tmp_path / "so.xlsx", BAD)
    _code, first = said(capsys, path)
    (sheet,) = office.reports_dir.glob("*-loi-*.xlsx")
    words = office.config_dir / "register_words.toml"

    def widen():
        words.write_text(words.read_text(encoding="utf-8") + '\nused = ["Xong"]\n', "utf-8")

    for change, more in (
        (lambda: None, ("--accept-marked",)),
        (lambda: None, ("--complete", "--room", TOURISM)),
        (sheet.unlink, ()),
        (widen, ()),
        (lambda: run(["inventory", "edit", "SO-1", "--set", "sheets=9", "--reason", "x"]), ()),
    ):
        said(capsys, path)
        change()
        reads.clear()
        said(capsys, path, *more)
        assert reads == ["so.xlsx"]
    assert sheet.exists()
    assert first


def test_a_row_that_was_in_error_is_taken_once_it_reads(office, tmp_path, reads, capsys):
    """A name added to the settings: the file is read, and its row is entered."""
    rows = [HEADING, ROW, (2, "12", "Quyết định", "77/QĐ", "6/3/2012", "Cấp phép")]
    path = write_xlsx(tmp_path / "so.xlsx", rows)
    assert said(capsys, path)[0] == ExitCode.DONE_WITH_REJECTIONS
    rooms = office.config_dir / "rooms.toml"
    text = rooms.read_text(encoding="utf-8")
    rooms.write_text(text.replace('"Du lịch", "Nghiệp', '"12", "Du lịch", "Nghiệp'), "utf-8")

    code, _said = said(capsys, path)
    again, answer = said(capsys, path, "--json")

    assert (code, again) == (ExitCode.DONE, ExitCode.DONE)
    assert json.loads(answer)["stored"]["counts"]["accepted"] == 2
    assert json.loads(answer)["stored"]["counts"]["errors"] == 0


def test_a_copy_that_is_spoiled_is_none(office, tmp_path, reads, capsys):
    """What lies in the cache may be thrown away, or torn, at any time."""
    path = write_xlsx(tmp_path / "so.xlsx", GOOD)
    said(capsys, path)
    expected = said(capsys, path)
    for kept in (office.cache_dir / "registers").iterdir():
        kept.write_bytes(kept.read_bytes()[:20])
    reads.clear()

    assert said(capsys, path) == expected
    assert reads == ["so.xlsx"]


def test_rows_of_a_withdrawn_paper_are_told(office, tmp_path, capsys):
    """Another file that names it: it stays out, and the row is shown with the way back."""
    said(capsys, write_xlsx(tmp_path / "so.xlsx", GOOD))
    run(["inventory", "withdraw", "SO-1", "--reason", "BB"])
    rows = [HEADING, ROW, (2, TOURISM, "Quyết định", "99/QĐ-SVHTTDL", "6/3/2012", "Cấp phép")]

    code, text = said(capsys, write_xlsx(tmp_path / "moi.xlsx", rows))

    assert code == ExitCode.DONE
    assert "SO-000001" in text
    assert "inventory restore" in text
