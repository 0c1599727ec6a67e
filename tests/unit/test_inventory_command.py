"""`sohoa inventory`: the exit code and the screen say what became of a register."""

from __future__ import annotations

import re
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


def test_what_is_new_of_a_paper_is_told_and_entered(command, office, tmp_path):
    """Both values on the screen, before (dry run) and after; nothing is left to a person."""
    path = write_xlsx(tmp_path / "so.xlsx", [STATED, paper(1), paper(2), paper(3)])
    command("import", path)

    rows = [STATED, paper(1, "Đã thu hồi"), paper(2, subject="Tiệm"), paper(3)]
    again = write_xlsx(tmp_path / "so.xlsx", rows)
    for options in (["--dry-run"], []):
        code, screen = command("import", again, *options)

        assert code == ExitCode.DONE
        assert "hiệu lực: còn hiệu lực → đã thu hồi" in screen
        assert "trích yếu: Quán 2 → Tiệm 2" in screen
        assert re.search(r"giấy tờ còn hiệu lực +3 +2", screen)
        assert ("Chỉ chạy thử" in screen) == bool(options)
    assert not list(office.reports_dir.glob("so-loi-*.xlsx"))


def test_an_old_copy_of_the_register_is_asked_about(command, office, tmp_path):
    """What was held before and has been overtaken is not taken back in silence; `x` takes it."""
    for name, words in (("1.xlsx", "Còn hiệu lực"), ("2.xlsx", "Đã thu hồi")):
        command("import", write_xlsx(tmp_path / name, [STATED, paper(1, words), paper(2)]))

    old = [STATED, paper(1, "Còn hiệu lực"), paper(2), paper(3, subject="Tiệm")]
    code, screen = command("import", write_xlsx(tmp_path / "cu.xlsx", old))

    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert "hiệu lực: nay ghi `còn hiệu lực`, trong sổ đã lưu là `đã thu hồi`" in screen
    (sheet,) = office.reports_dir.glob("cu-loi-*.xlsx")
    book = openpyxl.load_workbook(sheet)
    headings = [cell.value for cell in book.active[1]]
    book.active.cell(2, headings.index("Xác nhận") + 1).value = "x"
    book.save(tmp_path / "xac-nhan.xlsx")
    code, screen = command("import", tmp_path / "xac-nhan.xlsx")
    assert code == ExitCode.DONE
    assert "hiệu lực: đã thu hồi → còn hiệu lực" in screen


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
