"""`sohoa inventory`: the exit code and the screen say what became of a register."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
from register_samples import HEADING, KARAOKE, ROW, TOURISM, write_xlsx

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.workspace import CHECKOUT

STATED = (*HEADING, "Tình trạng")


@pytest.fixture
def command(office, capsys):
    """Run `sohoa inventory` in an office of its own; returns the exit code and the screen."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)

    def make(*arguments):
        code = run(["inventory", *map(str, arguments)])
        out = capsys.readouterr()
        return code, out.out + out.err

    return make


def paper(number, state="Còn hiệu lực", subject="Quán"):
    """A row of a register."""
    return (1, TOURISM, KARAOKE, f"{number}/GP", 2012, f"{subject} {number}", state)


def test_a_whole_register_is_done(command, tmp_path):
    """Nothing was left to ask: exit code 0, in a dry run as well."""
    path = write_xlsx(tmp_path / "so.xlsx", [STATED, paper(1), paper(2)])

    assert command("import", path, "--dry-run")[0] == ExitCode.DONE
    code, screen = command("import", path)

    assert code == ExitCode.DONE
    assert "Đã nhập: 2 giấy tờ mới" in screen


def test_words_not_understood_are_to_be_settled(command, tmp_path):
    """The paper is taken; the row stands on the screen with what was not understood."""
    path = write_xlsx(tmp_path / "so.xlsx", [STATED, paper(1), paper(2, "tạm")])

    code, screen = command("import", path)

    assert code == ExitCode.DONE
    assert "Việc cần làm: 1 dòng" in screen
    assert "? Sổ, dòng 3: Tình trạng: `tạm`" in screen


def test_unknown_names_stop_before_anything_is_stored(command, office, tmp_path):
    """A question with its answer: `--accept-new`, once."""
    rows = [STATED, (1, "Phòng Lễ hội", *paper(1)[2:])]
    path = write_xlsx(tmp_path / "so.xlsx", rows)

    dry, _screen = command("import", path, "--dry-run")
    code, screen = command("import", path)
    assert (dry, code) == (ExitCode.DONE_WITH_REJECTIONS, ExitCode.USAGE)
    assert "INVENTORY-903" in screen
    assert "Phòng Lễ hội" in screen
    assert not office.catalogue_path.exists()

    assert command("import", path, "--accept-new")[0] == ExitCode.DONE
    again = write_xlsx(tmp_path / "b.xlsx", [*rows, (1, "Phòng Lễ hội", *paper(2)[2:])])
    assert command("import", again)[0] == ExitCode.DONE


def test_a_sheet_that_is_not_read_is_in_the_exit_code(command, tmp_path):
    """With its name and how much stands in it."""
    path = write_xlsx(
        tmp_path / "so.xlsx", [STATED, paper(1)], more=[("Tổng hợp", [("Phòng", "SL"), ("A", 1)])]
    )

    code, screen = command("import", path)

    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert "Tổng hợp" in screen
    assert "2 dòng" in screen


def test_a_change_is_loud(command, office, tmp_path):
    """On the screen with both values, in the exit code, and in the error sheet."""
    path = write_xlsx(tmp_path / "so.xlsx", [STATED, paper(1), paper(2), paper(3)])
    command("import", path)

    rows = [STATED, paper(1, "Đã thu hồi"), paper(2, subject="Tiệm"), paper(3)]
    code, screen = command("import", write_xlsx(tmp_path / "so.xlsx", rows))

    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert "hiệu lực: nay ghi `đã thu hồi`, trong sổ đã lưu là `còn hiệu lực`" in screen
    assert "trích yếu: nay ghi `Tiệm 2`, trong sổ đã lưu là `Quán 2`" in screen
    (sheet,) = office.reports_dir.glob("so-loi-*.xlsx")
    numbers = [cell.value for cell in openpyxl.load_workbook(sheet).active["D"]][1:]
    assert numbers == ["1/GP", "2/GP"]


def test_a_register_without_rooms_asks_and_takes_the_answer(command, tmp_path):
    """`--room`, as the message says."""
    path = write_xlsx(tmp_path / "so.xlsx", [(*HEADING[2:],), ROW[2:]])

    code, screen = command("import", path)
    assert (code, "INVENTORY-904" in screen) == (ExitCode.USAGE, True)

    assert command("import", path, "--room", TOURISM)[0] == ExitCode.DONE


def test_the_template_is_written_once(command, tmp_path):
    """And an empty one imports to nothing."""
    path = tmp_path / "so-moi.xlsx"

    assert command("template", path)[0] == ExitCode.DONE
    assert command("import", path)[0] == ExitCode.DONE
    assert command("template", path)[0] == ExitCode.USAGE
